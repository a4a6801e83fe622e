package app_test

import (
	"fmt"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestAttackSuperseded: the reporter changes the advisory between what a maintainer
// read and their approval.
func TestAttackSuperseded(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.change("researcher", rewritten)
	s.clock.add(later)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.unpublished("an approval of the text before")
	if m := s.waiting(advisories.KindPublish); m <= n {
		s.Errorf("the changed draft has number %d, the one before %d", m, n)
	}
	if len(s.replies()) != 1 {
		s.Errorf("replies: %q", s.replies())
	}
}

// TestAttackBetweenApprovals: the second approval does not count with the first
// where the advisory changed between them, and none survives until the embargo ends.
func TestAttackBetweenApprovals(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.edit("researcher", func(a *advisories.Advisory) { a.Summary = "Something else" })
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.unpublished("by two approvals of two texts")
	until := s.clock.now().UTC().Add(5 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n = s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.edit("researcher", rewritten)
	s.pass(7 * day)
	s.unpublished("approvals survived a change")
}

// oneTurn works what is due once.
func (s *tale) oneTurn() {
	s.Helper()
	if err := s.w.github.Flush(s.Context()); err != nil {
		s.Fatal(err)
	}
	due, err := s.p.Docket.Due(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for _, key := range due {
		if err := s.p.Desk.Work(s.Context(), key); err != nil {
			s.Log(err)
		}
	}
}
