package docket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// File writes down what judging a case came to: the case with its verdict, new
// drafts, drafts that ended, timeline, notices, all or nothing. It returns all
// drafts of the case afterwards.
//
// New drafts get the next numbers in their order; one whose key is alive already
// (in any state but stale and superseded) is left out, so that filing the same
// twice files it once. Settled drafts end only if they are still held or ready.
// A case keeps the name that it was first filed under, and what its History once
// held is not forgotten. A pin that differs from the case's takes its place, and
// its text is stored where the installation does not have it; no pin leaves the
// case's as it is. Its tracking issue stays as Track left it. Decisions are taken
// as by Decide, after the entries, on new drafts and on older ones; one whose draft
// does not wait, or whose person has decided already, is left out.
// Errors: advisories.ErrLost; advisories.ErrNameTaken where another case has the
// name of a new one; advisories.ErrNotFound and advisories.ErrChanged as by Decide.
//
// A crash after it costs nothing: the hold ends and the next Take brings the
// drafts.
func (d *Docket) File(ctx context.Context, w advisories.Work, f advisories.Filing) (drafts []advisories.Draft, err error) {
	if f.Case.Key != w.Key || w.Key.GHSA == "" {
		return nil, errors.New("file case: the filing is not about the case in hand")
	}
	err = d.db.write(ctx, func(q tx) (err error) {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		if err := d.file(ctx, q, f); err != nil {
			return err
		}
		drafts, err = d.readDrafts(ctx, q, w.Key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("file case: %w", err)
	}
	return drafts, nil
}

func (d *Docket) file(ctx context.Context, q tx, f advisories.Filing) error {
	if err := d.putCase(ctx, q, f.Case); err != nil {
		return fmt.Errorf("write case: %w", err)
	}
	// In the order of the numbers, so that two transactions lock them alike.
	for _, number := range slices.Sorted(maps.Keys(f.Settled)) {
		if _, err := d.settle(ctx, q, f.Case.Key, number, f.Settled[number], "'held', 'ready'"); err != nil {
			return fmt.Errorf("settle draft %d: %w", number, err)
		}
	}
	if err := d.putDrafts(ctx, q, f.Case.Key, f.New); err != nil {
		return fmt.Errorf("write drafts: %w", err)
	}
	if err := d.append(ctx, q, f.Case.Key, f.Entries); err != nil {
		return err
	}
	if err := d.takeDecisions(ctx, q, f); err != nil {
		return err
	}
	return d.fileNotices(ctx, q, f)
}

func (d *Docket) putDrafts(ctx context.Context, q tx, key advisories.CaseKey, list []advisories.Draft) error {
	if len(list) == 0 {
		return nil
	}
	last, err := lastNumber(ctx, q, key)
	if err != nil {
		return err
	}
	for _, f := range list {
		written, err := d.putDraft(ctx, q, key, f, last+1)
		if err != nil {
			return err
		}
		if written {
			last++
		}
	}
	return nil
}

// lastNumber is the number of the newest draft, 0 where there is none.
func lastNumber(ctx context.Context, q tx, key advisories.CaseKey) (last int, err error) {
	err = one(ctx, q, `SELECT coalesce(max(number), 0) FROM drafts WHERE`+ofCase, args(key), &last)
	return last, err
}

// putDraft files a draft under a number, unless one of its key is alive.
func (d *Docket) putDraft(ctx context.Context, q tx, key advisories.CaseKey, f advisories.Draft, number int) (bool, error) {
	f.Number = number
	if f.FiledAt.IsZero() {
		f.FiledAt = d.now()
	}
	if f.State == "" {
		f.State = advisories.DraftHeld
		if f.Permit == advisories.PermitAuto {
			f.State = advisories.DraftReady
		}
	}
	return d.insertDraft(ctx, q, key, f)
}

// takeDecisions takes what was decided with this filing. Somebody may have come
// first, from outside: then there is nothing to take, and no reason to undo all.
func (d *Docket) takeDecisions(ctx context.Context, q tx, f advisories.Filing) error {
	for _, v := range f.Decisions {
		if v.Case != f.Case.Key || v.By == "" {
			return errors.New("a decision is about another case, or names nobody")
		}
		if v.At.IsZero() {
			v.At = d.now()
		}
		if err := d.decide(ctx, q, v); err != nil && !errors.Is(err, advisories.ErrDecided) {
			return fmt.Errorf("decide on draft %d: %w", v.Number, err)
		}
	}
	return nil
}

// putCase writes the case. The caller holds it, so nobody else makes it meanwhile.
func (d *Docket) putCase(ctx context.Context, q tx, c advisories.Case) error {
	var stored, pin string
	// Writing the row to itself locks it: an acknowledgement may come from outside.
	err := one(ctx, q, `UPDATE cases SET stage = stage WHERE`+ofCase+`RETURNING history, pin`, args(c.Key), &stored, &pin)
	fresh := errors.Is(err, errNone)
	if err != nil && !fresh {
		return err
	}
	if !fresh {
		var past advisories.History
		if err := decode(stored, &past); err != nil {
			return err
		}
		c.History = remember(past, c.History)
	}
	if c.Pin.Digest == "" {
		c.Pin.Digest = pin
	}
	if c.Pin.Digest != pin {
		if err := d.putPin(ctx, q, c.Key.Installation, c.Pin); err != nil {
			return err
		}
	}
	values, err := caseValues(c)
	if err != nil {
		return err
	}
	values = append(values, d.endOf(c))
	if !fresh {
		_, err := q.exec(ctx, `UPDATE cases SET owner = $4, repo = $5, stage = $6, close_reason = $7, adopted = $8,
				reporter = $9, reporter_login = $10, reporter_bot = $11, reported_at = $12, opened_at = $13, worked_at = $14,
				facts = $15, history = $16, verdict = $17, next_due = $18, problem = $19, clocks_at_risk = $20, clocks_missed = $21,
				pin = $22, ended_at = CASE WHEN CAST($23 AS BIGINT) = 0 THEN 0
					WHEN ended_at > 0 AND stage IN ('published', 'closed') THEN ended_at ELSE CAST($23 AS BIGINT) END
			WHERE`+ofCase, args(c.Key, values...)...)
		return err
	}
	n, err := q.exec(ctx, `INSERT INTO cases (installation, repository, ghsa, owner, repo, stage, close_reason, adopted,
			reporter, reporter_login, reporter_bot, reported_at, opened_at, worked_at, facts, history, verdict, next_due,
			problem, clocks_at_risk, clocks_missed, pin, ended_at, name)
		VALUES `+tuple(24)+` ON CONFLICT (name) DO NOTHING`, args(c.Key, append(values, c.Name)...)...)
	if err == nil && n == 0 {
		return advisories.ErrNameTaken
	}
	return err
}

// caseValues are the columns that a filing writes, in order.
func caseValues(c advisories.Case) ([]any, error) {
	facts, err := encode(c.Facts)
	if err != nil {
		return nil, err
	}
	history, err := encode(c.History)
	if err != nil {
		return nil, err
	}
	verdict, err := encode(c.Verdict)
	if err != nil {
		return nil, err
	}
	var atRisk, missed int64
	for _, k := range c.Verdict.Clocks {
		atRisk += flag(k.State == advisories.ClockAtRisk)
		missed += flag(k.State == advisories.ClockMissed)
	}
	return []any{c.Owner, c.Repo, string(c.Stage), c.CloseReason, flag(c.Adopted),
		c.Reporter.ID, c.Reporter.Login, flag(c.Reporter.Bot), micros(c.ReportedAt), micros(c.OpenedAt), micros(c.WorkedAt),
		facts, history, verdict, micros(c.NextDue), c.Problem, atRisk, missed, c.Pin.Digest}, nil
}

// fileNotices raises and clears the notices of a filing, in the order of their
// keys.
func (d *Docket) fileNotices(ctx context.Context, q tx, f advisories.Filing) error {
	for _, n := range ordered(f.Notices, f.Case) {
		if err := d.raise(ctx, q, n); err != nil {
			return fmt.Errorf("raise notice: %w", err)
		}
	}
	var here [][]any
	for _, n := range f.Cleared {
		installation := cmp.Or(n.Installation, f.Case.Key.Installation)
		if n.ID != 0 {
			here = append(here, []any{installation, string(n.Kind), n.About, n.ID})
			continue
		}
		if err := clearNotice(ctx, q, n.Kind, n.About, installation); err != nil {
			return fmt.Errorf("clear notice: %w", err)
		}
	}
	if len(here) == 0 {
		return nil
	}
	if _, err := q.execEach(ctx, clearQuery+` AND repository = $4`, here); err != nil {
		return fmt.Errorf("clear notices: %w", err)
	}
	return nil
}

// ordered fills in where the notices belong and sorts them.
func ordered(list []advisories.Notice, c advisories.Case) []advisories.Notice {
	out := slices.Clone(list)
	for i, n := range out {
		if n.Installation == 0 {
			out[i].Repository = advisories.Repository{
				Installation: c.Key.Installation, ID: c.Key.Repository, Owner: c.Owner, Name: c.Repo,
			}
		}
	}
	slices.SortStableFunc(out, func(a, b advisories.Notice) int {
		return cmp.Or(cmp.Compare(a.Installation, b.Installation), cmp.Compare(a.ID, b.ID),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.About, b.About))
	})
	return out
}
