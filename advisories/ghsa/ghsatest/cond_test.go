package ghsatest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// spent is how many requests counted against the limit, and how many did not
// because nothing had changed, tokens left out.
func (l *lab) spent() (counted, unchanged int) {
	for _, r := range l.Requests() {
		switch {
		case r.NotModified:
			unchanged++
		case r.Purpose != "app":
			counted++
		}
	}
	l.ResetRequests()
	return counted, unchanged
}

// TestUnchanged checks that a second look costs nothing, also with the next token,
// and that nothing that changed is overlooked: comments, which do not move the
// advisory's time, an advisory that leaves a list, and one that is edited back.
func TestUnchanged(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	first, _ := l.report()
	l.clock.advance(time.Minute)
	second, _ := l.report()
	l.clock.advance(time.Hour)
	look := func() (string, error) {
		list, err := c.Open(ctx, l.place())
		if err != nil {
			return "", err
		}
		org, err := c.OpenOfOrganization(ctx, l.installation, "acme")
		if err != nil {
			return "", err
		}
		snap, err := c.Snapshot(ctx, l.place(), first, ghsa.Want{Comments: true})
		if err != nil {
			return "", err
		}
		out := fmt.Sprintf("%d of %d listed,", len(list), len(org))
		for _, a := range list {
			out += fmt.Sprintf(" %s %d;", a.State, a.Comments)
		}
		for _, k := range snap.Comments {
			out += " " + k.Body
		}
		return out, nil
	}
	is := func(want string, counted int) {
		t.Helper()
		got, err := look()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if n, _ := l.spent(); n != counted {
			t.Errorf("%d requests counted, want %d", n, counted)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	is("2 of 2 listed, triage 0; triage 0;", 7) // two lists twice, the advisory, its comments, and who we are
	is("2 of 2 listed, triage 0; triage 0;", 0)
	l.clock.advance(58 * time.Minute) // other tokens
	is("2 of 2 listed, triage 0; triage 0;", 0)
	_, err := l.CommentAs("rex", lib, first, "More.")
	must(err)
	is("2 of 2 listed, triage 1; triage 0; More.", 4)
	must(l.SetStateAs("ada", lib, second, advisories.StateClosed)) // it leaves the list, whose newest time is then older
	is("1 of 1 listed, triage 1; More.", 2)
	must(l.SetStateAs("ada", lib, second, advisories.StateDraft))
	is("2 of 2 listed, triage 1; draft 0; More.", 2)
	l.clock.advance(58 * time.Minute)
	is("2 of 2 listed, triage 1; draft 0; More.", 0)
}

// TestUnchangedThenRefused checks that an answer that is remembered is none once
// GitHub refuses: a permission taken back, a repository that is gone.
func TestUnchangedThenRefused(t *testing.T) {
	l := newLab(t)
	c, ctx := l.speaker(), context.Background()
	id, _ := l.report()
	code := func(want advisories.FaultCode) {
		t.Helper()
		_, err := c.Snapshot(ctx, l.place(), id, ghsa.Want{})
		if got := advisories.CodeOf(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	code("")
	code("")
	l.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 404, PathPattern: "/security-advisories/"})
	code(advisories.FaultGone)
	code("")
	l.Suspend(l.installation)
	code(advisories.FaultSuspended)
	l.Unsuspend(l.installation)
	code("")
	l.SetPermissions(l.installation, map[string]string{"metadata": "read"})
	l.clock.advance(time.Hour)
	code(advisories.FaultForbidden)
	l.SetPermissions(l.installation, ghsatest.GrantedPermissions())
	l.DeleteRepository(lib)
	code(advisories.FaultForbidden) // no token can be narrowed to it
}
