package docket

import (
	"context"
	"log/slog"
)

// quiet makes the queue's logger: warnings and errors only, and of their
// attributes those that cannot name an advisory. Arguments of jobs never pass.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(quietHandler{log.Handler()})
}

type quietHandler struct{ next slog.Handler }

// quietKeys are the attributes that may pass.
var quietKeys = map[string]bool{
	"client_id": true, "error": true, "err": true, "job_id": true, "job_kind": true, "kind": true,
	"num_jobs": true, "queue": true, "attempt": true, "sleep_duration": true, "timeout": true,
}

func (h quietHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.next.Enabled(ctx, l)
}

func (h quietHandler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, "queue: "+r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if quietKeys[a.Key] {
			out.AddAttrs(a)
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
	return quietHandler{h.next.WithAttrs(kept)}
}

func (h quietHandler) WithGroup(string) slog.Handler { return h }
