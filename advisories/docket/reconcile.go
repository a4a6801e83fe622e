package docket

import (
	"context"
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
		if err := d.reconcile(ctx, grace); err != nil && ctx.Err() == nil {
			d.log.Warn("reconciling the queue failed; it comes again in a minute")
		}
	}
}

// reconcile queues a job for every key that has been due for longer than late,
// that nobody holds, and for which no job was queued in that time; and forgets
// old worked rings and unused pins. Several processes may do it at once: a job too many does no
// harm.
func (d *Docket) reconcile(ctx context.Context, late time.Duration) error {
	now := d.now()
	lost, err := d.lostWork(ctx, now.Add(-late), now)
	if err != nil {
		return fmt.Errorf("find lost jobs: %w", err)
	}
	if len(lost) > 0 {
		if err := d.db.write(ctx, func(q tx) error { return d.wake(ctx, q, now, lost...) }); err != nil {
			return fmt.Errorf("queue lost jobs: %w", err)
		}
	}
	err = d.change(ctx, "forget worked rings", `DELETE FROM rings WHERE seq IN
		(SELECT seq FROM rings WHERE worked_at > 0 AND worked_at < $1 ORDER BY worked_at LIMIT $2)`,
		micros(now.Add(-ringsKept)), reconcileMost)
	if err != nil {
		return err
	}
	return d.forgetPins(ctx)
}

// lostWork reads the keys. The second half finds rings whose row in work is not
// due as it should be; it has nothing to find unless a database was mended by hand.
func (d *Docket) lostWork(ctx context.Context, cutoff, now time.Time) (keys []advisories.CaseKey, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		keys, err = readKeys(ctx, q, `
			SELECT installation, repository, ghsa FROM work
			WHERE wake_at > 0 AND wake_at <= $1 AND nudged_at <= $1 AND hold_until <= $2
			UNION
			SELECT r.installation, r.work_repository, r.work_ghsa FROM rings r
			LEFT JOIN work w ON w.installation = r.installation AND w.repository = r.work_repository AND w.ghsa = r.work_ghsa
			WHERE r.worked_at = 0 AND r.stored_at <= $1
				AND NOT EXISTS (SELECT 1 FROM installations i WHERE i.installation = r.installation AND i.left_at > 0)
				AND (w.installation IS NULL OR (w.wake_at = 0 AND w.nudged_at <= $1 AND w.hold_until <= $2))
			LIMIT $3`, micros(cutoff), micros(now), reconcileMost)
		return err
	})
	return keys, err
}
