package app_test

import (
	"sync"
	"time"
)

// movingClock is the real clock, which a test can move on.
type movingClock struct {
	mu    sync.Mutex
	moved time.Duration
}

func (c *movingClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.moved)
}

func (c *movingClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += d
}

// safeCounter counts names from several goroutines.
type safeCounter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *safeCounter) add(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[name]++
	return c.n[name]
}
