package desk

import (
	"sort"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Flood limits: what may go out by itself in a window, before the rest waits as
// one grouped approval.
type Flood struct {
	Window     time.Duration
	Reporter   int
	Repository int
}

// floodWindow is the time that a policy's limits are counted over.
const floodWindow = 24 * time.Hour

// flood is what limits this case: what the desk was configured with, else what the
// case's policy says of a day.
func (c *casework) flood() Flood {
	if c.d.flood != (Flood{}) {
		return c.d.flood
	}
	return Flood{Window: floodWindow, Reporter: c.pol.Floods.Reporter, Repository: c.pol.Floods.Repository}
}

// holdFlood is what a draft held by a flood says.
const holdFlood = "flood"

// hold holds those drafts of fresh that would go beyond the limits, given how many
// went out already, and says how many it held. Urgent drafts go first; the last
// fifth of each limit is kept for them, so that another case's receipt still goes
// when ordinary drafts have used up the rest.
func (f Flood) hold(fresh []advisories.Draft, byReporter, byRepository int) int {
	order := make([]int, 0, len(fresh))
	for i, d := range fresh {
		if d.State == advisories.DraftReady && d.Notifies() {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return fresh[order[a]].Urgent && !fresh[order[b]].Urgent })
	held := 0
	for _, i := range order {
		if byReporter < f.cap(f.Reporter, fresh[i].Urgent) && byRepository < f.cap(f.Repository, fresh[i].Urgent) {
			byReporter++
			byRepository++
			continue
		}
		fresh[i].State = advisories.DraftHeld
		fresh[i].Hold = holdFlood
		held++
	}
	return held
}

func (f Flood) cap(limit int, urgent bool) int {
	if urgent {
		return limit
	}
	return limit - limit/5
}

// stripes are locks, one for many repositories: counting what went out and filing
// what may go out are one step, or workers that count at the same time would each
// use the same room.
type stripes [64]sync.Mutex

func (s *stripes) of(repository int64) *sync.Mutex { return &s[uint64(repository)%uint64(len(s))] }
