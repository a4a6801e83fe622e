package app

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// testDocket is an empty docket of its own, and the program as far as ops need it.
func testDocket(t *testing.T) (*docket.Docket, *Program) {
	t.Helper()
	keys, err := advisories.ParseKeys(testSealKey)
	if err != nil {
		t.Fatal(err)
	}
	d, err := docket.Open(t.Context(), docket.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), databaseFile), Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	p := newProgram(d, Config{}, Options{})
	p.looks.health.every, p.looks.figures.every = 0, 0
	return d, p
}

func ask(t *testing.T, h http.Handler, method, path string, accept ...string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, nil)
	r.Header["Accept"] = accept
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

func TestOps(t *testing.T) {
	d, p := testDocket(t)
	h := p.opsHandler()
	for _, c := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/healthz", 200, "alive\n"},
		{"HEAD", "/healthz", 200, ""},
		{"GET", "/readyz", 200, "ready\nroles web, work\ndatabase up\nqueue nothing due\ngithub no answer yet\n"},
		{"POST", "/healthz", 405, ""},
		{"DELETE", "/metrics", 405, ""},
		{"GET", "/", 404, ""},
		{"GET", "/metrics/", 404, ""},
		{"GET", "/healthz/x", 404, ""},
		{"GET", "/debug/pprof/", 404, ""},
		{"POST", "/api/github/webhooks", 404, ""},
	} {
		status, body, head := ask(t, h, c.method, c.path)
		if status != c.status || c.status == 200 && c.method == "GET" && body != c.body {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, status, body, c.status, c.body)
		}
		if c.status == 200 && (head.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(head.Get("Content-Type"), "text/plain")) {
			t.Errorf("%s: headers %v", c.path, head)
		}
	}
	p.metrics.delivery("repository_advisory", "stored", time.Millisecond)
	p.metrics.request(ghsa.Request{Method: "GET", Route: "/repos/{owner}/{repo}", Status: 200, Remaining: 4999})
	_, body, _ := ask(t, h, "GET", "/metrics")
	for _, want := range []string{
		`advisory_bot_deliveries_total{answer="stored",event="repository_advisory"} 1`, "advisory_bot_delivery_seconds_count 1",
		`advisory_bot_github_requests_total{method="GET",route="/repos/{owner}/{repo}",status="200"} 1`, "advisory_bot_github_requests_left 4999",
		"advisory_bot_rings_waiting 0", "advisory_bot_database_up 1", "advisory_bot_queue_lag_seconds 0", "go_goroutines ", "process_open_fds ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}

	// Without its docket the program lives, cannot take deliveries, and still tells
	// the figures that it has.
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if status, body, _ := ask(t, h, "GET", "/readyz"); status != 503 || !strings.HasPrefix(body, "unready\nroles web, work\ndatabase down\n") {
		t.Errorf("readyz without a docket: %d %q", status, body)
	}
	if status, _, _ := ask(t, h, "GET", "/healthz"); status != 200 {
		t.Errorf("healthz without a docket: %d", status)
	}
	status, body, _ := ask(t, h, "GET", "/metrics")
	if status != 200 || !strings.Contains(body, "advisory_bot_deliveries_total{") || !strings.Contains(body, "advisory_bot_database_up 0") ||
		strings.Contains(body, "advisory_bot_rings_waiting") || strings.Contains(body, "advisory_bot_queue") {
		t.Errorf("metrics without a docket: %d\n%.300s", status, body)
	}
}

func TestHealth(t *testing.T) {
	answer := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		if answer == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(answer)
		_, _ = io.WriteString(w, "SENTINEL")
	}))
	t.Setenv("http_proxy", "http://127.0.0.1:1") // is not asked
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"127.0.0.1:" + port, ":" + port, "0.0.0.0:" + port, "[::]:" + port, "localhost:" + port} {
		if err := Health(t.Context(), Config{AdminAddr: at}); err != nil {
			t.Errorf("%s: %v", at, err)
		}
	}
	for _, answer = range []int{503, 404, http.StatusFound} {
		if err := Health(t.Context(), Config{AdminAddr: "127.0.0.1:" + port}); err == nil || strings.Contains(err.Error(), "SENTINEL") {
			t.Errorf("answer %d: %v", answer, err)
		}
	}
	s.Close()
	if err := Health(t.Context(), Config{AdminAddr: "127.0.0.1:" + port}); err == nil || !strings.Contains(err.Error(), "nothing answers at 127.0.0.1:"+port) {
		t.Errorf("nobody there: %v", err)
	}
	if err := Health(t.Context(), Config{AdminAddr: "nowhere"}); err == nil {
		t.Error("no error for an address that is none")
	}
}
