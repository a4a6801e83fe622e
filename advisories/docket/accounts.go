package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// PutRepositories writes down repositories as GitHub last showed them. Since is
// kept where it is known already: it says when the repository first came.
func (d *Docket) PutRepositories(ctx context.Context, list []advisories.Repository) error {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b advisories.Repository) int { return compareKeys(a.Case(""), b.Case("")) })
	rows := make([][]any, 0, len(list))
	for _, r := range list {
		rows = append(rows, []any{r.Installation, r.ID, r.Owner, r.OwnerID, r.Name, flag(r.Private), flag(r.Archived), micros(r.Since)})
	}
	err := d.db.write(ctx, func(q tx) error {
		_, err := q.execEach(ctx, `INSERT INTO repositories (installation, repository, owner, owner_id, name, private, archived, since)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (installation, repository) DO UPDATE SET owner = excluded.owner, owner_id = excluded.owner_id,
				name = excluded.name, private = excluded.private, archived = excluded.archived,
				since = CASE WHEN repositories.since > 0 THEN repositories.since ELSE excluded.since END`, rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("put repositories: %w", err)
	}
	return nil
}

// DropRepositories forgets repositories that left the installation, and their
// watermarks: should they come again, they come anew. Cases stay.
func (d *Docket) DropRepositories(ctx context.Context, installation int64, ids ...int64) error {
	err := d.db.write(ctx, func(q tx) error {
		for _, id := range slices.Sorted(slices.Values(ids)) {
			for _, table := range []string{"repositories", "watermarks"} {
				if _, err := q.exec(ctx, `DELETE FROM `+table+` WHERE installation = $1 AND repository = $2`, installation, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("drop repositories: %w", err)
	}
	return nil
}

// Repositories are those that an installation covers, by id.
func (d *Docket) Repositories(ctx context.Context, installation int64) ([]advisories.Repository, error) {
	return d.readRepositories(ctx, `installation = $1 ORDER BY repository`, installation)
}

// Repository is one repository, advisories.ErrNotFound where it is not known.
func (d *Docket) Repository(ctx context.Context, key advisories.RepositoryKey) (advisories.Repository, error) {
	list, err := d.readRepositories(ctx, `installation = $1 AND repository = $2`, key.Installation, key.Repository)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("read repository: %w", advisories.ErrNotFound)
	}
	if err != nil {
		return advisories.Repository{}, err
	}
	return list[0], nil
}

func (d *Docket) readRepositories(ctx context.Context, where string, args ...any) (list []advisories.Repository, err error) {
	err = d.db.ask(ctx, func(q tx) error {
		list = nil
		return each(ctx, q, `SELECT installation, repository, owner, owner_id, name, private, archived, since
			FROM repositories WHERE `+where, args, func(s rows) error {
			var r advisories.Repository
			var private, archived, since int64
			err := s.Scan(&r.Installation, &r.ID, &r.Owner, &r.OwnerID, &r.Name, &private, &archived, &since)
			r.Private, r.Archived, r.Since = private != 0, archived != 0, moment(since)
			list = append(list, r)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read repositories: %w", err)
	}
	return list, nil
}

// KeepOwnerPolicy keeps the owner's policy file as last seen, so that its locks
// hold when it goes missing.
func (d *Docket) KeepOwnerPolicy(ctx context.Context, installation int64, f advisories.PolicyFile) error {
	return d.change(ctx, "keep owner's policy", `INSERT INTO owner_policies (installation, repository, path, ref, text, layer, unreadable, kept_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (installation) DO UPDATE SET repository = excluded.repository, path = excluded.path, ref = excluded.ref,
			text = excluded.text, layer = excluded.layer, unreadable = excluded.unreadable, kept_at = excluded.kept_at`,
		installation, f.Repository, f.Path, f.Ref, f.Text, string(f.Layer), f.Unreadable, micros(d.now()))
}

// OwnerPolicy is the owner's policy file as last kept; ok is false where none
// ever was.
func (d *Docket) OwnerPolicy(ctx context.Context, installation int64) (f advisories.PolicyFile, ok bool, err error) {
	err = d.db.ask(ctx, func(q tx) error {
		return one(ctx, q, `SELECT repository, path, ref, text, layer, unreadable FROM owner_policies WHERE installation = $1`,
			[]any{installation}, &f.Repository, &f.Path, &f.Ref, &f.Text, &f.Layer, &f.Unreadable)
	})
	if errors.Is(err, errNone) {
		return advisories.PolicyFile{}, false, nil
	}
	if err != nil {
		return advisories.PolicyFile{}, false, fmt.Errorf("read owner's policy: %w", err)
	}
	return f, true, nil
}

// Watermark is up to when the sweep has seen closed and published advisories of a
// repository; zero where it has seen none.
func (d *Docket) Watermark(ctx context.Context, repo advisories.RepositoryKey) (time.Time, error) {
	var at int64
	err := d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT at FROM watermarks WHERE installation = $1 AND repository = $2`,
			[]any{repo.Installation, repo.Repository}, &at)
	})
	if err != nil && !errors.Is(err, errNone) {
		return time.Time{}, fmt.Errorf("read watermark: %w", err)
	}
	return moment(at), nil
}

// SetWatermark moves the watermark, in either direction.
func (d *Docket) SetWatermark(ctx context.Context, repo advisories.RepositoryKey, at time.Time) error {
	return d.change(ctx, "set watermark", `INSERT INTO watermarks (installation, repository, at) VALUES ($1, $2, $3)
		ON CONFLICT (installation, repository) DO UPDATE SET at = excluded.at`, repo.Installation, repo.Repository, micros(at))
}

// change runs one statement.
func (d *Docket) change(ctx context.Context, attempted, query string, args ...any) error {
	err := d.db.write(ctx, func(q tx) error {
		_, err := q.exec(ctx, query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", attempted, err)
	}
	return nil
}
