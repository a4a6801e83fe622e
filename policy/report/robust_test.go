package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hostile makes texts of about n bytes that are known to be hard on Markdown
// readers.
var hostile = map[string]func(n int) string{
	"headings":        func(n int) string { return strings.Repeat("# h\n", n/4) },
	"known headings":  func(n int) string { return strings.Repeat("## Steps to reproduce\n\n", n/23) },
	"quotes":          func(n int) string { return strings.Repeat(">", n) + "Impact: x" },
	"quote lines":     func(n int) string { return strings.Repeat("> > > x\n", n/8) },
	"lists":           func(n int) string { return strings.Repeat("- ", n/2) + "x" },
	"deepening list":  func(n int) string { return deepening(n) },
	"open fences":     func(n int) string { return strings.Repeat("```\n~~~\n````\n", n/13) },
	"fence then text": func(n int) string { return "```\n" + strings.Repeat("\n## Impact\nx\n", n/13) },
	"open comments":   func(n int) string { return strings.Repeat("<!--", n/4) },
	"comments":        func(n int) string { return strings.Repeat("x <!-- y --> ", n/13) },
	"far comment":     func(n int) string { return strings.Repeat("a <!-- ", n/7) + "-->" },
	"backticks":       func(n int) string { return strings.Repeat("`a", n/2) },
	"brackets":        func(n int) string { return strings.Repeat("[a](", n/4) },
	"stars":           func(n int) string { return strings.Repeat("**a:", n/4) },
	"underscores":     func(n int) string { return strings.Repeat("_", n) },
	"pipes":           func(n int) string { return "|a|\n|-|\n" + strings.Repeat("|", n) },
	"table rows":      func(n int) string { return strings.Repeat("|Version|1.2|\n", n/14) },
	"long line":       func(n int) string { return strings.Repeat("an attacker could crash it. ", n/28) },
	"one word":        func(n int) string { return strings.Repeat("attacker", n/8) },
	"labels":          func(n int) string { return strings.Repeat("Impact: x\n", n/10) },
	"digits":          func(n int) string { return "version " + strings.Repeat("1.", n/2) },
	"weaknesses":      func(n int) string { return strings.Repeat("cwe-", n/4) },
	"dashes":          func(n int) string { return strings.Repeat("cwe", 3) + strings.Repeat("-", n) },
	"tags":            func(n int) string { return strings.Repeat("<b>", n/3) },
	"NULs":            func(n int) string { return strings.Repeat("\x00", n) },
	"no UTF-8":        func(n int) string { return strings.Repeat("\xff\xfe", n/2) },
	"bidi":            func(n int) string { return strings.Repeat("\u202eImpact\u202c: x\n", n/14) },
	"line ends":       func(n int) string { return strings.Repeat("\r\n\r", n/3) },
	"underlines":      func(n int) string { return strings.Repeat("a\n---\n", n/6) },
	"paths":           func(n int) string { return strings.Repeat("in a.c ", n/7) },
	"own files":       func(n int) string { return ownFiles(n) },
	"square brackets": func(n int) string { return strings.Repeat("[", n) },
	"bracket lines":   func(n int) string { return strings.Repeat("[[[[[[[[[[[[[[[[ <<<<\n", n/22) },
	"vectors":         func(n int) string { return strings.Repeat("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H ", n/45) },
	"half vectors":    func(n int) string { return strings.Repeat("av:n/", n/5) },
	"vector lines":    func(n int) string { return strings.Repeat("CVSS:4.0/AV:N/AC:L/AT:N\n", n/24) },
	"counts":          func(n int) string { return strings.Repeat("two ", n/4) },
	"findings":        func(n int) string { return strings.Repeat("## Finding 1: x\n", n/16) },
	"ideographs":      func(n int) string { return strings.Repeat("攻", n/3) },
	"code spans":      func(n int) string { return strings.Repeat("open `a b`, ", n/12) },
	"at signs":        func(n int) string { return strings.Repeat("a@b.", n/4) },
	"AI":              func(n int) string { return strings.Repeat("ai used. ", n/9) },
	"pre":             func(n int) string { return strings.Repeat("<pre>x</pre>\n", n/13) },
	"trailers":        func(n int) string { return strings.Repeat("I-used-AI-in-this-report: yes\n", n/30) },
	"html":            func(n int) string { return strings.Repeat("<p><li><code>x", n/14) },
	"prompts":         func(n int) string { return "```\n" + strings.Repeat("$ curl x\n", n/9) + "```\n" },
}

func deepening(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strings.Repeat(" ", 2*i) + "- x\n")
	}
	return b.String()
}

func ownFiles(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString("create a" + strings.Repeat("b", i%50) + ".c\n")
	}
	return b.String()
}

// TestLinear holds the reader to linear work: twice the text, at most about twice
// the bytes looked at, and never more than a fixed number of times each byte.
func TestLinear(t *testing.T) {
	const n, most = 20_000, 12
	for name, make := range hostile {
		t.Run(name, func(t *testing.T) {
			once, twice := make(n), make(2*n)
			_, w1 := read(Input{Summary: "x", Description: once})
			_, w2 := read(Input{Summary: "x", Description: twice})
			if w1 > most*len(once)+1000 {
				t.Errorf("looked at %d bytes of %d", w1, len(once))
			}
			if grown, longer := float64(w2)/float64(w1+1), float64(len(twice))/float64(len(once)); grown > 1.2*longer {
				t.Errorf("a text %.2f times as long took %.2f times the work", longer, grown)
			}
			allocs := func(s string) float64 {
				return testing.AllocsPerRun(1, func() { Read(Input{Description: s, Answers: []Answer{{Comment: 1, Body: s}}}) })
			}
			if a1, a2 := allocs(once), allocs(twice); a2 > 2.5*a1+200 {
				t.Errorf("%.0f allocations grew to %.0f", a1, a2)
			}
		})
	}
}

func TestHostile(t *testing.T) {
	for name, make := range hostile {
		for _, n := range []int{0, 1, 3, 100, 60_000} {
			text := make(n)
			checkReading(t, name, Input{Summary: text, Description: text, Answers: []Answer{{Comment: 7, Body: text}}})
		}
	}
}

// checkReading reads, and checks what every reading keeps.
func checkReading(t *testing.T, name string, in Input) {
	t.Helper()
	r := Read(in)
	if len(r.Fields) != len(ids)+len(in.Own) {
		t.Fatalf("%s: %d fields", name, len(r.Fields))
	}
	checkFindings(t, name, in, r)
	for i, f := range r.Fields {
		if i < len(ids) && f.ID != ids[i] {
			t.Fatalf("%s: field %d is %q", name, i, f.ID)
		}
		if f.Present != (f.Source != "") || !f.Present && (f.Line != 0 || f.Comment != 0) {
			t.Fatalf("%s: %+v", name, f)
		}
		if f.Source == "" || f.Source == SourceFields {
			continue
		}
		if f.Line < 1 || f.Line > linesOf(in, f.Source, f.Comment) {
			t.Fatalf("%s: %+v points outside of its text", name, f)
		}
	}
}

func linesOf(in Input, source string, comment int64) int {
	var text string
	switch source {
	case SourceSummary:
		text = in.Summary
	case SourceDescription:
		text = in.Description
	case SourceComment:
		for _, a := range in.Answers {
			if a.Comment == comment {
				text = a.Body
			}
		}
	}
	return strings.Count(text, "\n") + strings.Count(text, "\r") + 1
}

// ourWords are the characters of a finding's detail; report text would bring
// others in sooner or later.
const ourWords = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;'()/@=<>-"

func checkFindings(t *testing.T, name string, in Input, r Reading) {
	t.Helper()
	if len(r.Findings) > MaxFindings {
		t.Fatalf("%s: %d findings", name, len(r.Findings))
	}
	for _, f := range r.Findings {
		switch {
		case !slices.Contains(FindingIDs(), f.ID), f.Source == "", f.Detail == "", len(f.Detail) > 160, strings.Trim(f.Detail, ourWords) != "":
			t.Fatalf("%s: %+v", name, f)
		case f.Line < 0, f.Source == SourceFields && f.Line != 0, f.Line > linesOf(in, f.Source, f.Comment):
			t.Fatalf("%s: %+v points outside of its text", name, f)
		}
	}
}

func TestLongerThanGitHubTakes(t *testing.T) {
	text := strings.Repeat("x\n", maxText) + "## Impact\nAnyone can stop the service.\n"
	checkReading(t, "long", Input{Summary: text, Description: text})
	if Read(Input{Description: text}).Has(Impact) {
		t.Error("read beyond the bound")
	}
}

func TestManyHeadings(t *testing.T) {
	var b strings.Builder
	for range 10_000 {
		b.WriteString("###### Impact\n")
	}
	b.WriteString("Anyone can stop the service.\n")
	r := Read(Input{Description: b.String()})
	if f, _ := r.Field(Impact); !f.Present || f.Line != 10_001 {
		t.Errorf("impact %+v", f)
	}
}

func FuzzRead(f *testing.F) {
	for _, make := range hostile {
		f.Add("title", make(200), make(100))
	}
	f.Add("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, low", ">= 1.0, < 2")
	f.Add("x", "## PoC\n```sh\ncurl -X POST http://x\n```\n| Version | 1.2 |\n|-|-|\n", "> Version?\n\n1.2.3")
	f.Add("", "**Impact:** none\n1. [add step]\n_No response_\n<!-- a\nb --> Regards,\nA. Reporter\nkim@example.org", "")
	f.Fuzz(func(t *testing.T, summary, description, answer string) {
		in := Input{Summary: summary, Description: description, Answers: []Answer{{Comment: 7, Body: answer}}}
		in.WantAIStatement = true
		in.Own = []OwnField{{ID: "a", Headings: []string{"impact", summary}, MinLength: 5}, {ID: "b", Pattern: regexp.MustCompile(`x+`)}}
		in.Fields = Structured{
			Packages: []Package{{Ecosystem: summary, Name: answer, Affected: description}, {Ecosystem: "npm", Name: summary, Affected: summary, Patched: answer}},
			CVSS:     []string{summary, answer}, CWEs: []string{summary}, Severity: answer,
		}
		checkReading(t, "fuzz", in)
		if _, work := read(in); work > 12*(len(summary)+len(description)+len(answer))+1000 {
			t.Fatalf("looked at %d bytes", work)
		}
	})
}
