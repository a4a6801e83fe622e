package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// skew is how far the clocks of replicas may be apart: what is forgotten by the
// time is kept that much longer.
const skew = time.Minute

// BookWrite books an installation's next write to GitHub: not within p.Gap of the
// one before it, at most p.Minute in any minute and p.Hour in any hour (0 is no
// such limit), over all processes that share the docket. Slots are given in the
// order of their times, none before now. One that is further ahead than p.Patience
// is not booked: booked is false, and at says when to come back, to each caller
// refused another time.
//
// Slots further ahead than p.Patience and a minute were booked by a clock that was
// wrong; they are forgotten, so that they stop nobody.
func (d *Docket) BookWrite(ctx context.Context, installation int64, now time.Time, p advisories.WritePace) (at time.Time, booked bool, err error) {
	if installation <= 0 || p.Gap < 0 || p.Patience < 0 || p.Minute < 0 || p.Hour < 0 {
		return time.Time{}, false, errors.New("book write: no installation, or a pace that is none")
	}
	err = d.db.write(ctx, func(q tx) (err error) {
		at, booked, err = bookWrite(ctx, q, installation, now, p)
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("book write: %w", err)
	}
	return at, booked, nil
}

func bookWrite(ctx context.Context, q tx, installation int64, now time.Time, p advisories.WritePace) (at time.Time, booked bool, err error) {
	var told int64
	// Writing the row to itself locks it: one books at a time.
	err = one(ctx, q, `INSERT INTO write_bookings (installation) VALUES ($1)
		ON CONFLICT (installation) DO UPDATE SET told_at = write_bookings.told_at RETURNING told_at`, []any{installation}, &told)
	if err != nil {
		return at, false, err
	}
	_, err = q.exec(ctx, `DELETE FROM booked_writes WHERE installation = $1 AND slot > $2`,
		installation, micros(now.Add(p.Patience+skew)))
	if err != nil {
		return at, false, err
	}
	at, step, err := nextSlot(ctx, q, installation, now, p)
	if err != nil {
		return at, false, err
	}
	if at.Sub(now) > p.Patience {
		at = comeBackAt(at, moment(told), step)
		_, err = q.exec(ctx, `UPDATE write_bookings SET told_at = $2 WHERE installation = $1`, installation, micros(at))
		return at, false, err
	}
	if _, err := q.exec(ctx, `INSERT INTO booked_writes (installation, slot) VALUES ($1, $2)`, installation, micros(at)); err != nil {
		return at, false, err
	}
	// No later slot comes before this one, so what is an hour before it counts no more.
	_, err = q.exec(ctx, `DELETE FROM booked_writes WHERE installation = $1 AND slot <= $2`, installation, micros(at.Add(-time.Hour)))
	return at, true, err
}

// nextSlot is the earliest time that keeps the pace, and how much later, by the
// limit that decided it, a further one would be.
func nextSlot(ctx context.Context, q tx, installation int64, now time.Time, p advisories.WritePace) (at time.Time, step time.Duration, err error) {
	at, step = moment(micros(now)), max(p.Gap, time.Millisecond)
	if at.Before(now) {
		at = at.Add(time.Microsecond) // stored times are cut, and no slot is before now
	}
	for _, rule := range []struct {
		back   int
		within time.Duration
	}{{1, max(p.Gap, time.Microsecond)}, {p.Minute, time.Minute}, {p.Hour, time.Hour}} {
		if rule.back == 0 {
			continue
		}
		var slot int64
		err := one(ctx, q, `SELECT slot FROM booked_writes WHERE installation = $1 ORDER BY slot DESC LIMIT 1 OFFSET $2`,
			[]any{installation, rule.back - 1}, &slot)
		if errors.Is(err, errNone) {
			continue
		}
		if err != nil {
			return at, step, err
		}
		if free := ceilMicros(moment(slot).Add(rule.within)); free.After(at) {
			at, step = free, max(step, rule.within/time.Duration(rule.back))
		}
	}
	return at, step, nil
}

// ceilMicros is the first moment that can be stored which is not before t.
func ceilMicros(t time.Time) time.Time {
	if c := moment(micros(t)); !c.Before(t) {
		return c
	}
	return moment(micros(t)).Add(time.Microsecond)
}

// comeBackAt is when one who got no slot comes back: a step after whoever was told
// last, from the first slot on. Who comes back in vain is told again and again, so
// that there is an end to how late that may be: an hour or twenty steps.
func comeBackAt(slot, told time.Time, step time.Duration) time.Time {
	next := ceilMicros(told.Add(step))
	if told.IsZero() || next.Before(slot) || next.After(slot.Add(max(time.Hour, 20*step))) {
		return slot
	}
	return next
}

// limitMost is how far ahead a limit can be meant at most, with room for clocks that
// are apart; those of the App itself, installation 0, are shorter.
const (
	limitMost    = 25 * time.Hour
	appLimitMost = 2 * time.Hour
)

// KeepLimit writes down that GitHub refuses an installation's requests until then;
// a later time stays, unless it is one that only a wrong clock can have meant.
// Installation 0 is the App itself.
func (d *Docket) KeepLimit(ctx context.Context, l advisories.RateLimit) error {
	if l.Installation < 0 {
		return errors.New("keep rate limit: it names no installation")
	}
	most := limitMost
	if l.Installation == 0 {
		most = appLimitMost
	}
	return d.change(ctx, "keep rate limit", `INSERT INTO rate_limits (installation, resource, until_at) VALUES ($1, $2, $3)
		ON CONFLICT (installation, resource) DO UPDATE SET until_at = excluded.until_at
		WHERE rate_limits.until_at < excluded.until_at OR rate_limits.until_at > $4`,
		l.Installation, l.Resource, micros(l.Until), micros(d.now().Add(most)))
}

// Limits are the rate limits that have not ended, by installation and resource.
func (d *Docket) Limits(ctx context.Context, now time.Time) (list []advisories.RateLimit, err error) {
	err = d.db.read(ctx, func(q tx) error {
		list = nil
		return each(ctx, q, `SELECT installation, resource, until_at FROM rate_limits WHERE until_at > $1
			ORDER BY installation, resource`, []any{micros(now)}, func(r rows) error {
			var l advisories.RateLimit
			var until int64
			err := r.Scan(&l.Installation, &l.Resource, &until)
			l.Until = moment(until)
			list = append(list, l)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read rate limits: %w", err)
	}
	return list, nil
}

// forgetPace drops slots that count no more and limits that have ended.
func (d *Docket) forgetPace(ctx context.Context) error {
	now := d.now()
	return errors.Join(
		d.change(ctx, "forget slots of writes", `DELETE FROM booked_writes WHERE slot < $1`, micros(now.Add(-time.Hour-skew))),
		d.change(ctx, "forget rate limits", `DELETE FROM rate_limits WHERE until_at < $1`, micros(now.Add(-skew))))
}

// Ping proves that rings can be stored now, by a small write that goes the way of
// theirs.
func (d *Docket) Ping(ctx context.Context) error {
	return d.change(ctx, "write to the docket", `INSERT INTO pings (id, at) VALUES (1, $1)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at`, micros(d.now()))
}
