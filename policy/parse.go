package policy

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Limits on a policy file. The YAML parser's time grows with the square of its
// tokens and of its depth, so both are bounded before it begins.
const (
	maxBytes  = 64 << 10
	maxLines  = 2000
	maxTokens = 8000
	maxDepth  = 12
)

// Parse reads a policy file of a layer. With any fault the file is nil: a file
// counts whole or not at all. Faults of meaning are all reported at once; after a
// fault of YAML's own syntax nothing more can be said.
func Parse(name, text string, layer advisories.Layer) (*File, Faults) {
	return parse(Source{Layer: layer, File: name}, text)
}

func parse(src Source, text string) (*File, Faults) {
	r := &reader{
		source: src,
		file: &File{Name: src.File, Layer: src.Layer, settings: map[string]Setting{},
			lock: map[string]Source{}, delegate: map[string]Source{}},
	}
	if body := r.document(text); body != nil {
		r.mapping("", body, topFields())
		if isMapping(body) {
			r.require()
		}
	}
	if len(r.faults) > 0 {
		r.faults.sort()
		return nil, r.faults
	}
	return r.file, nil
}

// document is the one YAML document of the text, nil after a fault.
func (r *reader) document(text string) ast.Node {
	text = strings.TrimPrefix(text, "\ufeff")
	if !r.plainText(text) {
		return nil
	}
	file := r.yaml(text)
	if file == nil {
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case doc.Body.Type() == ast.DirectiveType:
			r.fault(doc.Body, "", "expected no YAML directive")
			return nil
		case body != nil:
			r.fault(doc.Body, "", "expected one YAML document, here a second one begins")
			return nil
		default:
			body = doc.Body
		}
	}
	if body == nil {
		r.faultAt(1, 1, "", "expected a policy, the file is empty: it begins with version: 1")
	}
	return body
}

// yaml has the library parse the text. A panic of it is a fault of the file: a
// text that anyone can push must not stand in the way of every case.
func (r *reader) yaml(text string) (file *ast.File) {
	defer func() {
		if recover() != nil {
			r.faultAt(1, 1, "", "expected YAML that can be read")
			file = nil
		}
	}()
	tokens := lexer.Tokenize(text)
	if !r.bounded(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	return file
}

// plainText refuses what no parser should see: too much, no UTF-8, and
// characters that make a text look like another one.
func (r *reader) plainText(text string) bool {
	switch {
	case len(text) > maxBytes:
		r.faultAt(1, 1, "", fmt.Sprintf("expected at most %d bytes, the file has %d", maxBytes, len(text)))
		return false
	case strings.Count(text, "\n") > maxLines:
		r.faultAt(maxLines+1, 1, "", fmt.Sprintf("expected at most %d lines", maxLines))
		return false
	}
	line, column := 1, 0
	for i, c := range text {
		column++
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			r.faultAt(line, column, "", "expected UTF-8")
			return false
		case c == '\n':
			line, column = line+1, 0
		case c == '\t' || c == '\r':
		case unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c):
			r.faultAt(line, column, "", fmt.Sprintf("expected no control or direction character, here is U+%04X", c))
			return false
		}
	}
	return true
}

// bounded refuses what would take the parser long, and what the policy has no
// use for: anchors, aliases, tags.
func (r *reader) bounded(tokens token.Tokens) bool {
	if len(tokens) > maxTokens {
		r.faultAt(1, 1, "", fmt.Sprintf("expected at most %d YAML tokens, the file has %d", maxTokens, len(tokens)))
		return false
	}
	depth, entries, entryLine := 0, 0, 0
	for _, t := range tokens {
		line, column := t.Position.Line, t.Position.Column
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(depth-1, 0)
		case token.SequenceEntryType:
			if line != entryLine {
				entries, entryLine = 0, line
			}
			entries++
		case token.AnchorType, token.AliasType:
			r.faultAt(line, column, "", "expected a plain value: anchors and aliases are not read")
			return false
		case token.TagType:
			r.faultAt(line, column, "", "expected a plain value: tags are not read")
			return false
		}
		if depth > maxDepth || entries > maxDepth || column > 100*maxDepth && t.Type == token.MappingValueType {
			r.faultAt(line, column, "", fmt.Sprintf("expected at most %d levels", maxDepth))
			return false
		}
	}
	return true
}

// syntax turns the parser's error into a fault. Its message is the library's,
// about a character or token, and quotes no value.
func (r *reader) syntax(err error) {
	var y yaml.Error
	if !errors.As(err, &y) || y.GetToken() == nil || y.GetToken().Position == nil {
		r.faultAt(1, 1, "", "expected YAML")
		return
	}
	message := printable(strings.ReplaceAll(y.GetMessage(), "\t", "tab"), 120)
	expected := "expected YAML: " + message
	if strings.HasPrefix(message, "'@'") {
		expected += " (put quotes around it, such as \"@login\")"
	}
	r.faultAt(y.GetToken().Position.Line, y.GetToken().Position.Column, "", expected)
}
