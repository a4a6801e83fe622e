package ghsa

import (
	"context"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// common is what processes tell each other of limits by the ledger. What the ledger
// says is kept beside what this process met itself, and replaced whole at each
// reading, so that it does not grow. A ledger that cannot be read takes nothing away:
// what was read last counts until it ends.
type common struct {
	ledger Ledger
	now    func() time.Time

	mu     sync.Mutex
	looked time.Time // when the last reading ended; zero before the first
	// looking is closed when the reading under way ends; nil where none is.
	looking chan struct{}
	known   map[limitKey]time.Time
	// untold are limits that the ledger does not have yet, rest is until when it is
	// left alone after it failed to take one.
	untold map[limitKey]time.Time
	rest   time.Time
}

func newCommon(ledger Ledger, now func() time.Time) *common {
	return &common{ledger: ledger, now: now, known: map[limitKey]time.Time{}, untold: map[limitKey]time.Time{}}
}

// look reads what other processes met, at most once in limitsEvery. One call reads,
// for at most limitsTime, and the others go on with what is known; only the first
// reading is waited for by all, so that a process that was just started does not
// send into a limit.
func (c *common) look(ctx context.Context) {
	for {
		mine, first := c.begin()
		switch {
		case mine:
			c.tell(ctx)
			c.read(ctx)
			return
		case first == nil:
			return
		}
		select {
		case <-first: // where that came to nothing, another call reads
		case <-ctx.Done():
			return
		}
	}
}

// begin reports whether the caller shall read, and else, before the first reading has
// ended, what to wait for.
func (c *common) begin() (mine bool, first <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	since := c.now().Sub(c.looked)
	switch {
	case c.looking != nil && c.looked.IsZero():
		return false, c.looking
	case c.looking != nil, !c.looked.IsZero() && since >= 0 && since < limitsEvery:
		return false, nil
	}
	c.looking = make(chan struct{})
	return true, nil
}

// read reads the ledger; the caller has begun.
func (c *common) read(ctx context.Context) {
	bounded, cancel := context.WithTimeout(ctx, limitsTime)
	defer cancel()
	list, err := c.ledger.Limits(bounded, c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.looking)
	c.looking = nil
	if err != nil && ctx.Err() != nil {
		return // not the ledger's fault: the next call reads
	}
	c.looked = c.now()
	if err == nil {
		c.known = c.credible(list)
	}
}

// credible are the limits that can be meant: of a resource that we know, and no
// further ahead than any process with a clock near ours would write down. Without
// that one wrong clock could hold an installation back, in all processes, for years.
func (c *common) credible(list []advisories.RateLimit) map[limitKey]time.Time {
	now := c.now()
	known := make(map[limitKey]time.Time, len(list))
	for _, l := range list {
		switch l.Resource {
		case resourceREST, resourceGraphQL, resourceBoth:
		default:
			continue // of another version of the program
		}
		k := limitKey{l.Installation, l.Resource}
		if l.Until.After(now) && !l.Until.After(now.Add(believed(k)+clocksApart)) && l.Until.After(known[k]) {
			known[k] = l.Until
		}
	}
	return known
}

// until is what the ledger said of a limit when it was last read; zero where it has
// none.
func (c *common) until(k limitKey) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[k]
}

// met notes a limit that others should know. That of many requests refused in one
// second is told once.
func (c *common) met(k limitKey, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.Sub(c.known[k]) >= time.Second && until.After(c.untold[k]) {
		c.untold[k] = until
	}
}

// tell writes down what the ledger does not have yet, for at most limitsTime. What it
// does not take is told again later: meanwhile this process knows it by itself.
func (c *common) tell(ctx context.Context) {
	news := c.take()
	if len(news) == 0 {
		return
	}
	// A limit must be told even where the request that met it has no time left.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limitsTime)
	defer cancel()
	for k, until := range news {
		err := c.ledger.KeepLimit(ctx, advisories.RateLimit{Installation: k.installation, Resource: k.resource, Until: until})
		c.mu.Lock()
		switch {
		case err != nil:
			c.rest = c.now().Add(limitsEvery)
			if until.After(c.untold[k]) {
				c.untold[k] = until
			}
		case until.After(c.known[k]):
			c.known[k] = until
		}
		c.mu.Unlock()
	}
}

// take hands out what is to be told, without what has ended.
func (c *common) take() map[limitKey]time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.untold) == 0 || now.Before(c.rest) && c.rest.Sub(now) <= limitsEvery {
		return nil
	}
	news := c.untold
	c.untold = map[limitKey]time.Time{}
	for k, until := range news {
		if !until.After(now) {
			delete(news, k)
		}
	}
	return news
}
