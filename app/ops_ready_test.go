package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// TestReadyz is the answer in both forms, by role and by what goes wrong.
func TestReadyz(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	limits := map[string]int{"rest": 2, "all": 1}
	for _, c := range []struct {
		name   string
		roles  Roles
		health health
		asked  bool
		stop   bool
		status int
		text   string
	}{
		{"all is well", Roles{}, health{up: true, counted: true}, false, false, 200,
			"ready\nroles web, work\ndatabase up\nqueue nothing due\ngithub no answer yet\n"},
		{"a queue that lags, GitHub that refuses", Roles{Work: true},
			health{up: true, counted: true, backlog: docket.Backlog{Due: 7, Oldest: now.Add(-90 * time.Second)}, limited: limits}, true, false, 200,
			"ready\nroles work\ndatabase up\nqueue 7 due, the oldest for 1m30s\ngithub last answered at WHEN; installations limited: all 1, rest 2\n"},
		{"no database", Roles{Web: true}, health{}, false, false, 503, "unready\nroles web\ndatabase down\nqueue unknown\n"},
		{"a queue that cannot be read, at the door", Roles{Web: true}, health{up: true}, false, false, 200, "ready\nroles web\ndatabase up\nqueue unknown\n"},
		{"a queue that cannot be read, at work", Roles{Work: true}, health{up: true}, false, false, 503,
			"unready\nroles work\ndatabase up\nqueue unknown\ngithub no answer yet\n"},
		{"stopping", Roles{}, health{up: true, counted: true}, true, true, 503, "stopping\nroles web, work\n"},
	} {
		_, p := testDocket(t)
		p.options.Roles = c.roles
		p.looks.now = func() time.Time { return now }
		p.looks.health = keep(0, func(context.Context) (health, error) { return c.health, nil })
		want := c.text
		if c.asked {
			p.metrics.request(ghsa.Request{Status: 200, Remaining: -1})
			want = strings.Replace(want, "WHEN", p.metrics.lastSuccess().Format(time.RFC3339), 1)
		}
		if c.stop {
			p.stop()
		}
		for _, accept := range []string{"", "*/*", "text/plain", "text/html, application/xml"} {
			status, body, head := ask(t, p.opsHandler(), "GET", "/readyz", accept)
			if status != c.status || body != want || !strings.HasPrefix(head.Get("Content-Type"), "text/plain") {
				t.Errorf("%s, %q: %d %q, want %d %q", c.name, accept, status, body, c.status, want)
			}
		}
		status, body, head := ask(t, p.opsHandler(), "GET", "/readyz", "text/html;q=0.5, application/json;q=0.9")
		if status != c.status || head.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d, %v", c.name, status, head)
		}
		var got readiness
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if word := strings.Split(want, "\n")[0]; got.Status != word {
			t.Errorf("%s: as JSON %s", c.name, body)
		}
	}
}

// TestReadyzJSON is the whole form, which machines read.
func TestReadyzJSON(t *testing.T) {
	_, p := testDocket(t)
	ago := time.Now().Add(-time.Minute)
	p.looks.now = func() time.Time { return ago.Add(90500 * time.Millisecond) }
	p.looks.health = keep(0, func(context.Context) (health, error) {
		return health{up: true, counted: true, backlog: docket.Backlog{Due: 2, Oldest: ago}, limited: map[string]int{"graphql": 1}}, nil
	})
	_, body, _ := ask(t, p.opsHandler(), "GET", "/readyz", "application/json")
	want := `{"status":"ready","roles":["web","work"],"database":{"up":true},"queue":{"due":2,"lag_seconds":90.5},"github":{"last_success":null,"limited":{"graphql":1}}}` + "\n"
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// lookedAt is a docket that says what it is told to.
type lookedAt struct {
	ping, backlog, limits error
	list                  []advisories.RateLimit
}

func (l lookedAt) Ping(context.Context) error { return l.ping }
func (l lookedAt) Backlog(context.Context) (docket.Backlog, error) {
	return docket.Backlog{Due: 3}, l.backlog
}
func (l lookedAt) Limits(context.Context, time.Time) ([]advisories.RateLimit, error) {
	return l.list, l.limits
}

func TestLook(t *testing.T) {
	no := errors.New("no")
	list := []advisories.RateLimit{{Installation: 1, Resource: "rest"}, {Installation: 2, Resource: "rest"}, {Installation: 1, Resource: "graphql"},
		{Installation: 3}, {Installation: 4, Resource: "acme/lib"}}
	for _, c := range []struct {
		d           lookedAt
		up, counted bool
		limited     map[string]int
	}{
		{lookedAt{list: list}, true, true, map[string]int{"rest": 2, "graphql": 1, "all": 1, "other": 1}},
		{lookedAt{ping: no, list: list}, false, false, map[string]int{}},
		{lookedAt{backlog: no, list: list}, true, false, map[string]int{}},
		{lookedAt{limits: no, list: list}, true, true, map[string]int{}},
	} {
		h, err := look(t.Context(), c.d, time.Now)
		if err != nil || h.up != c.up || h.counted != c.counted || !cmp.Equal(h.limited, c.limited) {
			t.Errorf("%+v: %+v, %v", c.d, h, err)
		}
	}
	if lag := (health{}).lag(time.Now()); lag != 0 {
		t.Errorf("nothing waits for %v", lag)
	}
}

// TestKept: whoever asks often costs one look a period; a look that hangs keeps
// nobody for long, and its place is taken by no second one; who gives up spoils
// nothing for the others.
func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int64
		hang := make(chan struct{})
		k := keep(5*time.Second, func(ctx context.Context) (int64, error) {
			n := looks.Add(1)
			if n == 3 {
				<-hang // heeds no end
			}
			return n, ctx.Err()
		})
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for _, ctx := range []context.Context{gone, t.Context(), t.Context()} {
			if n, err := k.get(ctx); n != 1 || err != nil {
				t.Fatalf("%d, %v", n, err)
			}
		}
		time.Sleep(5 * time.Second)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if n, err := k.get(t.Context()); n != 2 || err != nil {
					t.Errorf("%d, %v", n, err)
				}
			})
		}
		wg.Wait()
		time.Sleep(5 * time.Second)
		for range 3 {
			began := time.Now()
			if _, err := k.get(t.Context()); err != errSlow || time.Since(began) > lookFor {
				t.Errorf("%v after %v", err, time.Since(began))
			}
		}
		close(hang)
		synctest.Wait()
		if n, err := k.get(t.Context()); n < 3 || looks.Load() > 4 {
			t.Errorf("%d, %v", n, err)
		}
	})
}

// TestReadyzNeverHangs: also where the docket heeds no end.
func TestReadyzNeverHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		defer close(hang)
		p := newProgram(nil, Config{}, Options{})
		p.looks.health = keep(healthEvery, func(context.Context) (health, error) {
			<-hang
			return health{}, nil
		})
		w := httptest.NewRecorder()
		p.opsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		if w.Code != 503 || !strings.HasPrefix(w.Body.String(), "unready\n") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
