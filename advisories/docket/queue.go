package docket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// workArgs wakes the desk for a key. The names of its fields are stored.
type workArgs struct {
	Installation int64           `json:"installation"`
	Repository   int64           `json:"repository"`
	GHSA         advisories.GHSA `json:"ghsa"`
}

// Kind is the job's name in the queue's tables.
func (workArgs) Kind() string { return "work" }

// sweepArgs starts a sweep.
type sweepArgs struct{}

// Kind is the job's name in the queue's tables.
func (sweepArgs) Kind() string { return "sweep" }

// sweepQueue keeps sweeps out of the way of cases: a long one takes no worker.
const sweepQueue = "sweep"

// InsertOpts puts sweeps into their own queue.
func (sweepArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: sweepQueue} }

// work is what the queue runs.
type work struct {
	RunConfig
	work  func(context.Context, *river.Job[workArgs]) error
	sweep func(context.Context, *river.Job[sweepArgs]) error
}

// queue inserts and runs jobs in the transactions of one engine.
type queue[T any] struct {
	driver riverdriver.Driver[T]
	client *river.Client[T]
	log    *slog.Logger
}

func newQueue[T any](driver riverdriver.Driver[T], log *slog.Logger) (*queue[T], error) {
	log = quiet(log)
	c, err := river.NewClient(driver, &river.Config{Logger: log})
	if err != nil {
		return nil, fmt.Errorf("open queue: %w", err)
	}
	return &queue[T]{driver: driver, client: c, log: log}, nil
}

func (q *queue[T]) insert(ctx context.Context, t T, jobs []job) error {
	if len(jobs) == 0 {
		return nil
	}
	list := make([]river.InsertManyParams, 0, len(jobs))
	for _, j := range jobs {
		p := river.InsertManyParams{Args: workArgs(j.key), InsertOpts: &river.InsertOpts{ScheduledAt: j.at, Priority: j.priority}}
		if j.sweep {
			p.Args = sweepArgs{}
		}
		list = append(list, p)
	}
	if _, err := q.client.InsertManyFastTx(ctx, t, list); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

// errLingers: a handler that does not end.
var errLingers = errors.New("work under way did not end when it was cancelled")

// drainFor bounds how long work under way may go on once the program ends.
const drainFor = 20 * time.Second

// run works jobs until ctx ends and what is under way is done, or drainFor over.
func (q *queue[T]) run(ctx context.Context, w work) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(w.work))
	river.AddWorker(workers, &sweepWorker{fn: w.sweep})
	c, err := river.NewClient(q.driver, &river.Config{
		Logger:               q.log,
		Workers:              workers,
		FetchCooldown:        10 * time.Millisecond,
		FetchPollInterval:    250 * time.Millisecond,
		JobTimeout:           w.JobTimeout,
		RescueStuckJobsAfter: w.JobTimeout + time.Minute,
		SoftStopTimeout:      drainFor,
		// Finished jobs say nothing that our tables do not say.
		CompletedJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 24 * time.Hour,
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: w.Workers},
			sweepQueue:         {MaxWorkers: 1, FetchPollInterval: 2 * time.Second},
		},
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(
			river.PeriodicInterval(w.SweepEvery),
			func() (river.JobArgs, *river.InsertOpts) { return sweepArgs{}, nil },
			&river.PeriodicJobOpts{ID: "sweep"},
		)},
	})
	if err != nil {
		return fmt.Errorf("start queue: %w", err)
	}
	if err := c.Start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // the program ended before the queue began
		}
		return fmt.Errorf("start queue: %w", err)
	}
	<-ctx.Done()
	select {
	case <-c.Stopped():
		return nil
	case <-time.After(drainFor + 5*time.Second):
		return errLingers
	}
}

// sweepWorker gives sweeps more time than cases.
type sweepWorker struct {
	river.WorkerDefaults[sweepArgs]
	fn func(context.Context, *river.Job[sweepArgs]) error
}

// Work does one sweep.
func (s *sweepWorker) Work(ctx context.Context, j *river.Job[sweepArgs]) error { return s.fn(ctx, j) }

// sweepFor is how long one sweep may take.
const sweepFor = 15 * time.Minute

// Timeout is how long one sweep may take.
func (*sweepWorker) Timeout(*river.Job[sweepArgs]) time.Duration { return sweepFor }
