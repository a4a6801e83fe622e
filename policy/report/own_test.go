package report

import (
	"regexp"
	"strings"
	"testing"
)

func TestOwnFields(t *testing.T) {
	yes := regexp.MustCompile(`(?im)^(yes|no)\b`)
	license := OwnField{ID: "licence", Headings: []string{"Licence key"}}
	for _, test := range []struct {
		name string
		own  OwnField
		text string
		line int
	}{
		{"heading", license, "## Licence key\n\nABC-1", 3},
		{"case, number and marks", license, "### 3. **LICENCE KEY:**\nABC-1", 2},
		{"words around", license, "## Your licence key, please\nABC-1", 2},
		{"too many words", license, "## Something about the old licence key of yours\nABC-1", 0},
		{"empty", license, "## Licence key\n\n## Impact\nlots", 0},
		{"none", license, "## Licence key\nn/a", 0},
		{"template", license, "## Licence key\n_Please enter the key of your licence._", 0},
		{"label", license, "Licence key: ABC-1", 1},
		{"bold label", license, "**Licence key**: ABC-1", 1},
		{"bold line", license, "**Licence key**\n\nABC-1", 3},
		{"list label", license, "- Licence key: ABC-1", 1},
		{"table", license, "| Field | Value |\n|-|-|\n| Licence key | ABC-1 |", 3},
		{"form", license, "### Licence key\n\n_No response_", 0},
		{"folded", license, "<details><summary>Licence key</summary>\n\nABC-1\n\n</details>", 3},
		{"code", license, "## Licence key\n```\nABC-1\n```", 3},
		{"below a heading of its own", license, "## Licence key\n### As printed\nABC-1", 3},
		{"second place", license, "## Licence key\nnone\n## Other\nx\n## Licence key\nABC-1", 6},
		{"long enough", OwnField{Headings: []string{"setup"}, MinLength: 10}, "## Setup\n- abc\n- defg hij", 2},
		{"too short", OwnField{Headings: []string{"setup"}, MinLength: 11}, "## Setup\n- abc\n- defg hij", 0},
		{"pattern", OwnField{Headings: []string{"consent"}, Pattern: yes}, "## Consent\n\nwell:\nNo", 4},
		{"pattern and a word for nothing", OwnField{Headings: []string{"consent"}, Pattern: yes}, "## Consent\nno", 2},
		{"pattern not in the instruction", OwnField{Headings: []string{"consent"}, Pattern: regexp.MustCompile(`(?i)yes`)}, "## Consent\n_Please answer yes or no._\n<!-- yes -->", 0},
		{"pattern elsewhere only", OwnField{Headings: []string{"consent"}, Pattern: yes}, "Yes\n\n## Consent\nmaybe", 0},
		{"pattern alone", OwnField{Pattern: regexp.MustCompile(`TICKET-\d+`)}, "a\n\n> see TICKET-12\n", 3},
		{"pattern with marks", OwnField{Pattern: regexp.MustCompile(`(?m)^## Sworn$`)}, "a\n## Sworn\n", 2},
		{"pattern in a comment nobody sees", OwnField{Pattern: regexp.MustCompile(`TICKET-\d+`)}, "<!-- TICKET-12 -->", 0},
		{"length of all", OwnField{MinLength: 5}, "none\nabc\nde", 2},
		{"length of all, too short", OwnField{MinLength: 6}, "none\nabc\nde", 0},
	} {
		test.own.ID = "own"
		r := Read(Input{Description: test.text, Own: []OwnField{test.own}})
		f, ok := r.Field("own")
		if !ok || f.Line != test.line || f.Present != (test.line > 0) {
			t.Errorf("%s: %+v, want line %d", test.name, f, test.line)
		}
		if len(r.Fields) != len(ids)+1 {
			t.Errorf("%s: %d fields", test.name, len(r.Fields))
		}
	}
}

func TestOwnFieldInAnswer(t *testing.T) {
	in := Input{
		Summary: "x", Description: "## Licence key\nnone",
		Answers: []Answer{{Comment: 5, Body: "> ## Licence key\n> ABC-0\n\nLater."}, {Comment: 6, Body: "Here it is.\n\nLicence key: ABC-1"}},
		Own:     []OwnField{{ID: "a", Headings: []string{"licence key"}}, {ID: "b", Pattern: regexp.MustCompile("^x$")}, {ID: "c", Headings: []string{"!"}}},
	}
	r := Read(in)
	if f, _ := r.Field("a"); f != (Field{ID: "a", Present: true, Source: SourceComment, Comment: 6, Line: 3}) {
		t.Errorf("%+v", f)
	}
	if f, _ := r.Field("b"); f.Present { // the text ends with a line end
		t.Errorf("%+v", f)
	}
	if r.Has("c") {
		t.Error("a heading without words matches")
	}
	if !strings.HasPrefix(r.Fields[len(ids)].ID, "a") {
		t.Error("own fields are not in their order")
	}
}
