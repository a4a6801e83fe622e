package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

const whyPaused = "a maintainer stopped it"

// pausedSince is since when a person has stopped the clocks, zero while they run.
func pausedSince(h advisories.History) time.Time {
	if n := len(h.Pauses); n > 0 && h.Pauses[n-1].To.IsZero() {
		return h.Pauses[n-1].From
	}
	return time.Time{}
}

// ordered are the times in which a person stopped the clocks.
func ordered(h advisories.History) []calendar.Pause {
	var out []calendar.Pause
	for _, p := range h.Pauses {
		if p.To.IsZero() || p.To.After(p.From) {
			out = append(out, calendar.Pause{From: p.From, To: p.To, Why: whyPaused})
		}
	}
	return out
}

// shifted is a date that was told at a moment, later by the times in which a person
// stopped the clocks between the two; zero while one of them lasts.
func shifted(to, told time.Time, h advisories.History) time.Time {
	for _, p := range h.Pauses {
		from := p.From
		if told.After(from) {
			from = told
		}
		switch {
		case !from.Before(to):
		case p.To.IsZero():
			return time.Time{}
		case p.To.After(from):
			to = to.Add(p.To.Sub(from))
		}
	}
	return to
}
