package docket

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// expected reports whether an error is one that a caller who came too late gets.
func expected(err error) bool {
	for _, e := range []error{advisories.ErrLost, advisories.ErrIdle, advisories.ErrHeld, advisories.ErrNotFound,
		advisories.ErrDecided, advisories.ErrChanged, advisories.ErrTracked} {
		if errors.Is(err, e) {
			return true
		}
	}
	return err == nil
}

// turnAt is one turn of a worker at a case, with a command in it.
func turnAt(t *testing.T, d *Docket, key advisories.CaseKey, n int) error {
	ctx := t.Context()
	w, err := d.Take(ctx, key)
	if err != nil {
		return err
	}
	draft := held(advisories.KindAccept, 2)
	draft.Key.Occurrence = n + 1
	if _, err := d.File(ctx, w, advisories.Filing{Case: testCase(key), New: []advisories.Draft{draft}}); err != nil {
		return err
	}
	if err := d.Track(ctx, w, tracking(1)); err != nil {
		return err
	}
	o := order(key, int64(n+1), "pause")
	o.History = &advisories.History{Pauses: []advisories.Pause{{From: d.now(), By: "kim"}}}
	if _, err := d.Obey(ctx, w, o); err != nil {
		return err
	}
	return d.Release(ctx, w, advisories.Next{})
}

// TestLeavingTogether: an installation comes and goes while it rings, is worked and
// decided on; nothing breaks, and after a purge nothing of it is there.
func TestLeavingTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		const rounds = 12
		in := advisories.Installation{ID: 7, Account: "octo-org"}
		must(t, d.PutInstallation(ctx, in))
		var all sync.WaitGroup
		each := func(what string, fn func(n int) error) {
			all.Go(func() {
				for n := range rounds {
					if err := fn(n); !expected(err) {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
		for i := range 3 {
			key := testKey(i)
			each("ring", func(n int) error {
				_, err := d.Ring(ctx, webhook(key, fmt.Sprint(i, "-", n)))
				return err
			})
			each("comment", func(n int) error {
				_, err := d.Ring(ctx, comment(7, 900, 1, fmt.Sprint("comment", i, "-", n)))
				return err
			})
			each("turn", func(n int) error { return turnAt(t, d, key, n) })
			each("decide", func(n int) error {
				v := by(key, "github:12:kim", advisories.KindAccept, true)
				v.Number = n + 1
				return d.Decide(ctx, v)
			})
		}
		each("drop", func(int) error { return d.DropInstallation(ctx, 7) })
		each("put", func(int) error { return d.PutInstallation(ctx, in) })
		each("sweep", func(int) error {
			return d.PutRepositories(ctx, []advisories.Repository{{Installation: 7, ID: 70}})
		})
		all.Wait()
		for i := range 3 {
			if err := d.Verify(ctx, testKey(i)); !expected(err) {
				t.Error(err)
			}
		}
		got(d.Purge(ctx, 7))(t)
		for _, table := range tables(t, d) {
			if n := number(t, d, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}
