package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

const day = 24 * time.Hour

// timed is a world whose clock the test moves on, on both sides.
func timed(t *testing.T) (*world, *movingClock) {
	t.Helper()
	clock := &movingClock{}
	w := newWorld(t, ghsatest.Options{Now: clock.now})
	w.opt.Now = clock.now
	return w, clock
}

// pass lets time pass and looks at the case once more.
func (r *running) pass(clock *movingClock, d time.Duration, id advisories.GHSA) {
	r.w.t.Helper()
	clock.add(d)
	r.lookNow(id)
}

// acknowledged is a report that was worked and that a maintainer has answered since.
func (w *world) acknowledged(report string) (*running, advisories.GHSA) {
	w.t.Helper()
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too much", report)
	r.settled()
	if _, err := w.github.CommentAs("maintainer", testRepo, id, "Thanks, we are looking."); err != nil {
		w.t.Fatal(err)
	}
	return r, id
}

// held is the draft of a kind that waits for a person.
func (r *running) held(id advisories.GHSA, kind advisories.Kind) (advisories.Draft, bool) {
	r.w.t.Helper()
	for _, d := range r.drafts(id) {
		if d.Key.Kind == kind && d.State == advisories.DraftHeld {
			return d, true
		}
	}
	return advisories.Draft{}, false
}

// approve lets the held draft of a kind out and waits until it is carried out.
func (r *running) approve(id advisories.GHSA, kind advisories.Kind) {
	r.w.t.Helper()
	d, ok := r.held(id, kind)
	if !ok {
		r.w.t.Fatalf("no %s waits: %s", kind, r.draftLine(id))
	}
	err := r.Docket.Decide(r.w.t.Context(), advisories.Decision{Case: r.theCase(id).Key, Number: d.Number, Approve: true,
		By: advisories.OperatorPrefix + "kim", Digest: d.Digest, At: time.Now()})
	if err != nil {
		r.w.t.Fatal(err)
	}
	r.settled()
}

func (r *running) clock(id advisories.GHSA, name advisories.Commitment) advisories.Clock {
	r.w.t.Helper()
	c, ok := r.theCase(id).Verdict.Clock(name)
	if !ok {
		r.w.t.Fatalf("no clock %s: %+v", name, r.theCase(id).Verdict.Clocks)
	}
	return c
}

// TestSecurityFileIsHeld holds a project that has no policy file to its
// SECURITY.md: the receipt has its dates, and a report is asked for its contents.
func TestSecurityFileIsHeld(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	const repo = "acme/prose"
	w.github.AddRepository(repo, false)
	w.github.PutFile(repo, ".github/SECURITY.md", "# Security\n\nWe will acknowledge your report within 5 days and send a first assessment within 20 days.\n\n"+
		"Please include:\n\n- a description of the problem\n- the impact\n- the steps to reproduce it\n")
	r := w.run()
	id := w.github.Report(repo, "researcher", "One byte too much", complete)
	r.settled()
	c := r.theCase(id)
	ack, _ := c.Verdict.Clock(advisories.CommitmentAcknowledge)
	if got := ack.Maximum.Sub(c.ReportedAt); got != 5*day || !ack.Target.IsZero() {
		t.Errorf("acknowledge: %v, target %v, want 5 days and no target", got, ack.Target)
	}
	if !strings.Contains(strings.Join(ack.Why, "\n"), "acme/prose: .github/SECURITY.md line 3") {
		t.Errorf("the clock does not say where the promise stands: %q", ack.Why)
	}
	var receipt, ask string
	for _, k := range w.github.Comments(repo, id) {
		if strings.Contains(k.Body, "**Missing:**") {
			ask = k.Body
		} else {
			receipt = k.Body
		}
	}
	for _, span := range []time.Duration{5 * day, 20 * day} {
		if at := c.ReportedAt.Add(span).UTC().Format("Mon 2 Jan 2006 15:04"); !strings.Contains(receipt, at) {
			t.Errorf("the receipt lacks the date %s:\n%s", at, receipt)
		}
	}
	if !strings.Contains(ask, "**Impact**") || !strings.Contains(ask, "**Steps to reproduce**") || strings.Contains(ask, "**Affected versions**") {
		t.Errorf("asked for other contents than the file names:\n%s", ask)
	}
}

// TestPromiseHoldsWhenThePolicyChanges: a case keeps what held when it began, says
// what differs, and takes the present policy on a person's word.
func TestPromiseHoldsWhenThePolicyChanges(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too much", complete)
	r.settled()
	began := r.clock(id, advisories.CommitmentAcknowledge).Maximum
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"commitments: {acknowledge: {maximum: 10d}}\n")
	r.lookNow(id)
	if got := r.clock(id, advisories.CommitmentAcknowledge).Maximum; !got.Equal(began) {
		t.Errorf("a running promise moved from %v to %v", began, got)
	}
	if drift := strings.Join(r.theCase(id).Verdict.Drift, "\n"); !strings.HasPrefix(drift, "commitments.acknowledge.maximum: 2d when the case began, 10d now") {
		t.Errorf("what differs is not told: %q", drift)
	}
	later := w.github.Report(testRepo, "researcher", "Another byte too much", complete)
	r.settled()
	if c := r.theCase(later); r.clock(later, advisories.CommitmentAcknowledge).Maximum.Sub(c.ReportedAt) != 10*day {
		t.Error("a new case does not have the new policy")
	}
	if err := r.Docket.Witness(t.Context(), r.theCase(id).Key, advisories.Witness{Fact: advisories.FactRepin, By: "operator:kim", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	r.settled()
	if got := r.clock(id, advisories.CommitmentAcknowledge).Maximum; got.Equal(began) || len(r.theCase(id).Verdict.Drift) != 0 {
		t.Errorf("the case did not take the present policy: %v, %v", got, r.theCase(id).Verdict.Drift)
	}
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", strings.Replace(quick, "mode: on", "mode: observe", 1))
	r.lookNow(id)
	if got := r.theCase(id).Verdict; got.Mode != "observe" || len(got.Drift) == 0 {
		t.Errorf("mode %s, drift %v: the mode is that of now, the promise that of then", got.Mode, got.Drift)
	}
}

// TestSilentReporter: a question, a reminder and a closing that people approve, each
// once; the clock of the assessment rests meanwhile.
func TestSilentReporter(t *testing.T) {
	w, clock := timed(t)
	r, id := w.acknowledged(incomplete)
	r.pass(clock, 2*day, id)
	if got := r.clock(id, advisories.CommitmentAssess).State; got != advisories.ClockPaused {
		t.Errorf("the assessment's clock is %s while the reporter is waited for", got)
	}
	if _, ok := r.held(id, advisories.KindRemind); ok {
		t.Error("reminded too early")
	}
	r.pass(clock, 5*day+time.Hour, id)
	before := len(w.written(id))
	r.approve(id, advisories.KindRemind)
	r.lookNow(id)
	if list := w.written(id); len(list) != before+1 || !strings.Contains(list[len(list)-1].Body, "this is a reminder") {
		t.Errorf("%d comments more than before, want the reminder once", len(list)-before)
	}
	r.pass(clock, 23*day, id)
	r.approve(id, advisories.KindClose)
	if got := w.github.Advisory(testRepo, id).State; got != advisories.StateClosed {
		t.Errorf("the advisory is %s", got)
	}
}

// TestSilenceEnds: an answer ends the wait, whatever it says, and moves the date.
func TestSilenceEnds(t *testing.T) {
	w, clock := timed(t)
	r, id := w.acknowledged(incomplete)
	r.pass(clock, 10*day, id)
	if _, ok := r.held(id, advisories.KindRemind); !ok {
		t.Fatal("no reminder")
	}
	if _, err := w.github.CommentAs("researcher", testRepo, id, "I am on holiday, more next week."); err != nil {
		t.Fatal(err)
	}
	r.lookNow(id)
	if d, ok := r.held(id, advisories.KindRemind); ok {
		t.Errorf("draft %d still reminds", d.Number)
	}
	k := r.clock(id, advisories.CommitmentAssess)
	if got := k.Maximum.Sub(k.StartedAt); k.State != advisories.ClockStarted || got < 12*day {
		t.Errorf("the assessment is %s, due %v after its start: the wait of 10 days does not show", k.State, got)
	}
}

// TestSlippingDateIsTold: before a date passes, a draft tells the reporter of a
// later one; once a person let it out the later date holds.
func TestSlippingDateIsTold(t *testing.T) {
	w, clock := timed(t)
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"drafts: {accept: off}\n")
	r, id := w.acknowledged(complete)
	r.lookNow(id)
	first := r.clock(id, advisories.CommitmentAssess).Maximum
	r.pass(clock, 60*time.Hour, id)
	r.approve(id, advisories.KindUpdate)
	k := r.clock(id, advisories.CommitmentAssess)
	if !k.Promised.Equal(first) || !k.Maximum.Equal(first.Add(72*time.Hour)) {
		t.Errorf("promised %v, now %v; first was %v", k.Promised, k.Maximum, first)
	}
	told := 0
	for _, c := range w.written(id) {
		if strings.Contains(c.Body, "Now planned by "+k.Maximum.UTC().Format("Mon 2 Jan 2006 15:04")) {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	r.pass(clock, 20*time.Hour, id)
	if k := r.clock(id, advisories.CommitmentAssess); k.State == advisories.ClockMissed {
		t.Error("missed by the first date although the reporter was told of a later one")
	}
	r.pass(clock, 80*time.Hour, id)
	if k := r.clock(id, advisories.CommitmentAssess); k.State != advisories.ClockMissed {
		t.Errorf("%s after both dates", k.State)
	}
}

// TestRegularNews: where updates are promised, a maintainer's comment is one, and
// without any a draft waits for a person before the next is due.
func TestRegularNews(t *testing.T) {
	w, clock := timed(t)
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"commitments: {update: 14d}\ndrafts: {accept: off}\n")
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too much", complete)
	r.settled()
	say := func(who string) {
		t.Helper()
		if _, err := w.github.CommentAs(who, testRepo, id, "Still at work."); err != nil {
			t.Fatal(err)
		}
		r.lookNow(id)
	}
	say("maintainer")
	r.pass(clock, 10*day, id)
	due := r.clock(id, advisories.CommitmentUpdate).Maximum
	say("maintainer")
	if got := r.clock(id, advisories.CommitmentUpdate).Maximum; got.Sub(due) < 9*day {
		t.Errorf("a maintainer's comment moved the next word from %v to %v", due, got)
	}
	r.pass(clock, 13*day, id)
	r.approve(id, advisories.KindUpdate)
	if got := r.clock(id, advisories.CommitmentUpdate); got.State != advisories.ClockStarted || got.Maximum.Sub(clock.now()) < 13*day {
		t.Errorf("after the news: %s, due %v", got.State, got.Maximum)
	}
}

// TestExplainPolicyOnGitHub: which policy holds, as the App sees it, with file,
// commit and line; and nothing is written.
func TestExplainPolicyOnGitHub(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.PutFile(testRepo, "SECURITY.md", "# Security\n\nWe will acknowledge your report within 5 days.\n")
	e, err := app.ExplainPolicyOnGitHub(t.Context(), w.config(), w.opt, testOwner, "lib")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, v := range e.Values {
		switch v.Key {
		case "commitments.acknowledge.maximum":
			found++
			if v.Value != "5d" || v.Layer != advisories.LayerPromise || v.Line != 3 || v.Ref == "" || !strings.HasSuffix(v.File, "SECURITY.md") {
				t.Errorf("%+v", v)
			}
		case "report.required":
			found++
			if v.Layer != advisories.LayerRepository {
				t.Errorf("%+v", v)
			}
		}
	}
	if found != 2 || w.writes() != 0 {
		t.Errorf("%d values found, %d writes", found, w.writes())
	}
	if _, err := app.ExplainPolicyOnGitHub(t.Context(), w.config(), w.opt, testOwner, "nowhere"); err == nil {
		t.Error("a repository that is not there was explained")
	}
}
