package setup_test

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/app/intake"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

var update = flag.Bool("update", false, "write app.yml")

func TestAppYAML(t *testing.T) {
	const file = "../../app.yml"
	if *update {
		if err := os.WriteFile(file, setup.YAML(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(setup.YAML()), string(got)); diff != "" {
		t.Errorf("app.yml is not what go generate ./app/setup writes (-want +got):\n%s", diff)
	}
}

// TestYAMLIsTheManifest reads the YAML back: what GitHub would be told as JSON
// stands in it, no more and no less.
func TestYAMLIsTheManifest(t *testing.T) {
	var got, want map[string]any
	if err := yaml.Unmarshal(setup.YAML(), &got); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(setup.Registration())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-manifest +yaml):\n%s", diff)
	}
}

// alwaysSent are events that GitHub sends to every App; a manifest that names one
// is refused.
var alwaysSent = []string{"github_app_authorization", "installation", "installation_repositories", "installation_target", "ping"}

func TestEventsAreThoseThatRing(t *testing.T) {
	want := slices.DeleteFunc(ringing(t), func(e string) bool { return slices.Contains(alwaysSent, e) })
	slices.Sort(want)
	if diff := cmp.Diff(want, setup.Registration().Events); diff != "" {
		t.Errorf("(-door +registration):\n%s", diff)
	}
}

// ringing reads the door's own table of events from its source: the keys of
// actions.
func ringing(t *testing.T) []string {
	t.Helper()
	const file = "../intake/event.go"
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var events []string
	names := map[string]ast.Expr{} // of constants
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if spec.Names[0].Name != "actions" {
			names[spec.Names[0].Name] = spec.Values[0]
			return true
		}
		table, ok := spec.Values[0].(*ast.CompositeLit)
		if !ok {
			return true
		}
		for _, e := range table.Elts {
			key := e.(*ast.KeyValueExpr).Key
			if id, ok := key.(*ast.Ident); ok {
				key = names[id.Name]
			}
			name, err := strconv.Unquote(key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, name)
		}
		return false
	})
	if !slices.Contains(events, "repository_advisory") {
		t.Fatalf("%s no longer has the table actions with the events as keys: mend this test", file)
	}
	return events
}

// TestEventsNeedTheirPermissions: GitHub refuses a manifest whose events are not
// covered by its permissions.
func TestEventsNeedTheirPermissions(t *testing.T) {
	needs := map[string]string{"push": "contents", "repository": "metadata", "repository_advisory": "repository_advisories", "issue_comment": "issues"}
	m := setup.Registration()
	for _, e := range m.Events {
		if need, known := needs[e]; !known {
			t.Errorf("which permission does the event %s need? Say so here", e)
		} else if m.Permissions[need] == "" {
			t.Errorf("the event %s needs the permission %s", e, need)
		}
	}
}

func TestPlaceholderLeadsToTheDoor(t *testing.T) {
	if !strings.HasPrefix(setup.PlaceholderURL, "https://") || !strings.HasSuffix(setup.PlaceholderURL, path.Clean(intake.Path)) {
		t.Errorf("%s does not end in %s", setup.PlaceholderURL, intake.Path)
	}
	if setup.Registration().Public {
		t.Error("a registration must be private until its owner says otherwise")
	}
}
