package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// Step names one of the steps of a delivery's life as the desk does them.
type Step string

// The steps of the desk. Begin, look, perform and settle are the parts of execute.
const (
	StepLoad    Step = "load"
	StepJudge   Step = "judge"
	StepPlan    Step = "plan"
	StepFile    Step = "file"
	StepBegin   Step = "begin"
	StepLook    Step = "look"
	StepPerform Step = "perform"
	StepSettle  Step = "settle"
	StepRecord  Step = "record"
	// StepCommand is a person's command that was read, StepTrack the tracking issue
	// brought up to date.
	StepCommand Step = "command"
	StepTrack   Step = "track"
)

// Config is what a desk needs.
type Config struct {
	GitHub GitHub
	Docket Docket
	Keys   advisories.Keys
	Log    *slog.Logger
	Now    func() time.Time
	// Owners are the accounts served; none means all that install the App.
	Owners []string
	// DryRun files drafts and writes nothing to GitHub.
	DryRun bool
	// Flood, where set, replaces the limits of every policy.
	Flood Flood
	// InFlight is how long a request of a try whose end is not known may still
	// take effect on GitHub; before that a comment is not posted again. Zero is
	// 12 s: GitHub ends every request after 10.
	InFlight time.Duration
	// Watch, where set, is told of each step after it was done, with the case's
	// short name and what it came to, in our words. ctx is that of the turn.
	Watch func(ctx context.Context, step Step, name, what string)
	// Tracker keeps tracking issues; nil for none. Notifier posts notifications; nil
	// for none.
	Tracker  Tracker
	Notifier Notifier
	// WebURL is GitHub's address for people, for links ("https://github.com/").
	WebURL string
}

// Desk works cases and account rings.
type Desk struct {
	gh     GitHub
	docket Docket
	keys   advisories.Keys
	log    *slog.Logger
	now    func() time.Time
	owners []string
	dry    bool
	flood  Flood
	watch  func(context.Context, Step, string, string)
	filing stripes
	// sweeping is what one sweep remembers for the next.
	sweeping sweeping
	grants   grants
	counts   counts
	// inFlight as in Config.
	inFlight time.Duration
	tracker  Tracker
	notifier Notifier
	web      string
	// readings remembers what SECURITY.md promises, what reports hold and what policies
	// are composed to, so that they are not read at each look.
	readings *policy.Readings
}

// How many files, reports and policies, each kind in how much memory, readings may hold:
// those of thousands of repositories and cases, a few kilobytes each once it was read.
const (
	readingsHeld  = 20_000
	readingsBytes = 24 << 20
)

// New makes a desk.
func New(c Config) (*Desk, error) {
	switch {
	case c.GitHub == nil || c.Docket == nil:
		return nil, errors.New("desk: needs GitHub and a docket")
	case c.Keys.Len() == 0:
		return nil, errors.New("desk: needs a sealing key")
	}
	d := &Desk{gh: c.GitHub, docket: c.Docket, keys: c.Keys, log: c.Log, now: c.Now, owners: c.Owners,
		dry: c.DryRun, flood: c.Flood, watch: c.Watch, inFlight: c.InFlight,
		tracker: c.Tracker, notifier: c.Notifier, web: strings.TrimSuffix(c.WebURL, "/"),
		readings: policy.NewReadings(readingsHeld, readingsBytes)}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.inFlight == 0 {
		d.inFlight = 12 * time.Second
	}
	if d.watch == nil {
		d.watch = func(context.Context, Step, string, string) {}
	}
	return d, nil
}

// Work takes what waits under a key in hand, works it and gives it back. It
// returns advisories.ErrHeld where another worker has it and advisories.ErrIdle
// where nothing waits; a fault of GitHub is no error but a later wake-up.
func (d *Desk) Work(ctx context.Context, key advisories.CaseKey) error {
	w, err := d.docket.Take(ctx, key)
	if err != nil {
		return err
	}
	var next advisories.Next
	if key.GHSA == "" {
		next = d.account(ctx, w)
	} else {
		next = d.workCase(ctx, w)
	}
	// The hold is given back even where the program is shutting down.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := d.docket.Release(ctx, w, next); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// workCase carries one case through steps 4 to 9.
func (d *Desk) workCase(ctx context.Context, w advisories.Work) advisories.Next {
	c, next, done := d.load(ctx, w)
	if done {
		return next
	}
	if err := c.file(ctx); err != nil {
		return c.stop("file", err)
	}
	if err := c.command(ctx); err != nil {
		c.failing(ctx, advisories.NoticeTracking, "failing", "reading what was commanded", advisories.CodeOf(err))
		return c.stop("command", err)
	}
	next = c.actOut(ctx)
	next.Keep = false // what the rings said is in the case now
	return c.hearAgain(next)
}

// hearAgain keeps the rings of a tracking issue that could not be read, and comes
// back for them a few times; after that each daily look tries.
func (c *casework) hearAgain(next advisories.Next) advisories.Next {
	if !c.deaf {
		return next
	}
	if at := c.d.now().Add(delay(c.w.Failures)); next.At.IsZero() || at.Before(next.At) {
		next.At = at
	}
	next.Failed, next.Code, next.Keep = true, "unheard", c.w.Failures < manyFailures
	return next
}

// mostRounds and roundsFor bound how much follows from one act in one turn; what is
// left comes at once with the next.
const (
	mostRounds = 5
	roundsFor  = 30 * time.Second
)

// actOut carries out what is due, and what follows from that, and shows it.
func (c *casework) actOut(ctx context.Context) advisories.Next {
	began := c.d.now()
	for round := 1; ; round++ {
		next, stopped := c.execute(ctx)
		if stopped {
			return next
		}
		acted := c.acted
		next = c.record(ctx)
		if next.Keep {
			return next
		}
		if again := acted && c.more(); !again || round == mostRounds || c.d.now().Sub(began) > roundsFor {
			return c.sooner(c.track(ctx, next))
		}
	}
}

func sameLogin(a, b string) bool { return strings.EqualFold(a, b) }
