package promise

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A Form is a repository's own form for vulnerability reports.
type Form struct {
	// Name is the form's name, as reporters see it.
	Name string
	// Fields are the questions, in the order of the form. Blocks of explanation
	// are none.
	Fields []FormField
}

// A FormField is one question of a Form.
type FormField struct {
	// ID is the content that the question asks for ("impact"), "" where it asks for
	// none that is known.
	ID string
	// Label is the question; Key its id in the form, "" where it has none.
	Label, Key string
	// Type is textarea, input, dropdown, checkboxes or what the form says.
	Type string
	// Required says that the form cannot be sent without an answer; of checkboxes,
	// that one of them must be ticked.
	Required bool
	// MinLength is how many characters an answer must have; 0 for any.
	MinLength int
	// Line is where the question begins, from 1.
	Line int
}

// A FormFault says what is wrong with a form, and where. It quotes no value.
type FormFault struct {
	Line, Column int // from 1
	Expected     string
}

// Error is the place and what was expected there.
func (f *FormFault) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Expected)
}

// ReadForm reads a report form: .github/VULNERABILITY_REPORT.yml, in the syntax of
// GitHub's issue forms. Keys that are not known are passed over, for GitHub adds
// some; what is known must have its shape. The error is a *FormFault, the first of
// the text; with an error the form is empty.
func ReadForm(text string) (Form, error) {
	body, fault := formDocument(text)
	if fault != nil {
		return Form{}, fault
	}
	r := &formReader{keys: map[string]bool{}}
	r.form(body)
	if r.fault != nil {
		return Form{}, r.fault
	}
	return r.out, nil
}

// formReader reads the tree of one form and keeps its first fault.
type formReader struct {
	out   Form
	keys  map[string]bool // the ids so far
	fault *FormFault
}

// maxFormFields bounds a form; GitHub takes fewer.
const maxFormFields = 200

func (r *formReader) fail(n ast.Node, expected string) {
	line, column := place(n)
	if r.fault == nil || line < r.fault.Line || line == r.fault.Line && column < r.fault.Column {
		r.fault = &FormFault{Line: line, Column: column, Expected: expected}
	}
}

func (r *formReader) form(n ast.Node) {
	keys, ok := r.mapping(n, "a form: keys name, description, body")
	if !ok {
		return
	}
	if v, ok := keys["name"]; ok {
		r.out.Name = r.text(v, "name")
	}
	body, ok := keys["body"]
	if !ok {
		r.fail(n, "expected the key body: the list of questions")
		return
	}
	list, ok := plainNode(body).(*ast.SequenceNode)
	if !ok {
		r.fail(body, "expected body to be a list of questions")
		return
	}
	if len(list.Values) > maxFormFields {
		r.fail(body, fmt.Sprintf("expected at most %d questions", maxFormFields))
		return
	}
	for _, q := range list.Values {
		r.question(q)
	}
	if len(r.out.Fields) == 0 && r.fault == nil {
		r.fail(body, "expected body to hold a question, not explanations alone")
	}
}

// question reads one entry of the body.
func (r *formReader) question(n ast.Node) {
	keys, ok := r.mapping(n, "a question: keys type, id, attributes, validations")
	if !ok {
		return
	}
	line, _ := place(n)
	f := FormField{Line: line}
	if v, ok := keys["type"]; ok {
		f.Type = r.text(v, "type")
	}
	if f.Type == "" {
		r.fail(n, "expected the key type: markdown, textarea, input, dropdown or checkboxes")
		return
	}
	if f.Type == "markdown" {
		return
	}
	if v, ok := keys["id"]; ok {
		f.Key = r.key(v)
	}
	about := r.attributes(n, keys["attributes"], &f)
	r.validations(keys["validations"], &f)
	f.ID = formContent(f, about)
	r.out.Fields = append(r.out.Fields, f)
}

// key reads an id: unlike any other of the form, made of letters, digits, - and _.
func (r *formReader) key(n ast.Node) string {
	key := r.text(n, "id")
	for _, c := range key {
		if c >= 0x80 || !isLetter(byte(c)) && (c < '0' || c > '9') && c != '-' && c != '_' {
			r.fail(n, "expected an id of letters, digits, - and _")
			return ""
		}
	}
	if key != "" && r.keys[strings.ToLower(key)] {
		r.fail(n, "expected an id that no other question has")
	}
	r.keys[strings.ToLower(key)] = true
	return key
}

// attributes reads what a question says; it answers with its explanation.
func (r *formReader) attributes(parent, n ast.Node, f *FormField) string {
	if n == nil {
		r.fail(parent, "expected the key attributes with a label")
		return ""
	}
	keys, ok := r.mapping(n, "attributes: keys label, description")
	if !ok {
		return ""
	}
	if v, ok := keys["label"]; ok {
		f.Label = strings.TrimSpace(r.text(v, "label"))
	}
	if f.Label == "" && f.Type != "checkboxes" {
		r.fail(n, "expected the key label: the question")
	}
	about := ""
	if v, ok := keys["description"]; ok {
		about = r.text(v, "description")
	}
	if v, ok := keys["options"]; ok {
		r.options(v, f)
	} else if f.Type == "dropdown" || f.Type == "checkboxes" {
		r.fail(n, "expected the key options: a list")
	}
	return about
}

// options reads the choices: a box that must be ticked makes the question required.
func (r *formReader) options(n ast.Node, f *FormField) {
	list, ok := plainNode(n).(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		r.fail(n, "expected options to be a list")
		return
	}
	if f.Type != "checkboxes" {
		return
	}
	for _, o := range list.Values {
		keys, ok := r.mapping(o, "an option: keys label, required")
		if !ok {
			return
		}
		label, ok := keys["label"]
		if !ok {
			r.fail(o, "expected the key label")
			return
		}
		if text := r.text(label, "label"); f.Label == "" {
			f.Label = text
		}
		if v, ok := keys["required"]; ok && r.yes(v, "required") {
			f.Required = true
		}
	}
}

// validations reads what an answer must be.
func (r *formReader) validations(n ast.Node, f *FormField) {
	if n == nil {
		return
	}
	if _, empty := plainNode(n).(*ast.NullNode); empty {
		return
	}
	keys, ok := r.mapping(n, "validations: keys required, min_length")
	if !ok {
		return
	}
	if v, ok := keys["required"]; ok {
		f.Required = r.yes(v, "required") || f.Required
	}
	if v, ok := keys["min_length"]; ok {
		f.MinLength = r.count(v, "min_length")
	}
}
