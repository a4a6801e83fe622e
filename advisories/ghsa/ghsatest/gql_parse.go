package ghsatest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file reads the part of GraphQL that queries of a client need: one or more
// queries and fragments, aliases, arguments, variables with defaults, inline
// fragments, and mutations. Not read: subscriptions, directives, block strings.

// gqlSelection is a field, an inline fragment (on, fields) or a spread of a named
// fragment.
type gqlSelection struct {
	alias, name string
	args        map[string]any
	fields      []gqlSelection
	inline      bool
	on          string
	spread      string
}

// gqlVariable stands in arguments for a variable's value.
type gqlVariable string

type gqlOperation struct {
	name     string
	mutation bool
	defaults map[string]any
	fields   []gqlSelection
}

type gqlDocument struct {
	operations []gqlOperation
	fragments  map[string]gqlSelection
}

// maxDepth bounds how deep selections and values may be nested.
const maxDepth = 50

type gqlParser struct {
	tokens []string
	depth  int
}

var errQuery = errors.New("parse error")

// parseQuery reads a document. Errors hold no text of it but one token.
func parseQuery(text string) (doc gqlDocument, err error) {
	p := &gqlParser{}
	if p.tokens, err = lexQuery(text); err != nil {
		return doc, err
	}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok || !errors.Is(e, errQuery) {
				panic(r)
			}
			err = e
		}
	}()
	doc.fragments = map[string]gqlSelection{}
	for len(p.tokens) > 0 {
		switch t := p.peek(); t {
		case "{", "query", "mutation":
			doc.operations = append(doc.operations, p.operation())
		case "fragment":
			p.next()
			name := p.name()
			p.want("on")
			doc.fragments[name] = gqlSelection{inline: true, on: p.name(), fields: p.selections()}
		default:
			p.fail(t)
		}
	}
	return doc, nil
}

func (p *gqlParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *gqlParser) next() string {
	t := p.peek()
	if t == "" {
		p.fail("end of file")
	}
	p.tokens = p.tokens[1:]
	return t
}

func (p *gqlParser) fail(at string) { panic(fmt.Errorf("%w on %q", errQuery, at)) }

func (p *gqlParser) want(t string) {
	if got := p.next(); got != t {
		p.fail(got)
	}
}

func (p *gqlParser) skip(t string) bool {
	if p.peek() != t {
		return false
	}
	p.next()
	return true
}

func (p *gqlParser) name() string {
	t := p.next()
	if !isNameStart(t[0]) {
		p.fail(t)
	}
	return t
}

func (p *gqlParser) operation() gqlOperation {
	op := gqlOperation{defaults: map[string]any{}}
	op.mutation = p.peek() == "mutation"
	if (p.skip("query") || p.skip("mutation")) && p.peek() != "{" && p.peek() != "(" {
		op.name = p.name()
	}
	if p.skip("(") {
		for !p.skip(")") {
			p.want("$")
			name := p.name()
			p.want(":")
			p.typ()
			if p.skip("=") {
				op.defaults[name] = p.value()
			}
		}
	}
	op.fields = p.selections()
	return op
}

func (p *gqlParser) typ() {
	if p.skip("[") {
		p.typ()
		p.want("]")
	} else {
		p.name()
	}
	p.skip("!")
}

func (p *gqlParser) deeper() func() {
	if p.depth++; p.depth > maxDepth {
		p.fail("too deep")
	}
	return func() { p.depth-- }
}

func (p *gqlParser) selections() []gqlSelection {
	defer p.deeper()()
	p.want("{")
	var out []gqlSelection
	for !p.skip("}") {
		out = append(out, p.selection())
	}
	return out
}

func (p *gqlParser) selection() gqlSelection {
	if p.skip("...") {
		switch {
		case p.skip("on"):
			return gqlSelection{inline: true, on: p.name(), fields: p.selections()}
		case p.peek() == "{":
			return gqlSelection{inline: true, fields: p.selections()}
		}
		return gqlSelection{spread: p.name()}
	}
	f := gqlSelection{name: p.name(), args: map[string]any{}}
	f.alias = f.name
	if p.skip(":") {
		f.name = p.name()
	}
	if p.skip("(") {
		for !p.skip(")") {
			name := p.name()
			p.want(":")
			f.args[name] = p.value()
		}
	}
	if p.peek() == "{" {
		f.fields = p.selections()
	}
	return f
}

func (p *gqlParser) value() any {
	defer p.deeper()()
	switch t := p.next(); {
	case t == "$":
		return gqlVariable(p.name())
	case t[0] == '"':
		s, err := strconv.Unquote(t)
		if err != nil {
			p.fail(t)
		}
		return s
	case t == "[":
		list := []any{}
		for !p.skip("]") {
			list = append(list, p.value())
		}
		return list
	case t == "{":
		o := object{}
		for !p.skip("}") {
			name := p.name()
			p.want(":")
			o[name] = p.value()
		}
		return o
	case t == "true", t == "false":
		return t == "true"
	case t == "null":
		return nil
	case isNameStart(t[0]):
		return t // an enum's value
	default:
		n, err := strconv.ParseFloat(t, 64)
		if err != nil {
			p.fail(t)
		}
		return n
	}
}

func isNameStart(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }

// lexQuery cuts a document into tokens. Strings keep their quotes.
func lexQuery(text string) ([]string, error) {
	var out []string
	for i := 0; i < len(text); {
		c := text[i]
		end := i + 1
		switch {
		case strings.IndexByte(" \t\r\n,", c) >= 0 || strings.HasPrefix(text[i:], "\ufeff"):
			i++
			continue
		case c == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			continue
		case strings.HasPrefix(text[i:], "..."):
			end = i + 3
		case strings.IndexByte("{}()[]:!$=|", c) >= 0:
		case c == '"':
			for end < len(text) && text[end] != '"' && text[end] != '\n' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(text) || text[end] != '"' {
				return nil, fmt.Errorf("%w on an open string", errQuery)
			}
			end++
		case isNameStart(c) || c == '-' || c >= '0' && c <= '9':
			for end < len(text) && (isNameStart(text[end]) || slices.Contains([]byte(".+-"), text[end]) && !isNameStart(c) || text[end] >= '0' && text[end] <= '9') {
				end++
			}
		default:
			return nil, fmt.Errorf("%w on %q", errQuery, string(rune(c)))
		}
		out = append(out, text[i:end])
		i = end
	}
	return out, nil
}
