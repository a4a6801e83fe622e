package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Notice raises a notice. Raised again (same installation, repository, kind and
// about) it takes the newer text and counts up.
func (d *Docket) Notice(ctx context.Context, n advisories.Notice) error {
	if n.Installation == 0 {
		return errors.New("raise notice: it names no installation")
	}
	if err := d.db.write(ctx, func(q tx) error { return d.raise(ctx, q, n) }); err != nil {
		return fmt.Errorf("raise notice: %w", err)
	}
	return nil
}

func (d *Docket) raise(ctx context.Context, q tx, n advisories.Notice) error {
	at := n.LastAt
	if at.IsZero() {
		at = d.now()
	}
	var count int
	err := one(ctx, q, `INSERT INTO notices (installation, repository, kind, about, owner, name, case_name, text, count, first_at, last_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)
		ON CONFLICT (installation, repository, kind, about) DO UPDATE SET owner = excluded.owner, name = excluded.name,
			case_name = excluded.case_name, text = excluded.text, count = notices.count + 1, last_at = excluded.last_at
		RETURNING count`,
		[]any{n.Installation, n.ID, string(n.Kind), n.About, n.Owner, n.Name, n.Case, n.Text, micros(at)}, &count)
	if err == nil && count == 1 {
		// Told once here, without its text; `case list` has it until it is over.
		d.log.Warn("maintainers have something to know: see case list", "kind", n.Kind, "case", n.Case)
	}
	return err
}

// ClearNotice ends the notices of that kind about that thing, in all repositories
// of the installation. Where there are none it does nothing.
func (d *Docket) ClearNotice(ctx context.Context, kind advisories.NoticeKind, about string, installation int64) error {
	err := d.db.write(ctx, func(q tx) error { return clearNotice(ctx, q, kind, about, installation) })
	if err != nil {
		return fmt.Errorf("clear notice: %w", err)
	}
	return nil
}

const clearQuery = `DELETE FROM notices WHERE installation = $1 AND kind = $2 AND about = $3`

// clearNotice clears in all repositories of an installation.
func clearNotice(ctx context.Context, q tx, kind advisories.NoticeKind, about string, installation int64) error {
	_, err := q.exec(ctx, clearQuery, installation, string(kind), about)
	return err
}

// Notices are all that are not over, oldest first.
func (d *Docket) Notices(ctx context.Context) (list []advisories.Notice, err error) {
	err = d.db.read(ctx, func(q tx) error {
		list = nil
		return each(ctx, q, `SELECT installation, repository, kind, about, owner, name, case_name, text, count, first_at, last_at
			FROM notices ORDER BY first_at, installation, repository, kind, about`, nil, func(r rows) error {
			var n advisories.Notice
			var first, last int64
			err := r.Scan(&n.Installation, &n.ID, &n.Kind, &n.About, &n.Owner, &n.Name, &n.Case, &n.Text, &n.Count, &first, &last)
			n.FirstAt, n.LastAt = moment(first), moment(last)
			list = append(list, n)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return list, nil
}
