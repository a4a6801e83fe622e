package intake_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// requestTakes is how long GitHub takes for an answer here.
const requestTakes = 20 * time.Millisecond

// verdictPolicy, verdictReport and verdictComment are what every repository and
// every report has.
const verdictPolicy = `mode: on
team: [kim]
report:
  require: [description, steps, affected_versions]
commitments:
  acknowledge: {maximum: 48h}
  assess: {maximum: 7d, after: acknowledge}
  disclose: {maximum: 90d}
drafts: {receipt: auto, ask: auto, status: auto, accept: approve}
`

const verdictComment = "It needs no flag since 1.3.0."

var verdictReport = "## Description\n\nAn out-of-bounds write in the parser.\n\n## Steps to reproduce\n\n" +
	strings.Repeat("1. Open the attached file with `rocket --parse` and see it write past the end of its buffer.\n", 40) +
	"\n## Affected versions\n\n1.2.0 to 1.4.1\n"

// simulated is a GitHub that takes 20 ms a request, in this process and over
// loopback, asked by the program's own client.
func simulated(b *testing.B, owners, each int) place {
	b.Helper()
	s := ghsatest.New(ghsatest.Options{Latency: requestTakes, Budget: 1 << 30, LoseDeliveries: true})
	b.Cleanup(s.Close)
	s.AddUser("researcher")
	p := place{repos: make([]advisories.Repository, owners), reports: make([][]advisories.GHSA, owners)}
	installations := make([]int64, owners)
	for i := range owners {
		owner := fmt.Sprintf("owner-%04d", i)
		s.AddOwner(owner, true)
		name := s.AddRepositories(owner, "rocket", 1)[0]
		s.PutFile(name, ".github/advisory-policy.yml", verdictPolicy)
		installations[i] = s.AddInstallation(owner)
		for n := range each {
			id := s.Report(name, "researcher", fmt.Sprintf("Out-of-bounds write %d", n), verdictReport)
			if _, err := s.CommentAs("researcher", name, id, verdictComment); err != nil {
				b.Fatal(err)
			}
			p.reports[i] = append(p.reports[i], id)
		}
	}
	c, err := ghsa.New(ghsa.Config{AppID: s.AppID(), PrivateKey: s.AppKeyPEM(), APIURL: s.APIURL(), GraphQLURL: s.GraphQLURL()})
	if err != nil {
		b.Fatal(err)
	}
	p.GitHub = c
	var all sync.WaitGroup
	for w := range 32 {
		all.Go(func() {
			for i := w; i < owners; i += 32 {
				list, err := c.Repositories(b.Context(), installations[i])
				if err != nil || len(list) != 1 {
					b.Errorf("repositories: %d, %v", len(list), err)
					return
				}
				p.repos[i] = list[0]
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return p
}

// still is a GitHub on which nothing happens. What is not implemented is not asked
// in a dry run.
type still struct {
	desk.GitHub
	born time.Time
}

// imitated is a still GitHub with the same owners, repositories and reports.
func imitated(_ *testing.B, owners, each int) place {
	p := place{GitHub: &still{born: time.Now().UTC().Truncate(time.Second)}}
	for i := range owners {
		id := int64(i + 1)
		p.repos = append(p.repos, advisories.Repository{Installation: 40_000_000 + id, ID: 700_000_000 + id,
			Owner: fmt.Sprintf("owner-%04d", i), OwnerID: 800_000 + id, Name: "rocket"})
		var ids []advisories.GHSA
		for n := range each {
			ids = append(ids, advisories.GHSA(fmt.Sprintf("GHSA-2222-%04d-%04d", i, n)))
		}
		p.reports = append(p.reports, ids)
	}
	return p
}

// request waits for an answer.
func request(ctx context.Context) error {
	select {
	case <-time.After(requestTakes):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Snapshot is a request for the advisory, one for its comments and one for the
// files, one after the other.
func (g *still) Snapshot(ctx context.Context, repo advisories.Repository, id advisories.GHSA, want advisories.Want) (advisories.Snapshot, error) {
	researcher, at := advisories.Person{ID: 9001, Login: "researcher"}, g.born
	self, _ := g.Self(ctx, repo.Installation)
	s := advisories.Snapshot{At: time.Now().UTC(), Repository: repo, CommentsKnown: true, Self: self,
		Advisory: advisories.Advisory{GHSA: id, Summary: "Out-of-bounds write", Description: verdictReport, State: advisories.StateTriage,
			Author: researcher, Submitted: true, CreatedAt: at, UpdatedAt: at, Comments: 1},
		Comments: []advisories.Comment{{ID: 1, Author: researcher, Body: verdictComment, CreatedAt: at, UpdatedAt: at}}}
	requests := 2
	if want.Files {
		requests++
		s.FilesKnown = true
		s.Files = []advisories.PolicyFile{{Repository: repo.Owner + "/" + repo.Name, Path: ".github/advisory-policy.yml", Ref: "main",
			Text: verdictPolicy, Layer: advisories.LayerRepository}}
	}
	for range requests {
		if err := request(ctx); err != nil {
			return advisories.Snapshot{}, err
		}
	}
	return s, nil
}

// Powers is a request for the people who are asked for.
func (g *still) Powers(ctx context.Context, _ advisories.Repository, _ []advisories.Person, _ []string) (map[int64]advisories.Power, error) {
	return nil, request(ctx) // nobody here has any
}

// Self needs no request: the client remembers it.
func (g *still) Self(context.Context, int64) (advisories.Person, error) {
	return advisories.Person{ID: 4711, Login: "advisory-bot[bot]", Bot: true}, nil
}

// Installations is a page of them; what they grant is not known here.
func (g *still) Installations(ctx context.Context) ([]advisories.Installation, error) {
	return nil, request(ctx)
}
