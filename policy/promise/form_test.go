package promise

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goodForm = `name: Report a weakness
description: For weaknesses in Larkspur only
body:
  - type: markdown
    attributes:
      value: |
        ## Thank you
        Steps to reproduce are what we read first.
  - type: textarea
    id: summary
    attributes:
      label: What is the vulnerability?
      description: A few sentences.
    validations:
      required: true
      min_length: 80
  - type: textarea
    id: steps_to_reproduce
    attributes:
      label: How do we see it?
    validations:
      required: true
  - type: input
    attributes:
      label: Affected versions
      placeholder: 1.2 to 1.4
  - type: dropdown
    id: sev
    attributes:
      label: Severity
      options: [low, high]
  - type: input
    id: colour
    attributes: {label: Favourite colour}
    validations: {required: false}
  - type: checkboxes
    id: terms
    attributes:
      label: Before you send
      options:
        - label: I tested the latest release
          required: true
        - label: I would like to help with a fix
`

func TestReadForm(t *testing.T) {
	got, err := ReadForm(goodForm)
	if err != nil {
		t.Fatal(err)
	}
	want := Form{Name: "Report a weakness", Fields: []FormField{
		{ID: "description", Label: "What is the vulnerability?", Key: "summary", Type: "textarea", Required: true, MinLength: 80, Line: 9},
		{ID: "steps_to_reproduce", Label: "How do we see it?", Key: "steps_to_reproduce", Type: "textarea", Required: true, Line: 17},
		{ID: "affected_versions", Label: "Affected versions", Type: "input", Line: 23},
		{ID: "severity", Label: "Severity", Key: "sev", Type: "dropdown", Line: 27},
		{Label: "Favourite colour", Key: "colour", Type: "input", Line: 32},
		{Label: "Before you send", Key: "terms", Type: "checkboxes", Required: true, Line: 36},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadFormFaults(t *testing.T) {
	tests := map[string]struct {
		text         string
		line, column int
		say          string
	}{
		"empty":               {"", 1, 1, "empty"},
		"a list":              {"- a\n- b\n", 1, 1, "keys name, description, body"},
		"no body":             {"name: x\n", 1, 1, "body"},
		"body is text":        {"name: x\nbody: hello\n", 2, 7, "list"},
		"no question":         {"body:\n  - type: markdown\n    attributes: {value: hi}\n", 2, 3, "question"},
		"question is text":    {"body:\n  - hello\n", 2, 5, "keys type"},
		"no type":             {"body:\n  - id: a\n    attributes: {label: x}\n", 2, 5, "type"},
		"no attributes":       {"body:\n  - type: input\n    id: a\n", 2, 5, "attributes"},
		"no label":            {"body:\n  - type: input\n    attributes:\n      description: x\n", 4, 7, "label"},
		"required is a word":  {"body:\n  - type: input\n    attributes: {label: x}\n    validations:\n      required: sure\n", 5, 17, "true or false"},
		"length is negative":  {"body:\n  - type: input\n    attributes: {label: x}\n    validations:\n      min_length: -1\n", 5, 19, "number"},
		"the same id":         {"body:\n  - type: input\n    id: a\n    attributes: {label: x}\n  - type: input\n    id: A\n    attributes: {label: y}\n", 6, 9, "no other"},
		"an id with a blank":  {"body:\n  - type: input\n    id: a b\n    attributes: {label: x}\n", 3, 9, "letters"},
		"dropdown of nothing": {"body:\n  - type: dropdown\n    attributes: {label: x}\n", 3, 17, "options"},
		"a box without words": {"body:\n  - type: checkboxes\n    attributes:\n      label: x\n      options:\n        - required: true\n", 6, 11, "label"},
		"an anchor":           {"body: &a\n  - type: input\n", 1, 7, "anchors"},
		"two documents":       {"body: []\n---\nbody: []\n", 3, 1, "second"},
		"a key twice":         {"name: a\nname: b\n", 2, 1, "read"},
		"no YAML":             {"body: [\n", 1, 7, "read"},
		"a control character": {"name: a\x01b\n", 1, 8, "U+0001"},
		"no UTF-8":            {"name: \xff\n", 1, 7, "UTF-8"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ReadForm(test.text)
			var fault *FormFault
			if !errors.As(err, &fault) {
				t.Fatalf("got %+v, %v; want a fault", got, err)
			}
			if fault.Line != test.line || fault.Column != test.column || !strings.Contains(fault.Expected, test.say) {
				t.Errorf("got %v; want line %d, column %d, %q", fault, test.line, test.column, test.say)
			}
			if diff := cmp.Diff(Form{}, got); diff != "" {
				t.Errorf("a form with a fault is not empty: %s", diff)
			}
		})
	}
}

func TestReadFormQuotesNoValue(t *testing.T) {
	for _, text := range []string{"body: hunter2secret\n", "body:\n - type: [hunter2secret]\n", "hunter2secret: [", "body:\n - type: input\n   id: hunter2secret!\n   attributes: {label: x}\n"} {
		if _, err := ReadForm(text); err == nil || strings.Contains(err.Error(), "hunter2secret") {
			t.Errorf("%q: got error %v", text, err)
		}
	}
}

func TestFormContents(t *testing.T) {
	tests := []struct{ key, label, about, want string }{
		{"poc", "Proof of concept", "", "proof_of_concept"},
		{"", "Steps to reproduce the behaviour", "", "steps_to_reproduce"},
		{"", "Which versions are affected?", "", "affected_versions"},
		{"", "How can an attacker exploit it?", "", "attack_scenario"},
		{"", "Impact", "Who is harmed and how", "impact"},
		{"", "CWE identifier", "", "cwe"},
		{"", "Wie lässt sich die Lücke reproduzieren?", "", "steps_to_reproduce"},
		{"", "影响范围", "", "impact"},
		{"affected-versions", "Where?", "", "affected_versions"},
		{"", "Your e-mail address", "", "contact"},
		{"", "Anything else?", "", "other_info"},
		{"", "More", "Suggested fix, if you have one", "suggested_fix"},
		{"", "Favourite colour", "", ""},
	}
	for _, test := range tests {
		got := formContent(FormField{Type: "textarea", Key: test.key, Label: test.label}, test.about)
		if got != test.want {
			t.Errorf("%q %q: got %q, want %q", test.key, test.label, got, test.want)
		}
	}
}

func FuzzReadForm(f *testing.F) {
	f.Add(goodForm)
	f.Add("body:\n  - type: input\n    attributes: {label: x}\n")
	f.Add("body: [{type: input, attributes: {label: [}]\n")
	f.Add("a: |\n  b\n - c: &d\n")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := ReadForm(text)
		if err != nil {
			var fault *FormFault
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 || fault.Expected == "" {
				t.Fatalf("fault %+v", err)
			}
			return
		}
		if len(form.Fields) == 0 {
			t.Fatal("a form without a question and without a fault")
		}
		for _, q := range form.Fields {
			if q.Line < 1 || q.MinLength < 0 {
				t.Fatalf("question %+v", q)
			}
		}
	})
}
