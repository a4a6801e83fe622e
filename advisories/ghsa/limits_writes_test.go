package ghsa

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// No minute has more than 80 writes of an installation and no hour more than 500,
// whatever comes when; who is refused is told a time at which there is room; and
// another installation is not held back.
func TestWritesAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := testNow
		p := newPace(time.Second, 2*time.Second, func() time.Time { return now }, newQuota(0, 0))
		var sent []time.Time
		for range rapid.IntRange(1, 1500).Draw(t, "writes") {
			wait, far := p.take(7)
			if far.IsZero() {
				sent = append(sent, now.Add(wait))
			} else if !far.After(now) {
				t.Fatalf("told to come back at %v, and it is %v", far, now)
			}
			switch step := rapid.IntRange(0, 9).Draw(t, "step"); {
			case !far.IsZero() && step < 3:
				now = far
			case step < 9:
				now = now.Add(time.Duration(step) * 300 * time.Millisecond)
			default:
				now = now.Add(time.Duration(rapid.IntRange(0, 1200).Draw(t, "pause")) * time.Second)
			}
		}
		for _, w := range []struct {
			most int
			over time.Duration
		}{{writesAMinute, time.Minute}, {writesAnHour, time.Hour}} {
			for i := w.most; i < len(sent); i++ {
				if sent[i].Sub(sent[i-w.most]) < w.over {
					t.Fatalf("%d writes within %v", w.most+1, sent[i].Sub(sent[i-w.most]))
				}
			}
		}
		if _, far := p.take(8); !far.IsZero() {
			t.Fatal("another installation is held back")
		}
	})
}

// The hour's writes, as fast as they may go.
func TestWritesAnHour(t *testing.T) {
	now := testNow
	p := newPace(time.Millisecond, 2*time.Second, func() time.Time { return now }, newQuota(0, 0))
	n := 0
	for now.Before(testNow.Add(time.Hour)) {
		_, far := p.take(7)
		if far.IsZero() {
			n++
			now = now.Add(time.Millisecond)
			continue
		}
		now = far
	}
	if n != writesAnHour {
		t.Errorf("%d writes in the first hour", n)
	}
	if len(p.quota.at[7]) > writesAnHour {
		t.Errorf("%d times are remembered", len(p.quota.at[7]))
	}
	for i := range int64(3000) {
		p.take(100 + i)
		now = now.Add(10 * time.Second)
	}
	if len(p.quota.at) > 1001 {
		t.Errorf("%d installations are remembered", len(p.quota.at))
	}
}

// A write beyond the count is a limit of our own: nothing is sent, comments, state
// and GraphQL count alike, and metrics are told without names.
func TestWritesBeyondTheCount(t *testing.T) {
	h := newHub(t)
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	h.on("PATCH "+advisoryURL, 200, advisoryJSON())
	c := h.client(func(cfg *Config) { cfg.WritesAMinute = 2 })
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Fatal(err)
	}
	h.advance(10 * time.Second)
	if _, err := c.SetState(t.Context(), testRepo, testGHSA, advisories.StateDraft); err != nil {
		t.Fatal(err)
	}
	n := h.total()
	h.told = nil
	_, _, err := c.CommentIssue(t.Context(), 7, 42, "I_1", "x")
	if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(testNow.Add(time.Minute)) {
		t.Error(f.RetryAt)
	}
	_, err = c.Publish(t.Context(), testRepo, testGHSA, advisories.Advisory{})
	fault(t, err, advisories.FaultLimited)
	if h.total() > n+1 { // a token may be asked for
		t.Errorf("%d requests", h.total()-n)
	}
	last := h.told[len(h.told)-1]
	want := Request{Purpose: "write", Method: "PATCH", Route: advisoryPath, Remaining: -1, Limited: LimitOwn}
	if d := cmp.Diff(want, last); d != "" {
		t.Error(d)
	}
	h.advance(50 * time.Second)
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Error(err)
	}
}

// Metrics learn which limit it was.
func TestLimitsAreTold(t *testing.T) {
	for name, tc := range map[string]struct {
		status  int
		headers []string
		want    Limit
	}{
		"primary":   {403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(testNow.Add(time.Minute))}, LimitPrimary},
		"secondary": {403, []string{"Retry-After", "60"}, LimitSecondary},
		"429":       {429, nil, LimitSecondary},
		"forbidden": {403, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("/repos/", tc.status, `{}`, tc.headers...)
			c := h.client()
			for range 2 {
				_, err := c.Open(t.Context(), testRepo)
				if err == nil {
					t.Fatal("no fault")
				}
			}
			var got []string
			for _, r := range h.told[1:] {
				got = append(got, fmt.Sprint(r.Status, " ", r.Limited))
			}
			want := []string{fmt.Sprint(tc.status, " ", tc.want), "0 held"}
			if tc.want == "" {
				want[1] = want[0]
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
