package docket

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// SweepDue are the repositories of an installation that the sweep has not looked
// at for longest, those never looked at first; at most limit of them.
func (d *Docket) SweepDue(ctx context.Context, installation int64, limit int) ([]advisories.Repository, error) {
	return d.readRepositories(ctx, `installation = $1 ORDER BY swept_at, repository LIMIT $2`, installation, limit)
}

// Swept writes down when the sweep looked at repositories. Those that are not
// known are left out.
func (d *Docket) Swept(ctx context.Context, installation int64, ids []int64, at time.Time) error {
	list := make([][]any, 0, len(ids))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		list = append(list, []any{installation, id, micros(at)})
	}
	if len(list) == 0 {
		return nil
	}
	err := d.db.write(ctx, func(q tx) error {
		_, err := q.execEach(ctx, `UPDATE repositories SET swept_at = $3 WHERE installation = $1 AND repository = $2`, list)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep time of sweep: %w", err)
	}
	return nil
}

// Coverage is how many repositories an installation covers, and when the sweep
// looked at the one that it has not looked at for longest: zero where it never did.
func (d *Docket) Coverage(ctx context.Context, installation int64) (oldest time.Time, repositories int, err error) {
	var at int64
	err = d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT coalesce(min(swept_at), 0), count(*) FROM repositories WHERE installation = $1`,
			[]any{installation}, &at, &repositories)
	})
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("read coverage of the sweep: %w", err)
	}
	return moment(at), repositories, nil
}

// OpenRepositories are the repositories of an installation that have cases which
// have not ended, by id.
func (d *Docket) OpenRepositories(ctx context.Context, installation int64) ([]advisories.Repository, error) {
	return d.readRepositories(ctx, `installation = $1 AND repository IN
		(SELECT repository FROM cases WHERE installation = $1 AND`+openCase+`) ORDER BY repository`, installation)
}

// KnownOpen is what was last seen of every advisory of an installation whose case
// has not ended.
func (d *Docket) KnownOpen(ctx context.Context, installation int64) (map[advisories.CaseKey]advisories.Facts, error) {
	known := map[advisories.CaseKey]advisories.Facts{}
	err := d.db.read(ctx, func(q tx) error {
		clear(known)
		return each(ctx, q, `SELECT repository, ghsa, facts FROM cases WHERE installation = $1 AND`+openCase, []any{installation},
			func(r rows) error {
				key := advisories.CaseKey{Installation: installation}
				var stored string
				if err := r.Scan(&key.Repository, &key.GHSA, &stored); err != nil {
					return err
				}
				var f advisories.Facts
				err := decode(stored, &f)
				known[key] = f
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("read known advisories: %w", err)
	}
	return known, nil
}

// TrackedIssues are the repositories in which cases of an installation that have
// not ended have their tracking issues, by id.
func (d *Docket) TrackedIssues(ctx context.Context, installation int64) ([]advisories.TrackedRepository, error) {
	var found map[int64]advisories.TrackedRepository
	err := d.db.read(ctx, func(q tx) error {
		found = map[int64]advisories.TrackedRepository{}
		return each(ctx, q, `SELECT repository, ghsa, tracking FROM cases
			WHERE installation = $1 AND tracking_issue > 0 AND`+openCase+`ORDER BY opened_at, ghsa`, []any{installation},
			func(r rows) error {
				key := advisories.CaseKey{Installation: installation}
				var stored string
				if err := r.Scan(&key.Repository, &key.GHSA, &stored); err != nil {
					return err
				}
				var t advisories.Tracking
				if err := decode(stored, &t); err != nil {
					return err
				}
				in := found[t.Repository.ID]
				if in.Issues == nil {
					in.Issues = map[int]advisories.TrackedIssue{}
				}
				in.Repository = t.Repository
				in.Issues[t.Number] = advisories.TrackedIssue{Case: key, Read: t.Read}
				found[t.Repository.ID] = in
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("read tracking issues: %w", err)
	}
	list := make([]advisories.TrackedRepository, 0, len(found))
	for _, r := range found {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b advisories.TrackedRepository) int { return cmp.Compare(a.Repository.ID, b.Repository.ID) })
	return list, nil
}
