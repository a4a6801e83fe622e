package docket

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// checkPace holds slots, in order, to a pace.
func checkPace(t rapid.TB, slots []time.Time, p advisories.WritePace) {
	t.Helper()
	for i, at := range slots {
		if i > 0 && at.Sub(slots[i-1]) < p.Gap {
			t.Fatalf("slots %d and %d are %v apart, not %v", i-1, i, at.Sub(slots[i-1]), p.Gap)
		}
		if p.Minute > 0 && i >= p.Minute && at.Sub(slots[i-p.Minute]) < time.Minute {
			t.Fatalf("more than %d slots within %v", p.Minute, at.Sub(slots[i-p.Minute]))
		}
		if p.Hour > 0 && i >= p.Hour && at.Sub(slots[i-p.Hour]) < time.Hour {
			t.Fatalf("more than %d slots within %v", p.Hour, at.Sub(slots[i-p.Hour]))
		}
	}
}

// TestPaceHolds: two dockets on one database book at once for two installations,
// while time goes on.
func TestPaceHolds(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		one, two := b.open(), b.open()
		installation := int64(0)
		rapid.Check(t, func(rt *rapid.T) {
			installation += 2
			p := advisories.WritePace{
				Gap:      time.Duration(rapid.IntRange(0, 3000).Draw(rt, "gap ms")) * time.Millisecond,
				Patience: time.Duration(rapid.IntRange(0, 90).Draw(rt, "patience s")) * time.Second,
				Minute:   rapid.IntRange(0, 6).Draw(rt, "a minute"), Hour: rapid.IntRange(0, 9).Draw(rt, "an hour"),
			}
			slots := [2][]time.Time{}
			now := b.now()
			for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
				now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(rt, "later s")) * time.Second)
				var mu sync.Mutex
				var wg sync.WaitGroup
				var faults []string
				refused := [2]map[time.Time]bool{{}, {}}
				for n, d := range []*Docket{one, two, one, two} {
					wg.Go(func() {
						for k := range 3 {
							which := (n/2 + k) % 2
							at, booked, err := d.BookWrite(context.WithoutCancel(t.Context()), installation+int64(which), now, p)
							mu.Lock()
							switch {
							case err != nil:
								faults = append(faults, err.Error())
							case booked && (at.Before(now) || at.Sub(now) > p.Patience):
								faults = append(faults, fmt.Sprintf("a slot is %v ahead, with a patience of %v", at.Sub(now), p.Patience))
							case booked:
								slots[which] = append(slots[which], at)
							case !at.After(now) || refused[which][at]:
								faults = append(faults, fmt.Sprintf("two were told to come back %v from now", at.Sub(now)))
							default:
								refused[which][at] = true
							}
							mu.Unlock()
						}
					})
				}
				wg.Wait()
				if len(faults) > 0 {
					rt.Fatal(faults)
				}
			}
			for _, list := range slots {
				slices.SortFunc(list, time.Time.Compare)
				checkPace(rt, list, p)
			}
		})
	})
}

func TestPaceForgets(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, p := b.open(), advisories.WritePace{Gap: time.Second, Patience: time.Minute, Minute: 80, Hour: 500}
		for range 5 {
			if _, booked, err := d.BookWrite(t.Context(), 7, b.now(), p); err != nil || !booked {
				t.Fatal(booked, err)
			}
		}
		must(t, d.KeepLimit(t.Context(), advisories.RateLimit{Installation: 7, Resource: "core", Until: b.now().Add(time.Minute)}))
		b.advance(2 * time.Hour)
		must(t, d.reconcile(t.Context(), 0))
		for _, table := range []string{"booked_writes", "rate_limits"} {
			if n := number(t, d, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
	})
}

// TestPaceClockJumps: slots that a wrong clock booked stop nobody once it is right.
func TestPaceClockJumps(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, p := b.open(), advisories.WritePace{Gap: time.Second, Patience: time.Minute, Minute: 80, Hour: 500}
		if _, booked, err := d.BookWrite(t.Context(), 7, b.now().Add(5*time.Hour), p); err != nil || !booked {
			t.Fatal(booked, err)
		}
		at, booked, err := d.BookWrite(t.Context(), 7, b.now(), p)
		if err != nil || !booked || !at.Equal(b.now()) {
			t.Errorf("booked %v at %v (%v), now is %v", booked, at, err, b.now())
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, now := b.open(), b.now()
		for _, l := range []advisories.RateLimit{
			{Installation: 7, Resource: "core", Until: now.Add(24 * 365 * time.Hour)}, // by a clock that is wrong
			{Installation: 7, Resource: "core", Until: now.Add(time.Hour)},
			{Installation: 7, Resource: "core", Until: now.Add(time.Minute)},
			{Installation: 7, Until: now.Add(time.Second)},
			{Installation: 8, Resource: "graphql", Until: now.Add(time.Minute)},
		} {
			must(t, d.KeepLimit(t.Context(), l))
		}
		want := []advisories.RateLimit{
			{Installation: 7, Resource: "core", Until: now.Add(time.Hour)},
			{Installation: 8, Resource: "graphql", Until: now.Add(time.Minute)},
		}
		if diff := cmp.Diff(want, got(d.Limits(t.Context(), now.Add(time.Second)))(t)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPingAndBacklog(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		must(t, d.Ping(t.Context()))
		must(t, d.Ping(t.Context()))
		if got := got(d.Backlog(t.Context()))(t); got != (Backlog{}) {
			t.Errorf("an empty docket has a backlog: %+v", got)
		}
		since := b.now()
		got(d.Ring(t.Context(), webhook(testKey(1), "guid-1")))(t)
		b.advance(time.Minute)
		ringAndTake(t, d, testKey(2), "guid-2")
		must(t, d.Wake(t.Context(), testKey(3), b.now().Add(time.Hour)))
		if got, want := got(d.Backlog(t.Context()))(t), (Backlog{Due: 1, Oldest: since}); got != want {
			t.Errorf("backlog = %+v, want %+v", got, want)
		}
	})
}
