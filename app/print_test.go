package app

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var printNow = time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)

// golden compares what is printed with testdata/print/NAME.txt, and looks at it as
// a terminal would show it.
func golden(t *testing.T, name string, print func(io.Writer)) {
	t.Helper()
	var out bytes.Buffer
	print(&out)
	for line := range strings.Lines(out.String()) {
		if strings.TrimRight(line, " \t\n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("%s: space at the end of %q", name, line)
		}
	}
	path := filepath.Join("testdata", "print", name+".txt")
	if os.Getenv("UPDATE_TESTDATA") != "" {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s (-want +got; UPDATE_TESTDATA=1 writes it):\n%s", name, diff)
	}
}

func key(n int64) advisories.CaseKey {
	return advisories.CaseKey{Installation: 1, Repository: n, GHSA: "GHSA-2345-cfgh-jmpq"}
}

// ago is a time before [printNow].
func ago(d time.Duration) time.Time { return printNow.Add(-d) }

func printedVerdict() advisories.Verdict {
	return advisories.Verdict{
		At: printNow, Mode: "on", Stage: advisories.StageNeedsInfo,
		Findings: []advisories.Finding{
			{Rule: "acknowledged", Result: advisories.ResultWaiting, Required: true, Why: "due by Tue 24 Nov 2026 10:00 UTC (11:00 Europe/Berlin)"},
			{Rule: "content", Result: advisories.ResultMissing, Required: true, Why: "1 required content missing", Children: []advisories.Finding{
				{Rule: "content/description", Result: advisories.ResultMet, Required: true, Evidence: []advisories.Evidence{{Source: "description", Line: 3}}},
				{Rule: "content/affected_versions", Result: advisories.ResultMissing, Required: true},
				{Rule: "content/contact", Result: advisories.ResultMet, Evidence: []advisories.Evidence{{Source: "comment", Comment: 12, Line: 1}}},
				{Rule: "content/cwe", Result: advisories.ResultMet, Evidence: []advisories.Evidence{{Source: "fields"}}},
				{Rule: "content/logs", Result: advisories.ResultUnknown},
			}},
			{Rule: "something_of_next_year", Result: "sideways", Why: "a newer program wrote it", Evidence: []advisories.Evidence{{Source: "state"}}},
		},
		Clocks: []advisories.Clock{
			{Commitment: "acknowledge", State: advisories.ClockStarted, Target: ago(-24 * time.Hour), Maximum: ago(-48 * time.Hour), Why: []string{
				"target: 24 h from Sun 22 Nov 2026 10:00 UTC (11:00 Europe/Berlin), when the report came in: Mon 23 Nov 2026 10:00 UTC (11:00 Europe/Berlin)",
				"promised by: repository, acme/lib: .github/advisory-policy.yml line 9 at ca38bf1877a4085790f8befccdd91720d8ef2426"}},
			{Commitment: "assess", State: advisories.ClockAtRisk, Target: ago(time.Hour), Maximum: ago(-time.Hour)},
			{Commitment: "update", State: advisories.ClockStarted, Target: ago(-time.Hour)},
			{Commitment: "fix", State: advisories.ClockMissed, Maximum: ago(time.Hour), MetAt: ago(time.Minute), MetBy: "someone on GitHub", Why: []string{"late by 59 min"}},
			{Commitment: "disclose", State: advisories.ClockMissed, Maximum: ago(time.Hour)},
			{Commitment: "acknowledge", State: advisories.ClockMet, Maximum: ago(time.Hour), MetAt: ago(2 * time.Hour), MetBy: "operator:kim", Why: []string{"met Sun 22 Nov"}},
			{Commitment: "assess", State: advisories.ClockHistory, Maximum: ago(1000 * time.Hour)},
			{Commitment: "disclose", State: advisories.ClockPaused, Maximum: ago(-time.Hour), Why: []string{"it stopped when the advisory was closed"}},
		},
	}
}

func printedCases() []advisories.Case {
	busy := advisories.Case{Key: key(1), Owner: "acme", Repo: "lib", Name: "amber-otter-123", Stage: advisories.StageNeedsInfo,
		ReportedAt: ago(12 * time.Minute), WorkedAt: ago(time.Minute), NextDue: ago(-24 * time.Hour), Verdict: printedVerdict()}
	old := advisories.Case{Key: key(2), Owner: "acme", Repo: "lib", Name: "olive-heron-456", Stage: advisories.StageReceived, Adopted: true, ReportedAt: ago(90 * 24 * time.Hour)}
	far := advisories.Case{Key: key(3), Owner: "an-organisation-with-a-long-name", Repo: "and-a-repository-with-a-longer-one", Name: "turquoise-hummingbird-999",
		Stage: advisories.StageRemediation, ReportedAt: ago(5 * time.Hour), NextDue: ago(-time.Hour), Problem: "forbidden"}
	gone := advisories.Case{Key: key(4), Owner: "acme", Repo: "lib", Name: "white-birch-789", Stage: advisories.StageClosed, CloseReason: "gone", Problem: "gone", ReportedAt: ago(47 * time.Hour)}
	odd := advisories.Case{Key: key(5), Owner: "acme", Repo: "lib", Name: "grey-fern-100", Stage: advisories.StagePublished}
	early := advisories.Case{Key: key(6), Owner: "acme", Repo: "lib", Name: "red-oak-101", Stage: advisories.StageReceived, ReportedAt: ago(-time.Hour)}
	fresh := advisories.Case{Key: key(7), Owner: "acme", Repo: "lib", Name: "red-oak-102", Stage: advisories.StageReceived, ReportedAt: ago(time.Second)}
	return []advisories.Case{busy, old, far, gone, odd, early, fresh}
}

func printedNotices() []advisories.Notice {
	repo := advisories.Repository{Installation: 1, ID: 1, Owner: "acme", Name: "lib"}
	return []advisories.Notice{
		{Kind: advisories.NoticePolicyFault, Repository: repo, Count: 3, Text: "acme/lib: .github/advisory-policy.yml: the file has faults and does not count: 2 faults\n" +
			"acme/lib: .github/advisory-policy.yml:2:1: mdoe: unknown key; did you mean mode?\nacme/lib: .github/advisory-policy.yml:6:12: drafts.publish: expected approve, off or {approve: 2}: publishing always needs a person"},
		{Kind: advisories.NoticeAdopted, Repository: advisories.Repository{Installation: 1, Owner: "acme"}, Count: 300, Text: "advisories that were here before us became cases"},
		{Kind: advisories.NoticeHandOff, Repository: repo, Case: "amber-otter-123", About: "amber-otter-123/received/receipt/1", Count: 1, Text: "draft 4 (receipt) needs a person on GitHub: no_comments"},
		{Kind: advisories.NoticeFlood, Repository: repo, Text: "more drafts than may go out by themselves in a day: the rest is held and can be approved together"},
		{Kind: "of_next_year"},
	}
}

func TestPrintCases(t *testing.T) {
	golden(t, "list-empty", func(w io.Writer) { PrintCases(w, CaseList{}, printNow) })
	golden(t, "list-empty-all", func(w io.Writer) { PrintCases(w, CaseList{All: true}, printNow) })
	golden(t, "list-notices-only", func(w io.Writer) { PrintCases(w, CaseList{Notices: printedNotices()[1:2]}, printNow) })
	golden(t, "list-usual", func(w io.Writer) {
		PrintCases(w, CaseList{Cases: printedCases()[:2], Held: map[advisories.CaseKey]int{key(1): 2}}, printNow)
	})
	golden(t, "list", func(w io.Writer) {
		PrintCases(w, CaseList{Cases: printedCases(), Held: map[advisories.CaseKey]int{key(1): 1, key(2): 12}, Notices: printedNotices(), All: true,
			HandOffs: map[string]HandOff{"amber-otter-123/received/receipt/1": {Who: whoCan(advisories.ActComment, printedCases()[0]), Link: pageOf("https://github.com/", printedCases()[0])}}}, printNow)
	})
}

func printedDraft(n int, kind advisories.Kind, state advisories.DraftState) advisories.Draft {
	return advisories.Draft{Number: n, Key: advisories.DraftKey{Rule: "rule", Kind: kind, Occurrence: 1}, Act: advisories.ActComment, State: state, Approvals: 1,
		Why: "required content is missing: affected_versions, steps_to_reproduce", Digest: strings.Repeat("0123456789abcdef", 4), Body: "Hello @researcher,\n\nthank you for reporting this privately. Your report has arrived; in this project's work it goes by the short name **amber-otter-123**.\n\n    an indented line stays as it is\n"}
}

// printedDrafts has a draft in every state and for every reason.
func printedDrafts() []advisories.Draft {
	change := func(d advisories.Draft, f func(*advisories.Draft)) advisories.Draft { f(&d); return d }
	outcome := func(code string) func(*advisories.Draft) {
		return func(d *advisories.Draft) { d.Outcome = advisories.Outcome{State: d.State, Code: code} }
	}
	hold := func(why string) func(*advisories.Draft) { return func(d *advisories.Draft) { d.Hold = why } }
	accept := func(d *advisories.Draft) { d.Act, d.To, d.Body = advisories.ActState, advisories.StateDraft, "" }
	return []advisories.Draft{
		change(printedDraft(1, advisories.KindReceipt, advisories.DraftDone), outcome("done")),
		change(printedDraft(2, advisories.KindAsk, advisories.DraftDone), outcome("found_on_github")),
		printedDraft(3, advisories.KindStatus, advisories.DraftReady),
		printedDraft(20, advisories.KindPublish, advisories.DraftHeld),
		printedDraft(4, advisories.KindStatus, advisories.DraftBegun),
		change(printedDraft(5, advisories.KindAccept, advisories.DraftHeld), accept),
		change(printedDraft(6, advisories.KindClose, advisories.DraftHeld), func(d *advisories.Draft) { d.Approvals = 2 }),
		change(printedDraft(7, advisories.KindReceipt, advisories.DraftHeld), hold("adopted")),
		change(printedDraft(8, advisories.KindReceipt, advisories.DraftHeld), hold("flood")),
		change(printedDraft(9, advisories.KindReceipt, advisories.DraftHeld), hold("observe")),
		change(printedDraft(10, advisories.KindReceipt, advisories.DraftHeld), hold("policy_unreadable")),
		change(printedDraft(11, advisories.KindRequestCVE, advisories.DraftDenied), outcome("denied")),
		change(printedDraft(12, advisories.KindAsk, advisories.DraftStale), outcome("rule_lapsed")),
		change(change(printedDraft(13, advisories.KindAccept, advisories.DraftStale), accept), outcome("done_by_a_person")),
		change(printedDraft(14, advisories.KindStatus, advisories.DraftSuperseded), outcome("superseded by 15")),
		change(printedDraft(15, advisories.KindStatus, advisories.DraftFailed), outcome("bad_answer")),
		change(printedDraft(16, advisories.KindAsk, advisories.DraftHandedOff), outcome("no_comments")),
		change(printedDraft(17, advisories.KindReceipt, advisories.DraftHandedOff), func(d *advisories.Draft) { d.HandOff = "the comments API is not available here" }),
		change(change(printedDraft(18, advisories.KindAccept, advisories.DraftHandedOff), accept), outcome("forbidden")),
		change(printedDraft(19, advisories.KindStatus, advisories.DraftHandedOff), func(d *advisories.Draft) { d.Act, d.HandOff = advisories.ActEdit, "refused" }),
	}
}

func printedTimeline() []advisories.Entry {
	at := 0
	line := func(what, actor string, draft int, detail string) advisories.Entry {
		at++
		return advisories.Entry{At: ago(time.Hour).Add(time.Duration(at) * time.Minute), What: what, Actor: actor, Draft: draft, Detail: detail}
	}
	bot, someone := "advisory-bot", "someone on GitHub"
	return []advisories.Entry{
		line("opened", bot, 0, "reported"), line("opened", bot, 0, "adopted"), line("opened", bot, 0, "drafted by a maintainer"),
		line("draft_filed", bot, 1, "receipt: ready"), line("draft_filed", bot, 2, "ask: held"), line("draft_filed", bot, 8, "receipt: held (flood)"),
		line("draft_filed", bot, 17, "receipt: handed_off"), line("draft_done", bot, 1, "receipt: done"), line("draft_done", bot, 2, "ask: found_on_github"),
		line("draft_stale", someone, 13, "accept: done_by_a_person"), line("draft_superseded", bot, 14, "status: superseded by 15"),
		line("draft_handed_off", bot, 16, "ask: no_comments"), line("draft_failed", bot, 15, "status: bad_answer"),
		line("approved", "operator:kim", 5, ""), line("denied", "operator:kim", 11, ""), line("draft_denied", bot, 11, "request_cve: denied"),
		line("acknowledged", "operator:kim", 0, ""), line("stage", someone, 0, "received to needs_info"),
		line("clock", bot, 0, "acknowledge: at_risk, due 2026-11-24T10:00:00Z"), line("clock", bot, 0, "acknowledge: met by a maintainer (id 12) in comment 99"),
		line("rests", someone, 0, "forbidden"), line("resumed", bot, 0, "forbidden"), line("of_next_year", bot, 0, "some_detail"), line("of_next_year", bot, 0, ""),
	}
}

func TestPrintCase(t *testing.T) {
	list := printedCases()
	web := "https://github.com/"
	golden(t, "case-empty", func(w io.Writer) { PrintCase(w, CaseView{Case: list[4], WebURL: web}) })
	golden(t, "case", func(w io.Writer) {
		decided := func(n int, approve bool, why string) advisories.Decision {
			return advisories.Decision{Number: n, Approve: approve, By: "operator:kim", Why: why, At: ago(time.Minute)}
		}
		PrintCase(w, CaseView{Case: list[0], WebURL: web, Drafts: printedDrafts(), Timeline: printedTimeline(), Notices: printedNotices()[2:3],
			Decisions: []advisories.Decision{decided(6, true, ""), decided(11, false, "no CVE before the fix: the numbering authority of the project asks for the commit")}})
	})
	adopted := list[1]
	adopted.Verdict.Mode = "observe"
	golden(t, "case-adopted", func(w io.Writer) {
		PrintCase(w, CaseView{Case: adopted, WebURL: web, Drafts: printedDrafts()[6:7]})
	})
	golden(t, "case-resting", func(w io.Writer) { PrintCase(w, CaseView{Case: list[2], WebURL: web}) })
	golden(t, "case-gone", func(w io.Writer) { PrintCase(w, CaseView{Case: list[3], WebURL: web}) })
}

func TestPrintJudgement(t *testing.T) {
	off := printedVerdict()
	off.Mode, off.Findings, off.Clocks = "off", nil, nil
	golden(t, "judgement-empty", func(w io.Writer) { PrintJudgement(w, Judgement{Verdict: off}) })
	golden(t, "judgement", func(w io.Writer) {
		PrintJudgement(w, Judgement{GHSA: "GHSA-2345-cfgh-jmpq", Verdict: printedVerdict(), Notes: []string{"policy.yml:3: team: the entries here do not count, since the owner's file does not delegate team"},
			Drafts: []JudgedDraft{
				{Kind: "receipt", Act: "comment", Permit: "auto", Why: "a report came in", Body: "Hello @researcher,\n\nthank you.\n"},
				{Kind: "accept", Act: "state", Permit: "approve", To: "draft", Why: "a maintainer has answered"},
				{Kind: "status", Act: "edit", Permit: "approve", Hold: "observe", HandOff: "the comments API is not available here", Why: "it changed"},
			}})
	})
}

// TestPrintedWidths: our own sentences fit 80 columns. What may be longer is what
// people copy: links, commands, texts to post, and names.
func TestPrintedWidths(t *testing.T) {
	files, err := filepath.Glob("testdata/print/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "list-usual.txt") && columns(strings.Split(string(b), "REPOSITORY")[0]) > 75 {
			t.Errorf("%s: a repository's name begins too far right", path)
		}
		for line := range strings.Lines(string(b)) {
			if strings.HasPrefix(filepath.Base(path), "list") && !strings.HasPrefix(line, " ") && strings.Contains(line, "   ") {
				continue // a line of the table, as wide as its names
			}
			copied := strings.HasPrefix(line, "thank you") || strings.Contains(line, "://") || strings.Contains(line, "advisory-bot case ") || strings.Contains(line, "an-organisation-with-a-long-name")
			if n := columns(strings.TrimSuffix(line, "\n")); n > lineWidth && !copied {
				t.Errorf("%s: %d columns: %s", filepath.Base(path), n, line)
			}
		}
	}
}

// TestWrap: words come out as they went in, and a line is longer than it may be
// only where one word is.
func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-zé…]{1,100}`)).Draw(t, "words")
		first, rest := strings.Repeat(" ", rapid.IntRange(0, 40).Draw(t, "first")), strings.Repeat(" ", rapid.IntRange(0, 40).Draw(t, "rest"))
		var b strings.Builder
		wrap(&b, first, rest, strings.Join(words, " "))
		if diff := cmp.Diff(strings.Join(words, " "), strings.Join(strings.Fields(b.String()), " ")); diff != "" {
			t.Fatalf("words changed:\n%s", diff)
		}
		for line := range strings.Lines(b.String()) {
			if line = strings.TrimSuffix(line, "\n"); columns(line) > lineWidth && len(strings.Fields(line)) > 1 {
				t.Fatalf("%d columns: %q", columns(line), line)
			}
		}
	})
}

// TestPrintBody: folded for reading, nothing is lost; for copying, nothing is
// changed.
func TestPrintBody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`([a-zé]{0,60}[ \n]{1,3}){0,12}[a-z]{1,120}`).Draw(t, "body")
		var copied, read strings.Builder
		printBody(&copied, "", body)
		printBody(&read, "  | ", body)
		want := regexp.MustCompile(` +\n`).ReplaceAllString(body+"\n", "\n") // nobody sees the space at a line's end
		if diff := cmp.Diff(want, copied.String()); diff != "" {
			t.Fatalf("copied (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(strings.Fields(body), slices.DeleteFunc(strings.Fields(read.String()), func(s string) bool { return s == "|" })); diff != "" {
			t.Fatalf("read (-want +got):\n%s", diff)
		}
		for line := range strings.Lines(read.String()) {
			if line = strings.TrimSuffix(line, "\n"); columns(line) > lineWidth && len(strings.Fields(line)) > 2 {
				t.Fatalf("%d columns: %q", columns(line), line)
			}
		}
	})
}

// TestPrintSafe: a name or a reason cannot steer the terminal.
func TestPrintSafe(t *testing.T) {
	var b strings.Builder
	evil := "x\x1b[2J\x07\u202ey\u2066\x9b1m\x00\r"
	c := printedCases()[0]
	c.Name, c.Repo, c.Problem = evil, evil, evil
	d := printedDraft(1, advisories.KindAsk, advisories.DraftHeld)
	d.Body, d.Why, d.Hold = evil, evil, evil
	PrintCases(&b, CaseList{Cases: []advisories.Case{c}, Notices: []advisories.Notice{{Kind: "x", Text: evil, Case: evil}}}, printNow)
	PrintCase(&b, CaseView{Case: c, Drafts: []advisories.Draft{d}, Decisions: []advisories.Decision{{Number: 1, Why: evil, By: evil}},
		Timeline: []advisories.Entry{{What: evil, Actor: evil, Detail: evil}}})
	PrintJudgement(&b, Judgement{GHSA: advisories.GHSA(evil), Notes: []string{evil}, Drafts: []JudgedDraft{{Body: evil, Why: evil}}})
	if i := strings.IndexAny(b.String(), "\x1b\x07\u202e\u2066\u009b\x00\r"); i >= 0 {
		t.Errorf("%q is printed", b.String()[max(0, i-20):i+5])
	}
}
