package app

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// inFile writes a text to a file of its own.
func inFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	offlineReport = `{"ghsa_id": "GHSA-2345-cfgh-jmpq", "state": "triage", "summary": "s", "description": "## Affected versions\n\n1.2",
		"author": {"id": 7, "login": "researcher"}, "submission": {"accepted": false}, "created_at": "2026-11-22T10:00:00Z"}`
	offlineComments = `[{"id": 2, "user": {"id": 8, "login": "Kim"}, "body": "x", "created_at": "2026-11-23T09:00:00Z", "updated_at": "2026-11-23T09:00:00Z"},
		{"id": 3, "user": {"id": 7, "login": "researcher"}, "body": "y", "created_at": "2026-11-23T08:00:00Z", "updated_at": "2026-11-23T08:00:00Z"}]`
)

// TestJudgePower: only who is named as a maintainer answers for the project, and
// never the reporter.
func TestJudgePower(t *testing.T) {
	advisory, comments := inFile(t, "a.json", offlineReport), inFile(t, "c.json", offlineComments)
	for _, c := range []struct {
		maintainers []string
		want        advisories.Result
	}{
		{nil, advisories.ResultMissed}, {[]string{"kim"}, advisories.ResultMet}, {[]string{"@KIM"}, advisories.ResultMet},
		{[]string{"lee"}, advisories.ResultMissed}, {[]string{"researcher"}, advisories.ResultMissed}, {[]string{""}, advisories.ResultMissed},
	} {
		j, err := Judge(Offline{Advisory: advisory, Comments: comments, Maintainers: c.maintainers, Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if f, _ := j.Verdict.Finding(policy.RuleAcknowledged); f.Result != c.want {
			t.Errorf("maintainers %q: acknowledged %s, want %s", c.maintainers, f.Result, c.want)
		}
		if told := strings.Contains(strings.Join(j.Notes, "\n"), "no --maintainer"); told != (c.maintainers == nil) {
			t.Errorf("maintainers %q: notes %q", c.maintainers, j.Notes)
		}
	}
}

func TestJudgeNotes(t *testing.T) {
	counted := strings.Replace(offlineReport, "{", `{"comments": 0, `, 1)
	for text, want := range map[string]string{
		"{}": "no ghsa_id", offlineReport: "no --comments file", counted: "",
		strings.Replace(counted, `"comments": 0`, `"comments": 3`, 1): "no --comments file",
		`{"ghsa_id": "GHSA-2345-cfgh-jmpq", "state": "draft"}`:        "",
	} {
		j, err := Judge(Offline{Advisory: inFile(t, "a.json", text), Now: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(j.Notes, "\n"); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%.60s: notes %q, want %q", text, got, want)
		}
	}
	// What in a policy does not count is told as well.
	pol := inFile(t, "p.yml", "version: 1\nmode: on\ntracking: acme/cases\n")
	j, err := Judge(Offline{Advisory: inFile(t, "a.json", counted), Files: PolicyFiles{Policy: pol}, Now: time.Now()})
	if err != nil || len(j.Notes) == 0 || !strings.Contains(j.Notes[0], "tracking") {
		t.Errorf("notes %q, %v", j.Notes, err)
	}
}

// TestJudgeFileMarks: editors and shells write marks and space before the JSON.
func TestJudgeFileMarks(t *testing.T) {
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + offlineReport, "blank lines": "\r\n\n\t " + offlineReport + "\n\n", "much space": strings.Repeat(" ", 5000) + offlineReport,
	} {
		j, err := Judge(Offline{Advisory: inFile(t, "a.json", text), Now: time.Now()})
		if err != nil || j.GHSA != "GHSA-2345-cfgh-jmpq" {
			t.Errorf("%s: %q, %v", name, j.GHSA, err)
		}
	}
	for name, text := range map[string]string{
		"a list": "[{}]", "a list behind space": strings.Repeat("\n", 900) + "[]", "a word": "true", "a string": `"SENTINEL"`, "nothing": "", "only space": " \n",
		"two values": "{} {}", "a list far behind": strings.Repeat(" ", 5000) + "[]", "UTF-16": "\xff\xfe{\x00}\x00",
	} {
		_, err := Judge(Offline{Advisory: inFile(t, "a.json", text), Now: time.Now()})
		if err == nil || !strings.Contains(err.Error(), "want one advisory") || strings.Contains(err.Error(), "SENTINEL") || strings.Contains(err.Error(), "bad_answer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestJudgementAsJSON(t *testing.T) {
	j, err := Judge(Offline{Advisory: inFile(t, "a.json", `{"state": "published"}`), Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(j)
	if err != nil || !strings.Contains(string(b), `"drafts":[]`) {
		t.Errorf("no drafts are not an empty list: %s, %v", b, err)
	}
}

func TestCheckPolicy(t *testing.T) {
	for _, c := range []struct {
		name, text           string
		layer                advisories.Layer
		faults, notes, later int
	}{
		{"whole", "version: 1\nmode: on\n", advisories.LayerRepository, 0, 0, 0},
		{"all in effect", "version: 1\ndrafts: {escalate: auto}\npublication: {require: [cve]}\n", advisories.LayerRepository, 0, 0, 0},
		{"three faults", "version: 1\nmode: onn\nreport: {required: [x]}\nfoo: 1\n", advisories.LayerRepository, 3, 0, 0},
		{"what only the owner may say", "version: 1\ntracking: acme/cases\n", advisories.LayerRepository, 0, 2, 0},
		{"what the owner says", "version: 1\ntracking: acme/cases\n", advisories.LayerOwner, 0, 0, 0},
		{"a lock where none may be", "version: 1\nlock: [mode]\n", advisories.LayerRepository, 1, 0, 0},
		{"the owner's lock", "version: 1\nmode: on\nlock: [mode]\n", advisories.LayerOwner, 0, 0, 0},
		{"nothing", "", advisories.LayerRepository, 1, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := inFile(t, "policy.yml", c.text)
			r, err := CheckPolicy(path, c.layer, PolicyFiles{})
			if errors.Is(err, ErrFaulty) != (c.faults > 0) || err != nil && c.faults == 0 {
				t.Errorf("error %v", err)
			}
			if len(r.Faults) != c.faults || len(r.Notes) != c.notes || len(r.NotInEffect) != c.later {
				t.Errorf("faults %q, notes %q, not in effect %q", r.Faults, r.Notes, r.NotInEffect)
			}
			for _, f := range append(r.Faults, r.NotInEffect...) {
				if !strings.HasPrefix(f, path+":") {
					t.Errorf("%q does not begin with the place", f)
				}
			}
		})
	}
	if _, err := CheckPolicy(filepath.Join(t.TempDir(), "none.yml"), advisories.LayerRepository, PolicyFiles{}); err == nil || errors.Is(err, ErrFaulty) {
		t.Errorf("a file that is not there: %v", err)
	}
}
