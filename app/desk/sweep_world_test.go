package desk

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// sweepWorld is a desk with a real docket and a real client before a simulated
// GitHub, all on one clock that the test moves. It sends no webhook: what it
// finds, the sweep found. Its desk writes nothing to GitHub.
type sweepWorld struct {
	*testing.T
	github *ghsatest.Server
	client *ghsa.Client
	docket *docket.Docket
	desk   *Desk

	mu     sync.Mutex
	at     time.Time
	paused time.Duration
	rung   []advisories.Ring
}

// sweepKey is one App's key for all tests; making one takes long.
var sweepKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// newSweepWorld has an organization "acme" and a person "kim" with an account, and
// no installation yet.
func newSweepWorld(t *testing.T, o ghsatest.Options) *sweepWorld {
	t.Helper()
	w := &sweepWorld{T: t, at: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	o.Now, o.AppKey = w.now, &sweepKey().PublicKey
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(sweepKey())})
	if o.Budget == 0 {
		o.Budget = 1 << 30
	}
	w.github = ghsatest.New(o)
	t.Cleanup(w.github.Close)
	w.github.AddOwner("acme", true)
	w.github.AddOwner("kim", false)
	w.github.AddUser("researcher")
	var err error
	w.client, err = ghsa.New(ghsa.Config{
		AppID: w.github.AppID(), PrivateKey: keyPEM, APIURL: w.github.APIURL(), GraphQLURL: w.github.GraphQLURL(), Now: w.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := advisories.NewKeys([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	if w.docket, err = docket.Open(t.Context(), docket.Config{URL: "sqlite:" + t.TempDir() + "/docket.db", Keys: keys, Now: w.now, Sole: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.docket.Close() })
	w.restart(keys)
	return w
}

// restart makes a desk that remembers nothing.
func (w *sweepWorld) restart(keys advisories.Keys) {
	w.Helper()
	d, err := New(Config{GitHub: w.client, Docket: listening{w.docket, w}, Keys: keys, Now: w.now, DryRun: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.Fatal(err)
	}
	d.sweeping.pause = func(_ context.Context, t time.Duration) {
		w.paused += t
		w.advance(t)
	}
	w.desk = d
}

// listening is the docket with an ear at its bell.
type listening struct {
	*docket.Docket
	w *sweepWorld
}

func (l listening) Ring(ctx context.Context, r advisories.Ring) (bool, error) {
	l.w.mu.Lock()
	l.w.rung = append(l.w.rung, r)
	l.w.mu.Unlock()
	return l.Docket.Ring(ctx, r)
}

func (w *sweepWorld) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *sweepWorld) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// sweep sweeps once and returns the rings of it as "GHSA id" or "event number".
func (w *sweepWorld) sweep() []string {
	w.Helper()
	rings, err := w.trySweep()
	if err != nil {
		w.Fatalf("sweep: %v", err)
	}
	return rings
}

func (w *sweepWorld) trySweep() ([]string, error) {
	w.rung = nil
	w.github.ResetRequests()
	err := w.desk.Sweep(w.Context())
	var out []string
	for _, r := range w.rung {
		switch {
		case r.GHSA != "":
			out = append(out, string(r.GHSA))
		default:
			out = append(out, r.Event)
		}
	}
	slices.Sort(out)
	return out, err
}

// later lets time pass and sweeps.
func (w *sweepWorld) later(d time.Duration) []string {
	w.Helper()
	w.advance(d)
	return w.sweep()
}

// work works all that is due, until nothing is.
func (w *sweepWorld) work() {
	w.Helper()
	for range 50 {
		due, err := w.docket.Due(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		for _, key := range due {
			if err := w.desk.Work(w.Context(), key); err != nil && !errors.Is(err, advisories.ErrIdle) {
				w.Fatalf("work: %v", err)
			}
		}
	}
	w.Fatal("work does not end")
}

// settle sweeps, works what rang, and checks that the next sweep finds nothing.
func (w *sweepWorld) settle() {
	w.Helper()
	w.later(5 * time.Minute)
	w.work()
	if again := w.later(5 * time.Minute); len(again) > 0 {
		w.Fatalf("the next sweep rang again: %v", again)
	}
}

// requests are the routes asked since the last sweep began, with how often.
func (w *sweepWorld) requests() map[string]int {
	out := map[string]int{}
	for _, r := range w.github.Requests() {
		out[r.Method+" "+r.Route]++
	}
	return out
}

func (w *sweepWorld) count() int { return len(w.github.Requests()) }

func (w *sweepWorld) theCase(id advisories.GHSA) advisories.Case {
	w.Helper()
	list := w.cases(id)
	if len(list) != 1 {
		w.Fatalf("%d cases of %s", len(list), id)
	}
	return list[0]
}

func (w *sweepWorld) cases(id advisories.GHSA) []advisories.Case {
	w.Helper()
	list, err := w.docket.Cases(w.Context(), docket.Filter{})
	if err != nil {
		w.Fatal(err)
	}
	return slices.DeleteFunc(list, func(c advisories.Case) bool { return c.Key.GHSA != id })
}

// names are the installation's repositories in the docket, by full name.
func (w *sweepWorld) names(installation int64) []string {
	w.Helper()
	list, err := w.docket.Repositories(w.Context(), installation)
	if err != nil {
		w.Fatal(err)
	}
	out := map[string]bool{}
	for _, r := range list {
		out[r.FullName()] = true
	}
	return slices.Sorted(maps.Keys(out))
}

func (w *sweepWorld) repository(installation int64, fullName string) advisories.Repository {
	w.Helper()
	list, err := w.docket.Repositories(w.Context(), installation)
	if err != nil {
		w.Fatal(err)
	}
	for _, r := range list {
		if r.FullName() == fullName {
			return r
		}
	}
	w.Fatalf("the docket has no %s", fullName)
	return advisories.Repository{}
}

func (w *sweepWorld) installations() []advisories.Installation {
	w.Helper()
	list, err := w.docket.Installations(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return list
}
