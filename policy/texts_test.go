package policy

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// TestTextsTakeEveryWord renders the templates with all kinds of mixtures, so
// that no branch of them can fail on a report.
func TestTextsTakeEveryWord(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	maybe := func(s string) string {
		if random.IntN(2) == 0 {
			return ""
		}
		return s
	}
	yes := func() bool { return random.IntN(2) == 0 }
	some := func() promised {
		return promised{By: maybe("BY"), Aim: maybe("AIM"), Missed: yes(), Over: yes()}
	}
	list := func() []content {
		return []content{contentWords("logs"), contentWords("a_new_one")}[:random.IntN(3)]
	}
	for range 3000 {
		w := words{Reporter: maybe("@kim"), Case: maybe("amber"), ReceivedAt: maybe("R"), AcknowledgedAt: maybe("A"), AcceptedAt: maybe("C"),
			Acknowledge: some(), Assess: some(), Disclose: some(), AssessWithin: maybe("72 h"),
			Adopted: yes(), Accepted: yes(), Asked: yes(), Missing: list(), Helpful: list(),
			Embargo: maybe("E"), Revised: yes(), PausedSince: maybe("P"), CVE: maybe("CVE-2026-1"), CVEAskedAt: maybe("V"), Ready: yes(),
			CloseReason: maybe(string(advisories.CloseReasons()[random.IntN(14)])), Slip: slip{"Fix", "F", "T"},
			Alarm: alarm{What: "The fix", Do: "Finish it, or name a later date here.", Target: maybe("T"), Maximum: maybe("M"), Coordinator: maybe("@kay"), Late: yes(),
				Teams: []string{"@acme/security", "@acme/core"}[:random.IntN(3)]}}
		for _, name := range []string{"receipt", "ask", "status", "acknowledged", "closing", "embargo", "extended", "thanks", "escalate"} {
			text := render(name, w)
			if strings.Contains(text, "\n\n\n") || strings.Contains(text, "<no value>") || strings.Contains(text, " \n") || len(text) < 100 {
				t.Fatalf("%s with %+v:\n%s", name, w, text)
			}
		}
	}
}

// TestAskIsFoundAgain holds that a reporter who fills in the headings of the
// question is not asked again: the report reader finds each of them.
func TestAskIsFoundAgain(t *testing.T) {
	answers := map[string]string{
		report.StepsToReproduce: "1. Create an archive with a link.\n2. Run `rocket unpack evil.tar`.\n3. See the file outside.",
		report.ProofOfConcept:   "```python\nimport tarfile\ntarfile.open('evil.tar', 'w')\n```",
		report.AffectedVersions: "1.2.0 up to and including 1.4.3",
		report.Environment:      "Ubuntu 24.04, Python 3.12, rocket 1.4.3 from the package index",
		report.Contact:          "kim@example.org",
		report.Logs:             "```\nTraceback (most recent call last):\n  File \"rocket.py\", line 12, in unpack\nOSError: outside\n```",
		report.Severity:         "High, CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N",
		report.CWE:              "CWE-59",
		report.SourceLocation:   "src/rocket/unpack.py, line 88, function extract",
		report.ReporterName:     "A. Reporter",
		report.Affiliation:      "Example Labs",
	}
	for _, id := range report.IDs() {
		c := contentWords(id)
		if c.How == "" {
			t.Errorf("%s has no words", id)
		}
		answer := answers[id]
		if answer == "" {
			answer = "The archive reader follows symbolic links out of the target folder, so that an attacker overwrites files of the user."
		}
		reading := report.Read(report.Input{Summary: "A report", Description: "Something is wrong.",
			Answers: []report.Answer{{Comment: 7, Body: "### " + c.Name + "\n\n" + answer + "\n"}}})
		if f, _ := reading.Field(id); !f.Present || f.Comment != 7 {
			t.Errorf("%s is not found under %q: %+v", id, c.Name, f)
		}
	}
}

func TestNeutral(t *testing.T) {
	for in, want := range map[string]string{
		"amber-otter-123":                  "amber-otter-123",
		"Europe/Berlin":                    "Europe/Berlin",
		"@octocat @acme/team":              "octocat acme/team",
		"<img src=x onerror=alert(1)>":     "img srcx onerroralert(1)",
		"![a](https://evil.example/x.png)": "a(https:/evil.example/x.png)",
		"WWW.evil.example":                 "www evil.example",
		"a\u202eb\u2066c\x00d\ne":          "abcd e",
		"`code` **bold** #1":               "code bold 1",
		"привет 世界":                        "привет 世界",
		strings.Repeat("x", 500):           strings.Repeat("x", 100),
	} {
		if got := neutral(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestMention(t *testing.T) {
	for login, want := range map[string]string{
		"kim": "@kim", "Kim-1": "@Kim-1", "kim_acme": "@kim_acme",
		"": "", "-kim": "", "kim lee": "", "acme/team": "", "kim[bot]": "", "k@m": "", "kim\u202e": "", strings.Repeat("k", 60): "",
	} {
		if got := mention(advisories.Person{ID: 1, Login: login}); got != want {
			t.Errorf("%q: %q", login, got)
		}
	}
	if mention(advisories.Person{Login: "kim"}) != "" || mention(advisories.Person{ID: 1, Login: "kim", Bot: true}) != "" {
		t.Error("nobody and a bot are mentioned")
	}
}

func TestMoment(t *testing.T) {
	at := time.Date(2026, 11, 22, 23, 30, 59, 0, time.UTC)
	for zone, want := range map[string]string{
		"UTC":                 "Sun 22 Nov 2026 23:30 UTC",
		"Europe/Berlin":       "Sun 22 Nov 2026 23:30 UTC (Mon 23 Nov 00:30 Europe/Berlin)",
		"America/Los_Angeles": "Sun 22 Nov 2026 23:30 UTC (15:30 America/Los_Angeles)",
		"Asia/Kathmandu":      "Sun 22 Nov 2026 23:30 UTC (Mon 23 Nov 05:15 Asia/Kathmandu)",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := moment(at, loc); got != want {
			t.Errorf("%s: %s", zone, got)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		48 * time.Hour: "48 h", 90 * day: "90 days", 7 * day: "7 days", 30 * time.Minute: "30 min",
		90 * time.Minute: "90 min", 36 * time.Hour: "36 h", 5 * time.Second: "5s",
	} {
		if got := spanText(calendar.Span{Elapsed: d}); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// TestKeys holds that the table of keys, which lock takes, and the reader agree:
// the built-in file and the one of the tests name keys of the table only.
func TestKeys(t *testing.T) {
	known := map[string]bool{keyVersion: true, keyLock: true, keyDelegate: true}
	for _, k := range allKeys() {
		known[k] = true
	}
	for k := range builtinFile().settings {
		if !known[k] {
			t.Errorf("%s cannot be locked", k)
		}
	}
	for k := range known {
		if !inEffect(k) {
			t.Errorf("%s is not in effect", k)
		}
	}
}
