package main_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/policy"
)

var update = flag.Bool("update", false, "write the generated parts of README.md")

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The configuration table stands between these two lines of the README.
const (
	tableBegins = "<!-- configuration -->\n"
	tableEnds   = "<!-- /configuration -->\n"
)

// tableIn finds the table between the marks: what stands before it, it, and what
// stands after it.
func tableIn(text string) (before, table, after string, err error) {
	if strings.Count(text, tableBegins) != 1 || strings.Count(text, tableEnds) != 1 {
		return "", "", "", fmt.Errorf("want each of the lines %q and %q once", strings.TrimSpace(tableBegins), strings.TrimSpace(tableEnds))
	}
	before, rest, _ := strings.Cut(text, tableBegins)
	table, after, ok := strings.Cut(rest, tableEnds)
	if !ok {
		return "", "", "", fmt.Errorf("%q stands before %q", strings.TrimSpace(tableEnds), strings.TrimSpace(tableBegins))
	}
	return before, table, after, nil
}

func TestReadmeConfiguration(t *testing.T) {
	const name = "README.md"
	text := strings.ReplaceAll(read(t, name), "\r\n", "\n")
	before, table, after, err := tableIn(text)
	if err != nil {
		t.Fatalf("%s: %v, with this between them:\n%s", name, err, app.Table())
	}
	if *update {
		table = strings.TrimSpace(app.Table()) + "\n"
		if err := os.WriteFile(filepath.Join(root(t), name), []byte(before+tableBegins+table+tableEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(strings.TrimSpace(app.Table()), strings.TrimSpace(table)); diff != "" {
		t.Errorf("%s: the configuration table is old; go test ./cmd/advisory-bot -run Readme -update writes it (-program +README):\n%s", name, diff)
	}
}

func TestReadmeConfigurationBites(t *testing.T) {
	for _, text := range []string{"", tableBegins, tableEnds + tableBegins, tableBegins + tableEnds + tableBegins} {
		if _, _, _, err := tableIn(text); err == nil {
			t.Errorf("no fault in %q", text)
		}
	}
	if b, table, a, err := tableIn("x\n" + tableBegins + "| t |\n" + tableEnds + "y\n"); err != nil || b != "x\n" || table != "| t |\n" || a != "y\n" {
		t.Errorf("%q %q %q %v", b, table, a, err)
	}
}

var moduleRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\S.*) \\|$")

// direct are the modules that go.mod requires directly, in its order.
func direct(gomod string) []string {
	var out []string
	for line := range strings.Lines(gomod) {
		f := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(f) == 2 && strings.HasPrefix(f[1], "v") {
			out = append(out, f[0])
		}
	}
	return out
}

// moduleLaw compares what go.mod requires directly with the table of modules and
// reasons.
func moduleLaw(gomod, contributing string) []breach {
	_, modules, ok := strings.Cut(contributing, "\n## Modules\n")
	if !ok {
		return []breach{{"CONTRIBUTING.md", "has no chapter Modules"}}
	}
	modules, _, _ = strings.Cut(modules, "\n## ")
	var out []breach
	required, named := direct(gomod), map[string]bool{}
	for _, m := range moduleRow.FindAllStringSubmatch(modules, -1) {
		named[m[1]] = true
		if !slices.Contains(required, m[1]) {
			out = append(out, breach{"CONTRIBUTING.md", m[1] + " is in the table of modules, and go.mod does not require it directly"})
		}
	}
	for _, name := range required {
		if !named[name] {
			out = append(out, breach{"CONTRIBUTING.md", name + " is required by go.mod, and the table of modules does not say why"})
		}
	}
	return out
}

func TestModuleLaw(t *testing.T) {
	report(t, moduleLaw(read(t, "go.mod"), read(t, "CONTRIBUTING.md")))
}

func TestModuleLawBites(t *testing.T) {
	gomod := "module example.com/x\n\ngo 1.26.0\n\nrequire example.com/one v1.0.0\n\nrequire (\n\texample.com/two/v2 v2.0.0\n\texample.com/three v0.0.0-2026-abc // indirect\n)\n"
	table := "\n## Modules\n| Module | Why |\n| --- | --- |\n| `example.com/one` | Why. |\n"
	bites(t, moduleLaw(gomod, table), "example.com/two/v2 is required")
	bites(t, moduleLaw(gomod, table+"| `example.com/two/v2` | Why. |\n"))
	bites(t, moduleLaw(gomod, table+"| `example.com/two/v2` | Why. |\n| `example.com/three` | Why. |\n"), "example.com/three is in the table")
	bites(t, moduleLaw(gomod, "## Else\n"), "no chapter")
}

// promised are the commitments of this repository's own policy by the word that
// begins their line in SECURITY.md.
var promised = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge: "Acknowledgement",
	advisories.CommitmentAssess:      "Assessment",
	advisories.CommitmentDisclose:    "Disclosure",
}

// promiseLaw compares a policy with the times and contents that a security policy
// in prose names.
func promiseLaw(pol *policy.Policy, security string) []breach {
	var out []breach
	for c := range pol.Terms {
		if promised[c] == "" {
			out = append(out, breach{"SECURITY.md", fmt.Sprintf("the policy promises %q, and this test does not know where SECURITY.md says so", c)})
		}
	}
	for c, word := range promised {
		term := pol.Terms[c]
		if term.After != "" {
			out = append(out, breach{"SECURITY.md", word + ": promised from the report on, and the policy counts from elsewhere"})
		}
		row := regexp.MustCompile(`(?m)^\| ` + word + `: [^|]+ \| within (\d+) (hours|days) of the report \|$`).FindStringSubmatch(security)
		if row == nil {
			out = append(out, breach{"SECURITY.md", fmt.Sprintf("no row %q with a time from the report on", word)})
			continue
		}
		unit := map[string]string{"hours": "h", "days": "d"}[row[2]]
		length, err := time.ParseDuration(row[1] + "h")
		if unit == "d" {
			length *= 24
		}
		if err != nil || length != term.Maximum.Elapsed {
			out = append(out, breach{"SECURITY.md", fmt.Sprintf("%s: promises %s%s, the policy %s", word, row[1], unit, term.Maximum)})
		}
	}
	for _, id := range pol.Required {
		if words := strings.ReplaceAll(id, "_", " "); !strings.Contains(security, "**"+words+"**") {
			out = append(out, breach{"SECURITY.md", "the policy requires " + words + " of a report, and no **" + words + "** is asked for"})
		}
	}
	return out
}

func ownPolicy(t *testing.T, text string) *policy.Policy {
	t.Helper()
	const name = ".github/advisory-policy.yml"
	if _, faults := policy.Parse(name, text, advisories.LayerRepository); faults.Err() != nil {
		t.Fatal(faults)
	}
	pol, problems := policy.Compose(policy.ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerRepository, Path: name, Text: text}}})
	for _, p := range problems {
		t.Error(p)
	}
	return pol
}

func TestOwnPolicyIsSecurityPolicy(t *testing.T) {
	pol := ownPolicy(t, read(t, ".github/advisory-policy.yml"))
	report(t, promiseLaw(pol, read(t, "SECURITY.md")))
}

func TestPromiseLawBites(t *testing.T) {
	security := read(t, "SECURITY.md")
	want := map[string]string{
		"commitments: {acknowledge: 24h, assess: {maximum: 7d, after: report}, disclose: 90d}":                                  "Acknowledgement: promises 48h",
		"commitments: {acknowledge: 48h, assess: {maximum: 7d, after: acknowledge}, disclose: 90d}":                             "Assessment: promised from the report on",
		"commitments: {acknowledge: 48h, assess: {maximum: 7d, after: report}, disclose: 90d}\nreport: {required: [logs]}":      "the policy requires logs",
		"commitments: {acknowledge: 48h, assess: {maximum: 7d, after: report}, disclose: 90d, fix: {maximum: 30d}}\nteam: []\n": `the policy promises "fix"`,
		"commitments: {acknowledge: 48h, assess: {maximum: 7d, after: report}, disclose: 90d}\nteam: []\n":                      "",
	}
	for text, words := range want {
		pol := ownPolicy(t, "version: 1\n"+text+"\n")
		if words == "" {
			bites(t, promiseLaw(pol, security))
			continue
		}
		bites(t, promiseLaw(pol, security), words)
	}
	bites(t, promiseLaw(policy.Builtin(), ""), "", "", "", "", "", "", "")
}
