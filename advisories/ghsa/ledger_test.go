package ghsa

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// book is a ledger in memory.
type book struct {
	mu     sync.Mutex
	now    time.Time // of the caller who books
	paces  map[advisories.WritePace]*pace
	limits map[limitKey]time.Time
	// fails is what all methods answer; slow, where set, is done before.
	fails              error
	slow               func(context.Context) error
	books, keeps, read int
}

func newBook() *book {
	return &book{paces: map[advisories.WritePace]*pace{}, limits: map[limitKey]time.Time{}}
}

// begin counts and is as slow as the test wants.
func (b *book) begin(ctx context.Context, count *int) error {
	b.mu.Lock()
	*count++
	slow, fails := b.slow, b.fails
	b.mu.Unlock()
	if slow != nil {
		if err := slow(ctx); err != nil {
			return err
		}
	}
	return fails
}

func (b *book) BookWrite(ctx context.Context, installation int64, now time.Time, p advisories.WritePace) (time.Time, bool, error) {
	if err := b.begin(ctx, &b.books); err != nil {
		return time.Time{}, false, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = now
	one := b.paces[p]
	if one == nil {
		one = newPace(p.Gap, p.Patience, func() time.Time { return b.now }, newQuota(p.Minute, p.Hour))
		b.paces[p] = one
	}
	wait, far := one.take(installation)
	if !far.IsZero() {
		return far, false, nil
	}
	return now.Add(wait), true, nil
}

func (b *book) KeepLimit(ctx context.Context, l advisories.RateLimit) error {
	if err := b.begin(ctx, &b.keeps); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := (limitKey{l.Installation, l.Resource}); l.Until.After(b.limits[k]) {
		b.limits[k] = l.Until
	}
	return nil
}

func (b *book) Limits(ctx context.Context, now time.Time) ([]advisories.RateLimit, error) {
	if err := b.begin(ctx, &b.read); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []advisories.RateLimit
	for k, t := range b.limits {
		if t.After(now) {
			out = append(out, advisories.RateLimit{Installation: k.installation, Resource: k.resource, Until: t})
		}
	}
	return out, nil
}

// set changes how the ledger answers.
func (b *book) set(fails error, slow func(context.Context) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fails, b.slow = fails, slow
}

func (b *book) counts() [3]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return [3]int{b.books, b.keeps, b.read}
}

// with is a setting of a client.
func (b *book) with(cfg *Config) { cfg.Ledger = b }

// Gap, minute and hour hold for all clients with one ledger together, whoever writes
// when, and so they do for those that are started later.
func TestLedgerPacesAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := testNow
		b := newBook()
		var sent []time.Time
		client := func() *pace {
			p := newPace(time.Second, 2*time.Second, func() time.Time { return now }, newQuota(0, 0))
			p.ledger = b
			return p
		}
		all := []*pace{client(), client()}
		turn := func(p *pace, installation int64) time.Time {
			at := now
			p.sleep = func(_ context.Context, d time.Duration) error { at = now.Add(d); return nil }
			far, err := p.turn(context.Background(), installation)
			if err != nil {
				t.Fatal(err)
			}
			if far.IsZero() && installation == 7 {
				sent = append(sent, at)
			}
			return far
		}
		for range rapid.IntRange(1, 900).Draw(t, "writes") {
			who := rapid.IntRange(0, len(all)).Draw(t, "who")
			if who == len(all) {
				who = rapid.IntRange(0, 1).Draw(t, "started anew")
				all[who] = client()
			}
			far := turn(all[who], 7)
			if !far.IsZero() && (!far.After(now) || far.Sub(now) > time.Hour) {
				t.Fatalf("told to come back at %v, and it is %v", far, now)
			}
			switch step := rapid.IntRange(0, 9).Draw(t, "step"); {
			case !far.IsZero() && step < 5:
				now = far
			case step < 9:
				now = now.Add(time.Duration(step) * 300 * time.Millisecond)
			default:
				now = now.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "pause")) * time.Second)
			}
		}
		for _, w := range []struct {
			most int
			over time.Duration
		}{{1, time.Second}, {writesAMinute, time.Minute}, {writesAnHour, time.Hour}} {
			for i := w.most; i < len(sent); i++ {
				if d := sent[i].Sub(sent[i-w.most]); d < w.over {
					t.Fatalf("%d writes within %v", w.most+1, d)
				}
			}
		}
		if far := turn(all[0], 8); !far.IsZero() {
			t.Fatal("another installation is held back")
		}
		for _, p := range all {
			if len(p.next)+len(p.far)+len(p.quota.at) != 0 {
				t.Fatal("slots are kept beside the ledger")
			}
		}
	})
}

// Two processes write as one: what one sent the other waits for, and the metrics
// say that the limit is our own.
func TestLedgerOfTwoClients(t *testing.T) {
	h, b := newHub(t), newBook()
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	minute := func(cfg *Config) { cfg.WriteGap, cfg.Ledger = time.Minute, b }
	one, two := h.client(minute), h.client(minute)
	if _, err := one.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Fatal(err)
	}
	_, err := two.Comment(t.Context(), testRepo, testGHSA, "x")
	if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(time.Minute)) {
		t.Error(f.RetryAt)
	}
	if last := h.told[len(h.told)-1]; last.Limited != LimitOwn || last.Status != 0 {
		t.Errorf("told %+v", last)
	}
	h.advance(time.Minute)
	if _, err := two.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Error(err)
	}
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 2 {
		t.Errorf("%d posts", n)
	}
}

// A ledger that fails means that the write is not sent; nothing of its error, which
// may name the database, is told, and it is no limit. Reads go on.
func TestLedgerFails(t *testing.T) {
	h, b := newHub(t), newBook()
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"))
	c := h.client(b.with)
	b.set(errors.New("dial postgres://user:secret@db.example"), nil)
	_, err := c.Comment(t.Context(), testRepo, testGHSA, "x")
	fault(t, err, advisories.FaultUnavailable)
	if strings.Contains(err.Error(), "example") {
		t.Errorf("%q", err)
	}
	if _, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{}); err != nil {
		t.Error(err)
	}
	for _, r := range h.told {
		if r.Limited != "" {
			t.Errorf("told %+v", r)
		}
	}
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 0 {
		t.Errorf("%d posts", n)
	}
	b.set(nil, nil)
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Error("it was not tried again:", err)
	}
}

// A slot that comes late may be near another's: it is booked again, once.
func TestLedgerLateSlot(t *testing.T) {
	now, late, b := testNow, 3*time.Second, newBook()
	b.slow = func(context.Context) error { now = now.Add(late); return nil }
	p := newPace(time.Second, 2*time.Second, func() time.Time { return now }, newQuota(0, 0))
	p.ledger = b
	for _, want := range []int{2, 4} { // always late: all are, and apart
		if far, err := p.turn(t.Context(), 7); err != nil || !far.IsZero() || b.books != want {
			t.Errorf("%v %v, %d slots, want %d", far, err, b.books, want)
		}
	}
	late = lateSlot
	if far, err := p.turn(t.Context(), 7); err != nil || !far.IsZero() || b.books != 5 {
		t.Errorf("%v %v, %d slots", far, err, b.books)
	}
}

// A slot that cannot be meant is not waited for, and neither is a time to come back.
func TestLedgerOddSlots(t *testing.T) {
	for _, tc := range []struct {
		at     time.Duration
		booked bool
		want   time.Duration // 0: may write
	}{
		{0, true, 0}, {-time.Hour, true, 0}, {2 * time.Second, true, 0},
		{3 * time.Second, true, 3 * time.Second}, {1e6 * time.Hour, true, time.Hour},
		{time.Minute, false, time.Minute}, {1e6 * time.Hour, false, time.Hour}, {-1e6 * time.Hour, false, time.Millisecond},
	} {
		p := newPace(time.Second, 2*time.Second, func() time.Time { return testNow }, newQuota(0, 0))
		p.ledger = &oddBook{at: testNow.Add(tc.at), booked: tc.booked}
		p.sleep = func(_ context.Context, d time.Duration) error {
			if d > 2*time.Second {
				t.Errorf("slept %v", d)
			}
			return nil
		}
		var want time.Time
		if tc.want != 0 {
			want = testNow.Add(tc.want)
		}
		far, err := p.turn(t.Context(), 7)
		if d := cmp.Diff(want, far); d != "" || err != nil {
			t.Errorf("%v %v: %v %s", tc.at, tc.booked, err, d)
		}
	}
}

// oddBook gives the same slot always.
type oddBook struct {
	book
	at     time.Time
	booked bool
}

func (o *oddBook) BookWrite(context.Context, int64, time.Time, advisories.WritePace) (time.Time, bool, error) {
	return o.at, o.booked, nil
}
