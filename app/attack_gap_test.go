package app_test

import (
	"fmt"
	"slices"
	"strings"
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

// TestAttackAfterLostAnswer: where the answer to a publication was lost, what is
// public is compared with what was approved all the same.
func TestAttackAfterLostAnswer(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "PATCH", PathPattern: onePatch, Reached: func() {
		s.change("maintainer", rewritten)
	}})
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.pass(day)
	if a := s.w.github.Advisory(testRepo, s.id); a.State != advisories.StatePublished || a.Description != evil {
		t.Fatalf("the story went otherwise: %s", s.lines())
	}
	if told := strings.Join(s.notices(), "\n"); !strings.Contains(told, "not what was approved") {
		t.Errorf("public is not what was approved, and nobody was told:\n%s\n%s", told, s.lines())
	}
}

// TestAttackWithdrawnLater: an approval of somebody whose power was withdrawn before
// the publication was due lets nothing out.
func TestAttackWithdrawnLater(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	until := s.clock.now().UTC().Add(5 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.w.github.SetRole(testRepo, "second", "read")
	s.pass(7 * day)
	s.unpublished("by an approval of somebody who lost their power before it was due")
}
