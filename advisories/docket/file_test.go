package docket

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestFile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w := ringAndTake(t, d, key, "guid-1")
		c := testCase(key)
		c.Adopted, c.CloseReason, c.Problem, c.NextDue, c.WorkedAt = true, "invalid", "forbidden", b.now().Add(time.Hour), b.now()
		c.History.Asked = b.now()
		c.Verdict.Findings = []advisories.Finding{{Rule: "content", Result: advisories.ResultMissing, Evidence: []advisories.Evidence{{Source: "description", Line: 3}}}}
		first := receipt(1)
		first.HandOff, first.Hold, first.Urgent, first.Comment, first.To, first.Approvals = "no right", "flood", true, 5, advisories.StateDraft, 2
		second := held(advisories.KindAccept, 1)
		second.FiledAt = b.now().Add(-time.Minute)
		drafts := got(d.File(ctx, w, advisories.Filing{
			Case: c, New: []advisories.Draft{first, second},
			Entries: []advisories.Entry{{What: "opened", Actor: "advisory-bot", Detail: "a ring"}, {What: "draft_filed", Actor: "advisory-bot", Draft: 1}},
			Notices: []advisories.Notice{{Kind: advisories.NoticeAdopted, About: "case", Text: "It was there before us."}},
		}))(t)

		first.Number, first.FiledAt, second.Number = 1, b.now(), 2
		want := []advisories.Draft{first, second}
		if diff := cmp.Diff(want, drafts); diff != "" {
			t.Errorf("filed drafts (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, got(d.Drafts(ctx, key))(t)); diff != "" {
			t.Errorf("stored drafts (-want +got):\n%s", diff)
		}
		for what, stored := range map[string]advisories.Case{
			"by key": got(d.Case(ctx, key))(t), "by name": got(d.CaseByName(ctx, " "+c.Name))(t),
			"in the list": got(d.Cases(ctx, Filter{Installation: 7, Repository: 70, Stage: c.Stage, Open: true, Limit: 3}))(t)[0],
		} {
			if diff := cmp.Diff(c, stored); diff != "" {
				t.Errorf("case %s (-want +got):\n%s", what, diff)
			}
		}
		if diff := cmp.Diff(map[advisories.GHSA]advisories.Facts{key.GHSA: c.Facts}, got(d.Known(ctx, key.RepositoryKey()))(t)); diff != "" {
			t.Errorf("known (-want +got):\n%s", diff)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 2 {
			t.Errorf("%d entries", n)
		}
		notices := got(d.Notices(ctx))(t)
		if len(notices) != 1 || notices[0].ID != 70 || notices[0].FullName() != "octo-org/octo-repo" || notices[0].Count != 1 {
			t.Errorf("notices = %+v", notices)
		}

		// A crash after filing: the next worker finds all of it.
		b.advance(HoldFor)
		again := got(d.Take(ctx, key))(t)
		if diff := cmp.Diff(want, again.Drafts); diff != "" {
			t.Errorf("drafts after a crash (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&c, again.Case); diff != "" {
			t.Errorf("case after a crash (-want +got):\n%s", diff)
		}
	})
}

func TestFileAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, receipt(1), held(advisories.KindAccept, 1))
		must(t, d.Begin(ctx, w, 1))

		c := testCase(key)
		c.Name = "another-name-1" // keeps its first name
		c.Stage = advisories.StageAssessed
		stale := advisories.Outcome{State: advisories.DraftStale, Code: "rule_lapsed"}
		changed := held(advisories.KindAccept, 1)
		changed.Digest = "another digest"
		drafts := got(d.File(ctx, w, advisories.Filing{
			Case: c, New: []advisories.Draft{receipt(1), changed, receipt(2)},
			Settled: map[int]advisories.Outcome{1: stale, 2: {State: advisories.DraftSuperseded, Code: "superseded by 3"}, 99: stale},
			Cleared: []advisories.Notice{{Kind: advisories.NoticeAdopted, About: "case"}},
		}))(t)
		var states []advisories.DraftState
		for i, f := range drafts {
			if f.Number != i+1 {
				t.Errorf("draft %d has number %d", i+1, f.Number)
			}
			states = append(states, f.State)
		}
		// 1 was begun, so it is not settled, and its key is alive, so it is not filed again.
		want := []advisories.DraftState{advisories.DraftBegun, advisories.DraftSuperseded, advisories.DraftHeld, advisories.DraftReady}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
		if o := drafts[1].Outcome; o.Code != "superseded by 3" || drafts[1].SettledAt.IsZero() {
			t.Errorf("draft 2 = %+v", drafts[1])
		}
		if c := got(d.Case(ctx, key))(t); c.Name == "another-name-1" || c.Stage != advisories.StageAssessed {
			t.Errorf("case = %+v", c)
		}
	})
}

func TestFileIsAtomic(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		filed(t, d, testKey(1), receipt(1))
		w := ringAndTake(t, d, testKey(2), "guid-2")
		c := testCase(testKey(2))

		taken := c
		taken.Name = testCase(testKey(1)).Name
		if _, err := d.File(ctx, w, advisories.Filing{Case: taken}); !errors.Is(err, advisories.ErrNameTaken) {
			t.Errorf("a taken name: %v", err)
		}
		// The outcome without a state fails after the case was written.
		_, err := d.File(ctx, w, advisories.Filing{Case: c, Settled: map[int]advisories.Outcome{1: {}}})
		if err == nil {
			t.Error("no error")
		}
		if _, err := d.Case(ctx, testKey(2)); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("half of it was written: %v", err)
		}
		got(d.File(ctx, w, advisories.Filing{Case: c}))(t)

		if _, err := d.File(ctx, w, advisories.Filing{Case: testCase(testKey(1))}); err == nil {
			t.Error("another case was filed under this hold")
		}
	})
}

func TestFileForgetsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key)
		// From the command line, while the desk judges by what it took before.
		must(t, d.Acknowledge(ctx, key, "operator:kim", b.now()))
		c := testCase(key)
		c.History.Accepted = advisories.Seen{At: b.now(), By: "someone on GitHub"}
		got(d.File(ctx, w, advisories.Filing{Case: c}))(t)
		must(t, d.Release(ctx, w, advisories.Next{}))

		w = got(d.Take(ctx, key))(t) // Acknowledge woke it
		if h := w.Case.History; h.Acknowledged.By != "operator:kim" || !h.Accepted.Happened() {
			t.Errorf("history = %+v", h)
		}
		must(t, d.Acknowledge(ctx, key, "operator:sam", b.now().Add(time.Hour)))
		if by := got(d.Case(ctx, key))(t).History.Acknowledged.By; by != "operator:kim" {
			t.Errorf("acknowledged by %s", by)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 1 {
			t.Errorf("%d entries, want 1", n)
		}
		if err := d.Acknowledge(ctx, testKey(2), "operator:kim", b.now()); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		if n := number(t, d, `SELECT count(*) FROM work`); n != 1 {
			t.Errorf("%d keys, want 1", n)
		}
	})
}
