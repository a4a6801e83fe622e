package app

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// NewLog makes the program's logger. Tokens and the given secrets are replaced
// wherever they would stand, secrets in pieces of more than 8 characters too.
func NewLog(w io.Writer, level slog.Level, format string, secrets ...string) *slog.Logger {
	r := newRedaction(secrets, false)
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: r.attr}
	w = redactingWriter{w, newRedaction(secrets, format == "json")}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
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

// Log is the logger that the configuration asks for.
func (c Config) Log(w io.Writer) *slog.Logger {
	return NewLog(w, c.LogLevel, c.LogFormat, c.secrets()...)
}
