package ghsatest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// specsEnv names the directory that `.ci/specs` fills with GitHub's published
// descriptions. Where it is not set, exchanges are not held against them and the
// contract test is skipped; where it is set and something is missing, tests fail.
const specsEnv = "ADVISORY_BOT_SPECS"

type specs struct {
	rest  *openapi3.T
	graph *ast.Schema
}

// load reads the descriptions once; nil, nil where there are none to read.
var load = sync.OnceValues(func() (*specs, error) {
	dir := os.Getenv(specsEnv)
	if dir == "" {
		return nil, nil
	}
	if err := pinned(dir); err != nil {
		return nil, err
	}
	rest, err := loadREST(dir)
	if err != nil {
		return nil, err
	}
	graph, err := loadGraph(dir)
	if err != nil {
		return nil, err
	}
	return &specs{rest: rest, graph: graph}, nil
})

// mustLoad skips aloud where there are no descriptions. A contract test calls it
// when all is sent, so that the requests are made even then.
func mustLoad(t *testing.T) *specs {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatalf("GitHub's descriptions: %v (run .ci/specs)", err)
	}
	if s == nil {
		t.Skipf("%s is not set: GitHub's published descriptions are not at hand. Run\n\t%s=$(.ci/specs) go test ./advisories/ghsa/ghsatest/", specsEnv, specsEnv)
	}
	return s
}

// pinned checks that the files are those of the pinned versions.
func pinned(dir string) error {
	pins, err := os.ReadFile("testdata/specs.txt")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(pins)) {
		f := strings.Fields(line)
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		name := filepath.Join(dir, filepath.Base(f[2])) + ".version"
		got, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if want := f[0] + " " + f[1]; strings.TrimSpace(string(got)) != want {
			return fmt.Errorf("%s says %q, want %q", name, strings.TrimSpace(string(got)), want)
		}
	}
	return nil
}

// loadREST reads the OpenAPI description with our overlay merged in, cut down to
// the paths that matter here.
func loadREST(dir string) (*openapi3.T, error) {
	var doc, overlay map[string]any
	for name, into := range map[string]*map[string]any{filepath.Join(dir, "api.github.com.json"): &doc, "testdata/overlay.json": &overlay} {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	mergePatch(doc, overlay)
	paths := doc["paths"].(map[string]any)
	for p := range paths {
		if !relevantPaths.MatchString(p) {
			delete(paths, p)
		}
	}
	delete(doc, "x-webhooks")
	prune(doc)
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(raw)
}

// prune drops the components that nothing left refers to: most of them, and most
// of the time that reading takes.
func prune(doc map[string]any) {
	components := doc["components"].(map[string]any)
	used := map[string]bool{"#/components/schemas/basic-error": true}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for k, x := range v {
				ref, ok := x.(string)
				if k != "$ref" || !ok || used[ref] {
					walk(x)
					continue
				}
				used[ref] = true
				parts := strings.Split(ref, "/")
				if kind, ok := components[parts[2]].(map[string]any); ok {
					walk(kind[parts[3]])
				}
			}
		}
	}
	walk(doc["paths"])
	for kind, all := range components {
		for name := range all.(map[string]any) {
			if !used["#/components/"+kind+"/"+name] {
				delete(all.(map[string]any), name)
			}
		}
	}
}

// relevantPaths are those near what we speak; a path that is described but cut away
// here would be reported as unknown.
var relevantPaths = regexp.MustCompile(`^/(app|installation|rate_limit$|users/\{username\}$|orgs/\{org\}/(teams|security-advisories|organization-roles)|repos/\{owner\}/\{repo\}($|/(collaborators|contents|installation|private-vulnerability-reporting|security-advisories|issues)))`)

// mergePatch merges as RFC 7396 says.
func mergePatch(into, patch map[string]any) {
	for k, v := range patch {
		from, ok := v.(map[string]any)
		to, there := into[k].(map[string]any)
		switch {
		case v == nil:
			delete(into, k)
		case ok && there:
			mergePatch(to, from)
		default:
			into[k] = v
		}
	}
}

// loadGraph reads the GraphQL schema. Some published versions list a field of an
// input type twice, which no parser takes; the second one is dropped.
func loadGraph(dir string) (*ast.Schema, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "schema.graphql"))
	if err != nil {
		return nil, err
	}
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "schema.graphql", Input: string(raw)})
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	for _, def := range doc.Definitions {
		seen := map[string]bool{}
		var fields ast.FieldList
		for _, f := range def.Fields {
			if !seen[f.Name] {
				fields = append(fields, f)
			}
			seen[f.Name] = true
		}
		def.Fields = fields
	}
	schema, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	return schema, nil
}
