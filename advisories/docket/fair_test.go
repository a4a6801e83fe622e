package docket

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestRunIsFair: one installation has a long backlog of slow turns. Another one that
// rings then is worked within a few turns, and the backlog gets done too.
func TestRunIsFair(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		const workers, few = 8, 60
		backlog := 2000
		if testing.Short() {
			backlog = 500
		}
		d, ctx := b.open(realTime), t.Context()
		var noisy []advisories.CaseKey
		for n := range backlog {
			noisy = append(noisy, testKey(n))
		}
		must(t, d.db.write(ctx, func(q tx) error { return d.wake(ctx, q, time.Now(), noisy...) }))
		quiet := advisories.CaseKey{Installation: 8, Repository: 80, GHSA: "GHSA-aaaa-bbbb-cccc"}

		var turns, most atomic.Int64
		var under sync.Map
		started, quietAt := make(chan bool, backlog+few), make(chan int64, 10)
		running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			w, err := d.Take(ctx, key)
			if err != nil {
				return err
			}
			at := turns.Add(1)
			started <- true
			if key.Installation == quiet.Installation {
				quietAt <- at
				return d.Release(ctx, w, advisories.Next{})
			}
			under.Store(key, true)
			n := int64(0)
			under.Range(func(any, any) bool { n++; return true })
			for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
			}
			time.Sleep(10 * time.Millisecond)
			under.Delete(key)
			return d.Release(ctx, w, advisories.Next{})
		}}, RunConfig{Workers: workers})
		for range 3 * workers {
			await(t, "the backlog's first turns", started)
		}
		before := turns.Load()
		got(d.Ring(ctx, webhook(quiet, "guid-quiet")))(t)
		if after := await(t, "the other installation", quietAt) - before; after > few {
			t.Errorf("another installation was worked after %d turns", after)
		}
		for range backlog + 1 - 3*workers {
			await(t, "the backlog's next turn", started)
		}
		if most.Load() > workers*3/4 {
			t.Errorf("one installation had %d of %d workers", most.Load(), workers)
		}
	})
}

func TestPriority(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		for n := range 300 {
			must(t, d.Wake(ctx, testKey(n), b.now()))
		}
		// Whether a key counts itself is up to the engine.
		for want, at := range map[int64]int64{1: 7, 2: 63, 3: 255, 4: 300} {
			if n := number(t, d, `SELECT count(*) FROM river_job WHERE priority <= $1`, want); n != at && n != at+1 {
				t.Errorf("%d jobs have priority %d or better, want %d", n, want, at)
			}
		}
		before := number(t, d, `SELECT count(*) FROM river_job WHERE priority = 1`)
		// What waits for long comes forward, but not all of one installation's.
		b.advance(time.Hour)
		must(t, d.reconcile(ctx, grace))
		if n := number(t, d, `SELECT count(*) FROM river_job WHERE priority = 1`); n != before+lateFirst {
			t.Errorf("%d jobs have priority 1", n)
		}
	})
}

func TestShares(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := newShares(8, func() time.Time { return now })
	for range 6 {
		if wait := s.enter(7); wait != 0 {
			t.Fatalf("has to wait for %v", wait)
		}
	}
	first, second := s.enter(7), s.enter(7)
	if first < shareLeast || second <= first {
		t.Errorf("two wait for %v and %v", first, second)
	}
	if wait := s.enter(8); wait != 0 {
		t.Errorf("another installation waits for %v", wait)
	}
	s.leave(7, time.Second)
	if wait := s.enter(7); wait != 0 {
		t.Errorf("has to wait for %v", wait)
	}
	for range 10000 {
		if wait := s.enter(7); wait > shareLongest {
			t.Fatalf("has to wait for %v", wait)
		}
	}
}
