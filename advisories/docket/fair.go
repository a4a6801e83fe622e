package docket

import (
	"sync"
	"time"
)

// Fairness between installations. A job that runs at once stands behind those of
// installations of which less is due: its priority in the queue. What waits for
// long all the same is brought forward by the reconciler, a few keys of an
// installation at a time. And one installation has at most its share of the
// workers of a process, so that some are free when another one rings.

// crowdMost bounds how much of an installation is counted.
const crowdMost = 256

// crowdOf counts what is due ($6 is now) of an installation ($1).
const crowdOf = `(SELECT count(*) FROM (SELECT 1 FROM work w WHERE w.installation = CAST($1 AS BIGINT)
	AND w.wake_at > 0 AND w.wake_at <= CAST($6 AS BIGINT) LIMIT 256) AS due)`

// priority is a job's place in the queue, 1 to 4 and 1 first, by how much of its
// installation is due.
func priority(scheduled bool, crowd int) int {
	switch {
	case scheduled:
		return 2
	case crowd < 8:
		return 1
	case crowd < 64:
		return 2
	case crowd < crowdMost:
		return 3
	}
	return 4
}

// shares keeps an installation from taking all workers of a process.
type shares struct {
	most int // of one installation
	now  func() time.Time
	mu   sync.Mutex
	of   map[int64]*share
}

// share is what an installation has of the workers.
type share struct {
	turns int           // under way
	each  time.Duration // what a turn takes, smoothed
	free  time.Time     // when there is a worker for the next one that has to wait
}

// newShares leaves a quarter of the workers, and at least one of several, to others.
func newShares(workers int, now func() time.Time) *shares {
	return &shares{most: max(1, workers-max(1, workers/4)), now: now, of: map[int64]*share{}}
}

// enter begins a turn of an installation, or says how long to wait until there is
// likely a worker for it: each one who waits comes after the one before.
func (s *shares) enter(installation int64) (wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it := s.of[installation]
	if it == nil {
		it = &share{each: turnGuess}
		s.of[installation] = it
	}
	if it.turns < s.most {
		it.turns++
		return 0
	}
	now := s.now()
	// A little sooner than by the average: a worker without work costs more than one
	// who comes too early.
	step := max(it.each*4/5, time.Millisecond) / time.Duration(s.most)
	if it.free.Before(now) {
		it.free = now.Add(shareLeast)
	}
	it.free = it.free.Add(step)
	return min(it.free.Sub(now), shareLongest)
}

// A key whose installation has its share waits between these, so that a wrong guess
// costs little.
const (
	shareLeast   = 20 * time.Millisecond
	shareLongest = 30 * time.Second
)

// turnGuess is how long a turn takes as long as nothing is known of it.
const turnGuess = 50 * time.Millisecond

// leave ends a turn that took that long.
func (s *shares) leave(installation int64, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it := s.of[installation]
	it.turns--
	it.each += (took - it.each) / 8
	if it.turns == 0 && !it.free.After(s.now()) {
		delete(s.of, installation)
	}
}
