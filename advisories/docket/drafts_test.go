package docket

import (
	"errors"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestBeginAndSettle(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, receipt(1), held(advisories.KindAccept, 1))
		draft := func(n int) advisories.Draft { return got(d.Drafts(ctx, key))(t)[n-1] }

		if err := d.Begin(ctx, w, 2); !errors.Is(err, advisories.ErrChanged) {
			t.Errorf("a held draft began: %v", err)
		}
		if err := d.Begin(ctx, w, 3); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no such draft: %v", err)
		}
		must(t, d.Begin(ctx, w, 1))
		b.advance(time.Second)
		must(t, d.Begin(ctx, w, 1)) // taken up again after a crash
		if f := draft(1); f.State != advisories.DraftBegun || f.Attempts != 2 || !f.BegunAt.Equal(b.now()) {
			t.Errorf("begun: %+v", f)
		}

		limited := advisories.Outcome{State: advisories.DraftReady, Code: "limited"}
		must(t, d.Settle(ctx, w, 1, limited))
		if f := draft(1); f.State != advisories.DraftReady || !f.SettledAt.IsZero() || f.Outcome.Code != "limited" {
			t.Errorf("put back: %+v", f)
		}

		must(t, d.Begin(ctx, w, 1))
		done := advisories.Outcome{State: advisories.DraftDone, Code: "done", Comment: 99, By: "", At: b.now()}
		must(t, d.Settle(ctx, w, 1, done, advisories.Entry{What: "draft_done", Actor: "advisory-bot", Draft: 1}))
		if f := draft(1); f.State != advisories.DraftDone || f.Outcome != done || !f.SettledAt.Equal(b.now()) || f.Attempts != 3 {
			t.Errorf("done: %+v", f)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 1 {
			t.Errorf("%d entries", n)
		}

		if err := d.Settle(ctx, w, 1, done, advisories.Entry{What: "draft_done"}); !errors.Is(err, advisories.ErrDecided) {
			t.Errorf("settled twice: %v", err)
		}
		if err := d.Settle(ctx, w, 3, done); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no such draft: %v", err)
		}
		if err := d.Begin(ctx, w, 1); !errors.Is(err, advisories.ErrChanged) {
			t.Errorf("a done draft began: %v", err)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 1 {
			t.Errorf("%d entries after what failed", n)
		}
	})
}

func TestSent(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		since := b.now()
		edit, flooded, tell, notify := receipt(3), receipt(4), receipt(5), receipt(6)
		edit.Act, tell.Act, notify.Act = advisories.ActEdit, advisories.ActTell, advisories.ActNotify
		flooded.Hold = "flood"
		w, _ := filed(t, d, testKey(1), receipt(1), receipt(2), edit, flooded, tell, notify, held(advisories.KindAccept, 1))
		for n := 1; n <= 6; n++ {
			must(t, d.Begin(ctx, w, n))
		}
		must(t, d.Settle(ctx, w, 1, advisories.Outcome{State: advisories.DraftDone}))
		w = ringAndTake(t, d, testKey(2), "guid")
		c := testCase(testKey(2))
		c.Reporter.ID = 42
		got(d.File(ctx, w, advisories.Filing{Case: c, New: []advisories.Draft{receipt(1), receipt(2), receipt(3)}}))(t)
		must(t, d.Begin(ctx, w, 1))
		must(t, d.Settle(ctx, w, 3, advisories.Outcome{State: advisories.DraftStale})) // never left

		for _, want := range []struct {
			reporter                 int64
			since                    time.Time
			byReporter, byRepository int
		}{{41, since, 2, 4}, {42, since, 2, 4}, {43, since, 0, 4}, {41, since.Add(time.Second), 0, 0}} {
			r, all, err := d.Sent(ctx, testKey(1).RepositoryKey(), want.reporter, want.since)
			if err != nil || r != want.byReporter || all != want.byRepository {
				t.Errorf("reporter %d since %v: %d, %d, %v", want.reporter, want.since, r, all, err)
			}
		}
	})
}

func TestFigures(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		if f := got(d.Figures(ctx))(t); f.ClocksAtRisk != 0 || f.RingsWaiting != 0 {
			t.Errorf("of an empty docket: %+v", f)
		}
		filed(t, d, testKey(1), receipt(1), held(advisories.KindAccept, 1))
		got(d.Ring(ctx, webhook(testKey(2), "guid")))(t)
		must(t, d.Notice(ctx, advisories.Notice{Kind: advisories.NoticeFlood, Repository: advisories.Repository{Installation: 7}}))
		f := got(d.Figures(ctx))(t)
		if f.Cases[advisories.StageReceived] != 1 || f.Drafts[advisories.DraftHeld] != 1 || f.Drafts[advisories.DraftReady] != 1 ||
			f.RingsWaiting != 2 || f.Held != 1 || f.Due != 1 || f.Failing != 0 || f.ClocksAtRisk != 1 || f.ClocksMissed != 1 || f.Notices != 1 {
			t.Errorf("figures = %+v", f)
		}
	})
}
