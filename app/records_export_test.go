package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// exported is a case with something of everything.
func exported() (advisories.Case, []advisories.Draft, []advisories.Decision) {
	at := func(d time.Duration) time.Time { return recordsNow.Add(d) }
	seen := func(d time.Duration) advisories.Seen { return advisories.Seen{At: at(d), By: "operator:kim"} }
	const h = time.Hour
	c := advisories.Case{
		Name: "amber-otter-421", Owner: "acme", Repo: "lib", Key: advisories.CaseKey{Installation: 1, Repository: 2, GHSA: "GHSA-2345-cfgh-jmpq"},
		Stage: advisories.StagePublished, ReportedAt: at(0), OpenedAt: at(time.Minute),
		Facts: advisories.Facts{CVE: "CVE-2026-12345", Severity: "high"},
		History: advisories.History{
			Acknowledged: seen(26 * h), Accepted: seen(50 * h), Asked: at(-h), CVERequested: seen(60 * h), CVE: seen(84*h + 30*time.Minute),
			Fixed: seen(90 * h), Published: seen(240 * h),
			Waits:  []advisories.Wait{{From: at(h), To: at(25 * h)}, {From: at(200 * h)}},
			Pauses: []advisories.Pause{{From: at(30 * h), To: at(31*h + 30*time.Minute)}},
			Moved:  map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {{}, {}}, advisories.CommitmentDisclose: {{}}},
		},
		Verdict: advisories.Verdict{Clocks: []advisories.Clock{
			{Commitment: advisories.CommitmentAcknowledge, State: advisories.ClockMet, MetAt: at(26 * h), MetBy: "a maintainer", Maximum: at(48 * h)},
			{Commitment: advisories.CommitmentFix, State: advisories.ClockMissed, MetAt: at(90 * h), MetBy: "operator:kim", Maximum: at(80 * h)},
			{Commitment: advisories.CommitmentDisclose, State: advisories.ClockMet, MetAt: at(240 * h), MetBy: "publication"},
		}},
	}
	drafts := []advisories.Draft{
		{Number: 1, State: advisories.DraftDone, Key: advisories.DraftKey{Rule: "receipt", Kind: advisories.KindReceipt}, Outcome: advisories.Outcome{Code: "done"}, FiledAt: at(0)},
		{Number: 2, State: advisories.DraftStale, Key: advisories.DraftKey{Rule: "accept", Kind: advisories.KindAccept}, Outcome: advisories.Outcome{Code: "rule_lapsed"}},
		{Number: 3, State: advisories.DraftDone, Key: advisories.DraftKey{Rule: "ready", Kind: advisories.KindPublish}, Outcome: advisories.Outcome{Code: "done"}},
	}
	return c, drafts, []advisories.Decision{{Approve: true}, {Approve: true}, {}}
}

func TestCaseFigures(t *testing.T) {
	c, drafts, decisions := exported()
	at := func(d time.Duration) time.Time { return recordsNow.Add(d) }
	const h = time.Hour
	want := CaseFigures{
		Milestones: []Milestone{
			{"asked", at(-h), 0}, {"acknowledged", at(26 * h), 26 * 3600}, {"accepted", at(50 * h), 50 * 3600}, {"cve_requested", at(60 * h), 60 * 3600},
			{"cve_assigned", at(84*h + 30*time.Minute), 84*3600 + 1800}, {"fixed", at(90 * h), 90 * 3600}, {"published", at(240 * h), 240 * 3600},
		},
		WaitedSeconds: (24 + 40) * 3600, PausedSeconds: 5400, Moves: 3, // the wait ended with the case
		Clocks:   map[advisories.ClockState]int{advisories.ClockMet: 2, advisories.ClockMissed: 1},
		Drafts:   map[advisories.DraftState]int{advisories.DraftDone: 2, advisories.DraftStale: 1},
		Approved: 2, Denied: 1,
	}
	if diff := cmp.Diff(want, caseFigures(c, drafts, decisions, at(1000*h))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.Stage = advisories.StageAccepted // reopened: what runs, runs on
	if got := caseFigures(c, nil, nil, at(300*h)); got.WaitedSeconds != (24+100)*3600 || got.Approved != 0 {
		t.Errorf("while it runs: %+v", got)
	}
	if got := caseFigures(advisories.Case{}, nil, nil, at(0)); len(got.Milestones) != 0 || got.Milestones == nil || got.WaitedSeconds != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestPrintExport(t *testing.T) {
	c, drafts, decisions := exported()
	x := CaseExport{Case: c.Name, GHSA: c.Key.GHSA, Repository: "acme/lib", CVE: c.Facts.CVE, Severity: "high", Stage: c.Stage,
		ReportedAt: c.ReportedAt, ExportedAt: recordsNow.Add(250 * time.Hour), Figures: caseFigures(c, drafts, decisions, recordsNow),
		Clocks: c.Verdict.Clocks, Drafts: []ExportedDraft{{Number: 1, Kind: "receipt", State: "done", Outcome: "done"}, {Number: 2, Kind: "accept", State: "stale", Outcome: "rule_lapsed"}},
		Fault: "the timeline was changed: entry 2 is missing", Timeline: []ExportedEntry{{At: recordsNow, What: "opened", Actor: "advisory-bot", Detail: "reported"},
			{At: recordsNow, What: "approved", Actor: "operator:kim", Draft: 2}}}
	const want = `amber-otter-421: published
GHSA-2345-cfgh-jmpq in acme/lib
CVE CVE-2026-12345
severity high
reported 2026-11-22 15:00 UTC, exported 2026-12-03 01:00 UTC

Figures
  asked         2026-11-22 14:00 UTC, less than a minute after the report
  acknowledged  2026-11-23 17:00 UTC, 1 d 2 h after the report
  accepted      2026-11-24 17:00 UTC, 2 d 2 h after the report
  cve requested 2026-11-25 03:00 UTC, 2 d 12 h after the report
  cve assigned  2026-11-26 03:30 UTC, 3 d 12 h after the report
  fixed         2026-11-26 09:00 UTC, 3 d 18 h after the report
  published     2026-12-02 15:00 UTC, 10 d after the report
  the reporter was waited for 2 d 16 h
  the clocks were stopped for 1 h 30 min
  later dates promised: 3
  clocks: 2 met, 1 missed
  drafts: 2 done, 1 dropped
  decisions: 2 approved, 1 denied

Clocks
  acknowledge: met 2026-11-23 17:00 UTC by a maintainer
  fix: missed, due 2026-11-25 23:00 UTC, met 2026-11-26 09:00 UTC by
    operator:kim
  disclose: met 2026-12-02 15:00 UTC by publication

Drafts
  1  receipt: done
  2  accept: dropped, nothing asks for it any more

Timeline
  warning: the timeline was changed: entry 2 is missing
  2026-11-22 15:00 UTC  case opened: a report came in
  2026-11-22 15:00 UTC  draft 2 approved, by operator:kim
`
	var out bytes.Buffer
	if PrintExport(&out, x); out.String() != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, out.String()))
	}
	for line := range strings.Lines(out.String()) {
		if columns(strings.TrimSuffix(line, "\n")) > lineWidth {
			t.Errorf("too wide: %s", line)
		}
	}
	out.Reset()
	PrintExport(&out, CaseExport{Case: "a", Stage: advisories.StageClosed, CloseReason: "duplicate", Adopted: true, Problem: "forbidden"})
	for _, want := range []string{"a: closed (duplicate)", "adopted", "work rests: GitHub does not let the App see the advisory", "\nClocks\n  none\n", "\nTimeline\n  none\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in:\n%s", want, out.String())
		}
	}
}

func TestSpan(t *testing.T) {
	for seconds, want := range map[int64]string{0: "less than a minute", 59: "less than a minute", 60: "1 min", 3600: "1 h", 3661: "1 h 1 min",
		86400: "1 d", 86399: "23 h 59 min", 90000: "1 d 1 h", 86460: "1 d"} {
		if got := span(seconds); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}

// TestExport: what is exported of a real docket has neither the text of a draft nor
// the reason of a decision, and says whether the timeline is whole.
func TestExport(t *testing.T) {
	r := testRecords(t)
	ctx := t.Context()
	d := heldDraft(advisories.KindAccept, 1, "")
	d.Body = "SENTINEL of a body"
	key := advisories.CaseKey{Installation: 1, Repository: 1, GHSA: "GHSA-2345-cfgh-jmpq"}
	r.keep(t, key, "amber-otter-421", advisories.StageReceived, d)
	kept, err := r.Draft(ctx, "amber-otter-421", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Decide(ctx, Ruling{Case: "amber-otter-421", Number: 1, Digest: kept.Digest, As: "kim", Why: "SENTINEL of a reason"}); err != nil {
		t.Fatal(err)
	}
	x, err := r.Export(ctx, " Amber-Otter-421 ")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	PrintExport(&printed, x)
	if all := string(text) + printed.String(); strings.Contains(all, "SENTINEL") || strings.Contains(all, kept.Digest) {
		t.Errorf("what is sealed is told:\n%s", all)
	}
	if !x.Whole || x.Fault != "" || x.Figures.Denied != 1 || len(x.Timeline) != 2 || x.Drafts[0].State != advisories.DraftDenied {
		t.Errorf("%s", text)
	}
	var back map[string]any
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"clocks", "drafts", "timeline"} {
		if _, ok := back[list].([]any); !ok {
			t.Errorf("%s is no list: %v", list, back[list])
		}
	}
	if _, err := r.Export(ctx, "nobody-nowhere-1"); err == nil || !strings.Contains(err.Error(), "no case is named") {
		t.Errorf("no such case: %v", err)
	}
}
