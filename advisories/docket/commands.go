package docket

import (
	"context"
	"fmt"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// keepCommand writes a command down, its reason sealed, or gives ErrDecided where
// it is there already.
func (d *Docket) keepCommand(ctx context.Context, q tx, c advisories.Command) error {
	reason, err := d.seal.close(c.Reason, reasonPlace(c))
	if err != nil {
		return err
	}
	if c.At.IsZero() {
		c.At = d.now()
	}
	n, err := q.exec(ctx, `INSERT INTO commands (installation, repository, ghsa, place, comment, line, node,
			by_id, by_login, by_node, by_bot, verb, reason, code, given_at, answered)
		VALUES `+tuple(16)+` ON CONFLICT (installation, repository, ghsa, place, comment, line) DO NOTHING`,
		args(c.Case, string(c.Place), c.Comment, c.Line, c.Node, c.By.ID, c.By.Login, c.By.Node, flag(c.By.Bot),
			c.Verb, reason, c.Code, micros(c.At), flag(c.Answered))...)
	if err == nil && n == 0 {
		return advisories.ErrDecided
	}
	return err
}

// reasonPlace binds a reason to its command.
func reasonPlace(c advisories.Command) string {
	return place("reason", c.Case.Installation, c.Case.Repository, c.Case.GHSA, c.Place, c.Comment, c.Line)
}

// Answered writes down that a command was answered, so that it is not answered
// again. It fails with advisories.ErrLost, and with advisories.ErrNotFound where
// the command was never written down.
func (d *Docket) Answered(ctx context.Context, w advisories.Work, c advisories.Command) error {
	err := d.db.write(ctx, func(q tx) error {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		n, err := q.exec(ctx, `UPDATE commands SET answered = 1 WHERE`+ofCase+`AND place = $4 AND comment = $5 AND line = $6`,
			args(w.Key, string(c.Place), c.Comment, c.Line)...)
		if err == nil && n == 0 {
			return advisories.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("mark command answered: %w", err)
	}
	return nil
}

// Commands are all that were written down of a case, oldest first, with their
// reasons.
func (d *Docket) Commands(ctx context.Context, key advisories.CaseKey) ([]advisories.Command, error) {
	return d.commands(ctx, key, "")
}

// Unanswered are the commands of a case that an answer is still owed to, oldest
// first.
func (d *Docket) Unanswered(ctx context.Context, key advisories.CaseKey) ([]advisories.Command, error) {
	return d.commands(ctx, key, "AND answered = 0 ")
}

func (d *Docket) commands(ctx context.Context, key advisories.CaseKey, and string) (list []advisories.Command, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		list, err = d.readCommands(ctx, q, key, and)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read commands: %w", err)
	}
	return list, nil
}

func (d *Docket) readCommands(ctx context.Context, q tx, key advisories.CaseKey, and string) (list []advisories.Command, err error) {
	err = each(ctx, q, `SELECT place, comment, line, node, by_id, by_login, by_node, by_bot, verb, reason, code, given_at, answered, purged
		FROM commands WHERE`+ofCase+and+`ORDER BY given_at, place, comment, line`, args(key), func(r rows) error {
		c, err := d.scanCommand(r, key)
		list = append(list, c)
		return err
	})
	return list, err
}

func (d *Docket) scanCommand(r rows, key advisories.CaseKey) (advisories.Command, error) {
	c := advisories.Command{Case: key}
	var bot, at, answered, purged int64
	var reason []byte
	err := r.Scan(&c.Place, &c.Comment, &c.Line, &c.Node, &c.By.ID, &c.By.Login, &c.By.Node, &bot, &c.Verb, &reason, &c.Code, &at, &answered, &purged)
	if err != nil {
		return c, err
	}
	c.By.Bot, c.At, c.Answered, c.Purged = bot != 0, moment(at), answered != 0, purged != 0
	if c.Reason, err = d.seal.open(reason, reasonPlace(c)); err != nil {
		return c, fmt.Errorf("command in comment %d: %w", c.Comment, err)
	}
	return c, nil
}

// Seen are those of the comments from which a command was written down.
func (d *Docket) Seen(ctx context.Context, key advisories.CaseKey, place advisories.Place, comments ...int64) (seen map[int64]bool, err error) {
	err = d.db.read(ctx, func(q tx) error {
		seen = map[int64]bool{}
		return each(ctx, q, `SELECT DISTINCT comment FROM commands WHERE`+ofCase+`AND place = $4`, args(key, string(place)),
			func(r rows) error {
				var id int64
				err := r.Scan(&id)
				if slices.Contains(comments, id) {
					seen[id] = true
				}
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("read commands: %w", err)
	}
	return seen, nil
}
