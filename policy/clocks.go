package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// judgeClocks is every promised clock that has begun. A clock whose start is not
// known yet is left out. The input's history is up to date.
func judgeClocks(pol *Policy, in Input) []advisories.Clock {
	var out []advisories.Clock
	for _, name := range promisedOnce {
		if r, ok := promisedRun(pol, name, in); ok {
			out = append(out, r.clock(pol, in))
		}
	}
	if r, ok := updateRun(pol, in); ok {
		out = append(out, r.clock(pol, in))
	}
	for _, r := range craRuns(pol, in) {
		out = append(out, r.clock(pol, in))
	}
	return out
}

// run is a clock that has begun.
type run struct {
	name  advisories.Commitment
	term  Term
	start time.Time
	began string
	met   advisories.Seen
	// pauses are the waits that move it, moves the later dates that were told.
	pauses []calendar.Pause
	moves  []advisories.Move
	// movable: the reporter is told before the date passes, with a new one.
	movable bool
	// agreed: an embargo is in place of the date.
	agreed bool
}

// promisedRun is the clock of a promise that is kept once.
func promisedRun(pol *Policy, name advisories.Commitment, in Input) (r run, ok bool) {
	whole, promised := pol.Terms[name]
	_, agreed := lastEmbargo(in.History)
	agreed = agreed && name == advisories.CommitmentDisclose
	if !promised && !agreed || !in.Snapshot.Advisory.Submitted && name != advisories.CommitmentDisclose {
		return run{}, false
	}
	term := whole
	switch name {
	case advisories.CommitmentAcknowledge, advisories.CommitmentAssess:
		// These are over before a severity is decided: what is promised for the least
		// severe is promised for all.
		if !whole.promises() {
			term = whole.slowest()
		}
	default:
		term = whole.For(decidedSeverity(in))
	}
	if !term.promises() && !agreed {
		return run{}, false
	}
	term.After = whole.After
	r = run{name: name, term: term, met: keptBy(name, in), moves: in.History.Moved[name], agreed: agreed}
	r.start, r.began = clockStart(term, in)
	switch name {
	case advisories.CommitmentAssess, advisories.CommitmentFix:
		r.pauses, r.movable = pauses(pol, in), true
	case advisories.CommitmentDisclose:
		// A built-in date of publication is told to nobody, so it cannot slip; one that
		// was agreed is moved by people.
		r.pauses = ordered(in.History)
		r.movable = term.Source.Layer != advisories.LayerBuiltin && !agreed
	}
	return r, !r.start.IsZero()
}

// decidedSeverity is the severity that a person decided on, else the one that
// maintainers took over when they accepted the report: what a reporter chose binds nobody, and what is changed later may be the
// reporter's change, who is a collaborator of the advisory.
func decidedSeverity(in Input) string {
	switch {
	case in.History.Decided != "":
		return in.History.Decided
	case !in.Snapshot.Advisory.Submitted:
		return in.Snapshot.Advisory.Severity
	}
	return in.History.Severity
}

// updateRun is the clock of the next word to the reporter, while the case is open.
func updateRun(pol *Policy, in Input) (r run, ok bool) {
	if pol.UpdateEvery.IsZero() || !in.Snapshot.Advisory.Submitted || !in.Snapshot.Advisory.State.Open() {
		return run{}, false
	}
	r = run{name: advisories.CommitmentUpdate, pauses: pauses(pol, in), moves: in.History.Moved[advisories.CommitmentUpdate]}
	r.term = Term{Maximum: pol.UpdateEvery, Source: pol.settings[keyEvery].Source, Note: pol.settings[keyEvery].Note}
	after, _ := pol.settings[join(termPrefix(advisories.CommitmentUpdate), "after")].Value.(string)
	if after == "" {
		after = string(advisories.CommitmentAcknowledge)
	}
	r.term.After = advisories.Commitment(after)
	// Nothing is due before the moment that was promised, even where a word came earlier.
	r.start, r.began = clockStart(r.term, in)
	if last := in.History.Updated.At; !r.start.IsZero() && !last.Before(r.start) {
		r.start, r.began = last, "the last word to the reporter"
	}
	return r, !r.start.IsZero()
}

// craRuns are the reporting clocks of an actively exploited vulnerability, as
// Regulation (EU) 2024/2847, Article 14(2), counts them: from when the maker
// became aware, and from when a measure was available.
func craRuns(pol *Policy, in Input) []run {
	h := in.History
	if !pol.CRA || !h.Exploited.Happened() {
		return nil
	}
	src := pol.settings[keyCRA].Source
	aware := "when it was marked as actively exploited"
	out := []run{
		{name: advisories.CommitmentCRAWarning, start: h.Exploited.At, began: aware, term: Term{Maximum: calendar.Span{Elapsed: day}, Source: src}},
		{name: advisories.CommitmentCRANotification, start: h.Exploited.At, began: aware, term: Term{Maximum: calendar.Span{Elapsed: 3 * day}, Source: src}},
	}
	if fixed := earlier(h.Fixed, h.Published); fixed.Happened() {
		start, began := fixed.At, "when a fix was available"
		if h.Exploited.At.After(start) { // nothing can be reported of what is not known yet
			start, began = h.Exploited.At, aware
		}
		out = append(out, run{name: advisories.CommitmentCRAReport, start: start, began: began,
			term: Term{Maximum: calendar.Span{Elapsed: 14 * day}, Source: src}})
	}
	for i := range out {
		out[i].met = h.Kept[out[i].name]
	}
	return out
}

// pauses are the waits for the reporter, and the times in which a person stopped
// the clocks. No wait is longer than the policy waits, for what comes then is the
// project's to decide.
func pauses(pol *Policy, in Input) []calendar.Pause {
	out := make([]calendar.Pause, len(in.History.Waits))
	for i, w := range in.History.Waits {
		out[i] = calendar.Pause{From: w.From, To: w.To, Why: "the reporter was waited for"}
		if pol.GiveUpAfter.IsZero() {
			continue
		}
		end, _ := pol.Calendar.Add(w.From, pol.GiveUpAfter)
		if given(end, firstTime(w.To, in.Now)) {
			out[i].To = end
		}
	}
	return append(out, ordered(in.History)...)
}

// reported is when the report came in, as far as is known.
func reported(in Input) time.Time {
	return firstTime(in.ReportedAt, in.Snapshot.Advisory.CreatedAt)
}

// clockStart is when a promise began to run and what began it.
func clockStart(term Term, in Input) (start time.Time, why string) {
	switch term.After {
	case advisories.CommitmentAcknowledge:
		return in.History.Acknowledged.At, "when it was acknowledged"
	case advisories.CommitmentAssess:
		return keptBy(advisories.CommitmentAssess, in).At, "when it was assessed"
	case advisories.CommitmentFix:
		return keptBy(advisories.CommitmentFix, in).At, "when it was fixed"
	}
	if !in.Snapshot.Advisory.Submitted {
		return reported(in), "when the advisory was created"
	}
	return reported(in), "when the report came in"
}

// keptBy is what kept a promise. Closing keeps the promise to disclose only as
// long as the advisory stays closed.
func keptBy(name advisories.Commitment, in Input) advisories.Seen {
	h := in.History
	switch name {
	case advisories.CommitmentAcknowledge:
		return h.Acknowledged
	case advisories.CommitmentAssess:
		return earlier(earlier(earlier(h.Accepted, h.Published), h.Closed), h.Kept[name])
	case advisories.CommitmentFix:
		return earlier(earlier(h.Fixed, h.Published), h.Kept[name])
	case advisories.CommitmentDisclose:
		if h.Published.Happened() || in.Snapshot.Advisory.State != advisories.StateClosed {
			return earlier(h.Published, h.Kept[name])
		}
		return h.Closed
	}
	return h.Kept[name]
}

// clockState is where a clock stands. A promise that was kept late was missed;
// what ran out before an adopted case was opened is history.
func clockState(c advisories.Clock, in Input) (state advisories.ClockState, why string) {
	end := ended(in)
	switch {
	case !c.MetAt.IsZero() && (c.Maximum.IsZero() || !c.MetAt.After(c.Maximum)):
		return advisories.ClockMet, ""
	case in.Adopted && !c.Maximum.IsZero() && !firstTime(in.OpenedAt, in.Now).Before(c.Maximum):
		return advisories.ClockHistory, "it ran out before this case was taken on"
	case !c.MetAt.IsZero():
		return advisories.ClockMissed, "late by " + roughly(c.MetAt.Sub(c.Maximum))
	case !end.IsZero() && !law(c.Commitment) && (c.Maximum.IsZero() || !end.After(c.Maximum)):
		return advisories.ClockPaused, "it stopped when the advisory was closed"
	case !c.Maximum.IsZero() && !in.Now.Before(c.Maximum):
		return advisories.ClockMissed, ""
	case !c.Target.IsZero() && !in.Now.Before(c.Target):
		return advisories.ClockAtRisk, ""
	}
	return advisories.ClockStarted, ""
}

// law reports whether a clock is the law's: closing the advisory does not stop it.
func law(c advisories.Commitment) bool {
	switch c {
	case advisories.CommitmentCRAWarning, advisories.CommitmentCRANotification, advisories.CommitmentCRAReport:
		return true
	}
	return false
}

// ended is when the advisory was closed or withdrawn, zero while it is neither.
func ended(in Input) time.Time {
	a := in.Snapshot.Advisory
	switch a.State {
	case advisories.StateClosed:
		return firstTime(a.ClosedAt, in.History.Closed.At, in.Now)
	case advisories.StateWithdrawn:
		return firstTime(a.WithdrawnAt, a.ClosedAt, in.Now)
	}
	return time.Time{}
}
