package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// awayFor is how long the database is away: half a minute in a full run.
func awayFor() time.Duration {
	if *chaosKills > 20 {
		return 30 * time.Second
	}
	return 2 * time.Second
}

// TestChaosPostgres: PostgreSQL is restarted, crashes, is away, cuts its
// connections, and is read-only for a while. The door says 503 meanwhile, and all
// goes on by itself afterwards.
func TestChaosPostgres(t *testing.T) {
	eachSeed(t, "", max(*chaosKills/20, 1), func(t *testing.T, seed uint64, _ string) {
		server := dockettest.New(t)
		c := newChaos(t, seed, server.Database(t))
		c.crowd.calm, c.crowd.most = true, 6 // it is the database that fails
		faults := []struct {
			name string
			do   func()
		}{
			{"away", func() { c.refusing(server.Down, server.Up, awayFor()) }},
			{"read-only", func() { c.refusing(func() { server.ReadOnly(true) }, func() { server.ReadOnly(false) }, time.Second) }},
			{"restarted", server.Restart},
			{"cut", server.Cut},
			{"crashed", func() { server.Crash(); server.Up() }},
		}
		c.under(func() {
			c.start(killPoint{})
			c.start(killPoint{})
			r := c.rng(2)
			r.Shuffle(len(faults), func(a, b int) { faults[a], faults[b] = faults[b], faults[a] })
			for _, fault := range faults {
				pause(t.Context(), r, time.Second)
				began := time.Now()
				fault.do()
				back := time.Now()
				c.recovers()
				t.Logf("%s for %v, recovered after %v", fault.name, back.Sub(began).Round(time.Millisecond), time.Since(back).Round(time.Millisecond))
			}
		})
		c.calmDown()
		c.judge()
	})
}

// refusing takes the database away, waits until the door has said so, and for as
// long as told, and brings it back.
func (c *chaos) refusing(away, back func(), d time.Duration) {
	c.t.Helper()
	end := time.Now().Add(d)
	before, unanswered := c.front.answered(503), c.front.answered(0)
	away()
	for give := time.Now().Add(3 * time.Minute); c.front.answered(503) == before; {
		if time.Now().After(give) {
			c.t.Error("the door never said 503")
			break
		}
		c.crowd.another()
		time.Sleep(300 * time.Millisecond)
	}
	if n := c.front.answered(0) - unanswered; n > 0 {
		c.t.Errorf("%d deliveries got no answer", n)
	}
	time.Sleep(time.Until(end))
	back()
}

// another is one more report, which somebody files now, where little was written: how
// much an installation may write in a minute is bounded.
func (k *throng) another() *matter {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.most++
	k.report(false)
	return k.matters[len(k.matters)-1]
}

// recovers waits until a new report is answered by the replicas that were there
// before, each of which lives.
func (c *chaos) recovers() {
	c.t.Helper()
	m := c.crowd.another()
	for end := time.Now().Add(6 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		c.crowd.mu.Lock()
		there := m.marks(ghsatest.VerbComment, "/receipt/") > 0
		c.crowd.mu.Unlock()
		if there {
			return
		}
		for _, r := range c.replicas() {
			if !r.lives() {
				c.t.Fatalf("a replica ended by itself:\n%s", tail(r.out.String(), 40))
			}
		}
		if time.Now().After(end) {
			for _, r := range c.replicas() {
				c.t.Log(tail(r.out.String(), 60))
			}
			c.t.Fatalf("%s is never answered", m.id)
		}
	}
}

func (c *chaos) replicas() []*child {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*child(nil), c.live...)
}

// TestChaosFull: SQLite's files may not grow, in the middle of a write and then not
// at all, as on a full disk. The door says 503 meanwhile, and all goes on by itself
// once there is room.
func TestChaosFull(t *testing.T) {
	eachSeed(t, onSQLite, max(*chaosKills/10, 1), func(t *testing.T, seed uint64, _ string) {
		c := newChaos(t, seed, "")
		c.crowd.calm, c.crowd.most = true, 6 // it is the disk that fails
		c.under(func() {
			c.start(killPoint{})
			r := c.rng(2)
			for range 2 {
				pause(t.Context(), r, 1500*time.Millisecond)
				c.room(c.used() + r.Uint64N(64<<10))
				pause(t.Context(), r, time.Second)
				c.refusing(func() { c.room(1) }, func() { c.room(0) }, time.Duration(r.IntN(2))*time.Second)
				c.recovers()
			}
		})
		c.calmDown()
		c.judge()
	})
}

// used is the size of the larger of the database's files.
func (c *chaos) used() uint64 {
	c.t.Helper()
	most := uint64(0)
	for _, name := range []string{"docket.db", "docket.db-wal"} {
		if info, err := os.Stat(filepath.Join(c.dir, name)); err == nil {
			most = max(most, uint64(info.Size()))
		}
	}
	return most
}

// room bounds the files of the replicas; 0 is no bound.
func (c *chaos) room(bytes uint64) {
	c.t.Helper()
	if err := (control{clock: c.clock.off(), fsize: bytes}).tell(c.spec.control); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(30 * time.Millisecond) // it is looked for each 10
}

// TestChaosReplicas: two and four replicas work one database, and one of them is
// killed every few seconds.
func TestChaosReplicas(t *testing.T) {
	kills := max(*chaosKills/5, 1)
	for _, replicas := range []int{2, 4} {
		engine := fmt.Sprintf("%s/%d replicas", onPostgres, replicas)
		eachSeed(t, engine, max(kills/20, 1), func(t *testing.T, seed uint64, database string) {
			c := newChaos(t, seed, database)
			c.crowd.most = 4 + 2*replicas
			c.under(func() {
				for range replicas {
					c.start(killPoint{})
				}
				for r := c.rng(2); c.kills < min(kills, 20); {
					c.killAmong(r)
				}
			})
			c.calmDown()
			c.judge()
		})
	}
}

// killAmong kills one of several replicas, and puts another in its place.
func (c *chaos) killAmong(r *rand.Rand) {
	c.t.Helper()
	list := c.replicas()
	p := list[r.IntN(len(list))]
	if r.IntN(2) == 0 {
		pause(c.t.Context(), r, 2*time.Second)
	} else {
		c.github.Fault(atWrite(r, func() { _ = p.cmd.Process.Kill() }))
		select {
		case <-p.dead:
		case <-time.After(2 * time.Second):
		}
	}
	p.kill()
	c.gone(p)
	c.start(killPoint{})
}
