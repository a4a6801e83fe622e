package app

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// WhatIf is what a policy would have made of past reports.
type WhatIf struct {
	Reports []PastReport `json:"reports"`
	Totals  WhatIfTotals `json:"totals"`
	Notes   []string     `json:"notes"`
}

// PastReport is one report.
type PastReport struct {
	GHSA advisories.GHSA `json:"ghsa_id"`
	// File is where it was read, empty where GitHub was asked.
	File       string           `json:"file,omitempty"`
	State      advisories.State `json:"state"`
	ReportedAt time.Time        `json:"reported_at,omitzero"`
	// Asked: the reporter would be asked for Missing, the required contents that the
	// report lacks as it stands now.
	Asked       bool             `json:"asked"`
	Missing     []string         `json:"missing"`
	Commitments []PastCommitment `json:"commitments"`
}

// The results of a [PastCommitment]. What GitHub's answers do not show is unknown,
// never met or missed.
const (
	PastMet     = "met"
	PastMissed  = "missed"
	PastRunning = "running"
	PastUnknown = "unknown"
)

// PastCommitment is what became of a promise. One that has not begun is left out.
type PastCommitment struct {
	Commitment advisories.Commitment `json:"commitment"`
	Result     string                `json:"result"`
	// Due is when it was or is due, zero where its start is not known.
	Due time.Time `json:"due,omitzero"`
}

// WhatIfTotals count reports and promises. Drafts are advisories that nobody
// reported: of these nothing is judged.
type WhatIfTotals struct {
	Reports     int            `json:"reports"`
	Drafts      int            `json:"own_drafts"`
	Asked       int            `json:"asked"`
	Commitments []WhatIfTotal  `json:"commitments"`
	Missing     []MissingTotal `json:"missing"`
}

// WhatIfTotal counts one promise.
type WhatIfTotal struct {
	Commitment advisories.Commitment `json:"commitment"`
	Met        int                   `json:"met"`
	Missed     int                   `json:"missed"`
	Running    int                   `json:"running"`
	Unknown    int                   `json:"unknown"`
}

// MissingTotal counts the reports that lack a content.
type MissingTotal struct {
	ID      string `json:"id"`
	Reports int    `json:"reports"`
}

// commitments in the order of a case's life.
var commitments = []advisories.Commitment{advisories.CommitmentAcknowledge, advisories.CommitmentAssess,
	advisories.CommitmentUpdate, advisories.CommitmentFix, advisories.CommitmentDisclose}

// judgePast says what a policy makes of one report.
func judgePast(pol *policy.Policy, p past) PastReport {
	a := p.advisory
	out := PastReport{GHSA: a.GHSA, State: a.State, ReportedAt: a.CreatedAt, Missing: []string{}, Commitments: []PastCommitment{}}
	reading := policy.ReadReport(pol, advisories.Snapshot{Advisory: a})
	required, _ := pol.Wanted()
	for _, id := range required {
		if f, known := reading.Field(id); known && !f.Present {
			out.Missing = append(out.Missing, id)
		}
	}
	out.Asked = len(out.Missing) > 0
	if a.CreatedAt.IsZero() {
		return out
	}
	for _, name := range commitments {
		c, begun := p.commitment(name, pol)
		if begun {
			out.Commitments = append(out.Commitments, c)
		}
	}
	return out
}

// commitment says what became of one promise; begun is false where nothing was
// promised, or its start has not happened.
func (p past) commitment(name advisories.Commitment, pol *policy.Policy) (c PastCommitment, begun bool) {
	if name == advisories.CommitmentUpdate {
		return p.updates(pol)
	}
	whole, promised := pol.Terms[name]
	if !promised {
		return c, false
	}
	severity := ""
	if !p.accepted().never { // before, it is the reporter's word and binds nobody
		severity = p.advisory.Severity
	}
	term := whole.For(severity)
	span := term.Maximum
	if span.IsZero() {
		span = term.Target
	}
	term.After = whole.After
	start := p.starts(term, pol)
	if span.IsZero() || start.never {
		return c, false
	}
	first, last := p.due(pol, start, span)
	c = PastCommitment{Commitment: name, Result: p.result(p.kept(name, pol), first, last)}
	if first.Equal(last) {
		c.Due = first
	}
	return c, true
}

// due is the earliest and the latest that a promise can have been due; the latest
// is zero where its start may not have happened.
func (p past) due(pol *policy.Policy, start window, span calendar.Span) (first, last time.Time) {
	first, _ = pol.Calendar.Add(start.from, span)
	if !start.to.IsZero() {
		last, _ = pol.Calendar.Add(start.to, span)
		last = last.UTC()
	}
	return first.UTC(), last
}

// result compares when a promise was kept with when it was due.
func (p past) result(kept window, first, last time.Time) string {
	end := p.now
	if over := p.ended(); !over.never {
		// What was due after the end did not have to be done any more.
		end = over.from
	}
	switch {
	case last.IsZero(): // it may not even have begun
		return PastUnknown
	case kept.never && end.After(last):
		return PastMissed
	case kept.never && !p.over() && !p.now.After(first):
		return PastRunning
	case kept.never:
		return PastUnknown
	case !kept.to.IsZero() && !kept.to.After(first):
		return PastMet
	case kept.from.After(last):
		return PastMissed
	case kept.to.IsZero() && !p.over() && !p.now.After(first):
		return PastRunning
	}
	return PastUnknown
}

func (p past) over() bool { return !p.advisory.State.Open() }

// updates says whether the project kept its word to tell the reporter how work
// goes on, from the acknowledgement until the end or now.
func (p past) updates(pol *policy.Policy) (PastCommitment, bool) {
	c := PastCommitment{Commitment: advisories.CommitmentUpdate, Result: PastUnknown}
	started := p.starts(policy.Term{After: afterOf(pol)}, pol)
	if pol.UpdateEvery.IsZero() || started.never {
		return c, false
	}
	last, end := started.from, p.ended()
	if !p.shown || !started.from.Equal(started.to) || !end.never && !end.from.Equal(end.to) {
		return c, true
	}
	maybe, words := p.answers(pol)
	if !p.named && !maybe.IsZero() && len(words) < len(p.comments) {
		return c, true // another comment may have been the project's word too
	}
	until := p.now
	if !end.never {
		until = end.from
	}
	for _, word := range append(words, until) {
		if !word.After(last) || word.After(until) {
			continue
		}
		due, _ := pol.Calendar.Add(last, pol.UpdateEvery)
		if word.After(due) {
			c.Result, c.Due = PastMissed, due.UTC()
			return c, true
		}
		last = word
	}
	c.Result = PastMet
	if end.never {
		c.Result = PastRunning
		due, _ := pol.Calendar.Add(lastBefore(words, started.from), pol.UpdateEvery)
		c.Due = due.UTC()
	}
	return c, true
}

// lastBefore is the last word, or the start where there was none after it.
func lastBefore(words []time.Time, start time.Time) time.Time {
	if n := len(words); n > 0 && words[n-1].After(start) {
		return words[n-1]
	}
	return start
}

// afterOf is what the first update counts from; empty for the report.
func afterOf(pol *policy.Policy) advisories.Commitment {
	for _, s := range pol.Settings() {
		if s.Key == "commitments.update.after" {
			if s.Text() == "report" {
				return ""
			}
			return advisories.Commitment(s.Text())
		}
	}
	return advisories.CommitmentAcknowledge
}
