package ghsatest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// checkGraphQL checks a document and its variables against GitHub's schema, and
// that the answer has what was asked for, of the right types.
func (s *specs) checkGraphQL(e ghsatest.Exchange) error {
	if e.Request.Status != 200 {
		return s.checkError(e)
	}
	if e.Header.Get(wrong) != "" {
		return refusesQuery(e)
	}
	var in struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(e.Body, &in); err != nil {
		return err
	}
	doc, errs := gqlparser.LoadQueryWithRules(s.graph, in.Query, nil)
	if len(errs) > 0 {
		return fmt.Errorf("query: %w", errs)
	}
	op := doc.Operations[0]
	if _, err := validator.VariableValues(s.graph, op, in.Variables); err != nil {
		return fmt.Errorf("variables: %w", err)
	}
	var out struct {
		Data   map[string]any
		Errors []struct{ Message string }
	}
	if err := json.NewDecoder(bytes.NewReader(e.Answer)).Decode(&out); err != nil {
		return err
	}
	if out.Data == nil {
		if len(out.Errors) == 0 {
			return fmt.Errorf("answer: neither data nor errors")
		}
		return nil
	}
	root := s.graph.Query
	if op.Operation == ast.Mutation {
		root = s.graph.Mutation
	}
	return s.checkFields(op.SelectionSet, root, out.Data, "data")
}

// refusesQuery checks the answer to a query that cannot be carried out.
func refusesQuery(e ghsatest.Exchange) error {
	var out struct {
		Data   any
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(e.Answer, &out); err != nil {
		return err
	}
	if out.Data != nil || len(out.Errors) == 0 || out.Errors[0].Message == "" {
		return fmt.Errorf("answer: want errors and no data")
	}
	return nil
}

// checkFields checks an object of the answer.
func (s *specs) checkFields(sel ast.SelectionSet, def *ast.Definition, got map[string]any, at string) error {
	for _, x := range sel {
		switch x := x.(type) {
		case *ast.Field:
			v, there := got[x.Alias]
			if !there {
				return fmt.Errorf("answer: %s.%s is missing", at, x.Alias)
			}
			typ := ast.NonNullNamedType("String", nil)
			if x.Name != "__typename" {
				typ = def.Fields.ForName(x.Name).Type
			}
			if err := s.checkValue(x, typ, v, at+"."+x.Alias); err != nil {
				return err
			}
		case *ast.InlineFragment:
			name, _ := got["__typename"].(string)
			if x.TypeCondition != "" && name != x.TypeCondition {
				continue // cannot be told without __typename, which clients ask for
			}
			if err := s.checkFields(x.SelectionSet, s.graph.Types[x.TypeCondition], got, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkValue checks one value of the answer against its type.
func (s *specs) checkValue(f *ast.Field, typ *ast.Type, v any, at string) error {
	if v == nil {
		if typ.NonNull {
			return fmt.Errorf("answer: %s is null", at)
		}
		return nil
	}
	if typ.Elem != nil {
		list, ok := v.([]any)
		if !ok {
			return fmt.Errorf("answer: %s is no list", at)
		}
		for _, x := range list {
			if err := s.checkValue(f, typ.Elem, x, at+"[]"); err != nil {
				return err
			}
		}
		return nil
	}
	def := s.graph.Types[typ.Name()]
	switch v := v.(type) {
	case map[string]any:
		return s.checkObject(f, def, v, at)
	case bool:
		return matches(typ.Name() == "Boolean", at, typ)
	case float64:
		return matches(typ.Name() == "Int" || typ.Name() == "Float", at, typ)
	case string:
		if def.Kind == ast.Enum {
			known := slices.ContainsFunc(def.EnumValues, func(e *ast.EnumValueDefinition) bool { return e.Name == v })
			return matches(known, at, typ)
		}
		return matches(def.Kind == ast.Scalar && !slices.Contains([]string{"Int", "Float", "Boolean"}, def.Name), at, typ)
	}
	return matches(false, at, typ)
}

func (s *specs) checkObject(f *ast.Field, def *ast.Definition, v map[string]any, at string) error {
	if def.IsAbstractType() {
		if name, ok := v["__typename"].(string); ok {
			possible := slices.ContainsFunc(s.graph.GetPossibleTypes(def), func(d *ast.Definition) bool { return d.Name == name })
			if !possible {
				return fmt.Errorf("answer: %s is a %s, which is no %s", at, name, def.Name)
			}
		}
	}
	return s.checkFields(f.SelectionSet, def, v, at)
}

func matches(ok bool, at string, typ *ast.Type) error {
	if ok {
		return nil
	}
	return fmt.Errorf("answer: %s is no %s", at, typ)
}
