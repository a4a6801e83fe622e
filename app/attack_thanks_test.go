package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// thanks is the draft that thanks the reporter before publication.
func (s *tale) thanks() (out advisories.Draft) {
	s.Helper()
	for _, d := range s.drafts() {
		if d.Key.Rule == "thanks" {
			out = d
		}
	}
	if out.Number == 0 {
		s.Fatalf("no thanks: %s", s.lines())
	}
	return out
}

// approvedUntil is a publication that two people approved and that waits for the end
// of an embargo, its thanks with it.
func approvedUntil(t *testing.T) *tale {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	until := s.clock.now().UTC().Add(10 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	if d := s.thanks(); d.State != advisories.DraftReady {
		t.Fatalf("the thanks are %s", d.State)
	}
	return s
}

// TestAttackThanksEdited: one person puts another text in the place of thanks that
// were let out with the publication; nobody else has read it.
func TestAttackThanksEdited(t *testing.T) {
	s := approvedUntil(t)
	s.say("second", fmt.Sprintf("/edit %d\nYou are a fool.", s.thanks().Number))
	if d := s.thanks(); d.State != advisories.DraftHeld {
		list, _ := s.p.Docket.Decisions(s.Context(), s.theCase().Key)
		s.Errorf("the edited thanks are %s, by %v", d.State, list)
	}
	s.pass(12 * day)
	if s.wrote("You are a fool.") != 0 {
		t.Error("a text that nobody approved was sent to the reporter")
	}
}

// TestAttackThanksUndone: who holds the thanks again means it.
func TestAttackThanksUndone(t *testing.T) {
	s := approvedUntil(t)
	s.say("second", fmt.Sprintf("/undo %d", s.thanks().Number))
	if d := s.thanks(); d.State != advisories.DraftHeld {
		s.Errorf("a person undid the approval of the thanks, and they are %s", d.State)
	}
}

// TestAttackThanksEarly: with the first of two approvals nothing is told to the
// reporter of a publication that may never come.
func TestAttackThanksEarly(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, ownersWord+"publication: {require: [severity]}\n")
	s.report(complete)
	s.say("maintainer", "/accept")
	s.edit("maintainer", func(a *advisories.Advisory) { a.Severity = "high" })
	s.say("maintainer", "/publish")
	s.unpublished("by one person")
	if s.wrote("are about to publish") != 0 {
		t.Errorf("the reporter was told of a publication that one of two people wants; drafts:\n%s", s.lines())
	}
}

// TestAttackUndoStays: what a person holds again stays held, whatever asked for it.
func TestAttackUndoStays(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	until := s.clock.now().UTC().Add(10 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.say("second", fmt.Sprintf("/undo %d", n))
	s.pass(12 * day)
	s.unpublished("after its approvals were undone")
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.unpublished("by one person's two approvals")
	s.say("second", fmt.Sprintf("/deny %d no", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.unpublished("after it was denied")
}

// TestAttackOldThanks: thanks of a publication that was denied are not let out by
// whoever once asked for it.
func TestAttackOldThanks(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/deny %d not yet", n))
	s.say("maintainer", "/publish")
	s.say("second", fmt.Sprintf("/deny %d not yet", s.waiting(advisories.KindPublish)))
	s.pass(3 * day)
	s.unpublished("denied")
	if s.wrote("are about to publish") != 0 {
		t.Errorf("the reporter was told of a publication that was denied; drafts:\n%s", s.lines())
	}
	if strings.Contains(s.w.issue().Body, "goes out next") {
		t.Error("something is to go out")
	}
}
