package docket

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// desk is a handler made of functions; what is nil does nothing.
type desk struct {
	work  func(context.Context, advisories.CaseKey) error
	sweep func(context.Context) error
}

func (h desk) Work(ctx context.Context, key advisories.CaseKey) error {
	if h.work == nil {
		return advisories.ErrIdle
	}
	return h.work(ctx, key)
}

func (h desk) Sweep(ctx context.Context) error {
	if h.sweep == nil {
		return nil
	}
	return h.sweep(ctx)
}

// running runs the docket until stop is called or the test ends.
func running(t *testing.T, d *Docket, h Handler, c RunConfig) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx, h, c) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// await is what comes out of a channel, within a time that only a hang takes.
func await[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(time.Minute):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// worker is a handler that takes, tells, and releases.
func worker(d *Docket, worked chan<- advisories.Work, next func(advisories.Work) advisories.Next) desk {
	return desk{work: func(ctx context.Context, key advisories.CaseKey) error {
		w, err := d.Take(ctx, key)
		if err != nil {
			return err
		}
		if err := d.Release(ctx, w, next(w)); err != nil {
			return err
		}
		worked <- w
		return nil
	}}
}

func TestRunWorks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, worked := b.open(realTime), make(chan advisories.Work, 10)
		running(t, d, worker(d, worked, func(w advisories.Work) advisories.Next {
			if len(w.Rings) > 0 {
				return advisories.Next{At: time.Now().Add(500 * time.Millisecond)}
			}
			return advisories.Next{}
		}), RunConfig{Workers: 2})

		got(d.Ring(t.Context(), webhook(testKey(1), "guid-1")))(t)
		if w := await(t, "the ring's work", worked); w.Key != testKey(1) || len(w.Rings) != 1 {
			t.Errorf("work = %+v", w)
		}
		if w := await(t, "the wake-up that was due", worked); len(w.Rings) != 0 {
			t.Errorf("work = %+v", w)
		}
		must(t, d.Wake(t.Context(), testKey(2), time.Now()))
		if w := await(t, "a wake-up from outside", worked); w.Key != testKey(2) {
			t.Errorf("work = %+v", w)
		}
	})
}

func TestRunWaitsForTheHold(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open(realTime)
		mine := ringAndTake(t, d, testKey(1), "guid-1")
		got(d.Ring(t.Context(), webhook(testKey(1), "guid-2")))(t)

		refused, worked := make(chan error, 100), make(chan advisories.Work, 10)
		h := worker(d, worked, func(advisories.Work) advisories.Next { return advisories.Next{} })
		running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			err := h.work(ctx, key)
			if errors.Is(err, advisories.ErrHeld) {
				refused <- err
			}
			return err
		}}, RunConfig{})
		await(t, "a refusal", refused)
		must(t, d.Release(t.Context(), mine, advisories.Next{}))
		if w := await(t, "the second ring's work", worked); len(w.Rings) != 1 || w.Rings[0].GUID != "guid-2" {
			t.Errorf("work = %+v", w)
		}
	})
}

// TestRunSurvives: a turn that fails or panics comes again, and nothing of why
// gets into the queue's tables.
func TestRunSurvives(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, worked := b.open(realTime), make(chan advisories.Work, 10)
		h := worker(d, worked, func(advisories.Work) advisories.Next { return advisories.Next{} })
		var tries atomic.Int64
		stop := running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			switch tries.Add(1) {
			case 1:
				panic("sentinel-panic")
			case 2:
				return errors.New("sentinel-error")
			}
			return h.work(ctx, key)
		}}, RunConfig{})
		got(d.Ring(t.Context(), webhook(testKey(1), "guid-1")))(t)
		if w := await(t, "the third try", worked); w.Failures != 2 {
			t.Errorf("%d failures in a row, want 2", w.Failures)
		}
		stop()
		if n := number(t, d, `SELECT count(*) FROM river_job WHERE errors IS NOT NULL AND CAST(errors AS TEXT) NOT IN ('[]', '{}')`); n != 0 {
			t.Errorf("%d jobs keep errors", n)
		}
	})
}

func TestRunSweeps(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, swept := b.open(realTime), make(chan int, 10)
		var count, at atomic.Int64
		running(t, d, desk{sweep: func(context.Context) error {
			if at.Add(1) != 1 {
				t.Error("two sweeps at a time")
			}
			defer at.Add(-1)
			n := int(count.Add(1))
			swept <- n
			switch n {
			case 1:
				return errors.New("sentinel-error")
			case 2:
				panic("sentinel-panic")
			}
			return nil
		}}, RunConfig{SweepEvery: time.Second})
		for range 3 {
			await(t, "a sweep", swept)
		}
	})
}

// TestErrand: one process does it at a time.
func TestErrand(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, other := b.open(), b.open()
		ran := false
		must(t, d.errand(t.Context(), "sweep", func(ctx context.Context) error {
			err := other.errand(ctx, "sweep", func(context.Context) error { return nil })
			if !errors.Is(err, advisories.ErrHeld) {
				t.Errorf("a second errand: %v", err)
			}
			b.advance(errandFor) // as after a crash
			return other.errand(ctx, "sweep", func(context.Context) error { ran = true; return nil })
		}))
		if !ran {
			t.Error("an errand that nobody does any more was not taken up")
		}
	})
}

// TestRunDrains: work under way when the program ends is done before Run returns.
func TestRunDrains(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open(realTime)
		begun, end := make(chan bool), make(chan bool)
		var done atomic.Bool
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- d.Run(ctx, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
				close(begun)
				<-end
				w, err := d.Take(ctx, key)
				if err != nil {
					return err
				}
				done.Store(true)
				return d.Release(ctx, w, advisories.Next{})
			}}, RunConfig{})
		}()
		got(d.Ring(t.Context(), webhook(testKey(1), "guid-1")))(t)
		await(t, "the work", begun)
		cancel()
		close(end)
		must(t, await(t, "the end", ended))
		if !done.Load() || number(t, d, `SELECT count(*) FROM rings WHERE worked_at = 0`) != 0 {
			t.Error("the work under way was not done")
		}
	})
}

// TestTwoAtOnce: two processes on one docket work each ring once, and none is
// left.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		dockets := []*Docket{b.open(realTime), b.open(realTime)}
		const rings, keys = 120, 12
		worked := make(chan advisories.Work, rings)
		for _, d := range dockets {
			running(t, d, worker(d, worked, func(advisories.Work) advisories.Next { return advisories.Next{} }), RunConfig{Workers: 4})
		}
		var all sync.WaitGroup
		for i := range rings {
			all.Go(func() {
				if _, err := dockets[i%2].Ring(t.Context(), webhook(testKey(i%keys), fmt.Sprint("guid-", i))); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		times := map[string]int{}
		for len(times) < rings {
			for _, r := range await(t, "all rings", worked).Rings {
				times[r.GUID]++
			}
		}
		for guid, n := range times {
			if n != 1 {
				t.Errorf("%s was worked %d times", guid, n)
			}
		}
	})
}

func TestRunConfig(t *testing.T) {
	for _, c := range []RunConfig{{Workers: -1}, {SweepEvery: -1}, {JobTimeout: HoldFor}} {
		if err := (&Docket{}).Run(t.Context(), desk{}, c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}

func TestSnoozes(t *testing.T) {
	if n := snoozes([]byte(`{"snoozes": 3}`)); n != 3 {
		t.Errorf("snoozes = %d", n)
	}
	if n := snoozes([]byte(`[`)); n != 0 {
		t.Errorf("snoozes = %d", n)
	}
	for failures, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 3: 4 * time.Second, 9: 256 * time.Second, 1 << 30: 5 * time.Minute} {
		if d := failedSnooze(failures); d != want {
			t.Errorf("failedSnooze(%d) = %v, want %v", failures, d, want)
		}
	}
	if heldSnooze(0) >= heldSnooze(10) {
		t.Error("a long hold is asked for as often as a short one")
	}
}
