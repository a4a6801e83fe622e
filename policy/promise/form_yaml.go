package promise

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits on a form. The YAML parser's time grows with the square of its tokens
// and of its depth, so both are bounded before it begins.
const (
	maxFormBytes  = 64 << 10
	maxFormTokens = 8000
	maxFormDepth  = 12
)

// formDocument is the one YAML document of a text.
func formDocument(text string) (body ast.Node, fault *FormFault) {
	text = strings.TrimPrefix(text, "\ufeff")
	if fault := formText(text); fault != nil {
		return nil, fault
	}
	defer func() {
		// A panic of the library is a fault of the text: anyone can push one.
		if recover() != nil {
			body, fault = nil, &FormFault{1, 1, "expected YAML that can be read"}
		}
	}()
	tokens := lexer.Tokenize(text)
	if fault := formTokens(tokens); fault != nil {
		return nil, fault
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, formSyntax(err)
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			line, column := place(doc.Body)
			return nil, &FormFault{line, column, "expected one YAML document, here a second one begins"}
		}
		body = doc.Body
	}
	if body == nil {
		return nil, &FormFault{1, 1, "expected a form, the file is empty"}
	}
	return body, nil
}

// formText refuses what no parser should see.
func formText(text string) *FormFault {
	if len(text) > maxFormBytes {
		return &FormFault{1, 1, fmt.Sprintf("expected at most %d bytes, the file has %d", maxFormBytes, len(text))}
	}
	line, column := 1, 0
	for i, c := range text {
		column++
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			return &FormFault{line, column, "expected UTF-8"}
		case c == '\n':
			line, column = line+1, 0
		case c == '\t' || c == '\r':
		case unicode.IsControl(c):
			return &FormFault{line, column, fmt.Sprintf("expected no control character, here is U+%04X", c)}
		}
	}
	return nil
}

// formTokens refuses what would take the parser long, and what a form has no use
// for: anchors, aliases, tags.
func formTokens(tokens token.Tokens) *FormFault {
	if len(tokens) > maxFormTokens {
		return &FormFault{1, 1, fmt.Sprintf("expected at most %d YAML tokens, the file has %d", maxFormTokens, len(tokens))}
	}
	depth, entries, entryLine := 0, 0, 0
	for _, t := range tokens {
		at := func(expected string) *FormFault {
			return &FormFault{max(t.Position.Line, 1), max(t.Position.Column, 1), expected}
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(depth-1, 0)
		case token.SequenceEntryType:
			if t.Position.Line != entryLine {
				entries, entryLine = 0, t.Position.Line
			}
			entries++
		case token.AnchorType, token.AliasType, token.TagType:
			return at("expected a plain value: anchors, aliases and tags are not read")
		}
		if depth > maxFormDepth || entries > maxFormDepth || t.Position.Column > 100*maxFormDepth && t.Type == token.MappingValueType {
			return at(fmt.Sprintf("expected at most %d levels", maxFormDepth))
		}
	}
	return nil
}

// formSyntax turns the parser's error into a fault. The library's own words are
// left out: they can quote a value.
func formSyntax(err error) *FormFault {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		p := y.GetToken().Position
		return &FormFault{max(p.Line, 1), max(p.Column, 1), "expected YAML that can be read"}
	}
	return &FormFault{1, 1, "expected YAML that can be read"}
}

// place is where a node begins. A block mapping's own token is its first colon, so
// its first key is taken.
func place(n ast.Node) (line, column int) {
	switch m := n.(type) {
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 && m.Values[0].Key != nil {
			n = m.Values[0].Key
		}
	case *ast.MappingValueNode:
		if m.Key != nil {
			n = m.Key
		}
	}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1, 1
	}
	p := n.GetToken().Position
	return max(p.Line, 1), max(p.Column, 1)
}

// plainNode is a node without what the library wraps it in.
func plainNode(n ast.Node) ast.Node {
	if d, ok := n.(*ast.DocumentNode); ok {
		return d.Body
	}
	return n
}

// mapping gives the values of a mapping by key.
func (r *formReader) mapping(n ast.Node, expected string) (map[string]ast.Node, bool) {
	var pairs []*ast.MappingValueNode
	switch m := plainNode(n).(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		r.fail(n, "expected "+expected)
		return nil, false
	}
	out := map[string]ast.Node{}
	for _, p := range pairs {
		key, ok := p.Key.(*ast.StringNode)
		if !ok {
			r.fail(p, "expected a word as key")
			return nil, false
		}
		if _, twice := out[key.Value]; twice {
			r.fail(p, "expected each key once")
			return nil, false
		}
		out[key.Value] = p.Value
	}
	return out, true
}

// text is a value that is written as text; numbers and the like count as written.
func (r *formReader) text(n ast.Node, key string) string {
	switch v := plainNode(n).(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.LiteralNode:
		return v.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return v.GetToken().Value
	case *ast.NullNode:
		return ""
	}
	r.fail(n, "expected "+key+" to be text")
	return ""
}

// yes is a value that is true or false.
func (r *formReader) yes(n ast.Node, key string) bool {
	if v, ok := plainNode(n).(*ast.BoolNode); ok {
		return v.Value
	}
	r.fail(n, "expected "+key+" to be true or false")
	return false
}

// count is a value that is a number from 0 on.
func (r *formReader) count(n ast.Node, key string) int {
	if v, ok := plainNode(n).(*ast.IntegerNode); ok {
		if i, err := strconv.Atoi(v.GetToken().Value); err == nil && i >= 0 && i <= maxFormBytes {
			return i
		}
	}
	r.fail(n, fmt.Sprintf("expected %s to be a number from 0 to %d", key, maxFormBytes))
	return 0
}
