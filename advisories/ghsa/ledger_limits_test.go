package ghsa

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// A limit that one process met holds the other back as well, and one that is started
// later from its first request; it holds its installation only.
func TestLedgerSharesLimits(t *testing.T) {
	h, b := newHub(t), newBook()
	h.on("/repos/acme/anvil/security-advisories", 403, `{}`, "Retry-After", "60")
	h.on("/repos/other/one/security-advisories", 200, `[]`)
	h.on("POST /app/installations/8/access_tokens", 201, `{"token":"t"}`)
	one, two := h.client(b.with), h.client(b.with)
	other := advisories.Repository{Installation: 8, ID: 1, Owner: "other", Name: "one"}
	if _, err := two.Open(t.Context(), other); err != nil { // has read the ledger now
		t.Fatal(err)
	}
	_, err := one.Open(t.Context(), testRepo)
	fault(t, err, advisories.FaultLimited)
	h.advance(limitsEvery)
	n := h.total()
	for _, c := range []*Client{two, h.client(b.with)} {
		_, err = c.Open(t.Context(), testRepo)
		if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(time.Minute)) {
			t.Error(f.RetryAt)
		}
		_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
		fault(t, err, advisories.FaultLimited)
	}
	if h.total() != n {
		t.Errorf("%d requests while the limit runs", h.total()-n)
	}
	if last := h.told[len(h.told)-1]; last.Limited != LimitHeld {
		t.Errorf("told %+v", last)
	}
	if _, err := two.Open(t.Context(), other); err != nil {
		t.Error("another installation is held back:", err)
	}
	if got := b.counts(); got[0] != 0 || got[1] != 1 {
		t.Errorf("%d slots were booked, %d limits kept", got[0], got[1])
	}
	h.advance(time.Minute)
	if until := two.limits.wait(7, resourceREST); !until.IsZero() {
		t.Error("the limit did not end:", until)
	}
}

// A primary limit that a success used up is shared by its resource.
func TestLedgerSharesResources(t *testing.T) {
	h, b := newHub(t), newBook()
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"), "X-RateLimit-Remaining", "0",
		"X-RateLimit-Reset", epoch(testNow.Add(10*time.Minute)))
	one, two := h.client(b.with), h.client(b.with)
	_, err := one.Snapshot(t.Context(), testRepo, testGHSA, Want{})
	fault(t, err, advisories.FaultLimited) // its second request
	two.limits.look(t.Context())
	if until := two.limits.wait(7, resourceREST); !until.Equal(testNow.Add(10 * time.Minute)) {
		t.Error(until)
	}
	if until := two.limits.wait(7, resourceGraphQL); !until.IsZero() {
		t.Error("the other count is held back:", until)
	}
}

// A refusal of the App itself holds everybody back, so it is believed for an hour at
// most, whatever the answer says.
func TestLimitOfTheApp(t *testing.T) {
	h, b := newHub(t), newBook()
	h.on("POST /app/installations/9/access_tokens", 429, `{}`, "Retry-After", "99999999")
	one, two := h.client(b.with), h.client(b.with)
	_, err := one.Open(t.Context(), advisories.Repository{Installation: 9, ID: 1, Owner: "loud", Name: "one"})
	if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(mostAppWait)) {
		t.Error(f.RetryAt)
	}
	_, err = two.Open(t.Context(), testRepo) // needs a token too
	if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(mostAppWait)) {
		t.Error(f.RetryAt)
	}
}

// What cannot be meant does not count: a wrong clock elsewhere, or a hand in the
// database, holds nobody back for years.
func TestLedgerOddLimits(t *testing.T) {
	b := newBook()
	for k, d := range map[limitKey]time.Duration{
		{1, resourceREST}: 5 * 365 * 24 * time.Hour, {2, resourceREST}: mostWait + time.Minute, {3, "search"}: time.Minute,
		{4, resourceREST}: time.Minute, {0, resourceREST}: mostWait, {-1, resourceBoth}: time.Hour,
	} {
		b.limits[k] = testNow.Add(d)
	}
	l := newLimits(func() time.Time { return testNow })
	l.common = newCommon(b, l.now)
	l.look(t.Context())
	for id, want := range map[int64]bool{0: false, 1: false, 2: true, 3: false, 4: true, 5: false} {
		if got := !l.wait(id, resourceREST).IsZero(); got != want {
			t.Errorf("installation %d: held back is %v", id, got)
		}
	}
}

// A clock that is set back does not make a limit longer than any is believed.
func TestLimitAfterClockJump(t *testing.T) {
	now := testNow
	l := newLimits(func() time.Time { return now })
	l.remember(7, resourceBoth, now.Add(time.Minute))
	now = now.Add(-365 * 24 * time.Hour)
	if until := l.wait(7, resourceREST); !until.IsZero() {
		t.Error(until)
	}
}

// Many refusals at once are told once, and what the ledger did not take is told
// later; meanwhile the process that met it holds back.
func TestLedgerIsToldLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook()
		b.set(errors.New("away"), nil)
		l := newLimits(time.Now)
		l.common = newCommon(b, time.Now)
		until := time.Now().Add(time.Minute)
		for range 50 {
			l.remember(7, resourceBoth, until)
			l.tell(t.Context())
			l.look(t.Context())
			time.Sleep(10 * time.Millisecond)
		}
		if got := b.counts(); got[1] != 1 || got[2] != 1 {
			t.Errorf("%d tries to keep, %d to read within half a second", got[1], got[2])
		}
		if l.wait(7, resourceREST).IsZero() {
			t.Error("not held back")
		}
		b.set(nil, nil)
		time.Sleep(limitsEvery)
		l.look(t.Context())
		if got := b.limits[limitKey{7, resourceBoth}]; !got.Equal(until) {
			t.Errorf("kept %v, want %v", got, until)
		}
		l.remember(7, resourceBoth, until.Add(500*time.Millisecond))
		l.tell(t.Context())
		l.remember(7, resourceBoth, until.Add(time.Hour))
		l.tell(t.Context())
		if got := b.counts(); got[1] != 3 {
			t.Errorf("%d tries to keep", got[1])
		}
		time.Sleep(2 * time.Hour)
		l.look(t.Context())
		if l.common.until(limitKey{7, resourceBoth}); len(l.common.known)+len(l.common.untold) != 0 {
			t.Error("what ended is kept")
		}
	})
}

// A slow ledger keeps a read waiting for at most two seconds, one request at a time;
// all wait for the first reading only.
func TestLedgerSlowToRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook()
		b.set(nil, untilEnd)
		c := newCommon(b, time.Now)
		look := func(n int) (took [3]time.Duration) {
			begun := time.Now()
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() {
					c.look(t.Context())
					took[i] = time.Since(begun)
				})
			}
			all.Wait()
			return took
		}
		if got := look(3); got != [3]time.Duration{limitsTime, limitsTime, limitsTime} {
			t.Error("first reading:", got)
		}
		if got := look(3); got != [3]time.Duration{} || b.counts()[2] != 1 {
			t.Error("read again at once:", got)
		}
		time.Sleep(limitsEvery)
		if got := look(3); got[0]+got[1]+got[2] != limitsTime {
			t.Error("second reading:", got)
		}
		c.met(limitKey{7, resourceREST}, time.Now().Add(time.Hour))
		time.Sleep(limitsEvery)
		if got := look(1); got[0] != 2*limitsTime { // to tell, and to read
			t.Error("with something to tell:", got)
		}
	})
}

// Who reads first and has no time left leaves the reading to the next.
func TestLedgerFirstReaderLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook()
		b.set(nil, untilEnd)
		b.limits[limitKey{7, resourceBoth}] = time.Now().Add(time.Hour)
		c := newCommon(b, time.Now)
		ctx, cancel := context.WithCancel(t.Context())
		go c.look(ctx)
		synctest.Wait()
		done := make(chan struct{})
		go func() { c.look(t.Context()); close(done) }()
		synctest.Wait()
		b.set(nil, nil)
		cancel()
		<-done
		if c.until(limitKey{7, resourceBoth}).IsZero() || b.counts()[2] != 2 {
			t.Errorf("not read: %d", b.counts()[2])
		}
		b.set(nil, untilEnd)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		time.Sleep(limitsEvery)
		c.look(ended)
		b.set(nil, nil)
		if c.look(t.Context()); b.counts()[2] != 4 {
			t.Error("the next call did not read:", b.counts()[2])
		}
	})
}

// A slot is waited for a bounded time, and no longer than its caller wants; it is
// spent then.
func TestLedgerSlowToBook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook()
		p := newPace(time.Second, 2*time.Second, time.Now, newQuota(0, 0))
		p.ledger = b
		b.set(nil, untilEnd)
		begun := time.Now()
		if _, err := p.turn(t.Context(), 7); !errors.Is(err, errLedger) || time.Since(begun) != bookTime {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.turn(ctx, 7); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		b.set(nil, nil)
		if _, err := p.turn(t.Context(), 7); err != nil {
			t.Error(err)
		}
		ended, stop := context.WithCancel(t.Context())
		go func() { time.Sleep(time.Millisecond); stop() }()
		if _, err := p.turn(ended, 7); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		begun = time.Now()
		if _, err := p.turn(t.Context(), 7); err != nil || time.Since(begun) < time.Second {
			t.Errorf("the slot was given twice: %v after %v", err, time.Since(begun))
		}
	})
}

// untilEnd waits as long as it may.
func untilEnd(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
