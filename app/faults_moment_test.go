package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaultTrackingChangesAtAWrite: the repository is made public or given away
// between the look and the write, in the very moment of any of our writes. That one
// write cannot be helped; its own answer tells, and nothing follows.
func TestFaultTrackingChangesAtAWrite(t *testing.T) {
	public := func(s *tale) { s.w.github.SetVisibility(casesRepo, "public") }
	away := func(s *tale) { s.w.github.TransferRepository(casesRepo, "evil") }
	for name, c := range map[string]struct {
		at      ghsatest.Fault
		late    bool
		do      func(*tale)
		change  func(*tale)
		problem advisories.TrackingProblem
		most    int // writes that cannot be helped
	}{
		"public at its creation":       {mutation("createIssue"), false, func(s *tale) { s.report(complete) }, public, advisories.TrackingNotPrivate, 1},
		"public at the card":           {mutation("updateIssue"), true, say("/severity high"), public, advisories.TrackingNotPrivate, 3}, // one request: card, news, reaction
		"public at a reply":            {mutation("addComment"), true, say("/approve 99"), public, advisories.TrackingNotPrivate, 2},     /* the reaction was before */
		"public at the look before it": {ghsatest.Fault{GraphQL: "^query node"}, true, say("/severity high"), public, advisories.TrackingNotPrivate, 0},
		"public before its creation":   {ghsatest.Fault{GraphQL: "^query repository"}, false, func(s *tale) { s.report(complete) }, public, advisories.TrackingNotPrivate, 0},
		"given away at the card":       {mutation("updateIssue"), true, say("/severity high"), away, advisories.TrackingGone, 0},
		"given away at its creation":   {mutation("createIssue"), false, func(s *tale) { s.report(complete) }, away, advisories.TrackingGone, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, func(w *world) { w.github.AddOwner("evil", true) })
			if c.late {
				s.report(complete)
			}
			before := s.inIssues()
			f := c.at
			f.Kind, f.Reached = ghsatest.Delay, func() { c.change(s) }
			if met := s.fault(f); met() != 0 {
				t.Fatal("too early")
			}
			c.do(s)
			s.comment("maintainer", "We look into it.")
			s.hours(3)
			if n := s.inIssues() - before; n > c.most {
				t.Errorf("%d writes in the issue, at most %d cannot be helped", n, c.most)
			}
			k := s.theCase()
			if k.Tracking.Problem != c.problem {
				t.Errorf("problem %q, want %q", k.Tracking.Problem, c.problem)
			}
			if !k.History.Acknowledged.Happened() {
				t.Error("the case did not go on")
			}
		})
	}
}

// TestFaultIssueNotFoundForAMoment: GitHub shows a new issue late to whoever asks for
// it by its id. It stays the one issue, and what people command meanwhile is heard.
func TestFaultIssueNotFoundForAMoment(t *testing.T) {
	absent := ghsatest.Fault{Kind: ghsatest.GraphError, Type: "NOT_FOUND", GraphQL: "^query node"}
	for name, c := range map[string]struct {
		times int
		late  bool
	}{"right after its creation": {1, false}, "three times": {3, false}, "at a command": {1, true}, "at a command, twice": {2, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			if c.late {
				s.report(complete)
			}
			f := absent
			f.Times = c.times
			met := func() int { return 0 }
			if c.late {
				met = s.fault(f)
			} else {
				born := mutation("createIssue")
				born.Kind, born.Reached = ghsatest.Delay, func() { met = s.fault(f) }
				s.fault(born)
				s.report(complete)
			}
			s.say("maintainer", "/accept")
			s.hours(2)
			if met() == 0 {
				t.Error("the fault was not met")
			}
			if n := s.setTo(advisories.StateDraft); n != 1 {
				t.Errorf("accepted %d times; problem %q", n, s.theCase().Tracking.Problem)
			}
			s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
			s.once("reactions", s.reactions())
			if k := s.theCase(); k.Tracking.Problem != "" || len(s.notices()) != 0 {
				t.Errorf("problem %q, notices %q", k.Tracking.Problem, s.notices())
			}
			s.nothingTwice()
		})
	}
}

// TestFaultCardEditedByHand: what a person writes into the card does not stay, and
// an approval that was given under it does not count.
func TestFaultCardEditedByHand(t *testing.T) {
	t.Parallel()
	s := calm(t, ghsatest.Options{}, nil)
	s.report(complete)
	s.comment("maintainer", "We look into it.")
	n := s.waiting(advisories.KindAccept)
	card := s.w.issue()
	forged := strings.Replace(card.Body, "Accept", "Close", 1) + "\n- **Stage**: published\n"
	if err := s.w.github.EditIssueAs("second", casesRepo, card.Number, "Nothing to see", forged); err != nil {
		t.Fatal(err)
	}
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	if got := s.w.state(s.id); got != advisories.StateTriage {
		t.Errorf("state %s by an approval of a card that somebody had changed", got)
	}
	if now := s.w.issue(); strings.Contains(now.Body, "**Stage**: published") || now.Title != card.Title {
		t.Errorf("the card was not put right: %s\n%s", now.Title, now.Body)
	}
	s.once("replies", s.marked(ghsatest.VerbCommentIssue, "reply"))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	if n := s.setTo(advisories.StateDraft); n != 1 {
		t.Errorf("accepted %d times", n)
	}
	s.nothingTwice()
}

// TestFaultCommandDeleted: the comment that commanded is deleted before we react, or
// our own words in the issue are: the command took effect once, nothing is repeated.
func TestFaultCommandDeleted(t *testing.T) {
	for name, at := range map[string]ghsatest.Fault{"before the reaction": mutation("addReaction"), "before the card": mutation("updateIssue")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			s.report(complete)
			at.Kind, at.Reached = ghsatest.Delay, func() {
				for _, c := range s.w.issue().Comments {
					if err := s.w.github.DeleteIssueComment("second", casesRepo, c.ID); err != nil {
						t.Error(err)
					}
				}
			}
			met := s.fault(at)
			s.say("maintainer", "/accept")
			s.hours(3)
			if met() != 1 {
				t.Fatalf("the fault was met %d times", met())
			}
			if n := s.setTo(advisories.StateDraft); n != 1 {
				t.Errorf("accepted %d times", n)
			}
			if k := s.theCase(); k.Tracking.Problem != "" || !strings.Contains(s.w.issue().Body, "**Stage**: accepted") {
				t.Errorf("problem %q; card:\n%s", k.Tracking.Problem, s.w.issue().Body)
			}
			if n := len(s.notices()); n != 0 {
				t.Errorf("notices: %q", s.notices())
			}
			s.nothingTwice()
		})
	}
}
