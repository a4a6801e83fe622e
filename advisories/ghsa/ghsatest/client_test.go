package ghsatest_test

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// speaker is a client of ours in the lab, and the names of the methods it was
// asked for.
type speaker struct {
	*ghsa.Client
	used map[string]bool
}

func (l *lab) speaker() *speaker {
	l.t.Helper()
	transport := &http.Transport{}
	l.t.Cleanup(transport.CloseIdleConnections)
	c, err := ghsa.New(ghsa.Config{
		AppID: l.AppID(), PrivateKey: appKeyPEM(), APIURL: l.APIURL(), GraphQLURL: l.GraphQLURL(),
		Transport: transport, Now: l.clock.now, WriteGap: time.Nanosecond,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return &speaker{Client: c, used: map[string]bool{}}
}

// did notes that a method was used and fails the test on its error.
func did[T any](t *testing.T, s *speaker, method string) func(T, error) T {
	s.used[method] = true
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
		return v
	}
}

// TestContractClient sends every request that our client can send, so that each is
// held against GitHub's description, and checks that none was left out.
func TestContractClient(t *testing.T) {
	l := newLab(t)
	defer mustLoad(t)
	l.furnish()
	l.AddRepository("acme/.github-private", true)
	l.PutFile("acme/.github-private", ghsa.PolicyPath, "version: 1\n")
	l.AddRepository("acme/.github", false)
	l.PutFile("acme/.github", ".github/VULNERABILITY_REPORT.yml", "name: Report\n")
	l.PutFile("acme/.github", "SECURITY.md", "# Not this one\n")
	c := l.speaker()
	l.clientReads(t, c)
	l.clientWrites(t, c)
	l.clientLists(t, c)
	l.clientIssues(t, c)
	l.clientActs(t, c)
	l.clientOrganization(t, c)
	l.clientBatch(t, c)
	l.clientAccount(t, c) // the last: the App's key is another's afterwards

	typ := reflect.TypeFor[*ghsa.Client]()
	for i := range typ.NumMethod() {
		if name := typ.Method(i).Name; !c.used[name] {
			t.Errorf("no request by the client's method %s", name)
		}
	}
	sent := map[string]bool{}
	for _, r := range l.Requests() {
		sent[r.Method+" "+r.Route] = true
		if r.APIVersion != "2022-11-28" && r.Route != "/graphql" {
			t.Errorf("%s %s: API version %q", r.Method, r.Route, r.APIVersion)
		}
	}
	for _, r := range ghsa.Routes() {
		if !sent[r.Method+" "+r.Path] {
			t.Errorf("no request to the client's route %s %s", r.Method, r.Path)
		}
	}
}

// place is the lab's repository as the client is told of it.
func (l *lab) place() advisories.Repository {
	return advisories.Repository{Installation: l.installation, ID: l.repository, Owner: "acme", Name: "lib"}
}

func (l *lab) clientReads(t *testing.T, c *speaker) {
	ctx := context.Background()
	if slug := did[string](t, c, "App")(c.App(ctx)); slug != "advisory-bot" {
		t.Errorf("slug %q", slug)
	}
	self := did[advisories.Person](t, c, "Self")(c.Self(ctx, l.installation))
	if self.ID != l.Bot() || !self.Bot {
		t.Errorf("self %+v, want the bot %d", self, l.Bot())
	}
	in := did[[]advisories.Installation](t, c, "Installations")(c.Installations(ctx))
	if len(in) != 1 || in[0].ID != l.installation || !maps.Equal(in[0].Permissions, ghsatest.GrantedPermissions()) {
		t.Errorf("installations %+v", in)
	}
	if repos := did[[]advisories.Repository](t, c, "Repositories")(c.Repositories(ctx, l.installation)); len(repos) != 4 {
		t.Errorf("repositories %+v", repos)
	}
	people := []advisories.Person{{ID: l.AddUser("ada"), Login: "ada"}, {ID: l.AddUser("rex"), Login: "rex"}}
	powers := did[map[int64]advisories.Power](t, c, "Powers")(c.Powers(ctx, l.place(), people, []string{"acme/security"}))
	want := map[int64]advisories.Power{people[0].ID: {Admin: true, Teams: []string{"acme/security"}}}
	if d := cmp.Diff(want, powers); d != "" {
		t.Errorf("powers (-want +got)\n%s", d)
	}
}

func (l *lab) clientWrites(t *testing.T, c *speaker) {
	ctx := context.Background()
	id, _ := l.report()
	if _, err := l.CommentAs("rex", lib, id, "More."); err != nil {
		t.Fatal(err)
	}
	made := did[advisories.Comment](t, c, "Comment")(c.Comment(ctx, l.place(), id, "Thank you."))
	did[advisories.Comment](t, c, "EditComment")(c.EditComment(ctx, l.place(), id, made.ID, "Thank you very much."))
	snap := did[advisories.Snapshot](t, c, "Snapshot")(c.Snapshot(ctx, l.place(), id, ghsa.Want{Files: true, Comments: true}))
	if d := cmp.Diff(l.Comments(lib, id), snap.Comments); d != "" || !snap.CommentsKnown {
		t.Errorf("comments known %v (-GitHub +client)\n%s", snap.CommentsKnown, d)
	}
	if d := cmp.Diff(l.Advisory(lib, id), snap.Advisory); d != "" {
		t.Errorf("advisory (-GitHub +client)\n%s", d)
	}
	var files []string
	for _, f := range snap.Files {
		files = append(files, string(f.Layer)+" "+f.Repository+" "+f.Path+f.Unreadable)
	}
	want := []string{
		"repository acme/lib " + ghsa.PolicyPath, "owner acme/.github-private " + ghsa.PolicyPath,
		"promise acme/lib SECURITY.md", "promise acme/.github .github/VULNERABILITY_REPORT.yml",
	}
	if alone := did[advisories.Snapshot](t, c, "Files")(c.Files(ctx, l.place())); cmp.Diff(snap.Files, alone.Files) != "" {
		t.Errorf("the files alone: %+v", alone.Files)
	}
	if d := cmp.Diff(want, files); d != "" || snap.FilesFault != "" {
		t.Errorf("fault %q, files (-want +got)\n%s", snap.FilesFault, d)
	}
	for _, to := range []advisories.State{advisories.StateDraft, advisories.StateClosed} {
		if a := did[advisories.Advisory](t, c, "SetState")(c.SetState(ctx, l.place(), id, to)); a.State != to {
			t.Errorf("state %s, want %s", a.State, to)
		}
	}
}

func (l *lab) clientLists(t *testing.T, c *speaker) {
	ctx := context.Background()
	for range 3 {
		l.report()
	}
	if open := did[[]advisories.Advisory](t, c, "Open")(c.Open(ctx, l.place())); len(open) != 3 {
		t.Errorf("%d open advisories, want 3", len(open))
	}
	if ended := did[[]advisories.Advisory](t, c, "EndedSince")(c.EndedSince(ctx, l.place(), time.Time{})); len(ended) != 1 {
		t.Errorf("%d ended advisories, want 1", len(ended))
	}
	if all := did[[]advisories.Advisory](t, c, "AdvisoriesSince")(c.AdvisoriesSince(ctx, l.place(), time.Time{})); len(all) != 4 {
		t.Errorf("%d advisories in all, want 4", len(all))
	}
	if r := did[advisories.Repository](t, c, "Lookup")(c.Lookup(ctx, "acme", "lib")); r.Installation != l.installation || r.ID != l.repository || r.FullName() != lib {
		t.Errorf("found %+v", r)
	}
	l.HookTo("http://127.0.0.1:1/", "secret")
	id, _ := l.report()
	l.flush()
	l.HookTo("", "")
	failed := did[[]advisories.FailedDelivery](t, c, "FailedDeliveries")(c.FailedDeliveries(ctx, time.Time{}))
	if len(failed) != 1 || failed[0].Repository != l.repository || failed[0].Installation != l.installation {
		t.Errorf("failed deliveries of %s: %+v", id, failed)
	}
}

// TestClientPages checks the client's paging against real pages: more advisories
// and comments than one page holds.
func TestClientPages(t *testing.T) {
	l := newLab(t)
	c := l.speaker()
	var ids []advisories.GHSA
	for range 130 {
		id, _ := l.report()
		ids = append(ids, id)
		l.clock.advance(time.Second)
	}
	for range 130 {
		if _, err := l.CommentAs("rex", lib, ids[0], "Again."); err != nil {
			t.Fatal(err)
		}
	}
	open, err := c.Open(context.Background(), l.place())
	if err != nil {
		t.Fatal(err)
	}
	var got []advisories.GHSA
	for _, a := range open {
		got = append(got, a.GHSA)
	}
	first := ids[0]
	slices.Sort(ids)
	slices.Sort(got)
	if d := cmp.Diff(ids, got); d != "" {
		t.Errorf("open advisories (-want +got)\n%s", d)
	}
	snap, err := c.Snapshot(context.Background(), l.place(), first, ghsa.Want{Comments: true})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(l.Comments(lib, first), snap.Comments); d != "" {
		t.Errorf("comments (-GitHub +client)\n%s", d)
	}
}

// TestClientWritesOnce checks what the client makes of a write whose answer was
// lost, and of one that never arrived: neither is sent twice.
func TestClientWritesOnce(t *testing.T) {
	for kind, written := range map[ghsatest.FaultKind]int{ghsatest.AppliedAnswerLost: 1, ghsatest.Drop: 0} {
		t.Run(string(kind), func(t *testing.T) {
			l := newLab(t)
			c := l.speaker()
			id, _ := l.report()
			l.Fault(ghsatest.Fault{Kind: kind, Method: "POST", PathPattern: "/comments$"})
			_, err := c.Comment(context.Background(), l.place(), id, "Thank you.")
			if code := advisories.CodeOf(err); code != advisories.FaultUnclear {
				t.Errorf("got %v, want the class unclear", err)
			}
			if n := len(l.ActsOf("advisory-bot[bot]")); n != written {
				t.Errorf("%d comments written, want %d", n, written)
			}
		})
	}
}
