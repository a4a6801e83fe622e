package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// uncommanded fails where somebody's word had an effect.
func (s *tale) uncommanded() {
	s.Helper()
	c := s.theCase()
	if got := s.w.state(s.id); got != advisories.StateTriage || c.History.Acknowledged.Happened() || len(c.History.Requests)+len(c.History.Pauses)+len(c.History.Embargoes) != 0 {
		s.Errorf("commanded: state %s, history %+v", got, c.History)
	}
}

// TestAttackPowerless: readers, pushers, Apps, accounts that are no people, and who
// lost their power, command nothing.
func TestAttackPowerless(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.w.github.AddActor("helper[bot]", "Bot")
	s.w.github.AddActor("moved", "Mannequin")
	s.w.github.SetRole(casesRepo, "pusher", "admin")
	s.report(complete)
	for _, who := range []string{"reader", "pusher", "helper[bot]", "moved"} {
		s.say(who, "/ack\n/accept\n/publish\n/approve 1\n/pause no\n/embargo 2030-01-01 10:00 UTC")
		s.uncommanded()
	}
	s.write("second", "/accept")
	s.w.github.SetRole(testRepo, "second", "read")
	s.work()
	s.uncommanded()
	s.w.github.SetRole(testRepo, "second", "admin")
	s.pass(day)
	s.uncommanded() // what was refused stays refused
	s.say("second", "/assign @reader")
	if c := s.theCase(); c.History.Coordinator.Known() {
		t.Error("somebody without power coordinates")
	}
}

// TestAttackEdited: a comment that somebody edited or wrote under a removed account
// commands nothing, in either place.
func TestAttackEdited(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	id := s.write("maintainer", "I will look at it.")
	s.clock.add(later)
	if err := s.w.github.EditIssueComment("maintainer", casesRepo, id, "/accept"); err != nil {
		t.Fatal(err)
	}
	s.work()
	s.uncommanded()
	n, err := s.w.github.CommentAs("researcher", testRepo, s.id, "Hello")
	if err != nil {
		t.Fatal(err)
	}
	s.clock.add(later)
	for _, body := range []string{"/pause", "/ack", "/resume"} {
		if err := s.w.github.EditCommentAs("researcher", testRepo, s.id, n, body); err != nil {
			t.Fatal(err)
		}
		s.sweep()
		s.uncommanded()
	}
	s.w.github.AddUser("gone")
	s.w.github.SetRole(casesRepo, "gone", "admin")
	s.w.github.SetRole(testRepo, "gone", "admin")
	s.write("gone", "/accept")
	s.w.github.RemoveAccount("gone")
	s.work()
	s.uncommanded()
	// A comment of the past that is edited into a command, days later.
	if err := s.w.github.EditIssueComment("maintainer", casesRepo, id, "/close spam"); err != nil {
		t.Fatal(err)
	}
	s.pass(2 * day)
	s.uncommanded()
}

// TestAttackReporterAdmin: an admin who reported to their own project.
func TestAttackReporterAdmin(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.w.github.SetRole(testRepo, "researcher", "admin")
	s.w.github.SetRole(casesRepo, "researcher", "admin")
	s.report(complete)
	s.say("researcher", "/ack")
	if s.theCase().History.Acknowledged.Happened() {
		t.Error("the reporter acknowledged the report")
	}
	s.say("maintainer", "/ack")
	s.say("researcher", "/accept")
	s.edit("researcher", worked)
	n := s.waiting(advisories.KindPublish)
	s.say("researcher", "/publish")
	s.say("researcher", fmt.Sprintf("/approve %d", n))
	s.say("researcher", fmt.Sprintf("/approve %d", s.thanks().Number))
	s.pass(2 * day)
	s.unpublished("by whoever reported")
}

// TestAttackSecondVote: two approvals of one account are one, under another login too.
func TestAttackSecondVote(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d\n/approve %d", n, n))
	s.say("second", "/publish")
	err := s.p.Docket.Decide(t.Context(), advisories.Decision{Case: s.theCase().Key, Number: n, Approve: true,
		By: strings.Replace(s.by("second"), ":second", ":first", 1), Digest: s.numbered(n).Digest})
	if err == nil {
		t.Error("a person approved twice under two logins")
	}
	s.work()
	s.unpublished("by one person")
}

// by names who decided under a login, as decisions do.
func (s *tale) by(login string) string {
	s.Helper()
	list, err := s.p.Docket.Decisions(s.Context(), s.theCase().Key)
	if err != nil {
		s.Fatal(err)
	}
	for _, d := range list {
		if strings.HasSuffix(d.By, ":"+login) {
			return d.By
		}
	}
	s.Fatalf("%s decided nothing: %+v", login, list)
	return ""
}

func (s *tale) numbered(n int) advisories.Draft {
	s.Helper()
	for _, d := range s.drafts() {
		if d.Number == n {
			return d
		}
	}
	s.Fatalf("no draft %d", n)
	return advisories.Draft{}
}
