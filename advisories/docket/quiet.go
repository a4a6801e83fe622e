package docket

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// quiet makes the queue's logger: warnings and errors only, each of them once a minute,
// and of their attributes those that cannot name an advisory. Arguments of jobs never
// pass.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(quietHandler{log.Handler(), &lately{said: map[string]time.Time{}}})
}

type quietHandler struct {
	next slog.Handler
	*lately
}

// lately knows what was said in the last minute: while the database is away, the queue
// says the same several times a second.
type lately struct {
	mu   sync.Mutex
	said map[string]time.Time
}

// again reports whether the same was said within a minute. The queue has some dozens of
// things to say.
func (l *lately) again(what string, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, said := l.said[what]; said && at.Sub(before) < time.Minute && !at.Before(before) {
		return true
	}
	l.said[what] = at
	return false
}

// quietKeys are the attributes that may pass.
var quietKeys = map[string]bool{
	"error": true, "err": true, "job_id": true, "job_kind": true, "kind": true,
	"num_jobs": true, "queue": true, "attempt": true, "sleep_duration": true, "timeout": true,
}

func (h quietHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.next.Enabled(ctx, l)
}

func (h quietHandler) Handle(ctx context.Context, r slog.Record) error {
	if h.again(r.Message, r.Time) {
		return nil
	}
	out := slog.NewRecord(r.Time, r.Level, "queue: "+r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if quietKeys[a.Key] {
			out.AddAttrs(oneLine(a))
		}
		return true
	})
	return h.next.Handle(ctx, out)
}

func (h quietHandler) WithAttrs(list []slog.Attr) slog.Handler {
	var kept []slog.Attr
	for _, a := range list {
		if quietKeys[a.Key] {
			kept = append(kept, a)
		}
	}
	return quietHandler{h.next.WithAttrs(kept), h.lately}
}

func (h quietHandler) WithGroup(string) slog.Handler { return h }

// oneLine writes an error on one line: drivers tell
// each address that they tried on a line of its own.
func oneLine(a slog.Attr) slog.Attr {
	if err, ok := a.Value.Any().(error); ok {
		a.Value = slog.StringValue(strings.Join(strings.Fields(err.Error()), " "))
	}
	return a
}
