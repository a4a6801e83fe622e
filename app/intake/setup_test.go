package intake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	secret = "current-secret"
	older  = "older-secret"
	aGUID  = "8a1b2c3d-0000-4000-8000-0123456789ab"
	// sentinel stands for report text: it must come out nowhere.
	sentinel = "SENTINEL-report-text"
)

// bell remembers rings, and can be told to fail.
type bell struct {
	mu    sync.Mutex
	rings []advisories.Ring
	seen  map[string]bool
	ring  func(context.Context, advisories.Ring) error
}

func (b *bell) Ring(ctx context.Context, r advisories.Ring) (bool, error) {
	if b.ring != nil {
		if err := b.ring(ctx, r); err != nil {
			return false, err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen == nil {
		b.seen = map[string]bool{}
	}
	fresh := !b.seen[r.GUID]
	b.seen[r.GUID] = true
	if fresh {
		b.rings = append(b.rings, r)
	}
	return fresh, nil
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// setup makes a door with a bell, and a log at debug level to look at.
func setup(t testing.TB, change func(*Config)) (*Door, *bell, *bytes.Buffer) {
	t.Helper()
	b, log := &bell{}, &bytes.Buffer{}
	c := Config{Secrets: [][]byte{[]byte(secret), []byte(older)}, Bell: b,
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return noon }}
	if change != nil {
		change(&c)
	}
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d, b, log
}

func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func deliver(event, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
	r.Header.Set("Content-Type", typeJSON)
	r.Header.Set("X-GitHub-Event", event)
	r.Header.Set("X-GitHub-Delivery", aGUID)
	r.Header.Set(signatureHeader, sign(secret, []byte(body)))
	return r
}

func send(d *Door, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func check(t *testing.T, w *httptest.ResponseRecorder, status int, word string) {
	t.Helper()
	if w.Code != status || w.Body.String() != word {
		t.Errorf("answer %d %q, want %d %q", w.Code, w.Body, status, word)
	}
	if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options %q", got)
	}
	if got := w.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}
