package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// kind is what may stand under a key: how it is read, and what an editor is told
// of it. Both stand side by side, so that they cannot drift apart.
type kind struct {
	read   func(r *reader, key string, n ast.Node)
	schema node
	// fields are the keys below, for a mapping of known keys.
	fields []field
}

// field is a key that a mapping may have.
type field struct {
	name string
	kind kind
	// about says in one sentence what the key means; editors show it.
	about string
	// owner marks a key that only the owner's file may have.
	owner bool
}

// node is a piece of a JSON Schema.
type node = map[string]any

// group is a mapping of known keys.
func group(fields ...field) kind {
	return kind{
		read:   func(r *reader, key string, n ast.Node) { r.mapping(key, n, fields) },
		fields: fields,
	}
}

// or also takes a bare value, which is read as the field usual.
func (k kind) or(usual string, bare kind) kind {
	whole := k.read
	k.read = func(r *reader, key string, n ast.Node) {
		if isScalar(n) {
			bare.read(r, join(key, usual), n)
			return
		}
		whole(r, key, n)
	}
	k.schema = bare.schema
	return k
}

// then looks at a mapping once it was read.
func (k kind) then(check func(r *reader, key string, n ast.Node)) kind {
	read := k.read
	k.read = func(r *reader, key string, n ast.Node) {
		read(r, key, n)
		if isMapping(n) {
			check(r, key, n)
		}
	}
	return k
}

// scalar is one value.
func scalar(read reading, schema node) kind {
	return kind{schema: schema, read: func(r *reader, key string, n ast.Node) {
		s, ok := text(n)
		if !ok {
			_, expected := read("")
			r.fault(n, key, fmt.Sprintf("%s, found %s", expected, shape(n)))
			return
		}
		value, fault := read(s)
		if fault != "" {
			r.fault(n, key, fault)
			return
		}
		r.set(key, n, value)
	}}
}

// list is a list of different values; one value alone is a fault, so that a
// forgotten dash is not taken for a list.
func list(read reading, item node) kind {
	return kind{schema: node{"type": "array", "uniqueItems": true, "items": item}, read: func(r *reader, key string, n ast.Node) {
		values, ok := r.items(key, n, read)
		if ok {
			r.set(key, n, values)
		}
	}}
}

// atMost bounds a list.
func (k kind) atMost(most int) kind {
	read := k.read
	k.schema["maxItems"] = most
	k.read = func(r *reader, key string, n ast.Node) {
		if seq, ok := n.(*ast.SequenceNode); ok && len(seq.Values) > most {
			r.fault(n, key, fmt.Sprintf("expected at most %d values", most))
			return
		}
		read(r, key, n)
	}
	return k
}

// items are the values of a list, those left out that are at fault; ok is false
// where n is no list.
func (r *reader) items(key string, n ast.Node, read reading) (values []string, ok bool) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, key, fmt.Sprintf("expected a list such as [a, b], found %s", shape(n)))
		return nil, false
	}
	values = []string{}
	for _, item := range seq.Values {
		s, ok := text(item)
		if !ok {
			r.fault(item, key, fmt.Sprintf("expected a plain value in the list, found %s", shape(item)))
			continue
		}
		value, fault := read(s)
		switch {
		case fault != "":
			r.fault(item, key, fault)
		case slices.Contains(values, value):
			r.fault(item, key, fmt.Sprintf("expected each value once, %s stands there twice", value))
		default:
			values = append(values, value)
		}
	}
	return values, true
}

// wordList is a list of words that are all known.
func wordList(known []string) kind { return list(oneOf(known), node{"enum": known}) }

// choice is a word. Older YAML takes on and off for true and false, and so do
// people: both are named in the fault.
func choice(known ...string) kind {
	k := scalar(oneOf(known), node{"enum": known})
	read := k.read
	k.read = func(r *reader, key string, n ast.Node) {
		if b, ok := n.(*ast.BoolNode); ok && slices.Contains(known, "on") {
			r.fault(n, key, fmt.Sprintf("expected one of %s, found %t", strings.Join(known, ", "), b.Value))
			return
		}
		read(r, key, n)
	}
	return k
}

// yesNo is true or false.
func yesNo() kind {
	return kind{schema: node{"type": "boolean"}, read: func(r *reader, key string, n ast.Node) {
		b, ok := n.(*ast.BoolNode)
		if !ok {
			r.fault(n, key, "expected true or false"+found(n))
			return
		}
		r.set(key, n, b.Value)
	}}
}

// whole is a whole number. Only its plain form is taken: 010 is 8 to some readers
// of YAML and 10 to others.
func whole(low, high int) kind {
	return kind{schema: node{"type": "integer", "minimum": low, "maximum": high}, read: func(r *reader, key string, n ast.Node) {
		i, ok := number(n, low, high)
		if !ok {
			r.fault(n, key, fmt.Sprintf("expected a whole number from %d to %d", low, high))
			return
		}
		r.set(key, n, i)
	}}
}

// ownerOnly is a key that only the owner's file, and the built-in one, may have.
func ownerOnly(f field) field {
	read := f.kind.read
	f.owner = true
	f.kind.read = func(r *reader, key string, n ast.Node) {
		if !r.owners() {
			r.fault(n, key, "expected in the owner's file only")
			return
		}
		read(r, key, n)
	}
	return f
}
