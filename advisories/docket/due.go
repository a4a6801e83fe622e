package docket

import (
	"context"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// dueMost bounds one answer of Due; working it makes room for the next.
const dueMost = 1000

// Due are the keys that should be worked now and that nobody holds, longest
// waiting first: for a program that works the docket once, without the queue.
func (d *Docket) Due(ctx context.Context) (keys []advisories.CaseKey, err error) {
	now := micros(d.now())
	err = d.db.read(ctx, func(q tx) (err error) {
		keys, err = readKeys(ctx, q, `SELECT installation, repository, ghsa FROM work
			WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $1
			ORDER BY wake_at, installation, repository, ghsa LIMIT $2`, now, dueMost)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is due: %w", err)
	}
	return keys, nil
}
