package tracking_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/tracking"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

const web = "https://github.com/"

// full is a case with something of everything.
func full(t *testing.T) tracking.View {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	v := sample()
	v.Zone, v.Needed = zone, 5
	k := &v.Case
	k.Stage, k.Adopted, k.Tracking.Audience = advisories.StageAccepted, true, 4
	k.Facts = advisories.Facts{Severity: "medium", CVE: "CVE-2026-0001"}
	k.History = advisories.History{Coordinator: kim, Decided: "high",
		Embargoes: []advisories.Embargo{{Until: time.Date(2026, 12, 24, 23, 30, 0, 0, time.UTC), Zone: "Europe/Berlin", By: "github:12:kim"}},
		Pauses:    []advisories.Pause{{From: start, By: "operator:lee"}},
		Snoozed:   advisories.Snooze{Until: start.Add(time.Hour), By: "github:12:kim"},
		Quiet:     advisories.Seen{At: start}}
	k.Verdict = advisories.Verdict{Mode: "observe",
		Clocks: []advisories.Clock{{Commitment: advisories.CommitmentAcknowledge, State: advisories.ClockMet, MetAt: start, Target: start, Maximum: start.Add(time.Hour),
			Promised: start, Why: []string{"target: 24 h from Sun 22 Nov 2026", "promised by: SECURITY.md line 17 at 0123456789abcdef0123456789abcdef01234567"}},
			{Commitment: advisories.CommitmentUpdate, State: advisories.ClockMet, MetAt: start, Maximum: start.Add(time.Hour), Why: []string{"maximum: of it", "met then by github:12:kim"}},
			{Commitment: advisories.CommitmentDisclose, State: advisories.ClockStarted, Maximum: start.Add(90 * 24 * time.Hour)},
			{Commitment: advisories.CommitmentAssess, State: advisories.ClockStarted, Target: start.Add(24 * time.Hour), Maximum: start.Add(48 * time.Hour)}},
		Findings: []advisories.Finding{{Rule: "content", Result: advisories.ResultMissing, Why: "1 of 2", Children: []advisories.Finding{
			{Rule: "content/affected_versions", Result: advisories.ResultMissing, Evidence: []advisories.Evidence{{Source: "description", Line: 3}, {Source: "comment", Comment: 99}}},
			{Rule: "content/logs", Result: advisories.ResultNotApplicable}}}}}
	draft := func(n int, kind advisories.Kind, act advisories.Act, state advisories.DraftState) advisories.Draft {
		return advisories.Draft{Number: n, Key: advisories.DraftKey{Rule: "r", Kind: kind, Occurrence: 1}, Act: act, State: state, Digest: fmt.Sprintf("digest%d-0123456789", n)}
	}
	ask := draft(2, advisories.KindAsk, advisories.ActComment, advisories.DraftHeld)
	ask.Body, ask.Why, ask.Hold, ask.EditedBy, ask.Permit = "Which versions?\n\n@team `x`", "something is missing", "adopted", "github:12:kim", advisories.PermitApprove
	publish := draft(3, advisories.KindPublish, advisories.ActPublish, advisories.DraftHeld)
	publish.Approvals, publish.Body, publish.NotBefore = 2, "THE SECRET TEXT", start.Add(72*time.Hour)
	hand := draft(4, advisories.KindRemind, advisories.ActComment, advisories.DraftHandedOff)
	hand.Body, hand.Outcome.Code = "A reminder", "no_comments"
	fields := draft(5, advisories.KindFields, advisories.ActFields, advisories.DraftReady)
	fields.Change = advisories.Change{Severity: "high", CWEs: []string{"CWE-79"}, Vulnerabilities: []advisories.Vulnerability{{Package: "SECRETPACKAGE"}},
		Users: []string{"@evil"}, Teams: []string{"acme/x"}, Credits: []advisories.Credit{{Login: "rin", Type: "finder"}}}
	done := draft(1, advisories.KindReceipt, advisories.ActComment, advisories.DraftDone)
	done.Body, done.Outcome.Code, done.SettledAt = "THE RECEIPT", "done", start
	v.Drafts = []advisories.Draft{done, ask, publish, hand, fields}
	v.Decisions = []advisories.Decision{{Number: 3, Approve: true, By: "github:12:kim", Digest: publish.Digest, Why: "A REASON"},
		{Number: 3, Approve: true, By: "github:13:lee", Digest: "an older one"}}
	v.Commands = []advisories.Command{{Verb: "approve", By: kim, Code: advisories.CommandDone, At: start, Reason: "A REASON"}, {Verb: "deny", By: kim, Code: "x", At: start.Add(time.Hour)}}
	v.Notices = []advisories.Notice{{Kind: advisories.NoticeHandOff, Text: "draft 4 (remind) needs a person on GitHub: no_comments"},
		{Kind: advisories.NoticeDrift, Text: "@everybody closed it, see https://evil.example/ [x](y) <b> #1"}}
	return v
}

func TestCard(t *testing.T) {
	title, body := tracking.Card(full(t), web)
	if title != "amber-otter-123 (GHSA-2345-cfgh-jmpq)" {
		t.Errorf("title %q", title)
	}
	for _, want := range []string{
		"**Stage**: accepted", "https://github.com/acme/widget/security/advisories/GHSA-2345-cfgh-jmpq", "**Reporter**: `rin`", "**Coordinator**: `kim`",
		"**Severity**: high, as maintainers decided", "**CVE**: `CVE-2026-0001`",
		"until Thu 24 Dec 2026 23:30 UTC (Fri 25 Dec 00:30 Europe/Berlin), said by `kim`", "**Clocks stopped**: since Sun 22 Nov 2026 09:00 UTC (10:00 Europe/Berlin), by the operator `lee`",
		"**No escalations**", "**Quiet**", "**Mode**: observe", "`/approve` by `kim`", "4 people by the last count, no more than the team",
		"- draft 4 (remind) needs a person: no comment can be made there", "every draft waits for approval",
		"### Draft 2: ask, waits for approval", "```text\nWhich versions?\n\n@team `x`\n```", "The text is by `kim`.", "Held: the advisory was there before this program",
		"Say `/approve 2`, or `/deny 2` and why, or `/edit 2` and another text below it.",
		"### Draft 3: publish", "1 of 2 approvals: `kim`", "by its digest `digest3-0123`", "Not before Wed 25 Nov 2026 09:00 UTC",
		"### Draft 4: remind, needs a person", "no comment can be made there: an admin of `acme/widget` or a collaborator of the advisory can post the text below on https://", "A reminder",
		"### Draft 5: fields, goes out next", "`/undo 5`", "Severity: `high`", "CWEs: `CWE-79`", "People: `@evil`", "Teams: `acme/x`", "Credits: `rin as finder`", "Affected versions: 1 package",
		"- **acknowledge**: met", "  - promised by: SECURITY.md line 17 at 0123456789ab\n", "- **update**: met then by `kim`\n  - maximum: of it\n- **disclose**: started; at the latest", "**Next**: assess by Mon 23 Nov 2026 09:00 UTC (10:00 Europe/Berlin): say `/accept`, `/ask` or `/close` here\n", "- `content`: missing, 1 of 2", "  - `content/affected_versions`: missing (description line 3, comment 99)",
		"## Earlier drafts\n\n- 1, receipt: done, Sun",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	for _, secret := range []string{"THE SECRET TEXT", "SECRETPACKAGE", "THE RECEIPT", "A REASON", "content/logs", "/deny` by"} {
		if strings.Contains(body, secret) {
			t.Errorf("the card holds %q", secret)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
	harmless(t, body)
}

func TestCardOfTheEnd(t *testing.T) {
	v := full(t)
	v.Ended, v.Case.Stage, v.Case.History.CloseReason, v.Case.History.Of = true, advisories.StageClosed, advisories.CloseDuplicate, "GHSA-9999-cfgh-jmpq"
	v.CommentsKnown = false
	_, body := tracking.Card(v, web)
	for _, want := range []string{"closed (duplicate) of `GHSA-9999-cfgh-jmpq`", "- 4, remind: needs a person, no comment can be made there"} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q", want)
		}
	}
	for _, not := range []string{"A reminder", "is not to be had", "**Next**"} {
		if strings.Contains(body, not) {
			t.Errorf("holds %q", not)
		}
	}
	v.Case.Repo, v.Ended = "../evil", false
	_, body = tracking.Card(v, web)
	if strings.Contains(body, "https://") || !strings.Contains(body, "is not to be had") {
		t.Error("a link that GitHub could not have given, or no word on the thread")
	}
	harmless(t, body)
}

// What is late comes before what is due, and what was met is not next.
func TestCardNext(t *testing.T) {
	v := sample()
	late := advisories.Clock{Commitment: advisories.CommitmentFix, State: advisories.ClockMissed, Target: start, Maximum: start.Add(time.Hour)}
	kept := advisories.Clock{Commitment: advisories.CommitmentAssess, State: advisories.ClockMissed, Maximum: start, MetAt: start.Add(time.Hour)}
	soon := advisories.Clock{Commitment: advisories.CommitmentAcknowledge, State: advisories.ClockAtRisk, Target: start, Maximum: start.Add(2 * time.Hour)}
	for want, clocks := range map[string][]advisories.Clock{
		"fix, late since Sun 22 Nov 2026 10:00 UTC: finish":   {kept, soon, late},
		"acknowledge by Sun 22 Nov 2026 11:00 UTC: answer in": {kept, soon},
		"": {kept},
	} {
		v.Case.Verdict.Clocks = clocks
		if _, body := tracking.Card(v, web); !strings.Contains(body, "**Next**: "+want) != (want == "") || want == "" && strings.Contains(body, "**Next**") {
			t.Errorf("want %q in %s", want, body)
		}
	}
}

var (
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	fenced   = regexp.MustCompile("(?m)^(`{3,})text\n(?s:.*?)\n`{3,}$")
)

// harmless: beside code, the body mentions nobody, links to the advisory only, holds
// no HTML and commands nothing.
func harmless(t interface {
	Helper()
	Errorf(string, ...any)
}, body string) {
	t.Helper()
	bare := codeSpan.ReplaceAllString(outsideFences(body), "")
	bare = strings.ReplaceAll(bare, "https://github.com/acme/widget/security/advisories/GHSA-2345-cfgh-jmpq", "")
	for _, bad := range []string{"@", "://", "](", "<", "\n/", "![", "www."} {
		if i := strings.Index(bare, bad); i >= 0 {
			t.Errorf("%q stands in %q", bad, bare[max(0, i-40):min(len(bare), i+40)])
		}
	}
	if lines, ok := command.Parse(body, advisories.PlaceIssue); ok {
		t.Errorf("the card commands: %+v", lines)
	}
}

// outsideFences reads blocks as GitHub does: a fence ends at a line of as many
// backticks, and nothing else.
func outsideFences(body string) string {
	var out strings.Builder
	open := ""
	for line := range strings.Lines(body) {
		text := strings.TrimRight(line, "\n")
		bar := text[:len(text)-len(strings.TrimLeft(text, "`"))]
		switch {
		case open == "" && len(bar) >= 3:
			open = bar
		case open != "" && len(bar) >= len(open) && text == bar:
			open = ""
		case open == "":
			out.WriteString(line)
		}
	}
	return out.String()
}

// Whatever stands in texts and names, a text is shown exactly, in a block that it
// cannot end, and nothing else of it counts.
func TestCardHoldsItsTexts(t *testing.T) {
	hostile := rapid.StringOf(rapid.SampledFrom([]rune("`~@#<>/[]()!*_-\\|\n\r\t .aé\u202e\u200b:w'\"&;1"))).Filter(func(s string) bool { return len(s) < 200 })
	rapid.Check(t, func(r *rapid.T) {
		v := sample()
		text := "a" + hostile.Draw(r, "text") + "b"
		name := hostile.Draw(r, "name")
		v.Drafts = []advisories.Draft{{Number: 1, Key: advisories.DraftKey{Kind: advisories.KindAsk}, Act: advisories.ActComment, State: advisories.DraftHeld, Body: text,
			Why: name, Hold: name, EditedBy: "github:1:" + name, Change: advisories.Change{Users: []string{name}, CVSS: name}}}
		v.Case.Reporter.Login, v.Case.History.Coordinator = name, advisories.Person{ID: 1, Login: name}
		v.Case.Facts.CVE, v.Case.Facts.Severity, v.Case.Problem = name, name, name
		v.Case.Verdict.Findings = []advisories.Finding{{Rule: name, Why: name, Result: "missing", Evidence: []advisories.Evidence{{Source: name}}}}
		v.Case.Verdict.Clocks = []advisories.Clock{{Commitment: advisories.Commitment(name), Why: []string{name}, State: advisories.ClockState(name)}}
		v.Notices = []advisories.Notice{{Text: name}}
		_, body := tracking.Card(v, web)
		harmless(r, body)
		exact := strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
		if m := fenced.FindString(body); !strings.Contains(body, "text\n"+exact+"\n`") || m == "" {
			r.Errorf("not shown exactly: %q in %s", exact, body)
		}
		harmless(r, tracking.News([]advisories.Entry{{What: name, Detail: name, Actor: "github:1:" + name, At: start}, {What: "rests", Detail: name, Actor: name, At: start},
			{What: "draft_filed", Detail: name + ": held", Draft: 1, At: start}}, nil, true))
		harmless(r, tracking.Refusal(advisories.Command{Verb: name}, name))
	})
}

// A card that were too long loses what ended before what waits, and never half a text.
func TestCardFits(t *testing.T) {
	v := full(t)
	for i := range 3000 {
		v.Drafts = append(v.Drafts, advisories.Draft{Number: 10 + i, Key: advisories.DraftKey{Kind: advisories.KindUpdate}, State: advisories.DraftStale, Outcome: advisories.Outcome{Code: "rule_lapsed"}})
	}
	_, body := tracking.Card(v, web)
	fits(t, body)
	if !strings.Contains(body, "- 3009, update") || !strings.Contains(body, "drafts before these") || !strings.Contains(body, "Which versions?") || !strings.Contains(body, "## Findings") {
		t.Error("the wrong things were left out")
	}
	v = full(t)
	v.Drafts[1].Body = strings.Repeat("waiting ", 7000)
	v.Drafts[3].Body = strings.Repeat("handed ", 8000)
	_, body = tracking.Card(v, web)
	fits(t, body)
	if !strings.Contains(body, v.Drafts[1].Body[:len(v.Drafts[1].Body)-1]) || strings.Contains(body, "handed handed") || !strings.Contains(body, "`advisory-bot case show amber-otter-123` prints it") {
		t.Error("a hand-off stays and what waits for approval goes")
	}
	v.Drafts[1].Body = strings.Repeat("𝕏`", 30000)
	_, body = tracking.Card(v, web)
	if fits(t, body); strings.Contains(body, "𝕏") {
		t.Error("half a text")
	}
	v = sample()
	for i := range 2000 {
		v.Drafts = append(v.Drafts, advisories.Draft{Number: i + 1, State: advisories.DraftHeld, Body: "x"})
	}
	_, body = tracking.Card(v, web)
	fits(t, body)
	harmless(t, body)
}

func fits(t *testing.T, body string) {
	t.Helper()
	n := 0
	for _, r := range body {
		n += 1 + int(r>>16&1)
	}
	if n > 65000 {
		t.Errorf("%d characters", n)
	}
}

func TestUnseenLetters(t *testing.T) {
	v := full(t)
	for text, want := range map[string]bool{"plain\ttext\r\nand more, é 🙂": false, "turned \u202e round": true, "wide\u200bless": true, "bell\a": true} {
		v.Drafts[1].Body = text
		_, body := tracking.Card(v, web)
		if strings.Contains(body, "cannot be seen") != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestNews(t *testing.T) {
	e := func(what, detail, actor string) advisories.Entry {
		return advisories.Entry{At: start, What: what, Detail: detail, Actor: actor, Draft: 3}
	}
	for name, c := range map[string]struct {
		entries []advisories.Entry
		want    string // what follows the time of each line
	}{
		"held":              {[]advisories.Entry{e("draft_filed", "ask: held (flood)", "advisory-bot")}, "draft 3 (ask) waits for approval, more drafts in a day than may go out by themselves. The card on top shows it: say `/approve 3`, or `/deny 3` and why"},
		"goes out":          {[]advisories.Entry{e("draft_filed", "ask: ready", "advisory-bot")}, ""},
		"handed off":        {[]advisories.Entry{e("draft_handed_off", "ask: no_comments", "advisory-bot")}, "draft 3 (ask) needs a person: no comment can be made there. The card on top says what to do"},
		"by hand":           {[]advisories.Entry{e("stage", "received to accepted", "someone on GitHub")}, "stage: received to accepted, by someone on GitHub"},
		"by a command":      {[]advisories.Entry{e("command", "/accept in the tracking issue", "github:12:kim")}, ""},
		"decided at once":   {[]advisories.Entry{e("draft_filed", "ask: held", "advisory-bot"), e("approved", "", "github:12:kim"), e("draft_done", "ask: done", "advisory-bot")}, ""},
		"our own act":       {[]advisories.Entry{e("stage", "received to accepted", "advisory-bot")}, ""},
		"missed":            {[]advisories.Entry{e("clock", "acknowledge: started to missed", "advisory-bot")}, "clock acknowledge: started to missed"},
		"met":               {[]advisories.Entry{e("clock", "acknowledge: started to met", "advisory-bot")}, ""},
		"status comment":    {[]advisories.Entry{e("draft_done", "status: done", "advisory-bot"), e("draft_stale", "ask: rule_lapsed", "advisory-bot")}, ""},
		"status handed off": {[]advisories.Entry{e("draft_handed_off", "status: forbidden", "advisory-bot")}, "draft 3 (status) needs a person: GitHub does not let the App do this. The card on top says what to do"},
		"escalation":        {[]advisories.Entry{e("draft_handed_off", "escalate: forbidden", "advisory-bot")}, ""},
		"told along": {[]advisories.Entry{e("draft_done", "ask: done", "advisory-bot"), e("command", "/pause in the advisory", "github:12:kim"), e("command", "/accept in the tracking issue", "github:12:kim"), e("rests", "gone", "someone on GitHub")},
			"draft 3 (ask) done|said /pause in the advisory, by `kim`|work rests: the advisory is gone, or hidden from the App, by someone on GitHub"},
		"a newer word": {[]advisories.Entry{e("cve_seen", "2026-11-22", "advisory-bot")}, "cve seen: 2026-11-22"},
	} {
		got := strings.ReplaceAll(strings.TrimPrefix(tracking.News(c.entries, nil, false), "- Sun 22 Nov 2026 09:00 UTC: "), "\n- ", "|")
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := tracking.News([]advisories.Entry{e("clock", "acknowledge: met by github:12:kim", "advisory-bot")}, nil, true); got != "- Sun 22 Nov 2026 09:00 UTC: clock acknowledge: met by `kim`" {
		t.Errorf("at the end %q", got)
	}
	if got := tracking.News([]advisories.Entry{e("draft_stale", "ask: rule_lapsed", "advisory-bot")}, nil, true); got != "" {
		t.Errorf("nothing to tell at the end: %q", got)
	}
	var many []advisories.Entry
	for range 100 {
		many = append(many, e("stage", "x", ""))
	}
	if got := tracking.News(many, nil, false); strings.Count(got, "\n") != 40 || !strings.HasPrefix(got, "- 60 earlier things") {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
}
