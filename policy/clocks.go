package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// clocked are the commitments that run today, in the order of a case's life.
var clocked = []advisories.Commitment{
	advisories.CommitmentAcknowledge, advisories.CommitmentAssess, advisories.CommitmentDisclose,
}

// judgeClocks is every promised clock that has begun. A clock whose start is not
// known yet is left out. The input's history is up to date.
func judgeClocks(pol *Policy, in Input) []advisories.Clock {
	var out []advisories.Clock
	for _, name := range clocked {
		term, promised := pol.Terms[name]
		if !promised || !in.Snapshot.Advisory.Submitted && name != advisories.CommitmentDisclose {
			continue
		}
		start, why := clockStart(term, in)
		if start.IsZero() {
			continue
		}
		out = append(out, runClock(pol, name, term, start, why, in))
	}
	return out
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
		return in.History.Accepted.At, "when it was assessed"
	}
	if !in.Snapshot.Advisory.Submitted {
		return reported(in), "when the advisory was created"
	}
	return reported(in), "when the report came in"
}

func runClock(pol *Policy, name advisories.Commitment, term Term, start time.Time, began string, in Input) advisories.Clock {
	c := advisories.Clock{Commitment: name, StartedAt: start}
	from := " from " + moment(start, pol.Zone) + ", " + began + ": "
	if term.Target > 0 {
		c.Target = start.Add(term.Target)
		c.Why = append(c.Why, "target: "+span(term.Target)+from+moment(c.Target, pol.Zone))
	}
	if term.Maximum > 0 {
		c.Maximum = start.Add(term.Maximum)
		c.Why = append(c.Why, "maximum: "+span(term.Maximum)+from+moment(c.Maximum, pol.Zone))
	}
	c.Why = append(c.Why, "promised by: "+term.Source.String())
	met := clockMet(name, in)
	c.MetAt, c.MetBy = met.At, met.By
	var why string
	c.State, why = clockState(c, in)
	if met.Happened() {
		c.Why = append(c.Why, "met "+moment(met.At, pol.Zone)+" by "+met.By)
	}
	if why != "" {
		c.Why = append(c.Why, why)
	}
	return c
}

// clockMet is what kept a promise. Closing keeps the promise to disclose only as
// long as the advisory stays closed.
func clockMet(name advisories.Commitment, in Input) advisories.Seen {
	h := in.History
	switch name {
	case advisories.CommitmentAcknowledge:
		return h.Acknowledged
	case advisories.CommitmentAssess:
		return earlier(earlier(h.Accepted, h.Published), h.Closed)
	case advisories.CommitmentDisclose:
		if h.Published.Happened() || in.Snapshot.Advisory.State != advisories.StateClosed {
			return h.Published
		}
		return h.Closed
	}
	return advisories.Seen{}
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
	case !end.IsZero() && (c.Maximum.IsZero() || !end.After(c.Maximum)):
		return advisories.ClockPaused, "it stopped when the advisory was closed"
	case !c.Maximum.IsZero() && !in.Now.Before(c.Maximum):
		return advisories.ClockMissed, ""
	case !c.Target.IsZero() && !in.Now.Before(c.Target):
		return advisories.ClockAtRisk, ""
	}
	return advisories.ClockStarted, ""
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
