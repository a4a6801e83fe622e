package app

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// turns stand between queue and desk: they measure each turn and each sweep, and end
// them where the program stops.
type turns struct {
	desk    docket.Handler
	metrics *Metrics
	spans   *spans
	// stopping ends sweeps, which come again with the next start; cutting ends turns.
	stopping, cutting context.Context
}

// Work implements docket.Handler.
func (t *turns) Work(ctx context.Context, key advisories.CaseKey) error {
	about := "case"
	if key.GHSA == "" {
		about = "account"
	}
	ctx, end := t.spans.turn(ctx, about)
	return measured(ctx, t.cutting, func(outcome string, took time.Duration) {
		t.metrics.turn(outcome, took)
		end(outcome)
	}, func(ctx context.Context) error { return t.desk.Work(ctx, key) })
}

// Sweep implements docket.Handler.
func (t *turns) Sweep(ctx context.Context) error {
	if t.stopping.Err() != nil {
		return nil // the next start begins with one
	}
	ctx, end := t.spans.sweep(ctx)
	return measured(ctx, t.stopping, func(outcome string, took time.Duration) {
		t.metrics.sweep(outcome, took)
		end(outcome)
	}, t.desk.Sweep)
}

// measured does something that ends with until at the latest, and tells what came of
// it in one word. A panic is told and goes on.
func measured(ctx, until context.Context, tell func(string, time.Duration), do func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(until, cancel)()
	began, outcome := time.Now(), "broke"
	defer func() { tell(outcome, time.Since(began)) }()
	err := do(ctx)
	outcome = outcomeOf(err)
	if until.Err() != nil && outcome != "idle" && outcome != "held" {
		outcome = "cut"
	}
	return err
}

// outcomeOf is what came of a turn or a sweep. A fault of GitHub's is none of
// either: the desk comes back later.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, advisories.ErrIdle):
		return "idle"
	case errors.Is(err, advisories.ErrHeld):
		return "held"
	case errors.Is(err, advisories.ErrLost):
		return "lost"
	}
	return "failed"
}
