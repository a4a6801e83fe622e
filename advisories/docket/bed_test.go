package docket

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		ringUntilKilled(url)
	}
	code := m.Run()
	dockettest.Stop()
	// Every docket is closed by now: whatever still runs was left behind by one.
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// onBoth runs a part of the suite on both engines, each time on an empty docket.
func onBoth(t *testing.T, part func(*testing.T, *bed)) {
	t.Run("sqlite", func(t *testing.T) {
		part(t, newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		part(t, newBed(t, dockettest.URL(t)))
	})
}

// bed is an empty docket's place, a clock that stands still, and a key.
type bed struct {
	t    *testing.T
	url  string
	keys advisories.Keys
	*clock
}

func newBed(t *testing.T, url string) *bed {
	return &bed{t: t, url: url, keys: testKeys(t, 1), clock: &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}}
}

// testKeys makes keys from numbers, newest first.
func testKeys(t testing.TB, seeds ...byte) advisories.Keys {
	t.Helper()
	var raw [][]byte
	for _, s := range seeds {
		raw = append(raw, slices.Repeat([]byte{s}, advisories.KeySize))
	}
	k, err := advisories.NewKeys(raw...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (b *bed) config() Config {
	return Config{URL: b.url, Keys: b.keys, Now: b.now, Holds: b.now, Log: slog.New(slog.DiscardHandler)}
}

// open opens the docket; it is closed with the test.
func (b *bed) open(change ...func(*Config)) *Docket {
	b.t.Helper()
	c := b.config()
	for _, f := range change {
		f(&c)
	}
	d, err := Open(b.t.Context(), c)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.t.Error(err)
		}
	})
	return d
}

// realTime lets the docket go by the real clock, as the queue does.
func realTime(c *Config) { c.Now, c.Holds = time.Now, nil }

func sole(c *Config) { c.Sole = true }

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// testKey is the key of the n-th test case.
func testKey(n int) advisories.CaseKey {
	return advisories.CaseKey{Installation: 7, Repository: 70, GHSA: advisories.GHSA(fmt.Sprintf("GHSA-aaaa-bbbb-%04d", n))}
}

// webhook is a ring for a case.
func webhook(key advisories.CaseKey, guid string) advisories.Ring {
	return advisories.Ring{
		GUID: guid, Source: advisories.SourceWebhook, Event: "repository_advisory", Action: "reported",
		Installation: key.Installation, RepositoryID: key.Repository, GHSA: key.GHSA,
		Owner: "octo-org", Name: "octo-repo", At: time.Date(2026, 3, 2, 8, 59, 0, 0, time.UTC),
	}
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got is the value of a call that must not fail.
func got[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// ring rings for a case and takes it in hand.
func ringAndTake(t *testing.T, d *Docket, key advisories.CaseKey, guid string) advisories.Work {
	t.Helper()
	if !got(d.Ring(t.Context(), webhook(key, guid)))(t) {
		t.Fatalf("ring %s is not fresh", guid)
	}
	return got(d.Take(t.Context(), key))(t)
}

// filed is a case with drafts, still in hand.
func filed(t *testing.T, d *Docket, key advisories.CaseKey, drafts ...advisories.Draft) (advisories.Work, []advisories.Draft) {
	t.Helper()
	w := ringAndTake(t, d, key, "filed-"+string(key.GHSA))
	list := got(d.File(t.Context(), w, advisories.Filing{Case: testCase(key), New: drafts}))(t)
	return w, list
}

func testCase(key advisories.CaseKey) advisories.Case {
	return advisories.Case{
		Key: key, Owner: "octo-org", Repo: "octo-repo", Name: "amber-otter-" + string(key.GHSA[len(key.GHSA)-4:]),
		Stage: advisories.StageReceived, Reporter: advisories.Person{ID: 41, Login: "reporter"},
		ReportedAt: time.Date(2026, 3, 2, 8, 59, 0, 0, time.UTC), OpenedAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Facts: advisories.Facts{State: advisories.StateTriage, Comments: 1},
		Verdict: advisories.Verdict{Mode: "on", Stage: advisories.StageReceived, Clocks: []advisories.Clock{
			{Commitment: advisories.CommitmentAcknowledge, State: advisories.ClockAtRisk},
			{Commitment: advisories.CommitmentAssess, State: advisories.ClockMissed},
		}},
	}
}

// receipt is an automatic draft; held is one that waits for one approval.
func receipt(n int) advisories.Draft {
	return advisories.Draft{
		Key: advisories.DraftKey{Rule: "receipt", Kind: advisories.KindReceipt, Occurrence: n},
		Act: advisories.ActComment, Permit: advisories.PermitAuto, State: advisories.DraftReady,
		Why: "a report came", Body: "Thank you.", Digest: fmt.Sprintf("digest-%d", n),
	}
}

func held(kind advisories.Kind, approvals int) advisories.Draft {
	return advisories.Draft{
		Key: advisories.DraftKey{Rule: "acceptance", Kind: kind, Occurrence: 1},
		Act: advisories.ActState, To: advisories.StateDraft, Permit: advisories.PermitApprove, Approvals: approvals,
		State: advisories.DraftHeld, Why: "it was assessed", Digest: "digest-" + string(kind),
	}
}

// sql runs a statement behind the docket's back.
func behind(t *testing.T, d *Docket, query string, args ...any) int64 {
	t.Helper()
	var n int64
	must(t, d.db.write(context.WithoutCancel(t.Context()), func(q tx) (err error) {
		n, err = q.exec(t.Context(), query, args...)
		return err
	}))
	return n
}

// number reads one number behind the docket's back.
func number(t *testing.T, d *Docket, query string, args ...any) int64 {
	t.Helper()
	var n int64
	must(t, d.db.read(t.Context(), func(q tx) error { return one(t.Context(), q, query, args, &n) }))
	return n
}
