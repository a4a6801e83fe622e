package ghsa_test

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// One report against the simulated GitHub, over real HTTP, with what goes wrong on
// the way.
func TestStory(t *testing.T) {
	gh := ghsatest.New(ghsatest.Options{})
	defer gh.Close()
	gh.AddOwner("acme", true)
	gh.AddUser("kim")
	lee := gh.AddUser("lee")
	repo := advisories.Repository{Owner: "acme", Name: "anvil"}
	repo.ID = gh.AddRepository("acme/anvil", false)
	gh.AddRepository("acme/.github", false)
	gh.PutFile("acme/.github", ghsa.PolicyPath, "version: 1\n")
	gh.SetRole("acme/anvil", "lee", "admin")
	gh.AddTeam("acme", "sec", "lee")
	repo.Installation = gh.AddInstallation("acme")
	id := gh.Report("acme/anvil", "kim", "Overflow", "Steps")
	c, err := ghsa.New(ghsa.Config{
		AppID: gh.AppID(), PrivateKey: gh.AppKeyPEM(), APIURL: gh.APIURL(), GraphQLURL: gh.GraphQLURL(), WriteGap: time.Nanosecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	code := func(err error, want advisories.FaultCode) {
		t.Helper()
		if got := advisories.CodeOf(err); got != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}

	s, err := c.Snapshot(ctx, repo, id, ghsa.Want{Files: true, Comments: true})
	code(err, "")
	if s.Reporter().Login != "kim" || s.Self.ID != gh.Bot() || !s.FilesKnown || len(s.Files) != 1 || s.Files[0].Layer != advisories.LayerOwner {
		t.Errorf("%+v", s)
	}

	// A comment whose answer is lost: it is there, and we are told to look.
	gh.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "POST", PathPattern: "/comments$"})
	_, err = c.Comment(ctx, repo, id, "thanks")
	code(err, advisories.FaultUnclear)
	s, err = c.Snapshot(ctx, repo, id, ghsa.Want{Comments: true})
	code(err, "")
	if len(s.Comments) != 1 || s.Comments[0].Author != s.Self || s.Comments[0].Body != "thanks" {
		t.Fatalf("%+v", s.Comments)
	}
	_, err = c.EditComment(ctx, repo, id, s.Comments[0].ID, "thank you")
	code(err, "")
	powers, err := c.Powers(ctx, repo, []advisories.Person{s.Reporter(), {ID: lee, Login: "lee"}, s.Self}, []string{"acme/sec"})
	code(err, "")
	if p := powers[lee]; len(powers) != 1 || !p.Admin || len(p.Teams) != 1 {
		t.Errorf("%+v", powers)
	}

	// A rename: reads follow, a write does not, and the snapshot tells the new name.
	gh.RenameRepository("acme/anvil", "hammer")
	_, err = c.SetState(ctx, repo, id, advisories.StateDraft)
	code(err, advisories.FaultUnavailable)
	s, err = c.Snapshot(ctx, repo, id, ghsa.Want{Files: true})
	code(err, "")
	if s.Repository.Name != "hammer" || s.Advisory.State != advisories.StateTriage {
		t.Errorf("%+v", s.Repository)
	}
	_, err = c.SetState(ctx, s.Repository, id, advisories.StateDraft)
	code(err, "")
	open, err := c.Open(ctx, s.Repository)
	code(err, "")
	if len(open) != 1 || open[0].State != advisories.StateDraft || !open[0].Accepted {
		t.Errorf("%+v", open)
	}

	gh.Fault(ghsatest.Fault{Kind: ghsatest.PrimaryLimit, PathPattern: "/graphql"})
	_, err = c.Snapshot(ctx, s.Repository, id, ghsa.Want{Files: true})
	code(err, advisories.FaultLimited)
	_, err = c.Snapshot(ctx, s.Repository, id, ghsa.Want{})
	code(err, "")

	code(gh.SetStateAs("lee", "acme/hammer", id, advisories.StateClosed), "")
	ended, err := c.EndedSince(ctx, s.Repository, time.Time{})
	code(err, "")
	if len(ended) != 1 || ended[0].State != advisories.StateClosed {
		t.Errorf("%+v", ended)
	}
	gh.Suspend(repo.Installation)
	_, err = c.Open(ctx, s.Repository)
	code(err, advisories.FaultSuspended)
	all, err := c.Installations(ctx)
	code(err, "")
	if len(all) != 1 || !all[0].Suspended || all[0].Permissions["repository_advisories"] != "write" {
		t.Errorf("%+v", all)
	}
}
