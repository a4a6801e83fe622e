package app_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

var (
	chaosKills = flag.Int("chaos", 20, "how often the program is killed, an engine; the other faults in proportion")
	chaosSeed  = flag.Uint64("chaos-seed", 1, "the first seed")
)

func TestMain(m *testing.M) {
	code := m.Run()
	dockettest.Stop()
	os.Exit(code)
}

// The engines.
const (
	onSQLite   = "sqlite"
	onPostgres = "postgres"
)

// shared is an account without a tracking repository: there the thread is all.
const plainOwner = "globex"

// wordOfChaos is the owner's file: all that we can do, and dates that are far off.
const wordOfChaos = `version: 1
tracking: acme/security-cases
tracking_audience: accepted
team: [acme/security]
drafts: {publish: {approve: 2}}
commitments: {acknowledge: {target: 20d, maximum: 30d}, assess: {maximum: 30d, after: acknowledge}, update: {every: 60d}}
collaborators: {from: [team]}
publication: {require: [severity, cwe, affected_versions, patched_versions, cve, credits]}
`

// chaos is a GitHub on which people are at work, before a program that dies again
// and again. What happens is chosen by the seed; when, by the machine.
type chaos struct {
	*world
	seed uint64
	// clock is GitHub's, and that of the replicas as long as none is told otherwise.
	clock *movingClock
	front *front
	spec  childSpec

	mu   sync.Mutex
	live []*child
	// all are those too that are gone.
	all []*child
	// kills is how many replicas died.
	kills int
	crowd *throng
}

// rng is a source of its own for each who chooses.
func (c *chaos) rng(who uint64) *rand.Rand { return rand.New(rand.NewPCG(c.seed, who)) }

// newChaos makes the world of a seed; database is empty for SQLite.
func newChaos(t *testing.T, seed uint64, database string) *chaos {
	t.Helper()
	t.Logf("to repeat: -chaos-seed %d", seed)
	clock := &movingClock{}
	c := &chaos{seed: seed, clock: clock, front: newFront(t),
		world: &world{t: t, github: ghsatest.New(ghsatest.Options{Now: clock.now, Budget: 1 << 30}), dir: t.TempDir(), log: &safeBuffer{}}}
	t.Cleanup(c.github.Close)
	c.spec = childSpec{database: database, control: filepath.Join(c.dir, "control")}
	c.tellAll()
	c.settle()
	c.crowd = newThrong(c)
	c.github.HookTo(c.front.URL, testSecret)
	t.Cleanup(func() {
		if t.Failed() {
			c.explain()
		}
	})
	c.bear()
	return c
}

// bear makes the docket and lets it sweep once: what is reported from then on was not
// there before it, whoever finds it.
func (c *chaos) bear() {
	c.t.Helper()
	r, err := c.spawn(c.spec)
	if err != nil {
		c.t.Fatal(err)
	}
	for end := time.Now().Add(startWithin); !strings.Contains(r.out.String(), "sweep done"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("the first sweep does not end:\n%s", tail(r.out.String(), 40))
		}
	}
	if !r.end() {
		c.t.Fatal("the first program did not end well")
	}
}

// settle builds the accounts.
func (c *chaos) settle() {
	for _, owner := range []string{testOwner, plainOwner} {
		c.github.AddOwner(owner, true)
		for n := range 2 {
			repo := fmt.Sprintf("%s/lib%d", owner, n)
			c.github.AddRepository(repo, false)
			for _, who := range []string{"maintainer", "second"} {
				c.github.AddUser(who)
				c.github.SetRole(repo, who, "admin")
			}
			c.github.PutFile(repo, ".github/advisory-policy.yml", quick)
		}
	}
	for _, r := range []string{casesRepo, ownerRepo} {
		c.github.AddRepository(r, true)
		c.github.SetRole(r, "maintainer", "admin")
		c.github.SetRole(r, "second", "admin")
	}
	c.github.AddTeam(testOwner, "security", "second")
	c.github.PutFile(ownerRepo, ".github/advisory-policy.yml", wordOfChaos)
	for _, owner := range []string{testOwner, plainOwner} {
		c.github.AddInstallation(owner)
	}
	forks(c.world)
}

// explain tells of a failure what can be told.
func (c *chaos) explain() {
	c.t.Logf("repeat with -chaos-seed %d; %d kills; people:\n%s", c.seed, c.kills, strings.Join(c.crowd.said(), "\n"))
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.all {
		list := slices.DeleteFunc(strings.Split(r.out.String(), "\n"), func(l string) bool {
			return !strings.Contains(l, "level=WARN") && !strings.Contains(l, "level=ERROR")
		})
		c.t.Logf("what a replica warned of:\n%s", strings.Join(list[max(0, len(list)-30):], "\n"))
	}
}

// tellAll tells the replicas the clock.
func (c *chaos) tellAll() {
	c.t.Helper()
	if err := (control{clock: c.clock.off()}).tell(c.spec.control); err != nil {
		c.t.Fatal(err)
	}
}

// start adds a replica; one that dies while it starts, as it may at its point, is
// none.
func (c *chaos) start(point killPoint) *child {
	c.t.Helper()
	s := c.spec
	s.point = point
	return c.startAs(s)
}

// startAs adds a replica of its own kind.
func (c *chaos) startAs(s childSpec) *child {
	c.t.Helper()
	r, err := c.spawn(s)
	if err != nil {
		if s.point.step == "" {
			c.t.Fatal(err)
		}
		return nil
	}
	c.mu.Lock()
	c.live, c.all = append(c.live, r), append(c.all, r)
	c.mu.Unlock()
	c.front.add(r.door)
	return r
}

// gone takes a replica off that has died.
func (c *chaos) gone(r *child) {
	c.front.remove(r.door)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kills++
	var kept []*child
	for _, other := range c.live {
		if other != r {
			kept = append(kept, other)
		}
	}
	c.live = kept
}

// stopAll ends all replicas as an operator does.
func (c *chaos) stopAll() {
	c.t.Helper()
	c.mu.Lock()
	list := c.live
	c.live = nil
	c.mu.Unlock()
	for _, r := range list {
		c.front.remove(r.door)
		if !r.end() {
			c.t.Errorf("a replica did not end well:\n%s", tail(r.out.String(), 30))
		}
	}
}

// each runs a part of chaos with several seeds on an engine.
func eachSeed(t *testing.T, engine string, seeds int, part func(*testing.T, uint64, string)) {
	for n := range seeds {
		seed := *chaosSeed + uint64(n)
		t.Run(strings.TrimPrefix(fmt.Sprintf("%s/seed %d", engine, seed), "/"), func(t *testing.T) {
			t.Parallel()
			database := ""
			if strings.HasPrefix(engine, onPostgres) {
				database = dockettest.URL(t)
			}
			part(t, seed, database)
		})
	}
}

// short is a pause of the machine's choosing within a bound of the seed's.
func pause(ctx context.Context, r *rand.Rand, most time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(r.Int64N(int64(most)))):
	}
}
