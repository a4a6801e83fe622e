package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Drafts are all drafts of a case, oldest first, with their bodies.
func (d *Docket) Drafts(ctx context.Context, key advisories.CaseKey) (list []advisories.Draft, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		list, err = d.readDrafts(ctx, q, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return list, nil
}

const draftColumns = `number, rule, kind, occurrence, act, permit, approvals, state, why, hold, hand_off, body, comment,
	to_state, digest, urgent, filed_at, begun_at, settled_at, attempts,
	outcome_state, outcome_code, outcome_comment, outcome_by, outcome_at, fields, edited_by, purged`

func (d *Docket) readDrafts(ctx context.Context, q tx, key advisories.CaseKey) ([]advisories.Draft, error) {
	var list []advisories.Draft
	err := each(ctx, q, `SELECT `+draftColumns+` FROM drafts WHERE`+ofCase+`ORDER BY number`, args(key), func(r rows) error {
		draft, err := d.scanDraft(r, key)
		list = append(list, draft)
		return err
	})
	return list, err
}

func (d *Docket) scanDraft(r rows, key advisories.CaseKey) (advisories.Draft, error) {
	var f advisories.Draft
	var body, fields []byte
	var urgent, filed, begun, settled, at, purged int64
	err := r.Scan(&f.Number, &f.Key.Rule, &f.Key.Kind, &f.Key.Occurrence, &f.Act, &f.Permit, &f.Approvals, &f.State,
		&f.Why, &f.Hold, &f.HandOff, &body, &f.Comment, &f.To, &f.Digest, &urgent, &filed, &begun, &settled,
		&f.Attempts, &f.Outcome.State, &f.Outcome.Code, &f.Outcome.Comment, &f.Outcome.By, &at, &fields, &f.EditedBy, &purged)
	if err != nil {
		return f, err
	}
	f.Urgent, f.Purged, f.FiledAt, f.BegunAt = urgent != 0, purged != 0, moment(filed), moment(begun)
	f.SettledAt, f.Outcome.At = moment(settled), moment(at)
	if f.Body, err = d.seal.open(body, bodyPlace(key, f.Number, f.Key)); err != nil {
		return f, fmt.Errorf("draft %d: %w", f.Number, err)
	}
	if f.Change, err = d.openChange(fields, fieldsPlace(key, f.Number, f.Key)); err != nil {
		return f, fmt.Errorf("draft %d: %w", f.Number, err)
	}
	return f, nil
}

// bodyPlace binds a body to its draft.
func bodyPlace(key advisories.CaseKey, number int, draft advisories.DraftKey) string {
	return place("body", key.Installation, key.Repository, key.GHSA, number, draft)
}

// fieldsPlace binds the fields that a draft would set to the draft.
func fieldsPlace(key advisories.CaseKey, number int, draft advisories.DraftKey) string {
	return place("fields", key.Installation, key.Repository, key.GHSA, number, draft)
}

// closeChange seals what a draft would set; nothing stays nothing.
func (d *Docket) closeChange(c advisories.Change, place string) ([]byte, error) {
	if c.Empty() {
		return []byte{}, nil
	}
	fields, err := encode(c)
	if err != nil {
		return nil, err
	}
	return d.seal.close(fields, place)
}

func (d *Docket) openChange(sealed []byte, place string) (c advisories.Change, err error) {
	if len(sealed) == 0 {
		return c, nil
	}
	fields, err := d.seal.open(sealed, place)
	if err != nil {
		return c, err
	}
	return c, decode(fields, &c)
}

// insertDraft writes a draft unless one of its key is alive; then it does nothing
// and returns false.
func (d *Docket) insertDraft(ctx context.Context, q tx, key advisories.CaseKey, f advisories.Draft) (bool, error) {
	body, err := d.seal.close(f.Body, bodyPlace(key, f.Number, f.Key))
	if err != nil {
		return false, err
	}
	fields, err := d.closeChange(f.Change, fieldsPlace(key, f.Number, f.Key))
	if err != nil {
		return false, err
	}
	n, err := q.exec(ctx, `INSERT INTO drafts (installation, repository, ghsa, number, rule, kind, occurrence, act, permit,
			approvals, state, why, hold, hand_off, body, comment, to_state, digest, urgent, filed_at, fields, edited_by)
		VALUES `+tuple(22)+` ON CONFLICT DO NOTHING`,
		args(key, f.Number, f.Key.Rule, string(f.Key.Kind), f.Key.Occurrence, string(f.Act), string(f.Permit),
			f.Approvals, string(f.State), f.Why, f.Hold, f.HandOff, body, f.Comment, string(f.To), f.Digest,
			flag(f.Urgent), micros(f.FiledAt), fields, f.EditedBy)...)
	return n > 0, err
}

// Begin marks a draft as begun, before anything of it is done on GitHub. Only a
// ready draft begins, or one that was begun before and is taken up again. It
// fails with advisories.ErrNotFound, advisories.ErrLost, and
// advisories.ErrChanged where the draft is in another state.
//
// A crash after it leaves the draft begun: whoever takes the case next looks for
// its mark on GitHub before trying again.
func (d *Docket) Begin(ctx context.Context, w advisories.Work, number int) error {
	err := d.db.write(ctx, func(q tx) error {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		n, err := q.exec(ctx, `UPDATE drafts SET state = 'begun', begun_at = $5, attempts = attempts + 1
			WHERE`+ofCase+`AND number = $4 AND state IN ('ready', 'begun')`, args(w.Key, number, micros(d.now()))...)
		if err != nil || n > 0 {
			return err
		}
		return exists(ctx, q, w.Key, number, advisories.ErrChanged)
	})
	if err != nil {
		return fmt.Errorf("begin draft %d: %w", number, err)
	}
	return nil
}

// exists is otherwise where the draft exists, and ErrNotFound where it does not.
func exists(ctx context.Context, q tx, key advisories.CaseKey, number int, otherwise error) error {
	var state string
	err := one(ctx, q, `SELECT state FROM drafts WHERE`+ofCase+`AND number = $4`, args(key, number), &state)
	switch {
	case errors.Is(err, errNone):
		return advisories.ErrNotFound
	case err != nil:
		return err
	}
	return otherwise
}

// Settle writes what became of a draft that still waits (held, ready or begun),
// with lines for the timeline, in one transaction. An outcome of DraftReady or
// DraftHeld puts the draft back; putting it back to be held voids the decisions
// on it, so that it can be decided again. It fails with advisories.ErrLost,
// advisories.ErrNotFound, and advisories.ErrDecided where the draft has ended.
func (d *Docket) Settle(ctx context.Context, w advisories.Work, number int, o advisories.Outcome, entries ...advisories.Entry) error {
	err := d.db.write(ctx, func(q tx) error {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		// The case row's lock comes before the draft's.
		if err := d.append(ctx, q, w.Key, entries); err != nil {
			return err
		}
		n, err := d.settle(ctx, q, w.Key, number, o, "'held', 'ready', 'begun'")
		if err != nil || n > 0 {
			return err
		}
		return exists(ctx, q, w.Key, number, advisories.ErrDecided)
	})
	if err != nil {
		return fmt.Errorf("settle draft %d: %w", number, err)
	}
	return nil
}

// settle writes an outcome to a draft that is in one of the states.
func (d *Docket) settle(ctx context.Context, q tx, key advisories.CaseKey, number int, o advisories.Outcome, from string) (int64, error) {
	if o.State == "" || o.State == advisories.DraftBegun {
		return 0, errors.New("an outcome needs a state that a draft can be left in")
	}
	if o.At.IsZero() {
		o.At = d.now()
	}
	settled := micros(o.At)
	if o.State.Waiting() {
		settled = 0
	}
	n, err := q.exec(ctx, `UPDATE drafts SET state = $5, settled_at = $6, outcome_state = $5, outcome_code = $7,
			outcome_comment = $8, outcome_by = $9, outcome_at = $10
		WHERE`+ofCase+`AND number = $4 AND state IN (`+from+`)`,
		args(key, number, string(o.State), settled, o.Code, o.Comment, o.By, micros(o.At))...)
	if err != nil || n == 0 || o.State != advisories.DraftHeld {
		return n, err
	}
	_, err = q.exec(ctx, `UPDATE decisions SET void = 1 WHERE`+ofCase+`AND number = $4`, args(key, number)...)
	return n, err
}
