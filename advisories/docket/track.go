package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Track writes down what is known of the case's tracking issue, and nothing else
// of the case; File leaves it as it is. It fails with advisories.ErrLost,
// advisories.ErrNotFound where the case was never filed, and advisories.ErrTracked where another case
// has the issue: what is said in an issue is said about one case.
//
// A crash after it costs nothing: the next Take brings it.
func (d *Docket) Track(ctx context.Context, w advisories.Work, t advisories.Tracking) error {
	err := d.db.write(ctx, func(q tx) error {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		return d.track(ctx, q, w.Key, t)
	})
	if err != nil {
		return fmt.Errorf("keep tracking issue: %w", err)
	}
	return nil
}

func (d *Docket) track(ctx context.Context, q tx, key advisories.CaseKey, t advisories.Tracking) error {
	if err := ownRow(ctx, q, key); err != nil {
		return err
	}
	stored, err := encode(t)
	if err != nil {
		return err
	}
	repository, issue := t.Repository.ID, int64(t.Number)
	if issue != 0 {
		other, err := trackedCase(ctx, q, key.Installation, repository, issue)
		if err == nil && other != key {
			return advisories.ErrTracked
		}
		if err != nil && !errors.Is(err, errNone) {
			return err
		}
	}
	_, err = q.exec(ctx, `UPDATE cases SET tracking = $4, tracking_repository = $5, tracking_issue = $6 WHERE`+ofCase,
		args(key, stored, repository, issue)...)
	return err
}

// ownRow locks the row of a case that the caller holds, or gives ErrNotFound.
func ownRow(ctx context.Context, q tx, key advisories.CaseKey) error {
	n, err := q.exec(ctx, `UPDATE cases SET stage = stage WHERE`+ofCase, args(key)...)
	if err == nil && n == 0 {
		return advisories.ErrNotFound
	}
	return err
}

// trackedCase is the case whose tracking issue has that number in that repository,
// or errNone.
func trackedCase(ctx context.Context, q tx, installation, repository, issue int64) (key advisories.CaseKey, err error) {
	err = one(ctx, q, `SELECT installation, repository, ghsa FROM cases
		WHERE installation = $1 AND tracking_repository = $2 AND tracking_issue = $3 AND tracking_issue > 0`,
		[]any{installation, repository, issue}, &key.Installation, &key.Repository, &key.GHSA)
	return key, err
}
