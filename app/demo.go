package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// Demo is how the demonstration runs.
type Demo struct {
	Out io.Writer
	// In, where set, is asked for Enter between chapters; nil waits for nobody.
	In io.Reader
	// Log takes the program's own log; nil drops it.
	Log *slog.Logger
}

const (
	demoOwner      = "example-org"
	demoRepository = demoOwner + "/parcel-tracker"
	// demoProse has a SECURITY.md and no policy file.
	demoProse = demoOwner + "/route-planner"
	// demoOwnerPolicy holds the owner's policy file, demoCases the tracking issues;
	// both are private.
	demoOwnerPolicy = demoOwner + "/.github-private"
	demoCases       = demoOwner + "/security-cases"
	demoReporter    = "a-researcher"
	demoMaintainer  = "a-maintainer"
	demoSecond      = "another-maintainer"
	demoSecret      = "demonstration-only-secret"
	// demoPatience is how long one turn of the story may take.
	demoPatience = 45 * time.Second
)

// RunDemo tells one report's whole story: the real program, doors, docket, desk
// and sweep, against a simulated GitHub in the same process. It fails where the
// story did not end as it should.
func RunDemo(ctx context.Context, d Demo) error {
	s := &story{out: &lines{w: d.Out}, log: d.Log}
	if d.In != nil {
		s.in = bufio.NewReader(d.In)
	}
	s.out.say("This is a demonstration: the real advisory-bot against a simulated GitHub.")
	s.out.say("Both run in this process. Nothing leaves this machine, and nothing is kept.")
	dir, err := os.MkdirTemp("", "advisory-bot-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(dir)
	s.github = ghsatest.New(ghsatest.Options{Slug: "advisory-bot"})
	defer s.github.Close()
	s.build()
	if err := s.start(ctx, dir); err != nil {
		return err
	}
	err = s.tell(ctx)
	s.transcript()
	return errors.Join(err, s.stop())
}

// story is the demonstration under way.
type story struct {
	out     *lines
	in      *bufio.Reader
	log     *slog.Logger
	github  *ghsatest.Server
	program *Program
	records *Records
	cancel  context.CancelFunc
	served  chan error
	id      advisories.GHSA
	named   atomic.Bool
	teller  teller
}

// build makes the simulated GitHub's world.
func (s *story) build() {
	s.github.AddOwner(demoOwner, true)
	s.github.AddUser(demoReporter)
	for _, login := range []string{demoMaintainer, demoSecond} {
		s.github.AddUser(login)
	}
	s.github.AddRepository(demoRepository, false)
	for _, r := range []string{demoOwnerPolicy, demoCases} {
		s.github.AddRepository(r, true)
	}
	for _, r := range []string{demoRepository, demoCases} {
		s.github.SetRole(r, demoMaintainer, "admin")
		s.github.SetRole(r, demoSecond, "admin")
	}
	s.github.PutFile(demoOwnerPolicy, ".github/advisory-policy.yml", demoOwnersWord)
	s.github.PutFile(demoRepository, ".github/advisory-policy.yml", demoPolicy)
	s.github.AddRepository(demoProse, false)
	s.github.SetRole(demoProse, demoMaintainer, "admin")
	s.github.SetRole(demoProse, demoSecond, "admin")
	s.github.PutFile(demoProse, "SECURITY.md", demoSecurity)
	s.github.AddInstallation(demoOwner)
}

// start runs the real program and points the simulated webhooks at its door.
func (s *story) start(ctx context.Context, dir string) error {
	config := Config{
		AppID: s.github.AppID(), PrivateKey: s.github.AppKeyPEM(), WebhookSecrets: [][]byte{[]byte(demoSecret)},
		APIURL: s.github.APIURL(), GraphQLURL: s.github.GraphQLURL(), WebURL: s.github.URL() + "/",
		ListenAddr: "127.0.0.1:0", AdminAddr: "127.0.0.1:0", DataDir: dir, SweepInterval: time.Second,
	}
	p, err := Assemble(ctx, config, Options{Log: s.log, Watch: s.step, WatchDoor: s.door})
	if err != nil {
		return err
	}
	s.program = p
	s.records = &Records{docket: p.Docket, web: config.WebURL, now: time.Now}
	ctx, s.cancel = context.WithCancel(ctx)
	at := make(chan Addresses, 1)
	s.served = make(chan error, 1)
	go func() { s.served <- p.Serve(ctx, func(a Addresses) { at <- a }) }()
	select {
	case a := <-at:
		s.out.say("advisory-bot takes webhooks at http://%s,\nGitHub is simulated at %s.", a.Door, s.github.URL())
		s.github.HookTo("http://"+a.Door+"/api/github/webhooks", demoSecret)
		return nil
	case err := <-s.served:
		s.served <- err
		return errors.Join(err, s.stop())
	}
}

func (s *story) stop() error {
	s.cancel()
	return errors.Join(<-s.served, s.program.Close())
}

// chapter begins a part of the story, when the reader is ready for it.
func (s *story) chapter(ctx context.Context, title, text string) error {
	var b strings.Builder
	wrap(&b, "   ", "   ", text)
	s.out.say("\n== %s\n%s", title, strings.TrimRight(b.String(), "\n"))
	if s.in == nil {
		return nil
	}
	s.out.say("   (press Enter)")
	read := make(chan struct{})
	go func() { // left behind where ctx ends first: the program does too
		_, _ = s.in.ReadString('\n') // at the end of the input the story goes on by itself
		close(read)
	}()
	select {
	case <-read:
		return nil
	case <-ctx.Done():
		return errDemoInterrupted
	}
}

var errDemoInterrupted = errors.New("demo: interrupted")

// door prints the first three steps, which the door does before it answers.
func (s *story) door(event, answer string, status int) {
	s.out.say("   1-3 receive, verify, persist: %s %s (%d)", plain(event), answer, status)
}

// step prints one step of the desk, once something comes of it. There is one case, so its name is told once.
func (s *story) step(step desk.Step, name, what string) {
	if s.named.CompareAndSwap(false, true) {
		s.out.say("   (the case is called %s)", name)
	}
	what = strings.TrimSuffix(strings.TrimPrefix(plainTimes(plain(what)), "stage "), ": done") // "done: done"
	what = strings.Replace(what, " a fresh look at it,", "", 1)
	for _, line := range s.teller.tell(step, fmt.Sprintf("   %-23s %s", demoSteps[step], what), what) {
		s.out.say("%s", line)
	}
}

// until waits for a turn of the story, and for the program to be done with it.
func (s *story) until(ctx context.Context, what string, happened func() bool) error {
	waiting, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !happened() || !s.idle(waiting) {
		select {
		case <-ctx.Done():
			return errDemoInterrupted
		case <-waiting.Done():
			return fmt.Errorf("demo: the story stopped while waiting for: %s", what)
		case <-tick.C:
		}
	}
	return nil
}

// idle reports whether nothing is due and nothing is in hand.
func (s *story) idle(ctx context.Context) bool {
	f, err := s.program.Docket.Figures(ctx)
	return err == nil && f.Due == 0 && f.Held == 0 && f.RingsWaiting == 0
}

// transcript prints GitHub's side: who wrote what where.
func (s *story) transcript() {
	if s.id == "" {
		return // interrupted before anything happened
	}
	s.out.say("\n== GitHub's side: who wrote what where\n   On the advisory %s in\n   %s; \"in the issue\" is in the private\n   %s.", s.id, demoRepository, demoCases)
	for _, a := range s.github.Acts() {
		if a.Verb == ghsatest.VerbPush || a.GHSA != s.id && a.Issue == 0 || a.Issue != 0 && a.Issue != s.issue() || a.Verb == ghsatest.VerbEditIssue {
			continue // the card is shown once, at the end
		}
		s.out.say("\n%s  %s", a.At.UTC().Format("15:04:05"), actLine(a))
		var body strings.Builder
		printBody(&body, "  | ", strings.TrimSpace(advisories.Unmarked(a.Body)))
		if body.Len() > 0 {
			s.out.say("%s", strings.TrimRight(body.String(), "\n"))
		}
	}
}

func actLine(a ghsatest.Act) string {
	who := a.Login
	if a.Bot {
		who += " (App)"
	}
	what := string(a.Verb)
	switch a.Verb {
	case ghsatest.VerbComment:
		what = fmt.Sprintf("wrote comment %d", a.Comment)
	case ghsatest.VerbEditComment, ghsatest.VerbDeleteComment:
		what += fmt.Sprintf(" %d", a.Comment)
	case ghsatest.VerbCommentIssue:
		what = "wrote in the issue"
	case ghsatest.VerbReact:
		what = "reacted in the issue"
	case ghsatest.VerbState:
		what += fmt.Sprintf(" from %s to %s", a.From, a.To)
	}
	return who + " " + what
}

// lines writes whole lines from several goroutines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(l.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}
