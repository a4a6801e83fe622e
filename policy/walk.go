package policy

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// reader walks the YAML tree of one file, keeps what it can read and notes a
// fault for everything else.
type reader struct {
	source Source
	file   *File
	faults Faults
}

// maxFaults bounds what is told of a hopeless file.
const maxFaults = 50

func (r *reader) faultAt(line, column int, key, expected string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, Fault{File: r.source.File, Line: max(line, 1), Column: max(column, 1), Key: key, Expected: expected})
	}
}

func (r *reader) fault(n ast.Node, key, expected string) {
	line, column := position(n)
	r.faultAt(line, column, key, expected)
}

// set keeps a value under its key.
func (r *reader) set(key string, n ast.Node, value any) {
	r.file.settings[key] = Setting{Key: key, Value: value, Source: r.at(n)}
}

func (r *reader) at(n ast.Node) Source {
	src := r.source
	src.Line, _ = position(n)
	return src
}

// position is where a node begins. A block mapping's own token is its first
// colon, so its first key is taken.
func position(n ast.Node) (line, column int) {
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
	return p.Line, p.Column
}

// pairs are the entries of a mapping, nil with a fault where n is none.
func (r *reader) pairs(key string, n ast.Node, known []string) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	r.fault(n, key, fmt.Sprintf("expected keys (%s), found %s", strings.Join(known, ", "), shape(n)))
	return nil
}

// mapping reads each known key once and notes the unknown and doubled ones.
func (r *reader) mapping(key string, n ast.Node, fields []field) {
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.name
	}
	seen := map[string]int{}
	for _, pair := range r.pairs(key, n, known) {
		name, ok := pair.Key.(*ast.StringNode)
		if !ok {
			r.fault(pair.Key, key, "expected a plain key: merge keys, numbers and lists are none")
			continue
		}
		path := join(key, name.Value)
		line, column := position(name)
		if first, twice := seen[name.Value]; twice {
			r.faultAt(line, column, safeKey(path), fmt.Sprintf("expected the key once, it stands in line %d too", first))
			continue
		}
		seen[name.Value] = line
		r.pair(fields, known, path, name, pair)
	}
}

func (r *reader) pair(fields []field, known []string, path string, name *ast.StringNode, pair *ast.MappingValueNode) {
	for _, f := range fields {
		if f.name == name.Value {
			f.kind.read(r, path, pair.Value)
			return
		}
	}
	hint := didYouMean(name.Value, known)
	if hint == "" {
		hint = ": expected one of " + strings.Join(known, ", ")
	}
	r.fault(name, safeKey(path), "unknown key"+hint)
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

// safeKey is a key as it may stand in a message.
func safeKey(s string) string { return printable(s, 60) }

// printable is a text of somebody else as it may stand in a message: short,
// visible, in one line.
func printable(s string, most int) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsGraphic(c) {
			return c
		}
		return '?'
	}, s)
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

// shape names what a node is, in the words of a person who writes YAML.
func shape(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "nothing"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys"
	case *ast.SequenceNode:
		return "a list"
	case *ast.BoolNode:
		return "true or false"
	case *ast.IntegerNode, *ast.FloatNode:
		return "a number"
	case *ast.StringNode, *ast.LiteralNode:
		return "a text"
	}
	return "something else"
}
