package ghsatest_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const cases = "acme/cases"

// tracker makes the lab's tracking repository, with ada as its admin and kim as a
// reader, and finds it as the client does.
func (l *lab) tracker(t *testing.T, c *speaker) advisories.TrackingRepository {
	t.Helper()
	l.AddRepository(cases, true)
	l.SetRole(cases, "ada", ghsatest.RoleAdmin)
	l.AddUser("kim")
	l.SetRole(cases, "kim", ghsatest.RoleRead)
	return did[advisories.TrackingRepository](t, c, "TrackingRepository")(c.TrackingRepository(context.Background(), l.installation, "acme", "cases"))
}

// clientIssues drives every request about tracking issues once, for the contract.
func (l *lab) clientIssues(t *testing.T, c *speaker) {
	ctx := context.Background()
	at := l.tracker(t, c)
	want := advisories.TrackingRepository{Node: at.Node, ID: at.ID, Owner: "acme", OwnerID: l.AddOwner("acme", true), Name: "cases", Private: true, Writable: true}
	if d := cmp.Diff(want, at); d != "" || at.Node == "" || at.ID == 0 {
		t.Errorf("tracking repository (-want +got)\n%s", d)
	}
	since := l.clock.now()
	made := did[advisories.TrackingIssue](t, c, "OpenIssue")(c.OpenIssue(ctx, l.installation, at, "brave-otter", "card"))
	if made.Author.ID != l.Bot() || !made.Author.Bot || made.Author.Login != "advisory-bot[bot]" || made.Repository != at || made.Number != 1 {
		t.Errorf("made %+v", made)
	}
	l.clock.advance(time.Second)
	if _, err := l.CommentIssue("kim", cases, 1, "/help"); err != nil {
		t.Fatal(err)
	}
	edited := did[advisories.TrackingIssue](t, c, "EditIssue")(c.EditIssue(ctx, l.installation, at.ID, made.Node, "brave-otter GHSA", "card 2"))
	if edited.Body != "card 2" || edited.Title != "brave-otter GHSA" {
		t.Errorf("edited %+v", edited)
	}
	said, where, err := c.CommentIssue(ctx, l.installation, at.ID, made.Node, "News.")
	c.used["CommentIssue"] = true
	if err != nil || where != at || said.ID == 0 || said.Body != "News." || said.Author.ID != l.Bot() {
		t.Errorf("said %+v at %+v: %v", said, where, err)
	}
	kim := advisories.Person{ID: l.AddUser("kim"), Login: "kim"}
	did[any](t, c, "AssignIssue")(nil, c.AssignIssue(ctx, l.installation, at.ID, made.Node, []advisories.Person{kim}))
	did[any](t, c, "React")(nil, c.React(ctx, l.installation, at.ID, l.mustIssue(t, 1).Comments[0].Node, advisories.ReactionDone))
	if i := did[advisories.TrackingIssue](t, c, "CloseIssue")(c.CloseIssue(ctx, l.installation, at.ID, made.Node)); !i.Closed {
		t.Errorf("closed %+v", i)
	}
	all := advisories.IssueWrite{Title: "brave-otter", Body: "card 3", Comment: "More news.", Close: true, Reactions: []advisories.CommentReaction{
		{Node: l.mustIssue(t, 1).Comments[0].Node, Reaction: advisories.ReactionDone}, {Node: said.Node, Reaction: advisories.ReactionRefused}}}
	if i := did[advisories.TrackingIssue](t, c, "WriteIssue")(c.WriteIssue(ctx, l.installation, at.ID, made.Node, all)); !i.Closed || i.Body != "card 3" || i.Repository != at {
		t.Errorf("written %+v", i)
	}
	if i := l.mustIssue(t, 1); len(i.Comments) != 3 || i.Comments[2].Body != "More news." || len(i.Comments[1].Reactions) != 1 {
		t.Errorf("written %+v", i)
	}
	if i := did[advisories.TrackingIssue](t, c, "ReopenIssue")(c.ReopenIssue(ctx, l.installation, at.ID, made.Node)); i.Closed {
		t.Errorf("reopened %+v", i)
	}
	l.clientIssueReads(t, c, at, since)
	sent := map[string]bool{}
	for _, r := range l.Requests() {
		sent[r.GraphQL] = true
	}
	for _, want := range []string{
		"query repository", "query node", "query user", "mutation createIssue", "mutation updateIssue", "mutation closeIssue",
		"mutation reopenIssue", "mutation addComment", "mutation addReaction", "mutation addAssigneesToAssignable",
		"mutation updateIssue addComment addReaction addReaction2 closeIssue",
	} {
		if !sent[want] {
			t.Errorf("not sent: %s", want)
		}
	}
}

func (l *lab) clientIssueReads(t *testing.T, c *speaker, at advisories.TrackingRepository, since time.Time) {
	ctx := context.Background()
	all := did[[]advisories.TrackingIssue](t, c, "TrackingIssues")(c.TrackingIssues(ctx, at, l.installation, since))
	if len(all) != 1 {
		t.Fatalf("%d issues", len(all))
	}
	issue, comments, err := c.TrackingIssue(ctx, l.installation, at.ID, all[0].Node, since)
	c.used["TrackingIssue"] = true
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(all[0], issue); d != "" {
		t.Errorf("listed and read differ\n%s", d)
	}
	now := l.mustIssue(t, 1)
	if issue.Node != now.Node || issue.Body != now.Body || len(issue.Assignees) != 1 || issue.Assignees[0].Login != "kim" {
		t.Errorf("read %+v, is %+v", issue, now)
	}
	var said []string
	for _, c := range comments {
		said = append(said, c.Author.Login+": "+c.Body)
	}
	if d := cmp.Diff([]string{"kim: /help", "advisory-bot[bot]: News.", "advisory-bot[bot]: More news."}, said); d != "" {
		t.Errorf("comments (-want +got)\n%s", d)
	}
	if d := cmp.Diff([]ghsatest.IssueReaction{{Login: "advisory-bot[bot]", Content: "THUMBS_UP"}}, now.Comments[0].Reactions); d != "" {
		t.Errorf("reactions (-want +got)\n%s", d)
	}
	if n := did[[]int](t, c, "TouchedIssues")(c.TouchedIssues(ctx, l.installation, at, since)); !cmp.Equal(n, []int{1}) {
		t.Errorf("touched %v", n)
	}
	people, whole, err := c.Audience(ctx, l.installation, at)
	c.used["Audience"] = true
	if people != 2 || !whole || err != nil {
		t.Errorf("audience %d, whole %v: %v", people, whole, err)
	}
}

// mustIssue is an issue of the tracking repository as it stands.
func (l *lab) mustIssue(t *testing.T, number int) ghsatest.Issue {
	t.Helper()
	i, ok := l.Issue(cases, number)
	if !ok {
		t.Fatalf("no issue %d", number)
	}
	return i
}
