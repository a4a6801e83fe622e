package docket

import (
	"errors"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// A replica whose clock is wrong neither takes what another one holds nor loses what
// it holds itself.
func TestHoldsGoByTheDatabase(t *testing.T) {
	b := newBed(t, dockettest.URL(t))
	off := func(by time.Duration) func(*Config) {
		return func(c *Config) {
			c.Now, c.Holds = func() time.Time { return time.Now().Add(by) }, nil
		}
	}
	right, ahead, behind := b.open(off(0)), b.open(off(time.Hour)), b.open(off(-time.Hour))
	ctx := t.Context()
	for i, d := range []*Docket{right, ahead, behind} {
		key := testKey(i + 1)
		got(d.Ring(ctx, webhook(key, "a")))(t)
		w := got(d.Take(ctx, key))(t)
		for j, other := range []*Docket{right, ahead, behind} {
			if _, err := other.Take(ctx, key); !errors.Is(err, advisories.ErrHeld) {
				t.Errorf("docket %d took what docket %d holds: %v", j, i, err)
			}
		}
		must(t, d.Release(ctx, w, advisories.Next{}))
	}
}

// The clock goes on by itself, and takes what it is told.
func TestSteady(t *testing.T) {
	var s steady
	at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	s.set(at)
	if now := s.now(); now.Before(at) || now.After(at.Add(time.Minute)) {
		t.Errorf("now = %v", now)
	}
	s.set(at.Add(-time.Hour))
	if now := s.now(); !now.Before(at) {
		t.Errorf("set back, now = %v", now)
	}
}
