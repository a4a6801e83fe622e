package promise

import (
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// told is what was read from a text about times, one line each: "ack PT48H",
// "fix P7D critical", "every P7D", "reporter disclosure P90D".
func told(d Document) []string {
	out := []string{}
	line := func(what string, x *Deadline) {
		words := []string{what, x.Value.String()}
		if x.Value.IsZero() {
			words[1] = "vague"
		}
		if !x.ValueMin.IsZero() {
			words[1] = x.ValueMin.String() + ".." + words[1]
		}
		if x.Value.Business {
			words = append(words, "business")
		}
		if x.Severity != "" {
			words = append(words, x.Severity)
		}
		if x.Party == PartyReporter {
			words = append([]string{"reporter"}, words...)
		}
		out = append(out, strings.Join(words, " "))
	}
	if d.Acknowledge != nil {
		line("ack", d.Acknowledge)
	}
	for i := range d.Deadlines {
		line(d.Deadlines[i].Stage, &d.Deadlines[i])
	}
	if d.UpdateInterval != nil {
		line("every", d.UpdateInterval)
	}
	sort.Strings(out)
	return out
}

// TestTimes reads the texts of testdata/times: each file is a text, a line of
// dashes, and what it says.
func TestTimes(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "times", "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+f.Name, func(t *testing.T) {
				text, want, found := strings.Cut("\n"+string(f.Data), "\n----\n")
				if !found {
					t.Fatal("no line of dashes")
				}
				lines := []string{}
				for _, l := range strings.Split(strings.TrimSpace(want), "\n") {
					if l != "" {
						lines = append(lines, l)
					}
				}
				sort.Strings(lines)
				d := Read(text)
				if diff := cmp.Diff(lines, told(d)); diff != "" {
					t.Errorf("%s\n(-want +got)\n%s", text, diff)
				}
				checkDocument(t, text, d)
			})
		}
	}
}

// TestTimesAmid reads the English texts of TestTimes as a part of a longer policy:
// what stands around must change nothing.
func TestTimesAmid(t *testing.T) {
	const before = "# Security Policy\n\n## Supported Versions\n\n| Version | Supported |\n|---|---|\n| 1.x | yes |\n\n" +
		"## Reporting a Vulnerability\n\nPlease write to security@example.org and do not open a public issue.\n\n"
	const after = "\n\n## Safe harbour\n\nWe will not take legal action against you if you act in good faith.\n\n## Credit\n\nWe name researchers in the release notes.\n"
	for _, name := range []string{"en", "templates", "more", "odd", "last", "vague"} {
		archive, err := txtar.ParseFile(filepath.Join("testdata", "times", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			text, _, _ := strings.Cut("\n"+string(f.Data), "\n----\n")
			if strings.Contains(text, "<!--") || strings.Contains(text, "```") {
				continue
			}
			if diff := cmp.Diff(told(Read(text)), told(Read(before+text+after))); diff != "" {
				t.Errorf("%s/%s (-alone +amid)\n%s", name, f.Name, diff)
			}
		}
	}
}
