package docket

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// usher brings keys to the workers for which the drain wrote a wake-up and no job:
// under load a job a ring would cost more than all else at the door. It takes in turn
// from each installation, so that what is due of a noisy one lets others by. Several
// processes may do it at once: who comes second finds the key held, or nothing to do.
type usher struct {
	t     *turn
	most  int // how many keys one look brings
	limit time.Duration
	// list is what the last look brought and nobody has taken yet.
	list   []advisories.CaseKey
	looked time.Time

	mu sync.Mutex
	// off are keys that are not to be brought again before a time: those in hand, and
	// those whose turn came to nothing.
	off map[advisories.CaseKey]time.Time
	all sync.WaitGroup
}

const (
	// usherEach is how often is looked for what another process was rung for, and
	// usherLeast the least time between two looks.
	usherEach  = 250 * time.Millisecond
	usherLeast = 10 * time.Millisecond
	// usherOff is how long a key whose turn came to nothing is left alone.
	usherOff = time.Second
)

func newUsher(t *turn, c RunConfig) *usher {
	return &usher{t: t, most: max(256, 4*c.Workers), limit: c.JobTimeout, off: map[advisories.CaseKey]time.Time{}}
}

// run brings keys until ctx ends, then waits for the turns under way. They are
// cancelled where they take longer than drainFor.
func (u *usher) run(ctx context.Context) {
	turns, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(drainFor, cancel) })
	defer stop()
	defer u.all.Wait()
	tick := time.NewTicker(usherEach)
	defer tick.Stop()
	for {
		if rest := usherLeast - time.Since(u.looked); rest > 0 && len(u.list) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-time.After(rest):
			}
		}
		u.look(ctx)
		u.seat(ctx, turns)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-u.t.d.rung:
		}
	}
}

// look reads anew what is due and has no job, each installation's first ones first.
func (u *usher) look(ctx context.Context) {
	if time.Since(u.looked) < usherLeast {
		return
	}
	keys, err := u.t.d.unqueued(ctx, u.most)
	if err != nil {
		if ctx.Err() == nil {
			u.t.d.log.Warn("what rang could not be read; it is read again")
		}
		return
	}
	u.list, u.looked = keys, time.Now()
	u.forget()
}

// forget drops what is not off any more: a key may never come again.
func (u *usher) forget() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.off) <= u.most {
		return
	}
	maps.DeleteFunc(u.off, func(_ advisories.CaseKey, until time.Time) bool { return !time.Now().Before(until) })
}

// unqueued are due keys that nobody holds and for which no job was queued.
func (d *Docket) unqueued(ctx context.Context, most int) (keys []advisories.CaseKey, err error) {
	now, holds := micros(d.now()), micros(d.holds())
	err = d.db.ask(ctx, func(q tx) (err error) {
		keys, err = readKeys(ctx, q, `SELECT installation, repository, ghsa FROM (
				SELECT installation, repository, ghsa, wake_at, row_number() OVER (PARTITION BY installation ORDER BY wake_at) AS place
				FROM work WHERE wake_at > 0 AND wake_at <= $1 AND hold_until <= $2 AND nudged_at < wake_at AND queued_at <> wake_at
			) AS due ORDER BY place, wake_at LIMIT $3`, now, holds, most)
		return err
	})
	return keys, err
}

// seat begins turns for what the list holds, as long as there are workers. What has to
// let others by stays in the list.
func (u *usher) seat(ctx, turns context.Context) {
	var wait []advisories.CaseKey
	for i, key := range u.list {
		if u.isOff(key) {
			continue
		}
		select {
		case u.t.slots <- struct{}{}:
		case <-ctx.Done():
			u.list = append(wait, u.list[i:]...)
			return
		}
		if u.t.shares.enter(key.Installation) > 0 {
			<-u.t.slots
			wait = append(wait, key)
			continue
		}
		u.keepOff(key, time.Now().Add(HoldFor))
		u.all.Go(func() { u.turn(turns, key) })
	}
	u.list = wait
}

// turn is one turn at a key.
func (u *usher) turn(ctx context.Context, key advisories.CaseKey) {
	ctx, cancel := context.WithTimeout(ctx, u.limit)
	defer cancel()
	began := time.Now()
	err := u.t.guard(ctx, func() error { return u.t.h.Work(ctx, key) })
	u.t.shares.leave(key.Installation, time.Since(began))
	off := time.Duration(0)
	switch {
	case err == nil:
	case errors.Is(err, advisories.ErrIdle), errors.Is(err, advisories.ErrHeld), errors.Is(err, advisories.ErrLost):
		off = usherOff
	default:
		u.t.d.tellFailed(err)
		off = failedSnooze(u.t.d.failed(ctx, key))
		u.t.d.putOff(ctx, key, off)
	}
	u.keepOff(key, time.Now().Add(off))
	<-u.t.slots
	tell(u.t.d.rung)
}

// putOff queues a job for a key whose turn failed, and takes it from the ushers.
func (d *Docket) putOff(ctx context.Context, key advisories.CaseKey, wait time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	now := d.now()
	err := d.db.write(ctx, func(q tx) error {
		if _, err := q.exec(ctx, `UPDATE work SET nudged_at = $4 WHERE`+ofCase, args(key, micros(now))...); err != nil {
			return err
		}
		return q.enqueue(ctx, job{key: key, at: now.Add(wait)})
	})
	if err != nil {
		d.log.Warn("a failed turn could not be put off", slog.Duration("by", wait))
	}
}

// isOff reports whether a key is not to be brought yet.
func (u *usher) isOff(key advisories.CaseKey) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	until, off := u.off[key]
	if off && !time.Now().Before(until) {
		delete(u.off, key)
		return false
	}
	return off
}

func (u *usher) keepOff(key advisories.CaseKey, until time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !time.Now().Before(until) {
		delete(u.off, key)
		return
	}
	u.off[key] = until
}
