package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// attackInput is a report in triage, judged some time after it came in.
func attackInput(after time.Duration) policy.Input {
	return policy.Input{Now: reportTime.Add(after), Snapshot: advisories.Snapshot{
		Advisory: advisories.Advisory{State: advisories.StateTriage, Submitted: true, Author: reporter,
			CreatedAt: reportTime, UpdatedAt: reportTime},
		CommentsKnown: true, Powers: map[int64]advisories.Power{21: {Admin: true}},
		Self: advisories.Person{ID: 900, Login: "advisory-bot[bot]", Bot: true},
	}}
}

func judged(pol *policy.Policy, in policy.Input, past []advisories.Draft) (advisories.Verdict, policy.Input) {
	in.Reading = policy.ReadReport(pol, in.Snapshot)
	in.History = policy.Study(pol, in, past)
	return policy.Judge(pol, in), in
}

// TestNeverOpenCalendar holds that a calendar without a working day for centuries,
// which whoever pushes can write, stops no case and tells nobody a date of year 1.
func TestNeverOpenCalendar(t *testing.T) {
	p, _ := layered("", "version: 1\ncalendar: {away: [{from: 2026-01-01, to: 2900-12-31}]}\n"+
		"commitments: {acknowledge: 3 business days, fix: 3 business days, update: {every: 3 business days, after: report}}\n"+
		"report: {remind_after: 1 business day, give_up_after: 2 business days}\n", "", "")
	asked := []advisories.Draft{{Key: advisories.DraftKey{Rule: "content", Kind: advisories.KindAsk, Occurrence: 1},
		State: advisories.DraftDone, SettledAt: reportTime.Add(time.Hour)}}
	for _, past := range [][]advisories.Draft{nil, asked} {
		v, in := judged(p, attackInput(200*24*time.Hour), past)
		text := fmt.Sprintf("%+v", v.Findings)
		for _, d := range policy.Plan(p, v, policy.PlanInput{Input: in, Past: past}) {
			text += d.Body + d.Why
		}
		if strings.Contains(text, "0001") {
			t.Errorf("a date of year 1: %s", text)
		}
		if c, _ := v.Clock(advisories.CommitmentAcknowledge); c.State != advisories.ClockStarted || !c.Maximum.IsZero() {
			t.Errorf("%+v", c)
		}
	}
}

// TestSlipIntoClosedTime holds that a date is not moved to nowhere where the
// calendar is closed behind it.
func TestSlipIntoClosedTime(t *testing.T) {
	p, _ := layered("", "version: 1\ncalendar: {away: [{from: 2026-12-05, to: 2900-12-31}]}\ncommitments: {assess: {maximum: 4 business days, after: report}}\n", "", "")
	v, in := judged(p, attackInput(80*time.Hour), nil)
	var slip advisories.Draft
	for _, d := range policy.Plan(p, v, policy.PlanInput{Input: in}) {
		if strings.HasPrefix(d.Key.Rule, policy.RuleSlips) {
			slip = d
		}
	}
	if slip.Body == "" || strings.Contains(slip.Body, "0001") {
		t.Fatalf("slip: %q, clocks %+v", slip.Body, v.Clocks)
	}
	slip.State, slip.SettledAt = advisories.DraftDone, in.Now
	_, in = judged(p, in, []advisories.Draft{slip})
	if moved := in.History.Moved[advisories.CommitmentAssess]; len(moved) != 1 || !moved[0].To.After(moved[0].From) {
		t.Errorf("%+v", moved)
	}
}

// TestWaitBeginsWithTheQuestion holds that the reporter is waited for from when the
// question stood on GitHub, whenever that was written down: a crash, or a clock of
// ours that is ahead, does not make an answer come before its question.
func TestWaitBeginsWithTheQuestion(t *testing.T) {
	in := attackInput(26 * time.Hour)
	at := func(h int) time.Time { return reportTime.Add(time.Duration(h) * time.Hour) }
	in.Snapshot.Comments = []advisories.Comment{{ID: 5, Author: in.Snapshot.Self, CreatedAt: at(1)},
		{ID: 6, Author: reporter, Body: "I cannot say more.", CreatedAt: at(2)}}
	past := []advisories.Draft{{Key: advisories.DraftKey{Rule: "content", Kind: advisories.KindAsk, Occurrence: 1},
		State: advisories.DraftDone, SettledAt: at(25), Outcome: advisories.Outcome{Comment: 5}}}
	_, in = judged(policy.Builtin(), in, past)
	if w := in.History.Waits; len(w) != 1 || !w[0].From.Equal(at(1)) || !w[0].To.Equal(at(2)) {
		t.Errorf("waits %+v", w)
	}
}

// TestAcceptedBeforeAskedIsNoWait holds that nobody is waited for in a case that
// was taken on before the question was written down.
func TestAcceptedBeforeAskedIsNoWait(t *testing.T) {
	p, _ := layered("", "version: 1\ncommitments: {fix: 30d}\n", "", "")
	in := attackInput(3 * time.Hour)
	in.Snapshot.Advisory.State, in.Snapshot.Advisory.UpdatedAt = advisories.StateDraft, reportTime.Add(time.Hour)
	past := []advisories.Draft{{Key: advisories.DraftKey{Rule: "content", Kind: advisories.KindAsk, Occurrence: 1},
		State: advisories.DraftDone, SettledAt: reportTime.Add(2 * time.Hour)}}
	v, _ := judged(p, in, past)
	if c, _ := v.Clock(advisories.CommitmentFix); c.State != advisories.ClockStarted || v.Waiting != nil {
		t.Errorf("fix %s, waiting %+v", c.State, v.Waiting)
	}
}

// TestUpdateHandedOffOnce holds that news that only a person can write is handed off
// once, not at each look: such a draft was never settled.
func TestUpdateHandedOffOnce(t *testing.T) {
	p, _ := layered("", "version: 1\ncommitments: {update: {every: 2d, after: report}}\n", "", "")
	in := attackInput(40 * time.Hour)
	in.Snapshot.CommentsKnown = false
	var past []advisories.Draft
	for range 3 {
		v, now := judged(p, in, past)
		file, _ := policy.Reconcile(policy.Plan(p, v, policy.PlanInput{Input: now, Past: past}), past)
		for _, d := range file {
			d.Number, d.State, d.FiledAt = len(past)+1, advisories.DraftHandedOff, now.Now // as the docket files them
			past = append(past, d)
		}
		in.Now = in.Now.Add(time.Hour)
	}
	n := 0
	for _, d := range past {
		if d.Key.Rule == policy.RuleUpdate {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d hand-offs: %+v", n, past)
	}
}

// TestUpdateCountsFromItsStart holds that regular news is not due before the moment
// that it counts from, although a maintainer has written earlier.
func TestUpdateCountsFromItsStart(t *testing.T) {
	p, _ := layered("", "version: 1\ncommitments: {update: {every: 14d, after: assess}}\n", "", "")
	in := attackInput(15 * 24 * time.Hour)
	in.Snapshot.Comments = []advisories.Comment{{ID: 7, Author: maintainer, CreatedAt: reportTime.Add(time.Hour)}}
	v, _ := judged(p, in, nil)
	if c, ok := v.Clock(advisories.CommitmentUpdate); ok {
		t.Errorf("begun before the assessment: %+v", c)
	}
	in.Snapshot.Advisory.State, in.Snapshot.Advisory.UpdatedAt = advisories.StateDraft, in.Now
	v, _ = judged(p, in, nil)
	if c, ok := v.Clock(advisories.CommitmentUpdate); !ok || !c.StartedAt.Equal(in.Now) {
		t.Errorf("%+v", c)
	}
}

// TestCRAReportAfterAwareness holds that the final report is not late at once where
// a fix was there long before the exploitation was known.
func TestCRAReportAfterAwareness(t *testing.T) {
	p, _ := layered("", "version: 1\ncommitments: {cra: true}\n", "", "")
	in := attackInput(100 * 24 * time.Hour)
	in.History.Fixed = advisories.Seen{At: reportTime.Add(time.Hour), By: "operator:kim"}
	in.History.Exploited = advisories.Seen{At: in.Now.Add(-time.Hour), By: "operator:kim"}
	v, _ := judged(p, in, nil)
	if c, _ := v.Clock(advisories.CommitmentCRAReport); c.State != advisories.ClockStarted || !c.StartedAt.Equal(in.History.Exploited.At) {
		t.Errorf("%+v", c)
	}
}
