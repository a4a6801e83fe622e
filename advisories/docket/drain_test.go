package docket

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestDrain: where rings come faster than they are woken for, each key gets its
// wake-up all the same, before anybody of this docket can ask.
func TestDrain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		for round := range 5 {
			var all sync.WaitGroup
			for i := range 64 {
				all.Go(func() {
					if _, err := d.Ring(ctx, webhook(testKey(i%16), fmt.Sprintf("guid-%d-%d", round, i))); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			keys := got(d.Due(ctx))(t)
			if len(keys) != 16 {
				t.Fatalf("%d keys are due, want 16", len(keys))
			}
			for _, k := range keys {
				w := got(d.Take(ctx, k))(t)
				if len(w.Rings) != 4 {
					t.Errorf("%d rings, want 4", len(w.Rings))
				}
				must(t, d.Release(ctx, w, advisories.Next{}))
			}
			if keys := got(d.Due(ctx))(t); len(keys) != 0 {
				t.Errorf("%d keys are due after they were worked", len(keys))
			}
		}
	})
}

// TestDrainLost: a process that ends between a ring and its wake-up leaves the ring
// to the reconciler, of this process or of another one.
func TestDrainLost(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		// The case would be looked at again tomorrow.
		must(t, d.Release(ctx, ringAndTake(t, d, testKey(1), "guid-0"), advisories.Next{At: b.now().Add(24 * time.Hour)}))
		b.advance(time.Minute)
		p := &press{ring: webhook(testKey(1), "guid-1"), done: make(chan struct{})}
		must(t, d.db.write(ctx, func(q tx) error {
			ours, err := d.ourRings(ctx, q, []*press{p})
			must(t, err)
			return d.insertRings(ctx, q, ours, false)
		}))
		other := b.open()
		if keys := got(other.Due(ctx))(t); len(keys) != 0 {
			t.Fatalf("%d keys are due", len(keys))
		}
		b.advance(grace + time.Second)
		must(t, other.reconcile(ctx, grace))
		w := got(other.Take(ctx, testKey(1)))(t)
		if len(w.Rings) != 1 {
			t.Errorf("work = %+v", w)
		}
		// What is kept for later is not taken for lost.
		must(t, other.Release(ctx, w, advisories.Next{At: b.now().Add(time.Hour), Keep: true}))
		b.advance(grace + time.Second)
		must(t, other.reconcile(ctx, grace))
		if _, err := other.Take(ctx, testKey(1)); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("a ring that was kept wakes early: %v", err)
		}
	})
}

// TestDrainNudges: rings for a key that is due and has its job queue no other one.
func TestDrainNudges(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		ring := func(n int) int64 {
			got(d.Ring(ctx, webhook(testKey(1), fmt.Sprint("guid-", n))))(t)
			d.drain.await(ctx, nil)
			return number(t, d, `SELECT count(*) FROM river_job`)
		}
		first := ring(1)
		b.advance(time.Second)
		if n := ring(2); n != first {
			t.Errorf("%d jobs, want %d", n, first)
		}
		b.advance(nudgeAgain)
		then := ring(3)
		if then > first+1 {
			t.Errorf("%d jobs, want at most %d", then, first+1)
		}
		b.advance(grace + time.Second) // should that job be lost, the reconciler makes up for it
		must(t, d.reconcile(ctx, grace))
		if n := number(t, d, `SELECT count(*) FROM river_job`); n != then+1 {
			t.Errorf("%d jobs, want %d", n, then+1)
		}
		// A ring that comes while the case is in hand is never lost.
		w := got(d.Take(ctx, testKey(1)))(t)
		ring(4)
		must(t, d.Release(ctx, w, advisories.Next{}))
		if w := got(d.Take(ctx, testKey(1)))(t); len(w.Rings) != 1 {
			t.Errorf("work = %+v", w)
		}
	})
}
