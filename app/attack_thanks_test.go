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
