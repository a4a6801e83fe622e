package ghsa

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const testGHSA = advisories.GHSA("GHSA-2345-cfgh-jmpq")

var testRepo = advisories.Repository{Installation: 7, ID: 42, Owner: "acme", OwnerID: 3, Name: "anvil"}

// testNow is where the injected clock begins.
var testNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func testPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(testKey())})
}

// seen is a request that the hub got.
type seen struct {
	method, path, query string
	header              http.Header
	body                string
}

// hub is a GitHub of a few fixed answers. Tests add what they need.
type hub struct {
	t   *testing.T
	srv *httptest.Server
	mux *http.ServeMux

	mu    sync.Mutex
	log   []seen
	mints int
	now   time.Time
	lines bytes.Buffer
	told  []Request
}

// newHub answers tokens and who we are.
func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{t: t, mux: http.NewServeMux(), now: testNow}
	h.srv = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.srv.Close)
	return h
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	h.mu.Lock()
	h.log = append(h.log, seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Clone(), string(body)})
	h.mu.Unlock()
	if _, pattern := h.mux.Handler(r); pattern != "" {
		h.mux.ServeHTTP(w, r)
		return
	}
	switch r.URL.Path {
	case "/app/installations/7/access_tokens":
		h.mu.Lock()
		h.mints++
		n := h.mints
		h.mu.Unlock()
		answer(w, 201, fmt.Sprintf(`{"token":%q,"expires_at":%q}`, longToken(n), h.clock().Add(time.Hour).Format(time.RFC3339)))
	case "/app":
		answer(w, 200, `{"id":1,"slug":"advisory-bot"}`)
	case "/users/advisory-bot[bot]":
		answer(w, 200, `{"id":99,"login":"advisory-bot[bot]","type":"Bot"}`)
	default:
		answer(w, 404, `{"message":"Not Found"}`)
	}
}

// on answers a pattern of http.ServeMux with a status and a body.
func (h *hub) on(pattern string, status int, body string, headers ...string) {
	h.handle(pattern, func(w http.ResponseWriter, _ *http.Request) { answer(w, status, body, headers...) })
}

func (h *hub) handle(pattern string, f http.HandlerFunc) { h.mux.HandleFunc(pattern, f) }

func answer(w http.ResponseWriter, status int, body string, headers ...string) {
	for i := 0; i+1 < len(headers); i += 2 {
		w.Header().Add(headers[i], headers[i+1])
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// longToken has the form of GitHub's tokens of late 2026.
func longToken(n int) string {
	return fmt.Sprintf("ghs_%d_%s.%s-_.%s", n, strings.Repeat("aB3", 60), strings.Repeat("_-9", 50), strings.Repeat("xYz", 70))
}

func (h *hub) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hub) advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// Write takes the debug log.
func (h *hub) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lines.Write(p)
}

func (h *hub) client(change ...func(*Config)) *Client {
	h.t.Helper()
	cfg := Config{
		AppID: 11, PrivateKey: testPEM(), APIURL: h.srv.URL + "/", GraphQLURL: h.srv.URL + "/graphql",
		UserAgent: "advisory-bot/test", Now: h.clock, WriteGap: time.Nanosecond,
		Log: slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Observe: func(_ context.Context, r Request) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.told = append(h.told, r)
		},
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// requests are those to a path, in order.
func (h *hub) requests(method, path string) []seen {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []seen
	for _, s := range h.log {
		if s.method == method && s.path == path {
			out = append(out, s)
		}
	}
	return out
}

func (h *hub) total() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.log)
}

const advisoryURL = "/repos/acme/anvil/security-advisories/GHSA-2345-cfgh-jmpq"

// advisoryJSON is an advisory as GitHub answers it, with more or other fields.
func advisoryJSON(fields ...string) string {
	m := map[string]any{"ghsa_id": string(testGHSA), "state": "triage", "summary": "s", "submission": map[string]bool{"accepted": false}}
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = json.RawMessage(fields[i+1])
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// fault asserts that an error is a fault of a code.
func fault(t *testing.T, err error, code advisories.FaultCode) *advisories.Fault {
	t.Helper()
	f, ok := err.(*advisories.Fault)
	if !ok {
		t.Fatalf("got %T %v, want a *advisories.Fault", err, err)
	}
	if f.Code != code {
		t.Fatalf("got %v, want code %s", f, code)
	}
	return f
}
