package policy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// checkImport reads an imported policy back: it has no faults, and says what the
// layers take from the same text.
func checkImport(t *testing.T, path, text, imported string) {
	t.Helper()
	file, faults := policy.Parse("imported", imported, advisories.LayerRepository)
	if faults.Err() != nil {
		t.Fatalf("the imported policy has faults: %v\n%s", faults, imported)
	}
	if diff := cmp.Diff(promisedBy(path, text), saidBy(file.Settings())); diff != "" {
		t.Errorf("the file says another thing than the layers take (-taken +file):\n%s\n%s", diff, imported)
	}
}

func saidBy(settings []policy.Setting) map[string]string {
	out := map[string]string{}
	for _, s := range settings {
		if s.Key != "version" {
			out[s.Key] = s.Text()
		}
	}
	return out
}

func promisedBy(path, text string) map[string]string {
	pol, _ := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerPromise, Path: path, Text: text}}})
	var taken []policy.Setting
	for _, s := range pol.Settings() {
		if s.Source.Layer == advisories.LayerPromise {
			taken = append(taken, s)
		}
	}
	return saidBy(taken)
}

var quotedLine = regexp.MustCompile(`^ *# .*SECURITY\.md line \d+: "(.*)"$`)

// checkQuotes looks whether each quoted line is one of the text, as far as the
// quote goes.
func checkQuotes(t *testing.T, name, text, imported string) {
	t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for line := range strings.Lines(imported) {
		m := quotedLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue
		}
		quote := strings.TrimSuffix(m[1], "…")
		if !strings.Contains(flat, quote) {
			t.Errorf("%s: quotes what is not there: %s", name, quote)
		}
	}
}

func TestImportOwnTexts(t *testing.T) {
	files, _ := filepath.Glob("promise/testdata/policies/*.md")
	if len(files) < 40 {
		t.Fatalf("%d texts", len(files))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			importWhole(t, name)
		})
	}
}

func importWhole(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := policy.Import("SECURITY.md", string(b))
	checkImport(t, "SECURITY.md", string(b), got)
	checkQuotes(t, name, string(b), got)
	return got
}

func TestImportCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t), "corpus", "policies", "*.md"))
	if len(files) < 40 {
		t.Fatalf("%d texts", len(files))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) { importWhole(t, name) })
	}
}

// labelled is what a label says of the seeds.
type labelled struct {
	Acknowledge *struct{ Value *string }
	Fields      []struct{ ID, Strength, Quote string } `json:"required_fields"`
}

// TestImportSeeds holds the two seed documents to what is known of them.
func TestImportSeeds(t *testing.T) {
	for number, want := range map[string][]string{
		"001": {"promised without a number", "github pvr", "(preferred)", "required:", "no public issue", "what researchers are not to do"},
		"002": {"maximum: 48h", "maximum: 72h", "after: acknowledge", "- reporter_name", "- affiliation", "- steps_to_reproduce", "reporters are credited"},
	} {
		files, _ := filepath.Glob(filepath.Join(shared(t), "corpus", "policies", number+"-*.md"))
		if len(files) != 1 {
			t.Fatalf("%d files begin with %s", len(files), number)
		}
		got := importWhole(t, files[0])
		for _, words := range want {
			if !strings.Contains(got, words) {
				t.Errorf("%s: no %q in\n%s", number, words, got)
			}
		}
		var label labelled
		b, err := os.ReadFile(strings.TrimSuffix(files[0], ".md") + ".json")
		if err == nil {
			err = json.Unmarshal(b, &label)
		}
		if err != nil {
			t.Fatal(err)
		}
		said := promisedBy("SECURITY.md", read(t, files[0]))
		for _, f := range label.Fields {
			if list := said["report."+f.Strength]; f.ID != "other" && f.ID != "other_info" && !strings.Contains(list, f.ID) {
				t.Errorf("%s: %s is not in report.%s: %s", number, f.ID, f.Strength, list)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImportNothing(t *testing.T) {
	got := policy.Import("SECURITY.md", "# Security\n\nWe like birds.\n")
	checkImport(t, "SECURITY.md", "", got)
	if !strings.Contains(got, "nothing that a policy file can say") || !strings.Contains(got, "\nversion: 1\n") {
		t.Errorf("got\n%s", got)
	}
}

const hostilePolicy = "# Security\n\nWe answer within 48 hours\u2028mode: off\x00\x1b[31m \u202e evil\n\nPlease include:\n- \"steps\": {to: [reproduce\n- your name # and\n  more\n- the version\ttag: !!x &a *b |\n  - >\n\n" +
	"Write to a\u0085b@example.org\r\nor 'x: y' or ... --- \xff\xfe or security@example.org\n"

func FuzzImport(f *testing.F) {
	f.Add("SECURITY.md", hostilePolicy)
	f.Add("a\nmode: off\n.md", "We reply within three business days of your report.\n")
	f.Add("SECURITY.md", "| Severity | Fix |\n|---|---|\n| Critical | 7 days |\n| High | 99999 years |\n")
	f.Add("SECURITY.md", "We fix it in 20 years. Updates every 4000 days. We respond within 10-5 days.")
	f.Add("SECURITY.md", strings.Repeat("Please do not test it.\n- security@example.org\n", 200))
	f.Fuzz(func(t *testing.T, name, text string) {
		got := policy.Import(name, text)
		file, faults := policy.Parse("imported", got, advisories.LayerRepository)
		if faults.Err() != nil {
			t.Fatalf("faults: %v\n%s", faults, got)
		}
		taken := promisedBy("SECURITY.md", text)
		for key, value := range saidBy(file.Settings()) {
			if taken[key] != value {
				t.Errorf("%s: the file says %s, the layers take %s", key, value, taken[key])
			}
		}
		form, err := policy.ImportForm(name, text)
		if _, faults := policy.Parse("imported", form, advisories.LayerRepository); err == nil && faults.Err() != nil {
			t.Fatalf("faults: %v\n%s", faults, form)
		}
	})
}
