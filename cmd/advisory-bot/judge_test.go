package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/app"
)

// reporterLogin sends every report of these tests.
const reporterLogin = "the-reporter"

// asReport is a report as GitHub would answer it.
func asReport(t *testing.T, summary, description string) []byte {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"ghsa_id": "GHSA-2345-cfgh-jmpq", "summary": summary, "description": description, "state": "triage",
		"author": map[string]any{"id": 7, "login": reporterLogin}, "submission": map[string]any{"accepted": false},
		"created_at": "2026-11-22T10:00:00Z", "updated_at": "2026-11-22T10:00:00Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// judge runs the subcommand and gives what it prints; it must exit with 0 and say
// nothing on standard error.
func judge(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"judge", "--now", "2026-11-24T09:00:00Z"}, args...)
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 || errs.Len() > 0 {
		t.Fatalf("%v: exit code %d: %s", args, code, &errs)
	}
	return out.String()
}

// judgeAll judges one advisory in every way that the command has, twice, and gives
// the judgement.
func judgeAll(t *testing.T, advisory []byte) (app.Judgement, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "advisory.json")
	if err := os.WriteFile(path, advisory, 0o600); err != nil {
		t.Fatal(err)
	}
	text, asJSON := judge(t, "--advisory", path), judge(t, "--advisory", path, "--format", "json")
	if diff := cmp.Diff(text, judge(t, "--advisory", path)); diff != "" {
		t.Errorf("text differs the second time:\n%s", diff)
	}
	if diff := cmp.Diff(asJSON, judge(t, "--advisory", path, "--format", "json")); diff != "" {
		t.Errorf("JSON differs the second time:\n%s", diff)
	}
	var j app.Judgement
	dec := json.NewDecoder(strings.NewReader(asJSON))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&j); err != nil {
		t.Fatalf("the JSON is none: %v", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		t.Error("there is more than one JSON value")
	}
	if len(j.Verdict.Findings) == 0 {
		t.Error("nothing was found, not even that something is missing")
	}
	checkBodies(t, j, advisory)
	checkPlain(t, text)
	return j, text
}

// mention is what GitHub would take for one.
var mention = regexp.MustCompile(`@[A-Za-z0-9]`)

// checkBodies looks at what would stand on GitHub: nobody is mentioned but the
// reporter, and no HTML, image or foreign link is there.
func checkBodies(t *testing.T, j app.Judgement, advisory []byte) {
	t.Helper()
	var from struct{ Author struct{ Login string } }
	if err := json.Unmarshal(advisory, &from); err != nil {
		t.Fatal(err)
	}
	for _, d := range j.Drafts {
		rest := strings.ReplaceAll(d.Body, "@"+from.Author.Login, "")
		if mention.MatchString(rest) {
			t.Errorf("%s mentions somebody who is not the reporter:\n%s", d.Key, d.Body)
		}
		if strings.ContainsAny(d.Body, "<>") || strings.Contains(d.Body, "](") || strings.Contains(d.Body, "://") {
			t.Errorf("%s holds HTML, an image or a link:\n%s", d.Key, d.Body)
		}
	}
}

// checkPlain looks at what a terminal gets: no control characters, no marks of the
// writing direction.
func checkPlain(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r < ' ' && r != '\n' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("the text holds %U", r)
			return
		}
	}
}

// shared is the folder of reading material beside the repository.
func shared(t *testing.T, pattern string) []string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "..", "shared", filepath.FromSlash(pattern)))
	switch {
	case err != nil:
		t.Fatal(err)
	case len(files) > 0:
	case os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required":
		t.Fatalf("nothing in ../shared is called %s", pattern)
	default:
		t.Skipf("nothing in ../shared is called %s", pattern)
	}
	return files
}

// TestJudgeRecordedAnswers judges each advisory that GitHub is known to have
// answered, and each of a list.
func TestJudgeRecordedAnswers(t *testing.T) {
	for _, name := range shared(t, "payloads/rest-advisor*.json") {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var many []json.RawMessage
		if json.Unmarshal(b, &many) != nil {
			many = []json.RawMessage{b}
		}
		for i, one := range many {
			t.Run(fmt.Sprintf("%s/%d", filepath.Base(name), i), func(t *testing.T) {
				if j, _ := judgeAll(t, one); j.GHSA == "" {
					t.Error("the advisory's id got lost")
				}
			})
		}
	}
}

// TestJudgeRealReports judges each report of the corpus as if it had come in
// privately, and finds no line of it in what it prints.
func TestJudgeRealReports(t *testing.T) {
	for _, name := range shared(t, "corpus/reports/*.md") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			title, rest, _ := strings.Cut(string(b), "\n")
			_, text := judgeAll(t, asReport(t, title, rest))
			for line := range strings.Lines(string(b)) {
				if line = strings.TrimSpace(line); len(line) > 25 && strings.Contains(text, line) {
					t.Errorf("a line of the report is printed: %.20s…", line)
				}
			}
		})
	}
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
