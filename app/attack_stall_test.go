package app_test

import (
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestAttackStalled: somebody about whom GitHub answers nothing that can be used keeps
// nobody else from being heard.
func TestAttackStalled(t *testing.T) {
	for _, status := range []int{403, 404, 422, 451, 500} {
		s := newStall(t)
		s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: status, PathPattern: "/collaborators/reader/permission$", Times: -1})
		s.say("reader", "/accept")
		s.say("maintainer", "/accept")
		s.pass(day)
		if got := s.w.state(s.id); got != advisories.StateDraft {
			t.Errorf("%d: state %s", status, got)
		}
		s = newStall(t)
		s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: status, PathPattern: "/users/kim$", Times: -1})
		s.say("maintainer", "/assign @kim")
		s.say("maintainer", "/accept")
		s.pass(day)
		if got := s.w.state(s.id); got != advisories.StateDraft {
			t.Errorf("assign, %d: state %s", status, got)
		}
	}
}

func newStall(t *testing.T) *tale {
	s := calm(t, ghsatest.Options{}, func(w *world) {
		w.github.AddUser("reader")
		w.github.SetRole(casesRepo, "reader", "read")
	})
	s.report(complete)
	return s
}
