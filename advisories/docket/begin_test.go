package docket

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// late is a database that cannot be written at first.
type late struct {
	database
	refusals atomic.Int32
}

func (l *late) write(ctx context.Context, fn func(tx) error) error {
	if l.refusals.Add(-1) >= 0 {
		return errors.New("not now")
	}
	return l.database.write(ctx, fn)
}

// A program whose database goes away while its queue begins does not end for it.
func TestRunBeginsAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open(realTime)
		l := &late{database: d.db}
		l.refusals.Store(2)
		d.db = l
		swept := make(chan bool, 1)
		stop := running(t, d, desk{sweep: func(context.Context) error {
			select {
			case swept <- true:
			default:
			}
			return nil
		}}, RunConfig{})
		await(t, "a sweep", swept)
		stop()
	})
}

// The queue says each thing once a minute, on one line, and names no machine.
func TestQuiet(t *testing.T) {
	var out strings.Builder
	log := quiet(slog.New(slog.NewTextHandler(&out, nil)))
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	say := func(after time.Duration, what string) {
		r := slog.NewRecord(at.Add(after), slog.LevelError, what, 0)
		r.Add("err", errors.New("no\n\tanswer"), "client_id", "a-host-name", "args", "GHSA")
		if err := log.Handler().Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	say(0, "not fetched")
	say(time.Second, "not fetched")
	say(time.Second, "not completed")
	say(61*time.Second, "not fetched")
	if n := strings.Count(out.String(), "queue: not fetched"); n != 2 || strings.Count(out.String(), "\n") != 3 {
		t.Errorf("said %d times:\n%s", n, out.String())
	}
	if s := out.String(); strings.Contains(s, "a-host-name") || strings.Contains(s, "GHSA") || !strings.Contains(s, `err="no answer"`) {
		t.Error(s)
	}
}
