package docket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ringsMost is how many waiting rings one Take hands out; the rest wakes the case
// again.
const ringsMost = 200

// Take takes a case in hand: its waiting rings, what is remembered of it, and all
// drafts with their bodies. A key of the installation alone takes the account's
// rings and has no case. It fails with advisories.ErrHeld where another worker
// holds the case, and with advisories.ErrIdle where neither a ring nor a due
// wake-up waits.
func (d *Docket) Take(ctx context.Context, key advisories.CaseKey) (advisories.Work, error) {
	d.drain.await(ctx, &key)
	var w advisories.Work
	err := d.db.write(ctx, func(q tx) (err error) {
		w, err = d.take(ctx, q, key)
		return err
	})
	if err != nil {
		return advisories.Work{}, fmt.Errorf("take case: %w", err)
	}
	return w, nil
}

func (d *Docket) take(ctx context.Context, q tx, key advisories.CaseKey) (advisories.Work, error) {
	now, holds := d.now(), d.holds()
	w := advisories.Work{Key: key, Token: newToken(), Until: holds.Add(HoldFor)}
	var wakeAt int64
	// The row stays locked until the transaction ends: rings that come meanwhile
	// find the hold and wake the case after it. wake_at stays as it is, so that a
	// crash from here on leaves the case due.
	err := one(ctx, q, `UPDATE work SET hold_token = $4, hold_until = $5, woken_at = 0
		WHERE`+ofCase+`AND hold_until <= $6 RETURNING wake_at, failures`,
		args(key, w.Token, micros(w.Until), micros(holds)), &wakeAt, &w.Failures)
	if errors.Is(err, errNone) {
		return w, whyNotTaken(ctx, q, key)
	}
	if err != nil {
		return w, err
	}
	if w.Rings, err = waitingRings(ctx, q, key); err != nil {
		return w, fmt.Errorf("read rings: %w", err)
	}
	// A ring makes its key due at once, so rings under a later wake-up are kept ones.
	if wakeAt > micros(now) || len(w.Rings) == 0 && wakeAt == 0 {
		return w, advisories.ErrIdle // undoes the hold
	}
	c, err := d.wholeCase(ctx, q, `WHERE`+ofCase, args(key)...)
	switch {
	case errors.Is(err, errNone):
		return w, nil
	case err != nil:
		return w, fmt.Errorf("read case: %w", err)
	}
	w.Case = &c
	w.Drafts, err = d.readDrafts(ctx, q, key)
	return w, err
}

func whyNotTaken(ctx context.Context, q tx, key advisories.CaseKey) error {
	var token string
	err := one(ctx, q, `SELECT hold_token FROM work WHERE`+ofCase, args(key), &token)
	if errors.Is(err, errNone) {
		return advisories.ErrIdle
	}
	if err != nil {
		return err
	}
	return advisories.ErrHeld
}

func waitingRings(ctx context.Context, q tx, key advisories.CaseKey) ([]advisories.Ring, error) {
	var list []advisories.Ring
	err := each(ctx, q, `SELECT seq, installation, repository, ghsa, guid, source, event, action, account, account_id,
			owner, name, ref, issue, comment, added, removed, rang_at
		FROM rings WHERE installation = $1 AND work_repository = $2 AND work_ghsa = $3 AND worked_at = 0
		ORDER BY rang_at, seq LIMIT $4`, args(key, ringsMost), func(s rows) error {
		var r advisories.Ring
		var added, removed string
		var at int64
		err := s.Scan(&r.Seq, &r.Installation, &r.RepositoryID, &r.GHSA, &r.GUID, &r.Source, &r.Event, &r.Action,
			&r.Account, &r.AccountID, &r.Owner, &r.Name, &r.Ref, &r.Issue, &r.Comment, &added, &removed, &at)
		if err != nil {
			return err
		}
		r.At = moment(at)
		list = append(list, r)
		last := &list[len(list)-1]
		return errors.Join(ids(added, &last.Added), ids(removed, &last.Removed))
	})
	return list, err
}

// ids reads a stored list of ids.
func ids(stored string, into *[]int64) error {
	if stored == "[]" {
		return nil
	}
	if err := json.Unmarshal([]byte(stored), into); err != nil {
		return errors.New("read ids: not a list")
	}
	return nil
}

// holding proves the hold, lengthens it and locks the row; it begins every write
// of a worker. ErrLost where the hold ended or is another's.
func (d *Docket) holding(ctx context.Context, q tx, w advisories.Work) error {
	now := d.holds()
	n, err := q.exec(ctx, `UPDATE work SET hold_until = $4 WHERE`+ofCase+`AND hold_token = $5 AND hold_until > $6`,
		args(w.Key, micros(now.Add(HoldFor)), w.Token, micros(now))...)
	if err != nil {
		return fmt.Errorf("prove hold: %w", err)
	}
	if n == 0 || w.Token == "" {
		return advisories.ErrLost
	}
	return nil
}

// Release gives a case back. The rings that w brought are worked, and no others;
// with n.Keep they wait on until n.At.
// The case wakes at the earliest of n.At, a wake-up that came meanwhile, and now
// if rings still wait. Failures in a row grow by one where n.Failed, else begin
// again. It fails with advisories.ErrLost where the hold ended: then all of the
// rings are still there for whoever took the case.
func (d *Docket) Release(ctx context.Context, w advisories.Work, n advisories.Next) error {
	due := false
	err := d.db.write(ctx, func(q tx) (err error) {
		due, err = d.giveBack(ctx, q, w, n)
		return err
	})
	if err != nil {
		return fmt.Errorf("release case: %w", err)
	}
	if due {
		tell(d.rung)
	}
	return nil
}

func (d *Docket) workedRings(ctx context.Context, q tx, w advisories.Work) error {
	if len(w.Rings) == 0 {
		return nil
	}
	a := []any{micros(d.now()), w.Key.Installation}
	in := ""
	for i, r := range w.Rings {
		if i > 0 {
			in += ", "
		}
		in += fmt.Sprintf("$%d", i+3)
		a = append(a, r.Seq)
	}
	_, err := q.exec(ctx, `UPDATE rings SET worked_at = $1 WHERE installation = $2 AND seq IN (`+in+`) AND worked_at = 0`, a...)
	return err
}

// giveBack marks the rings that were worked, ends the hold and writes the next wake-up,
// and reports whether that is due already. It queues no job: the ushers look for what is
// due.
func (d *Docket) giveBack(ctx context.Context, q tx, w advisories.Work, n advisories.Next) (due bool, err error) {
	now, holds, keep := d.now(), d.holds(), n.Keep && !n.At.IsZero()
	var woken, queued, nudge, waiting int64
	var failures int
	err = one(ctx, q, `UPDATE work SET hold_until = $6 WHERE`+ofCase+`AND hold_token = $4 AND hold_until > $5
		RETURNING woken_at, queued_at, nudged_at, failures,
			(SELECT count(*) FROM rings r WHERE r.installation = $1 AND r.work_repository = $2 AND r.work_ghsa = $3 AND r.worked_at = 0)`,
		args(w.Key, w.Token, micros(holds), micros(holds.Add(HoldFor))), &woken, &queued, &nudge, &failures, &waiting)
	switch {
	case errors.Is(err, errNone), err == nil && w.Token == "":
		return false, advisories.ErrLost
	case err != nil:
		return false, fmt.Errorf("prove hold: %w", err)
	}
	if !keep {
		if err := d.workedRings(ctx, q, w); err != nil {
			return false, fmt.Errorf("mark rings: %w", err)
		}
	}
	next := earliest(n.At, moment(woken))
	if waiting > int64(len(w.Rings)) { // those that w brought were among them
		next = earliest(next, now)
	}
	failures++
	if !n.Failed {
		failures, n.Code = 0, ""
	}
	due = !next.IsZero() && !next.After(now)
	switch {
	case due:
		queued, nudge = 0, 0
	case keep:
		nudge = micros(now) // what is kept is not lost (reconcile)
	}
	_, err = q.exec(ctx, `UPDATE work SET hold_token = '', hold_until = 0, wake_at = $4, woken_at = 0, queued_at = $5,
			nudged_at = $6, failures = $7, code = $8 WHERE`+ofCase,
		args(w.Key, micros(next), queued, nudge, failures, n.Code)...)
	if err != nil {
		return false, fmt.Errorf("end hold: %w", err)
	}
	return due, nil
}

// earliest is the earlier of two times, of which zero is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
