package docket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const caseColumns = `installation, repository, ghsa, owner, repo, name, stage, close_reason, adopted,
	reporter, reporter_login, reporter_bot, reported_at, opened_at, worked_at, facts, history, verdict, next_due, problem, pin, tracking`

// readCase reads one case without the text of its pin, or gives errNone.
func readCase(ctx context.Context, q tx, where string, args ...any) (advisories.Case, error) {
	list, err := readCases(ctx, q, where, args...)
	if err != nil {
		return advisories.Case{}, err
	}
	if len(list) == 0 {
		return advisories.Case{}, errNone
	}
	return list[0], nil
}

// wholeCase is readCase with the text of the pin.
func (d *Docket) wholeCase(ctx context.Context, q tx, where string, args ...any) (advisories.Case, error) {
	var c advisories.Case
	var text []byte
	err := errNone
	asked := each(ctx, q, `SELECT `+caseColumns+`, (SELECT p.text FROM pins p WHERE p.installation = cases.installation AND p.digest = cases.pin)
		FROM cases `+where, args, func(r rows) error {
		c, err = scanCase(r, &text)
		return err
	})
	if asked != nil || err != nil {
		return c, cmp.Or(asked, err)
	}
	return c, d.openPin(&c, text)
}

func readCases(ctx context.Context, q tx, where string, args ...any) ([]advisories.Case, error) {
	var list []advisories.Case
	err := each(ctx, q, `SELECT `+caseColumns+` FROM cases `+where, args, func(r rows) error {
		c, err := scanCase(r)
		list = append(list, c)
		return err
	})
	return list, err
}

// scanCase reads the columns of a case, and those that come after them.
func scanCase(r rows, more ...any) (advisories.Case, error) {
	var c advisories.Case
	var adopted, bot, reported, opened, worked, due int64
	var facts, history, verdict, tracking string
	err := r.Scan(append([]any{&c.Key.Installation, &c.Key.Repository, &c.Key.GHSA, &c.Owner, &c.Repo, &c.Name, &c.Stage,
		&c.CloseReason, &adopted, &c.Reporter.ID, &c.Reporter.Login, &bot, &reported, &opened, &worked,
		&facts, &history, &verdict, &due, &c.Problem, &c.Pin.Digest, &tracking}, more...)...)
	if err != nil {
		return c, err
	}
	c.Adopted, c.Reporter.Bot = adopted != 0, bot != 0
	c.ReportedAt, c.OpenedAt, c.WorkedAt, c.NextDue = moment(reported), moment(opened), moment(worked), moment(due)
	return c, errors.Join(decode(facts, &c.Facts), decode(history, &c.History), decode(verdict, &c.Verdict), decode(tracking, &c.Tracking))
}

// encode is one of our own structs as stored. They hold no report text.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return string(b), nil
}

// decode reads one of our own structs. The JSON is not repeated in the error.
func decode(s string, into any) error {
	if err := json.Unmarshal([]byte(s), into); err != nil {
		return fmt.Errorf("read stored JSON of %T: it is broken", into)
	}
	return nil
}

// Case is one case, advisories.ErrNotFound if there is none.
func (d *Docket) Case(ctx context.Context, key advisories.CaseKey) (advisories.Case, error) {
	return d.oneCase(ctx, `WHERE`+ofCase, args(key)...)
}

// CaseByName is the case of a short name, advisories.ErrNotFound if there is none.
func (d *Docket) CaseByName(ctx context.Context, name string) (advisories.Case, error) {
	return d.oneCase(ctx, `WHERE name = $1`, strings.ToLower(strings.TrimSpace(name)))
}

func (d *Docket) oneCase(ctx context.Context, where string, args ...any) (c advisories.Case, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		c, err = d.wholeCase(ctx, q, where, args...)
		return err
	})
	if errors.Is(err, errNone) {
		err = advisories.ErrNotFound
	}
	if err != nil {
		return advisories.Case{}, fmt.Errorf("read case: %w", err)
	}
	return c, nil
}

// Filter chooses cases; the zero Filter chooses all.
type Filter struct {
	// Installation and Repository narrow to one of each where they are not 0.
	Installation int64
	Repository   int64
	// Stage narrows to one stage where it is not empty.
	Stage advisories.Stage
	// Open leaves out published and closed cases.
	Open bool
	// Limit is the most that is returned; 0 is all.
	Limit int
}

func (f Filter) where() (string, []any) {
	var and []string
	var args []any
	add := func(condition string, v any) {
		args = append(args, v)
		and = append(and, condition+strconv.Itoa(len(args)))
	}
	if f.Installation != 0 {
		add("installation = $", f.Installation)
	}
	if f.Repository != 0 {
		add("repository = $", f.Repository)
	}
	if f.Stage != "" {
		add("stage = $", string(f.Stage))
	}
	// What a stage says of the end is said too: the indexes go by that.
	ended := f.Stage == advisories.StagePublished || f.Stage == advisories.StageClosed
	if f.Open || f.Stage != "" && !ended {
		and = append(and, openCase)
	}
	if ended {
		and = append(and, ` stage IN ('published', 'closed') `)
	}
	where := ""
	if len(and) > 0 {
		where = "WHERE " + strings.Join(and, " AND ")
	}
	where += " ORDER BY opened_at DESC, name"
	if f.Limit > 0 {
		args = append(args, f.Limit)
		where += " LIMIT $" + strconv.Itoa(len(args))
	}
	return where, args
}

// Cases are those that the filter chooses, the newest first. Their pins have
// digests and no texts.
func (d *Docket) Cases(ctx context.Context, f Filter) (list []advisories.Case, err error) {
	where, args := f.where()
	err = d.db.read(ctx, func(q tx) (err error) {
		list, err = readCases(ctx, q, where, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return list, nil
}

// Known is what was last seen of every advisory of a repository that has a case:
// what the sweep compares with.
func (d *Docket) Known(ctx context.Context, repo advisories.RepositoryKey) (map[advisories.GHSA]advisories.Facts, error) {
	known := map[advisories.GHSA]advisories.Facts{}
	err := d.db.read(ctx, func(q tx) error {
		clear(known)
		return each(ctx, q, `SELECT ghsa, facts FROM cases WHERE installation = $1 AND repository = $2`,
			[]any{repo.Installation, repo.Repository}, func(r rows) error {
				var id advisories.GHSA
				var stored string
				if err := r.Scan(&id, &stored); err != nil {
					return err
				}
				var f advisories.Facts
				err := decode(stored, &f)
				known[id] = f
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("read known advisories: %w", err)
	}
	return known, nil
}
