package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Tokens and keys are built as the tests run, so that none lies in the repository.
func secretTexts(t *testing.T) map[string]string {
	t.Helper()
	long := strings.Repeat("aB3-_.", 85)
	return map[string]string{
		"an installation token of today":  "ghs" + "_123456_" + long, // about 520 characters
		"an installation token of before": "ghs" + "_" + strings.Repeat("a1B2", 9),
		"a user's token":                  "gho" + "_" + strings.Repeat("a1B2", 9),
		"a fine-grained token":            "github" + "_pat_" + strings.Repeat("a1_B2", 9),
		"the App's signed request":        "ey" + "J0eXAiOiJKV1Qi.ey" + "JpYXQiOjE3MDAwMDAw." + strings.Repeat("aB3-_", 50),
		"the App's key":                   string(testPEM(t)),
		"the App's key in one line":       strings.ReplaceAll(string(testPEM(t)), "\n", `\n`),
		"half a key":                      string(testPEM(t)[:500]),
		"the webhook's secret":            "webhook-secret-of-the-test",
		"the other webhook's secret":      "the-one-before-of-the-test",
		"the sealing key":                 testSealKey,
		"the client's secret":             "client-secret-of-the-test",
		"where to tell":                   "https://hooks.example.org/T0/of-the-test",
		"what signs":                      "notify-secret-of-the-test",
		"the database's password":         "p@ss/word",
		"the database's password, quoted": url.QueryEscape("p@ss/word"),
	}
}

// secretValue tells its secret only when it is asked to print.
type secretValue struct{ text string }

func (s secretValue) LogValue() slog.Value { return slog.StringValue("value " + s.text) }

type secretStringer struct{ text string }

func (s secretStringer) String() string { return "stringer " + s.text }

type secretStruct struct{ Token, Other string }

// TestLogTellsNoSecret puts every secret in every place of a record, in both
// formats.
func TestLogTellsNoSecret(t *testing.T) {
	c := Config{WebhookSecrets: [][]byte{[]byte("webhook-secret-of-the-test"), []byte("the-one-before-of-the-test")},
		ClientSecret: "client-secret-of-the-test", NotifyURL: "https://hooks.example.org/T0/of-the-test", NotifySecret: []byte("notify-secret-of-the-test"),
		SealKey: "BBBB," + testSealKey, DatabaseURL: "postgres://bot:" + url.QueryEscape("p@ss/word") + "@db/x", LogLevel: slog.LevelDebug}
	places := map[string]func(*slog.Logger, string){
		"the message":       func(l *slog.Logger, s string) { l.Info("before " + s + " after") },
		"an attribute":      func(l *slog.Logger, s string) { l.Info("m", "a", s) },
		"an error":          func(l *slog.Logger, s string) { l.Info("m", "err", fmt.Errorf("wrapped: %w", errors.New(s))) },
		"a group":           func(l *slog.Logger, s string) { l.Info("m", slog.Group("g", slog.Group("h", "a", s))) },
		"a logger's group":  func(l *slog.Logger, s string) { l.WithGroup("g").With("a", s).Info("m") },
		"a value":           func(l *slog.Logger, s string) { l.Info("m", "a", secretValue{s}) },
		"a Stringer":        func(l *slog.Logger, s string) { l.Info("m", "a", secretStringer{s}) },
		"bytes":             func(l *slog.Logger, s string) { l.Info("m", "a", []byte(s)) },
		"raw JSON":          func(l *slog.Logger, s string) { l.Info("m", "a", json.RawMessage(`"`+s+`"`)) },
		"a struct":          func(l *slog.Logger, s string) { l.Info("m", "a", secretStruct{Token: s}) },
		"a pointer":         func(l *slog.Logger, s string) { l.Info("m", "a", &secretStruct{Token: s}) },
		"a list":            func(l *slog.Logger, s string) { l.Info("m", "a", []string{"x", s}) },
		"a map":             func(l *slog.Logger, s string) { l.Info("m", "a", map[string]any{"x": s}) },
		"a key":             func(l *slog.Logger, s string) { l.Info("m", s, 1) },
		"a time's key":      func(l *slog.Logger, s string) { l.Info("m", slog.TimeKey, s) },
		"a level's key":     func(l *slog.Logger, s string) { l.Info("m", slog.LevelKey, s) },
		"a URL":             func(l *slog.Logger, s string) { l.Info("m", "a", "https://x:"+s+"@y/") },
		"another's sibling": func(l *slog.Logger, s string) { l.Info("m", "a", s, "b", s+s) },
	}
	for _, format := range []string{"text", "json"} {
		c.LogFormat = format
		for what, secret := range secretTexts(t) {
			for place, put := range places {
				var out bytes.Buffer
				put(c.Log(&out), secret)
				if told(out.String(), secret) {
					t.Errorf("%s: %s is told in %s:\n%.300s", format, what, place, out.String())
				}
				if !strings.HasSuffix(out.String(), "\n") || strings.Count(out.String(), "\n") != 1 {
					t.Errorf("%s: %s in %s does not leave one line", format, what, place)
				}
			}
		}
	}
}

// told reports whether a good part of a secret is in a log, in whatever quoting.
func told(log, secret string) bool {
	secret = strings.NewReplacer("\n", "", `\n`, "", "-----BEGIN RSA PRIVATE KEY-----", "").Replace(secret)
	log = strings.NewReplacer("\n", "", `\n`, "", `\\n`, "").Replace(log)
	for i := 0; i+min(24, len(secret)) <= len(secret); i += 8 {
		if strings.Contains(log, secret[i:i+min(24, len(secret))]) {
			return true
		}
	}
	return false
}

// TestLogStays: what is no secret is not touched, and numbers stay numbers.
func TestLogStays(t *testing.T) {
	var out bytes.Buffer
	log := NewLog(&out, slog.LevelInfo, "json", "", "s3cret-s3cret-s3cret")
	log.Debug("not at this level")
	log.Info("begun", "case", "amber-otter-123", "n", 7, "ok", true, "err", errors.New("gh_ is no token"), "list", []int{1, 2})
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	if got["msg"] != "begun" || got["level"] != "INFO" || got["n"] != 7.0 || got["ok"] != true || got["case"] != "amber-otter-123" || got["err"] != "gh_ is no token" {
		t.Errorf("%v", got)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestLogToNowhere(t *testing.T) {
	NewLog(brokenWriter{}, slog.LevelInfo, "text").Info("nobody hears it") // and nothing breaks
}

// TestLogShortHeader: a collector's header that is a tenant's number leaves the log
// readable, and its token is still left out.
func TestLogShortHeader(t *testing.T) {
	c := Config{LogFormat: "json", Traces: TraceConfig{Headers: map[string]string{"x-scope-orgid": "1", "x-region": "eu 2", "authorization": "Bearer of-the-collector"}}}
	var out bytes.Buffer
	c.Log(&out).Info("told", "n", 121, "token", "of-the-collector")
	var line struct {
		Time  time.Time
		N     int
		Token string
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || line.N != 121 || line.Token != redacted || line.Time.IsZero() {
		t.Errorf("%v: %s", err, out.String())
	}
}
