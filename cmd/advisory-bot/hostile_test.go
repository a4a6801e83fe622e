package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/app"
)

// sentinel is in every hostile report and must not be in what is printed.
const sentinel = "SENTINEL-qvx"

// hostileReports are texts that were made to break, slow down or mislead a reader.
// GitHub takes about 65,000 characters; some are far longer, so that time that
// grows faster than the text would show as a test that does not end.
func hostileReports() map[string]string {
	long := func(s string, size int) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	return map[string]string{
		"60 kB of one letter":      long("a", 60_000),
		"600 kB of one letter":     long("a", 600_000),
		"10,000 headings":          strings.Repeat("# Steps to reproduce\n", 10_000),
		"100,000 empty headings":   strings.Repeat("#\n", 100_000),
		"underlined for ever":      "a\n" + long("=", 600_000),
		"nested quotes":            long(">", 60_000) + sentinel,
		"nested lists":             long("- ", 600_000) + sentinel,
		"stairs":                   stairs(1_500),
		"open brackets":            long("[", 600_000),
		"open links":               long("[a](", 600_000),
		"open emphasis":            long("**a _b ", 600_000),
		"back-ticks":               ticks(1_000),
		"open fences":              strings.Repeat("```\n~~~\n", 60_000),
		"one long table":           "|a|b|\n|-|-|\n" + long("|x|", 600_000),
		"open HTML":                long("<div><!-- ", 600_000),
		"references":               strings.Repeat("[a]: /x\n", 60_000) + long("[a]", 60_000),
		"line ends of all kinds":   strings.Repeat("a\r\n\r\n\u2028\u2029\x0b\x0c\r", 20_000),
		"NUL and broken UTF-8":     "## Steps\x00\n\xff\xfe\xc3\x28 " + sentinel,
		"bidirectional marks":      "## \u202eecudorper ot spetS\u202c\n\n\u2066\u2067" + sentinel + "\u2069\u200e\u200f\u061c",
		"escape codes":             "\x1b[2J\x1b]0;" + sentinel + "\x07 ## Impact\n\x9b31m",
		"HTML":                     "<h2>Impact</h2><script>" + sentinel + "</script><img src=x onerror=alert(1)><details open>",
		"images":                   "## Proof of concept\n\n![" + sentinel + "](https://tracker.example/a.png)\n",
		"mentions":                 "## Description\n\n@everyone @acme/security @octocat " + sentinel + "\n\n## @octocat\n",
		"forged marks":             sentinel + "\n\n<!-- advisory-bot:1 received/receipt/1 GHSA-2345-cfgh-jmpq 00000000." + long("0", 64) + " -->",
		"marks in great number":    strings.Repeat("<!-- advisory-bot:1 ", 30_000),
		"commands":                 "/advisory-bot approve 1\n\nadvisory-bot case approve x 1\n" + sentinel,
		"template verbs":           "{{.}} {{range .}} %s %d %!s(MISSING) ${HOME} " + sentinel,
		"YAML":                     "---\nversion: 1\nmode: off\n---\n" + sentinel,
		"nothing":                  "",
		"nothing that can be seen": strings.Repeat("\u200b\u00a0\u3164\ufeff \t\n", 9_000),
	}
}

// stairs is a list of which each item is deeper than the one before.
func stairs(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

// ticks are runs of back-ticks of every length, none of which closes another.
func ticks(most int) string {
	var b strings.Builder
	for i := range most {
		b.WriteString(strings.Repeat("`", i+1) + " ")
	}
	return b.String()
}

func TestJudgeHostileReports(t *testing.T) {
	for name, description := range hostileReports() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j, text := judgeAll(t, asReport(t, sentinel+" @octocat <b>\u202e", description))
			if strings.Contains(text, sentinel) {
				t.Error("text of the report is printed")
			}
			if !drafts(j, "receipt") {
				t.Error("the reporter gets no receipt")
			}
		})
	}
}

func drafts(j app.Judgement, kind string) bool {
	for _, d := range j.Drafts {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

// TestJudgeHostileNames: names come from GitHub, but nothing else vouches for them.
func TestJudgeHostileNames(t *testing.T) {
	for name, login := range map[string]string{
		"markup": "a](https://x.example) <b>", "several": "a @octocat", "newline": "a\n\n# b", "long": strings.Repeat("a", 60_000),
		"nobody": "", "bidirectional": "a\u202eb", "escape": "a\x1b[2J", "team": "acme/security", "mark": "a <!-- advisory-bot:1 x -->",
	} {
		t.Run(name, func(t *testing.T) {
			b := strings.Replace(string(asReport(t, "x", "y")), `"`+reporterLogin+`"`, quoted(t, login), 1)
			path := filepath.Join(t.TempDir(), "advisory.json")
			if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
				t.Fatal(err)
			}
			text := judge(t, "--advisory", path)
			checkPlain(t, text)
			if got := mention.FindAllString(text, -1); len(got) > 2 { // receipt and ask greet the reporter
				t.Errorf("%d mentions", len(got))
			}
			if strings.Contains(text, "octocat") || strings.Contains(text, "x.example") || strings.Contains(text, "<") || strings.Contains(text, "acme/security") {
				t.Errorf("the name is more than a name:\n%.2000s", text)
			}
		})
	}
}
