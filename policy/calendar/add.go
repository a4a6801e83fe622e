package calendar

import "time"

// Add is the date on which a span that begins at start is due, in the
// calendar's zone, and why: lines for people, the first one whole in itself.
//
// The due date is never before the start, and never earlier for a longer span,
// a later start or a further pause. It is zero while a pause without an end
// holds the span, where the span is none or not valid, and where the calendar
// is closed for longer than is looked ahead; the lines say which.
func (c *Calendar) Add(start time.Time, s Span, pauses ...Pause) (due time.Time, why []string) {
	start = start.In(c.zone)
	switch {
	case !s.Valid():
		return time.Time{}, []string{"no due date: there is no span of a length that can be counted"}
	case !inReach(start):
		return time.Time{}, []string{"no due date: the start is not in the years 2 to 9998"}
	}
	run := c.runner(s, horizon(start))
	merged := effective(pauses, start)
	due, outcome := finish(run, start, merged)
	return due, c.why(story{start: start, span: s, due: due, outcome: outcome, pauses: pauses, place: run.odd})
}

// outcome is how a span ends.
type outcome int

const (
	isDue outcome = iota
	held          // by a pause without an end
	never         // within the horizon
)

// runner is how one kind of span runs.
type runner struct {
	need time.Duration
	// after is when need has run from t on. The place is told where the wall
	// clock was asked for, to say what a change of zone did to it.
	after func(t time.Time, need time.Duration) (due time.Time, ok bool)
	// used is what runs between two moments, or anything more than enough.
	used func(from, to time.Time, enough time.Duration) (time.Duration, bool)
	odd  *note
}

// note tells of the wall-clock time that was looked for last.
type note struct {
	what oddity
	day  day
	off  time.Duration
}

func (c *Calendar) runner(s Span, last int) runner {
	switch {
	case s.BusinessDays > 0:
		return c.byDay(s.BusinessDays, last)
	case s.BusinessHours > 0:
		return c.byHour(s.BusinessHours, last)
	}
	return runner{
		need: s.Elapsed,
		after: func(t time.Time, need time.Duration) (time.Time, bool) {
			due := t.Add(need).In(c.zone)
			return due, inReach(due)
		},
		used: func(from, to time.Time, _ time.Duration) (time.Duration, bool) { return to.Sub(from), true },
		odd:  &note{},
	}
}

// finish runs a span from pause to pause.
func finish(run runner, t time.Time, pauses []Pause) (time.Time, outcome) {
	need := run.need
	for _, p := range pauses {
		used, ok := run.used(t, p.From, need)
		if !ok || used >= need {
			due, ok := run.after(t, need)
			if !ok {
				return time.Time{}, never
			}
			if !p.From.Before(due) {
				return due, isDue
			}
		}
		if p.To.IsZero() {
			return time.Time{}, held
		}
		need -= min(need, used)
		t = p.To
	}
	due, ok := run.after(t, need)
	if !ok {
		return time.Time{}, never
	}
	return due, isDue
}

// byDay: business days are counted on the wall clock, in units of a working
// day's nominal length, so that a day of 23 hours is a day.
func (c *Calendar) byDay(n, last int) runner {
	length := c.to - c.from
	odd := &note{}
	return runner{
		need: time.Duration(n) * length,
		odd:  odd,
		after: func(t time.Time, need time.Duration) (time.Time, bool) {
			p, ok := c.locate(t, last)
			if !ok {
				return time.Time{}, false
			}
			sum := p.off + need
			d, ok := c.plus(p.day, int(sum/length), last)
			if !ok {
				return time.Time{}, false
			}
			due, what := c.moment(d, c.from+sum%length)
			*odd = note{what: what, day: d, off: c.from + sum%length}
			return due, true
		},
		used: func(from, to time.Time, _ time.Duration) (time.Duration, bool) {
			a, ok := c.locate(from, last)
			b, far := c.locate(to, last)
			if !ok || !far {
				return 0, false
			}
			return time.Duration(c.between(a.day, b.day))*length + b.off - a.off, true
		},
	}
}

// byHour: business hours are real ones, opening to closing of each working day.
func (c *Calendar) byHour(n, last int) runner {
	return runner{
		need: time.Duration(n) * time.Hour,
		odd:  &note{},
		after: func(t time.Time, need time.Duration) (time.Time, bool) {
			ok := c.openings(t, last, func(from, to time.Time) bool {
				if open := to.Sub(from); open < need {
					need -= open
					return true
				}
				t = from.Add(need).In(c.zone)
				return false
			})
			return t, ok
		},
		used: func(from, to time.Time, enough time.Duration) (time.Duration, bool) {
			var sum time.Duration
			ok := c.openings(from, last, func(a, b time.Time) bool {
				if b.After(to) {
					b = to
				}
				if b.After(a) {
					sum += b.Sub(a)
				}
				return sum < enough && a.Before(to)
			})
			return sum, ok
		},
	}
}

// openings goes through the working time from t on until yield says no; false
// where it comes to the horizon first.
func (c *Calendar) openings(t time.Time, last int, yield func(from, to time.Time) bool) bool {
	for d, ok := c.nextWorking(dayOf(t.In(c.zone)), last); ok; d, ok = c.nextWorking(d+1, last) {
		from, to := c.opening(d), c.closing(d)
		if from.Before(t) {
			from = t
		}
		if to.After(from) && !yield(from, to) {
			return true
		}
	}
	return false
}
