package promise

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits on a form. The YAML parser's time grows with the square of its tokens
// and of its depth, so both are bounded before it begins.
const (
	maxForm       = 64 << 10
	maxFormTokens = 8000
	maxFormDepth  = 12
)

// A Form is what a report form asks reporters for. The syntax is that of GitHub's
// issue forms (source: GitHub's documentation of the form schema).
type Form struct {
	// Fields are the questions in their order; texts to read and boxes to tick ask
	// for no content and are left out.
	Fields []FormField
}

// A FormField is one question.
type FormField struct {
	// ID is the content that is asked for, empty where it is none that is known.
	ID string
	// Label is the question's heading, Key its id in the form, either as written.
	Label, Key string
	// Required says that the form cannot be sent without an answer; MinLength is
	// the least length of one in characters, 0 where the form names none.
	Required  bool
	MinLength int
	// Line is where the question begins, from 1.
	Line int
}

// A FormError is one thing that is wrong with a form. It quotes nothing of it.
type FormError struct {
	// Line and Column count from 1.
	Line, Column int
	// Expected says what was expected there.
	Expected string
}

// Error is "line 3, column 5: what was expected".
func (e *FormError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Expected)
}

// ReadForm reads a report form. Keys that it does not know are left alone, as
// GitHub may add some; what it needs must be well formed. The error joins every
// fault found, each a *FormError.
func ReadForm(text string) (Form, error) {
	r := &formReader{}
	body := r.document(strings.TrimPrefix(text, "\ufeff"))
	if body != nil {
		r.form(body)
	}
	if len(r.faults) > 0 {
		return Form{}, errors.Join(r.faults...)
	}
	return r.out, nil
}

// formReader walks the form's YAML.
type formReader struct {
	out    Form
	faults []error
}

func (r *formReader) fault(t *token.Token, expected string) {
	e := &FormError{Line: 1, Column: 1, Expected: expected}
	if t != nil && t.Position != nil {
		e.Line, e.Column = max(t.Position.Line, 1), max(t.Position.Column, 1)
	}
	if len(r.faults) < 20 {
		r.faults = append(r.faults, e)
	}
}

// document is the form's one document, nil after a fault. A panic of the library
// is a fault of the form: anyone who can push can write one.
func (r *formReader) document(text string) (body ast.Node) {
	defer func() {
		if recover() != nil {
			r.fault(nil, "expected YAML that can be read")
			body = nil
		}
	}()
	if len(text) > maxForm {
		r.fault(nil, fmt.Sprintf("expected at most %d bytes", maxForm))
		return nil
	}
	tokens := lexer.Tokenize(text)
	if !r.bounded(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		var y yaml.Error
		if errors.As(err, &y) {
			r.fault(y.GetToken(), "expected YAML")
		} else {
			r.fault(nil, "expected YAML")
		}
		return nil
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return doc.Body
		}
	}
	r.fault(nil, "expected a form with a body, the file is empty")
	return nil
}

// bounded refuses what would take the parser long, and what a form has no use for.
func (r *formReader) bounded(tokens token.Tokens) bool {
	if len(tokens) > maxFormTokens {
		r.fault(nil, fmt.Sprintf("expected at most %d YAML tokens", maxFormTokens))
		return false
	}
	depth, entries, line := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(depth-1, 0)
		case token.SequenceEntryType:
			if t.Position.Line != line {
				entries, line = 0, t.Position.Line
			}
			entries++
		case token.AnchorType, token.AliasType, token.TagType:
			r.fault(t, "expected a plain value: anchors, aliases and tags are not read")
			return false
		}
		if depth > maxFormDepth || entries > maxFormDepth || t.Position.Column > 100*maxFormDepth && t.Type == token.MappingValueType {
			r.fault(t, fmt.Sprintf("expected at most %d levels", maxFormDepth))
			return false
		}
	}
	return true
}

// form reads the questions.
func (r *formReader) form(n ast.Node) {
	body, ok := value(n, "body")
	if !ok {
		r.fault(n.GetToken(), "expected a key body with the questions")
		return
	}
	list, ok := body.(*ast.SequenceNode)
	if !ok {
		r.fault(body.GetToken(), "expected a list of questions")
		return
	}
	for _, item := range list.Values {
		r.question(item)
	}
}

func (r *formReader) question(n ast.Node) {
	kind, ok := value(n, "type")
	if !ok {
		r.fault(n.GetToken(), "expected a question with a type")
		return
	}
	switch plainText(kind) {
	case "input", "textarea", "dropdown":
	case "markdown", "checkboxes", "upload":
		return
	default:
		r.fault(kind.GetToken(), "expected markdown, input, textarea, dropdown or checkboxes")
		return
	}
	attributes, _ := value(n, "attributes")
	label, ok := value(attributes, "label")
	f := FormField{Label: strings.TrimSpace(plainText(label)), Line: firstLine(n)}
	if !ok || f.Label == "" {
		r.fault(n.GetToken(), "expected attributes with a label")
		return
	}
	if id, ok := value(n, "id"); ok {
		f.Key = plainText(id)
	}
	r.validations(n, &f)
	f.ID = contentOf(f.Label, f.Key)
	r.out.Fields = append(r.out.Fields, f)
}

// validations reads what GitHub checks before it sends a form.
func (r *formReader) validations(n ast.Node, f *FormField) {
	v, ok := value(n, "validations")
	if !ok {
		return
	}
	if required, ok := value(v, "required"); ok {
		b, isBool := required.(*ast.BoolNode)
		if !isBool {
			r.fault(required.GetToken(), "expected true or false")
			return
		}
		f.Required = b.Value
	}
	if least, ok := value(v, "min_length"); ok {
		var n int
		if _, err := fmt.Sscanf(plainText(least), "%d", &n); err != nil || n < 0 || n > 65536 {
			r.fault(least.GetToken(), "expected a number of characters")
			return
		}
		f.MinLength = n
	}
}

// contentOf is the content that a question asks for, by its label and else by its
// id; empty where neither names one that is known.
func contentOf(label, key string) string {
	for _, text := range []string{label, strings.NewReplacer("_", " ", "-", " ").Replace(key)} {
		for _, f := range named(text, naming{list: true}) {
			if f.id != "other" && f.id != "other_info" {
				return f.id
			}
		}
	}
	return ""
}

// value is what stands under a key of a mapping.
func value(n ast.Node, key string) (ast.Node, bool) {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	}
	for _, p := range pairs {
		if s, ok := p.Key.(*ast.StringNode); ok && s.Value == key && p.Value != nil && p.Value.Type() != ast.NullType {
			return p.Value, true
		}
	}
	return nil, false
}

// firstLine is where a mapping begins: its own token is its first colon.
func firstLine(n ast.Node) int {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && m.Values[0].Key != nil {
		n = m.Values[0].Key
	}
	if m, ok := n.(*ast.MappingValueNode); ok && m.Key != nil {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return max(t.Position.Line, 1)
	}
	return 1
}

// plainText is a scalar as written, empty for anything else.
func plainText(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	}
	return ""
}
