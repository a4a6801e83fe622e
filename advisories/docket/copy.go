package docket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// copyRows is how many rows are written in one transaction.
const copyRows = 500

// Errors of CopyTo, and of Open on what a copy left behind.
var (
	// ErrHalfCopy: the docket is the beginning of a copy that did not come to its
	// end.
	ErrHalfCopy = errors.New("it holds the beginning of a copy that did not come to its end: " +
		"empty it (drop the PostgreSQL database and create it again, or delete the SQLite file with its -wal and -shm) and copy again")
	// ErrNotEmpty: there is something in the docket to copy into.
	ErrNotEmpty = errors.New("it is not empty: a docket is copied into an empty database only")
	// ErrWorked: somebody works the docket to copy from.
	ErrWorked = errors.New("somebody works this docket: stop every serve and sweep of it; a hold that a crash left behind ends within two minutes")
)

// Copied counts what CopyTo copied.
type Copied struct {
	// Rows are counted by table.
	Rows map[string]int `json:"rows"`
	Verified
}

// copiedFirst are the tables that others refer to, in the order in which they are
// written; all that are not named come after them.
var copiedFirst = []string{"installations", "repositories", "owner_policies", "watermarks", "pins", "cases", "drafts", "decisions", "commands", "entries"}

// transfer is one copy under way.
type transfer struct {
	from, to *Docket
	// tables with their columns, in the order of writing.
	tables  []string
	columns map[string][]string
	rows    map[string]int
	sums    map[string][sha256.Size]byte
	meta    map[string][]byte
	numbers map[string]int64
	tell    func(table string, rows int)
}

// CopyTo copies the docket, on either engine, into an empty one on either engine:
// every table of ours as of one moment, with the time of birth and the words of the
// sealing keys. Holds and errands are not copied, nor is the queue, which is made
// again from the rows in work. Nobody may work the docket meanwhile (ErrWorked);
// readers may.
//
// Until the end the copy carries a mark, under which it cannot be opened and cannot
// be copied into again (ErrHalfCopy). The mark goes once every row was read back
// and is as it was, and VerifyAll found nothing in the copy; what it finds is in
// the error, and the mark stays. tell, where not nil, is told of each table.
func (d *Docket) CopyTo(ctx context.Context, c Config, tell func(table string, rows int)) (Copied, error) {
	if tell == nil {
		tell = func(string, int) {}
	}
	if err := refuseForeign(ctx, c.URL); err != nil {
		return Copied{}, fmt.Errorf("copy docket: the docket to copy into: %w", err)
	}
	db, err := connect(ctx, Config{URL: c.URL, Log: d.log})
	if err != nil {
		return Copied{}, fmt.Errorf("copy docket: open the copy: %w", err)
	}
	to := &Docket{db: db, keys: d.keys, seal: d.seal, log: d.log, now: d.now, holds: d.holds}
	t := &transfer{from: d, to: to, columns: map[string][]string{}, rows: map[string]int{}, sums: map[string][sha256.Size]byte{},
		meta: map[string][]byte{}, tell: tell}
	v, err := t.copy(ctx)
	if err = errors.Join(err, db.close()); err != nil {
		return Copied{t.rows, v}, fmt.Errorf("copy docket: %w", err)
	}
	return Copied{t.rows, v}, nil
}

func (t *transfer) copy(ctx context.Context) (Verified, error) {
	if err := t.plan(ctx); err != nil {
		return Verified{}, err
	}
	if err := t.begin(ctx); err != nil {
		return Verified{}, fmt.Errorf("the docket to copy into: %w", err)
	}
	err := t.from.db.read(ctx, func(q tx) error { return t.read(ctx, q) })
	if err != nil {
		return Verified{}, err
	}
	if err := t.compare(ctx); err != nil {
		return Verified{}, err
	}
	v, err := t.to.VerifyAll(ctx)
	if err != nil {
		return v, fmt.Errorf("the copy: %w", err)
	}
	return v, t.finish(ctx)
}

// plan finds out what there is to copy, and that both sides agree on it.
func (t *transfer) plan(ctx context.Context) error {
	err := t.from.db.read(ctx, func(q tx) error {
		var held int64
		err := one(ctx, q, `SELECT (SELECT count(*) FROM work WHERE hold_until > $1) + (SELECT count(*) FROM errands WHERE hold_until > $1)`,
			[]any{micros(t.from.holds())}, &held)
		if err != nil {
			return err
		}
		led, err := t.from.db.led(ctx, q)
		if err != nil {
			return err
		}
		if held > 0 || led {
			return ErrWorked
		}
		t.tables, t.columns, err = t.from.ourTables(ctx, q)
		return err
	})
	if err != nil {
		return fmt.Errorf("the docket to copy from: %w", err)
	}
	return t.to.db.read(ctx, func(q tx) error {
		tables, columns, err := t.to.ourTables(ctx, q)
		if err != nil {
			return err
		}
		if !slices.Equal(tables, t.tables) {
			return errors.New("the tables of both sides differ")
		}
		for table, list := range columns {
			if a, b := slices.Sorted(slices.Values(list)), slices.Sorted(slices.Values(t.columns[table])); !slices.Equal(a, b) {
				return fmt.Errorf("the columns of %s differ", table)
			}
		}
		return nil
	})
}

// ourTables are the tables to copy with their columns.
func (d *Docket) ourTables(ctx context.Context, q tx) ([]string, map[string][]string, error) {
	all, err := d.db.tables(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	list, columns := slices.Clone(copiedFirst), map[string][]string{}
	for _, table := range all {
		if !theirs(table) && !slices.Contains(list, table) {
			list = append(list, table)
		}
	}
	for _, table := range list {
		if columns[table], err = d.db.columns(ctx, q, table); err != nil {
			return nil, nil, err
		}
	}
	return list, columns, nil
}

// copying is the mark of a docket that a copy is under way into.
const copying = "copying"

// begin marks the empty docket. Two copies into one do not both get past it.
func (t *transfer) begin(ctx context.Context) error {
	return t.to.db.write(ctx, func(q tx) error {
		if err := refuseHalfCopy(ctx, q); err != nil {
			return err
		}
		for _, table := range append([]string{"meta"}, t.tables...) {
			var n int
			err := one(ctx, q, `SELECT 1 FROM `+table+` LIMIT 1`, nil, &n)
			if err == nil {
				return ErrNotEmpty
			}
			if !errors.Is(err, errNone) {
				return err
			}
		}
		n, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, copying, []byte{1})
		if err == nil && n == 0 {
			return ErrHalfCopy
		}
		return err
	})
}

// refuseHalfCopy gives ErrHalfCopy where the mark of a copy is.
func refuseHalfCopy(ctx context.Context, q tx) error {
	var mark []byte
	err := one(ctx, q, `SELECT value FROM meta WHERE name = $1`, []any{copying}, &mark)
	switch {
	case err == nil:
		return ErrHalfCopy
	case errors.Is(err, errNone):
		return nil
	}
	return fmt.Errorf("look for the mark of a copy: %w", err)
}

// read copies all tables, seen at one moment.
func (t *transfer) read(ctx context.Context, q tx) error {
	err := each(ctx, q, `SELECT name, value FROM meta`, nil, func(r rows) error {
		var name string
		var value []byte
		err := r.Scan(&name, &value)
		t.meta[name] = value
		return err
	})
	if err != nil {
		return fmt.Errorf("read meta: %w", err)
	}
	if t.numbers, err = t.from.db.sequences(ctx, q); err != nil {
		return fmt.Errorf("read numbers: %w", err)
	}
	for _, table := range t.tables {
		if err := t.table(ctx, q, table); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
		t.tell(table, t.rows[table])
	}
	return nil
}

// table copies one table row by row, and writes in batches.
func (t *transfer) table(ctx context.Context, q tx, table string) error {
	columns := t.columns[table]
	insert := newManyRows(`INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`)`+t.to.db.given()+` VALUES `, len(columns), "")
	var batch [][]any
	flush := func() error {
		err := t.to.db.write(ctx, func(q tx) error {
			_, err := insert.exec(ctx, q, batch)
			return err
		})
		batch = batch[:0]
		return err
	}
	var sum [sha256.Size]byte
	t.rows[table] = 0
	err := eachRow(ctx, q, table, columns, func(row []any) error {
		row = asCopied(table, columns, row)
		addRow(&sum, row)
		t.rows[table]++
		if batch = append(batch, row); len(batch) < copyRows {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	t.sums[table] = sum
	return err
}

// compare reads the copy back.
func (t *transfer) compare(ctx context.Context) error {
	return t.to.db.read(ctx, func(q tx) error {
		for _, table := range t.tables {
			var sum [sha256.Size]byte
			n := 0
			err := eachRow(ctx, q, table, t.columns[table], func(row []any) error {
				addRow(&sum, row)
				n++
				return nil
			})
			if err != nil {
				return fmt.Errorf("read the copy of %s: %w", table, err)
			}
			if want := t.sums[table]; n != t.rows[table] || !bytes.Equal(sum[:], want[:]) {
				return fmt.Errorf("the copy of %s is not as it was: %d rows, want %d", table, n, t.rows[table])
			}
		}
		return nil
	})
}

// finish makes the copy a docket, all at once.
func (t *transfer) finish(ctx context.Context) error {
	return t.to.db.write(ctx, func(q tx) error {
		for table, last := range t.numbers {
			if last > 0 && !theirs(table) {
				if err := t.to.db.setSequence(ctx, q, table, last); err != nil {
					return fmt.Errorf("set numbers of %s: %w", table, err)
				}
			}
		}
		for name, value := range t.meta {
			if _, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2)`, name, value); err != nil {
				return fmt.Errorf("write meta: %w", err)
			}
		}
		n, err := q.exec(ctx, `DELETE FROM meta WHERE name = $1`, copying)
		if err == nil && n == 0 {
			err = errors.New("the mark of the copy is gone")
		}
		return err
	})
}
