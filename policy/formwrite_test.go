package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/promise"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

func composed(t *testing.T, text string) *policy.Policy {
	t.Helper()
	pol, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository, Path: "p.yml", Text: text}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return pol
}

const allContents = `version: 1
report:
  required: [cwe, description, steps_to_reproduce, affected_versions, severity, contact, reporter_name]
  recommended: [logs, proof_of_concept, impact, environment, suggested_fix, source_location, affiliation, attack_scenario, configuration]
  ai_statement: true
  fields:
    - {id: licence_key, ask: 'which one, and "why: that"?', required: true, min_length: 12}
    - {id: colour_scheme, headings: [Colour scheme]}
`

// formPolicies are policies to write a form of.
func formPolicies(t *testing.T) map[string]*policy.Policy {
	t.Helper()
	out := map[string]*policy.Policy{"built-in": policy.Builtin(), "all": composed(t, allContents), "required only": composed(t, "version: 1\nreport: {required: [impact], recommended: []}\n")}
	return out
}

// TestFormReadsBack: the form asks for what the policy wants, and for nothing else.
func TestFormReadsBack(t *testing.T) {
	for name, pol := range formPolicies(t) {
		text := policy.WriteForm(pol)
		form, err := promise.ReadForm(text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		asked := map[string]any{}
		for _, s := range policy.Asked(policy.Source{}, form) {
			asked[s.Key] = s.Value
		}
		if diff := cmp.Diff(pol.Required, asked["report.required"]); diff != "" {
			t.Errorf("%s: required:\n%s", name, diff)
		}
		if diff := cmp.Diff(pol.Recommended, asked["report.recommended"]); diff != "" {
			t.Errorf("%s: recommended:\n%s", name, diff)
		}
		own, _ := asked["report.fields"].([]policy.OwnField)
		for _, f := range pol.Own {
			found := false
			for _, o := range own {
				found = found || o.ID == f.ID && o.Required == f.Required && o.MinLength == f.MinLength
			}
			if !found {
				t.Errorf("%s: %s is not read back from the form", name, f.ID)
			}
		}
	}
}

// answers are such that each says something of its content.
var answers = map[string]string{
	report.Description:      "The parser reads one byte beyond the end of the buffer when the last chunk is empty.",
	report.StepsToReproduce: "1. Start the server with the default settings\n2. Send the request `GET /%00`\n3. The process ends with a signal",
	report.ProofOfConcept:   "```sh\ncurl -s 'http://localhost:8080/%00' | head -c 20\n```",
	report.Impact:           "Anybody who can reach the port can stop the server and read memory of other sessions.",
	report.AffectedVersions: "1.4.0 to 1.6.2",
	report.Environment:      "Debian 12 on x86-64, Go 1.26",
	report.Contact:          "reporter@mail.example.org",
	report.Logs:             "```\npanic: runtime error: index out of range [4] with length 4\n\tmain.go:17 +0x1d\n```",
	report.SuggestedFix:     "Check the length before the loop, and return an error where it is zero.",
	report.Severity:         "High",
	report.CWE:              "CWE-125",
	report.SourceLocation:   "parser/chunk.go:112, in readChunk",
	report.ReporterName:     "Robin Example",
	report.Affiliation:      "Example University, department of computing",
	report.AttackScenario:   "An attacker without an account sends the request from the network; nothing else is needed.",
	report.Configuration:    "Only with `chunked: true` in the settings file.",
	"licence_key":           "Free edition, key of the year 2026",
	"colour_scheme":         "Dark on light",
}

// TestFormAnswersAreFound: a report that is written with the form has what the
// policy wants.
func TestFormAnswersAreFound(t *testing.T) {
	pol := composed(t, allContents)
	form, err := promise.ReadForm(policy.WriteForm(pol))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range form.Fields {
		b.WriteString("### " + f.Label + "\n\n")
		answer := answers[f.Key]
		if f.Key == "ai_statement" {
			answer = "None"
		}
		if answer == "" {
			t.Fatalf("no answer for %s", f.Key)
		}
		b.WriteString(answer + "\n\n")
	}
	reading := policy.ReadReport(pol, advisories.Snapshot{Advisory: advisories.Advisory{Summary: "A read beyond the end", Description: b.String()}})
	for _, f := range reading.Fields {
		if !f.Present {
			t.Errorf("%s is not found in the answers", f.ID)
		}
	}
	for _, f := range reading.Findings {
		if f.ID == report.AIStatementMissing {
			t.Error("the statement on tools and AI is not found")
		}
	}
	// A form that was sent as it is has nothing.
	empty := policy.ReadReport(pol, advisories.Snapshot{Advisory: advisories.Advisory{Description: "### " + strings.Join(labels(form), "\n\n_No response_\n\n### ") + "\n\n_No response_\n"}})
	for _, f := range empty.Fields {
		if f.Present {
			t.Errorf("%s is found where nothing was answered", f.ID)
		}
	}
}

func labels(form promise.Form) []string {
	out := make([]string, len(form.Fields))
	for i, f := range form.Fields {
		out[i] = f.Label
	}
	return out
}

// TestFormOfPromises: what a project asks for in prose can be made its form.
func TestFormOfPromises(t *testing.T) {
	files, _ := filepath.Glob("promise/testdata/policies/*.md")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pol, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerPromise, Path: "SECURITY.md", Text: string(b)}}})
		text := policy.WriteForm(pol)
		form, err := promise.ReadForm(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := len(pol.Required) + len(pol.Recommended); len(form.Fields) != max(want, 1) {
			t.Errorf("%s: %d questions, want %d", name, len(form.Fields), want)
		}
		got, err := policy.ImportForm("form.yml", text)
		if err != nil {
			t.Fatal(err)
		}
		checkImport(t, "form.yml", text, got)
	}
}

// FuzzWriteForm: whatever a policy asks for in its own words, the form can be read.
func FuzzWriteForm(f *testing.F) {
	f.Add(allContents)
	f.Add("version: 1\nreport:\n  fields:\n    - {id: a, ask: \"'%: -x= \\\"q\\\" ?!\", headings: [\"- a: b\", \"? c\", \"ä́ é, (x)\"]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		pol, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository, Path: "p.yml", Text: text}}})
		form, err := promise.ReadForm(policy.WriteForm(pol))
		if err != nil {
			t.Fatalf("%v\n%s", err, policy.WriteForm(pol))
		}
		required, asks := 0, 0
		for _, q := range form.Fields {
			if q.Required {
				required++
			}
			asks++
		}
		for _, own := range pol.Own {
			if own.Required {
				required--
			}
		}
		if pol.AIStatement {
			required--
		}
		if required != len(pol.Required) || asks < len(pol.Required)+len(pol.Recommended)+len(pol.Own) {
			t.Errorf("%d required and %d questions of\n%s", required, asks, policy.WriteForm(pol))
		}
	})
}
