package command_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// one parses a comment that holds one command.
func one(t *testing.T, body string) command.Line {
	t.Helper()
	lines, ok := command.Parse(body, advisories.PlaceIssue)
	if !ok || len(lines) != 1 {
		t.Fatalf("%q: %d commands, want 1", body, len(lines))
	}
	return lines[0]
}

// Every command of the table, as people write it.
func TestCommands(t *testing.T) {
	christmas := time.Date(2026, 12, 24, 14, 0, 0, 0, time.UTC)
	for body, want := range map[string]command.Line{
		"/approve 3":   {Verb: command.Approve, Number: 3},
		"/Approve 3  ": {Verb: command.Approve, Number: 3},
		"/deny 12 we asked for this": {Verb: command.Deny, Number: 12,
			Text: "we asked for this"},
		"/undo 2": {Verb: command.Undo, Number: 2},
		"/ack":    {Verb: command.Ack},
		"/ask affected_versions, Steps-To-Reproduce affected-versions": {Verb: command.Ask,
			Fields: []string{"affected_versions", "steps_to_reproduce"}},
		"/accept":                    {Verb: command.Accept},
		"/close not-a-Vulnerability": {Verb: command.Close, Reason: advisories.CloseNotVulnerability},
		"/close duplicate ghsa-2345-CFGH-jmpq": {Verb: command.Close, Reason: advisories.CloseDuplicate,
			Of: "GHSA-2345-cfgh-jmpq"},
		"/close duplicate": {Verb: command.Close, Reason: advisories.CloseDuplicate},
		"/reopen":          {Verb: command.Reopen},
		"/cve":             {Verb: command.CVE},
		"/CVE":             {Verb: command.CVE},
		"/fork":            {Verb: command.Fork},
		"/publish":         {Verb: command.Publish},
		"/extend fix 3  business days because the release waits because of x": {Verb: command.Extend,
			Commitment: advisories.CommitmentFix, Span: "3 business days", Text: "the release waits because of x"},
		"/pause the vendor answers in May": {Verb: command.Pause, Text: "the vendor answers in May"},
		"/resume":                          {Verb: command.Resume},
		"/snooze 3d":                       {Verb: command.Snooze, Span: "3d"},
		"/embargo 2026-12-24 15:00 Europe/Berlin": {Verb: command.Embargo, Until: christmas,
			Zone: "Europe/Berlin"},
		"/embargo 2026-12-24 14:00 UTC": {Verb: command.Embargo, Until: christmas, Zone: "UTC"},
		"/severity High":                {Verb: command.Severity, Severity: "high"},
		"/severity moderate":            {Verb: command.Severity, Severity: "medium"},
		"/severity CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": {Verb: command.Severity,
			CVSS: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
		"/assign @some-one":                     {Verb: command.Assign, Login: "some-one"},
		"/assign someone_acme":                  {Verb: command.Assign, Login: "someone_acme"},
		"/help":                                 {Verb: command.Help},
		"/edit 4\r\n\r\nHello,\r\n/ack you\r\n": {Verb: command.Edit, Number: 4, Text: "Hello,\n/ack you"},
		"/edit 4 Hello\nyou":                    {Verb: command.Edit, Number: 4, Text: "Hello\nyou"},
	} {
		want.Line = 1
		if diff := cmp.Diff(want, one(t, body)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", body, diff)
		}
	}
}

// A fault names the command, has no effect, and says what to write.
func TestFaults(t *testing.T) {
	for body, words := range map[string]string{
		"/approve":                      "such as /approve 3",
		"/approve all":                  "such as /approve 3",
		"/approve #3":                   "such as /approve 3",
		"/approve 0":                    "such as /approve 3",
		"/approve -1":                   "such as /approve 3",
		"/approve 99999999999999999999": "such as /approve 3",
		"/approve 3 4":                  "a line for each draft",
		"/deny 3":                       "needs to know why",
		"/deny because":                 "needs the number",
		"/deny 3 " + strings.Repeat("x", command.MaxWhy+1): "too long",
		"/edit 3":                                "on the lines below",
		"/edit\ntext":                            "needs the number",
		"/edit 3\n" + strings.Repeat("x", 60001): "too long",
		"/edit 3\nx\n<!-- advisory-bot:1 x y z -->": "hidden mark",
		"/ack thanks":                      "stands alone",
		"/ask":                             "such as /ask affected_versions",
		"/ask what?":                       "by their ids",
		"/ask " + strings.Repeat("a ", 30): "",
		"/close":                           "needs a reason: duplicate, not_a_vulnerability",
		"/close duplicat":                  "did you mean duplicate?",
		"/close because":                   "takes one of duplicate",
		"/close spam GHSA-2345-cfgh-jmpq":  "only a duplicate",
		"/close duplicate 123":             "the id of the other advisory",
		"/close duplicate GHSA-2345-cfgh-jmpq of mine": "on a line of their own",
		"/extend":                                       "needs what to extend",
		"/extend fixx 3d because x":                     "did you mean fix?",
		"/extend cra_early_warning 3d because x":        "takes acknowledge, assess",
		"/extend fix 3d":                                "the word because",
		"/extend fix because x":                         "a duration before",
		"/extend fix 3d because":                        "needs to know why",
		"/pause":                                        "needs to know why",
		"/snooze":                                       "such as /snooze 3d",
		"/embargo tomorrow":                             "a date, a time and a zone",
		"/embargo 24.12.2026 15:00 UTC":                 "the year first",
		"/embargo 2026-12-24 3:00pm UTC":                "24 hours",
		"/embargo 2026-02-30 15:00 UTC":                 "the year first",
		"/embargo 2026-12-24 15:00 Local":               "IANA",
		"/embargo 2026-12-24 15:00 ../../etc/localtime": "IANA",
		"/embargo 2026-12-24 15:00 Europe/Nowhere":      "does not know that zone",
		"/embargo 2026-03-29 02:30 Europe/Berlin":       "skip that time",
		"/embargo 2026-10-25 02:30 Europe/Berlin":       "twice",
		"/severity":                                     "takes critical",
		"/severity worse":                               "takes critical",
		"/severity CVSS:3.1/whatever":                   "takes critical",
		"/assign":                                       "such as /assign @LOGIN",
		"/assign @a @b":                                 "one account",
		"/assign @dependabot[bot]":                      "one account",
		"/aprove 3":                                     "did you mean approve?",
		"/apporve 3":                                    "did you mean approve?",
		"/merge":                                        "/help lists them",
		"/quiet":                                        "in the advisory's thread",
	} {
		l := one(t, body)
		if body == "/ask "+strings.Repeat("a ", 30) {
			if !l.OK() || len(l.Fields) != 1 {
				t.Errorf("the same content thirty times: %+v", l)
			}
			continue
		}
		if l.OK() || !strings.Contains(l.Fault, words) {
			t.Errorf("%.60q: fault %q, want %q", body, l.Fault, words)
		}
		if diff := cmp.Diff(command.Line{Verb: l.Verb, Line: 1, Fault: l.Fault}, l); diff != "" {
			t.Errorf("%.60q: a line at fault holds something:\n%s", body, diff)
		}
	}
	many := "/ask"
	for i := range command.MaxFields + 1 {
		many += " own_" + strings.Repeat("x", i)
	}
	if l := one(t, many); !strings.Contains(l.Fault, "at most 20") {
		t.Errorf("21 contents: %q", l.Fault)
	}
}

func TestSeveralInOrder(t *testing.T) {
	lines, _ := command.Parse("Thanks.\n/approve 2\nand\n\n/deny 3 no\n/edit 5\n/ack\n", advisories.PlaceIssue)
	want := []command.Line{
		{Verb: command.Approve, Line: 2, Number: 2},
		{Verb: command.Deny, Line: 5, Number: 3, Text: "no"},
		{Verb: command.Edit, Line: 6, Number: 5, Text: "/ack"},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	lines, _ = command.Parse(strings.Repeat("/ack\n", 500), advisories.PlaceIssue)
	if len(lines) != command.MaxLines+1 || lines[command.MaxLines].OK() || !lines[command.MaxLines-1].OK() {
		t.Errorf("%d commands of 500", len(lines))
	}
	for _, body := range []string{strings.Repeat("x", command.MaxBytes+1) + "\n/ack", "/ack\n\xff"} {
		if _, ok := command.Parse(body, advisories.PlaceIssue); ok {
			t.Error("what GitHub cannot have given holds a command")
		}
	}
}

// In the thread, where reports hold paths, only what can be said there counts.
func TestThread(t *testing.T) {
	for body, want := range map[string]string{
		"/ack": "ack", "/pause why": "pause", "/resume": "resume", "/help": "help", "/quiet": "quiet",
		"/tmp is full": "", "/etc/passwd": "", "/akc": "", "/publish": "fault", "/approve 1": "fault",
	} {
		got := ""
		if lines, ok := command.Parse(body, advisories.PlaceAdvisory); ok {
			if got = string(lines[0].Verb); !lines[0].OK() {
				got = "fault"
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
	if !command.ByReporter(command.Quiet) || command.ByReporter(command.Ack) || !command.At(command.Ack, advisories.PlaceAdvisory) || command.At(command.Fork, advisories.PlaceAdvisory) {
		t.Error("who says what, where")
	}
}

func TestGuide(t *testing.T) {
	issue, thread := command.Guide(advisories.PlaceIssue), command.Guide(advisories.PlaceAdvisory)
	for _, v := range []string{"approve N", "deny N WHY", "edit N", "undo N", "ack", "ask FIELD…", "accept", "close REASON [GHSA]", "reopen", "cve", "fork", "publish",
		"extend COMMITMENT DURATION because TEXT", "pause WHY", "resume", "snooze DURATION", "embargo DATE TIME ZONE", "severity VALUE", "assign @LOGIN", "help"} {
		if !strings.Contains(issue, "`/"+v+"`") {
			t.Errorf("the tracking issue's help lacks %s", v)
		}
	}
	for _, word := range []string{"`not_a_vulnerability`", "`disclose`", "`affected_versions`", "`3 business days`"} {
		if !strings.Contains(issue, word) || strings.Contains(thread, word) {
			t.Errorf("help on what stands in the place of words: %s", word)
		}
	}
	if strings.Contains(issue, "quiet") || !strings.Contains(thread, "`/quiet`") || strings.Contains(thread, "publish") {
		t.Error("help tells commands of another place")
	}
	for _, g := range []string{issue, thread} {
		if lines, ok := command.Parse(g, advisories.PlaceIssue); ok {
			t.Errorf("help commands: %+v", lines)
		}
	}
}
