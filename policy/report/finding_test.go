package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told writes findings as "id source:line detail".
func told(r Reading) []string {
	var out []string
	for _, f := range r.Findings {
		s := f.ID + " " + f.Source
		if f.Line > 0 {
			s += ":" + string(rune('0'+f.Line%10))
		}
		out = append(out, s+" "+f.Detail)
	}
	return out
}

func TestFindingsInFields(t *testing.T) {
	r := Read(Input{Fields: Structured{
		Packages: []Package{
			{Ecosystem: "npm", Name: "@rocket/core", Affected: ">= 1.2.0, < 1.4.2", Patched: "1.4.2"},
			{Ecosystem: "PyPI", Name: "rocket", Affected: "< 2"},
			{Ecosystem: "cobol", Name: "rocket", Affected: ">= 1.0"},
			{Ecosystem: "maven", Name: "rocket", Affected: "1.x", Patched: "n/a"},
			{Ecosystem: "other", Affected: "<= 3"},
			{Ecosystem: "go", Name: "https://example.org/rocket", Affected: ">= 1.0", Patched: "2.0"},
		},
		Severity: "low",
		CVSS:     []string{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "", "CVSS:4.0/AV:N/AC:L", "AV:N/AC:L/Au:N/C:P/I:P/A:P"},
		CWEs:     []string{"CWE-79", "cwe-5000", "CWE-1450", "79", "CWE-92", "CWE-16"},
	}})
	want := []string{
		"ecosystem_unknown fields package 2: GitHub calls this ecosystem pip",
		"ecosystem_unknown fields package 3: GitHub knows no such ecosystem",
		"range_open fields package 3: the affected versions have no upper bound, and no patched version is named",
		"package_malformed fields package 4: no package of maven can have that name; expected group:artifact",
		"range_malformed fields package 4, affected versions: a comparison has no version such as 1.2.3 after its operator",
		"package_malformed fields package 6: no package of go can have that name; expected a module's path, host first",
		"cvss_invalid fields the CVSS:4.0 vector in the fields breaks the rules of that version",
		"cvss_invalid fields a vector in the fields is none of CVSS 3.0, 3.1 or 4.0",
		"cwe_unknown fields CWE-5000 is not in the list of weaknesses (" + CWEVersion + ")",
		"cwe_unknown fields an entry among the weaknesses has not the form of a CWE id",
		"cwe_discouraged fields CWE-92 is deprecated",
		"cwe_discouraged fields CWE-16 is a category or a view, not a weakness",
		"cvss_severity_mismatch fields the CVSS:3.1 vector scores 9.8 (critical), stated is low",
	}
	if diff := cmp.Diff(want, told(r)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestRanges(t *testing.T) {
	for s, wrong := range map[string]string{
		">= 1.2.0, < 1.4.2": "", "= 1.0": "", "<= 3": "", "<1.2": "", "> 0": "", ">= v1.0.0-rc.1, <= v1.0.0": "", "< 2.0.0+build.5": "", "< 1.0.0~rc2": "",
		"1.2.3": "no operator", "": "empty", ">= 1.0,": "empty", "all": "no version", "^1.2": "none of", "~> 1.2": "none of", "== 1.2": "none of", "!= 2": "none of",
		">= 1, >= 2": "more than one lower bound", "< 1, <= 2": "more than one upper bound", "= 1, < 2": "stands alone", ">= 2.0, < 1.0": "no version lies", "> 1.0, < 1.0": "no version lies",
		">= 1.0, <= 1.0": "", "< 1.0 || >= 2.0, < 2.1": "no alternatives", "< 1.2 and later": "no version", "< 1.x": "no version", strings.Repeat("<", 500): "too long",
		">= 1.10, < 1.9": "no version lies", ">= 1.9, < 1.10": "", "< next": "no version",
	} {
		_, err := parseRange(s)
		switch {
		case wrong == "" && err != nil:
			t.Errorf("%q: %v", s, err)
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)):
			t.Errorf("%q: %v, want %q", s, err, wrong)
		}
	}
}

func TestPackageNames(t *testing.T) {
	for name, ok := range map[string]bool{
		"npm rocket": true, "npm @scope/rocket": true, "npm @scope": false, "npm a b": false, "npm https://x.example/a": false, "npm rocket@1.2": false,
		"pip rocket_mail": true, "pip rocket-": false, "pip -rocket": false, "maven org.example:rocket": true, "maven org.example": false, "maven a:b:c": false,
		"composer acme/rocket": true, "composer rocket": false, "go example.org/rocket/v2": true, "go rocket": false, "go std": true, "rust rocket_core": true, "rust 9x": false,
		"nuget Rocket.Core": true, "nuget Rocket..Core": false, "rubygems rocket-rails": true, "erlang rocket": true, "erlang Rocket": false, "actions acme/rocket": true,
		"actions acme/rocket/sub": true, "actions rocket": false, "pub rocket_ui": true, "pub rocket-ui": false, "swift github.com/acme/rocket": true, "other anything at all": true,
	} {
		eco, pkg, _ := strings.Cut(name, " ")
		r := Read(Input{Fields: Structured{Packages: []Package{{Ecosystem: eco, Name: pkg, Affected: "< 1.0"}}}})
		if got := len(r.Findings) == 0; got != ok {
			t.Errorf("%s: ok %v, %v", name, got, told(r))
		}
	}
}

func TestFindingsInText(t *testing.T) {
	for _, test := range []struct{ name, summary, text, want string }{
		{"mismatch", "", "Severity: medium\nCVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss_severity_mismatch description:2 the CVSS:3.1 vector scores 9.8 (critical), stated is medium"},
		{"match", "", "Severity: high\n[CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H](https://example.org)", ""},
		{"other order", "", "CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:N/I:N/A:H, severity: high", ""},
		{"bare vector", "", "**Severity:** low\n\nVector: AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss_severity_mismatch description:3 the CVSS:3.1 vector scores 9.8 (critical), stated is low"},
		{"bare vector of CVSS 2", "", "Severity: low, AV:N/AC:L/Au:N/C:P/I:P/A:P", ""},
		{"score", "", "## CVSS\n5.3 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H)", "cvss_severity_mismatch description:2 the CVSS:3.1 vector scores 9.8 (critical), stated is medium"},
		{"choices left", "", "Severity: low / medium / high / critical\nCVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", ""},
		{"environmental", "", "Severity: medium\nCVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:P", ""},
		{"invalid", "", "CVSS:3.1/AV:N/AC:M/PR:N/UI:N/S:U/C:H/I:H/A:H", "cvss_invalid description:1 a CVSS:3.1 vector breaks the rules of that version"},
		{"no such version", "", "CVSS:5.7/AV:N/AC:L", "cvss_invalid description:1 there is no CVSS 5.7"},
		{"lower case", "", "severity: critical, cvss:3.1/av:n/ac:l/pr:n/ui:n/s:u/c:h/i:h/a:h", ""},
		{"4.0 with urgency", "", "Severity: critical CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/U:Red.", ""},
		{"unknown weakness", "", "This is CWE-99999, see https://cwe.mitre.org/data/definitions/79.html; not in the CWE Top 25 of CWE 4.15", "cwe_unknown description:1 CWE-99999 is not in the list of weaknesses (" + CWEVersion + ")"},
		{"endless weakness", "", "CWE-" + strings.Repeat("7", 100), "cwe_unknown description:1 a CWE id of more than nine digits"},
		{"quoted by others", "", "> CWE-99999", "cwe_unknown description:1 CWE-99999 is not in the list of weaknesses (" + CWEVersion + ")"},
		{"numbered", "", "## Finding 1: x\na\n## Finding 2: y\nb", "several_vulnerabilities description:1 2 numbered findings"},
		{"issue numbers", "", "See issue #2 and Issue 1743: the same.\n\n## Issue 2\n\nx", ""},
		{"numbered sections", "", "## 1. Description\nx\n## 2. Impact\ny\n## 3. SQL injection sink\nz", ""},
		{"kinds", "", "## 1. Stored XSS\n### Steps\nx\n## 2. SQL injection\n### Steps\ny", "several_vulnerabilities description:1 2 numbered parts, each with a kind of flaw and contents of its own"},
		{"title", "Multiple vulnerabilities in rocket", "They are bad.", "several_vulnerabilities summary:1 it speaks of several"},
		{"prose", "", "I found two vulnerabilities in the parser.", "several_vulnerabilities description:1 it speaks of several"},
		{"earlier ones", "", "Two vulnerabilities were found there and fixed in the past.", ""},
		{"consequence", "", "This may lead to multiple vulnerabilities in programs that have plug-ins.", ""},
		{"Chinese", "", "该系统存在两个漏洞。", "several_vulnerabilities description:1 it speaks of several"},
		{"steps are no findings", "", "## Steps\n### 1. Path traversal payload\nx\n### 2. Overflow it\ny", ""},
		{"placeholders", "", "## Impact\n[describe the impact]\n\n" + "TO" + "DO: rest\n\n<your name>", "placeholders description:2 3 places of a template were not filled in"},
		{"no placeholders", "", "Send `<your token>` to [the API](https://example.org), see [1]. The code has a TO" + "DO there. List<String> is used.\n\n<details>\n\nIs it safe?", ""},
		{"form", "", "### Impact\n\n_No response_", ""},
		{"trailers", "", "text\n\nI-have-reviewed-SECURITY-md: yes", "trailer description:3 I-have-reviewed-SECURITY-md: yes"},
		{"trailer without reason", "", "i-used-ai-in-this-report: YES", "trailer description:1 I-used-AI-in-this-report: yes, without saying what for"},
		{"trailer with reason", "", "I-used-AI-in-this-report: yes; for the grammar", "trailer description:1 I-used-AI-in-this-report: yes"},
		{"strange trailer", "", "I-used-AI-in-this-report: maybe", "trailer description:1 I-used-AI-in-this-report: unclear"},
	} {
		got := strings.Join(told(Read(Input{Summary: test.summary, Description: test.text})), "\n")
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAIStatement(t *testing.T) {
	for text, want := range map[string]string{
		"The parser crashes.":                                                     "ai_statement_missing description nothing is said on the use of AI",
		"I used ChatGPT to translate this report.":                                "ai_statement description:1 AI: used",
		"No AI was used.":                                                         "ai_statement description:1 AI: not used",
		"## AI disclosure\nNone.":                                                 "ai_statement description:2 AI: not used",
		"## Use of AI\nClaude found the bug, I checked it.":                       "ai_statement description:2 AI: used",
		"### Did you use AI tools?\n\nYes, for the text":                          "ai_statement description:3 AI: used",
		"- [x] I did not use AI for this report":                                  "ai_statement description:1 AI: not used",
		"- [ ] I did not use AI for this report":                                  "ai_statement_missing description nothing is said on the use of AI",
		"The AI assistant runs commands that it found in a page.":                 "ai_statement_missing description nothing is said on the use of AI",
		"Prompt injection makes the LLM use tools that the user did not ask for.": "ai_statement_missing description nothing is said on the use of AI",
		"I-used-AI-in-this-report: no":                                            "trailer description:1 I-used-AI-in-this-report: no|ai_statement description:1 AI: not used",
		"This write-up was drafted with the help of a language model.":            "ai_statement description:1 AI: used",
	} {
		if got := strings.Join(told(Read(Input{Description: text, WantAIStatement: true})), "|"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		for _, f := range Read(Input{Description: text}).Findings {
			if f.ID != Trailer {
				t.Errorf("%q: %+v though nobody asked", text, f)
			}
		}
	}
	r := Read(Input{Description: "x", WantAIStatement: true, Answers: []Answer{{Comment: 9, Body: "> Did you use AI?\n\nNo AI was used for this report."}}})
	want := []Finding{{ID: AIStatement, Source: SourceComment, Comment: 9, Line: 3, Detail: "AI: not used"}}
	if diff := cmp.Diff(want, r.Findings); diff != "" {
		t.Error(diff)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 500 {
		b.WriteString("CWE-" + strings.Repeat("9", 4+i%5) + string(rune('0'+i%10)) + "\n")
	}
	for range 500 {
		b.WriteString("CVSS:3.1/AV:X CVSS:3.1/AV:Y/AC:Z\n")
	}
	r := Read(Input{Description: b.String()})
	if len(r.Findings) == 0 || len(r.Findings) > MaxFindings {
		t.Errorf("%d findings", len(r.Findings))
	}
}

// TestFindingsChangeNothing holds the reader to keeping findings apart from
// contents.
func TestFindingsChangeNothing(t *testing.T) {
	text := sample(3000)
	plain := Read(Input{Description: text})
	more := Read(Input{Description: text, WantAIStatement: true, Fields: Structured{Packages: []Package{{Ecosystem: "cobol", Name: "x y"}}}})
	if diff := cmp.Diff(plain.Fields, more.Fields); diff != "" {
		t.Error(diff)
	}
}
