package tracking_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

// hub is the simulated GitHub with a tracking repository, and a lab on it by way of
// the real client.
type hub struct {
	*lab
	gh    *ghsatest.Server
	clock atomic.Int64
}

const cases = "acme/cases"

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{lab: newLab(t)}
	h.tick(0)
	now := func() time.Time { return time.Unix(0, h.clock.Load()).UTC() }
	h.gh = ghsatest.New(ghsatest.Options{Now: now})
	t.Cleanup(h.gh.Close)
	h.view.Owner.ID = h.gh.AddOwner("acme", true)
	h.gh.AddOwner("other", true)
	h.gh.AddRepository(cases, true)
	h.gh.AddUser("kim")
	h.gh.SetRole(cases, "kim", ghsatest.RoleAdmin)
	h.view.Case.Key.Installation = h.gh.AddInstallation("acme")
	c, err := ghsa.New(ghsa.Config{AppID: h.gh.AppID(), PrivateKey: h.gh.AppKeyPEM(), APIURL: h.gh.APIURL(), GraphQLURL: h.gh.GraphQLURL(), Now: now, WriteGap: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	h.room, err = tracking.New(tracking.Config{GitHub: c, Keys: h.keys, Now: func() time.Time { return h.now }})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// tick moves the clocks of the room and of GitHub.
func (h *hub) tick(d time.Duration) {
	h.now = h.now.Add(d)
	h.clock.Store(h.now.UnixNano())
}

// The whole life of an issue on the simulated GitHub.
func TestLifeOnGitHub(t *testing.T) {
	h := newHub(t)
	h.must()
	list := h.gh.Issues(cases)
	if len(list) != 1 || h.kept.Number != list[0].Number || h.kept.Audience == 0 {
		t.Fatalf("%d issues, kept %+v", len(list), h.kept)
	}
	h.tick(time.Minute)
	id, err := h.gh.CommentIssue("kim", cases, 1, "/approve 7")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	look, err := h.room.Look(ctx, h.view.Case.Key.Installation, h.kept)
	if err != nil || len(look.Comments) != 1 || look.Edited || look.Problem != "" {
		t.Fatalf("%+v, %v", look, err)
	}
	c := advisories.Command{Case: h.view.Case.Key, Place: advisories.PlaceIssue, Comment: id, Line: 1, Node: look.Comments[0].Node, Verb: "approve", At: h.now}
	if err := h.room.Answer(ctx, h.kept, c, "there is no draft 7"); err != nil {
		t.Fatal(err)
	}
	p := look.Comments[0].Author
	if _, err := h.room.Tell(ctx, h.view.Case.Key, h.kept, escalation, "Due.", []advisories.Person{p}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := h.room.Find(ctx, h.view.Case.Key, h.kept, escalation, h.now); !ok || err != nil {
		t.Error("not found", err)
	}
	h.happen("stage", "received to closed", 0)
	h.view.Ended = true
	h.must()
	i, _ := h.gh.Issue(cases, 1)
	if !i.Closed || len(i.Comments) != 4 || len(i.Assignees) != 1 || i.Comments[0].Reactions[0].Content != string(advisories.ReactionRefused) {
		t.Errorf("%+v", i)
	}
	h.view.Ended = false
	h.gh.SetVisibility(cases, "internal")
	h.must()
	if i, _ = h.gh.Issue(cases, 1); h.kept.Problem != advisories.TrackingNotPrivate || !i.Closed {
		t.Errorf("internal: kept %+v", h.kept)
	}
}

// The repository or the issue changes under us: each ends in a problem of its name.
func TestProblemsOnGitHub(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ghsatest.Server)
		want   []advisories.TrackingProblem
	}{
		"public":      {func(s *ghsatest.Server) { s.SetVisibility(cases, "public") }, []advisories.TrackingProblem{advisories.TrackingNotPrivate}},
		"internal":    {func(s *ghsatest.Server) { s.SetVisibility(cases, "internal") }, []advisories.TrackingProblem{advisories.TrackingNotPrivate}},
		"issues off":  {func(s *ghsatest.Server) { s.SetIssues(cases, false) }, []advisories.TrackingProblem{advisories.TrackingNoIssues, advisories.TrackingGone}},
		"transferred": {func(s *ghsatest.Server) { s.TransferRepository(cases, "other") }, []advisories.TrackingProblem{advisories.TrackingMoved, advisories.TrackingGone, advisories.TrackingForbidden}},
		"locked": {func(s *ghsatest.Server) { _ = s.LockIssueAs("kim", cases, 1, true) },
			[]advisories.TrackingProblem{advisories.TrackingNoIssues}},
		"deleted": {func(s *ghsatest.Server) { _ = s.DeleteIssueAs("kim", cases, 1) },
			[]advisories.TrackingProblem{advisories.TrackingGone}},
	} {
		for _, between := range []string{"", "^mutation updateIssue"} {
			h := newHub(t)
			h.must()
			h.tick(time.Minute) // until then it may only not show yet
			h.happen("stage", "received to assessed", 0)
			h.view.Case.Stage = advisories.StageAssessed
			if between == "" {
				c.change(h.gh)
			} else {
				h.gh.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Applied: true, GraphQL: between, Reached: func() { c.change(h.gh) }})
				if err := h.show(); err == nil {
					t.Errorf("%s: a lost answer is no fault", name)
				}
				h.tick(time.Minute)
			}
			h.must()
			found := false
			for _, p := range c.want {
				found = found || h.kept.Problem == p
			}
			where := cases
			if name == "transferred" {
				where = "other/cases"
			}
			before := 0 // what was written before the change, in the write whose answer was lost
			if between != "" {
				before = 1
			}
			if i, ok := h.gh.Issue(where, 1); !found || ok && len(i.Comments) > before {
				t.Errorf("%s (%q): %d comments, problem %q, want one of %q", name, between, len(i.Comments), h.kept.Problem, c.want)
			}
		}
	}
}

// Faults at random: one issue, each thing told once, the last card.
func TestRandomFaultsOnGitHub(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h, dice := newHub(t), rand.New(rand.NewPCG(seed, 44))
			told := 0
			for range 8 {
				told++
				h.happen("stage", fmt.Sprintf("step %d", told), 0)
				h.view.Case.CloseReason = fmt.Sprintf("reason %d", told)
				h.gh.Fault(randomFault(dice))
				if h.lost = nil; dice.IntN(5) == 0 {
					h.lost = errors.New("the program stopped")
				}
				_ = h.show()
				h.tick(time.Duration(5+dice.IntN(90)) * time.Second)
			}
			h.gh.ClearFaults()
			h.lost = nil
			for range 3 {
				h.tick(2 * time.Minute)
				h.must()
			}
			list := h.gh.Issues(cases)
			if len(list) != 1 || h.kept.Begun.Key != "" || !strings.Contains(list[0].Body, fmt.Sprintf("reason %d", told)) {
				t.Fatalf("%d issues, kept %+v", len(list), h.kept)
			}
			var all strings.Builder
			for _, c := range list[0].Comments {
				all.WriteString(c.Body + "\n")
			}
			for _, e := range h.view.Entries {
				if n := strings.Count(all.String(), " stage: "+e.Detail+","); n > 1 || n == 0 && e.At.After(list[0].CreatedAt) {
					t.Errorf("%s is told %d times in\n%s", e.Detail, n, all.String())
				}
			}
		})
	}
}

func randomFault(dice *rand.Rand) ghsatest.Fault {
	f := ghsatest.Fault{Skip: dice.IntN(5), GraphQL: []string{"", "^mutation", "^query"}[dice.IntN(3)]}
	switch dice.IntN(6) {
	case 0:
		f.Kind, f.Times = ghsatest.Drop, 2
	case 1:
		f.Kind = ghsatest.AppliedAnswerLost
	case 2:
		f.Kind, f.Status, f.Applied = ghsatest.Status, 502, dice.IntN(2) == 0
	case 3:
		f.Kind, f.RetryAfter = ghsatest.SecondaryLimit, time.Second
	case 4:
		f.Kind = ghsatest.GraphError
		f.GraphQL = "^mutation"
	case 5:
		f.Kind, f.Status, f.Times = ghsatest.Status, 500, 3
	}
	return f
}
