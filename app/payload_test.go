package app_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// Every recorded or official webhook, signed, is taken by the running program.
func TestServeTakesRecordedWebhooks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "payloads", "webhook-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
			t.Fatal("../shared/payloads has no webhooks")
		}
		t.Skip("SKIPPED: ../shared/payloads is not there, so no recorded webhook was sent")
	}
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	for i, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		event, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), "webhook-"), ".")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.at.Door+intake.Path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		sum := hmac.New(sha256.New, []byte(testSecret))
		sum.Write(body)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-GitHub-Event", event)
		req.Header.Set("X-GitHub-Delivery", "recorded-"+string(rune('a'+i)))
		req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(sum.Sum(nil)))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusAccepted {
			t.Errorf("%s: status %d, want 202", filepath.Base(path), res.StatusCode)
		}
	}
	r.settled()
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes for installations that GitHub does not know", n)
	}
}
