package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

const (
	verdictRate   = 500 // rings a second
	verdictFor    = 20 * time.Second
	verdictOwners = 1000 // installations, of one repository each
	verdictEach   = 10   // advisories of each
	// verdictWorkers is ADVISORY_BOT_WORKERS: a turn mostly waits for GitHub, three
	// requests of 20 ms, and 500 turns a second wait at once.
	verdictWorkers = 64
)

// BenchmarkVerdict rings 500 times a second for 20 s, at random moments, for any of
// 10,000 open cases of 1,000 installations, and measures how long each ring waits:
// from the moment when it was due to the end of the turn that worked it, its storing
// included. So many cases coalesce next to nothing: nearly every ring is a turn.
// Docket, queue, desk and the GitHub client are the program's; GitHub is simulated
// over HTTP on the same cores, takes 20 ms a request, and is not written to (a dry
// run). The turns that open the cases come before and are not in the figures. With
// -short it is a tenth of that.
func BenchmarkVerdict(b *testing.B) { onEach(b, simulated) }

// BenchmarkVerdictAlone is the same with an imitation of what the desk asks of
// GitHub in place of client, HTTP and simulation: it takes 20 ms a request and next
// to no CPU, as if GitHub were elsewhere.
func BenchmarkVerdictAlone(b *testing.B) { onEach(b, imitated) }

// github makes a GitHub with owners that have a repository each, and each of these
// some reports in triage.
type github func(b *testing.B, owners, each int) place

// place is what the desk asks, and what is there.
type place struct {
	desk.GitHub
	repos   []advisories.Repository
	reports [][]advisories.GHSA // of each repository
}

func onEach(b *testing.B, g github) {
	b.Run("sqlite", func(b *testing.B) { verdicts(b, g, "sqlite:"+filepath.Join(b.TempDir(), "docket.db")) })
	b.Run("postgres", func(b *testing.B) {
		if dockettest.Missing() {
			b.Log("not run: there is no PostgreSQL on this machine")
			return
		}
		verdicts(b, g, dockettest.New(b, dockettest.Durable).Database(b))
	})
}

func verdicts(b *testing.B, g github, url string) {
	rings := &ringing{owners: verdictOwners, lasts: verdictFor}
	if testing.Short() {
		rings.owners, rings.lasts = verdictOwners/10, verdictFor/10
	}
	rings.place = g(b, rings.owners, verdictEach)
	rings.open(b, url)
	rings.fill(b)
	for b.Loop() {
		rings.flood(b)
	}
	b.ReportMetric(0, "ns/op")
	slices.Sort(rings.lag)
	at := func(q float64) float64 {
		return rings.lag[int(q*float64(len(rings.lag)-1))].Seconds() * 1000
	}
	b.ReportMetric(float64(rings.sent)/rings.took.Seconds(), "rings/s")
	b.ReportMetric(float64(rings.turns)/float64(rings.sent), "turns/ring")
	b.ReportMetric(float64(rings.cpu.Microseconds())/1000/float64(rings.turns), "cpu-ms/turn")
	b.ReportMetric(at(0.50), "lag-p50-ms")
	b.ReportMetric(at(0.99), "lag-p99-ms")
	b.ReportMetric(at(1), "lag-max-ms")
	b.ReportMetric(float64(rings.behind), "behind")
}

// ringing is a program without its door: docket, queue and desk.
type ringing struct {
	*docket.Docket
	place  place
	owners int
	lasts  time.Duration
	desk   *desk.Desk

	mu     sync.Mutex
	lag    []time.Duration // of rings that were worked
	turns  int
	sent   int
	behind int // rings that waited when the last one was sent
	took   time.Duration
	cpu    time.Duration // of this process, until all was worked
}

func (r *ringing) open(b *testing.B, url string) {
	b.Helper()
	keys, err := advisories.NewKeys(bytes.Repeat([]byte{7}, advisories.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	if r.Docket, err = docket.Open(b.Context(), docket.Config{URL: url, Keys: keys, Sole: true}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := r.Close(); err != nil {
			b.Error(err)
		}
	})
	if r.desk, err = desk.New(desk.Config{GitHub: r.place.GitHub, Docket: r, Keys: keys, DryRun: true}); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx, r, docket.RunConfig{Workers: verdictWorkers, SweepEvery: time.Hour}) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
}

// Work is the desk's turn.
func (r *ringing) Work(ctx context.Context, key advisories.CaseKey) error {
	return r.desk.Work(ctx, key)
}

// Sweep looks for nothing: every ring is rung here.
func (r *ringing) Sweep(context.Context) error { return nil }

// Release notes how long the rings waited that were worked.
func (r *ringing) Release(ctx context.Context, w advisories.Work, n advisories.Next) error {
	err := r.Docket.Release(ctx, w, n)
	if err != nil || n.Keep || len(w.Rings) == 0 {
		return err
	}
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turns++
	for _, ring := range w.Rings {
		r.lag = append(r.lag, now.Sub(ring.At))
	}
	return nil
}

func (r *ringing) worked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.lag)
}

// fill opens every case.
func (r *ringing) fill(b *testing.B) {
	b.Helper()
	began := time.Now()
	for _, repo := range r.place.repos {
		if err := r.PutInstallation(b.Context(), advisories.Installation{ID: repo.Installation, Account: repo.Owner, AccountID: repo.OwnerID}); err != nil {
			b.Fatal(err)
		}
	}
	if err := r.PutRepositories(b.Context(), r.place.repos); err != nil {
		b.Fatal(err)
	}
	var all sync.WaitGroup
	for w := range 32 {
		all.Go(func() {
			for i := w; i < r.owners*verdictEach; i += 32 {
				r.ring(b, i, time.Now())
			}
		})
	}
	all.Wait()
	r.wait(b, r.owners*verdictEach)
	b.Logf("%d cases were opened in %v", r.owners*verdictEach, time.Since(began).Round(time.Second))
	r.lag, r.turns = nil, 0
}

// flood rings by a clock, which waits for nobody, and waits until all is worked.
func (r *ringing) flood(b *testing.B) {
	b.Helper()
	random := rand.New(rand.NewPCG(5, 7))
	began, before, used := time.Now(), r.worked(), cpuTime()
	var all sync.WaitGroup
	n := 0
	for at := 0.0; at < r.lasts.Seconds(); at += random.ExpFloat64() / verdictRate {
		due, i := began.Add(time.Duration(at*float64(time.Second))), random.IntN(r.owners*verdictEach)
		time.Sleep(time.Until(due))
		all.Go(func() { r.ring(b, i, due) })
		n++
	}
	r.took += time.Since(began)
	r.sent += n
	r.behind = before + n - r.worked()
	all.Wait()
	r.wait(b, before+n)
	r.cpu += cpuTime() - used
}

// cpuTime is what this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ring is GitHub's word that an advisory was reported.
func (r *ringing) ring(b *testing.B, i int, at time.Time) {
	repo := r.place.repos[i%r.owners]
	fresh, err := r.Ring(b.Context(), advisories.Ring{
		GUID: fmt.Sprintf("%08x-0000-4000-8000-%012x", i, at.UnixNano()&(1<<48-1)), Source: advisories.SourceWebhook,
		Event: "repository_advisory", Action: "reported", Installation: repo.Installation, RepositoryID: repo.ID,
		Owner: repo.Owner, Name: repo.Name, GHSA: r.place.reports[i%r.owners][i/r.owners], At: at,
	})
	if err != nil || !fresh {
		b.Errorf("ring: fresh %v, %v", fresh, err)
	}
}

// wait returns once as many rings were worked; the bound is a safety net.
func (r *ringing) wait(b *testing.B, worked int) {
	b.Helper()
	for until := time.Now().Add(10 * time.Minute); r.worked() < worked; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			b.Fatalf("%d of %d rings were worked", r.worked(), worked)
		}
	}
}
