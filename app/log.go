package app

import (
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// tokenPattern finds GitHub's tokens, the long ones of today and the short ones
// of before, so that none reaches a log whatever happens.
var tokenPattern = regexp.MustCompile(`gh[a-z]_[A-Za-z0-9._-]{16,}|github_pat_[A-Za-z0-9_]{20,}|-----BEGIN [A-Z ]+-----`)

// NewLog makes the program's logger. Tokens and the given secrets are replaced
// wherever they would stand.
func NewLog(w io.Writer, level slog.Level, format string, secrets ...string) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: redact(secrets)}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

func redact(secrets []string) func([]string, slog.Attr) slog.Attr {
	return func(_ []string, a slog.Attr) slog.Attr {
		if k := a.Value.Kind(); k != slog.KindString && k != slog.KindAny {
			return a
		}
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
			return a
		}
		before := a.Value.String()
		after := tokenPattern.ReplaceAllString(before, "[redacted]")
		for _, s := range secrets {
			if s != "" {
				after = strings.ReplaceAll(after, s, "[redacted]")
			}
		}
		if after != before {
			a.Value = slog.StringValue(after)
		}
		return a
	}
}

// secrets are the configuration's values that no log may show.
func (c Config) secrets() []string {
	out := []string{c.SealKey, c.DatabaseURL}
	for _, s := range c.WebhookSecrets {
		out = append(out, string(s))
	}
	return out
}

// Log is the logger that the configuration asks for.
func (c Config) Log(w io.Writer) *slog.Logger {
	return NewLog(w, c.LogLevel, c.LogFormat, c.secrets()...)
}
