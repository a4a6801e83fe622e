package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// thread is all that we ever wrote where the reporter reads.
func (s *tale) thread() string {
	var out strings.Builder
	for _, a := range s.w.github.Acts() {
		if a.Bot && (a.Verb == ghsatest.VerbComment || a.Verb == ghsatest.VerbEditComment) {
			out.WriteString(a.Body + "\n")
		}
	}
	return out.String()
}

// TestAttackDuplicateOf: that another advisory exists is embargoed too, and the
// reporter of a duplicate is told no id of it; nor who said what among maintainers.
func TestAttackDuplicateOf(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	s.say("maintainer", "/ack\n/assign @second\n/pause ZEBRA\n/resume\n/extend disclose 3d because ZEBRA\n/embargo 2030-01-01 10:00 UTC")
	s.say("second", "/close duplicate GHSA-2345-cfgh-jmpq")
	s.end()
	if got := s.w.state(s.id); got != advisories.StateClosed {
		t.Fatalf("state %s", got)
	}
	for _, words := range []string{"2345-cfgh-jmpq", "ZEBRA", "@second", "@maintainer", casesRepo} {
		if strings.Contains(s.thread(), words) {
			t.Errorf("the reporter reads %q", words)
		}
	}
}

// TestAttackLostCommands: a command said while GitHub fails, while the policy cannot
// be read, or while the program is down is heard afterwards, once.
func TestAttackLostCommands(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"permission": {Kind: ghsatest.Status, Status: 502, PathPattern: "/permission$", Times: 4},
		"forbidden":  {Kind: ghsatest.Status, Status: 403, PathPattern: "/permission$", Times: 4},
		"issue":      {Kind: ghsatest.GraphError, GraphQL: "query node", Times: 4},
		"advisory":   {Kind: ghsatest.Status, Status: 500, Method: "GET", PathPattern: onePatch, Times: 4},
		"policy":     {Kind: ghsatest.Status, Status: 403, PathPattern: "/contents/", Times: 4},
		"reaction":   {Kind: ghsatest.GraphError, GraphQL: "^mutation", Times: 4},
	} {
		t.Run(name, func(t *testing.T) {
			s := calmly(t, ghsatest.Options{}, "")
			s.report(complete)
			s.w.github.Fault(f)
			s.write("maintainer", "/extend disclose 2d because we are few\n/accept")
			s.work()
			s.w.github.ClearFaults()
			s.pass(2 * day)
			if n := len(s.theCase().History.Moved[advisories.CommitmentDisclose]); n != 1 || s.w.state(s.id) != advisories.StateDraft {
				t.Errorf("%d moves, state %s", n, s.w.state(s.id))
			}
		})
	}
}

// TestAttackWithoutBells: the same where no delivery arrives any more.
func TestAttackWithoutBells(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	s.w.github.LoseDeliveries(true)
	s.write("maintainer", "/accept")
	s.clock.add(later)
	s.write("reader", "/close spam")
	s.pass(2 * day)
	if got := s.w.state(s.id); got != advisories.StateDraft {
		t.Errorf("state %s", got)
	}
}

// TestAttackQuiet: only the reporter can ask for quiet, in words that nobody changed.
func TestAttackQuiet(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	comment(t, s.w, "maintainer", s.id, "/quiet")
	id, err := s.w.github.CommentAs("researcher", testRepo, s.id, "Hello")
	if err != nil {
		t.Fatal(err)
	}
	s.clock.add(later)
	if err := s.w.github.EditCommentAs("researcher", testRepo, s.id, id, "/quiet"); err != nil {
		t.Fatal(err)
	}
	s.sweep()
	s.say("maintainer", "/quiet")
	if s.theCase().History.Quiet.Happened() {
		t.Error("quiet without the reporter's word")
	}
}

// TestAttackUndoBegun: a publication that a person took back while GitHub failed is
// not tried again.
func TestAttackUndoBegun(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Method: "PATCH", PathPattern: onePatch, Times: -1})
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.say("second", fmt.Sprintf("/undo %d", n))
	s.w.github.ClearFaults()
	s.pass(2 * day)
	s.unpublished("after it was taken back")
	s.say("second", fmt.Sprintf("/approve %d", n))
	if got := s.w.state(s.id); got != advisories.StatePublished {
		t.Errorf("state %s after a new approval: %s", got, s.lines())
	}
}

// TestAttackPolicyChanged: an approval does not survive another policy, and a pusher's
// policy lowers no bar.
func TestAttackPolicyChanged(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"drafts: {publish: {approve: 1}, update: auto, accept: auto}\nrotation: {people: [\"@reader\"], every: 7d, from: 2026-01-05}\n")
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.pass(day)
	s.say("second", fmt.Sprintf("/approve %d", s.waiting(advisories.KindPublish)))
	s.unpublished("by one approval, as a pusher wants it")
}

// TestAttackHours: an embargo in an hour that a zone skips or has twice ends no sooner
// than anybody can have meant.
func TestAttackHours(t *testing.T) {
	for line, least := range map[string]time.Time{
		"/embargo 2027-03-28 02:30 Europe/Berlin": time.Date(2027, 3, 28, 1, 30, 0, 0, time.UTC),
		"/embargo 2027-10-31 02:30 Europe/Berlin": time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC),
	} {
		t.Run(line, func(t *testing.T) {
			s := calmly(t, ghsatest.Options{}, "")
			s.report(complete)
			s.say("maintainer", line)
			list := s.theCase().History.Embargoes
			for _, e := range list {
				if e.Until.Before(least) {
					t.Errorf("ends %s", e.Until)
				}
			}
			if len(list) == 0 && len(s.replies()) == 0 {
				t.Error("neither taken nor refused")
			}
		})
	}
}
