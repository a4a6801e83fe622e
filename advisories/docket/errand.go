package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// An errand's hold is short and is lengthened while the errand goes on, so that a
// crash stops sweeps for a minute at most.
const (
	errandFor   = time.Minute
	errandRenew = 15 * time.Second
)

// errand does something that one process does at a time. It returns
// advisories.ErrHeld where another does it, and ends fn's context where the hold
// is lost.
func (d *Docket) errand(ctx context.Context, name string, fn func(context.Context) error) error {
	token := newToken()
	if err := d.holdErrand(ctx, name, token); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		tick := time.NewTicker(errandRenew)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := d.holdErrand(ctx, name, token); errors.Is(err, advisories.ErrHeld) {
				cancel()
			}
		}
	}()
	err := fn(ctx)
	cancel()
	<-renewed
	return errors.Join(err, d.endErrand(context.WithoutCancel(ctx), name, token))
}

func (d *Docket) holdErrand(ctx context.Context, name, token string) error {
	now := d.holds()
	return d.db.write(ctx, func(q tx) error {
		n, err := q.exec(ctx, `INSERT INTO errands (name, hold_token, hold_until) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET hold_token = excluded.hold_token, hold_until = excluded.hold_until
			WHERE errands.hold_token = $2 OR errands.hold_until <= $4`, name, token, micros(now.Add(errandFor)), micros(now))
		if err != nil {
			return fmt.Errorf("hold %s: %w", name, err)
		}
		if n == 0 {
			return advisories.ErrHeld
		}
		return nil
	})
}

func (d *Docket) endErrand(ctx context.Context, name, token string) error {
	return d.change(ctx, "end "+name, `DELETE FROM errands WHERE name = $1 AND hold_token = $2`, name, token)
}
