package ghsa

import (
	"context"
	"sync"
	"time"
)

// pace keeps writes of one installation apart and counts them. Each write takes the
// next slot; a slot near by is waited for, a far one is refused and not taken, and
// so is one beyond the quota, urgent or not. With a ledger the slots of all processes
// are kept there instead.
type pace struct {
	gap, most time.Duration
	now       func() time.Time
	sleep     func(context.Context, time.Duration) error
	mu        sync.Mutex
	next      map[int64]time.Time
	// far is the last slot that was told to somebody who was refused: each is told
	// one of its own, so that they do not all come back at once.
	far   map[int64]time.Time
	quota *quota
	// ledger, where set, keeps the slots; next, far and the quota's times stay empty.
	ledger Ledger
}

func newPace(gap, most time.Duration, now func() time.Time, q *quota) *pace {
	return &pace{gap: gap, most: most, now: now, sleep: sleep, next: map[int64]time.Time{}, far: map[int64]time.Time{}, quota: q}
}

// turn waits for the installation's next slot. Where that is too far it returns
// the slot at once; an error is the context's, or errLedger.
func (p *pace) turn(ctx context.Context, installation int64) (far time.Time, err error) {
	if p.ledger != nil {
		return p.shared(ctx, installation)
	}
	wait, far := p.take(installation)
	if !far.IsZero() || wait <= 0 {
		return far, nil
	}
	return time.Time{}, p.sleep(ctx, wait)
}

func (p *pace) take(installation int64) (wait time.Duration, far time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if free := p.quota.free(installation, now); !free.IsZero() {
		return 0, free
	}
	slot := p.next[installation]
	if slot.Before(now) {
		slot = now
	}
	if wait = slot.Sub(now); wait > p.most {
		if after := p.far[installation].Add(p.gap); after.After(slot) {
			slot = after
		}
		p.far[installation] = slot
		return 0, slot
	}
	p.next[installation] = slot.Add(p.gap)
	p.quota.count(installation, slot)
	return wait, time.Time{}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
