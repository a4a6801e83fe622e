package docket

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// rungBehind makes keys due as the drain does: with no job.
func rungBehind(t *testing.T, d *Docket, keys ...advisories.CaseKey) {
	t.Helper()
	for _, k := range keys {
		behind(t, d, `INSERT INTO rings (installation, repository, ghsa, work_repository, work_ghsa, guid, source, event, action,
			account, account_id, owner, name, ref, issue, comment, added, removed, rang_at, stored_at)
			VALUES ($1, $2, $3, $2, $3, $3, 'webhook', 'repository_advisory', 'reported', '', 0, '', '', '', 0, 0, '[]', '[]', $4, $4)`,
			k.Installation, k.Repository, string(k.GHSA), micros(d.now()))
	}
	must(t, d.db.write(t.Context(), func(q tx) error { return d.wakeAs(t.Context(), q, d.now(), wakeRung, keys) }))
}

func keysOf(installation int64, n int) (keys []advisories.CaseKey) {
	for i := range n {
		keys = append(keys, advisories.CaseKey{Installation: installation, Repository: installation * 10, GHSA: advisories.GHSA(fmt.Sprintf("GHSA-%04d-%04d-aaaa", installation, i))})
	}
	return keys
}

// What was rung for in another process, or in one that died, is brought to a worker
// without a job of the queue; each key once.
func TestUsher(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open(realTime)
		keys := append(keysOf(7, 40), keysOf(8, 3)...)
		rungBehind(t, d, keys...)
		if n := number(t, d, `SELECT count(*) FROM river_job`); n != 0 {
			t.Fatalf("%d jobs", n)
		}
		var mu sync.Mutex
		worked, all := map[advisories.CaseKey]int{}, make(chan bool)
		stop := running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			w, err := d.Take(ctx, key)
			if err != nil {
				return err
			}
			mu.Lock()
			worked[key]++
			if len(worked) == len(keys) && worked[key] == 1 {
				close(all)
			}
			mu.Unlock()
			return d.Release(ctx, w, advisories.Next{})
		}}, RunConfig{Workers: 4})
		await(t, "all keys", all)
		stop()
		for k, n := range worked {
			if n != 1 {
				t.Errorf("%v was worked %d times", k, n)
			}
		}
		if left := got(d.unqueued(t.Context(), 100))(t); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	})
}

// A look takes in turn from each installation, and leaves out what is held, what has
// a job, and what is to come.
func TestUsherLooks(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		noisy, quiet := keysOf(7, 5), keysOf(8, 2)
		rungBehind(t, d, noisy...)
		b.advance(time.Second)
		rungBehind(t, d, quiet...)
		must(t, d.Wake(ctx, testKey(1), b.now()))                // has a job
		must(t, d.Wake(ctx, testKey(2), b.now().Add(time.Hour))) // is to come
		got(d.Take(ctx, noisy[4]))(t)
		list := got(d.unqueued(ctx, 4))(t)
		if len(list) != 4 || list[0].Installation != 7 || list[1].Installation != 8 || list[2].Installation != 7 || list[3].Installation != 8 {
			t.Errorf("%v", list)
		}
		if n := len(got(d.unqueued(ctx, 100))(t)); n != 6 {
			t.Errorf("%d keys, want 6", n)
		}
		b.advance(HoldFor) // whoever held it died
		if n := len(got(d.unqueued(ctx, 100))(t)); n != 7 {
			t.Errorf("%d keys, want 7", n)
		}
	})
}

// A turn that fails comes again, later each time, and by the queue.
func TestUsherFails(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open(realTime)
		key := keysOf(7, 1)[0]
		rungBehind(t, d, key)
		tries := make(chan time.Time, 100)
		stop := running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			tries <- time.Now()
			return errors.New("no")
		}}, RunConfig{Workers: 2})
		first, second := await(t, "a try", tries), await(t, "another try", tries)
		stop()
		if gap := second.Sub(first); gap < 900*time.Millisecond {
			t.Errorf("tried again after %v", gap)
		}
		if n := number(t, d, `SELECT failures FROM work WHERE installation = 7`); n < 1 {
			t.Errorf("%d failures", n)
		}
	})
}
