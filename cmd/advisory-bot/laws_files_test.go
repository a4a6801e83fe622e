package main_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// atTop is all that lies at the top of the repository beside names that begin
// with a dot: four folders of source, and what people look for there.
var atTop = []string{"cmd", "app", "advisories", "policy",
	"go.mod", "go.sum", "app.yml", "Dockerfile", "README.md", "LICENSE", "SECURITY.md", "CONTRIBUTING.md"}

func topLaw(files []file) []breach {
	var out []breach
	seen := map[string]bool{}
	for _, f := range files {
		name, _, _ := strings.Cut(f.name, "/")
		if !seen[name] && !strings.HasPrefix(name, ".") && !slices.Contains(atTop, name) {
			out = append(out, breach{name, "is not among what lies at the top: " + strings.Join(atTop, ", ")})
		}
		seen[name] = true
	}
	return out
}

// longest is how many lines a file of the program may have: what is longer is
// about more than one thing.
const longest = 400

func lengthLaw(files []source) []breach {
	var out []breach
	for _, s := range files {
		if n := strings.Count(s.text, "\n"); n > longest {
			out = append(out, breach{s.name, fmt.Sprintf("has %d lines, more than %d", n, longest)})
		}
	}
	return out
}

// textLaw is what no file may hold. Patterns are written so that they do not
// match themselves.
type textLaw struct {
	pattern *regexp.Regexp
	why     string
}

var leftovers = []textLaw{
	{regexp.MustCompile(`\b(?:TO[D]O|FIX[M]E|X[X]X)\b`), "unfinished work is an issue, not a word in a file"},
}

var machine = []textLaw{
	{regexp.MustCompile(`(?:^|[^\w./-])/(?:wor[k]|roo[t])/`), "a path of one machine"},
	{regexp.MustCompile(`/tmp/bas[h]_jobs`), "a path of one machine"},
	{regexp.MustCompile(`GOPRO[X]Y *=|GOSUM[D]B *=|--regis[t]ry|"resol[v]ed": *"http`), "a setting of one machine: which registry is used is the user's choice"},
}

// forbidden finds what laws forbid, once a law and line.
func forbidden(files []file, laws []textLaw) []breach {
	var out []breach
	for _, f := range files {
		for i, line := range strings.Split(f.text, "\n") {
			for _, l := range laws {
				if l.pattern.MatchString(line) {
					out = append(out, breach{fmt.Sprintf("%s:%d", f.name, i+1), l.why})
				}
			}
		}
	}
	return out
}

func TestTopLaw(t *testing.T) { report(t, topLaw(repository(t))) }

func TestTopLawBites(t *testing.T) {
	bites(t, topLaw([]file{{"docs/a.md", ""}, {"docs/b.md", ""}, {"go.mod", ""}, {"main.go", ""}, {".github/x.yml", ""}}), "docs", "main.go")
}

func TestLengthLaw(t *testing.T) { report(t, lengthLaw(sources(t, repository(t)))) }

func TestLengthLawBites(t *testing.T) {
	long := "package app\n" + strings.Repeat("\n", longest)
	bites(t, lengthLaw(sources(t, []file{{"app/a.go", long}, {"app/a_test.go", long}, {"app/b.go", long[:len(long)-1]}})), "app/a.go")
}

func TestNothingIsLeftOpen(t *testing.T) {
	ours := slices.DeleteFunc(repository(t), func(f file) bool {
		// Texts that readers are tested with speak for other people.
		return strings.Contains(f.name, "/testdata/policies/") || strings.Contains(f.name, "/testdata/reports/")
	})
	report(t, forbidden(ours, leftovers))
}

func TestNoFileNamesAMachine(t *testing.T) { report(t, forbidden(repository(t), machine)) }

func TestTextLawsBite(t *testing.T) {
	bites(t, forbidden([]file{{"a.go", "a\n// TO" + "DO: later\n// fetch." + strings.Repeat("X", 6) + ", todo\n"}}, leftovers), "a.go:2")
	bites(t, forbidden([]file{{"a.md", strings.Join([]string{"cd /wor" + "k/x", "network/x, a/wor" + "k/b, https://x/roo" + "t/", "`/roo" + "t/go`", "GOPRO" + "XY=off"}, "\n")}}, machine),
		"a.md:1", "a.md:3", "a.md:4")
}
