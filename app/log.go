package app

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
)

// tokenPattern finds GitHub's tokens, the long ones of today and the short ones
// of before, the App's signed requests for them, and private keys whole, so that
// none reaches a log whatever happens.
var tokenPattern = regexp.MustCompile(`gh[a-z]_[A-Za-z0-9._-]{16,}|github_pat_[A-Za-z0-9_]{20,}` +
	`|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]{8,})+` +
	`|(?s)-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\z)`)

const redacted = "[redacted]"

// NewLog makes the program's logger. Tokens and the given secrets are replaced
// wherever they would stand.
func NewLog(w io.Writer, level slog.Level, format string, secrets ...string) *slog.Logger {
	r := newRedaction(secrets)
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: r.attr}
	w = redactingWriter{w, r}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// redaction knows what no log may show.
type redaction struct{ secrets *strings.Replacer }

func newRedaction(secrets []string) redaction {
	var pairs []string
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, redacted)
		}
	}
	return redaction{strings.NewReplacer(pairs...)}
}

func (r redaction) text(s string) string {
	return tokenPattern.ReplaceAllString(r.secrets.Replace(s), redacted)
}

// attr redacts a value before it is quoted, which could tear a secret of several
// lines apart. Members of groups come one by one.
func (r redaction) attr(_ []string, a slog.Attr) slog.Attr {
	before := ""
	switch a.Value.Kind() {
	case slog.KindString:
		before = a.Value.String()
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case slog.Level:
			return a
		case []byte:
			before = string(v)
		default:
			before = fmt.Sprint(v)
		}
	default:
		return a
	}
	if after := r.text(before); after != before {
		a.Value = slog.StringValue(after)
	}
	return a
}

// redactingWriter redacts whole lines of the log: keys of attributes, and values
// that a handler writes in another way than they print.
type redactingWriter struct {
	w io.Writer
	r redaction
}

// Write implements io.Writer. A handler writes one record at a time.
func (w redactingWriter) Write(p []byte) (int, error) {
	line, end := strings.CutSuffix(string(p), "\n")
	line = w.r.text(line)
	if end {
		line += "\n"
	}
	if _, err := io.WriteString(w.w, line); err != nil {
		return 0, err
	}
	return len(p), nil
}

// secrets are the configuration's values that no log may show, longest first
// where one holds another.
func (c Config) secrets() []string {
	out := []string{c.DatabaseURL, c.ClientSecret, c.NotifyURL, string(c.NotifySecret)}
	if u, err := url.Parse(c.DatabaseURL); err == nil && u.User != nil {
		if password, set := u.User.Password(); set && len(password) > 3 {
			out = append(out, password, url.QueryEscape(password))
		}
	}
	for _, s := range c.WebhookSecrets {
		out = append(out, string(s))
	}
	return append(append(out, list(c.SealKey)...), string(c.PrivateKey))
}

// Log is the logger that the configuration asks for.
func (c Config) Log(w io.Writer) *slog.Logger {
	return NewLog(w, c.LogLevel, c.LogFormat, c.secrets()...)
}
