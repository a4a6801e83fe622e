package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// Whoever can push writes a calendar that never opens again: cases go on, and nobody
// is told a date that is none.
func TestCalendarThatNeverOpens(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"calendar: {away: [{from: 2020-01-01, to: 2900-12-31}]}\n"+
		"commitments: {acknowledge: 3 business days, fix: 5 business days, update: 2 business days}\n")
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "We look into it.")
	r.lookNow(id)
	if c := r.theCase(id); !c.History.Acknowledged.Happened() {
		t.Errorf("the case stands still: %+v", c.Problem)
	}
	for _, k := range w.written(id) {
		if strings.Contains(k.Body, "0001") {
			t.Errorf("a date of year 1: %s", k.Body)
		}
	}
}

// A pusher makes the project's promises slower and drops what a report must hold
// while a case runs: what its reporter was told holds, and a lock of the owner's
// holds for new cases too after the owner's file is gone.
func TestPolicyChangesUnderACase(t *testing.T) {
	clock := &movingClock{}
	w := newWorld(t, ghsatest.Options{Now: clock.now})
	w.opt.Now = clock.now
	w.github.AddRepository("acme/.github-private", true)
	w.github.PutFile("acme/.github-private", ".github/advisory-policy.yml", "version: 1\nlock: [commitments.acknowledge]\ncommitments: {acknowledge: 3d}\n")
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"commitments: {assess: {maximum: 5d, after: report}}\n")
	r := w.run()
	dates := func(id advisories.GHSA) (ack, assess time.Duration) {
		c := r.theCase(id)
		a, _ := c.Verdict.Clock(advisories.CommitmentAcknowledge)
		b, _ := c.Verdict.Clock(advisories.CommitmentAssess)
		return a.Maximum.Sub(a.StartedAt), b.Maximum.Sub(b.StartedAt)
	}
	first := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(first) == "receipt 1" })
	w.github.DeleteFile("acme/.github-private", ".github/advisory-policy.yml")
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"commitments: {acknowledge: {target: 80d, maximum: 90d}, assess: {maximum: 80d, after: report}}\n")
	clock.add(time.Hour)
	r.lookNow(first)
	second := w.github.Report(testRepo, "researcher", "Two bytes too many", complete)
	w.until("a receipt", func() bool { return w.kinds(second) == "receipt 1" })
	const day = 24 * time.Hour
	if ack, assess := dates(first); ack != 3*day || assess != 5*day {
		t.Errorf("the first case: %s, %s", ack, assess)
	}
	if ack, assess := dates(second); ack != 3*day || assess != 80*day {
		t.Errorf("the second case: %s, %s", ack, assess)
	}
	if got := r.theCase(first).Verdict.Drift; len(got) != 1 || !strings.HasPrefix(got[0], "commitments.assess.maximum: ") {
		t.Errorf("drift %q", got)
	}
}
