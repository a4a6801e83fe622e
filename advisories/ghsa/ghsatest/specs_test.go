package ghsatest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

// mustLoad skips aloud where there are no descriptions.
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
		if !relevant(p) {
			delete(paths, p)
		}
	}
	delete(doc, "x-webhooks")
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(raw)
}

func relevant(path string) bool {
	for _, p := range []string{"/app", "/installation/", "/users/{username}", "/rate_limit", "/orgs/{org}/teams/{team_slug}/memberships/", "/repos/{owner}/{repo}"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

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
