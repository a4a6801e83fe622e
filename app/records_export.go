package app

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// CaseExport is a case's figures and timeline, to be kept or handed on: what was
// promised, what was done and when. Like the docket it holds no report text: no
// title, no comment, and of drafts and decisions neither text nor reason. The
// timeline names who acted.
type CaseExport struct {
	Case       string          `json:"case"`
	GHSA       advisories.GHSA `json:"ghsa_id"`
	Repository string          `json:"repository"`
	CVE        string          `json:"cve_id,omitempty"`
	Severity   string          `json:"severity,omitempty"`

	Stage       advisories.Stage `json:"stage"`
	CloseReason string           `json:"close_reason,omitempty"`
	// Problem is why work on it rests.
	Problem string `json:"problem,omitempty"`
	// Adopted cases were there before the program; their clocks are history.
	Adopted    bool      `json:"adopted,omitempty"`
	ReportedAt time.Time `json:"reported_at"`
	OpenedAt   time.Time `json:"opened_at"`
	// ExportedAt is the moment of the export, up to which what still runs counts.
	ExportedAt time.Time `json:"exported_at"`

	Figures CaseFigures        `json:"figures"`
	Clocks  []advisories.Clock `json:"clocks"`
	Drafts  []ExportedDraft    `json:"drafts"`
	// Whole reports whether the timeline's hash chain is as it was written; Fault
	// says what is not.
	Whole    bool            `json:"timeline_whole"`
	Fault    string          `json:"timeline_fault,omitempty"`
	Timeline []ExportedEntry `json:"timeline"`
}

// ExportedDraft is what became of a draft, without its text.
type ExportedDraft struct {
	Number    int                   `json:"number"`
	Rule      string                `json:"rule"`
	Kind      advisories.Kind       `json:"kind"`
	State     advisories.DraftState `json:"state"`
	Outcome   string                `json:"outcome,omitempty"`
	FiledAt   time.Time             `json:"filed_at"`
	SettledAt time.Time             `json:"settled_at,omitzero"`
}

// ExportedEntry is a line of the timeline.
type ExportedEntry struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	What   string    `json:"what"`
	Actor  string    `json:"actor"`
	Draft  int       `json:"draft,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Hash   string    `json:"hash"`
}

// Export is the export of one case by its short name. A timeline that was tampered
// with is exported as it is, and said to be so.
func (r *Records) Export(ctx context.Context, name string) (CaseExport, error) {
	v, err := r.Show(ctx, name)
	if err != nil {
		return CaseExport{}, err
	}
	c, now := v.Case, r.now()
	x := CaseExport{
		Case: c.Name, GHSA: c.Key.GHSA, Repository: c.Owner + "/" + c.Repo, CVE: c.Facts.CVE, Severity: c.Facts.Severity,
		Stage: c.Stage, CloseReason: c.CloseReason, Problem: c.Problem, Adopted: c.Adopted,
		ReportedAt: c.ReportedAt.UTC(), OpenedAt: c.OpenedAt.UTC(), ExportedAt: now.UTC(),
		Figures: caseFigures(c, v.Drafts, v.Decisions, now), Clocks: c.Verdict.Clocks,
		Drafts: []ExportedDraft{}, Timeline: []ExportedEntry{},
	}
	if x.Clocks == nil {
		x.Clocks = []advisories.Clock{}
	}
	for _, d := range v.Drafts {
		x.Drafts = append(x.Drafts, ExportedDraft{Number: d.Number, Rule: d.Key.Rule, Kind: d.Key.Kind, State: d.State,
			Outcome: d.Outcome.Code, FiledAt: d.FiledAt.UTC(), SettledAt: d.SettledAt.UTC()})
	}
	for _, e := range v.Timeline {
		x.Timeline = append(x.Timeline, ExportedEntry{Seq: e.Seq, At: e.At.UTC(), What: e.What, Actor: e.Actor, Draft: e.Draft, Detail: e.Detail, Hash: e.Hash})
	}
	switch err := r.docket.Verify(ctx, c.Key); {
	case errors.Is(err, ErrTampered):
		x.Fault = err.Error()
	case err != nil:
		return CaseExport{}, err
	default:
		x.Whole = true
	}
	return x, nil
}
