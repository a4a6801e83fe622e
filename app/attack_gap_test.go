package app_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const onePatch = "/security-advisories/[^/]+$"

// TestAttackLastMoment: the reporter changes the advisory between our last look and
// our write: what was approved is what becomes public.
func TestAttackLastMoment(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.Delay, Method: "PATCH", PathPattern: onePatch, Reached: func() {
		s.change("researcher", func(a *advisories.Advisory) {
			rewritten(a)
			a.Summary, a.CWEs, a.Severity = "Another", []string{"CWE-79"}, "low"
			a.Vulnerabilities = append(a.Vulnerabilities, advisories.Vulnerability{Ecosystem: "npm", Package: "victim", Affected: ">= 0"})
			a.Credits = append(a.Credits, advisories.Credit{Login: "reader", Type: "finder"})
		})
	}})
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	a := s.w.github.Advisory(testRepo, s.id)
	if a.State != advisories.StatePublished || a.Description == evil || a.Summary == "Another" || a.Severity != "high" ||
		len(a.Vulnerabilities) != 1 || slices.ContainsFunc(a.Credits, func(c advisories.Credit) bool { return c.Login == "reader" }) || !slices.Equal(a.CWEs, []string{"CWE-125"}) {
		t.Errorf("published as %+v", a)
	}
}

// TestAttackWithdrawn: who lost their power approves nothing from then on.
func TestAttackWithdrawn(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.w.github.SetRole(testRepo, "second", "write")
	s.say("second", fmt.Sprintf("/approve %d\n/publish\n/undo %d\n/deny %d no", n, n, n))
	s.pass(day)
	s.unpublished("by an approval of somebody who had lost their power")
	if d := s.numbered(n); d.State != advisories.DraftHeld {
		t.Errorf("draft %d is %s", n, d.State)
	}
}
