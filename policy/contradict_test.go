package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

const (
	proseText = `# Security policy

We will acknowledge your report within 48 hours.
We will assess it within 5 business days of the acknowledgement.
Fixes are released within 30 days.

Please include:

- a description of the vulnerability
- steps to reproduce
- your contact details, if possible
`
	formText = `name: Report
description: A report.
body:
  - type: textarea
    id: description
    attributes: {label: Description}
    validations: {required: true}
  - type: textarea
    id: logs
    attributes: {label: Logs}
    validations: {required: true}
  - type: input
    attributes: {label: Licence key}
    validations: {required: true}
`
)

func contradictions(t *testing.T, pol, prose, form string) []string {
	t.Helper()
	var file *policy.File
	if pol != "" {
		var faults policy.Faults
		if file, faults = policy.Parse("policy.yml", "version: 1\n"+pol+"\n", advisories.LayerRepository); faults.Err() != nil {
			t.Fatal(faults)
		}
	}
	var files []advisories.PolicyFile
	if prose != "" {
		files = append(files, advisories.PolicyFile{Layer: advisories.LayerPromise, Path: "SECURITY.md", Text: prose})
	}
	if form != "" {
		files = append(files, advisories.PolicyFile{Layer: advisories.LayerPromise, Path: "form.yml", Text: form})
	}
	out := []string{}
	for _, p := range policy.Contradictions(file, files) {
		out = append(out, p.String())
	}
	return out
}

func TestContradictions(t *testing.T) {
	for _, c := range []struct {
		name, pol, prose, form string
		want                   []string
	}{
		{"nothing beside", "commitments: {acknowledge: 7d}", "", "", nil},
		{"nothing but beside", "", proseText, "", nil},
		{"the same", "commitments: {acknowledge: 2d, assess: {maximum: 5bd, after: acknowledge}, fix: 30d}", proseText, "", nil},
		{"as long", "commitments: {assess: {maximum: 7d, after: acknowledge}}", proseText, "", nil},
		{"slower", "commitments: {acknowledge: 7d}", proseText, "",
			[]string{"policy.yml:2: commitments.acknowledge.maximum: says 7d, and SECURITY.md line 3 says 48h: this file is slower than what is promised there"}},
		{"faster", "commitments:\n  fix: 7d", proseText, "",
			[]string{"policy.yml:3: commitments.fix.maximum: says 7d, and SECURITY.md line 5 says 30d: this file is faster than what is promised there"}},
		{"from elsewhere", "commitments: {assess: {maximum: 5bd, after: report}}", proseText, "",
			[]string{"policy.yml:2: commitments.assess.maximum: says 5 business days after the report, and SECURITY.md line 4 says 5 business days after the acknowledgement"}},
		{"one severity slower", "commitments: {fix: {critical: 7d, low: 90d}}", proseText, "",
			[]string{"policy.yml:2: commitments.fix.low.maximum: says 90d, and SECURITY.md line 5 says 30d: this file is slower than what is promised there"}},
		{"what is not asked for", "report:\n  required: [description, steps_to_reproduce, logs]\n  recommended: [contact]", proseText, "",
			[]string{"policy.yml:3: report.required: requires logs, which SECURITY.md does not ask for (what it asks for begins in line 9)"}},
		{"what is not looked for", "report: {required: [description], recommended: []}", proseText, "",
			[]string{"SECURITY.md:9: report.required: requires steps_to_reproduce, which policy.yml does not ask for (what it asks for begins in line 2)"}},
		{"recommended is enough", "report: {required: [description, contact], recommended: [steps_to_reproduce]}", proseText, "", nil},
		{"a form", "report:\n  required: [description, impact]\n  fields: [{id: compiler, required: true}]", "", formText,
			[]string{"policy.yml:3: report.required: requires impact, compiler, which form.yml does not ask for (what it asks for begins in line 4)",
				"form.yml:4: report.required: requires logs, licence_key, which policy.yml does not ask for (what it asks for begins in line 3)"}},
		{"a form with the same", "report: {required: [description, logs], fields: [{id: web, headings: [LICENCE KEY], required: true}]}", "", formText, nil},
		{"a question on AI", "report: {required: [description, logs], ai_statement: true, fields: [{id: licence_key}]}", "", formText,
			[]string{"policy.yml:2: report.required: requires ai_statement, which form.yml does not ask for (what it asks for begins in line 4)"}},
		{"prose and form", "", proseText, formText,
			[]string{"SECURITY.md:9: report.required: requires steps_to_reproduce, which form.yml does not ask for (what it asks for begins in line 4)",
				"form.yml:4: report.required: requires logs, which SECURITY.md does not ask for (what it asks for begins in line 9)"}},
		{"a broken form", "report: {required: [description]}", "", "body: [", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := append([]string{}, c.want...)
			if diff := cmp.Diff(want, contradictions(t, c.pol, c.prose, c.form)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOpenToAll(t *testing.T) {
	const text = "version: 1\ntracking: acme/cases\ncalendar:\n  away: [{from: 2026-12-24, to: 2026-12-27}]\n"
	for layer, want := range map[advisories.Layer][]string{advisories.LayerRepository: {"f:2: tracking: ", "f:4: calendar.away: "}, advisories.LayerOwner: nil} {
		f, faults := policy.Parse("f", text, layer)
		if faults.Err() != nil {
			t.Fatal(faults)
		}
		got := f.OpenToAll()
		if len(got) != len(want) {
			t.Fatalf("%s: %v", layer, got)
		}
		for i, p := range got {
			if !strings.HasPrefix(p.String(), want[i]) || !strings.Contains(p.Text, "everybody can read") {
				t.Errorf("%s: %s", layer, p)
			}
		}
	}
}

// FuzzContradictions: whatever stands in the files, each warning names both and
// holds none of their words.
func FuzzContradictions(f *testing.F) {
	f.Add("version: 1\ncommitments: {acknowledge: 7d}\nreport: {required: [logs]}\n", proseText, formText)
	f.Add("version: 1\nreport: {ai_statement: true, fields: [{id: a, headings: [b], required: true}]}\n", "", "body:\n  - type: input\n    id: a\n    attributes: {label: SENTINEL AI}\n")
	f.Fuzz(func(t *testing.T, pol, prose, form string) {
		file, _ := policy.Parse("policy.yml", pol, advisories.LayerRepository)
		for _, p := range policy.Contradictions(file, []advisories.PolicyFile{{Layer: advisories.LayerPromise, Path: "SECURITY.md", Text: prose}, {Layer: advisories.LayerPromise, Path: "form.yml", Text: form}}) {
			if p.Line < 1 || p.Key == "" || !strings.Contains(p.Text, ".md") && !strings.Contains(p.Text, ".yml") {
				t.Errorf("%+v", p)
			}
		}
	})
}
