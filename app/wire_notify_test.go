package app

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/notify"
)

// TestNotifier: what the desk hands over arrives, signed with the secret that is set
// or else with the newest sealing key's own.
func TestNotifier(t *testing.T) {
	keys, err := advisories.ParseKeys("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=," + testSealKey)
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	var signature string
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		signature = r.Header.Get(notify.SignatureHeader)
	}))
	t.Cleanup(s.Close)
	told := desk.Notification{ID: strings.Repeat("ab", 32), Case: "amber-otter-421", Severity: "high", Commitment: advisories.CommitmentFix,
		Stage: "maximum", Due: "2026-12-24T15:00:00Z", Link: "https://github.com/acme/security-cases/issues/7"}
	for name, c := range map[string]struct {
		set  string
		want []byte
	}{
		"a secret that is set": {"notify-secret-of-the-test", []byte("notify-secret-of-the-test")},
		"none":                 {"", keys.Derive("notify")[0]},
	} {
		n, err := newNotifier(Config{NotifyURL: s.URL, NotifySecret: []byte(c.set)}, keys, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Notify(t.Context(), told); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := notify.Sign(c.want, body); signature != want {
			t.Errorf("%s: signed %s, want %s", name, signature, want)
		}
		var got map[string]string
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"id": told.ID, "case": told.Case, "severity": "high", "commitment": "fix", "stage": "maximum", "due": told.Due, "link": told.Link}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if n, err := newNotifier(Config{}, keys, Options{}); n != nil || err != nil {
		t.Errorf("without an address: %v, %v", n, err)
	}
	if _, err := newNotifier(Config{NotifyURL: "http://hooks.example.org/"}, keys, Options{}); err == nil {
		t.Error("in the clear to another machine")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	n, err := newNotifier(Config{NotifyURL: s.URL}, keys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Notify(ended, told); advisories.CodeOf(err) != advisories.FaultUnavailable {
		t.Errorf("after the end: %v", err)
	}
}
