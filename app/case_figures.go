package app

import (
	"cmp"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// CaseFigures are what a case came to, in numbers: how long each step took, what was
// kept, how much was said. They name nobody and hold no report text.
type CaseFigures struct {
	// Milestones are what was reached, in the order of time.
	Milestones []Milestone `json:"milestones"`
	// WaitedSeconds is how long the reporter was waited for, PausedSeconds how long
	// people stopped the clocks, each up to the moment of the figures.
	WaitedSeconds int64 `json:"waited_seconds"`
	PausedSeconds int64 `json:"paused_seconds"`
	// Moves counts later dates that were promised.
	Moves int `json:"moves"`
	// Clocks and Drafts count by state; Approved and Denied count decisions.
	Clocks   map[advisories.ClockState]int `json:"clocks"`
	Drafts   map[advisories.DraftState]int `json:"drafts"`
	Approved int                           `json:"approved"`
	Denied   int                           `json:"denied"`
}

// Milestone is a step of a case and how long after the report it was reached; 0
// where it was reached before.
type Milestone struct {
	What         string    `json:"what"`
	At           time.Time `json:"at"`
	AfterSeconds int64     `json:"after_seconds"`
}

// caseFigures counts a case as of now.
func caseFigures(c advisories.Case, drafts []advisories.Draft, decisions []advisories.Decision, now time.Time) CaseFigures {
	f := CaseFigures{Milestones: milestones(c), Clocks: map[advisories.ClockState]int{}, Drafts: map[advisories.DraftState]int{}}
	until := now // what still ran when the case ended ran no longer
	for _, end := range []advisories.Seen{c.History.Published, c.History.Closed} {
		if !over(c.Stage) || !end.Happened() {
			continue
		}
		until = end.At
	}
	for _, w := range c.History.Waits {
		f.WaitedSeconds += lasted(w.From, w.To, until)
	}
	for _, p := range c.History.Pauses {
		f.PausedSeconds += lasted(p.From, p.To, until)
	}
	for _, moves := range c.History.Moved {
		f.Moves += len(moves)
	}
	for _, k := range c.Verdict.Clocks {
		f.Clocks[k.State]++
	}
	for _, d := range drafts {
		f.Drafts[d.State]++
	}
	for _, d := range decisions {
		if d.Approve {
			f.Approved++
		} else {
			f.Denied++
		}
	}
	return f
}

func milestones(c advisories.Case) []Milestone {
	h := c.History
	out := []Milestone{}
	for _, s := range []struct {
		what string
		at   time.Time
	}{
		{"acknowledged", h.Acknowledged.At}, {"asked", h.Asked}, {"accepted", h.Accepted.At}, {"exploited", h.Exploited.At},
		{"fixed", h.Fixed.At}, {"cve_requested", h.CVERequested.At}, {"cve_assigned", h.CVE.At}, {"published", h.Published.At},
		{"closed", h.Closed.At}, {"reopened", h.Reopened.At},
	} {
		if !s.at.IsZero() {
			out = append(out, Milestone{What: s.what, At: s.at, AfterSeconds: lasted(c.ReportedAt, s.at, s.at)})
		}
	}
	slices.SortStableFunc(out, func(a, b Milestone) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.What, b.What)) })
	return out
}

// lasted is how many seconds a time lasted, one without an end until then.
func lasted(from, to, until time.Time) int64 {
	if to.IsZero() {
		to = until
	}
	return max(int64(to.Sub(from)/time.Second), 0)
}

// over reports whether a case of that stage has ended.
func over(s advisories.Stage) bool {
	return s == advisories.StagePublished || s == advisories.StageClosed
}
