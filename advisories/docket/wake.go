package docket

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Wake wakes a key at a time, at once where that is past. An earlier wake-up
// stays; one that comes while the case is held is not lost.
func (d *Docket) Wake(ctx context.Context, key advisories.CaseKey, at time.Time) error {
	err := d.db.write(ctx, func(q tx) error { return d.wake(ctx, q, at, key) })
	if err != nil {
		return fmt.Errorf("wake case: %w", err)
	}
	return nil
}

// WakeRepository wakes, at a time, all cases of a repository that have not ended:
// what they are judged by has changed.
func (d *Docket) WakeRepository(ctx context.Context, repo advisories.RepositoryKey, at time.Time) error {
	return d.wakeOpen(ctx, at, `installation = $1 AND repository = $2`, repo.Installation, repo.Repository)
}

// WakeInstallation wakes, at a time, all cases of an installation that have not
// ended.
func (d *Docket) WakeInstallation(ctx context.Context, installation int64, at time.Time) error {
	return d.wakeOpen(ctx, at, `installation = $1`, installation)
}

func (d *Docket) wakeOpen(ctx context.Context, at time.Time, where string, args ...any) error {
	err := d.db.write(ctx, func(q tx) error {
		keys, err := readKeys(ctx, q, `SELECT installation, repository, ghsa FROM cases
			WHERE `+where+` AND`+openCase, args...)
		if err != nil {
			return err
		}
		return d.wake(ctx, q, at, keys...)
	})
	if err != nil {
		return fmt.Errorf("wake cases: %w", err)
	}
	return nil
}

// readKeys reads keys; the query gives its three columns.
func readKeys(ctx context.Context, q tx, query string, args ...any) ([]advisories.CaseKey, error) {
	var keys []advisories.CaseKey
	err := each(ctx, q, query, args, func(r rows) error {
		var k advisories.CaseKey
		if err := r.Scan(&k.Installation, &k.Repository, &k.GHSA); err != nil {
			return err
		}
		keys = append(keys, k)
		return nil
	})
	return keys, err
}

// nudgeAgain is how long a key that is due counts on the job that was queued for
// it: until then another ring queues none. The reconciler looks after lost ones.
const nudgeAgain = 10 * time.Second

// wakeQuery writes one wake-up, and returns (wakeReturning) when a job for it was last
// queued and how much of its installation is due, up to crowdMost. It writes nothing for a
// case whose installation left and for a key that is due anyway and has its job.
// Where $8 is 1 no job is queued, for the usher looks for such keys, and nothing is
// written for a key that nothing rings for.
const wakeQuery = `INSERT INTO work (installation, repository, ghsa, wake_at, woken_at, queued_at, nudged_at)
	SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($4 AS BIGINT),
		CAST($5 AS BIGINT), CASE WHEN CAST($8 AS BIGINT) = 1 THEN 0 ELSE CAST($6 AS BIGINT) END
	WHERE (CAST($3 AS TEXT) = '' OR NOT EXISTS (SELECT 1 FROM installations WHERE installation = CAST($1 AS BIGINT) AND left_at > 0))
		AND (CAST($8 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM rings WHERE installation = CAST($1 AS BIGINT)
			AND work_repository = CAST($2 AS BIGINT) AND work_ghsa = CAST($3 AS TEXT) AND worked_at = 0))
	ON CONFLICT (installation, repository, ghsa) DO UPDATE SET
		wake_at = CASE WHEN work.wake_at > 0 AND work.wake_at < excluded.wake_at THEN work.wake_at ELSE excluded.wake_at END,
		woken_at = CASE WHEN work.woken_at > 0 AND work.woken_at < excluded.woken_at THEN work.woken_at ELSE excluded.woken_at END,
		queued_at = CASE WHEN excluded.queued_at > 0 THEN excluded.queued_at ELSE work.queued_at END,
		nudged_at = CASE WHEN CAST($8 AS BIGINT) = 1 THEN 0
			WHEN CAST($6 AS BIGINT) = 0 OR (work.nudged_at > CAST($7 AS BIGINT) AND work.wake_at > 0
			AND work.wake_at <= CAST($6 AS BIGINT)) THEN work.nudged_at ELSE CAST($6 AS BIGINT) END
	WHERE CAST($6 AS BIGINT) = 0 OR work.hold_until > CAST($6 AS BIGINT) OR work.wake_at = 0
		OR work.wake_at > CAST($6 AS BIGINT) OR (CAST($8 AS BIGINT) = 0 AND work.nudged_at <= CAST($7 AS BIGINT))
`

// wakeReturning says besides when a job was last queued and how much is due.
const wakeReturning = wakeQuery + ` RETURNING nudged_at, ` + crowdOf

// wake writes the wake-up of each key and its job, in the caller's transaction.
// Of a case whose installation left it does neither. It locks the rows in work, so
// it comes before the locks on cases.
func (d *Docket) wake(ctx context.Context, q tx, at time.Time, keys ...advisories.CaseKey) error {
	return d.wakeAs(ctx, q, at, wakeAsked, keys)
}

// What a wake-up is for.
type wakeUp int

const (
	wakeAsked wakeUp = iota
	wakeRung         // of those keys only for which a ring waits
	wakeLost         // its job may be lost: it gets another one
	wakeLate         // the same, and it goes before what is new
)

func (d *Docket) wakeAs(ctx context.Context, q tx, at time.Time, why wakeUp, keys []advisories.CaseKey) error {
	if len(keys) == 0 {
		return nil
	}
	now := d.now()
	if at.Before(now) {
		at = now
	}
	keys = slices.Clone(keys)
	slices.SortFunc(keys, compareKeys)
	keys = slices.Compact(keys)
	counts := now.Add(-nudgeAgain)
	if why >= wakeLost {
		counts = now
	}
	list := make([][]any, 0, len(keys))
	for _, k := range keys {
		list = append(list, args(k, micros(at), micros(later(at, now)), nudged(at, now), micros(counts), flag(why == wakeRung)))
	}
	if why == wakeRung {
		if _, err := q.execEach(ctx, wakeQuery, list); err != nil {
			return fmt.Errorf("write wake-ups: %w", err)
		}
		return nil
	}
	var jobs []job
	err := q.queryEach(ctx, wakeReturning, list, func(i int, r rows) error {
		var nudge int64
		var crowd int
		if err := r.Scan(&nudge, &crowd); err != nil {
			return err
		}
		if why == wakeLate {
			crowd = 0
		}
		if at.After(now) || nudge == micros(now) {
			jobs = append(jobs, job{key: keys[i], at: later(at, now), priority: priority(at.After(now), crowd)})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write wake-ups: %w", err)
	}
	return q.enqueue(ctx, jobs...)
}

// later is the time for a job: zero, which is at once, unless at is to come.
func later(at, now time.Time) time.Time {
	if at.After(now) {
		return at
	}
	return time.Time{}
}

// nudged is now, as stored, for a job that runs at once, and 0 for one that is to
// come.
func nudged(at, now time.Time) int64 {
	if at.After(now) {
		return 0
	}
	return micros(now)
}

func compareKeys(a, b advisories.CaseKey) int {
	return cmp.Or(cmp.Compare(a.Installation, b.Installation), cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.GHSA, b.GHSA))
}
