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
	// Watch is told of each step of each case.
	Watch func(step desk.Step, name, what string)
	// WatchDoor is told of each delivery's answer.
	WatchDoor func(event, answer string, status int)
	// WriteGap is the pause between writes of one installation; 0 is GitHub's
	// second. Only for a simulated GitHub.
	WriteGap time.Duration
	// InFlight replaces how long an unclear write may still take effect; 0 is the
	// desk's own. Only for a simulated GitHub.
	InFlight time.Duration
	// Flood replaces the flood limits.
	Flood desk.Flood
	// Transport carries the requests to GitHub; nil is the real network.
	Transport http.RoundTripper
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
	url := c.DatabaseURL
	if url == "" {
		url = "sqlite:" + filepath.Join(c.DataDir, databaseFile)
	}
	d, err := docket.Open(ctx, docket.Config{URL: url, Keys: keys, Log: o.Log, Now: o.Now, Sole: sole})
	if err != nil {
		return nil, keys, err
	}
	return d, keys, nil
}

// Program is the rooms put together.
type Program struct {
	Docket  *docket.Docket
	GitHub  *ghsa.Client
	Desk    *desk.Desk
	Door    http.Handler
	metrics *Metrics
	config  Config
	options Options
	release func()
}

// Assemble opens the docket for work and puts the rooms together; nothing runs
// yet. Close it when done.
func Assemble(ctx context.Context, c Config, o Options) (*Program, error) {
	o = o.withDefaults()
	release := func() {}
	if c.DatabaseURL == "" {
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
	p := &Program{Docket: d, metrics: newMetrics(), config: c, options: o, release: release}
	if err := p.assemble(keys); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Program) assemble(keys advisories.Keys) error {
	var err error
	p.GitHub, err = ghsa.New(ghsa.Config{
		AppID: p.config.AppID, PrivateKey: p.config.PrivateKey, APIURL: p.config.APIURL, GraphQLURL: p.config.GraphQLURL,
		UserAgent: "advisory-bot/" + Version(), Log: p.options.Log, Now: p.options.Now, WriteGap: p.options.WriteGap,
		Transport: p.options.Transport, Observe: p.observeGitHub,
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
	if err != nil {
		return err
	}
	if len(p.config.WebhookSecrets) > 0 {
		p.Door, err = intake.New(intake.Config{
			Secrets: p.config.WebhookSecrets, Bell: p.Docket, Log: p.options.Log, Now: p.options.Now, Observe: p.observeDoor,
		})
		if err != nil {
			return err
		}
	}
	p.metrics.registry.MustRegister(newFigures(p.figures))
	return nil
}

// Close gives back the docket and the data directory.
func (p *Program) Close() error {
	err := p.Docket.Close()
	p.release()
	return err
}

func (p *Program) watch(step desk.Step, name, what string) {
	p.metrics.steps.WithLabelValues(string(step)).Inc()
	if p.options.Watch != nil {
		p.options.Watch(step, name, what)
	}
}

func (p *Program) observeDoor(a intake.Answer) {
	p.metrics.delivery(a.Event, a.Outcome, a.Took)
	if p.options.WatchDoor != nil {
		p.options.WatchDoor(a.Event, a.Outcome, a.Status)
	}
}

func (p *Program) observeGitHub(r ghsa.Request) {
	p.metrics.request(r.Method, r.Route, r.Status, r.Remaining, string(r.Limited), r.Limited != ghsa.LimitHeld && r.Limited != ghsa.LimitOwn)
}
