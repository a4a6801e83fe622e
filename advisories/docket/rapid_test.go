package docket

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestNoRingIsLost rings, takes, releases, crashes and waits in any order: in the
// end each ring was worked once by a worker that released it, and a wake-up that
// was asked for came.
func TestNoRingIsLost(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
	d, ctx, run := b.open(), t.Context(), 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		key, rung, worked := testKey(run), 0, map[string]int{}
		var inHand *advisories.Work
		var due time.Time // the earliest wake-up that was asked for, none before
		noted := func(w advisories.Work) {
			for _, r := range w.Rings {
				worked[r.GUID]++
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"ring": func(t *rapid.T) {
				rung++
				if fresh, err := d.Ring(ctx, webhook(key, fmt.Sprint(run, "-", rung))); !fresh || err != nil {
					t.Fatal(fresh, err)
				}
			},
			"wake": func(t *rapid.T) {
				at := b.now().Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "in")) * time.Second)
				if err := d.Wake(ctx, key, at); err != nil {
					t.Fatal(err)
				}
				due = earliest(due, at)
			},
			"take": func(t *rapid.T) {
				w, err := d.Take(ctx, key)
				switch {
				case err == nil:
					if inHand != nil && b.now().Before(inHand.Until) {
						t.Fatal("taken from under a worker")
					}
					inHand, due = &w, time.Time{}
				case errors.Is(err, advisories.ErrHeld) && inHand != nil:
				case errors.Is(err, advisories.ErrIdle) && len(worked) == rung && (due.IsZero() || due.After(b.now())):
				default:
					t.Fatalf("%v; %d rung, %d worked, due %v", err, rung, len(worked), due)
				}
			},
			"release": func(t *rapid.T) {
				if inHand == nil {
					t.Skip("nothing in hand")
				}
				next := advisories.Next{Failed: rapid.Bool().Draw(t, "failed")}
				if rapid.Bool().Draw(t, "again") {
					next.At = b.now().Add(time.Minute)
				}
				switch err := d.Release(ctx, *inHand, next); {
				case err == nil:
					noted(*inHand)
					due = earliest(due, next.At)
				case errors.Is(err, advisories.ErrLost) && !b.now().Before(inHand.Until):
					due = b.now() // a crash: whatever woke it still does
				default:
					t.Fatal(err)
				}
				inHand = nil
			},
			"wait": func(t *rapid.T) {
				b.advance(time.Duration(rapid.IntRange(1, 150).Draw(t, "seconds")) * time.Second)
			},
		})
		b.advance(HoldFor + 2*time.Minute)
		for {
			w, err := d.Take(ctx, key)
			if errors.Is(err, advisories.ErrIdle) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			noted(w)
			if err := d.Release(ctx, w, advisories.Next{}); err != nil {
				t.Fatal(err)
			}
		}
		if len(worked) != rung {
			t.Fatalf("%d rings were worked, want %d", len(worked), rung)
		}
		for guid, n := range worked {
			if n != 1 {
				t.Fatalf("%s was worked %d times", guid, n)
			}
		}
	})
}
