package ghsa

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Ledger is what all processes of one App write down together: the slots of their
// writes, and until when GitHub refuses an installation's requests. Its methods are
// called from many goroutines and must return when their context ends. A refusal
// that holds the App itself has installation 0.
type Ledger interface {
	// BookWrite books an installation's next write: not within p.Gap of the one
	// before it, at most p.Minute in any minute and p.Hour in any hour, over all
	// processes. A slot further ahead of now than p.Patience is not booked: booked is
	// false and at says when to come back.
	BookWrite(ctx context.Context, installation int64, now time.Time, p advisories.WritePace) (at time.Time, booked bool, err error)
	// KeepLimit writes down that GitHub refuses requests until then; a later time that
	// is written down already stays.
	KeepLimit(ctx context.Context, l advisories.RateLimit) error
	// Limits are those that have not ended at a time.
	Limits(ctx context.Context, now time.Time) ([]advisories.RateLimit, error)
}

// How long the ledger may keep a request waiting, and how often it is read.
const (
	// bookTime is for booking a slot; without one nothing is sent.
	bookTime = 5 * time.Second
	// limitsTime is for reading or writing limits; without an answer what this process
	// knows by itself counts.
	limitsTime = time.Second
	// limitsEvery is the least time between two readings.
	limitsEvery = 2 * time.Second
	// lateSlot is how late a slot may be used; after that another is booked.
	lateSlot = time.Second
	// clocksApart is how much the clocks of two processes may differ. What is written
	// down for a time that no clock near ours can have meant does not count.
	clocksApart = 5 * time.Minute
)

// errLedger says that no slot could be booked. The ledger's own error is not passed
// on, for it may name the database.
var errLedger = errors.New("the slot of a write could not be booked")

// shared is turn by the ledger. A slot that is booked is spent, whether its write is
// sent or not: whose context ends meanwhile takes one that nobody else gets.
func (p *pace) shared(ctx context.Context, installation int64) (far time.Time, err error) {
	for try := 1; ; try++ {
		at, booked, err := p.book(ctx, installation)
		if err != nil {
			return time.Time{}, err
		}
		now := p.now()
		wait := at.Sub(now)
		if !booked || wait > p.most {
			return within(at, now), nil
		}
		if wait > 0 {
			if err := p.sleep(ctx, wait); err != nil {
				return time.Time{}, err
			}
		}
		// A slot that came late may be near the next one's. Where the second one is late
		// too, all are, and so they are apart again.
		if p.now().Sub(at) <= lateSlot || try == 2 {
			return time.Time{}, nil
		}
	}
}

// book asks the ledger for a slot. Its error is errLedger or the context's.
func (p *pace) book(ctx context.Context, installation int64) (at time.Time, booked bool, err error) {
	bounded, cancel := context.WithTimeout(ctx, bookTime)
	defer cancel()
	at, booked, err = p.ledger.BookWrite(bounded, installation, p.now(),
		advisories.WritePace{Gap: p.gap, Patience: p.most, Minute: p.quota.minute, Hour: p.quota.hour})
	switch {
	case err == nil:
		return at, booked, nil
	case ctx.Err() != nil:
		return time.Time{}, false, ctx.Err()
	}
	return time.Time{}, false, errLedger
}

// within keeps the time to come back, which another process may have had a part in,
// between the next moment and an hour, in which every count begins anew.
func within(at, now time.Time) time.Time {
	if least := now.Add(time.Millisecond); at.Before(least) {
		return least
	}
	if most := now.Add(time.Hour); at.After(most) {
		return most
	}
	return at
}
