package app_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// killsEach is how often the program dies under one seed.
const killsEach = 5

// TestChaosKill: the program is killed at random moments under load, at a random
// step, and while GitHub has a write in hand.
func TestChaosKill(t *testing.T) {
	for _, engine := range []string{onSQLite, onPostgres} {
		eachSeed(t, engine, max(*chaosKills/killsEach, 1), func(t *testing.T, seed uint64, database string) {
			c := newChaos(t, seed, database)
			c.under(func() {
				for r := c.rng(2); c.kills < killsEach; {
					c.killOne(r)
				}
			})
			c.calmDown()
			c.judge()
		})
	}
}

// under does something while people are at work.
func (c *chaos) under(do func()) {
	ctx, cancel := context.WithCancel(c.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.crowd.run(ctx)
	}()
	defer func() {
		cancel()
		<-done
	}()
	do()
}

// killOne starts the program and kills it, one way or another.
func (c *chaos) killOne(r *rand.Rand) {
	c.t.Helper()
	var point killPoint
	way := r.IntN(3)
	if way == 1 {
		point = killPoint{stepAny, "", 1 + r.IntN(60)}
	}
	p := c.start(point)
	if p == nil {
		c.kills++
		return
	}
	switch way {
	case 0:
		pause(c.t.Context(), r, 1500*time.Millisecond)
	case 2:
		c.github.Fault(atWrite(r, func() { _ = p.cmd.Process.Kill() }))
		fallthrough
	case 1:
		select {
		case <-p.dead:
		case <-time.After(2500 * time.Millisecond):
		}
	}
	p.kill()
	c.gone(p)
	c.later(130 * time.Second) // past the holds that it had
}

// later lets time pass.
func (c *chaos) later(d time.Duration) {
	c.t.Helper()
	c.clock.add(d)
	c.tellAll()
}

// atWrite is a fault that lets something happen at one of the next writes: before
// GitHub applies it, or after that and before the answer.
func atWrite(r *rand.Rand, then func()) ghsatest.Fault {
	f := ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Skip: r.IntN(6), Reached: then}
	if r.IntN(2) == 0 {
		f.Kind = ghsatest.Delay
	}
	switch r.IntN(3) {
	case 0:
		f.Method, f.PathPattern = "POST", "/security-advisories/"
	case 1:
		f.Method, f.PathPattern = "PATCH", "/security-advisories/"
	case 2:
		f.GraphQL = "^mutation"
	}
	return f
}
