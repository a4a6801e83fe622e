package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// leavers are installations and when they left; purging one that broken names
// fails with that error.
type leavers struct {
	left   map[int64]time.Time
	broken map[int64]error
	purged []int64
	// back is who comes back once another was purged.
	back int64
}

func (l *leavers) LeftBefore(_ context.Context, t time.Time) ([]advisories.Installation, error) {
	var out []advisories.Installation
	for id := range int64(10) {
		if at, ok := l.left[id]; ok && at.Before(t) {
			out = append(out, advisories.Installation{ID: id, LeftAt: at})
		}
	}
	return out, nil
}

func (l *leavers) Purge(_ context.Context, id int64) (docket.Purged, error) {
	if err := l.broken[id]; err != nil && !errors.Is(err, docket.ErrRemains) {
		return docket.Purged{}, err
	}
	l.purged = append(l.purged, id)
	delete(l.left, id)
	delete(l.left, l.back)
	return docket.Purged{}, l.broken[id]
}

func TestForgetLeft(t *testing.T) {
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	const day = 24 * time.Hour
	broken := errors.New("no database")
	for name, c := range map[string]struct {
		leavers
		retention time.Duration
		want      []int64
		n         int
		err       error
	}{
		"nobody left":      {leavers{}, 90 * day, nil, 0, nil},
		"one long ago":     {leavers{left: map[int64]time.Time{1: ago(91 * day), 2: ago(89 * day), 3: ago(90 * day)}}, 90 * day, []int64{1}, 1, nil},
		"all":              {leavers{left: map[int64]time.Time{1: ago(100 * day), 2: ago(99 * day)}}, 90 * day, []int64{1, 2}, 2, nil},
		"kept for ever":    {leavers{left: map[int64]time.Time{1: ago(10000 * day)}}, 0, nil, 0, nil},
		"one comes back":   {leavers{left: map[int64]time.Time{1: ago(100 * day), 2: ago(99 * day)}, back: 2}, 90 * day, []int64{1}, 1, nil},
		"one cannot go":    {leavers{left: map[int64]time.Time{1: ago(100 * day), 2: ago(99 * day)}, broken: map[int64]error{1: broken}}, 90 * day, []int64{2}, 1, broken},
		"its bytes remain": {leavers{left: map[int64]time.Time{1: ago(100 * day)}, broken: map[int64]error{1: docket.ErrRemains}}, 90 * day, []int64{1}, 1, docket.ErrRemains},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := forgetLeft(t.Context(), &c.leavers, func() time.Time { return now }, c.retention)
			if n != c.n || !errors.Is(err, c.err) || c.err == nil && err != nil {
				t.Errorf("%d, %v", n, err)
			}
			if diff := cmp.Diff(c.want, c.purged); diff != "" {
				t.Errorf("purged (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRetention: what an account left behind goes when its time is over, what
// others have stays, and the log names nobody.
func TestRetention(t *testing.T) {
	r := testRecords(t)
	ctx := t.Context()
	for id, account := range map[int64]string{1: "acme", 2: "globex"} {
		if err := r.docket.PutInstallation(ctx, advisories.Installation{ID: id, Account: account, AccountID: 10 * id}); err != nil {
			t.Fatal(err)
		}
	}
	r.keep(t, advisories.CaseKey{Installation: 1, Repository: 1, GHSA: "GHSA-2345-cfgh-jmpq"}, "amber-otter-421", advisories.StageReceived, heldDraft(advisories.KindReceipt, 1, ""))
	r.keep(t, advisories.CaseKey{Installation: 2, Repository: 2, GHSA: "GHSA-2345-cfgh-jmpr"}, "olive-heron-456", advisories.StageReceived)
	if err := r.docket.DropInstallation(ctx, 1); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	now := recordsNow
	p := &Program{Docket: r.docket, config: Config{Retention: 90 * 24 * time.Hour},
		options: Options{Log: NewLog(&log, slog.LevelDebug, "text"), Now: func() time.Time { return now }}}
	names := func() string {
		t.Helper()
		cases, _, err := r.List(ctx, true)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, c := range cases {
			out = append(out, c.Name)
		}
		return strings.Join(out, " ")
	}
	now = now.Add(90 * 24 * time.Hour)
	if p.retainOnce(ctx); names() != "amber-otter-421 olive-heron-456" || log.Len() > 0 {
		t.Errorf("too early: %s; log: %s", names(), &log)
	}
	now = now.Add(time.Second)
	if p.retainOnce(ctx); names() != "olive-heron-456" {
		t.Errorf("after the time of retention: %s", names())
	}
	if got := log.String(); !strings.Contains(got, "installations=1") || strings.Contains(got, "acme") || strings.Contains(got, "otter") {
		t.Errorf("log: %s", got)
	}
	if _, err := r.KeptOf(ctx, "acme"); err == nil {
		t.Error("something is kept of acme")
	}
	log.Reset()
	if p.retainOnce(ctx); log.Len() > 0 {
		t.Errorf("once more: %s", &log)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	p.retain(ended) // returns
	if log.Len() > 0 {
		t.Errorf("at the end: %s", &log)
	}
}

func TestKeptOf(t *testing.T) {
	r := testRecords(t)
	ctx := t.Context()
	if err := r.docket.PutInstallation(ctx, advisories.Installation{ID: 1, Account: "Acme", AccountID: 10}); err != nil {
		t.Fatal(err)
	}
	r.keep(t, advisories.CaseKey{Installation: 1, Repository: 1, GHSA: "GHSA-2345-cfgh-jmpq"}, "amber-otter-421", advisories.StageReceived,
		heldDraft(advisories.KindReceipt, 1, ""), heldDraft(advisories.KindAccept, 1, ""))
	for _, login := range []string{"acme", "ACME", " @acme "} {
		list, err := r.KeptOf(ctx, login)
		if err != nil || len(list) != 1 || list[0].Cases != 1 || list[0].Drafts != 2 || list[0].Installation.Account != "Acme" {
			t.Errorf("%q: %+v, %v", login, list, err)
		}
	}
	for login, want := range map[string]string{"": "not a login", "acme/lib": "not a login", "a b": "not a login", "nobody": `account that is called "nobody"`} {
		if _, err := r.KeptOf(ctx, login); err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, ErrLogin) != (want == "not a login") {
			t.Errorf("%q: %v", login, err)
		}
	}
	list, err := r.KeptOf(ctx, "acme")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	PrintKept(&out, list)
	gone, err := r.Purge(ctx, list[0])
	if err != nil || gone.Cases != 1 {
		t.Errorf("%+v, %v", gone, err)
	}
	PrintPurged(&out, gone)
	PrintPurged(&out, Kept{Installation: advisories.Installation{ID: 2, Account: "x\x1b[31m"}})
	const want = `Acme (installation 1): the App is installed there
  1 case, 2 drafts, 1 line of timelines, 1 ring
  warning: as long as the App is installed there, its open advisories come back
    with the next sweep, as cases without a past. Uninstall it first.
deleted of Acme (installation 1): 1 case, 2 drafts, 1 line of timelines, 1 ring
deleted of x[31m (installation 2): nothing but that it was installed
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	if _, err := r.KeptOf(ctx, "acme"); err == nil {
		t.Error("something is left of acme")
	}
}
