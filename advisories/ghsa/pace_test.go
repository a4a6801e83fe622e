package ghsa

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestPace(t *testing.T) {
	now := testNow
	p := newPace(time.Second, 2*time.Second, func() time.Time { return now }, newQuota(0, 0))
	var slept []time.Duration
	p.sleep = func(_ context.Context, d time.Duration) error { slept = append(slept, d); return nil }
	turn := func(installation int64, wantFar time.Time) {
		t.Helper()
		far, err := p.turn(t.Context(), installation)
		if err != nil || !far.Equal(wantFar) {
			t.Errorf("far %v %v, want %v", far, err, wantFar)
		}
	}
	for range 3 {
		turn(1, time.Time{})
	}
	turn(1, now.Add(3*time.Second)) // too far: refused, and the slot is not taken
	turn(1, now.Add(4*time.Second)) // the next one comes back after it
	turn(2, time.Time{})            // another installation does not wait
	now = now.Add(90 * time.Minute)
	turn(1, time.Time{})
	if d := cmp.Diff([]time.Duration{time.Second, 2 * time.Second}, slept); d != "" {
		t.Error(d)
	}
}

func TestPaceEndsWithContext(t *testing.T) {
	p := newPace(time.Hour, 2*time.Hour, func() time.Time { return testNow }, newQuota(0, 0))
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := p.turn(ctx, 1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := p.turn(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A write whose turn is far is a limit of our own, and is not sent; a read needs
// no turn.
func TestWritesAreApart(t *testing.T) {
	h := newHub(t)
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"))
	c := h.client(func(cfg *Config) { cfg.WriteGap = time.Minute })
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Fatal(err)
	}
	_, err := c.Comment(t.Context(), testRepo, testGHSA, "x")
	if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(time.Minute)) {
		t.Error(f.RetryAt)
	}
	if _, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{}); err != nil {
		t.Error(err)
	}
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

// A limit that is hit while a write waits for its turn holds it back.
func TestLimitWhileWaiting(t *testing.T) {
	h := newHub(t)
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	c := h.client(func(cfg *Config) { cfg.WriteGap = time.Second })
	c.pace.sleep = func(context.Context, time.Duration) error {
		c.limits.remember(testRepo.Installation, resourceBoth, testNow.Add(time.Minute))
		return nil
	}
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Fatal(err)
	}
	_, err := c.Comment(t.Context(), testRepo, testGHSA, "x")
	fault(t, err, advisories.FaultLimited)
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 1 {
		t.Errorf("%d posts", n)
	}
}
