package docket

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestReconcile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		jobs := func() int64 { return number(t, d, `SELECT count(*) FROM river_job`) }
		lose := func() { behind(t, d, `DELETE FROM river_job`) }
		expect := func(when string, late time.Duration, want int64) {
			t.Helper()
			lose()
			must(t, d.reconcile(ctx, late))
			if n := jobs(); n != want {
				t.Errorf("%s: %d jobs, want %d", when, n, want)
			}
		}

		got(d.Ring(ctx, webhook(testKey(1), "guid-1")))(t) // a ring
		must(t, d.Wake(ctx, testKey(2), b.now().Add(time.Minute)))
		ringAndTake(t, d, testKey(3), "guid-3") // in hand
		expect("in time", grace, 0)
		expect("at start", 0, 1)
		b.advance(grace)
		expect("the ring's job was lost", grace, 1)
		expect("it was queued just now", grace, 0)
		b.advance(time.Minute)
		expect("the wake-up's job was lost too", grace, 2)
		b.advance(time.Minute)
		expect("the hold has ended", grace, 3)

		must(t, d.Wake(ctx, testKey(3), b.now()))
		w := got(d.Take(ctx, testKey(3)))(t)
		must(t, d.Release(ctx, w, advisories.Next{}))
		b.advance(time.Minute)
		expect("it was worked", grace, 2)

		// A later wake-up does not hide that an earlier one was lost.
		must(t, d.Wake(ctx, testKey(3), b.now()))
		b.advance(time.Minute)
		must(t, d.Wake(ctx, testKey(3), b.now().Add(24*time.Hour)))
		expect("it waits for a day, and did for a minute", grace, 3)

		// A database that was mended by hand.
		behind(t, d, `DELETE FROM work`)
		expect("a ring without its row", grace, 1)
		if w := got(d.Take(ctx, testKey(1)))(t); len(w.Rings) != 1 {
			t.Errorf("rings = %+v", w.Rings)
		}
	})
}

func TestReconcileAtStart(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, worked := b.open(realTime), make(chan advisories.Work, 10)
		got(d.Ring(t.Context(), webhook(testKey(1), "guid-1")))(t)
		behind(t, d, `DELETE FROM river_job`)
		running(t, d, worker(d, worked, func(advisories.Work) advisories.Next { return advisories.Next{} }), RunConfig{})
		if w := await(t, "the ring whose job was lost", worked); len(w.Rings) != 1 {
			t.Errorf("work = %+v", w)
		}
	})
}

func TestWorkedRingsAreForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		must(t, d.Release(ctx, ringAndTake(t, d, testKey(1), "guid-1"), advisories.Next{}))
		got(d.Ring(ctx, webhook(testKey(1), "guid-2")))(t)
		b.advance(ringsKept)
		must(t, d.reconcile(ctx, grace))
		if n := number(t, d, `SELECT count(*) FROM rings`); n != 2 {
			t.Errorf("%d rings, want both", n)
		}
		b.advance(time.Second)
		must(t, d.reconcile(ctx, grace))
		if n := number(t, d, `SELECT count(*) FROM rings`); n != 1 {
			t.Errorf("%d rings, want the one that waits", n)
		}
	})
}
