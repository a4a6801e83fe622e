package docket

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// drain turns stored rings into wake-ups where they come faster than one by one:
// all rings of a key that came since the last time become one.
type drain struct {
	d       *Docket
	mu      sync.Mutex
	waiting map[advisories.CaseKey]bool // keys that were rung for
	taken   map[advisories.CaseKey]bool // those whose wake-ups are being written
	over    chan struct{}               // closed when taken is written
	next    chan struct{}               // closed when waiting is
	more    chan struct{}               // there is something to write
	hurry   chan struct{}               // somebody waits for it
	closing chan struct{}
	stopped chan struct{}
}

// drainEach is the least time between two drains: what is rung for again within it
// is woken once. drainAgain is how long after one that failed the next one comes.
const (
	drainEach  = 25 * time.Millisecond
	drainAgain = time.Second
	drainMost  = 512
)

func newDrain(d *Docket) *drain {
	r := &drain{d: d, waiting: map[advisories.CaseKey]bool{}, next: make(chan struct{}), more: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
		closing: make(chan struct{}), stopped: make(chan struct{})}
	go r.loop()
	return r
}

// close writes what waits, and ends.
func (r *drain) close() {
	close(r.closing)
	<-r.stopped
}

// add has keys woken that were rung for.
func (r *drain) add(keys []advisories.CaseKey) {
	if len(keys) == 0 {
		return
	}
	r.mu.Lock()
	for _, k := range keys {
		r.waiting[k] = true
	}
	r.mu.Unlock()
	tell(r.more)
}

// tell says something that need not be said twice.
func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (r *drain) loop() {
	defer close(r.stopped)
	for {
		select {
		case <-r.closing:
			r.write()
			return
		case <-r.more:
		}
		pause := drainEach
		if !r.write() {
			pause = drainAgain
		}
		select {
		case <-r.closing:
		case <-r.hurry:
		case <-time.After(pause):
		}
	}
}

// write writes wake-ups of what waits. What fails waits on; should the process end
// before, the reconciler finds the rings.
func (r *drain) write() bool {
	r.mu.Lock()
	keys := slices.SortedFunc(maps.Keys(r.waiting), compareKeys)
	r.taken, r.waiting = r.waiting, map[advisories.CaseKey]bool{}
	r.over, r.next = r.next, make(chan struct{})
	r.mu.Unlock()
	var left []advisories.CaseKey
	for part := range slices.Chunk(keys, drainMost) {
		ctx, cancel := context.WithTimeout(context.Background(), commitWithin)
		err := r.d.db.write(ctx, func(q tx) error { return r.d.wakeAs(ctx, q, r.d.now(), wakeRung, part) })
		cancel()
		if err != nil {
			left = append(left, part...)
			continue
		}
		tell(r.d.rung)
	}
	r.mu.Lock()
	r.taken = nil
	close(r.over)
	r.mu.Unlock()
	r.add(left)
	return len(left) == 0
}

// await waits until wake-ups for which key was rung before are written; for those
// of all keys where key is nil. It waits once: what cannot be written must not stop
// those who read.
func (r *drain) await(ctx context.Context, key *advisories.CaseKey) {
	in := func(keys map[advisories.CaseKey]bool) bool {
		return key == nil && len(keys) > 0 || key != nil && keys[*key]
	}
	var over chan struct{}
	r.mu.Lock()
	switch {
	case in(r.waiting):
		over = r.next
		tell(r.hurry)
	case in(r.taken):
		over = r.over
	}
	r.mu.Unlock()
	if over == nil {
		return
	}
	select {
	case <-over:
	case <-r.stopped:
	case <-ctx.Done():
	}
}
