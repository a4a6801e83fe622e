package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors are what the reader must keep up with on the corpus, in F1, for the
// contents that the built-in policy asks for. They stand well below what is
// reached, so that a change elsewhere in a rule does not break the build.
var floors = map[string]float64{
	Description: 0.95, StepsToReproduce: 0.80, ProofOfConcept: 0.80,
	AffectedVersions: 0.85, Impact: 0.85, Logs: 0.85,
}

// ownFloors are the same for the reports of testdata.
var ownFloors = map[string]float64{
	Description: 0.95, StepsToReproduce: 0.80, ProofOfConcept: 0.80,
	AffectedVersions: 0.85, Impact: 0.85, Logs: 0.85, Environment: 0.85, SourceLocation: 0.85, SuggestedFix: 0.85, AttackScenario: 0.80,
}

type tally struct{ tp, fp, fn int }

func (t *tally) add(want, got bool) {
	switch {
	case want && got:
		t.tp++
	case got:
		t.fp++
	case want:
		t.fn++
	}
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func (t tally) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f F1 %.3f (found %d, wrong %d, missed %d)",
		ratio(t.tp, t.tp+t.fp), ratio(t.tp, t.tp+t.fn), t.f1(), t.tp, t.fp, t.fn)
}

func (t tally) f1() float64 { return ratio(2*t.tp, 2*t.tp+t.fp+t.fn) }

// TestScored scores the reader as the shared corpus is scored, on the reports of
// testdata and on the shared corpus. With -v it prints the figures:
//
//	go test -run Scored -v ./policy/report
func TestScored(t *testing.T) {
	t.Run("testdata", func(t *testing.T) { score(t, filepath.Join("testdata", "reports"), ownFloors, 0.92) })
	t.Run("shared", func(t *testing.T) { score(t, shared(t, "corpus/reports"), floors, 0.92) })
}

func score(t *testing.T, dir string, floors map[string]float64, floor float64) {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports in %s (%v)", dir, err)
	}
	var all tally
	each := map[string]*tally{}
	for _, id := range IDs() {
		each[id] = &tally{}
	}
	found := map[string]*tally{}
	for _, id := range FindingIDs() {
		found[id] = &tally{}
	}
	for _, f := range files {
		l := labels(t, strings.TrimSuffix(f, ".md")+".json")
		want := l.Has
		var missing, extra []string
		r := Read(corpusInput(t, f))
		for _, id := range FindingIDs() {
			want, got := slices.Contains(l.Findings, id), slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.ID == id })
			if found[id].add(want, got); want != got {
				t.Logf("%s: finding %s wanted %v, got %v", filepath.Base(f), id, want, got)
			}
		}
		for _, field := range r.Fields {
			all.add(want[field.ID], field.Present)
			each[field.ID].add(want[field.ID], field.Present)
			if want[field.ID] && !field.Present {
				missing = append(missing, field.ID)
			}
			if field.Present && !want[field.ID] {
				extra = append(extra, fmt.Sprintf("%s:%d", field.ID, field.Line))
			}
		}
		if len(missing)+len(extra) > 0 {
			t.Logf("%s: missing %v, extra %v", filepath.Base(f), missing, extra)
		}
	}
	for _, id := range IDs() {
		e := each[id]
		t.Logf("%-20s %s", id, e)
		if floor, ok := floors[id]; ok && e.f1() < floor {
			t.Errorf("%s: F1 %.3f is below %.2f", id, e.f1(), floor)
		}
	}
	for _, id := range FindingIDs() {
		if *found[id] != (tally{}) {
			t.Logf("finding %-22s %s", id, found[id])
		}
	}
	t.Logf("%-20s %s, %d reports", "all", all, len(files))
	if all.f1() < floor {
		t.Errorf("F1 %.3f is below %.2f", all.f1(), floor)
	}
}

// label is what was written down by reading a report. Findings are those that need
// no structured field; the shared corpus has none of them written down.
type label struct {
	Has      map[string]bool
	Findings []string
}

func labels(t *testing.T, name string) label {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var v label
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// corpusInput reads a report of the corpus: a first line "# title" is the summary,
// the rest the description.
func corpusInput(t *testing.T, name string) Input {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(string(raw), "\n")
	if title, ok := strings.CutPrefix(first, "# "); ok {
		return Input{Summary: title, Description: rest}
	}
	return Input{Description: string(raw)}
}

// shared finds a folder of the texts that are kept beside the repository. Where
// they are absent the test is skipped aloud, or fails with
// ADVISORY_BOT_TEST_SHARED=required.
func shared(t *testing.T, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = up
	}
	found := filepath.Join(dir, "..", "shared", filepath.FromSlash(path))
	if _, err := os.Stat(found); err != nil {
		if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
			t.Fatalf("no ../shared/%s beside the repository: %v", path, err)
		}
		t.Skipf("SKIPPED: ../shared/%s is not there, so the reader was not scored", path)
	}
	return found
}
