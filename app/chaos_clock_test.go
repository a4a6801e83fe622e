package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestChaosClock: the clock of one replica jumps an hour on, an hour back, and
// returns, while another works beside it and GitHub takes its time with writes.
func TestChaosClock(t *testing.T) {
	eachSeed(t, onPostgres, max(*chaosKills/10, 1), func(t *testing.T, seed uint64, database string) {
		c := newChaos(t, seed, database)
		c.crowd.calm = true // it is the clock that is wrong
		c.under(func() {
			c.spec.holdsByDatabase = true
			c.start(killPoint{})
			wrong := c.spec
			wrong.control = filepath.Join(c.dir, "wrong")
			r := c.rng(2)
			tell := func(off time.Duration) {
				if err := (control{clock: c.clock.off() + off}).tell(wrong.control); err != nil {
					t.Fatal(err)
				}
			}
			tell(0)
			c.startAs(wrong)
			for _, off := range []time.Duration{time.Hour, 0, -time.Hour, 0, time.Hour, -time.Hour, 0} {
				for range 3 {
					c.github.Fault(ghsatest.Fault{Kind: ghsatest.Delay, Delay: 700 * time.Millisecond,
						Method: []string{"POST", "PATCH"}[r.IntN(2)], PathPattern: "/security-advisories/", Skip: r.IntN(3)})
				}
				pause(t.Context(), r, 1500*time.Millisecond)
				tell(off)
			}
			pause(t.Context(), r, time.Second)
			for _, p := range c.replicas() {
				if !p.lives() {
					t.Errorf("a replica ended by itself:\n%s", tail(p.out.String(), 40))
				}
			}
		})
		c.spec.holdsByDatabase = false // nobody need wait for holds that were left
		c.calmDown()
		c.judge()
	})
}
