package ghsatest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// node is a value that has fields. resolve gives a field's value: a scalar, nil, a
// node or a list of nodes.
type node struct {
	typename string
	// implements are the interfaces of the type, for fragments.
	implements []string
	resolve    func(field string, args object) (any, *gqlError)
}

// gqlError is one entry of an answer's errors. undefined marks a field that the
// type does not have, which refuses the whole query; nonNull one that may not be
// null, so that the object around it is null.
type gqlError struct {
	Type      string
	Message   string
	undefined bool
	nonNull   bool
}

func undefinedField(typename, field string) *gqlError {
	return &gqlError{undefined: true, Message: fmt.Sprintf("Field '%s' doesn't exist on type '%s'", field, typename)}
}

type gqlRun struct {
	doc       gqlDocument
	variables object
	errors    []object
	refused   *gqlError
	spreads   int
	void      bool // the object under way has no value for a field that needs one
}

// postGraphQL answers a query. Like GitHub's, an answer is 200 even where nothing
// could be found.
func (s *Server) postGraphQL(q *ask) answer {
	var in struct {
		Query         string `json:"query"`
		Variables     object `json:"variables"`
		OperationName string `json:"operationName"`
	}
	if json.Unmarshal(q.body, &in) != nil {
		return failed(400, "Problems parsing JSON")
	}
	doc, err := parseQuery(in.Query)
	if err != nil {
		return gqlRefusal(err.Error())
	}
	i := slices.IndexFunc(doc.operations, func(o gqlOperation) bool { return in.OperationName == "" || o.name == in.OperationName })
	if i < 0 {
		return gqlRefusal("No operation to execute")
	}
	op := doc.operations[i]
	run := &gqlRun{doc: doc, variables: op.defaults}
	for k, v := range in.Variables {
		run.variables[k] = v
	}
	root := s.gqlQuery
	if op.mutation {
		root = s.gqlMutation
	}
	data := run.fields(root(q), op.fields, nil)
	if run.refused != nil {
		return gqlRefusal(run.refused.Message)
	}
	body := object{"data": data}
	if len(run.errors) > 0 {
		body["errors"] = run.errors
	}
	return answer{status: 200, body: body}
}

func gqlRefusal(message string) answer {
	return answer{status: 200, body: object{"errors": []object{{"message": message}}}}
}

// ordered is an object that keeps the order of its keys, as GraphQL's answers do.
type ordered struct {
	keys   []string
	values object
}

func (o *ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(k)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(o.values[k])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// fields are the selected fields of a node; nil where one of them needs a value and
// has none.
func (r *gqlRun) fields(n *node, sel []gqlSelection, path []any) any {
	out := &ordered{values: object{}}
	r.into(out, n, sel, path)
	if r.void {
		r.void = false
		return nil
	}
	return out
}

func (r *gqlRun) into(out *ordered, n *node, sel []gqlSelection, path []any) {
	for _, f := range sel {
		if r.refused != nil {
			return
		}
		if f.spread != "" {
			named, ok := r.doc.fragments[f.spread]
			if r.spreads++; !ok || r.spreads > 1000 {
				r.refused = &gqlError{Message: "Fragment " + f.spread + " was used, but not defined"}
				return
			}
			f = named
		}
		if f.inline {
			if f.on == "" || f.on == n.typename || slices.Contains(n.implements, f.on) {
				r.into(out, n, f.fields, path)
			}
			continue
		}
		at := append(slices.Clone(path), f.alias)
		v := r.value(n, f, at)
		if _, there := out.values[f.alias]; !there {
			out.keys = append(out.keys, f.alias)
			out.values[f.alias] = v
		} else if old, ok := out.values[f.alias].(*ordered); ok {
			merge(old, v)
		}
	}
}

// merge adds the fields that the same alias selected in another fragment.
func merge(into *ordered, v any) {
	from, ok := v.(*ordered)
	if !ok {
		return
	}
	for _, k := range from.keys {
		if _, there := into.values[k]; !there {
			into.keys = append(into.keys, k)
		}
		into.values[k] = from.values[k]
	}
}

// value is one field's value, selected as f says.
func (r *gqlRun) value(n *node, f gqlSelection, path []any) any {
	if f.name == "__typename" {
		return n.typename
	}
	v, err := n.resolve(f.name, r.fill(f.args).(object))
	if err != nil {
		if err.undefined {
			r.refused = err
			return nil
		}
		r.void = r.void || err.nonNull
		r.errors = append(r.errors, object{"type": err.Type, "path": path, "message": err.Message})
	}
	return r.selected(v, f, path)
}

func (r *gqlRun) selected(v any, f gqlSelection, path []any) any {
	switch v := v.(type) {
	case *node:
		if v == nil {
			return nil
		}
		if len(f.fields) == 0 {
			r.refused = &gqlError{Message: fmt.Sprintf("Field must have selections (field '%s' returns %s but has no selections.)", f.name, v.typename)}
			return nil
		}
		return r.fields(v, f.fields, path)
	case []*node:
		out := []any{}
		for i, n := range v {
			out = append(out, r.selected(n, f, append(slices.Clone(path), i)))
		}
		return out
	}
	return v
}

// fill puts the variables' values into arguments.
func (r *gqlRun) fill(v any) any {
	switch v := v.(type) {
	case gqlVariable:
		return r.variables[string(v)]
	case object:
		out := object{}
		for k, x := range v {
			out[k] = r.fill(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = r.fill(x)
		}
		return out
	}
	return v
}
