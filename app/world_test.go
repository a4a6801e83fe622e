package app_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

const (
	testOwner  = "acme"
	testRepo   = "acme/lib"
	testSecret = "a-secret-of-the-tests"

	// quick is a policy under which nothing waits for a person but acceptance.
	quick = "version: 1\nmode: on\nreport: {required: [description, affected_versions]}\n"

	// complete has all that quick requires; incomplete lacks the versions.
	complete   = "## Description\n\nThe parser reads one byte beyond its buffer when a header ends in a colon.\n\n## Affected versions\n\n1.2.0 to 1.4.1\n"
	incomplete = "## Description\n\nThe parser reads one byte beyond its buffer when a header ends in a colon.\n"
)

// world is a simulated GitHub with one installation, and a data directory in
// which the real program runs.
type world struct {
	t      *testing.T
	github *ghsatest.Server
	dir    string
	log    *safeBuffer
	opt    app.Options
	sweep  time.Duration
	dry    bool
	owners []string
	// tweak, where set, changes the configuration of the next run.
	tweak func(*app.Config)
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newWorld(t *testing.T, o ghsatest.Options) *world {
	t.Helper()
	w := &world{t: t, github: ghsatest.New(o), dir: t.TempDir(), log: &safeBuffer{}, sweep: time.Hour}
	t.Cleanup(w.github.Close)
	w.github.AddOwner(testOwner, true)
	for _, login := range []string{"researcher", "maintainer", "pusher"} {
		w.github.AddUser(login)
	}
	w.github.AddRepository(testRepo, false)
	w.github.SetRole(testRepo, "maintainer", "admin")
	w.github.SetRole(testRepo, "pusher", "write")
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick)
	w.github.AddInstallation(testOwner)
	w.opt = app.Options{Log: app.NewLog(w.log, slog.LevelDebug, "text"), WriteGap: time.Millisecond, InFlight: time.Second}
	return w
}

func (w *world) config() app.Config {
	c := app.Config{
		AppID: w.github.AppID(), PrivateKey: w.github.AppKeyPEM(), WebhookSecrets: [][]byte{[]byte(testSecret)},
		APIURL: w.github.APIURL(), GraphQLURL: w.github.GraphQLURL(), WebURL: "https://github.com/",
		ListenAddr: "127.0.0.1:0", AdminAddr: "127.0.0.1:0", DataDir: w.dir, SweepInterval: w.sweep,
		DryRun: w.dry, Owners: w.owners,
	}
	if w.tweak != nil {
		w.tweak(&c)
	}
	return c
}

// running is a started program.
type running struct {
	*app.Program
	w    *world
	at   app.Addresses
	stop func()
}

// run starts the program and points the webhooks at its door. It is stopped at
// the end of the test, or by stop.
func (w *world) run() *running {
	w.t.Helper()
	p, err := app.Assemble(w.t.Context(), w.config(), w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	at, served := make(chan app.Addresses, 1), make(chan error, 1)
	go func() { served <- p.Serve(ctx, func(a app.Addresses) { at <- a }) }()
	r := &running{Program: p, w: w}
	var once sync.Once
	r.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-served; err != nil {
				w.t.Errorf("serve: %v", err)
			}
			if err := p.Close(); err != nil {
				w.t.Errorf("close: %v", err)
			}
		})
	}
	select {
	case r.at = <-at:
	case err := <-served:
		w.t.Fatalf("serve: %v", err)
	}
	w.t.Cleanup(r.stop)
	w.github.HookTo("http://"+r.at.Door+intake.Path, testSecret)
	return r
}

// until waits for a condition that the program brings about by itself.
func (w *world) until(what string, happened func() bool) {
	w.t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for !happened() {
		if time.Now().After(deadline) {
			w.t.Fatalf("waited in vain for %s; log:\n%s", what, w.log)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// settled waits until nothing is due and nothing is in hand.
func (r *running) settled() {
	r.w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.w.github.Flush(ctx); err != nil {
		r.w.t.Fatal(err)
	}
	r.w.until("the queue to be idle", func() bool {
		f, err := r.Docket.Figures(r.w.t.Context())
		return err == nil && f.Due == 0 && f.Held == 0 // a ring makes its key due; one kept for later does not
	})
}

// sweepNow rings for what changed and waits until it is worked.
func (r *running) sweepNow() {
	r.w.t.Helper()
	if err := r.Desk.Sweep(r.w.t.Context()); err != nil {
		r.w.t.Fatal(err)
	}
	r.settled()
}

// lookNow wakes a case that nothing rang for and waits until it is worked.
func (r *running) lookNow(id advisories.GHSA) {
	r.w.t.Helper()
	if err := r.Docket.Wake(r.w.t.Context(), r.theCase(id).Key, time.Time{}); err != nil {
		r.w.t.Fatal(err)
	}
	r.settled()
}

// written are the comments that our account has on an advisory.
func (w *world) written(id advisories.GHSA) []advisories.Comment {
	return slices.DeleteFunc(w.github.Comments(testRepo, id), func(c advisories.Comment) bool { return c.Author.ID != w.github.Bot() })
}

// kinds counts our own comments by what they are.
func (w *world) kinds(id advisories.GHSA) string {
	count := map[string]int{}
	for _, c := range w.written(id) {
		switch {
		case strings.Contains(c.Body, "Where this report stands"):
			count["status"]++
		case strings.Contains(c.Body, "**Missing:**"):
			count["ask"]++
		default:
			count["receipt"]++
		}
	}
	var out []string
	for _, k := range []string{"receipt", "ask", "status"} {
		if count[k] > 0 {
			out = append(out, fmt.Sprintf("%s %d", k, count[k]))
		}
	}
	return strings.Join(out, ", ")
}

// writes counts what the App wrote on GitHub, of any kind.
func (w *world) writes() int {
	n := 0
	for _, a := range w.github.Acts() {
		if a.Bot {
			n++
		}
	}
	return n
}

func (r *running) theCase(id advisories.GHSA) advisories.Case {
	r.w.t.Helper()
	cases, err := r.Docket.Cases(r.w.t.Context(), docket.Filter{})
	if err != nil {
		r.w.t.Fatal(err)
	}
	for _, c := range cases {
		if c.Key.GHSA == id {
			return c
		}
	}
	r.w.t.Fatalf("no case for %s", id)
	return advisories.Case{}
}

func (r *running) drafts(id advisories.GHSA) []advisories.Draft {
	r.w.t.Helper()
	list, err := r.Docket.Drafts(r.w.t.Context(), r.theCase(id).Key)
	if err != nil {
		r.w.t.Fatal(err)
	}
	return list
}

// draftLine is drafts as text: "receipt done, ask held".
func (r *running) draftLine(id advisories.GHSA) string {
	var out []string
	for _, d := range r.drafts(id) {
		s := string(d.Key.Kind) + " " + string(d.State)
		if d.Hold != "" {
			s += " (" + d.Hold + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func (r *running) noticed(kind advisories.NoticeKind) (advisories.Notice, bool) {
	r.w.t.Helper()
	list, err := r.Docket.Notices(r.w.t.Context())
	if err != nil {
		r.w.t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(n advisories.Notice) bool { return n.Kind == kind })
	if i < 0 {
		return advisories.Notice{}, false
	}
	return list[i], true
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b.String()
}
