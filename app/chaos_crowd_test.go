package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// throng is the people who report, answer, command and edit, each matter at its own
// pace, and GitHub, which fails now and then.
type throng struct {
	c    *chaos
	rng  *rand.Rand
	most int
	// deaf: the sweep finds nothing, so that only deliveries bring anything about. What
	// was not taken at the door is sent again by hand.
	deaf bool
	// quiet is deaf, also once the sweep finds things again.
	quiet bool
	// calm: GitHub does not fail.
	calm bool

	mu      sync.Mutex
	matters []*matter
	log     []string
}

// matter is one report, and what people still mean to do about it.
type matter struct {
	crowd      *throng
	repo       string
	id         advisories.GHSA
	reporter   string
	tracked    bool
	incomplete bool
	issue      int
	since      time.Time
	moves      []move
	// commands are the comments with one, true where it is to be refused.
	commands map[int64]bool
	edits    int
}

// move is what somebody does once something has come about.
type move struct {
	name  string
	ready func(*matter) bool
	do    func(*matter) error
}

func newThrong(c *chaos) *throng {
	k := &throng{c: c, rng: c.rng(1), most: 8}
	k.deaf = c.seed%2 == 0
	k.quiet = k.deaf
	k.forget()
	return k
}

// forget ends what was planned to go wrong, but not deafness.
func (k *throng) forget() {
	k.c.github.ClearFaults()
	if !k.deaf {
		return
	}
	for _, path := range []string{"/security-advisories$", "/app/hook/deliveries"} {
		k.c.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 500, Method: "GET", PathPattern: path, Times: -1})
	}
}

// finish lets everybody make each move that is possible, and reports how many.
func (k *throng) finish() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.matters) < k.most {
		k.report(true)
	}
	left := func() (n int) {
		for _, m := range k.matters {
			n += len(m.moves)
		}
		return n
	}
	before := left()
	for _, m := range k.matters {
		k.advance(m)
	}
	if k.deaf {
		k.redeliver(true)
	}
	return before - left()
}

// run lets people work until ctx ends.
func (k *throng) run(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, k.rng, 25*time.Millisecond)
		k.tick()
	}
}

func (k *throng) tick() {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := k.rng.IntN(20)
	switch {
	case len(k.matters) < k.most && (n < 2 || len(k.matters) == 0):
		k.report(k.rng.IntN(4) > 0)
	case n == 3:
		k.redeliver(false)
	case n == 4 && !k.calm:
		k.trouble()
	case n == 5 && !k.deaf:
		k.rewrite()
	case n < 8 && k.deaf:
		k.redeliver(true)
	default:
		k.advance(k.matters[k.rng.IntN(len(k.matters))])
	}
}

func (k *throng) say(format string, args ...any) { k.log = append(k.log, fmt.Sprintf(format, args...)) }

func (k *throng) said() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := slices.Clone(k.log)
	for _, m := range k.matters {
		for _, v := range m.moves {
			out = append(out, fmt.Sprintf("%s (%s): not done yet: %s", m.id, m.repo, v.name))
		}
	}
	return out
}

// over reports whether everybody did what they meant to.
func (k *throng) over() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.matters) == k.most && !slices.ContainsFunc(k.matters, func(m *matter) bool { return len(m.moves) > 0 })
}

// report files one more, where there is a tracking repository or where there is none.
func (k *throng) report(tracked bool) {
	n := len(k.matters)
	m := &matter{crowd: k, reporter: fmt.Sprintf("researcher%d", n), tracked: tracked, commands: map[int64]bool{}}
	m.incomplete = !k.deaf && (k.most == 1 || k.rng.IntN(2) == 0)
	owner, body := plainOwner, complete
	if m.tracked {
		owner = testOwner
	}
	if m.incomplete {
		body = incomplete
	}
	m.repo = fmt.Sprintf("%s/lib%d", owner, k.rng.IntN(2))
	m.moves = k.plan(m)
	k.c.github.AddUser(m.reporter)
	m.id = k.c.github.Report(m.repo, m.reporter, "One byte too many", body)
	k.matters = append(k.matters, m)
	k.say("%s reported in %s, tracked %v, incomplete %v", m.id, m.repo, m.tracked, m.incomplete)
}

// redeliver sends one delivery again, or all that were not taken.
func (k *throng) redeliver(failed bool) {
	list := k.c.github.Deliveries()
	if len(list) == 0 {
		return
	}
	if !failed {
		_ = k.c.github.Redeliver(list[k.rng.IntN(len(list))].GUID)
		return
	}
	for guid, ok := range latest(list) {
		if !ok {
			_ = k.c.github.Redeliver(guid)
		}
	}
}

// latest tells of each delivery whether its last attempt was taken.
func latest(list []ghsatest.Delivery) map[string]bool {
	out := map[string]bool{}
	for _, d := range list {
		out[d.GUID] = d.OK()
	}
	return out
}

// rewrite lets a reporter change the text.
func (k *throng) rewrite() {
	m := k.matters[k.rng.IntN(len(k.matters))]
	if m.edits == 2 {
		return
	}
	m.edits++
	_ = k.c.github.EditAdvisoryAs(m.reporter, m.repo, m.id, func(a *advisories.Advisory) {
		a.Description += fmt.Sprintf("\n\nWhat I saw later, %d.\n", m.edits)
	})
}

// trouble plans a fault of GitHub's for some request that is to come.
func (k *throng) trouble() {
	f := ghsatest.Fault{Skip: k.rng.IntN(8)}
	switch k.rng.IntN(7) {
	case 0:
		f.Kind, f.Times = ghsatest.Drop, 1+k.rng.IntN(2)
	case 1, 2:
		f.Kind = ghsatest.AppliedAnswerLost
		f.Method = []string{"POST", "PATCH"}[k.rng.IntN(2)]
	case 3:
		f.Kind, f.Status = ghsatest.Status, []int{500, 502, 503, 504}[k.rng.IntN(4)]
	case 4:
		f.Kind, f.Status, f.Applied = ghsatest.Status, 502, true
	case 5:
		f.Kind, f.RetryAfter = ghsatest.SecondaryLimit, time.Second
	case 6:
		f.Kind, f.Applied, f.PathPattern = ghsatest.GraphError, k.rng.IntN(2) == 0, "/graphql"
	}
	k.say("  fault: %s %d %s after %d", f.Kind, f.Status, f.Method, f.Skip)
	k.c.github.Fault(f)
}

// advance lets somebody make the next move of a matter, where its time has come.
func (k *throng) advance(m *matter) {
	if len(m.moves) == 0 || !m.moves[0].ready(m) {
		return
	}
	if err := m.moves[0].do(m); err != nil {
		k.say("%s: %s: %v", m.id, m.moves[0].name, err)
		return
	}
	k.say("%s: %s", m.id, m.moves[0].name)
	m.moves = m.moves[1:]
}

// find is the tracking issue's number, 0 where there is none yet.
func (m *matter) find() int {
	if m.issue > 0 {
		return m.issue
	}
	for _, i := range m.crowd.c.github.Issues(casesRepo) {
		if strings.Contains(i.Body, string(m.id)) {
			m.issue, m.since = i.Number, time.Now()
		}
	}
	return m.issue
}

// noticed reports whether people know of the issue: they hear of it by mail, and so
// never before GitHub has answered us.
func (m *matter) noticed() bool { return m.find() > 0 && time.Since(m.since) > 500*time.Millisecond }

func (m *matter) state() advisories.State { return m.crowd.c.github.Advisory(m.repo, m.id).State }
