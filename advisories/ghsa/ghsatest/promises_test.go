package ghsatest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// TestClientPromises checks what the client finds promised, step by step: each one
// adds a file that counts more than those before it.
func TestClientPromises(t *testing.T) {
	l := newLab(t)
	c := l.speaker()
	id, _ := l.report()
	promised := func() []string {
		t.Helper()
		snap, err := c.Snapshot(context.Background(), l.place(), id, ghsa.Want{Files: true})
		if err != nil || !snap.FilesKnown {
			t.Fatal(err, snap.FilesFault)
		}
		var list []string
		for _, f := range snap.Files {
			if f.Layer != advisories.LayerPromise || f.Ref == "" {
				t.Errorf("%+v", f)
			}
			list = append(list, f.Repository+" "+f.Path+" "+strings.TrimSpace(f.Text)+f.Unreadable)
		}
		return list
	}
	is := func(want ...string) {
		t.Helper()
		if d := cmp.Diff(want, promised()); d != "" {
			t.Errorf("promised (-want +got)\n%s", d)
		}
	}
	is() // the owner has no repository of defaults, and that is no fault
	l.AddRepository("acme/.github", false)
	l.PutFile("acme/.github", "docs/SECURITY.md", "# Ours\n")
	l.PutFile("acme/.github", "VULNERABILITY_REPORT.yml", "name: Nowhere\n")
	is("acme/.github docs/SECURITY.md # Ours")
	l.PutFile("acme/.github", ".github/VULNERABILITY_REPORT.yaml", "name: Report\n")
	form := "acme/.github .github/VULNERABILITY_REPORT.yaml name: Report"
	is("acme/.github docs/SECURITY.md # Ours", form)
	l.PutFile(lib, "docs/SECURITY.md", "# Docs\n")
	is("acme/lib docs/SECURITY.md # Docs", form)
	l.PutFile(lib, "SECURITY.md", "docs/SECURITY.md") // what git keeps of a symbolic link
	is("acme/lib SECURITY.md a symbolic link", form)
	l.PutFile(lib, ".github/SECURITY.md/README", "A folder of that name.\n")
	is("acme/lib .github/SECURITY.md not a file", form)
	l.DeleteFile(lib, ".github/SECURITY.md/README")
	l.PutFile(lib, ".github/SECURITY.md", "# Own\n")
	is("acme/lib .github/SECURITY.md # Own", form)
	l.PutFile(lib, "SECURITY.md", strings.Repeat("x\n", 600_000))
	l.DeleteFile(lib, ".github/SECURITY.md")
	is("acme/lib SECURITY.md too large", form)
}

// TestClientLookup checks finding a repository by name.
func TestClientLookup(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	l.RenameRepository(lib, "library")
	for _, name := range []string{"lib", "library", "Library"} {
		r, err := c.Lookup(ctx, "acme", name)
		if err != nil || r.Installation != l.installation || r.ID != l.repository || r.FullName() != "acme/library" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	l.AddOwner("other", true)
	l.AddRepository("other/lib", false)
	l.AddRepository("acme/second", false)
	l.SelectRepositories(l.installation, "acme/library")
	for name, at := range map[string][2]string{"no App": {"other", "lib"}, "not selected": {"acme", "second"}, "nothing": {"acme", "nothing"}} {
		_, err := c.Lookup(ctx, at[0], at[1])
		if advisories.CodeOf(err) != advisories.FaultGone || !strings.Contains(err.Error(), "not installed there") {
			t.Errorf("%s: %v", name, err)
		}
	}
	l.Suspend(l.installation)
	if _, err := c.Lookup(ctx, "acme", "library"); advisories.CodeOf(err) != advisories.FaultSuspended {
		t.Errorf("suspended: %v", err)
	}
}
