package docket

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

func TestRing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)

		t.Run("the same delivery again is not fresh", func(t *testing.T) {
			r := webhook(key, "guid-1")
			r.Account, r.AccountID, r.Ref, r.Issue, r.Comment = "octo-org", 5, "refs/heads/main", 6, 7
			for i, want := range []bool{true, false, false} {
				if fresh := got(d.Ring(ctx, r))(t); fresh != want {
					t.Errorf("ring %d: fresh = %v", i, fresh)
				}
			}
			w := got(d.Take(ctx, key))(t)
			want := []advisories.Ring{r}
			want[0].Seq = w.Rings[0].Seq
			if diff := cmp.Diff(want, w.Rings); diff != "" {
				t.Errorf("rings (-want +got):\n%s", diff)
			}
			must(t, d.Release(ctx, w, advisories.Next{}))
			if fresh := got(d.Ring(ctx, r))(t); fresh {
				t.Error("a worked ring is fresh again")
			}
		})

		t.Run("the same GUID over another body is another ring", func(t *testing.T) {
			for i, change := range []func(*advisories.Ring){
				func(r *advisories.Ring) { r.GHSA = testKey(2).GHSA },
				func(r *advisories.Ring) { r.RepositoryID = 71 },
				func(r *advisories.Ring) { r.Installation = 8 },
				func(r *advisories.Ring) { r.Action = "published" },
				func(r *advisories.Ring) { r.Event = "push" },
			} {
				r := webhook(key, "guid-1")
				change(&r)
				if !got(d.Ring(ctx, r))(t) {
					t.Errorf("change %d: not fresh", i)
				}
			}
		})

		t.Run("the sweep's rings have no GUID and are all fresh", func(t *testing.T) {
			r := webhook(testKey(3), "")
			r.Source = advisories.SourceSweep
			for range 2 {
				if !got(d.Ring(ctx, r))(t) {
					t.Error("not fresh")
				}
			}
		})

		t.Run("rings about the account have a key of their own", func(t *testing.T) {
			r := advisories.Ring{GUID: "guid-2", Source: advisories.SourceWebhook, Event: "installation_repositories",
				Action: "added", Installation: 9, Added: []int64{1, 2}, Removed: []int64{3}, At: b.now()}
			got(d.Ring(ctx, r))(t)
			r.GUID, r.Event, r.RepositoryID, r.Added, r.Removed = "guid-3", "push", 90, nil, nil
			got(d.Ring(ctx, r))(t)
			w := got(d.Take(ctx, advisories.CaseKey{Installation: 9}))(t)
			if len(w.Rings) != 2 || w.Case != nil || !cmp.Equal(w.Rings[0].Added, []int64{1, 2}) || !cmp.Equal(w.Rings[0].Removed, []int64{3}) {
				t.Errorf("work = %+v", w)
			}
		})

		t.Run("a ring without an installation is refused", func(t *testing.T) {
			if _, err := d.Ring(ctx, advisories.Ring{GUID: "guid-4"}); err == nil {
				t.Error("no error")
			}
		})
	})
}

func TestRingTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		const rings, twice = 64, 2
		var fresh atomic.Int64
		var all sync.WaitGroup
		for i := range rings {
			for range twice {
				all.Go(func() {
					ok, err := d.Ring(t.Context(), webhook(testKey(i%8), fmt.Sprintf("guid-%d", i)))
					if err != nil {
						t.Error(err)
					}
					if ok {
						fresh.Add(1)
					}
				})
			}
		}
		all.Wait()
		d.drain.await(t.Context(), nil)
		if fresh.Load() != rings {
			t.Errorf("%d rings are fresh, want %d", fresh.Load(), rings)
		}
		if n := number(t, d, `SELECT count(*) FROM rings`); n != rings {
			t.Errorf("%d rings are stored, want %d", n, rings)
		}
		if n := number(t, d, `SELECT count(*) FROM work WHERE wake_at > 0`); n != 8 {
			t.Errorf("%d keys are awake, want 8", n)
		}
		jobs, ushered := number(t, d, `SELECT count(*) FROM river_job WHERE kind = 'work'`), len(got(d.unqueued(t.Context(), rings))(t))
		if jobs+int64(ushered) < 8 || jobs > rings {
			t.Errorf("%d jobs, and %d keys without one", jobs, ushered)
		}
	})
}

// Of many rings that are written together those are fresh that were not there.
func TestRingKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		for _, guid := range []string{"guid-3", "guid-70"} {
			got(d.Ring(t.Context(), webhook(testKey(1), guid)))(t)
		}
		var batch []*press
		for i := range 90 {
			batch = append(batch, &press{ring: webhook(testKey(1), fmt.Sprint("guid-", i)), done: make(chan struct{})})
		}
		d.bell.commit(batch)
		for i, p := range batch {
			<-p.done
			if want := i != 3 && i != 70; p.fresh != want || p.err != nil {
				t.Errorf("ring %d: fresh = %v, err = %v", i, p.fresh, p.err)
			}
		}
		if n := number(t, d, `SELECT count(*) FROM rings`); n != 90 {
			t.Errorf("%d rings are stored, want 90", n)
		}
	})
}

func TestRingPoisoned(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		var batch []*press
		for _, guid := range []string{"guid-1", strings.Repeat("x", 300), "guid-2", "guid-1"} {
			batch = append(batch, &press{ring: webhook(testKey(1), guid), done: make(chan struct{})})
		}
		d.bell.commit(batch)
		for i, want := range []struct{ failed, fresh bool }{{false, true}, {true, false}, {false, true}, {false, false}} {
			<-batch[i].done
			if p := batch[i]; (p.err != nil) != want.failed || p.fresh != want.fresh {
				t.Errorf("ring %d: fresh = %v, err = %v", i, p.fresh, p.err)
			}
		}
		if n := number(t, d, `SELECT count(*) FROM rings`); n != 2 {
			t.Errorf("%d rings are stored, want 2", n)
		}
	})
}

func TestRingClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		must(t, d.Close())
		if _, err := d.Ring(t.Context(), webhook(testKey(1), "guid-1")); err == nil {
			t.Error("no error")
		}
	})
}

// BenchmarkRing is the store alone: rings/s of 64 callers, each durable before it
// is answered.
func BenchmarkRing(b *testing.B) {
	run := func(b *testing.B, url string) {
		d, err := Open(b.Context(), Config{URL: url, Keys: testKeys(b, 1)})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		if p, ok := d.db.(*postgres); ok {
			for _, sql := range []string{"ALTER SYSTEM SET fsync = on", "SELECT pg_reload_conf()"} {
				if _, err := p.pool.Exec(b.Context(), sql); err != nil {
					b.Fatal(err)
				}
			}
		}
		var n atomic.Int64
		b.SetParallelism(max(64/runtime.GOMAXPROCS(0), 1))
		b.ReportAllocs()
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := n.Add(1)
				if _, err := d.Ring(b.Context(), webhook(testKey(int(i%1000)), fmt.Sprint("guid-", i))); err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "rings/s")
	}
	b.Run("sqlite", func(b *testing.B) { run(b, "sqlite:"+b.TempDir()+"/docket.db") })
	b.Run("postgres", func(b *testing.B) { run(b, dockettest.URL(b)) })
}
