package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Export is what of a case may leave the docket as a record: ids, states, times
// and our own words. No text of a draft, no reason that a person wrote and nothing
// of the report is in it.
type Export struct {
	Installation int64           `json:"installation"`
	Repository   int64           `json:"repository"`
	GHSA         advisories.GHSA `json:"ghsa"`
	Owner        string          `json:"owner"`
	Repo         string          `json:"repo"`
	Name         string          `json:"name"`

	Stage       advisories.Stage `json:"stage"`
	CloseReason string           `json:"close_reason,omitempty"`
	Adopted     bool             `json:"adopted,omitempty"`
	Severity    string           `json:"severity,omitempty"`
	CVE         string           `json:"cve,omitempty"`
	Problem     string           `json:"problem,omitempty"`

	Figures   CaseFigures        `json:"figures"`
	Clocks    []advisories.Clock `json:"clocks,omitempty"`
	Drafts    []ExportDraft      `json:"drafts,omitempty"`
	Decisions []ExportDecision   `json:"decisions,omitempty"`
	Commands  []ExportCommand    `json:"commands,omitempty"`
	Timeline  []ExportEntry      `json:"timeline,omitempty"`
	// Sound is whether the timeline is as it was written (Verify).
	Sound bool `json:"sound"`
}

// CaseFigures are when things happened in a case, zero for what did not, and how
// many there were.
type CaseFigures struct {
	ReportedAt     time.Time `json:"reported_at,omitzero"`
	OpenedAt       time.Time `json:"opened_at,omitzero"`
	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"`
	AcceptedAt     time.Time `json:"accepted_at,omitzero"`
	FixedAt        time.Time `json:"fixed_at,omitzero"`
	CVERequestedAt time.Time `json:"cve_requested_at,omitzero"`
	CVEAt          time.Time `json:"cve_at,omitzero"`
	PublishedAt    time.Time `json:"published_at,omitzero"`
	ClosedAt       time.Time `json:"closed_at,omitzero"`
	ReopenedAt     time.Time `json:"reopened_at,omitzero"`
	// Moves counts promised dates that were moved.
	Moves int `json:"moves"`
	// Clocks and Drafts count by state.
	Clocks map[advisories.ClockState]int `json:"clocks"`
	Drafts map[advisories.DraftState]int `json:"drafts"`
}

// ExportDraft is a draft without its text and fields.
type ExportDraft struct {
	Number    int                   `json:"number"`
	Rule      string                `json:"rule"`
	Kind      advisories.Kind       `json:"kind"`
	Act       advisories.Act        `json:"act"`
	Permit    advisories.Permit     `json:"permit"`
	Approvals int                   `json:"approvals,omitempty"`
	State     advisories.DraftState `json:"state"`
	Code      string                `json:"code,omitempty"`
	By        string                `json:"by,omitempty"`
	EditedBy  string                `json:"edited_by,omitempty"`
	Comment   int64                 `json:"comment,omitempty"`
	Attempts  int                   `json:"attempts,omitempty"`
	FiledAt   time.Time             `json:"filed_at,omitzero"`
	BegunAt   time.Time             `json:"begun_at,omitzero"`
	SettledAt time.Time             `json:"settled_at,omitzero"`
}

// ExportDecision is a decision in force, without its reason.
type ExportDecision struct {
	Draft   int       `json:"draft"`
	Approve bool      `json:"approve"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// ExportCommand is a command without its reason.
type ExportCommand struct {
	Place   advisories.Place `json:"place"`
	Comment int64            `json:"comment"`
	Line    int              `json:"line,omitempty"`
	By      string           `json:"by"`
	Verb    string           `json:"verb,omitempty"`
	Code    string           `json:"code"`
	At      time.Time        `json:"at"`
}

// ExportEntry is a line of the timeline with its place in the chain of hashes.
type ExportEntry struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	What   string    `json:"what"`
	Actor  string    `json:"actor,omitempty"`
	Draft  int       `json:"draft,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Hash   string    `json:"hash"`
}

// Export is the record of a case, advisories.ErrNotFound if there is none.
func (d *Docket) Export(ctx context.Context, key advisories.CaseKey) (x Export, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		x, err = d.export(ctx, q, key)
		return err
	})
	if errors.Is(err, errNone) {
		err = advisories.ErrNotFound
	}
	if err != nil {
		return Export{}, fmt.Errorf("export case: %w", err)
	}
	return x, nil
}

func (d *Docket) export(ctx context.Context, q tx, key advisories.CaseKey) (Export, error) {
	c, err := readCase(ctx, q, `WHERE`+ofCase, args(key)...)
	if err != nil {
		return Export{}, err
	}
	drafts, err := d.readDrafts(ctx, q, key)
	if err != nil {
		return Export{}, err
	}
	x := Export{
		Installation: key.Installation, Repository: key.Repository, GHSA: key.GHSA, Owner: c.Owner, Repo: c.Repo, Name: c.Name,
		Stage: c.Stage, CloseReason: c.CloseReason, Adopted: c.Adopted, Severity: c.Facts.Severity, CVE: c.Facts.CVE,
		Problem: c.Problem, Clocks: c.Verdict.Clocks, Figures: caseFigures(c, drafts),
	}
	for _, f := range drafts {
		x.Drafts = append(x.Drafts, exportDraft(f))
	}
	if err := d.exportWords(ctx, q, key, &x); err != nil {
		return Export{}, err
	}
	return x, d.exportTimeline(ctx, q, key, &x)
}

// exportWords adds what people decided and commanded.
func (d *Docket) exportWords(ctx context.Context, q tx, key advisories.CaseKey, x *Export) error {
	decisions, err := d.readDecisions(ctx, q, key, 0)
	if err != nil {
		return err
	}
	for _, v := range decisions {
		x.Decisions = append(x.Decisions, ExportDecision{Draft: v.Number, Approve: v.Approve, By: v.By, At: v.At})
	}
	commands, err := d.readCommands(ctx, q, key, "")
	if err != nil {
		return err
	}
	for _, k := range commands {
		x.Commands = append(x.Commands, ExportCommand{Place: k.Place, Comment: k.Comment, Line: k.Line,
			By: advisories.By(k.By), Verb: k.Verb, Code: k.Code, At: k.At})
	}
	return nil
}

func (d *Docket) exportTimeline(ctx context.Context, q tx, key advisories.CaseKey, x *Export) error {
	err := eachEntry(ctx, q, key, func(e advisories.Entry, _, _ string) error {
		x.Timeline = append(x.Timeline, ExportEntry(e))
		return nil
	})
	if err != nil {
		return err
	}
	err = d.verify(ctx, q, key)
	x.Sound = err == nil
	if errors.Is(err, ErrTampered) {
		return nil
	}
	return err
}

func exportDraft(f advisories.Draft) ExportDraft {
	return ExportDraft{
		Number: f.Number, Rule: f.Key.Rule, Kind: f.Key.Kind, Act: f.Act, Permit: f.Permit, Approvals: f.Approvals,
		State: f.State, Code: f.Outcome.Code, By: f.Outcome.By, EditedBy: f.EditedBy, Comment: f.Outcome.Comment,
		Attempts: f.Attempts, FiledAt: f.FiledAt, BegunAt: f.BegunAt, SettledAt: f.SettledAt,
	}
}

func caseFigures(c advisories.Case, drafts []advisories.Draft) CaseFigures {
	h := c.History
	f := CaseFigures{
		ReportedAt: c.ReportedAt, OpenedAt: c.OpenedAt, AcknowledgedAt: h.Acknowledged.At, AcceptedAt: h.Accepted.At,
		FixedAt: h.Fixed.At, CVERequestedAt: h.CVERequested.At, CVEAt: h.CVE.At, PublishedAt: h.Published.At,
		ClosedAt: h.Closed.At, ReopenedAt: h.Reopened.At,
		Clocks: map[advisories.ClockState]int{}, Drafts: map[advisories.DraftState]int{},
	}
	for _, moves := range h.Moved {
		f.Moves += len(moves)
	}
	for _, k := range c.Verdict.Clocks {
		f.Clocks[k.State]++
	}
	for _, draft := range drafts {
		f.Drafts[draft.State]++
	}
	return f
}
