package app

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

const (
	// lookFor bounds one look at the docket for health or metrics.
	lookFor = 2 * time.Second
	// healthEvery and figuresEvery are how long what was seen is shown: whoever asks
	// more often costs the docket no more.
	healthEvery  = time.Second
	figuresEvery = 5 * time.Second
)

// health is what the docket can do now.
type health struct {
	// up: rings can be stored.
	up bool
	// counted: the backlog could be read.
	counted bool
	backlog docket.Backlog
	// limited counts installations by the resource that GitHub refuses them.
	limited map[string]int
}

// lag is how long what waits longest has been due.
func (h health) lag(now time.Time) time.Duration {
	if h.backlog.Oldest.IsZero() {
		return 0
	}
	return max(now.Sub(h.backlog.Oldest), 0)
}

// lookout is the part of the docket that tells how it is.
type lookout interface {
	Ping(context.Context) error
	Backlog(context.Context) (docket.Backlog, error)
	Limits(ctx context.Context, now time.Time) ([]advisories.RateLimit, error)
}

// look looks once. What cannot be read is not counted; whether rings can be stored is
// always told.
func look(ctx context.Context, d lookout, now func() time.Time) (health, error) {
	h := health{limited: map[string]int{}}
	if err := d.Ping(ctx); err != nil {
		return h, nil
	}
	h.up = true
	var err error
	if h.backlog, err = d.Backlog(ctx); err != nil {
		return h, nil
	}
	h.counted = true
	limits, err := d.Limits(ctx, now())
	if err != nil {
		return h, nil
	}
	for _, l := range limits {
		h.limited[resourceWord(l.Resource)]++
	}
	return h, nil
}

// resourceWord keeps the label's values to a closed list.
func resourceWord(resource string) string {
	switch resource {
	case "":
		return "all"
	case "rest", "graphql":
		return resource
	}
	return "other"
}

// kept is something that costs a look and is looked at every so often at most, by
// one at a time.
type kept[T any] struct {
	read  func(context.Context) (T, error)
	every time.Duration

	turn  chan struct{}
	at    time.Time // zero: not read yet
	value T
	err   error
}

func keep[T any](every time.Duration, read func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{read: read, every: every, turn: make(chan struct{}, 1)}
}

// errSlow says that somebody else's look did not end in time.
var errSlow = errors.New("a look takes too long")

// get is what was seen last, or now. It returns within lookFor or little more, and
// who gives up meanwhile spoils it for nobody.
func (k *kept[T]) get(ctx context.Context) (T, error) {
	var none T
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookFor)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return none, errSlow
	}
	done := make(chan struct{})
	var value T
	var err error
	go func() { // a look that heeds no end must not hold up who asks
		defer func() { <-k.turn }()
		defer close(done)
		if k.at.IsZero() || time.Since(k.at) >= k.every {
			k.value, k.err = k.read(ctx)
			k.at = time.Now()
		}
		value, err = k.value, k.err
	}()
	select {
	case <-done:
		return value, err
	case <-ctx.Done():
		return none, errSlow
	}
}
