package docket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// PutInstallation writes down an installation as GitHub last showed it. One that
// had left is back: its open cases go on, at once.
func (d *Docket) PutInstallation(ctx context.Context, in advisories.Installation) error {
	permissions, err := encode(in.Permissions)
	if err != nil {
		return fmt.Errorf("put installation: %w", err)
	}
	err = d.db.write(ctx, func(q tx) error {
		left, err := hasLeft(ctx, q, in.ID)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO installations (installation, account, account_id, suspended, permissions)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (installation) DO UPDATE SET account = excluded.account, account_id = excluded.account_id,
				suspended = excluded.suspended, permissions = excluded.permissions, left_at = 0`,
			in.ID, in.Account, in.AccountID, flag(in.Suspended), permissions)
		if err != nil || !left {
			return err
		}
		return d.comeBack(ctx, q, in.ID)
	})
	if err != nil {
		return fmt.Errorf("put installation: %w", err)
	}
	return nil
}

// comeBack wakes the cases that stood still because their installation had left.
func (d *Docket) comeBack(ctx context.Context, q tx, installation int64) error {
	keys, err := readKeys(ctx, q, `SELECT installation, repository, ghsa FROM cases WHERE installation = $1 AND`+openCase, installation)
	if err != nil {
		return err
	}
	if err := d.wake(ctx, q, d.now(), keys...); err != nil {
		return err
	}
	_, err = q.exec(ctx, `UPDATE cases SET problem = '' WHERE installation = $1 AND problem = '`+problemLeft+`'`, installation)
	return err
}

// problemLeft is the problem of an open case whose installation has left.
const problemLeft = "left"

// DropInstallation writes down that an installation left (was uninstalled), and
// ends all work on it at once: holds, wake-ups, waiting rings and jobs of its keys
// are gone, except that whoever holds the account's own key may give it back.
// Until it comes back (PutInstallation), rings and wake-ups of its cases come to
// nothing. What it covered is forgotten: should it come again, it comes anew. Its
// open cases stay and stand still with the problem "left", for the time of
// retention (LeftBefore, Purge). Dropped again, it left when it first did.
func (d *Docket) DropInstallation(ctx context.Context, installation int64) error {
	if err := d.db.write(ctx, func(q tx) error { return d.leave(ctx, q, installation) }); err != nil {
		return fmt.Errorf("drop installation: %w", err)
	}
	return nil
}

func (d *Docket) leave(ctx context.Context, q tx, installation int64) error {
	now := micros(d.now())
	// A docket that came to know the cases before the installation has no row yet.
	_, err := q.exec(ctx, `INSERT INTO installations (installation, account, account_id, suspended, permissions)
		SELECT installation, max(owner), 0, 0, '{}' FROM cases WHERE installation = $1 GROUP BY installation
		ON CONFLICT (installation) DO NOTHING`, installation)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, `UPDATE installations SET left_at = $2 WHERE installation = $1 AND left_at = 0`, installation, now); err != nil {
		return err
	}
	for _, end := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM rings WHERE installation = $1 AND worked_at = 0`, nil},
		{`DELETE FROM work WHERE installation = $1 AND NOT (ghsa = '' AND hold_until > $2)`, []any{micros(d.holds())}},
		{`UPDATE work SET wake_at = 0, woken_at = 0, queued_at = 0 WHERE installation = $1`, nil},
		{`DELETE FROM river_job WHERE ` + jobsOf + ` AND state <> 'running'`, nil},
		{`UPDATE cases SET problem = '` + problemLeft + `', next_due = 0 WHERE installation = $1 AND` + openCase, nil},
		{`DELETE FROM repositories WHERE installation = $1`, nil},
		{`DELETE FROM watermarks WHERE installation = $1`, nil},
	} {
		if _, err := q.exec(ctx, end.query, append([]any{installation}, end.args...)...); err != nil {
			return err
		}
	}
	return nil
}

// jobsOf is the condition of an installation's jobs in the queue's table.
const jobsOf = `kind = 'work' AND CAST(args ->> 'installation' AS BIGINT) = $1`

// hasLeft reports whether an installation left and did not come back.
func hasLeft(ctx context.Context, q tx, installation int64) (bool, error) {
	var at int64
	err := one(ctx, q, `SELECT left_at FROM installations WHERE installation = $1`, []any{installation}, &at)
	if errors.Is(err, errNone) {
		return false, nil
	}
	return at > 0, err
}

// Installations are all that are known and have not left, by id.
func (d *Docket) Installations(ctx context.Context) ([]advisories.Installation, error) {
	return d.readInstallations(ctx, `left_at = 0`)
}

// LeftBefore are the installations that left before t, by id.
func (d *Docket) LeftBefore(ctx context.Context, t time.Time) ([]advisories.Installation, error) {
	return d.readInstallations(ctx, `left_at > 0 AND left_at < $1`, micros(t))
}

// OwnedBy are the installations of an account by its login (in any letter case) as
// last seen, by id, those that left among them. One of which only cases are known
// has an id and the login only.
func (d *Docket) OwnedBy(ctx context.Context, login string) ([]advisories.Installation, error) {
	list, err := d.readInstallations(ctx, `lower(account) = lower($1)`, login)
	if err != nil {
		return nil, err
	}
	err = d.db.read(ctx, func(q tx) error {
		rest := list[:len(list):len(list)]
		// The installations of all cases are found one after the other in the index.
		err := each(ctx, q, `WITH RECURSIVE of_case (installation) AS (
				SELECT min(installation) FROM cases
				UNION ALL
				SELECT (SELECT min(c.installation) FROM cases c WHERE c.installation > o.installation)
				FROM of_case o WHERE o.installation IS NOT NULL)
			SELECT installation, owner FROM (SELECT o.installation, (SELECT max(c.owner) FROM cases c
					WHERE c.installation = o.installation AND lower(c.owner) = lower($1)) AS owner
				FROM of_case o WHERE o.installation IS NOT NULL AND o.installation NOT IN (SELECT installation FROM installations)) AS unknown
			WHERE owner IS NOT NULL ORDER BY installation`,
			[]any{login}, func(r rows) error {
				var in advisories.Installation
				err := r.Scan(&in.ID, &in.Account)
				rest = append(rest, in)
				return err
			})
		if err == nil {
			list = rest
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read installations: %w", err)
	}
	slices.SortFunc(list, func(a, b advisories.Installation) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (d *Docket) readInstallations(ctx context.Context, where string, args ...any) (list []advisories.Installation, err error) {
	err = d.db.read(ctx, func(q tx) error {
		list = nil
		return each(ctx, q, `SELECT installation, account, account_id, suspended, permissions, left_at FROM installations
			WHERE `+where+` ORDER BY installation`, args, func(r rows) error {
			var in advisories.Installation
			var suspended, left int64
			var permissions string
			if err := r.Scan(&in.ID, &in.Account, &in.AccountID, &suspended, &permissions, &left); err != nil {
				return err
			}
			in.Suspended, in.LeftAt = suspended != 0, moment(left)
			err := decode(permissions, &in.Permissions)
			list = append(list, in)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read installations: %w", err)
	}
	return list, nil
}
