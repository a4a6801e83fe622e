package docket

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// errNone is returned by one where there is no row.
var errNone = errors.New("no row")

// database is one of the two engines.
type database interface {
	// write runs fn in one transaction that may write. fn may be called again
	// after a conflict, so it must set what it returns and not add to it.
	write(ctx context.Context, fn func(tx) error) error
	// read runs fn in one transaction that sees one state of the docket.
	read(ctx context.Context, fn func(tx) error) error
	// ask is a read for fn that asks one thing only, which is one state by itself.
	ask(ctx context.Context, fn func(tx) error) error
	// run works jobs until ctx ends.
	run(ctx context.Context, w work) error
	// compact has the engine give back, and where it can overwrite, the room of
	// rows that are deleted.
	compact(ctx context.Context) error
	// giveUp is a compact that holds nobody up for long.
	giveUp(ctx context.Context) error
	// check has the engine look for faults of its own file: ErrDamaged.
	check(ctx context.Context) error
	catalogue
	close() error
}

// tx is a transaction. Queries use $1, $2 … on both engines.
type tx interface {
	exec(ctx context.Context, query string, args ...any) (int64, error)
	query(ctx context.Context, query string, args ...any) (rows, error)
	// execEach runs one statement with each list of arguments, in order, and
	// returns how many rows each one changed. It is cheaper than as many execs.
	execEach(ctx context.Context, query string, args [][]any) ([]int64, error)
	// queryEach asks with each list of arguments, in order, and calls fn with every
	// row and the number of its list. It is cheaper than as many queries.
	queryEach(ctx context.Context, query string, args [][]any, fn func(i int, r rows) error) error
	// enqueue inserts jobs with the transaction.
	enqueue(ctx context.Context, jobs ...job) error
}

// rows is what both engines' rows can do.
type rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

// job is a wake-up for the queue, at once where at is zero.
type job struct {
	key advisories.CaseKey
	at  time.Time
	// priority is 1 to 4, 1 first; 0 is 1.
	priority int
	// sweep makes it a sweep instead of work on the key.
	sweep bool
}

// one reads a single row, or gives errNone.
func one(ctx context.Context, q tx, query string, args []any, into ...any) error {
	found := false
	err := each(ctx, q, query, args, func(r rows) error {
		found = true
		return r.Scan(into...)
	})
	if err == nil && !found {
		return errNone
	}
	return err
}

// each calls fn for every row.
func each(ctx context.Context, q tx, query string, args []any, fn func(rows) error) (err error) {
	r, err := q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for r.Next() {
		if err := fn(r); err != nil {
			return err
		}
	}
	return r.Err()
}

// micros is a time as stored: microseconds since 1970, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment is the time of a stored number.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// flag is a truth value as stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// args begins a list of arguments with a key; its columns are always $1 to $3.
func args(k advisories.CaseKey, more ...any) []any {
	return append([]any{k.Installation, k.Repository, string(k.GHSA)}, more...)
}

// ofCase is the condition that goes with args.
const ofCase = ` installation = $1 AND repository = $2 AND ghsa = $3 `

// openCase is the condition of a case that has not ended.
const openCase = ` stage NOT IN ('published', 'closed') `
