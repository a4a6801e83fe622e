package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// soon is a policy under which the first answer is late after a day and missed
// after two.
func soon(w *world) {
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", ownersWord+"commitments: {acknowledge: {target: 24h, maximum: 48h}}\n")
}

// TestFaultNotifyDown: an operator whose address fails is told each thing once in the
// end, under one id however often it was tried; and where it fails for good, people
// read that in the case, while the issue tells maintainers all the same.
func TestFaultNotifyDown(t *testing.T) {
	times := func(n, status int) []int { return slices.Repeat([]int{status}, n) }
	for name, c := range map[string]struct {
		fail  []int
		taken int
		state advisories.DraftState
		code  string
	}{
		"well":                     {nil, 1, advisories.DraftDone, "done"},
		"503 once":                 {times(1, 503), 1, advisories.DraftDone, "done"},
		"429 once":                 {times(1, 429), 1, advisories.DraftDone, "done"},
		"500 three times":          {times(3, 500), 1, advisories.DraftDone, "done"},
		"taken, answered with 502": {times(1, -502), 2, advisories.DraftDone, "done"}, // its receiver tells them apart by the id
		"404 for ever":             {times(99, 404), 0, advisories.DraftHandedOff, "refused"},
		"redirects for ever":       {times(99, 302), 0, advisories.DraftHandedOff, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := newReceiver(t, c.fail...)
			s := calm(t, ghsatest.Options{}, func(w *world) {
				soon(w)
				w.tweak = func(g *app.Config) { g.NotifyURL = to.URL + "/hooks?token=SENTINEL-token" }
			})
			s.report(complete)
			s.pass(30 * time.Hour) // the target of 24 h
			s.hours(3)
			if got := to.taken(); len(got) != c.taken || len(slices.Compact(got)) > 1 {
				t.Errorf("taken under the ids %q, want %d times under one", got, c.taken)
			}
			var d advisories.Draft
			for _, x := range s.drafts() {
				if x.Act == advisories.ActNotify {
					d = x
				}
			}
			if d.State != c.state || d.Outcome.Code != c.code {
				t.Errorf("ended as %s (%s), want %s (%s)", d.State, d.Outcome.Code, c.state, c.code)
			}
			if c.state == advisories.DraftHandedOff {
				s.noticed(advisories.NoticeHandOff, c.code)
			}
			s.once("told in the issue", s.marked(ghsatest.VerbCommentIssue, "escalate_acknowledge_target/"))
			if s.marked(ghsatest.VerbComment, "escalate")+s.marked(ghsatest.VerbComment, "notify") != 0 {
				t.Error("an escalation in the reporter's thread")
			}
			if strings.Contains(s.w.log.String(), "SENTINEL") {
				t.Error("the address is logged")
			}
			s.nothingTwice()
		})
	}
}

// TestFaultNobodyToEscalateTo: where the tracking issue is gone, a promise that is
// late is told to the operator, as a notice and by NOTIFY_URL; the rest of the case
// goes on while that address is down for days.
func TestFaultNobodyToEscalateTo(t *testing.T) {
	t.Parallel()
	to := newReceiver(t, slices.Repeat([]int{503}, 60)...)
	s := calm(t, ghsatest.Options{}, func(w *world) {
		soon(w)
		w.tweak = func(g *app.Config) { g.NotifyURL = to.URL }
	})
	s.report(complete)
	s.w.github.DeleteRepository(casesRepo)
	s.pass(50 * time.Hour) // the maximum of 48 h
	s.hours(12)
	s.noticed(advisories.NoticeEscalated, "acknowledge was missed")
	s.noticed(advisories.NoticeHandOff, "failed 10 times in a row")
	if got := to.taken(); len(got) != 0 {
		t.Errorf("taken: %q", got)
	}
	s.comment("maintainer", "We look into it.")
	if !s.theCase().History.Acknowledged.Happened() || s.marked(ghsatest.VerbComment, "status/status/") != 1 {
		t.Errorf("the case did not go on: %s", s.lines())
	}
	to.heal()
	s.hours(3)
	if got := to.taken(); len(got) > 1 {
		t.Errorf("once it was well: %q", got)
	}
}
