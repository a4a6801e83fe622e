package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testSecret = "a-secret-of-the-tests"

var testTime = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

func sample() Notification {
	return Notification{ID: "0123456789abcdef", Case: "amber-otter-421", Severity: "high", Commitment: "fix", Stage: "maximum",
		Due: "2026-12-24T15:00:00Z", Link: "https://github.com/acme/security-cases/issues/7"}
}

// receiver is the other end; got are the requests that it read, in order.
type receiver struct {
	*httptest.Server
	got    []*http.Request
	bodies [][]byte
}

func receive(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.got, r.bodies = append(r.got, q), append(r.bodies, b)
		answer(w, q)
	}))
	t.Cleanup(r.Close)
	return r
}

func poster(t *testing.T, url string, more ...func(*Config)) *Poster {
	t.Helper()
	c := Config{URL: url, Secret: []byte(testSecret), UserAgent: "advisory-bot/test", Now: func() time.Time { return testTime }}
	for _, m := range more {
		m(&c)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestPost(t *testing.T) {
	r := receive(t, status(http.StatusNoContent))
	if err := poster(t, r.URL+"/T0/x?token=y").Post(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	if len(r.got) != 1 {
		t.Fatalf("%d requests", len(r.got))
	}
	q := r.got[0]
	m := hmac.New(sha256.New, []byte(testSecret)) // as the README has receivers do
	m.Write(r.bodies[0])
	want := map[string]string{
		"Content-Type": "application/json", "User-Agent": "advisory-bot/test", "Idempotency-Key": `"0123456789abcdef"`,
		"X-Advisory-Bot-Signature-256": "sha256=" + hex.EncodeToString(m.Sum(nil)),
	}
	for name, value := range want {
		if q.Header.Get(name) != value {
			t.Errorf("%s: %q, want %q", name, q.Header.Get(name), value)
		}
		q.Header.Del(name)
	}
	for _, usual := range []string{"Content-Length", "Connection"} {
		q.Header.Del(usual)
	}
	if len(q.Header) != 0 || q.Method != http.MethodPost || q.URL.String() != "/T0/x?token=y" {
		t.Errorf("%s %s with %v", q.Method, q.URL, q.Header)
	}
	const body = `{"id":"0123456789abcdef","case":"amber-otter-421","severity":"high","commitment":"fix","stage":"maximum",` +
		`"due":"2026-12-24T15:00:00Z","link":"https://github.com/acme/security-cases/issues/7"}`
	if string(r.bodies[0]) != body {
		t.Errorf("body:\n%s\nwant\n%s", r.bodies[0], body)
	}
}

// TestPostLeast: what is not known is left out.
func TestPostLeast(t *testing.T) {
	r := receive(t, status(http.StatusOK))
	n := Notification{ID: strings.Repeat("a", 64), Case: "amber-otter-421", Severity: "unheard of"}
	if err := poster(t, r.URL).Post(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(r.bodies[0], &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"id": n.ID, "case": n.Case}, got); diff != "" {
		t.Error(diff)
	}
}

// TestPostAnswers: the answer's status alone says what came of it.
func TestPostAnswers(t *testing.T) {
	for _, c := range []struct {
		status int
		after  string
		code   advisories.FaultCode
		retry  time.Time
	}{
		{200, "", "", time.Time{}}, {201, "", "", time.Time{}}, {202, "", "", time.Time{}}, {299, "", "", time.Time{}},
		{301, "", advisories.FaultRefused, time.Time{}}, {302, "", advisories.FaultRefused, time.Time{}},
		{307, "", advisories.FaultRefused, time.Time{}}, {308, "", advisories.FaultRefused, time.Time{}}, {304, "", advisories.FaultRefused, time.Time{}},
		{400, "", advisories.FaultRefused, time.Time{}}, {401, "", advisories.FaultRefused, time.Time{}}, {404, "", advisories.FaultRefused, time.Time{}},
		{410, "", advisories.FaultRefused, time.Time{}}, {413, "", advisories.FaultRefused, time.Time{}},
		{408, "", advisories.FaultUnavailable, time.Time{}}, {425, "", advisories.FaultUnavailable, time.Time{}},
		{429, "", advisories.FaultLimited, time.Time{}}, {429, "30", advisories.FaultLimited, testTime.Add(30 * time.Second)},
		{429, "Tue, 01 Dec 2026 12:05:00 GMT", advisories.FaultLimited, testTime.Add(5 * time.Minute)}, {429, "-5", advisories.FaultLimited, time.Time{}},
		{429, "soon", advisories.FaultLimited, time.Time{}}, {503, "60", advisories.FaultUnavailable, testTime.Add(time.Minute)},
		{500, "", advisories.FaultUnclear, time.Time{}}, {502, "", advisories.FaultUnclear, time.Time{}}, {504, "", advisories.FaultUnclear, time.Time{}},
		{599, "", advisories.FaultUnclear, time.Time{}},
	} {
		elsewhere := receive(t, status(http.StatusOK))
		r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", elsewhere.URL)
			if c.after != "" {
				w.Header().Set("Retry-After", c.after)
			}
			w.WriteHeader(c.status)
			if c.status != http.StatusNotModified {
				io.WriteString(w, "SENTINEL")
			}
		})
		err := poster(t, r.URL+"/SENTINEL").Post(t.Context(), sample())
		if advisories.CodeOf(err) != c.code {
			t.Errorf("%d: %v, want %q", c.status, err, c.code)
		}
		var f *advisories.Fault
		if errors.As(err, &f) && (!f.RetryAt.Equal(c.retry) || f.Status != c.status) {
			t.Errorf("%d with %q: again at %v, want %v", c.status, c.after, f.RetryAt, c.retry)
		}
		if err != nil && (strings.Contains(err.Error(), "SENTINEL") || strings.Contains(err.Error(), "127.0.0.1")) {
			t.Errorf("%d: the error tells the address or the answer: %v", c.status, err)
		}
		if len(r.got) != 1 || len(elsewhere.got) != 0 {
			t.Errorf("%d: %d requests, %d where it redirects to", c.status, len(r.got), len(elsewhere.got))
		}
	}
}

// raw answers each connection with a text and closes it.
func raw(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b := make([]byte, 4096)
			c.Read(b)
			io.WriteString(c, answer)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// TestPostWithoutAnswer: before a connection nothing happened; after it, who knows.
func TestPostWithoutAnswer(t *testing.T) {
	gone := receive(t, status(http.StatusOK))
	gone.Close()
	for name, c := range map[string]struct {
		url  string
		code advisories.FaultCode
	}{
		"nobody there":           {gone.URL, advisories.FaultUnavailable},
		"no such host":           {"https://nothing.invalid/", advisories.FaultUnavailable},
		"no TLS":                 {"https" + strings.TrimPrefix(raw(t, "nonsense"), "http"), advisories.FaultUnavailable},
		"hangs up":               {raw(t, ""), advisories.FaultUnclear},
		"no HTTP":                {raw(t, "SENTINEL\n\n"), advisories.FaultUnclear},
		"a head without end":     {raw(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 100<<10)), advisories.FaultUnclear},
		"an answer without end":  {raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx"), ""},
		"an answer that is none": {raw(t, "HTTP/1.1 999999 X\r\n\r\n"), advisories.FaultUnclear},
	} {
		err := poster(t, c.url).Post(t.Context(), sample())
		if advisories.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if err != nil && (strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), "invalid") || strings.Contains(err.Error(), "SENTINEL")) {
			t.Errorf("%s: the error tells the address or the answer: %v", name, err)
		}
	}
}

// TestPostEnds: a receiver that never answers is let go when the caller ends.
func TestPostEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := receive(t, func(_ http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done()
	})
	err := poster(t, r.URL).Post(ctx, sample())
	if advisories.CodeOf(err) != advisories.FaultUnclear || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err = poster(t, r.URL).Post(ctx, sample()); advisories.CodeOf(err) != advisories.FaultUnavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	late, stop := context.WithTimeout(t.Context(), time.Nanosecond)
	defer stop()
	if err = poster(t, r.URL).Post(late, sample()); advisories.CodeOf(err) != advisories.FaultUnavailable || !errors.Is(err, errTime) {
		t.Errorf("too late: %v", err)
	}
}

// TestPostOverTLS: a receiver's certificate must be good.
func TestPostOverTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(status(http.StatusOK))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	if err := poster(t, s.URL).Post(t.Context(), sample()); advisories.CodeOf(err) != advisories.FaultUnavailable {
		t.Errorf("a certificate of nobody's: %v", err)
	}
	p := poster(t, s.URL, func(c *Config) { c.Transport = s.Client().Transport })
	if err := p.Post(t.Context(), sample()); err != nil {
		t.Error(err)
	}
}

// TestNotifyRefusesText: what has not the form of a notification does not leave.
func TestNotifyRefusesText(t *testing.T) {
	r := receive(t, status(http.StatusOK))
	for name, change := range map[string]func(*Notification){
		"no id":             func(n *Notification) { n.ID = "" },
		"an id that tells":  func(n *Notification) { n.ID = "fix/escalate of GHSA-2345" },
		"no case":           func(n *Notification) { n.Case = "" },
		"a title":           func(n *Notification) { n.Case = "Buffer overread in the parser" },
		"a long case":       func(n *Notification) { n.Case = strings.Repeat("a", longestCase+1) },
		"a commitment":      func(n *Notification) { n.Commitment = "fix it now" },
		"a stage":           func(n *Notification) { n.Stage = "soon" },
		"a time":            func(n *Notification) { n.Due = "tomorrow" },
		"a link with words": func(n *Notification) { n.Link = "see the issue" },
		"a script":          func(n *Notification) { n.Link = "javascript:alert(1)" },
		"a link with more":  func(n *Notification) { n.Link += "?title=overread" },
		"a long link":       func(n *Notification) { n.Link += "#" + strings.Repeat("x", longestLink) },
		"a link's user":     func(n *Notification) { n.Link = "https://a:b@github.com/x" },
	} {
		n := sample()
		change(&n)
		if err := poster(t, r.URL).Post(t.Context(), n); advisories.CodeOf(err) != advisories.FaultRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(r.got) != 0 {
		t.Errorf("%d requests left: %s", len(r.got), bytes.Join(r.bodies, []byte("\n")))
	}
}

func TestNew(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://hooks.example.org/T0/x?token=y": true, "http://localhost:9000": true, "http://127.0.0.2/": true, "http://[::1]:1/": true,
		"HTTPS://hooks.example.org": true, "http://hooks.example.org/": false, "ftp://hooks.example.org/": false, "hooks.example.org": false,
		"https://": false, "https://a:b@hooks.example.org/": false, "https://hooks.example.org/#x": false, "": false, "http://localhost.example.org/": false,
		"https://SENTINEL\x7f/": false,
	} {
		_, err := New(Config{URL: url, Secret: []byte(testSecret)})
		if (err == nil) != ok || err != nil && (strings.Contains(err.Error(), "example") || strings.Contains(err.Error(), "SENTINEL")) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := New(Config{URL: "https://hooks.example.org/"}); !errors.Is(err, errSecret) {
		t.Errorf("without a key: %v", err)
	}
}

// TestOnlyHere: in the clear it goes to this machine, whatever a name leads to.
func TestOnlyHere(t *testing.T) {
	for at, ok := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true, "127.9.9.9:1": true,
		"10.0.0.1:80": false, "[2001:db8::1]:80": false, "[::ffff:10.0.0.1]:80": false, "x": false} {
		if err := onlyHere("tcp", at, nil); (err == nil) != ok {
			t.Errorf("%s: %v", at, err)
		}
	}
}
