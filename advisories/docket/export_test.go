package docket

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestExport: figures, drafts, decisions, commands and the timeline are there, and
// no text that could quote a report.
func TestExport(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		const sentinel = "sentinel-quote"
		draft := held(advisories.KindAccept, 2)
		draft.Body, draft.Change.Severity = sentinel, sentinel
		w, _ := filed(t, d, key, draft, receipt(1))
		c := testCase(key)
		c.History.Acknowledged, c.History.CVE = advisories.Seen{At: b.now()}, advisories.Seen{At: b.now()}
		c.History.Moved = map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {{At: b.now()}}}
		c.Facts.CVE, c.Pin = "CVE-2026-0001", pinOf(sentinel)
		_, err := d.File(ctx, w, advisories.Filing{Case: c, Entries: []advisories.Entry{{At: b.now(), What: "opened", Actor: "advisory-bot"}}})
		must(t, err)
		o := decided(order(key, 5, "approve"), 1, advisories.KindAccept, true)
		o.Command.Reason, o.Decision.Why = sentinel, sentinel
		_, err = d.Obey(ctx, w, o)
		must(t, err)

		x := got(d.Export(ctx, key))(t)
		want := CaseFigures{
			ReportedAt: c.ReportedAt, OpenedAt: c.OpenedAt, AcknowledgedAt: b.now(), CVEAt: b.now(), Moves: 1,
			Clocks: map[advisories.ClockState]int{advisories.ClockAtRisk: 1, advisories.ClockMissed: 1},
			Drafts: map[advisories.DraftState]int{advisories.DraftHeld: 1, advisories.DraftReady: 1},
		}
		if diff := cmp.Diff(want, x.Figures); diff != "" {
			t.Errorf("figures (-want +got):\n%s", diff)
		}
		if !x.Sound || x.Name != c.Name || x.CVE != "CVE-2026-0001" || len(x.Clocks) != 2 || len(x.Drafts) != 2 || x.Drafts[1].Kind != advisories.KindReceipt {
			t.Errorf("%+v", x)
		}
		if diff := cmp.Diff([]ExportDecision{{Draft: 1, Approve: true, By: "github:12:kim", At: b.now()}}, x.Decisions); diff != "" {
			t.Error(diff)
		}
		wantCommand := ExportCommand{Place: advisories.PlaceIssue, Comment: 5, Line: 1, By: "github:12:kim", Verb: "approve",
			Code: advisories.CommandDone, At: time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)}
		if diff := cmp.Diff([]ExportCommand{wantCommand}, x.Commands); diff != "" {
			t.Error(diff)
		}
		if len(x.Timeline) != 2 || x.Timeline[0].What != "opened" || x.Timeline[1].What != "approved" {
			t.Errorf("%+v", x.Timeline)
		}
		text, err := json.Marshal(x)
		must(t, err)
		if strings.Contains(string(text), sentinel) {
			t.Errorf("it quotes:\n%s", text)
		}
		behind(t, d, `UPDATE entries SET actor = 'nobody' WHERE seq = 1`)
		if got(d.Export(ctx, key))(t).Sound {
			t.Error("a changed timeline is sound")
		}
		if _, err := d.Export(ctx, testKey(2)); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no case: %v", err)
		}
	})
}
