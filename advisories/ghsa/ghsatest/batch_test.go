package ghsatest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// clientBatch reads the policy files of many repositories.
func (l *lab) clientBatch(t *testing.T, c *speaker) {
	ctx := context.Background()
	repos := []advisories.Repository{l.place(), {Installation: l.installation, ID: 1, Owner: "acme", Name: "gone"}}
	got := did[[]advisories.Snapshot](t, c, "FilesOf")(c.FilesOf(ctx, l.installation, repos))
	one := did[advisories.Snapshot](t, c, "Files")(c.Files(ctx, l.place()))
	if d := cmp.Diff(one, got[0]); d != "" || got[1].FilesFault != string(advisories.FaultGone) {
		t.Errorf("%+v (-alone +in the batch)\n%s", got[1], d)
	}
	c.used["Forget"] = true
	c.Forget(l.installation)
}

// A hundred repositories are one query, with what each alone would answer.
func TestBatch(t *testing.T) {
	l := newLab(t)
	var repos []advisories.Repository
	for i := range ghsa.MaxBatch {
		name := fmt.Sprintf("r%d", i)
		id := l.AddRepository("acme/"+name, i%2 == 0)
		if i%3 == 0 {
			l.PutFile("acme/"+name, ghsa.PolicyPath, "version: 1\n# "+name+"\n")
		}
		if i%5 == 0 {
			l.PutFile("acme/"+name, "docs/SECURITY.md", "# "+name+"\n")
		}
		repos = append(repos, advisories.Repository{Installation: l.installation, ID: id, Owner: "acme", Name: name})
	}
	l.AddRepository("acme/.github", false)
	l.PutFile("acme/.github", "SECURITY.md", "# Default\n")
	c, ctx := l.speaker(), context.Background()
	got, err := c.FilesOf(ctx, l.installation, repos)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(l.Requests()); n != 2 {
		t.Errorf("%d requests", n)
	}
	for _, i := range []int{0, 1, 3, 5, 15, 99} {
		alone, err := c.Files(ctx, repos[i])
		if d := cmp.Diff(alone, got[i]); err != nil || d != "" {
			t.Errorf("%d: %v (-alone +in the batch)\n%s", i, err, d)
		}
	}
}
