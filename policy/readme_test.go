package policy

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var yamlFence = regexp.MustCompile("(?ms)^```yaml( owner)?\n(.*?)^```$")

// documentation is the text of README.md, each example that it holds, and the
// keys that these set.
func documentation(t *testing.T) (text string, keys map[string]bool) {
	t.Helper()
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := yamlFence.FindAllStringSubmatch(string(b), -1)
	if len(examples) < 12 {
		t.Fatalf("%d examples", len(examples))
	}
	keys = map[string]bool{}
	for _, m := range examples {
		layer := advisories.LayerRepository
		if m[1] != "" {
			layer = advisories.LayerOwner
		}
		f, faults := Parse("README.md", m[2], layer)
		if faults != nil {
			t.Errorf("an example has faults:\n%s\n%s", m[2], faults)
			continue
		}
		for _, s := range f.Settings() {
			keys[s.Key] = true
		}
	}
	return string(b), keys
}

// TestReadmeShowsEveryKey parses each example of the documentation, and holds that
// none of the keys that a file can have is missing from them.
func TestReadmeShowsEveryKey(t *testing.T) {
	text, keys := documentation(t)
	var walk func(prefix string, fields []field)
	walk = func(prefix string, fields []field) {
		for _, f := range fields {
			key := join(prefix, f.name)
			if f.kind.fields != nil {
				walk(key, f.kind.fields)
			} else if !keys[key] {
				t.Errorf("%s is in no example", key)
			}
			if f.about == "" {
				t.Errorf("%s has no sentence for editors", key)
			}
		}
	}
	walk("", topFields())
	for _, word := range []string{"id", "ask", "headings", "required", "min_length", "pattern", "from", "to"} {
		if !regexp.MustCompile(`(?m)[-{, ]` + word + `: `).MatchString(text) {
			t.Errorf("%s is in no example", word)
		}
	}
	for _, m := range messageKinds {
		row := "| `" + string(m.kind) + "` | " + coded(m.must) + " | " + coded(m.may) + " |"
		if !strings.Contains(text, row) {
			t.Errorf("no row %s", row)
		}
	}
}

// TestReadmeBites holds that the test above finds a key that is missing.
func TestReadmeBites(t *testing.T) {
	if _, faults := Parse("f", "version: 1\nreport: {fields: [{id: x, ask: \"<b>\"}]}\n", advisories.LayerRepository); faults == nil {
		t.Error("markup in a question")
	}
	_, keys := documentation(t)
	if keys["commitments.fix.unknown"] || len(keys) < 60 {
		t.Errorf("%d keys", len(keys))
	}
}

func coded(places []string) string {
	out := make([]string, len(places))
	for i, p := range places {
		out[i] = "`{" + p + "}`"
	}
	return strings.Join(out, ", ")
}
