package docket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Handler does the work that the docket wakes it for.
type Handler interface {
	// Work takes the case of the key, works it and gives it back. It returns nil
	// once it has released the case, and what Take returned (wrapped or not) where
	// that failed. Any other error is tried again later; its text goes nowhere.
	Work(ctx context.Context, key advisories.CaseKey) error
	// Sweep looks for what no webhook told, and rings. One sweep runs at a time.
	Sweep(ctx context.Context) error
}

// RunConfig says how much work is done at a time.
type RunConfig struct {
	// Workers is how many cases are worked at once in this process, most of which wait for
	// GitHub most of the time; 0 is 32. One installation has three quarters of them.
	Workers int
	// SweepEvery is the time between sweeps; 0 is 5 minutes.
	SweepEvery time.Duration
	// JobTimeout is how long one turn at a case may take; 0 is 90 s. It stays
	// below HoldFor.
	JobTimeout time.Duration
}

func (c RunConfig) withDefaults() (RunConfig, error) {
	if c.Workers == 0 {
		c.Workers = 32
	}
	if c.SweepEvery == 0 {
		c.SweepEvery = 5 * time.Minute
	}
	if c.JobTimeout == 0 {
		c.JobTimeout = 90 * time.Second
	}
	if c.Workers < 0 || c.SweepEvery < 0 || c.JobTimeout < 0 || c.JobTimeout >= HoldFor {
		return c, fmt.Errorf("run: workers and times must be positive, and a turn shorter than %v", HoldFor)
	}
	return c, nil
}

// Run wakes the handler for every key with something to do, sweeps once at start
// and then every SweepEvery, and reconciles the queue with the work at start and
// each minute. Where the database cannot be had at the start, it begins again until it
// can. It returns nil after ctx ended and the turns under way were done, or were
// cancelled because they took too long; and an error where c cannot be, or where a
// handler does not end even when cancelled.
func (d *Docket) Run(ctx context.Context, h Handler, c RunConfig) error {
	c, err := c.withDefaults()
	if err != nil {
		return err
	}
	for wait := time.Second; ; wait = min(2*wait, beginAgain) {
		err := d.begin(ctx, h, c)
		if err == nil || ctx.Err() != nil || errors.Is(err, errLingers) {
			return err
		}
		d.log.Warn("the queue could not start; it is tried again", slog.Duration("after", wait))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// beginAgain is the longest time between two tries to start the queue.
const beginAgain = 10 * time.Second

// begin is one try at Run.
func (d *Docket) begin(ctx context.Context, h Handler, c RunConfig) error {
	// What cannot be written now cannot be worked either.
	err := d.reconcile(ctx, 0)
	if err == nil {
		err = d.db.write(ctx, func(q tx) error { return q.enqueue(ctx, job{sweep: true}) })
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return nil // ended before it began
	case err != nil:
		return fmt.Errorf("run: %w", err)
	}
	done := make(chan struct{})
	side, stop := context.WithCancel(ctx)
	go func() {
		defer close(done)
		d.reconcileEach(side, time.Minute)
	}()
	defer func() {
		stop()
		<-done
	}()
	turn := &turn{d: d, h: h, shares: newShares(c.Workers, time.Now), slots: make(chan struct{}, c.Workers)}
	ushered := make(chan struct{})
	go func() {
		defer close(ushered)
		newUsher(turn, c).run(side)
	}()
	err = d.db.run(ctx, work{RunConfig: c, work: turn.work, sweep: turn.sweep})
	stop() // also where the queue could not start
	select {
	case <-ushered:
		return err
	case <-time.After(drainFor + 5*time.Second):
		return errors.Join(err, errLingers)
	}
}

// turn is one turn of a job.
type turn struct {
	d      *Docket
	h      Handler
	shares *shares
	// slots has one place a worker, for the queue's turns and the usher's together.
	slots chan struct{}
	// swept is when the newest sweep of this process began, by the queue's clock.
	// Sweeps come one after the other.
	swept time.Time
}

// work never returns an error: the queue would store its text. What failed comes
// again by a snooze.
func (t *turn) work(ctx context.Context, j *river.Job[workArgs]) error {
	key := advisories.CaseKey(j.Args)
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return river.JobSnooze(heldSnooze(0))
	}
	if wait := t.shares.enter(key.Installation); wait > 0 {
		return river.JobSnooze(wait)
	}
	began := time.Now()
	defer func() { t.shares.leave(key.Installation, time.Since(began)) }()
	err := t.guard(ctx, func() error { return t.h.Work(ctx, key) })
	switch {
	case err == nil:
		return nil
	case errors.Is(err, advisories.ErrIdle):
		if wait := t.d.early(ctx, key); wait > 0 {
			return river.JobSnooze(wait)
		}
		return nil
	case errors.Is(err, advisories.ErrHeld), errors.Is(err, advisories.ErrLost):
		return river.JobSnooze(heldSnooze(snoozes(j.Metadata)))
	}
	t.d.tellFailed(err)
	return river.JobSnooze(failedSnooze(t.d.failed(ctx, key)))
}

// sweep does one sweep, unless one is going on elsewhere or has begun since the
// job was queued: where sweeps take longer than the time between them, they must
// not pile up. A sweep that failed comes again with the next.
func (t *turn) sweep(ctx context.Context, j *river.Job[sweepArgs]) error {
	if j.CreatedAt.Before(t.swept) {
		return nil
	}
	if j.AttemptedAt != nil {
		t.swept = *j.AttemptedAt
	}
	err := t.d.errand(ctx, "sweep", func(ctx context.Context) error {
		return t.guard(ctx, func() error { return t.h.Sweep(ctx) })
	})
	if err != nil && !errors.Is(err, advisories.ErrHeld) {
		t.d.log.Warn("the sweep did not come to its end", slog.String("code", string(advisories.CodeOf(err))))
	}
	return nil
}

// errBroke stands for a panic.
var errBroke = errors.New("the handler broke down")

// guard turns a panic into an error before the queue sees it: the queue would
// store its value, which may quote a report. Of the stack, only the names of
// functions are logged.
func (t *turn) guard(ctx context.Context, fn func() error) (err error) {
	defer func() {
		if recover() != nil {
			t.d.log.ErrorContext(ctx, "the desk broke down; the case is tried again", slog.String("in", callers()))
			err = errBroke
		}
	}()
	return fn()
}

// callers names the functions that were running when a panic began.
func callers() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var names []string
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") && f.Function != "" {
			names = append(names, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more || len(names) == 12 {
			return strings.Join(names, " < ")
		}
	}
}

// snoozes is how often the queue has put a job off.
func snoozes(metadata []byte) int {
	var m struct {
		Snoozes int `json:"snoozes"`
	}
	_ = json.Unmarshal(metadata, &m) // not ours: where it cannot be read, it is 0
	return m.Snoozes
}

// heldSnooze is how long to wait for another worker: briefly at first, since most
// turns are short; then seldom, since a dead worker's hold lasts for minutes.
func heldSnooze(before int) time.Duration {
	if before < 10 {
		return 300 * time.Millisecond
	}
	return 3 * time.Second
}

// failedSnooze doubles with each failure in a row: 1 s, 2 s, 4 s … 5 min.
func failedSnooze(failures int) time.Duration {
	return min(time.Second<<min(max(failures-1, 0), 10), 5*time.Minute)
}

// tellFailed says that a turn failed. What the error says may quote anything; its class
// is enough.
func (d *Docket) tellFailed(err error) {
	if errors.Is(err, errUnsealed) {
		d.log.Error("a sealed text does not open with the keys at hand: give this process the sealing keys that the others have")
		return
	}
	d.log.Warn("a turn failed; it comes again", slog.String("fault", string(advisories.CodeOf(err))))
}

// failed counts a turn that ended in an error, and returns how many there were in
// a row. Where that cannot be written either, it is taken for the fifth.
func (d *Docket) failed(ctx context.Context, key advisories.CaseKey) int {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	failures := 5
	err := d.db.write(ctx, func(q tx) error {
		return one(ctx, q, `UPDATE work SET failures = failures + 1, code = 'broke' WHERE`+ofCase+`RETURNING failures`,
			args(key), &failures)
	})
	if err != nil && !errors.Is(err, errNone) {
		d.log.Warn("a failed turn could not be counted")
	}
	return failures
}

// earlyMost is how far ahead of its time a job may come that waits rather than
// ends: the queue goes by the database's clock and rounds to milliseconds.
const earlyMost = 10 * time.Second

// early is how long until a wake-up that is about to be due, else 0.
func (d *Docket) early(ctx context.Context, key advisories.CaseKey) time.Duration {
	var at int64
	err := d.db.ask(ctx, func(q tx) error {
		return one(ctx, q, `SELECT wake_at FROM work WHERE`+ofCase, args(key), &at)
	})
	if err != nil || at == 0 {
		return 0 // the reconciler looks after what could not be read
	}
	wait := moment(at).Sub(d.now())
	if wait > earlyMost || wait < -earlyMost {
		return 0
	}
	return max(wait, 0) + 5*time.Millisecond
}
