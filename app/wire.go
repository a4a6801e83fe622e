package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
	"github.com/advisory-bot/advisory-bot/app/tracking"
)

// databaseFile is the embedded database's name in the data directory.
const databaseFile = "docket.db"

// Options are what a caller may put in place of the real world.
type Options struct {
	Log *slog.Logger
	Now func() time.Time
	// Holds replaces the clock by which holds of cases end; nil is the docket's own
	// choice. Only for tests that cannot wait for them.
	Holds func() time.Time
	// Watch is told of each step of each case.
	Watch func(step desk.Step, name, what string)
	// WatchDoor is told of each delivery's answer.
	WatchDoor func(event, answer string, status int)
	// WriteGap is the pause between writes of one installation; 0 is GitHub's
	// second. Only for a simulated GitHub.
	WriteGap time.Duration
	// WritesAMinute and WritesAnHour are how many writes one installation may send; 0 is
	// GitHub's 80 and 500. Only for a simulated GitHub.
	WritesAMinute, WritesAnHour int
	// InFlight replaces how long an unclear write may still take effect; 0 is the
	// desk's own. Only for a simulated GitHub.
	InFlight time.Duration
	// Flood replaces the flood limits.
	Flood desk.Flood
	// Transport carries the requests to GitHub; nil is the real network.
	Transport http.RoundTripper
	// Roles are what Serve does.
	Roles Roles
	// Closing replaces the bounds of shutdown. Only for a simulated GitHub.
	Closing Closing
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// OpenDocket opens the docket that the configuration names. With sole, no other
// process works it (see lockDir).
func OpenDocket(ctx context.Context, c Config, o Options, sole bool) (*docket.Docket, advisories.Keys, error) {
	o = o.withDefaults()
	keys, err := sealKeys(c)
	if err != nil {
		return nil, keys, err
	}
	d, err := docket.Open(ctx, docket.Config{URL: c.docketURL(), Keys: keys, Log: o.Log, Now: o.Now, Holds: o.Holds, Sole: sole})
	if err != nil {
		return nil, keys, err
	}
	return d, keys, nil
}

// docketURL is where the docket is: as configured, or the embedded database.
func (c Config) docketURL() string {
	if c.DatabaseURL == "" {
		return "sqlite:" + filepath.Join(c.DataDir, databaseFile)
	}
	return c.DatabaseURL
}

// Program is the rooms put together.
type Program struct {
	Docket *docket.Docket
	// GitHub and Desk are nil where the roles do not work.
	GitHub  *ghsa.Client
	Desk    *desk.Desk
	Door    http.Handler
	metrics *Metrics
	looks   *looks
	spans   *spans
	config  Config
	options Options
	release func()
	// stopping ends when the program begins to stop.
	stopping context.Context
	stop     context.CancelFunc
}

// Assemble opens the docket for work and puts the rooms together; nothing runs
// yet. Close it when done.
func Assemble(ctx context.Context, c Config, o Options) (*Program, error) {
	o = o.withDefaults()
	release := func() {}
	if c.DatabaseURL == "" {
		if !o.Roles.web() || !o.Roles.work() {
			return nil, Faults{Prefix + "DATABASE_URL: not set: " + noSplit}
		}
		var err error
		if release, err = lockDir(c.DataDir); err != nil {
			return nil, err
		}
	}
	d, keys, err := OpenDocket(ctx, c, o, c.DatabaseURL == "")
	if err != nil {
		release()
		return nil, err
	}
	p := newProgram(d, c, o)
	p.release = release
	if err := p.assemble(ctx, keys); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// newProgram is a program around its docket, as far as health and metrics need it.
func newProgram(d *docket.Docket, c Config, o Options) *Program {
	p := &Program{Docket: d, metrics: newMetrics(), spans: noSpans(), config: c, options: o.withDefaults(), release: func() {}}
	p.stopping, p.stop = context.WithCancel(context.Background())
	p.looks = &looks{now: p.options.Now,
		health:  keep(healthEvery, func(ctx context.Context) (health, error) { return look(ctx, d, p.options.Now) }),
		figures: keep(figuresEvery, d.Figures)}
	p.metrics.registry.MustRegister(p.looks)
	return p
}

func (p *Program) assemble(ctx context.Context, keys advisories.Keys) (err error) {
	if p.spans, err = newSpans(ctx, p.config.Traces, p.options.Log); err != nil {
		p.spans = noSpans()
		return err
	}
	if p.options.Roles.work() {
		if err := p.assembleDesk(keys); err != nil {
			return err
		}
	}
	return p.openDoor()
}

// assembleDesk puts together what works cases.
func (p *Program) assembleDesk(keys advisories.Keys) error {
	var err error
	p.GitHub, err = ghsa.New(ghsa.Config{
		AppID: p.config.AppID, PrivateKey: p.config.PrivateKey, APIURL: p.config.APIURL, GraphQLURL: p.config.GraphQLURL,
		UserAgent: "advisory-bot/" + Version(), Log: p.options.Log, Now: p.options.Now, WriteGap: p.options.WriteGap,
		Transport: p.options.Transport, Observe: p.observeGitHub, Ledger: p.Docket,
		WritesAMinute: p.options.WritesAMinute, WritesAnHour: p.options.WritesAnHour,
	})
	if err != nil {
		return fmt.Errorf("GitHub client: %w", err)
	}
	room, err := tracking.New(tracking.Config{GitHub: p.GitHub, Keys: keys, Log: p.options.Log, Now: p.options.Now,
		InFlight: p.options.InFlight, WebURL: p.config.WebURL})
	if err != nil {
		return err
	}
	notifier, err := newNotifier(p.config, keys, p.options)
	if err != nil {
		return err
	}
	p.Desk, err = desk.New(desk.Config{
		GitHub: p.GitHub, Docket: p.Docket, Keys: keys, Log: p.options.Log, Now: p.options.Now,
		Owners: p.config.Owners, DryRun: p.config.DryRun, Flood: p.options.Flood, InFlight: p.options.InFlight, Watch: p.watch,
		Tracker: trackingRoom{room}, Notifier: notifier, WebURL: p.config.WebURL,
	})
	return err
}

// Close gives back the docket and the data directory.
func (p *Program) Close() error {
	p.stop()
	p.spans.close(p.options.Closing.withDefaults().Spans)
	err := p.Docket.Close()
	p.release()
	return err
}

func (p *Program) watch(ctx context.Context, step desk.Step, name, what string) {
	p.metrics.steps.WithLabelValues(string(step)).Inc()
	p.spans.step(ctx, step)
	if p.options.Watch != nil {
		p.options.Watch(step, name, what)
	}
}

func (p *Program) observeDoor(a intake.Answer) {
	p.metrics.delivery(a.Event, a.Outcome, a.Took)
	p.spans.delivery(a)
	if p.options.WatchDoor != nil {
		p.options.WatchDoor(a.Event, a.Outcome, a.Status)
	}
}

func (p *Program) observeGitHub(ctx context.Context, r ghsa.Request) {
	p.metrics.request(r)
	p.spans.request(ctx, r)
}
