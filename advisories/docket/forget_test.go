package docket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

const secretReason = "sentinel-reason: it is in the parser"

// talked is a case of which much was said, still in hand: two drafts of which one
// was approved, a command, and an entry that repeats the command's reason.
func talked(t *testing.T, d *Docket, key advisories.CaseKey) advisories.Work {
	t.Helper()
	ctx := t.Context()
	long := receipt(1)
	long.Body = strings.Repeat("sentinel-body ", 500)
	draft := held(advisories.KindAccept, 1)
	draft.Change.Vulnerabilities = []advisories.Vulnerability{{Package: "sentinel-package"}}
	w, _ := filed(t, d, key, draft, long)
	o := order(key, 5, "approve")
	o.Command.Reason, o.Command.Answered = secretReason, true
	o.Entries = []advisories.Entry{{What: "command", Detail: "/pause: " + secretReason}, {What: "command", Detail: "nothing of it"}}
	o = decided(o, 1, advisories.KindAccept, true)
	o.Decision.Why = secretReason
	got(d.Obey(ctx, w, o))(t)
	must(t, d.Settle(ctx, w, 1, advisories.Outcome{State: advisories.DraftDone, Code: "done"}))
	return w
}

// end closes a case in hand whose receipt still waits, and gives it back.
func end(t *testing.T, d *Docket, w advisories.Work) {
	t.Helper()
	c := testCase(w.Key)
	c.Stage, c.WorkedAt = advisories.StageClosed, d.now()
	got(d.File(t.Context(), w, advisories.Filing{Case: c, Settled: map[int]advisories.Outcome{2: {State: advisories.DraftStale}},
		Entries: []advisories.Entry{{What: "stage", Detail: "received to closed"}}}))(t)
	must(t, d.Release(t.Context(), w, advisories.Next{}))
}

// TestForgetGone: what was begun on an advisory that is gone is not waited for.
func TestForgetGone(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		for i, problem := range []string{"gone", ""} {
			w, _ := filed(t, d, testKey(1+i), receipt(1))
			must(t, d.Begin(ctx, w, 1))
			c := testCase(w.Key)
			c.Stage, c.Problem, c.WorkedAt = advisories.StageClosed, problem, d.now()
			got(d.File(ctx, w, advisories.Filing{Case: c}))(t)
			must(t, d.Release(ctx, w, advisories.Next{}))
		}
		b.advance(time.Hour)
		if n := got(d.Forget(ctx, d.now()))(t); n != 1 {
			t.Errorf("%d cases lost a text, want that of the advisory that is gone", n)
		}
		if drafts := got(d.Drafts(ctx, testKey(1)))(t); !drafts[0].Purged || drafts[0].Body != "" {
			t.Errorf("%+v", drafts[0])
		}
	})
}

// said are all that can be read of a case's sealed texts, in one string, and how
// many of them are marked as purged.
func said(t *testing.T, d *Docket, key advisories.CaseKey) (all string, purged int) {
	t.Helper()
	for _, f := range got(d.Drafts(t.Context(), key))(t) {
		all += f.Body + fmt.Sprint(f.Change.Vulnerabilities)
		purged += int(flag(f.Purged))
	}
	for _, v := range got(d.Decisions(t.Context(), key))(t) {
		all += v.Why
		purged += int(flag(v.Purged))
	}
	for _, c := range got(d.Commands(t.Context(), key))(t) {
		all += c.Reason
		purged += int(flag(c.Purged))
	}
	for _, e := range got(d.Timeline(t.Context(), key))(t) {
		all += e.Detail
	}
	return all, purged
}

func TestForget(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		gone, recent, open, waits := testKey(1), testKey(2), testKey(3), testKey(4)
		end(t, d, talked(t, d, gone))
		w := talked(t, d, waits)
		c := testCase(waits) // closed, and a draft of it still waits
		c.Stage = advisories.StageClosed
		got(d.File(ctx, w, advisories.Filing{Case: c}))(t)
		talked(t, d, open)
		before := b.now().Add(time.Second)
		b.advance(time.Minute)
		end(t, d, talked(t, d, recent))
		timeline := got(d.Timeline(ctx, gone))(t)

		if n := got(d.Forget(ctx, before))(t); n != 1 {
			t.Errorf("%d cases were forgotten, want 1", n)
		}
		all, purged := said(t, d, gone)
		if strings.Contains(all, "sentinel") || purged != 4 {
			t.Errorf("%d texts are purged; left: %s", purged, all)
		}
		for _, key := range []advisories.CaseKey{recent, open, waits} {
			if all, purged := said(t, d, key); strings.Count(all, secretReason) != 3 || !strings.Contains(all, "sentinel-package") || purged != 0 {
				t.Errorf("%s: %d texts are purged; left: %s", key.GHSA, purged, all)
			}
		}
		for i, e := range got(d.Timeline(ctx, gone))(t) {
			switch {
			case i == len(timeline):
				if e.What != entryPurged || e.Detail != "2" {
					t.Errorf("%+v", e)
				}
			case e.Hash != timeline[i].Hash || e.What != timeline[i].What || i != 1 && e.Detail != timeline[i].Detail:
				t.Errorf("entry %d was %+v, is %+v", i+1, timeline[i], e)
			}
		}
		must(t, d.Verify(ctx, gone))
		if n := got(d.Forget(ctx, before))(t); n != 0 {
			t.Errorf("%d cases were forgotten again", n)
		}
		// What else is taken out of that timeline is no purge.
		behind(t, d, `UPDATE entries SET detail = '', salt = '' WHERE seq = 3 AND ghsa = $1`, string(gone.GHSA))
		if err := d.Verify(ctx, gone); err == nil || !strings.Contains(err.Error(), "detail of entry 3 was taken out") {
			t.Errorf("err = %v", err)
		}
	})
}

// TestForgetReopened: a case that is opened again goes on, and what is said of it
// from then on is kept until it has ended anew.
func TestForgetReopened(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		end(t, d, talked(t, d, key))
		b.advance(time.Hour)
		got(d.Forget(ctx, b.now()))(t)
		w := ringAndTake(t, d, key, "again")
		if len(w.Drafts) != 2 || !w.Drafts[0].Purged || w.Drafts[0].State != advisories.DraftDone {
			t.Errorf("%+v", w.Drafts)
		}
		again := receipt(2)
		c := testCase(key)
		c.Stage, c.WorkedAt = advisories.StageAccepted, b.now()
		got(d.File(ctx, w, advisories.Filing{Case: c, New: []advisories.Draft{again}, Settled: nil}))(t)
		must(t, d.Begin(ctx, w, 3))
		must(t, d.Settle(ctx, w, 3, advisories.Outcome{State: advisories.DraftDone}))
		b.advance(time.Hour)
		if n := got(d.Forget(ctx, b.now()))(t); n != 0 {
			t.Error("an open case was forgotten")
		}
		w = ringAndTake(t, d, key, "closed")
		end(t, d, w)
		if n := got(d.Forget(ctx, b.now()))(t); n != 0 {
			t.Error("it was forgotten as of its first end")
		}
		if all, _ := said(t, d, key); !strings.Contains(all, again.Body) {
			t.Errorf("left: %s", all)
		}
		b.advance(time.Hour)
		if n := got(d.Forget(ctx, b.now()))(t); n != 1 {
			t.Error("it was not forgotten after its second end")
		}
		// A word on a case that ended long ago goes with the next look.
		w = ringAndTake(t, d, key, "late")
		o := order(key, 9, "help")
		o.Command.Answered = true
		got(d.Obey(ctx, w, o))(t)
		end(t, d, w)
		if n := got(d.Forget(ctx, b.now()))(t); n != 1 {
			t.Error("a late word stays")
		}
		// So does one that nobody can answer any more.
		b.advance(time.Minute)
		w = ringAndTake(t, d, key, "unanswered")
		o = order(key, 10, "pause")
		o.Command.Reason = secretReason
		got(d.Obey(ctx, w, o))(t)
		end(t, d, w)
		if n := got(d.Forget(ctx, b.now()))(t); n != 1 {
			t.Error("the reason of a command that waits for its answer stays")
		}
		if list := got(d.Unanswered(ctx, key))(t); len(list) != 1 || list[0].Reason != "" || !list[0].Purged {
			t.Errorf("%+v", list)
		}
		must(t, d.Verify(ctx, key))
	})
}

// TestForgetBatches: many cases go, also those that an older program ended, and
// what was interrupted goes on.
func TestForgetBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		const cases = 2*forgetCases + 3
		for n := range cases {
			end(t, d, talked(t, d, testKey(n)))
		}
		behind(t, d, `UPDATE cases SET ended_at = 0`)
		b.advance(time.Hour)
		ctx, stop := context.WithCancel(ctx)
		d.db = &stopping{database: d.db, after: 3, stop: stop}
		n, err := d.Forget(ctx, b.now())
		if err == nil || n != forgetCases {
			t.Fatalf("%d, %v", n, err)
		}
		if n := got(d.Forget(t.Context(), b.now()))(t); n != cases-forgetCases {
			t.Errorf("%d more", n)
		}
		for n := range cases {
			must(t, d.Verify(t.Context(), testKey(n)))
		}
	})
}

var errStopped = errors.New("stopped")

// stopping ends a context with a number of writes; where fail is set, it refuses
// all after them.
type stopping struct {
	database
	after int
	stop  context.CancelFunc
	fail  error
}

func (s *stopping) write(ctx context.Context, fn func(tx) error) error {
	if s.after--; s.after == 0 {
		s.stop()
	}
	if s.after < 0 && s.fail != nil {
		return s.fail
	}
	return s.database.write(ctx, fn)
}

// TestForgetLeavesNothing looks for the sealed bytes in the files. PostgreSQL keeps
// old rows until their room is used again: VACUUM FULL is what an operator does who
// cannot wait for that, and its log of writes is no table.
func TestForgetLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		const cases = 30
		for n := range cases {
			end(t, d, talked(t, d, testKey(n)))
		}
		var texts [][]byte
		for n := range cases {
			must(t, d.db.read(ctx, func(q tx) error {
				list, err := sealedTexts(ctx, q, testKey(n))
				for _, s := range list {
					if text, err := d.seal.open(s.sealed, s.place); err == nil && text != "" {
						texts = append(texts, s.sealed[5:min(len(s.sealed), 60)]) // behind the key's number
					}
				}
				return err
			}))
		}
		files := filepath.Join(filepath.Dir(strings.TrimPrefix(b.url, "sqlite:")), "*")
		if p, ok := d.db.(*postgres); ok {
			must(t, p.checkpoint(ctx))
			oid := number(t, d, `SELECT CAST(oid AS BIGINT) FROM pg_database WHERE datname = current_database()`)
			files = filepath.Join(dockettest.Home(b.url), "*", "base", fmt.Sprint(oid), "*")
		}
		found := func() (n int) {
			list, err := filepath.Glob(files)
			must(t, err)
			for _, file := range list {
				data, err := os.ReadFile(file)
				must(t, err)
				for _, text := range texts {
					n += bytes.Count(data, text)
				}
			}
			return n
		}
		if n := found(); n < len(texts) {
			t.Fatalf("%d of %d texts were never there", n, len(texts))
		}
		b.advance(time.Hour)
		if n := got(d.Forget(ctx, b.now()))(t); n != cases {
			t.Errorf("%d cases", n)
		}
		if p, ok := d.db.(*postgres); ok {
			_, err := p.pool.Exec(ctx, `VACUUM FULL drafts, decisions, commands, entries`)
			must(t, err)
			must(t, p.checkpoint(ctx))
		}
		if n := found(); n != 0 {
			t.Errorf("%d of %d texts are still in the files", n, len(texts))
		}
	})
}
