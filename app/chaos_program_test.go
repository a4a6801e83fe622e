package app_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// TestCrashChild is the child's program.
func TestCrashChild(t *testing.T) {
	spec := os.Getenv(crashEnv)
	if spec == "" {
		t.Skip("is run by TestKillAtEachStep and the tests of chaos as their child")
	}
	appID, _ := strconv.ParseInt(os.Getenv("CRASH_APP"), 10, 64)
	sweep, _ := time.ParseDuration(os.Getenv("CRASH_SWEEP"))
	if sweep == 0 {
		sweep = 500 * time.Millisecond
	}
	k, clock := &killer{spec: spec}, &movingClock{}
	if path := os.Getenv("CRASH_CONTROL"); path != "" {
		signal.Ignore(syscall.SIGXFSZ) // a write beyond the limit fails with EFBIG
		var once sync.Once
		first := make(chan struct{})
		go obey(path, func(k control) {
			clock.set(k.clock)
			limitFiles(k.fsize)
			once.Do(func() { close(first) })
		})
		<-first
	}
	config := app.Config{
		AppID: appID, PrivateKey: []byte(os.Getenv("CRASH_KEY")), WebhookSecrets: [][]byte{[]byte(testSecret)},
		APIURL: os.Getenv("CRASH_API"), GraphQLURL: os.Getenv("CRASH_GRAPHQL"), WebURL: "https://github.com/",
		ListenAddr: "127.0.0.1:0", AdminAddr: "127.0.0.1:0", DataDir: os.Getenv("CRASH_DIR"), SweepInterval: sweep,
		DatabaseURL: os.Getenv("CRASH_DATABASE"), SealKey: sealKeyFor(os.Getenv("CRASH_DATABASE")),
	}
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	defer stop()
	holds := clock.now
	if os.Getenv("CRASH_HOLDS") == "true" {
		holds = nil
	}
	p, err := app.Assemble(ctx, config, app.Options{Now: clock.now, Holds: holds,
		Log: app.NewLog(os.Stderr, slog.LevelInfo, "text"), WriteGap: time.Millisecond, InFlight: time.Second, Watch: k.step})
	if err != nil {
		t.Fatal(err)
	}
	door, err := intake.New(intake.Config{Secrets: config.WebhookSecrets, Bell: k.bell(p.Docket), Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	p.Door = k.door(door)
	go approveAll(ctx, p)
	if err = p.Serve(ctx, func(a app.Addresses) { fmt.Println(a.Door) }); err != nil || ctx.Err() == nil {
		t.Fatalf("the child ended by itself: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

// sealKeyFor is the key of a PostgreSQL docket, which all replicas must be given; with
// SQLite there is one in the data directory.
func sealKeyFor(database string) string {
	if database == "" {
		return ""
	}
	return base64.StdEncoding.EncodeToString(make([]byte, advisories.KeySize))
}

// limitFiles bounds how large this process's files may become.
func limitFiles(bytes uint64) {
	var is syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &is); err != nil {
		panic(err)
	}
	is.Cur = is.Max
	if bytes > 0 {
		is.Cur = bytes
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &is); err != nil {
		panic(err)
	}
}

// approveAll is the operator who approves whatever is held.
func approveAll(ctx context.Context, p *app.Program) {
	for ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
		cases, err := p.Docket.Cases(ctx, docket.Filter{})
		if err != nil {
			continue
		}
		for _, c := range cases {
			drafts, _ := p.Docket.Drafts(ctx, c.Key)
			for _, d := range drafts {
				if d.State == advisories.DraftHeld && d.Key.Kind != advisories.KindPublish {
					_ = p.Docket.Decide(ctx, advisories.Decision{Case: c.Key, Number: d.Number, Approve: true, By: "operator:kim", Digest: d.Digest})
				}
			}
		}
	}
}

// killer ends the process at its point.
type killer struct {
	spec string
	seen safeCounter
}

func (k *killer) at(step string, kind advisories.Kind) {
	names := []string{step + "/", stepAny + "/"}
	if kind != "" {
		names = append(names, step+"/"+string(kind))
	}
	for _, name := range names {
		if n := k.seen.add(name); fmt.Sprintf("%s/%d", name, n) == k.spec {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way; nothing more happens here
		}
	}
}

func (k *killer) step(s desk.Step, _, what string) {
	kind, _, drafted := strings.Cut(what, " (draft")
	if !drafted {
		kind = ""
	}
	k.at(string(s), advisories.Kind(kind))
}

func (k *killer) bell(next intake.Bell) intake.Bell { return killerBell{k, next} }

type killerBell struct {
	k    *killer
	next intake.Bell
}

func (b killerBell) Ring(ctx context.Context, r advisories.Ring) (bool, error) {
	if r.Reported() {
		b.k.at(stepVerify, "")
	}
	fresh, err := b.next.Ring(ctx, r)
	if r.Reported() {
		b.k.at(stepPersist, "")
	}
	return fresh, err
}

func (k *killer) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-GitHub-Event") == "repository_advisory" {
			k.at(stepReceive, "")
		}
		next.ServeHTTP(w, r)
	})
}

// set moves the clock to a distance from the real one.
func (c *movingClock) set(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = d
}

func (c *movingClock) off() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved
}
