package ghsa

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// promiser is a repository of the answer with more objects, in pairs of alias and
// JSON.
func promiser(id int, name string, objects ...string) string {
	s := strings.Replace(graph(id, name, "null"), `"isPrivate":true`, `"isPrivate":false`, 1)
	for i := 0; i+1 < len(objects); i += 2 {
		s = strings.TrimSuffix(s, "}") + `,"` + objects[i] + `":` + objects[i+1] + "}"
	}
	return s
}

// What was promised: the first of each kind, the repository's own before the
// owner's.
func TestPromises(t *testing.T) {
	const link = "../docs/SECURITY.md"
	file := func(repo, ref, path, text string) advisories.PolicyFile {
		return advisories.PolicyFile{Repository: repo, Path: path, Ref: ref, Text: text, Layer: advisories.LayerPromise}
	}
	cannot := func(path, why string) []advisories.PolicyFile {
		f := file("acme/anvil", "c42", path, "")
		f.Unreadable = why
		return []advisories.PolicyFile{f}
	}
	own := func(objects ...string) string { return promiser(42, "acme/anvil", objects...) }
	public := func(objects ...string) string { return promiser(2, "acme/.github", objects...) }
	for name, tc := range map[string]struct {
		own, public string
		want        []advisories.PolicyFile
	}{
		"none":          {own(), public(), nil},
		"no owner's":    {own(), "null", nil},
		"all three":     {own("security1", blob("# one"), "security2", blob("# two"), "security3", blob("# three")), "null", []advisories.PolicyFile{file("acme/anvil", "c42", ".github/SECURITY.md", "# one")}},
		"root and docs": {own("security2", blob("# two"), "security3", blob("# three")), "null", []advisories.PolicyFile{file("acme/anvil", "c42", "SECURITY.md", "# two")}},
		"docs":          {own("security3", blob("# three")), public("security1", blob("# owner")), []advisories.PolicyFile{file("acme/anvil", "c42", "docs/SECURITY.md", "# three")}},
		"owner's":       {own(), public("security2", blob("# owner"), "form1", blob("name: x")), []advisories.PolicyFile{file("acme/.github", "c2", "SECURITY.md", "# owner"), file("acme/.github", "c2", ".github/VULNERABILITY_REPORT.yml", "name: x")}},
		"one from each": {own("form2", blob("name: y")), public("security3", blob("# owner"), "form1", blob("name: x")), []advisories.PolicyFile{file("acme/.github", "c2", "docs/SECURITY.md", "# owner"), file("acme/anvil", "c42", ".github/VULNERABILITY_REPORT.yaml", "name: y")}},
		"yml and yaml":  {own("form1", blob("name: x"), "form2", blob("name: y")), "null", []advisories.PolicyFile{file("acme/anvil", "c42", ".github/VULNERABILITY_REPORT.yml", "name: x")}},
		"private":       {own(), strings.Replace(public("security1", blob("# owner")), `"isPrivate":false`, `"isPrivate":true`, 1), nil},
		"empty":         {own("security2", blob("")), public("security2", blob("# owner")), []advisories.PolicyFile{file("acme/anvil", "c42", "SECURITY.md", "")}},
		"link":          {own("security2", blob(link)), public("security2", blob("# owner")), cannot("SECURITY.md", "a symbolic link")},
		"form link":     {own("form1", blob("forms/report.yml")), "null", cannot(".github/VULNERABILITY_REPORT.yml", "a symbolic link")},
		"folder":        {own("security1", `{"__typename":"Tree"}`, "security2", blob("# two")), "null", cannot(".github/SECURITY.md", "not a file")},
		"submodule":     {own("security1", `{"__typename":"Commit"}`), "null", cannot(".github/SECURITY.md", "not a file")},
		"binary":        {own("security2", `{"__typename":"Blob","text":null,"isBinary":true,"isTruncated":false,"byteSize":3}`), "null", cannot("SECURITY.md", "binary")},
		"large":         {own("security2", `{"__typename":"Blob","text":"own","isBinary":false,"isTruncated":false,"byteSize":1048577}`), "null", cannot("SECURITY.md", "too large")},
	} {
		t.Run(name, func(t *testing.T) {
			h, s, err := snapshotWithFiles(t, 200, graphData(tc.own, "null", tc.public)+"}")
			if err != nil || !s.FilesKnown || s.FilesFault != "" {
				t.Fatal(err, s.FilesFault)
			}
			if d := cmp.Diff(tc.want, s.Files); d != "" {
				t.Error(d)
			}
			if n := len(h.requests("POST", "/graphql")); n != 1 {
				t.Errorf("%d queries", n)
			}
		})
	}
}

// Policy files come before promises; the owner's may be in the same repository.
func TestPromisesBesidePolicy(t *testing.T) {
	own := strings.Replace(promiser(42, "acme/anvil", "security2", blob("# own")), `"object":null`, `"object":`+blob("version: 1"), 1)
	public := strings.Replace(promiser(2, "acme/.github", "form1", blob("name: x")), `"object":null`, `"object":`+blob("version: 1"), 1)
	_, s, err := snapshotWithFiles(t, 200, graphData(own, "null", public)+notFoundOwner)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Files {
		got = append(got, string(f.Layer)+" "+f.Repository)
	}
	want := []string{"repository acme/anvil", "owner acme/.github", "promise acme/anvil", "promise acme/.github"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLinkText(t *testing.T) {
	for text, want := range map[string]bool{
		"docs/SECURITY.md": true, "../SECURITY.md": true, "SECURITY.md": true, "/etc/passwd": true,
		"": false, "docs/SECURITY.md\n": false, "Write to us.": false, "security@example.org": false,
		"https://example.org/security": false, "# x": false, "TBD": false, strings.Repeat("a/", 600): false,
	} {
		if linkText(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
