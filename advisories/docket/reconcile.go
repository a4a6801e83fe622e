package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ringsKept is how long worked rings are kept to know a redelivery by. GitHub
// offers redelivery for 3 days (source: GitHub's documentation of webhooks).
const ringsKept = 14 * 24 * time.Hour

// grace is how long the queue may take with a wake-up before it counts as lost.
const grace = 30 * time.Second

// reconcileMost bounds one pass; what is left over comes with the next.
const reconcileMost = 1000

// reconcileEach reconciles until ctx ends.
func (d *Docket) reconcileEach(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := d.readClock(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("the database's clock could not be read; it is read again in a minute")
		}
		if err := d.reconcile(ctx, grace); err != nil && ctx.Err() == nil {
			d.log.Warn("reconciling the queue failed; it comes again in a minute")
		}
	}
}

// reconcile queues a job for every key that has been due for longer than late,
// that nobody holds, and for which no job was queued in that time; and forgets
// old worked rings, unused pins and what of the pace of writes is over. Several
// processes may do it at once: a job too many does no harm.
func (d *Docket) reconcile(ctx context.Context, late time.Duration) error {
	now := d.now()
	lost, err := d.lostWork(ctx, now.Add(-late), now)
	if err != nil {
		return fmt.Errorf("find lost jobs: %w", err)
	}
	if len(lost) > 0 {
		first, rest := foremost(lost)
		err := d.db.write(ctx, func(q tx) error {
			return errors.Join(d.wakeAs(ctx, q, now, wakeLate, first), d.wakeAs(ctx, q, now, wakeLost, rest))
		})
		if err != nil {
			return fmt.Errorf("queue lost jobs: %w", err)
		}
	}
	err = d.change(ctx, "forget worked rings", `DELETE FROM rings WHERE seq IN
		(SELECT seq FROM rings WHERE worked_at > 0 AND worked_at < $1 ORDER BY worked_at LIMIT $2)`,
		micros(now.Add(-ringsKept)), reconcileMost)
	if err != nil {
		return err
	}
	return errors.Join(d.forgetPins(ctx), d.forgetPace(ctx))
}

// lateFirst is how many keys of an installation go before what is new.
const lateFirst = 8

// foremost are of each installation those that wait longest, and the rest.
func foremost(keys []advisories.CaseKey) (first, rest []advisories.CaseKey) {
	n := map[int64]int{}
	for _, k := range keys {
		if n[k.Installation]++; n[k.Installation] <= lateFirst {
			first = append(first, k)
		} else {
			rest = append(rest, k)
		}
	}
	return first, rest
}

// lostWork reads the keys, longest waiting first. The second half finds rings whose
// row in work is not due as it should be: their process ended before their wake-up
// was written, or a database was mended by hand. Rings that a turn kept for a later
// time were woken for once they were stored.
func (d *Docket) lostWork(ctx context.Context, cutoff, now time.Time) (keys []advisories.CaseKey, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		keys, err = readKeys(ctx, q, `
			SELECT installation, repository, ghsa FROM (
			SELECT installation, repository, ghsa, wake_at AS since FROM work
			WHERE wake_at > 0 AND wake_at <= $1 AND nudged_at <= $1 AND hold_until <= $3
			UNION ALL
			SELECT r.installation, r.work_repository, r.work_ghsa, r.stored_at FROM rings r
			LEFT JOIN work w ON w.installation = r.installation AND w.repository = r.work_repository AND w.ghsa = r.work_ghsa
			WHERE r.worked_at = 0 AND r.stored_at <= $1
				AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.installation = r.installation AND i.left_at > 0)
				AND (w.installation IS NULL OR w.hold_until <= $3 AND (w.wake_at = 0 AND w.nudged_at <= $1
					OR w.wake_at > $2 AND w.nudged_at < r.stored_at))
			) AS lost ORDER BY since LIMIT $4`, micros(cutoff), micros(now), micros(d.holds()), reconcileMost)
		return err
	})
	return keys, err
}
