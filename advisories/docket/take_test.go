package docket

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestTake(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)

		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("never rung: %v", err)
		}
		w := ringAndTake(t, d, key, "guid-1")
		if w.Case != nil || len(w.Rings) != 1 || w.Failures != 0 || w.Token == "" || !w.Until.Equal(b.now().Add(HoldFor)) {
			t.Errorf("work = %+v", w)
		}
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrHeld) {
			t.Errorf("in hand: %v", err)
		}
		got(d.Ring(ctx, webhook(key, "guid-2")))(t)
		must(t, d.Release(ctx, w, advisories.Next{}))

		w = got(d.Take(ctx, key))(t)
		if len(w.Rings) != 1 || w.Rings[0].GUID != "guid-2" {
			t.Errorf("the ring that came meanwhile: %+v", w.Rings)
		}
		must(t, d.Release(ctx, w, advisories.Next{}))
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("all worked: %v", err)
		}
	})
}

func TestHoldEnds(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		old, drafts := filed(t, d, key, receipt(1))
		b.advance(HoldFor - time.Second)
		must(t, d.Begin(ctx, old, drafts[0].Number)) // lengthens the hold
		b.advance(HoldFor - time.Second)
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrHeld) {
			t.Fatalf("lengthened: %v", err)
		}
		b.advance(2 * time.Second)
		lost := func(when string) {
			t.Helper()
			_, err := d.File(ctx, old, advisories.Filing{Case: testCase(key), New: []advisories.Draft{receipt(2)}})
			for what, err := range map[string]error{
				"file":    err,
				"begin":   d.Begin(ctx, old, 1),
				"settle":  d.Settle(ctx, old, 1, advisories.Outcome{State: advisories.DraftDone}),
				"release": d.Release(ctx, old, advisories.Next{}),
			} {
				if !errors.Is(err, advisories.ErrLost) {
					t.Errorf("%s: %s: %v", when, what, err)
				}
			}
		}
		lost("ended")
		w := got(d.Take(ctx, key))(t)
		if len(w.Rings) != 1 || len(w.Drafts) != 1 || w.Drafts[0].State != advisories.DraftBegun || w.Drafts[0].Attempts != 1 {
			t.Errorf("work = %+v", w)
		}
		lost("taken by another")
		must(t, d.Release(ctx, w, advisories.Next{}))
		lost("released by another")
	})
}

func TestRelease(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		wake := func() time.Time { return moment(number(t, d, `SELECT wake_at FROM work`)) }
		start := b.now()

		w := ringAndTake(t, d, key, "guid-1")
		must(t, d.Release(ctx, w, advisories.Next{At: start.Add(time.Hour), Failed: true, Code: "unavailable"}))
		if !wake().Equal(start.Add(time.Hour)) {
			t.Errorf("wakes at %v", wake())
		}
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("before it is due: %v", err)
		}

		b.advance(time.Hour)
		w = got(d.Take(ctx, key))(t)
		if w.Failures != 1 || len(w.Rings) != 0 {
			t.Errorf("work = %+v", w)
		}
		must(t, d.Release(ctx, w, advisories.Next{At: start.Add(3 * time.Hour), Failed: true}))
		must(t, d.Wake(ctx, key, start.Add(5*time.Hour)))
		if !wake().Equal(start.Add(3 * time.Hour)) {
			t.Errorf("a later wake-up moved it to %v", wake())
		}
		must(t, d.Wake(ctx, key, start.Add(2*time.Hour)))
		if !wake().Equal(start.Add(2 * time.Hour)) {
			t.Errorf("an earlier wake-up left it at %v", wake())
		}

		b.advance(time.Hour)
		w = got(d.Take(ctx, key))(t)
		if w.Failures != 2 {
			t.Errorf("%d failures in a row, want 2", w.Failures)
		}
		must(t, d.Wake(ctx, key, start.Add(4*time.Hour))) // while in hand
		must(t, d.Release(ctx, w, advisories.Next{At: start.Add(9 * time.Hour)}))
		if !wake().Equal(start.Add(4 * time.Hour)) {
			t.Errorf("the wake-up that came meanwhile was lost: %v", wake())
		}
		if n := number(t, d, `SELECT failures FROM work`); n != 0 {
			t.Errorf("%d failures after success", n)
		}
	})
}

// What a release leaves to do is brought by the ushers, at its time, without a job;
// kept rings are not taken for lost ones meanwhile.
func TestReleaseQueuesNoJob(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		brought := func() int { return len(got(d.unqueued(ctx, 10))(t)) }
		key := keysOf(7, 1)[0]
		rungBehind(t, d, key)
		for _, keep := range []bool{true, false} {
			w := got(d.Take(ctx, key))(t)
			must(t, d.Release(ctx, w, advisories.Next{At: b.now().Add(24 * time.Hour), Keep: keep, Failed: keep}))
			b.advance(2 * grace)
			must(t, d.reconcile(ctx, grace))
			if n := brought(); n != 0 || len(got(d.Due(ctx))(t)) != 0 {
				t.Errorf("kept %v: too soon", keep)
			}
			b.advance(24 * time.Hour)
			if n := brought(); n != 1 {
				t.Errorf("kept %v: %d keys are brought at their time", keep, n)
			}
		}
		if n := number(t, d, `SELECT count(*) FROM river_job`); n != 0 {
			t.Errorf("%d jobs", n)
		}
		w := got(d.Take(ctx, key))(t)
		must(t, d.Wake(ctx, key, b.now())) // with a job, which comes while the case is held
		must(t, d.Release(ctx, w, advisories.Next{}))
		if n := brought(); n != 1 {
			t.Errorf("%d keys are brought after a wake-up that came meanwhile", n)
		}
	})
}

func TestTakeBoundsRings(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		for i := range ringsMost + 5 {
			behind(t, d, `INSERT INTO rings (`+ringColumns+`) SELECT 7, 70, $1, 70, $1, $2, 'webhook', 'push', '', '', 0, '', '', '', 0, 0, '[]', '[]', 1, 1`,
				string(key.GHSA), fmt.Sprint("guid-", i))
		}
		must(t, d.Wake(ctx, key, b.now()))
		for _, want := range []int{ringsMost, 5} {
			w := got(d.Take(ctx, key))(t)
			if len(w.Rings) != want {
				t.Errorf("%d rings, want %d", len(w.Rings), want)
			}
			must(t, d.Release(ctx, w, advisories.Next{}))
		}
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("at the end: %v", err)
		}
	})
}

// TestSole: a process that knows itself alone takes up what a crash left in hand.
func TestSole(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		crashed := ringAndTake(t, d, key, "guid-1")
		must(t, d.Close())

		other := b.open()
		if _, err := other.Take(ctx, key); !errors.Is(err, advisories.ErrHeld) {
			t.Errorf("not alone: %v", err)
		}
		d = b.open(sole)
		w := got(d.Take(ctx, key))(t)
		if len(w.Rings) != 1 {
			t.Errorf("rings = %+v", w.Rings)
		}
		if err := other.Release(ctx, crashed, advisories.Next{}); !errors.Is(err, advisories.ErrLost) {
			t.Errorf("the crashed one's hold: %v", err)
		}
	})
}

func TestWakeOpenCases(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		elsewhere := advisories.CaseKey{Installation: 7, Repository: 71, GHSA: "GHSA-aaaa-bbbb-0009"}
		for n, stage := range []advisories.Stage{advisories.StageReceived, advisories.StagePublished, advisories.StageClosed, advisories.StageAssessed} {
			key := testKey(n)
			if stage == advisories.StageAssessed {
				key = elsewhere
			}
			w := ringAndTake(t, d, key, "guid")
			c := testCase(key)
			c.Stage = stage
			got(d.File(ctx, w, advisories.Filing{Case: c}))(t)
			must(t, d.Release(ctx, w, advisories.Next{}))
		}
		awake := func() (n int64) { return number(t, d, `SELECT count(*) FROM work WHERE wake_at > 0`) }
		must(t, d.WakeRepository(ctx, testKey(0).RepositoryKey(), b.now()))
		if n := awake(); n != 1 {
			t.Errorf("%d cases are awake, want 1", n)
		}
		must(t, d.WakeInstallation(ctx, 7, b.now()))
		if n := awake(); n != 2 {
			t.Errorf("%d cases are awake, want 2", n)
		}
	})
}

func TestDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		w, _ := filed(t, d, testKey(1), receipt(1)) // in hand
		other, _ := filed(t, d, testKey(2), held(advisories.KindAccept, 1))
		must(t, d.Release(ctx, other, advisories.Next{At: b.now().Add(time.Hour)}))
		got(d.Ring(ctx, webhook(testKey(4), "guid")))(t)
		d.drain.await(ctx, nil) // the clock stands still, and the wake-up follows the ring
		b.advance(time.Second)
		got(d.Ring(ctx, webhook(testKey(3), "guid")))(t)
		due := func(want ...advisories.CaseKey) {
			t.Helper()
			if diff := cmp.Diff(want, got(d.Due(ctx))(t)); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
		}
		due(testKey(4), testKey(3)) // longest waiting first

		must(t, d.Release(ctx, w, advisories.Next{}))
		due(testKey(4), testKey(3))
		must(t, d.WakeReady(ctx))
		due(testKey(4), testKey(1), testKey(3))
	})
}
