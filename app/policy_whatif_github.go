package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// pastGitHub is what a what-if asks of GitHub.
type pastGitHub interface {
	Lookup(ctx context.Context, owner, name string) (advisories.Repository, error)
	Files(ctx context.Context, repo advisories.Repository) (advisories.Snapshot, error)
	AdvisoriesSince(ctx context.Context, repo advisories.Repository, since time.Time) ([]advisories.Advisory, error)
	Snapshot(ctx context.Context, repo advisories.Repository, id advisories.GHSA, want advisories.Want) (advisories.Snapshot, error)
	Powers(ctx context.Context, repo advisories.Repository, people []advisories.Person, teams []string) (map[int64]advisories.Power, error)
}

// PastQuery says which past reports are asked for.
type PastQuery struct {
	Owner, Name string
	Since       time.Time
	// Files make the policy; without any, those of the repository on GitHub do.
	Files PolicyFiles
	Now   time.Time
}

// TestPolicyOnGitHub says what a policy would have made of a repository's
// advisories, as the App sees them. It writes nothing, on GitHub or here.
func TestPolicyOnGitHub(ctx context.Context, c Config, o Options, q PastQuery) (WhatIf, error) {
	o = o.withDefaults()
	gh, err := client(c, o)
	if err != nil {
		return WhatIf{}, err
	}
	return testPast(ctx, gh, o.Log, q)
}

// client speaks GitHub for a command that asks and never writes.
func client(c Config, o Options) (*ghsa.Client, error) {
	gh, err := ghsa.New(ghsa.Config{
		AppID: c.AppID, PrivateKey: c.PrivateKey, APIURL: c.APIURL, GraphQLURL: c.GraphQLURL,
		UserAgent: "advisory-bot/" + Version(), Log: o.Log, Now: o.Now, Transport: o.Transport,
	})
	if err != nil {
		return nil, fmt.Errorf("GitHub client: %w", err)
	}
	return gh, nil
}

func testPast(ctx context.Context, gh pastGitHub, log *slog.Logger, q PastQuery) (WhatIf, error) {
	repo, err := gh.Lookup(ctx, q.Owner, q.Name)
	if err != nil {
		return WhatIf{}, fmt.Errorf("%s/%s: %w", q.Owner, q.Name, err)
	}
	list, err := gh.AdvisoriesSince(ctx, repo, q.Since)
	if err != nil {
		return WhatIf{}, fmt.Errorf("the advisories of %s/%s: %w", q.Owner, q.Name, err)
	}
	t := pastTest{gh: gh, repo: repo, powers: map[int64]advisories.Power{}, now: q.Now}
	pol, notes, err := t.policy(ctx, q.Files)
	if err != nil {
		return WhatIf{}, err
	}
	sum := newWhatIf(notes)
	for i, a := range list {
		if i > 0 && i%50 == 0 {
			log.Info("what-if", "advisories", i, "of", len(list))
		}
		p, err := t.past(ctx, pol, a)
		if err != nil {
			return WhatIf{}, fmt.Errorf("after %d of %d advisories: %w", i, len(list), err)
		}
		sum.add(pol, p, "")
	}
	return sum.done(false), nil
}

// pastTest asks GitHub about past reports.
type pastTest struct {
	gh   pastGitHub
	repo advisories.Repository
	// powers are those of the people who were asked about already.
	powers map[int64]advisories.Power
	now    time.Time
}

// policy is that of the files, or else the repository's own as GitHub has it.
func (t pastTest) policy(ctx context.Context, files PolicyFiles) (*policy.Policy, []string, error) {
	if files != (PolicyFiles{}) {
		return files.strict()
	}
	snap, err := t.gh.Files(ctx, t.repo)
	if err != nil {
		return nil, nil, fmt.Errorf("the repository's policy files: %w", err)
	}
	if !snap.FilesKnown {
		return nil, nil, fmt.Errorf("the repository's policy files cannot be read (%s): name a policy with --policy", plain(snap.FilesFault))
	}
	pol, problems := policy.Compose(policy.ComposeInput{Repository: snap.Repository, Files: snap.Files})
	var notes []string
	for _, p := range problems {
		notes = append(notes, p.String())
	}
	return pol, notes, nil
}

// past is one advisory with its comments, and who of those who wrote them has
// power now. Who had it then GitHub does not tell.
func (t pastTest) past(ctx context.Context, pol *policy.Policy, a advisories.Advisory) (past, error) {
	p := past{advisory: a, shown: a.Comments == 0, powers: t.powers, now: t.now}
	if !a.Submitted || p.shown {
		return p, nil
	}
	snap, err := t.gh.Snapshot(ctx, t.repo, a.GHSA, advisories.Want{Comments: true})
	if err != nil {
		return p, err
	}
	p.shown, p.comments = snap.CommentsKnown, snap.Comments
	var ask []advisories.Person
	for _, c := range p.comments {
		_, asked := t.powers[c.Author.ID]
		if !asked && c.Author.Known() && !c.Author.Bot && c.Author.ID != a.Author.ID &&
			!slices.ContainsFunc(ask, func(o advisories.Person) bool { return o.ID == c.Author.ID }) {
			ask = append(ask, c.Author)
		}
	}
	if len(ask) == 0 {
		return p, nil
	}
	powers, err := t.gh.Powers(ctx, t.repo, ask, pol.Teams())
	if err != nil {
		return p, err
	}
	for _, person := range ask {
		t.powers[person.ID] = powers[person.ID]
	}
	return p, nil
}

// ParseSince reads how far back a what-if goes: a duration such as 90d, a number of
// years such as 2y, or a day such as 2025-01-31.
func ParseSince(s string, now time.Time) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day, nil
	}
	if years, ok := strings.CutSuffix(s, "y"); ok && len(years) == 1 && years >= "1" && years <= "9" {
		return now.AddDate(-int(years[0]-'0'), 0, 0), nil
	}
	span, err := calendar.ParseSpan(s)
	if err != nil || span.Business() {
		return time.Time{}, fmt.Errorf("want a time such as 2y, 90d or 2025-01-31")
	}
	return now.Add(-span.Elapsed), nil
}
