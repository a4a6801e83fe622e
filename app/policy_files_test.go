package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// checkout writes files below a directory of their own.
func checkout(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestFindPolicyFiles: where several places have a file, GitHub's order decides.
func TestFindPolicyFiles(t *testing.T) {
	dir := checkout(t, map[string]string{"SECURITY.md": "", "docs/SECURITY.md": "", ".github/VULNERABILITY_REPORT.yaml": "", ".github/SECURITY.md/x": ""})
	f, err := FindPolicyFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := PolicyFiles{Security: filepath.Join(dir, "SECURITY.md"), Form: filepath.Join(dir, ".github", "VULNERABILITY_REPORT.yaml")}
	if f != want {
		t.Errorf("%+v", f)
	}
	if got := f.Over(PolicyFiles{Security: "other.md", Owner: "owner.yml"}); got != (PolicyFiles{Owner: "owner.yml", Security: "other.md", Form: want.Form}) {
		t.Errorf("%+v", got)
	}
	if _, err := FindPolicyFiles(t.TempDir()); !errors.Is(err, ErrNoPolicyFiles) {
		t.Error(err)
	}
}

func TestExplainPolicy(t *testing.T) {
	dir := checkout(t, map[string]string{"SECURITY.md": "We acknowledge reports within 3 days.\n", "owner.yml": "version: 1\nlock: [mode]\n", "bad.yml": "version: 1\nmdoe: on\n"})
	at := func(name string) string { return filepath.Join(dir, name) }
	e, err := ExplainPolicy(PolicyFiles{Owner: at("owner.yml"), Security: at("SECURITY.md"), Policy: at("bad.yml")})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Files) != 3 || len(e.Problems) != 1 || e.Problems[0].Kind != "fault" || len(e.Problems[0].Faults) != 1 {
		t.Errorf("%+v", e)
	}
	said := map[string]ExplainedValue{}
	for _, v := range e.Values {
		said[v.Key] = v
	}
	if v := said["commitments.acknowledge.maximum"]; v.Value != "72h" || v.Layer != advisories.LayerPromise || v.Line != 1 || v.File != at("SECURITY.md") {
		t.Errorf("%+v", v)
	}
	if v := said["mode"]; v.Value != "on" || v.File != "" || v.Line != 0 {
		t.Errorf("%+v", v)
	}
	if v, there := said["version"]; there {
		t.Errorf("%+v", v)
	}
}

// TestReadText: what is no text is refused before anything reads it.
func TestReadText(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"zero byte": {"a\x00b", "holds no text, there is a zero byte at 1"}, "too long": {strings.Repeat("x", 1<<20), "want a text of at most"},
	} {
		if _, err := readText(inFile(t, "x.md", c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readText(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a directory: want a file") {
		t.Error(err)
	}
	if text, err := readText(inFile(t, "x.md", "\xff is odd, and a text")); err != nil || text == "" {
		t.Error(err)
	}
}
