package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// Limits on dates that slip: the reporter is told no earlier than this before the
// date, and the new date is no later than this after it.
const (
	warnBefore = 2 * day
	moveMost   = 14 * day
)

// clock runs it: the dates with why, what kept it, and where it stands.
func (r run) clock(pol *Policy, in Input) advisories.Clock {
	c := advisories.Clock{Commitment: r.name, StartedAt: r.start, MetAt: r.met.At, MetBy: r.met.By}
	open := r.date(&c.Target, "target", r.term.Target, pol, &c) && r.term.Maximum.IsZero()
	open = r.date(&c.Maximum, "maximum", r.term.Maximum, pol, &c) || open
	open = r.move(pol, in, &c) || open
	if r.agreed {
		embargoed(pol, in, &c)
		open = false
	}
	if r.term.promises() {
		c.Why = append(c.Why, "promised by: "+r.term.Source.String())
	}
	if r.term.Note != "" {
		c.Why = append(c.Why, r.term.Note)
	}
	since := r.waitingSince()
	if open && !since.IsZero() && !r.met.Happened() && ended(in).IsZero() {
		c.State = advisories.ClockPaused
		c.Why = append(c.Why, "paused: "+r.heldBy()+" since "+moment(since, pol.Zone))
		return c
	}
	var why string
	c.State, why = clockState(c, in)
	if r.met.Happened() {
		c.Why = append(c.Why, "met "+moment(r.met.At, pol.Zone)+" by "+r.met.By)
	}
	if why != "" {
		c.Why = append(c.Why, why)
	}
	r.warn(&c, in.Now)
	return c
}

// waitingSince is when the pause began that holds the clock now, zero where none
// does: a calendar that never opens again leaves no date either.
func (r run) waitingSince() time.Time {
	if p, ok := r.held(); ok {
		return p.From
	}
	return time.Time{}
}

func (r run) held() (calendar.Pause, bool) {
	for _, p := range r.pauses {
		if p.To.IsZero() {
			return p, true
		}
	}
	return calendar.Pause{}, false
}

// heldBy is what holds the clock now.
func (r run) heldBy() string {
	if p, _ := r.held(); p.Why == whyPaused {
		return "a maintainer stopped it"
	}
	return "the reporter is waited for"
}

// date sets one date of the clock and says why it is that one. It reports whether
// the date cannot be known now.
func (r run) date(into *time.Time, word string, span calendar.Span, pol *Policy, c *advisories.Clock) (open bool) {
	if span.IsZero() {
		return false
	}
	due, steps := pol.Calendar.Add(r.start, span, r.pauses...)
	if !due.IsZero() {
		due = due.UTC()
	}
	*into = due
	line := word + ": " + spanText(span) + " from " + moment(r.start, pol.Zone) + ", " + r.began
	if due.IsZero() {
		c.Why = append(c.Why, line)
		if r.waitingSince().IsZero() {
			c.Why = append(c.Why, steps...)
		}
		return true
	}
	c.Why = append(c.Why, line+": "+moment(due, pol.Zone))
	if span.Elapsed == 0 || len(r.pauses) > 0 {
		c.Why = append(c.Why, steps...)
	}
	return false
}

// move puts the date that the reporter was told of last in place of the first
// one, where it is later. It reports whether that cannot be known now, since a
// person has stopped the clock.
func (r run) move(pol *Policy, in Input, c *advisories.Clock) (open bool) {
	if len(r.moves) == 0 || c.Maximum.IsZero() {
		return false
	}
	last := r.moves[len(r.moves)-1]
	if !last.To.After(c.Maximum) {
		return false
	}
	c.Promised, c.Maximum = c.Maximum, shifted(last.To, last.At, in.History)
	line := "moved to " + moment(last.To, pol.Zone) + "; the reporter was told " + moment(last.At, pol.Zone)
	if last.By != "" {
		line = "moved to " + moment(last.To, pol.Zone) + " by " + decider(last.By) + " " + moment(last.At, pol.Zone)
	}
	c.Why = append(c.Why, line)
	if c.Maximum.After(last.To) {
		c.Why = append(c.Why, "a maintainer stopped it in between: "+moment(c.Maximum, pol.Zone))
	}
	return c.Maximum.IsZero()
}

// warn says when the reporter is to be told that the date will not be kept: two
// days before it, or a quarter of its time if that is less.
func (r run) warn(c *advisories.Clock, now time.Time) {
	running := c.State == advisories.ClockStarted || c.State == advisories.ClockAtRisk
	if !running || c.Maximum.IsZero() || !r.movable && r.name != advisories.CommitmentUpdate {
		return
	}
	at := c.Maximum.Add(-min(warnBefore, c.Maximum.Sub(c.StartedAt)/4))
	if now.Before(at) {
		c.Warn = at
		return
	}
	c.Slipping = true
}

// later is the date that takes the place of one that will not be kept: the time
// that was promised once more, two weeks at most.
func later(pol *Policy, c advisories.Clock, term Term) time.Time {
	span := term.Maximum
	if most := (calendar.Span{Elapsed: moveMost}); span.IsZero() || longer(span, most) {
		span = most
	}
	to, _ := pol.Calendar.Add(c.Maximum, span)
	if to.IsZero() { // the calendar is closed for good: the reporter is told a date all the same
		to = c.Maximum.Add(moveMost)
	}
	return to.UTC()
}
