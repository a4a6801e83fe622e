package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// The laws of the house, as tests: who may import whom, what is documented, what
// lies in the repository and what must not. Each law is a function from sources
// or files to breaches, so that a test can show on a small bad example that it
// bites. They are here because the program is the one place that may know all
// rooms.

const module = "github.com/advisory-bot/advisory-bot"

// breach is one place where a law is broken.
type breach struct{ where, what string }

func report(t *testing.T, breaches []breach) {
	t.Helper()
	for _, b := range breaches {
		t.Errorf("%s: %s", b.where, b.what)
	}
}

// bites checks that a law finds in a bad example exactly what it should, by words
// of the breaches in their order.
func bites(t *testing.T, got []breach, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d breaches, want %d: %q", len(got), len(want), got)
	}
	for i := range got {
		if !strings.Contains(got[i].where+": "+got[i].what, want[i]) {
			t.Errorf("breach %q does not say %q", got[i], want[i])
		}
	}
}

// file is a file of the repository; name is its path from the top, with slashes.
type file struct{ name, text string }

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// repository reads every file that git would take. It asks no git, so that it
// works in an unpacked archive, and so that go test sees a new file and does not
// answer from its cache.
func repository(t *testing.T) []file {
	t.Helper()
	top := root(t)
	ignored := ignoring(t, top)
	var out []file
	err := filepath.WalkDir(top, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, full)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		switch {
		case name == ".git" || ignored(name):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		b, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		out = append(out, file{name, string(b)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 50 {
		t.Fatalf("only %d files: the laws looked in the wrong place", len(out))
	}
	return out
}

// ignoring reads .gitignore as far as ours goes: names from the top that begin
// with a slash, and patterns without one that hold anywhere.
func ignoring(t *testing.T, top string) func(name string) bool {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(top, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if inner := strings.Trim(line, "/"); strings.ContainsAny(line, "!\\") || strings.Contains(inner, "/") {
			t.Fatalf(".gitignore: the laws do not understand %q: teach them", line)
		}
		patterns = append(patterns, strings.TrimSuffix(line, "/"))
	}
	return func(name string) bool {
		for _, p := range patterns {
			if atTop, ok := strings.CutPrefix(p, "/"); ok {
				if name == atTop {
					return true
				}
			} else if match, _ := path.Match(p, path.Base(name)); match {
				return true
			}
		}
		return false
	}
}

// source is a Go file that goes into the program, parsed.
type source struct {
	file
	dir string
	set *token.FileSet
	*ast.File
}

func (s source) at(n ast.Node) string { return s.set.Position(n.Pos()).String() }

// sources parses the Go files among files that are no tests.
func sources(t *testing.T, files []file) []source {
	t.Helper()
	var out []source
	for _, f := range files {
		if !strings.HasSuffix(f.name, ".go") || strings.HasSuffix(f.name, "_test.go") || strings.Contains(f.name, "testdata/") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, f.name, f.text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{f, path.Dir(f.name), set, tree})
	}
	return out
}
