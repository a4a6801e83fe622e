package promise

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// A label is what a reader wrote down about a text, in the corpus's shape.
type label struct {
	Language  string
	Ack       *labelTime `json:"acknowledge"`
	Deadlines []labelTime
	Update    *labelTime `json:"update_interval"`
	Fields    []struct {
		ID, Strength string
	} `json:"required_fields"`
	Channels []struct {
		Kind    string
		Address *string
	}
}

type labelTime struct {
	Stage    string
	Severity *string
	Value    *string
	Business bool `json:"business_days"`
	Party    string
	From     string
	Quote    string
}

type labelled struct {
	name, text string
	want       label
}

// readLabelled reads the texts of a folder that have a label beside them.
func readLabelled(t *testing.T, dir string) []labelled {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(names)
	var out []labelled
	for _, name := range names {
		label, err := os.ReadFile(strings.TrimSuffix(name, ".md") + ".json")
		if err != nil {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		l := labelled{name: filepath.Base(name), text: string(text)}
		if err := json.Unmarshal(label, &l.want); err != nil {
			t.Errorf("%s: %v", l.name, err)
			continue
		}
		out = append(out, l)
	}
	return out
}

// corpusFiles are the texts of the shared corpus; the test is skipped aloud where
// it is absent.
func corpusFiles(t *testing.T) []labelled {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "corpus", "policies")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
			t.Fatal("no ../shared beside the repository")
		}
		t.Skip("SKIPPED: no ../shared beside the repository, so no policy of the shared corpus was read")
	}
	return readLabelled(t, dir)
}

// A ratio counts what was found, wrongly found and missed.
type ratio struct{ hit, extra, miss int }

func (r *ratio) add(want, got map[string]bool) (missed, extra []string) {
	for k := range want {
		if got[k] {
			r.hit++
		} else {
			r.miss++
			missed = append(missed, k)
		}
	}
	for k := range got {
		if !want[k] {
			r.extra++
			extra = append(extra, k)
		}
	}
	sort.Strings(missed)
	sort.Strings(extra)
	return missed, extra
}

func (r ratio) f1() float64 { return 2 * float64(r.hit) / max(1, float64(2*r.hit+r.extra+r.miss)) }

func (r ratio) String() string {
	return fmt.Sprintf("%.3f (%d right, %d extra, %d missed)", r.f1(), r.hit, r.extra, r.miss)
}
