package docket

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// notebook is a database that writes down what it was asked.
type notebook struct {
	database
	mu   sync.Mutex
	seen map[string][]any
}

func (r *notebook) write(ctx context.Context, fn func(tx) error) error {
	return r.database.write(ctx, func(q tx) error { return fn(noting{q, r}) })
}

func (r *notebook) ask(ctx context.Context, fn func(tx) error) error { return r.read(ctx, fn) }

func (r *notebook) read(ctx context.Context, fn func(tx) error) error {
	return r.database.read(ctx, func(q tx) error { return fn(noting{q, r}) })
}

func (r *notebook) note(query string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[query] = args
}

type noting struct {
	tx
	r *notebook
}

func (t noting) exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.r.note(query, args)
	return t.tx.exec(ctx, query, args...)
}

func (t noting) query(ctx context.Context, query string, args ...any) (rows, error) {
	t.r.note(query, args)
	return t.tx.query(ctx, query, args...)
}

func (t noting) execEach(ctx context.Context, query string, args [][]any) ([]int64, error) {
	t.r.note(query, args[0])
	return t.tx.execEach(ctx, query, args)
}

func (t noting) queryEach(ctx context.Context, query string, args [][]any, fn func(int, rows) error) error {
	t.r.note(query, args[0])
	return t.tx.queryEach(ctx, query, args, fn)
}

// grows are the tables whose size goes by what there ever was; their letters are
// those that queries give them.
const grows = `cases|drafts|entries|rings|work|decisions|commands|booked_writes|c|f|r|w`

// wholly is a line of a plan that reads such a table from end to end: of SQLite
// without an index, and of PostgreSQL although it was told to avoid it.
var wholly = regexp.MustCompile(`^SCAN (` + grows + `)$|Seq Scan on (` + grows + `)( |$)`)

// indexed is a line of SQLite's that reads an index of one from end to end.
var indexed = regexp.MustCompile(`^SCAN (` + grows + `) USING`)

// counted are indexes that are read from end to end on purpose: they hold what is
// open, what is asked for in their order and with a limit, or what Figures counts
// once in a while.
var counted = regexp.MustCompile(`cases_newest|cases_open|cases_ended|cases_problem|drafts_state|work_due|work_held|work_failing|rings_waiting`)

// TestPlans runs what the program asks again and again, and has the engine explain
// how it finds what was asked for: by an index, always.
func TestPlans(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		must(t, fill(ctx, d, 400, b.now()))
		r := &notebook{database: d.db, seen: map[string][]any{}}
		d.db = r
		for _, q := range append(queries(d, 400), turns(d, 400)...) {
			must(t, q.ask(ctx))
		}
		w, _ := filed(t, d, testKey(1), receipt(1), held(advisories.KindAccept, 1))
		must(t, d.Begin(ctx, w, 1))
		must(t, d.Settle(ctx, w, 1, advisories.Outcome{State: advisories.DraftDone}, advisories.Entry{What: "posted"}))
		err := d.Decide(ctx, advisories.Decision{Case: testKey(1), Number: 2, Approve: true, By: "maintainer", Digest: "digest-" + string(advisories.KindAccept)})
		must(t, err)
		_, _, err = d.BookWrite(ctx, 7, b.now(), advisories.WritePace{Gap: time.Second, Patience: time.Minute, Minute: 80, Hour: 500})
		must(t, err)
		must(t, d.Verify(ctx, testKey(1)))
		d.db = r.database
		d.drain.await(ctx, nil)
		if len(r.seen) < 50 {
			t.Fatalf("only %d statements were seen", len(r.seen))
		}
		for query, args := range r.seen {
			for _, line := range explain(t, d, query, args) {
				if wholly.MatchString(line) || indexed.MatchString(line) && !counted.MatchString(line) {
					t.Errorf("%s\n  %s", line, strings.Join(strings.Fields(query), " "))
				}
			}
		}
	})
}

// explain is the engine's plan of a statement.
func explain(t *testing.T, d *Docket, query string, args []any) (plan []string) {
	t.Helper()
	_, onPostgres := d.db.(*postgres)
	must(t, d.db.write(t.Context(), func(q tx) error {
		plan = nil
		if !onPostgres {
			return each(t.Context(), q, `EXPLAIN QUERY PLAN `+query, args, func(r rows) error {
				var id, parent, unused int64
				var line string
				err := r.Scan(&id, &parent, &unused, &line)
				plan = append(plan, line)
				return err
			})
		}
		if _, err := q.exec(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		return each(t.Context(), q, `EXPLAIN `+query, args, func(r rows) error {
			var line string
			err := r.Scan(&line)
			plan = append(plan, line)
			return err
		})
	}))
	return plan
}
