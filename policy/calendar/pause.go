package calendar

import (
	"slices"
	"time"
)

// Pause is a time in which a span does not run, such as while the reporter is
// being waited for. A pause that ends before it begins is none.
type Pause struct {
	From, To time.Time // To zero: still running
	Why      string    // our own words; printed
}

// effective gives the pauses in order, those that touch each other as one,
// without what lies before the start.
func effective(pauses []Pause, start time.Time) []Pause {
	var kept []Pause
	for _, p := range pauses {
		if p.From.Before(start) {
			p.From = start
		}
		if p.To.IsZero() || p.To.After(p.From) {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(a, b Pause) int { return a.From.Compare(b.From) })
	var merged []Pause
	for _, p := range kept {
		if n := len(merged); n > 0 && (merged[n-1].To.IsZero() || !p.From.After(merged[n-1].To)) {
			if p.To.IsZero() || !merged[n-1].To.IsZero() && p.To.After(merged[n-1].To) {
				merged[n-1].To = p.To
			}
			continue
		}
		merged = append(merged, p)
	}
	return merged
}
