package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// secretLetters are those of secrets that people and machines make, with all that a
// log's formats and URLs write in another way.
const secretLetters = `[A-Za-z0-9+/=_.~!@#$%^&*(){}<>:;?|'"\\ -]|[äßé中🔑]|[\n\t]`

// logPlaces put a text into a record.
var logPlaces = []func(*slog.Logger, string){
	func(l *slog.Logger, s string) { l.Info(s) },
	func(l *slog.Logger, s string) { l.Info("m", "a", s) },
	func(l *slog.Logger, s string) { l.Info("m", s, 1) },
	func(l *slog.Logger, s string) { l.Info("m", "err", fmt.Errorf("wrapped: %w", errors.New(s))) },
	func(l *slog.Logger, s string) { l.Info("m", "err", fmt.Errorf("wrapped: %q", s)) },
	func(l *slog.Logger, s string) {
		l.Info("m", "err", &url.Error{Op: "Get", URL: s, Err: errors.New("no")})
	},
	func(l *slog.Logger, s string) { l.Info("m", "a", []string{"x", s}) },
	func(l *slog.Logger, s string) { l.Info("m", "a", map[string]any{"x": s, "y": &secretStruct{Token: s}}) },
	func(l *slog.Logger, s string) { l.Info("m", "a", []byte(s)) },
	func(l *slog.Logger, s string) { l.Info("m", slog.Group("g", "a", secretValue{s})) },
	func(l *slog.Logger, s string) { l.WithGroup("g").With("a", &s, s, "b").Info("m") },
	func(l *slog.Logger, s string) {
		b, _ := json.Marshal(map[string]string{"x": s})
		l.Info("m", "a", json.RawMessage(b), "b", string(b))
	},
	func(l *slog.Logger, s string) {
		l.Info("m", "a", "https://x:"+url.QueryEscape(s)+"@y/"+url.PathEscape(s))
	},
}

// tellsPiece finds more than 8 characters in a row of a secret in a line of the
// log, as they are or as the line's format writes them.
func tellsPiece(line, secret string) string {
	for _, form := range []string{secret, quoted(secret), inJSON(secret), url.QueryEscape(secret), url.PathEscape(secret)} {
		for i := 0; i+piece <= len(form); i++ {
			if strings.Contains(line, form[i:i+piece]) {
				return form[i : i+piece]
			}
		}
	}
	return ""
}

// TestLogTellsNoPiece: whatever part of a secret a library quotes, wherever, in
// either format: no more than 8 characters in a row are left, and JSON stays JSON.
func TestLogTellsNoPiece(t *testing.T) {
	secrets := rapid.StringMatching(`(` + secretLetters + `){9,80}`)
	rapid.Check(t, func(t *rapid.T) {
		secret, format := secrets.Draw(t, "secret"), rapid.SampledFrom([]string{"text", "json"}).Draw(t, "format")
		runes := []rune(secret)
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		part := string(runes[from:rapid.IntRange(from, len(runes)).Draw(t, "to")])
		var out bytes.Buffer
		log := NewLog(&out, slog.LevelInfo, format, secret)
		rapid.SampledFrom(logPlaces).Draw(t, "place")(log, rapid.SampledFrom([]string{"", "a ", `"`, `\`, "é", "<"}).Draw(t, "before")+part+
			rapid.SampledFrom([]string{"", " z", `"`, `\`, "é", "/x"}).Draw(t, "after"))
		line := out.String()
		if got := tellsPiece(strings.ReplaceAll(line, redacted, "\x00"), part); got != "" {
			t.Fatalf("%s tells %q of %q: %s", format, got, secret, line)
		}
		if strings.Count(line, "\n") != 1 || format == "json" && !json.Valid([]byte(line)) {
			t.Fatalf("%s: no line of its format: %s", format, line)
		}
	})
}

// TestLogTellsNothingOfTheConfiguration: every secret that the configuration can
// have, read from variables or from files, in whole and in part.
func TestLogTellsNothingOfTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	password := `p@ss:w/rd%with#all?kinds&of=it`
	made := map[string]string{"WEBHOOK_SECRET": "first-of-the-webhook,second-of-the-webhook", "CLIENT_SECRET": "of-the-client-1234567890",
		"NOTIFY_URL": "https://hooks.example.org/T0/B0/token-of-the-notify-url", "NOTIFY_SECRET": "signs-what-is-told-0123", "SEAL_KEY": testSealKey,
		"DATABASE_URL": "postgres://bot:" + strings.ToLower(url.QueryEscape(password)) + "@db.example/x?sslpassword=of-the-client-key", "PRIVATE_KEY": string(testPEM(t))}
	var env, secrets []string
	for name, value := range made {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		env = append(env, Prefix+name+fileSuffix+"="+path)
	}
	env = append(env, Prefix+"APP_ID=1", "OTEL_TRACES_EXPORTER=otlp", "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20of-the-collector-0123,x-api-key=another-of-the-collector")
	c, err := ReadConfig(t.Context(), env, NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, "first-of-the-webhook", "second-of-the-webhook", made["CLIENT_SECRET"], "T0/B0/token-of-the-notify-url", made["NOTIFY_SECRET"],
		testSealKey, password, url.QueryEscape(password), strings.ToLower(url.QueryEscape(password)), url.PathEscape(password), "of-the-client-key",
		"of-the-collector-0123", "another-of-the-collector")
	secrets = append(secrets, strings.Split(strings.TrimSpace(string(testPEM(t))), "\n")[1:20]...)
	for _, format := range []string{"text", "json"} {
		c.LogFormat = format
		for i, s := range secrets {
			for part := 0; part+piece <= len(s); part += 5 {
				var out bytes.Buffer
				log := c.Log(&out)
				if part > 20 {
					break
				}
				for _, put := range logPlaces {
					put(log, s[part:])
				}
				if got := tellsPiece(strings.ReplaceAll(out.String(), redacted, "\x00"), s); got != "" {
					t.Errorf("%s: secret %d tells %q", format, i, got)
				}
			}
		}
	}
}

// TestLogTellsNoStoredKey: a generated sealing key is in no variable, and is a
// secret all the same.
func TestLogTellsNoStoredKey(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, SealKeyFile), []byte(testSealKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	Config{DataDir: dir, LogFormat: "text"}.Log(&out).Info("m", "a", testSealKey)
	if got := tellsPiece(out.String(), testSealKey); got != "" {
		t.Errorf("tells %q", got)
	}
}

// TestLogTellsNoToken: GitHub's tokens of any length, which nobody configured.
func TestLogTellsNoToken(t *testing.T) {
	bodies := rapid.StringMatching(`[A-Za-z0-9._-]{36,520}`)
	rapid.Check(t, func(t *rapid.T) {
		token := "ghs" + "_" + bodies.Draw(t, "token")
		for _, format := range []string{"text", "json"} {
			var out bytes.Buffer
			log := NewLog(&out, slog.LevelInfo, format)
			rapid.SampledFrom(logPlaces).Draw(t, "place")(log, "x "+token+" y")
			if strings.Contains(out.String(), token[:12]) || strings.Contains(out.String(), token[len(token)-12:]) {
				t.Fatalf("%s: %s", format, strconv.Quote(out.String()))
			}
		}
	})
}
