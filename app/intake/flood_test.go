package intake

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestTooLargeWithoutAnnouncement(t *testing.T) {
	d, b, _ := setup(t, nil)
	r := httptest.NewRequest(http.MethodPost, Path, io.LimitReader(zeros{}, maxBody+1))
	r.ContentLength = -1
	r.Header.Set("Content-Type", typeJSON)
	r.Header.Set(signatureHeader, sign(secret, nil))
	check(t, send(d, r), 413, "large")
	if len(b.rings) != 0 || d.flight.used.Load() != 0 {
		t.Errorf("%d rings, %d bytes in flight", len(b.rings), d.flight.used.Load())
	}
}

func TestLargestBody(t *testing.T) {
	d, _, _ := setup(t, nil)
	body := `{"a":"` + strings.Repeat("x", maxBody-8) + `"}`
	check(t, send(d, deliver("star", body)), 202, "ignored")
	chunked := deliver("star", body)
	chunked.ContentLength = -1
	check(t, send(d, chunked), 202, "ignored")
	check(t, send(d, deliver("star", body+" ")), 413, "large")
}

func TestBusy(t *testing.T) {
	d, _, _ := setup(t, nil)
	d.flight.used.Store(maxInFlight - 100)
	w := send(d, deliver("repository_advisory", reported))
	check(t, w, 503, "busy")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	// A small one that runs out of room half way gives back what it held.
	d.flight.used.Store(maxInFlight - firstRead)
	r := deliver("star", `{"a":"`+strings.Repeat("x", 4*firstRead)+`"}`)
	check(t, send(d, r), 503, "busy")
	if got := d.flight.used.Load(); got != maxInFlight-firstRead {
		t.Errorf("%d bytes in flight", got)
	}
}

// dial opens a connection and sends the head of a signed delivery that announces
// size bytes, and the first few of them.
func dial(t *testing.T, addr string, size int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nX-GitHub-Event: push\r\n%s: sha256=%064d\r\nContent-Length: %d\r\n\r\n{\"a\":",
		Path, typeJSON, signatureHeader, 0, size)
	return c
}

func TestSlowSenders(t *testing.T) {
	d, b, _ := setup(t, nil)
	s := httptest.NewServer(d)
	defer s.Close()
	const senders = 200
	for range senders {
		c := dial(t, s.Listener.Addr().String(), maxBody)
		defer c.Close()
	}
	for d.flight.used.Load() < senders*firstRead { // all of them are being read
		time.Sleep(time.Millisecond)
	}
	if used := d.flight.used.Load(); used > maxInFlight {
		t.Errorf("%d bytes in flight", used)
	}
	r := deliver("repository_advisory", reported)
	out, err := http.NewRequest(http.MethodPost, s.URL+Path, r.Body)
	if err != nil {
		t.Fatal(err)
	}
	out.Header = r.Header
	resp, err := s.Client().Do(out)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 202 || len(b.rings) != 1 {
		t.Errorf("a good delivery among slow ones: %d, %d rings", resp.StatusCode, len(b.rings))
	}
}

func TestReadTimeout(t *testing.T) {
	d, _, _ := setup(t, func(c *Config) { c.ReadTimeout = 20 * time.Millisecond })
	s := httptest.NewServer(d)
	defer s.Close()
	c := dial(t, s.Listener.Addr().String(), 1000)
	defer c.Close()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil) // returns only because the door gave up
	if err != nil {
		t.Fatal(err)
	}
	word, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 408 || string(word) != "slow" {
		t.Errorf("answer %d %q", resp.StatusCode, word)
	}
}

func TestBellOutlivesReadTimeout(t *testing.T) {
	d, b, _ := setup(t, func(c *Config) { c.ReadTimeout = 20 * time.Millisecond })
	b.ring = func(ctx context.Context, _ advisories.Ring) error {
		time.Sleep(60 * time.Millisecond)
		return ctx.Err()
	}
	s := httptest.NewServer(d)
	defer s.Close()
	r := deliver("repository_advisory", reported)
	out, err := http.NewRequest(http.MethodPost, s.URL+Path, r.Body)
	if err != nil {
		t.Fatal(err)
	}
	out.Header = r.Header
	resp, err := s.Client().Do(out)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 202 {
		t.Errorf("answer %d", resp.StatusCode)
	}
}
