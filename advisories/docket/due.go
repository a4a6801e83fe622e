package docket

import (
	"context"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// dueMost bounds one answer of Due; working it makes room for the next.
const dueMost = 1000

// Due are the keys that should be worked now and that nobody holds, longest
// waiting first: for a program that works the docket once, without the queue.
func (d *Docket) Due(ctx context.Context) (keys []advisories.CaseKey, err error) {
	d.drain.await(ctx, nil)
	now, holds := micros(d.now()), micros(d.holds())
	err = d.db.read(ctx, func(q tx) (err error) {
		keys, err = readKeys(ctx, q, `SELECT installation, repository, ghsa FROM work
			WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $2
			ORDER BY wake_at, installation, repository, ghsa LIMIT $3`, now, holds, dueMost)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is due: %w", err)
	}
	return keys, nil
}

// Backlog is what waits to be worked.
type Backlog struct {
	// Due are the keys that should be worked now and that nobody holds; those
	// beyond ten thousand are not counted.
	Due int
	// Oldest is when the one of them that waits longest became due, zero where
	// nothing waits.
	Oldest time.Time
}

// backlogMost bounds the count of a backlog.
const backlogMost = 10000

// Backlog is what waits now. It costs as much as there is that waits.
func (d *Docket) Backlog(ctx context.Context) (b Backlog, err error) {
	d.drain.await(ctx, nil)
	now, holds := micros(d.now()), micros(d.holds())
	var oldest int64
	err = d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT count(*), coalesce(min(wake_at), 0) FROM (SELECT wake_at FROM work
			WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $2 ORDER BY wake_at LIMIT $3) AS due`,
			[]any{now, holds, backlogMost}, &b.Due, &oldest)
	})
	if err != nil {
		return Backlog{}, fmt.Errorf("read backlog: %w", err)
	}
	b.Oldest = moment(oldest)
	return b, nil
}
