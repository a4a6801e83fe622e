package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// Each fault of GitHub's, and what is true on GitHub's side afterwards: the same
// as without it, or a state with a reason.

func TestFaultsThatPass(t *testing.T) {
	const advisory, comments = `/security-advisories/GHSA[^/]+$`, `/comments$`
	for name, f := range map[string]ghsatest.Fault{
		"write applied, answer lost":      {Kind: ghsatest.AppliedAnswerLost, Method: "POST", PathPattern: comments},
		"write applied, then 502":         {Kind: ghsatest.Status, Status: 502, Applied: true, Method: "POST", PathPattern: comments},
		"write dropped":                   {Kind: ghsatest.Drop, Method: "POST", PathPattern: comments},
		"502 on a write, not applied":     {Kind: ghsatest.Status, Status: 502, Method: "POST", PathPattern: comments},
		"504 on a read":                   {Kind: ghsatest.Status, Status: 504, Method: "GET", PathPattern: advisory, Times: 2},
		"secondary limit with a time":     {Kind: ghsatest.SecondaryLimit, Method: "POST", PathPattern: comments, RetryAfter: time.Second},
		"429 with a time":                 {Kind: ghsatest.SecondaryLimit, Status: 429, Method: "POST", PathPattern: comments, RetryAfter: time.Second},
		"primary limit on a read":         {Kind: ghsatest.PrimaryLimit, Method: "GET", PathPattern: advisory, Reset: 2 * time.Second},
		"primary limit on GraphQL":        {Kind: ghsatest.PrimaryLimit, PathPattern: "/graphql", Reset: 2 * time.Second},
		"connection dropped on a read":    {Kind: ghsatest.Drop, Method: "GET", PathPattern: advisory, Times: 2},
		"token refused once":              {Kind: ghsatest.Unauthorized, Method: "GET", PathPattern: advisory},
		"webhook before the API shows it": {Kind: ghsatest.Status, Status: 404, Method: "GET", PathPattern: advisory},
		"second write's answer lost":      {Kind: ghsatest.AppliedAnswerLost, Method: "POST", PathPattern: comments, Skip: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			w.github.Fault(f)
			r := w.run()
			r.settled() // the sweep at the start meets no fault that is meant for the report
			id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
			w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
			r.settled()
			r.sweepNow()
			r.lookNow(id)
			if got := w.kinds(id); got != "receipt 1, ask 1" {
				t.Errorf("on GitHub: %s", got)
			}
			if got := r.draftLine(id); got != "receipt done, ask done" {
				t.Errorf("in the docket: %s", got)
			}
		})
	}
}

func TestStateChangeWhoseAnswerIsLost(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "We take it.")
	r.sweepNow()
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "PATCH", PathPattern: `/security-advisories/GHSA[^/]+$`})
	approve(t, r, id, advisories.KindAccept)
	w.until("the acceptance to be settled", func() bool { return strings.Contains(r.draftLine(id), "accept done") })
	if n := w.stateChanges(); n != 1 {
		t.Errorf("the state was set %d times", n)
	}
}

// approve lets out the held draft of a kind, as an operator.
func approve(t *testing.T, r *running, id advisories.GHSA, kind advisories.Kind) {
	t.Helper()
	for _, d := range r.drafts(id) {
		if d.Key.Kind == kind && d.State == advisories.DraftHeld {
			err := r.Docket.Decide(t.Context(), advisories.Decision{Case: r.theCase(id).Key, Number: d.Number, Approve: true, By: "operator:kim", Digest: d.Digest})
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no held %s draft: %s", kind, r.draftLine(id))
}

func TestFaultsThatStay(t *testing.T) {
	for name, c := range map[string]struct {
		options ghsatest.Options
		fault   ghsatest.Fault
		drafts  string
		notice  advisories.NoticeKind
	}{
		"no comments API":      {options: ghsatest.Options{NoComments: true}, drafts: "receipt handed_off, ask handed_off", notice: advisories.NoticeHandOff},
		"comments refused 403": {fault: ghsatest.Fault{Kind: ghsatest.Status, Status: 403, Method: "POST", PathPattern: "/comments$", Times: -1}, drafts: "receipt handed_off, ask handed_off", notice: advisories.NoticeHandOff},
		"comments refused 422": {fault: ghsatest.Fault{Kind: ghsatest.Status, Status: 422, Method: "POST", PathPattern: "/comments$", Times: -1}, drafts: "receipt handed_off, ask handed_off", notice: advisories.NoticeHandOff},
		"comments answer 404":  {fault: ghsatest.Fault{Kind: ghsatest.Status, Status: 404, Method: "POST", PathPattern: "/comments$", Times: -1}, drafts: "receipt handed_off, ask handed_off", notice: advisories.NoticeHandOff},
		"policy unreadable":    {fault: ghsatest.Fault{Kind: ghsatest.Status, Status: 403, PathPattern: "/graphql", Times: -1}, drafts: "receipt held (policy_unreadable), ask held (policy_unreadable)", notice: advisories.NoticePolicyFault},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.options)
			if c.fault.Kind != "" {
				w.github.Fault(c.fault)
			}
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", "## Description\n\nThe parser reads one byte beyond its buffer.\n")
			r.settled()
			w.until("the drafts to end so", func() bool { return r.draftLine(id) == c.drafts })
			if n := w.writes(); n != 0 {
				t.Errorf("%d writes", n)
			}
			if _, ok := r.noticed(c.notice); !ok {
				t.Errorf("maintainers were not told (%s)", c.notice)
			}
		})
	}
}

func TestCaseThatGoesAway(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	r.settled()
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 404, Method: "GET", PathPattern: "/security-advisories/GHSA", Times: -1})
	r.lookNow(id)
	if c := r.theCase(id); c.Stage != advisories.StageClosed || c.Problem != "gone" {
		t.Errorf("stage %s, problem %q", c.Stage, c.Problem)
	}
}

func TestPersonIsFaster(t *testing.T) {
	// Between the judgement and the act a maintainer closes the report: the look
	// right before the write sees it.
	w := newWorld(t, ghsatest.Options{})
	var id advisories.GHSA
	ready := make(chan struct{})
	w.opt.Watch = func(step desk.Step, _, what string) {
		if step == desk.StepBegin && strings.HasPrefix(what, "receipt") {
			<-ready
			if err := w.github.SetStateAs("maintainer", testRepo, id, advisories.StateClosed); err != nil {
				t.Error(err)
			}
		}
	}
	r := w.run()
	id = w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	close(ready)
	r.settled()
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes on a closed report", n)
	}
	if got := r.draftLine(id); got != "receipt stale, ask stale" {
		t.Errorf("drafts: %s", got)
	}
}
