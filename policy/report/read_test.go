package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// TestRead reads testdata: summary, description.md and comment-ID in, the contents
// that are present with their places out.
func TestRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var in Input
			var want *txtar.File
			for i, f := range ar.Files {
				text := string(f.Data)
				switch {
				case f.Name == "summary":
					in.Summary = strings.TrimSpace(text)
				case f.Name == "description.md":
					in.Description = text
				case f.Name == "want":
					want = &ar.Files[i]
				default:
					id, err := strconv.ParseInt(strings.TrimPrefix(f.Name, "comment-"), 10, 64)
					if err != nil {
						t.Fatal(err)
					}
					in.Answers = append(in.Answers, Answer{Comment: id, Body: text})
				}
			}
			got := present(Read(in))
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("contents (-want +got):\n%s", diff)
			}
		})
	}
}

func present(r Reading) string {
	var b strings.Builder
	for _, f := range r.Fields {
		if !f.Present {
			continue
		}
		fmt.Fprintf(&b, "%s %s", f.ID, f.Source)
		if f.Comment != 0 {
			fmt.Fprintf(&b, " %d", f.Comment)
		}
		fmt.Fprintf(&b, ":%d\n", f.Line)
	}
	return b.String()
}

func TestStructuredFieldsCount(t *testing.T) {
	r := Read(Input{Fields: Structured{
		Packages: []Package{{Ecosystem: "npm", Name: "rocket", Affected: ""}, {Affected: "< 1.2", Functions: []string{"rocket.Parse"}}},
		CVSS:     []string{"CVSS:3.1/AV:N"}, CWEs: []string{"CWE-79"}, Credits: 1,
	}})
	for _, id := range []string{AffectedVersions, Severity, CWE, SourceLocation, ReporterName} {
		if f, _ := r.Field(id); !f.Present || f.Source != SourceFields || f.Line != 0 {
			t.Errorf("%s: %+v", id, f)
		}
	}
	empty := Read(Input{Fields: Structured{Packages: []Package{{Affected: " "}}, CVSS: []string{""}}})
	if got := present(empty); got != "" {
		t.Errorf("empty fields count: %s", got)
	}
}

func TestReadingHasEveryContent(t *testing.T) {
	r := Read(Input{})
	var got []string
	for _, f := range r.Fields {
		got = append(got, f.ID)
		if f.Present || f.Source != "" || !Known(f.ID) {
			t.Errorf("%+v", f)
		}
	}
	if diff := cmp.Diff(IDs(), got); diff != "" {
		t.Error(diff)
	}
	if _, ok := r.Field("nothing"); ok || Known("nothing") || r.Has("nothing") {
		t.Error("an unknown content is known")
	}
}
