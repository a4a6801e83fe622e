package docket

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// steady is PostgreSQL's time, carried on by this process's monotonic clock between
// two looks at it. Holds end by it: a replica whose own clock is wrong, or jumps,
// takes nothing that another one still has in hand.
type steady struct {
	mu   sync.Mutex
	base time.Time
	// read is when base was read; its monotonic part is what counts.
	read time.Time
}

func (s *steady) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base.Add(time.Since(s.read))
}

// set takes the database's time. What the answer took on its way is not added: a
// hold then ends that much later, never earlier.
func (s *steady) set(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base, s.read = at, time.Now()
}

// clockOf is the clock by which holds end: the configured one, PostgreSQL's own, or
// the docket's where the engine has none of its own.
func (d *Docket) clockOf(ctx context.Context, c Config) error {
	d.holds = c.Holds
	if d.holds != nil {
		return nil
	}
	d.holds = d.now
	if _, own := d.db.(*postgres); !own {
		return nil
	}
	d.steady = &steady{}
	d.holds = d.steady.now
	return d.readClock(ctx)
}

// readClock looks at the database's clock, at start and each minute.
func (d *Docket) readClock(ctx context.Context) error {
	if d.steady == nil {
		return nil
	}
	var at int64
	err := d.db.read(ctx, func(q tx) error {
		return one(ctx, q, `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`, nil, &at)
	})
	if err != nil {
		return fmt.Errorf("read the database's clock: %w", err)
	}
	d.steady.set(moment(at))
	return nil
}
