package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// jobTimeout bounds one try at a case.
const jobTimeout = 90 * time.Second

// Closing bounds the phases of shutdown. What is zero has its default; together with
// what the docket adds to the second they are 35 s at most.
type Closing struct {
	// Door is how long open deliveries may take; 0 is 8 s, since GitHub gives up after
	// 10.
	Door time.Duration
	// Turns is how long turns under way may take before they are cut off; 0 is 18 s.
	// Those that were have some seconds to give their case back.
	Turns time.Duration
	// Spans is how long sending the last spans may take; 0 is 2 s.
	Spans time.Duration
}

func (c Closing) withDefaults() Closing {
	if c.Door == 0 {
		c.Door = 8 * time.Second
	}
	if c.Turns == 0 {
		c.Turns = 18 * time.Second
	}
	if c.Spans == 0 {
		c.Spans = 2 * time.Second
	}
	return c
}

// Addresses are where a running program listens; Door is empty where it has none.
type Addresses struct{ Door, Admin string }

// Serve runs until ctx ends: what the roles say, and health and metrics. started,
// where not nil, is told the addresses once deliveries are taken.
//
// It stops in two phases, each bounded (see [Closing]). First /readyz says stopping,
// the door takes nothing new and answers what is open, and sweeps end. Then the
// turns under way end or are cut off; whatever was cut off comes again. Health and
// metrics are answered until then, and the last spans are sent.
func (p *Program) Serve(ctx context.Context, started func(Addresses)) error {
	roles := p.options.Roles
	if p.Door == nil && roles.web() {
		return errors.New("serve: no webhook secret")
	}
	at, err := p.listen(roles)
	if err != nil {
		return err
	}
	if roles.work() {
		if err := p.wakeReady(ctx); err != nil {
			return errors.Join(err, at.close())
		}
	}
	s := &served{p: p, at: at, worked: make(chan struct{}), closing: p.options.Closing.withDefaults(),
		door: server(p.doors(), p.options.Log), admin: server(p.opsHandler(), p.options.Log)}
	p.options.Log.Info("serving", "roles", roles.names(), "webhooks", at.addresses().Door, "admin", at.addresses().Admin, "dry_run", p.config.DryRun)
	return s.run(ctx, roles, started)
}

// served is one run of a program.
type served struct {
	p           *Program
	at          listeners
	door, admin *http.Server
	// worked is closed when the queue has ended.
	worked  chan struct{}
	closing Closing
}

func (s *served) run(ctx context.Context, roles Roles, started func(Addresses)) error {
	queueCtx, stopQueue := context.WithCancel(context.WithoutCancel(ctx))
	defer stopQueue()
	cutting, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serving(s.admin.Serve(s.at.admin)) })
	if roles.web() {
		g.Go(func() error { return serving(s.door.Serve(s.at.door)) })
	}
	if roles.work() {
		g.Go(func() error {
			defer close(s.worked)
			return s.p.work(queueCtx, cutting)
		})
		g.Go(func() error {
			s.p.retain(ctx)
			return nil
		})
	} else {
		close(s.worked)
	}
	g.Go(func() error {
		<-ctx.Done()
		s.p.stop()
		s.closeDoor()
		stopQueue()
		defer time.AfterFunc(s.closing.Turns, cut).Stop()
		<-s.worked // bounded by the docket
		err := s.admin.Close()
		s.p.spans.close(s.closing.Spans)
		return err
	})
	if started != nil {
		started(s.at.addresses())
	}
	return g.Wait()
}

// closeDoor answers what is open and takes nothing new. What takes too long is cut
// off without a 202, so that GitHub shows a failed delivery, which the sweep finds.
func (s *served) closeDoor() {
	if s.at.door == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.closing.Door)
	defer cancel()
	if s.door.Shutdown(ctx) != nil {
		s.p.options.Log.Warn("deliveries were cut off: they took too long while the program stopped")
		_ = s.door.Close()
	}
}

// work runs the queue.
func (p *Program) work(ctx, cutting context.Context) error {
	h := &turns{desk: p.Desk, metrics: p.metrics, spans: p.spans, stopping: p.stopping, cutting: cutting}
	err := p.Docket.Run(ctx, h, docket.RunConfig{Workers: p.config.Workers, SweepEvery: p.config.SweepInterval, JobTimeout: jobTimeout})
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// listeners are where a program listens; door is nil where it has none.
type listeners struct{ door, admin net.Listener }

func (p *Program) listen(roles Roles) (l listeners, err error) {
	if l.admin, err = net.Listen("tcp", p.config.AdminAddr); err != nil {
		return l, fmt.Errorf("listen for health and metrics (%sADMIN_ADDR): %w", Prefix, err)
	}
	if !roles.web() {
		return l, nil
	}
	if l.door, err = net.Listen("tcp", p.config.ListenAddr); err != nil {
		l.door = nil
		return l, errors.Join(fmt.Errorf("listen for webhooks (%sLISTEN_ADDR): %w", Prefix, err), l.close())
	}
	return l, nil
}

func (l listeners) addresses() Addresses {
	a := Addresses{Admin: l.admin.Addr().String()}
	if l.door != nil {
		a.Door = l.door.Addr().String()
	}
	return a
}

func (l listeners) close() error {
	if l.door == nil {
		return l.admin.Close()
	}
	return errors.Join(l.door.Close(), l.admin.Close())
}

func (p *Program) doors() http.Handler {
	mux := http.NewServeMux()
	if p.Door != nil {
		mux.Handle(intake.Path, p.Door)
	}
	return mux
}

// server tells the log what it would write to standard error by itself, unredacted.
func server(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
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
