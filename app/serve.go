package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

const (
	// workers is how many cases are worked at once. They wait for GitHub most of
	// the time, and its manners ask for few requests at once.
	workers = 10
	// jobTimeout bounds one try at a case.
	jobTimeout = 90 * time.Second
	// doorClosing is how long open requests may take when the program stops.
	doorClosing = 10 * time.Second
)

// Addresses are where a running program listens.
type Addresses struct{ Door, Admin string }

// Serve runs until ctx ends: door, queue, sweep, retention, health and metrics. started,
// where not nil, is told the addresses once deliveries are taken. It stops in two
// phases: the door first, so that nothing new comes in, then the queue.
func (p *Program) Serve(ctx context.Context, started func(Addresses)) error {
	if p.Door == nil {
		return errors.New("serve: no webhook secret")
	}
	door, err := net.Listen("tcp", p.config.ListenAddr)
	if err != nil {
		return fmt.Errorf("listen for webhooks (%sLISTEN_ADDR): %w", Prefix, err)
	}
	admin, err := net.Listen("tcp", p.config.AdminAddr)
	if err != nil {
		door.Close()
		return fmt.Errorf("listen for health and metrics (%sADMIN_ADDR): %w", Prefix, err)
	}
	if err := p.wakeReady(ctx); err != nil {
		return errors.Join(err, door.Close(), admin.Close())
	}
	doors := http.NewServeMux()
	doors.Handle(intake.Path, p.Door)
	doorServer := server(doors)
	adminServer := server(opsHandler(p.metrics, p.ready))

	queueCtx, stopQueue := context.WithCancel(context.WithoutCancel(ctx))
	defer stopQueue()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serving(doorServer.Serve(door)) })
	g.Go(func() error { return serving(adminServer.Serve(admin)) })
	g.Go(func() error {
		err := p.Docket.Run(queueCtx, p.handler(), docket.RunConfig{Workers: workers, SweepEvery: p.config.SweepInterval, JobTimeout: jobTimeout})
		if err != nil {
			return fmt.Errorf("queue: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		p.retain(ctx)
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), doorClosing)
		defer cancel()
		err := doorServer.Shutdown(closing)
		stopQueue()
		return errors.Join(err, adminServer.Shutdown(closing))
	})
	at := Addresses{Door: door.Addr().String(), Admin: admin.Addr().String()}
	p.options.Log.Info("serving", "webhooks", at.Door, "admin", at.Admin, "dry_run", p.config.DryRun)
	if started != nil {
		started(at)
	}
	return g.Wait()
}

func server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
}

func serving(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// SweepOnce lists what GitHub has, rings for what differs, and works all that
// waits, until nothing is due.
func (p *Program) SweepOnce(ctx context.Context) error {
	if err := errors.Join(p.wakeReady(ctx), p.Desk.Sweep(ctx)); err != nil {
		return err
	}
	for {
		due, err := p.Docket.Due(ctx)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			p.retainOnce(ctx)
			return nil
		}
		for _, key := range due {
			if err := p.workOnce(ctx, key); err != nil && !errors.Is(err, advisories.ErrIdle) && !errors.Is(err, advisories.ErrHeld) {
				return err
			}
		}
	}
}

// workOnce bounds one turn as the queue does, so that no turn outlives its hold.
func (p *Program) workOnce(ctx context.Context, key advisories.CaseKey) error {
	ctx, cancel := context.WithTimeout(ctx, jobTimeout)
	defer cancel()
	return p.Desk.Work(ctx, key)
}

// wakeReady lets out what an earlier dry run left ready.
func (p *Program) wakeReady(ctx context.Context) error {
	if p.config.DryRun {
		return nil
	}
	return p.Docket.WakeReady(ctx)
}

// ready says whether deliveries can be kept. GitHub's state is no reason.
func (p *Program) ready(ctx context.Context) error {
	_, err := p.Docket.Figures(ctx)
	return err
}

func (p *Program) figures(ctx context.Context) (map[string]map[string]int, error) {
	f, err := p.Docket.Figures(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]map[string]int{
		"cases": words(f.Cases), "drafts": words(f.Drafts), "rings": {"waiting": f.RingsWaiting},
		"clocks":  {"at_risk": f.ClocksAtRisk, "missed": f.ClocksMissed},
		"work":    {"held": f.Held, "due": f.Due, "failing": f.Failing, "problem": f.Problems},
		"notices": {"open": f.Notices},
	}, nil
}

func words[K ~string](m map[K]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, n := range m {
		out[string(k)] = n
	}
	return out
}

func (p *Program) handler() docket.Handler { return p.Desk }
