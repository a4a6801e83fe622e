package docket

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Figures are counts for metrics. They name no repository, person or advisory.
type Figures struct {
	// Cases counts by stage, Drafts by state.
	Cases  map[advisories.Stage]int
	Drafts map[advisories.DraftState]int
	// RingsWaiting are stored and not worked.
	RingsWaiting int
	// Held are keys in hand now, Due those that should be worked now, Failing
	// those whose last try failed.
	Held    int
	Due     int
	Failing int
	// Problems are cases that stand still.
	Problems int
	// ClocksAtRisk and ClocksMissed count clocks of cases that have not ended, as
	// of each case's last verdict.
	ClocksAtRisk int
	ClocksMissed int
	// Notices are those that are not over.
	Notices int
}

// Figures counts. What of cases and drafts has ended is not counted anew within
// endedFor of the last time, where there is much of it: it hardly changes, and what
// is open and waits is little.
func (d *Docket) Figures(ctx context.Context) (Figures, error) {
	d.drain.await(ctx, nil)
	f := Figures{Cases: map[advisories.Stage]int{}, Drafts: map[advisories.DraftState]int{}}
	err := d.db.read(ctx, func(q tx) error {
		clear(f.Cases)
		clear(f.Drafts)
		if err := d.ended.count(ctx, q, d.now(), &f); err != nil {
			return err
		}
		f.ClocksAtRisk, f.ClocksMissed = 0, 0
		err := each(ctx, q, `SELECT stage, count(*), CAST(sum(clocks_at_risk) AS BIGINT), CAST(sum(clocks_missed) AS BIGINT)
			FROM cases WHERE`+openCase+`GROUP BY stage`, nil, func(r rows) error {
			var stage string
			var n, atRisk, missed int
			err := r.Scan(&stage, &n, &atRisk, &missed)
			f.Cases[advisories.Stage(stage)] = n
			f.ClocksAtRisk += atRisk
			f.ClocksMissed += missed
			return err
		})
		if err != nil {
			return err
		}
		if err := count(ctx, q, `SELECT state, count(*) FROM drafts WHERE state IN ('held', 'ready', 'begun') GROUP BY state`, f.Drafts); err != nil {
			return err
		}
		return one(ctx, q, `SELECT
				(SELECT count(*) FROM rings WHERE worked_at = 0),
				(SELECT count(*) FROM work WHERE hold_until > 0 AND hold_until > $2),
				(SELECT count(*) FROM work WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $2),
				(SELECT count(*) FROM work WHERE failures > 0),
				(SELECT count(*) FROM cases WHERE problem <> ''),
				(SELECT count(*) FROM notices)`, []any{micros(d.now()), micros(d.holds())},
			&f.RingsWaiting, &f.Held, &f.Due, &f.Failing, &f.Problems, &f.Notices)
	})
	if err != nil {
		return Figures{}, fmt.Errorf("read figures: %w", err)
	}
	return f, nil
}

// ended remembers how much has ended, once that is much.
type ended struct {
	mu     sync.Mutex
	at     time.Time
	cases  map[advisories.Stage]int
	drafts map[advisories.DraftState]int
}

// endedFor is how long a count of endedMuch cases or drafts holds.
const (
	endedFor  = 10 * time.Minute
	endedMuch = 20000
)

// count adds what has ended to figures.
func (e *ended) count(ctx context.Context, q tx, now time.Time, f *Figures) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.much() < endedMuch || now.Before(e.at) || now.Sub(e.at) > endedFor {
		e.at, e.cases, e.drafts = now, map[advisories.Stage]int{}, map[advisories.DraftState]int{}
		err := count(ctx, q, `SELECT stage, count(*) FROM cases WHERE stage IN ('published', 'closed') GROUP BY stage`, e.cases)
		if err == nil {
			err = count(ctx, q, `SELECT state, count(*) FROM drafts WHERE state NOT IN ('held', 'ready', 'begun') GROUP BY state`, e.drafts)
		}
		if err != nil {
			e.cases, e.drafts = nil, nil
			return err
		}
	}
	maps.Copy(f.Cases, e.cases)
	maps.Copy(f.Drafts, e.drafts)
	return nil
}

func (e *ended) much() (n int) {
	for _, k := range e.cases {
		n += k
	}
	for _, k := range e.drafts {
		n += k
	}
	return n
}

// count reads pairs of a name and a number.
func count[K ~string](ctx context.Context, q tx, query string, into map[K]int) error {
	return each(ctx, q, query, nil, func(r rows) error {
		var name string
		var n int
		err := r.Scan(&name, &n)
		into[K(name)] = n
		return err
	})
}

// Sent counts automatic drafts that notify somebody and were let out since a time,
// whether they are ready, begun or done: those for one reporter in the repository,
// and all in it. Drafts that people approved do not count, nor do edits in place
// and what only maintainers or the operator see.
func (d *Docket) Sent(ctx context.Context, repo advisories.RepositoryKey, reporter int64, since time.Time) (byReporter, byRepository int, err error) {
	err = d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT CAST(coalesce(sum(CASE WHEN c.reporter = $3 THEN 1 ELSE 0 END), 0) AS BIGINT), count(*)
			FROM drafts f JOIN cases c ON c.installation = f.installation AND c.repository = f.repository AND c.ghsa = f.ghsa
			WHERE f.installation = $1 AND f.repository = $2 AND f.permit = 'auto' AND f.act NOT IN ('edit', 'tell', 'notify')
				AND f.state IN ('ready', 'begun', 'done') AND f.hold = '' AND (f.filed_at >= $4 OR f.begun_at >= $4)`,
			[]any{repo.Installation, repo.Repository, reporter, micros(since)}, &byReporter, &byRepository)
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count sent drafts: %w", err)
	}
	return byReporter, byRepository, nil
}
