package app_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// newReplicated is a world whose programs share one PostgreSQL database.
func newReplicated(t *testing.T) *world {
	t.Helper()
	url := dockettest.New(t).Database(t)
	w := newWorld(t, ghsatest.Options{})
	key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, advisories.KeySize))
	w.tweak = func(c *app.Config) { c.DatabaseURL, c.SealKey = url, key }
	return w
}

// replica is a program whose writes are noted as they leave for GitHub, whose own
// clock shows whole seconds.
type replica struct {
	*running
	mu     *sync.Mutex
	writes *[]time.Time
}

func (r replica) wrote() []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(*r.writes)
}

func (w *world) replica() replica {
	r := replica{mu: new(sync.Mutex), writes: new([]time.Time)}
	w.opt.Transport = transportFunc(func(q *http.Request) (*http.Response, error) {
		if q.Method != http.MethodGet && strings.Contains(q.URL.Path, "/repos/") {
			r.mu.Lock()
			*r.writes = append(*r.writes, time.Now())
			r.mu.Unlock()
		}
		return http.DefaultTransport.RoundTrip(q)
	})
	r.running = w.run()
	return r
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

// TestReplicasKeepThePace: what two programs on one database write is as far apart as
// what one writes. Each alone would keep its own pace, and both together would then be
// twice as fast; half the difference is left for a machine that is busy.
func TestReplicasKeepThePace(t *testing.T) {
	const gap, each = 400 * time.Millisecond, 8
	w := newReplicated(t)
	w.opt.WriteGap = gap
	one, two := w.replica(), w.replica()
	id, repo := w.quietReport(t, one)
	var all sync.WaitGroup
	for _, r := range []replica{one, two} {
		all.Go(func() {
			for n := 0; n < each; {
				_, err := r.GitHub.Comment(t.Context(), repo, id, "One more.")
				switch f := (*advisories.Fault)(nil); {
				case err == nil:
					n++
				case errors.As(err, &f) && f.Code == advisories.FaultLimited:
					time.Sleep(time.Until(f.RetryAt)) // it was asked to come back then
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	at := slices.SortedFunc(slices.Values(append(one.wrote(), two.wrote()...)), time.Time.Compare)
	if len(at) != 2*each || len(at) != w.writes() {
		t.Fatalf("%d writes left, GitHub has %d, want %d", len(at), w.writes(), 2*each)
	}
	nearest := time.Hour
	for i := 1; i < len(at); i++ {
		nearest = min(nearest, at[i].Sub(at[i-1]))
	}
	span, want := at[len(at)-1].Sub(at[0]), time.Duration(len(at)-1)*gap
	t.Logf("%v from the first of %d writes to the last, the nearest two %v apart, wanted %v", span, len(at), nearest, gap)
	if span < want*3/4 {
		t.Errorf("%d writes within %v, want about %v", len(at), span, want)
	}
}

// TestReplicasCountTogether: the count of a minute holds over two programs and over a
// third that is started later.
func TestReplicasCountTogether(t *testing.T) {
	const most = 6
	w := newReplicated(t)
	w.opt.WritesAMinute = most
	all := []replica{w.replica(), w.replica()}
	id, repo := w.quietReport(t, all[0])
	begun := time.Now()
	for i := range 4 * most {
		if i == 3*most {
			all = append(all, w.replica())
		}
		_, err := all[i%len(all)].GitHub.Comment(t.Context(), repo, id, "One more.")
		var f *advisories.Fault
		if errors.As(err, &f) && f.Code == advisories.FaultLimited && f.RetryAt.After(begun) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	minutes := 1 + int(time.Since(begun)/time.Minute)
	if n := w.writes(); n < most || n > most*minutes {
		t.Errorf("%d writes, %d a minute may be", n, most)
	}
}

// TestReplicasShareLimits: what GitHub refused to one program the other does not try,
// and neither does one that was started after.
func TestReplicasShareLimits(t *testing.T) {
	w := newReplicated(t)
	one, two := w.replica(), w.replica()
	id, repo := w.quietReport(t, one)
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.SecondaryLimit, PathPattern: "/comments$", RetryAfter: time.Hour})
	_, err := one.GitHub.Comment(t.Context(), repo, id, "Hello.")
	var f *advisories.Fault
	if !errors.As(err, &f) || f.Code != advisories.FaultLimited {
		t.Fatal(err)
	}
	until := f.RetryAt
	held := func(r replica) bool {
		_, err := r.GitHub.Comment(t.Context(), repo, id, "Hello.")
		return errors.As(err, &f) && f.Code == advisories.FaultLimited && until.Sub(f.RetryAt).Abs() < time.Second
	}
	w.until("the other program to hear of it", func() bool { return held(two) })
	sent := len(two.wrote())
	three := w.replica()
	for range 5 {
		if !held(one) || !held(two) || !held(three) {
			t.Fatal("a program writes while the limit runs")
		}
	}
	if len(two.wrote()) != sent || len(three.wrote()) != 0 {
		t.Errorf("%d and %d writes while the limit runs", len(two.wrote())-sent, len(three.wrote()))
	}
}

// quietReport is a case, and its repository, where the program writes nothing by
// itself.
func (w *world) quietReport(t *testing.T, r replica) (advisories.GHSA, advisories.Repository) {
	t.Helper()
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\nmode: observe\n")
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("the case", func() bool {
		cases, err := r.Docket.Cases(t.Context(), docket.Filter{})
		return err == nil && len(cases) == 1
	})
	r.settled()
	if n := w.writes(); n != 0 {
		t.Fatalf("%d writes", n)
	}
	repo, err := r.Docket.Repository(t.Context(), r.theCase(id).Key.RepositoryKey())
	if err != nil {
		t.Fatal(err)
	}
	return id, repo
}
