package ghsa

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestCodeowners(t *testing.T) {
	var crowd strings.Builder
	for i := range 80 {
		fmt.Fprintf(&crowd, "/dir%d @kim%d @KIM%d\n", i, i, i)
	}
	for name, tc := range map[string]struct{ text, want string }{
		"empty":             {"", ""},
		"comments":          {"# * @ann\n\n  # @bea\n* @kim # @cat @dan\n*.go #@eve\n", "@kim"},
		"all first":         {"/a @ann\n* @kim\n/docs @bea @kim\n*.js @acme/core\n", "@kim @bea @acme/core"},
		"the last of all":   {"* @ann @bea\n/x @cat\n* @kim\n", "@kim"},
		"nobody owns all":   {"* @ann\n*\n/docs @kim\n", "@kim"},
		"none of all":       {"/docs @kim\n/src @ann\n", "@kim @ann"},
		"overruled":         {"/docs @ann\n/src @kim\n/docs @bea\n", "@kim @bea"},
		"taken away":        {"/docs @ann\n/docs\n", ""},
		"other forms":       {"** @ann\n/src @kim\n", "@ann @kim"},
		"escaped":           {"/with\\ space/ @kim\n/end\\\\ @ann\n", "@kim @ann"},
		"mail":              {"* kim@example.org @ann docs@example.org\n", "@ann"},
		"as written":        {"* @Kim @kim @Acme/Core @acme/core\n", "@Kim @Acme/Core"},
		"not understood":    {"* @ann\n*.go kim\n*.c @a/b/c\n*.h @\n*.s @-\n*.d @bea @.. \n", "@ann"},
		"not in GitHub's":   {"[Docs] @ann\n[Docs][2] @x\n!*.go @bea\n\\#x @cat\n/[a-z] @dan\n* @kim\n", "@kim"},
		"other spaces":      {"\uFEFF*\t@kim\r\n/docs\t\t@ann \r\n", "@kim @ann"},
		"no end of line":    {"* @kim", "@kim"},
		"only owners":       {"@kim @ann\n", "@ann"},
		"hidden":            {"* @kim\u202e @ann\n/x @b\u00e9a\n", ""},
		"mentions in marks": {"* `@kim` <@ann>\n", ""},
	} {
		if got := strings.Join(codeowners(tc.text), " "); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if got := codeowners(crowd.String()); len(got) != mostCodeowners || got[0] != "@kim0" || got[49] != "@kim49" {
		t.Error(len(got), got)
	}
}

// The first of the three places counts, whatever it holds.
func TestCodeownersPlaces(t *testing.T) {
	own := func(objects ...string) string { return promiser(42, "acme/anvil", objects...) }
	odd := func(text string, size int, more string) string {
		return fmt.Sprintf(`{"__typename":"Blob","text":%s,"isTruncated":false,"isBinary":false,"byteSize":%d%s}`, text, size, more)
	}
	one, two := blob("* @one\n"), blob("* @two\n")
	for name, tc := range map[string]struct {
		own  string
		want []string
	}{
		"none":      {own(), nil},
		"first":     {own("codeowners1", one, "codeowners2", two), []string{"@one"}},
		"root":      {own("codeowners2", two, "codeowners3", one), []string{"@two"}},
		"docs":      {own("codeowners3", one), []string{"@one"}},
		"folder":    {own("codeowners1", `{"__typename":"Tree"}`, "codeowners2", two), nil},
		"binary":    {own("codeowners1", odd("null", 3, `,"isBinary":true`), "codeowners2", two), nil},
		"large":     {own("codeowners1", odd(`"* @one"`, 3<<20+1, "")), nil},
		"no policy": {own("codeowners1", odd(`"* @one"`, 3<<20, "")), []string{"@one"}},
		"cut":       {own("codeowners1", odd(`"* @one\n/x @tw"`, 2<<20, `,"isTruncated":true`)), []string{"@one"}},
		"cut early": {own("codeowners1", odd(`"* @one"`, 2<<20, `,"isTruncated":true`)), nil},
	} {
		_, s, err := snapshotWithFiles(t, 200, graphData(tc.own, "null", "null")+"}")
		if err != nil || !s.FilesKnown {
			t.Fatal(name, err, s.FilesFault)
		}
		if d := cmp.Diff(tc.want, s.Codeowners); d != "" {
			t.Error(name, d)
		}
	}
	// The owner's repository owns no code of others.
	_, s, err := snapshotWithFiles(t, 200, graphData(own(), "null", promiser(2, "acme/.github", "codeowners1", one))+"}")
	if err != nil || s.Codeowners != nil {
		t.Error(s.Codeowners, err)
	}
}

func FuzzCodeowners(f *testing.F) {
	for _, s := range []string{"* @kim\n/a\\ b @acme/core x@example.org # no\n", "[s] @a\n!x @b\n", "\\", "\\ \\\\ @k", "@@", "* @a/", "#\n*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := codeowners(text)
		if len(got) > mostCodeowners {
			t.Error(len(got))
		}
		for i, name := range got {
			rest, ok := strings.CutPrefix(name, "@")
			org, slug, team := strings.Cut(rest, "/")
			if !ok || !advisories.ValidOwner(org) || team && !advisories.ValidRepositoryName(slug) || !strings.Contains(text, name) || slices.Contains(got[:i], name) {
				t.Errorf("%q of %q", name, text)
			}
		}
	})
}
