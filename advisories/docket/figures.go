package docket

import (
	"context"
	"fmt"
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

// Figures counts.
func (d *Docket) Figures(ctx context.Context) (Figures, error) {
	f := Figures{Cases: map[advisories.Stage]int{}, Drafts: map[advisories.DraftState]int{}}
	err := d.db.read(ctx, func(q tx) error {
		if err := count(ctx, q, `SELECT stage, count(*) FROM cases GROUP BY stage`, f.Cases); err != nil {
			return err
		}
		if err := count(ctx, q, `SELECT state, count(*) FROM drafts GROUP BY state`, f.Drafts); err != nil {
			return err
		}
		now := micros(d.now())
		if err := one(ctx, q, `SELECT
				(SELECT count(*) FROM rings WHERE worked_at = 0),
				(SELECT count(*) FROM work WHERE hold_until > $1),
				(SELECT count(*) FROM work WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $1),
				(SELECT count(*) FROM work WHERE failures > 0),
				(SELECT count(*) FROM cases WHERE problem <> ''),
				(SELECT count(*) FROM notices)`, []any{now},
			&f.RingsWaiting, &f.Held, &f.Due, &f.Failing, &f.Problems, &f.Notices); err != nil {
			return err
		}
		return one(ctx, q, `SELECT CAST(coalesce(sum(clocks_at_risk), 0) AS BIGINT), CAST(coalesce(sum(clocks_missed), 0) AS BIGINT)
			FROM cases WHERE`+openCase, nil, &f.ClocksAtRisk, &f.ClocksMissed)
	})
	if err != nil {
		return Figures{}, fmt.Errorf("read figures: %w", err)
	}
	return f, nil
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
