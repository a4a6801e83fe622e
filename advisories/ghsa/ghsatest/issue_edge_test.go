package ghsatest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// tracking is a lab with a tracking repository and one issue of the client's.
type tracking struct {
	*lab
	c     *speaker
	at    advisories.TrackingRepository
	issue advisories.TrackingIssue
}

func newTracking(t *testing.T) *tracking {
	t.Helper()
	l := newLab(t)
	k := &tracking{lab: l, c: l.speaker()}
	k.at = l.tracker(t, k.c)
	made, err := k.c.OpenIssue(context.Background(), l.installation, k.at, "brave-otter", "card")
	if err != nil {
		t.Fatal(err)
	}
	k.issue = made
	return k
}

func (k *tracking) look() (advisories.TrackingIssue, []advisories.TrackingComment, error) {
	return k.c.TrackingIssue(context.Background(), k.installation, k.at.ID, k.issue.Node, time.Time{})
}

func (k *tracking) say(body string) (advisories.TrackingRepository, error) {
	_, at, err := k.c.CommentIssue(context.Background(), k.installation, k.at.ID, k.issue.Node, body)
	return at, err
}

// TestTrackingMoves checks what a look and a write tell of an issue whose repository
// is no longer what it was.
func TestTrackingMoves(t *testing.T) {
	const (
		none = advisories.FaultCode("")
		// The first look needs a token, which GitHub does not give for a repository that
		// the installation does not cover; it does not tell that from a lacking right.
		uncovered = advisories.FaultForbidden
	)
	for name, tc := range map[string]struct {
		change      func(*testing.T, *tracking)
		look, write advisories.FaultCode
		want        func(*advisories.TrackingRepository)
	}{
		"nothing":   {func(*testing.T, *tracking) {}, none, none, func(*advisories.TrackingRepository) {}},
		"renamed":   {func(_ *testing.T, k *tracking) { k.RenameRepository(cases, "vault") }, none, none, func(r *advisories.TrackingRepository) { r.Name = "vault" }},
		"public":    {func(_ *testing.T, k *tracking) { k.SetVisibility(cases, "public") }, none, none, func(r *advisories.TrackingRepository) { r.Private = false }},
		"internal":  {func(_ *testing.T, k *tracking) { k.SetVisibility(cases, "internal") }, none, none, func(r *advisories.TrackingRepository) { r.Private = false }},
		"archived":  {func(_ *testing.T, k *tracking) { k.Archive(cases) }, none, advisories.FaultForbidden, func(r *advisories.TrackingRepository) { r.Writable = false }},
		"no issues": {func(_ *testing.T, k *tracking) { k.SetIssues(cases, false) }, advisories.FaultGone, advisories.FaultGone, nil},
		"given away": {func(_ *testing.T, k *tracking) {
			k.AddOwner("zoo", true)
			k.TransferRepository(cases, "zoo")
		}, uncovered, advisories.FaultGone, nil},
		"deleted": {func(_ *testing.T, k *tracking) { k.DeleteRepository(cases) }, uncovered, advisories.FaultGone, nil},
		"left out": {func(_ *testing.T, k *tracking) { k.SelectRepositories(k.installation, lib) },
			uncovered, advisories.FaultGone, nil},
		"locked": {func(t *testing.T, k *tracking) { ok(t, k.LockIssueAs("ada", cases, 1, true)) }, none, advisories.FaultForbidden,
			func(*advisories.TrackingRepository) {}},
		"issue deleted": {func(t *testing.T, k *tracking) { ok(t, k.DeleteIssueAs("ada", cases, 1)) }, advisories.FaultGone, advisories.FaultGone, nil},
		"issue moved": {func(t *testing.T, k *tracking) {
			_, err := k.TransferIssueAs("ada", cases, 1, lib)
			ok(t, err)
		}, none, advisories.FaultForbidden, func(r *advisories.TrackingRepository) { *r = advisories.TrackingRepository{} }},
		"issue moved out of sight": {func(t *testing.T, k *tracking) {
			k.AddRepository("acme/vault", true)
			k.SetRole("acme/vault", "ada", ghsatest.RoleAdmin)
			_, err := k.TransferIssueAs("ada", cases, 1, "acme/vault")
			ok(t, err)
		}, advisories.FaultGone, advisories.FaultGone, nil},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTracking(t)
			if _, err := k.say("before"); err != nil { // the token for writing is held from here
				t.Fatal(err)
			}
			tc.change(t, k)
			issue, _, err := k.look()
			code(t, err, tc.look)
			if err == nil {
				want := k.at
				if tc.want(&want); want.Node == "" { // it moved to the other repository
					want, err = k.c.TrackingRepository(context.Background(), k.installation, "acme", "lib")
					ok(t, err)
				}
				if d := cmp.Diff(want, issue.Repository); d != "" {
					t.Errorf("look (-want +got)\n%s", d)
				}
			}
			at, err := k.say("after")
			code(t, err, tc.write)
			if err == nil {
				want := k.at
				tc.want(&want)
				if d := cmp.Diff(want, at); d != "" {
					t.Errorf("write (-want +got)\n%s", d)
				}
			}
		})
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func code(t *testing.T, err error, want advisories.FaultCode) {
	t.Helper()
	if got := advisories.CodeOf(err); got != want {
		t.Errorf("got %v (%s), want %q", err, got, want)
	}
}

// TestTrackingRights checks what the client makes of rights that are not granted.
func TestTrackingRights(t *testing.T) {
	k := newTracking(t)
	ctx := context.Background()
	granted := ghsatest.GrantedPermissions()
	granted["issues"] = "read"
	k.SetPermissions(k.installation, granted)
	fresh := k.speaker() // without the tokens of before
	if _, _, err := fresh.TrackingIssue(ctx, k.installation, k.at.ID, k.issue.Node, time.Time{}); err != nil {
		t.Error(err)
	}
	_, err := fresh.OpenIssue(ctx, k.installation, k.at, "t", "b")
	code(t, err, advisories.FaultForbidden)
	delete(granted, "issues")
	k.SetPermissions(k.installation, granted)
	_, err = k.speaker().TrackingRepository(ctx, k.installation, "acme", "cases")
	code(t, err, advisories.FaultForbidden)
	k.Suspend(k.installation)
	_, err = k.speaker().TrackingRepository(ctx, k.installation, "acme", "cases")
	code(t, err, advisories.FaultSuspended)
	_, _, err = fresh.TrackingIssue(ctx, k.installation, k.at.ID, k.issue.Node, time.Time{})
	code(t, err, advisories.FaultSuspended)
}

// TestTrackingFind checks what a name leads to.
func TestTrackingFind(t *testing.T) {
	k := newTracking(t)
	ctx := context.Background()
	_, err := k.c.TrackingRepository(ctx, k.installation, "acme", "nothing")
	code(t, err, advisories.FaultGone)
	_, err = k.c.TrackingRepository(ctx, k.installation, "acme", "../cases")
	code(t, err, advisories.FaultInternal)
	k.AddOwner("zoo", true)
	k.AddRepository("zoo/hidden", true)
	_, err = k.c.TrackingRepository(ctx, k.installation, "zoo", "hidden")
	code(t, err, advisories.FaultGone)
	foreign := k.AddRepository("zoo/open", false)
	r, err := k.c.TrackingRepository(ctx, k.installation, "zoo", "open")
	if err != nil || r.ID != foreign || r.Private || r.OwnerID == k.at.OwnerID {
		t.Errorf("a public one of somebody else's: %+v %v", r, err)
	}
	k.RenameRepository(cases, "vault")
	if r, err = k.c.TrackingRepository(ctx, k.installation, "acme", "cases"); err != nil || r.Node != k.at.Node || r.Name != "vault" {
		t.Errorf("by the former name: %+v %v", r, err)
	}
}

// TestTrackingPeople checks whom a look names as the author of a comment, and what
// it tells of edits.
func TestTrackingPeople(t *testing.T) {
	k := newTracking(t)
	k.AddActor("kim-app[bot]", "Bot")
	k.AddActor("old-kim", "Mannequin")
	k.AddActor("guild", "Organization")
	k.AddUser("gone")
	k.SetRole(cases, "gone", ghsatest.RoleRead)
	var last int64
	for _, login := range []string{"kim", "kim-app[bot]", "old-kim", "guild", "gone", "advisory-bot[bot]"} {
		id, err := k.CommentIssue(login, cases, 1, "/ack")
		ok(t, err)
		last = id
		k.clock.advance(time.Second)
	}
	ok(t, k.EditIssueComment("ada", cases, last, "/publish"))
	k.RemoveAccount("gone")
	_, comments, err := k.look()
	ok(t, err)
	var got []string
	for _, c := range comments {
		p := c.Author
		got = append(got, fmt.Sprintf("%q known %v bot %v edited %v", p.Login, p.Known(), p.Bot, c.Edited))
	}
	want := []string{
		`"kim" known true bot false edited false`, `"kim-app[bot]" known true bot true edited false`,
		`"old-kim" known false bot false edited false`, `"guild" known false bot false edited false`,
		`"" known false bot false edited false`, `"advisory-bot[bot]" known true bot true edited true`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if n := comments[0].Author.ID; n != k.AddUser("kim") {
		t.Errorf("kim is %d", n)
	}
}

// TestTrackingStrangers checks who may do what in a private tracking repository.
func TestTrackingStrangers(t *testing.T) {
	k := newTracking(t)
	if _, err := k.CommentIssue("rex", cases, 1, "/publish"); err == nil {
		t.Error("a stranger commented in a private repository")
	}
	if _, err := k.CommentIssue("kim", cases, 1, "hello"); err != nil {
		t.Error(err)
	}
	refused := map[string]error{
		"edit":      k.EditIssueAs("kim", cases, 1, "t", "b"),
		"close":     k.CloseIssueAs("kim", cases, 1, true),
		"lock":      k.LockIssueAs("kim", cases, 1, true),
		"delete":    k.DeleteIssueAs("kim", cases, 1),
		"uncomment": k.DeleteIssueComment("rex", cases, k.mustIssue(t, 1).Comments[0].ID),
	}
	for what, err := range refused {
		if err == nil {
			t.Errorf("%s: not refused", what)
		}
	}
	rex, kim := advisories.Person{ID: k.AddUser("rex"), Login: "rex"}, advisories.Person{ID: k.AddUser("kim"), Login: "kim"}
	ok(t, k.c.AssignIssue(context.Background(), k.installation, k.at.ID, k.issue.Node, []advisories.Person{rex, kim, kim}))
	if got := k.mustIssue(t, 1).Assignees; !cmp.Equal(got, []string{"kim"}) {
		t.Errorf("assigned %v", got)
	}
	k.SetVisibility(cases, "internal")
	if _, err := k.CommentIssue("rex", cases, 1, "hello"); err != nil {
		t.Error("an internal repository is read by all:", err)
	}
	if said := k.ActsOf("kim")[0]; said.Target() != fmt.Sprintf("%s issue 1 comment %d", cases, said.Comment) {
		t.Error(said.Target())
	}
	if got := strings.Join(verbs(k.Acts()), ", "); !strings.Contains(got, "opened issue, commented on issue, assigned") {
		t.Error(got)
	}
}

func verbs(acts []ghsatest.Act) (out []string) {
	for _, a := range acts {
		if a.Issue != 0 {
			out = append(out, string(a.Verb))
		}
	}
	return out
}
