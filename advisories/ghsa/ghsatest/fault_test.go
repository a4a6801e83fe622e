package ghsatest_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaults checks for each fault what the client sees and whether the write was
// applied.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault   ghsatest.Fault
		status  int // 0: cut
		written int
		header  string
	}{
		"drop":               {ghsatest.Fault{Kind: ghsatest.Drop}, 0, 0, ""},
		"answer lost":        {ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost}, 0, 1, ""},
		"502 before":         {ghsatest.Fault{Kind: ghsatest.Status, Status: 502}, 502, 0, ""},
		"502 after":          {ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Applied: true}, 502, 1, ""},
		"429":                {ghsatest.Fault{Kind: ghsatest.Status, Status: 429, RetryAfter: time.Minute}, 429, 0, "Retry-After"},
		"secondary":          {ghsatest.Fault{Kind: ghsatest.SecondaryLimit}, 403, 0, ""},
		"secondary and when": {ghsatest.Fault{Kind: ghsatest.SecondaryLimit, Status: 429, RetryAfter: time.Minute}, 429, 0, "Retry-After"},
		"primary":            {ghsatest.Fault{Kind: ghsatest.PrimaryLimit, Reset: time.Hour}, 403, 0, "X-RateLimit-Reset"},
		"unauthorized":       {ghsatest.Fault{Kind: ghsatest.Unauthorized}, 401, 0, ""},
		"delay":              {ghsatest.Fault{Kind: ghsatest.Delay, Delay: time.Millisecond}, 201, 1, ""},
		"header":             {ghsatest.Fault{Kind: ghsatest.Status, Status: 403, Header: http.Header{"X-Odd": {"1"}}, Body: "{}"}, 403, 0, "X-Odd"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			_, one := l.report()
			token := l.token("")
			var reached atomic.Int32
			c.fault.Reached = func() { reached.Add(1) }
			c.fault.Method, c.fault.PathPattern = "POST", "/comments$"
			l.Fault(c.fault)
			mark := []string{wrong, ""}
			if c.fault.Body != "" {
				mark[1] = "an error that is none of GitHub's"
			}
			r, err := l.try("POST", one+"/comments", token, `{"body":"x"}`, mark...)
			switch {
			case c.status == 0 && err == nil:
				t.Errorf("answered %d, want a cut", r.status)
			case c.status != 0 && (err != nil || r.status != c.status):
				t.Errorf("error %v, answer %+v, want %d", err, r, c.status)
			case c.header != "" && r.header.Get(c.header) == "":
				t.Errorf("no header %s in %v", c.header, r.header)
			}
			if n := len(l.ActsOf("advisory-bot[bot]")); n != c.written || reached.Load() != 1 {
				t.Errorf("%d acts, want %d; reached %d times", n, c.written, reached.Load())
			}
			last := l.Requests()[len(l.Requests())-1]
			if last.Fault != c.fault.Kind || last.Status != c.status || !last.Write() {
				t.Errorf("noted as %+v", last)
			}
			l.send("POST", one+"/comments", token, `{"body":"x"}`).is(t, 201) // it hits once
		})
	}
}

func TestFaultCounts(t *testing.T) {
	l := newLab(t)
	l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 500, PathPattern: "^/app$", Skip: 1, Times: 2})
	l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 503, PathPattern: "^/rate_limit$", Times: -1})
	for i, want := range []int{200, 500, 500, 200} {
		if r := l.send("GET", "/app", l.jwt(), ""); r.status != want {
			t.Errorf("request %d: %d, want %d", i, r.status, want)
		}
	}
	for range 3 {
		l.send("GET", "/rate_limit", l.jwt(), "").is(t, 503)
	}
	l.ClearFaults()
	l.send("GET", "/rate_limit", l.jwt(), "").is(t, 200)
}

// TestHeld checks that a request can be held until a signal, and that Close lets
// it go.
func TestHeld(t *testing.T) {
	l := newLab(t)
	until, reached := make(chan struct{}), make(chan struct{}, 2)
	l.Fault(ghsatest.Fault{Kind: ghsatest.Delay, Until: until, Reached: func() { reached <- struct{}{} }})
	status := make(chan int)
	jwt := l.jwt()
	ask := func() {
		r, err := l.try("GET", "/app", jwt, "")
		if err != nil {
			status <- 0
			return
		}
		status <- r.status
	}
	go ask()
	<-reached
	if n := len(l.Requests()); n != 0 {
		t.Errorf("%d requests went through", n)
	}
	close(until)
	if got := <-status; got != 200 {
		t.Errorf("status %d", got)
	}
	l.Fault(ghsatest.Fault{Kind: ghsatest.Delay, Until: make(chan struct{}), Reached: func() { reached <- struct{}{} }})
	go ask()
	<-reached
	l.Close()
	if got := <-status; got != 0 {
		t.Errorf("answered %d after Close", got)
	}
}

func TestFaultMisuse(t *testing.T) {
	l := newLab(t)
	for name, f := range map[string]func(){
		"no kind":    func() { l.Fault(ghsatest.Fault{}) },
		"no status":  func() { l.Fault(ghsatest.Fault{Kind: ghsatest.Status}) },
		"pattern":    func() { l.Fault(ghsatest.Fault{Kind: ghsatest.Drop, PathPattern: "("}) },
		"account":    func() { l.SetRole(lib, "nobody", ghsatest.RoleRead) },
		"repository": func() { l.PutFile("acme/nothing", "a", "b") },
		"advisory":   func() { l.Comments(lib, advisories.GHSA("GHSA-2222-2222-2222")) },
		"login":      func() { l.AddUser("not a login") },
		"role":       func() { l.SetRole(lib, "ada", "king") },
		"twice":      func() { l.AddInstallation("acme") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
	if strings.Contains(l.URL(), "0.0.0.0") {
		t.Error("not on loopback only")
	}
}
