package ghsatest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestIssueEvents checks which events of issues are sent to the App, in which order,
// and that their issues and comments are as GitHub describes them.
func TestIssueEvents(t *testing.T) {
	k := newTracking(t)
	d := k.door()
	said, err := k.CommentIssue("kim", cases, 1, "/help")
	ok(t, err)
	ok(t, k.EditIssueComment("kim", cases, said, "/ack"))
	_, err = k.say("The App's own.") // GitHub tells the App of itself too
	ok(t, err)
	ok(t, k.DeleteIssueComment("kim", cases, said))
	ok(t, k.EditIssueAs("ada", cases, 1, "t", "b")) // "issues": not subscribed
	k.Subscribe("issues")
	ok(t, k.EditIssueAs("ada", cases, 1, "t2", "b2"))
	ok(t, k.CloseIssueAs("ada", cases, 1, true))
	ok(t, k.CloseIssueAs("ada", cases, 1, false))
	ok(t, k.LockIssueAs("ada", cases, 1, true))
	second, err := k.OpenIssueAs("kim", cases, "of kim", "")
	ok(t, err)
	_, err = k.TransferIssueAs("ada", cases, second, lib)
	ok(t, err)
	ok(t, k.DeleteIssueAs("ada", cases, 1))
	k.SetPermissions(k.installation, map[string]string{"metadata": "read"})
	_, err = k.OpenIssueAs("kim", cases, "not told", "")
	ok(t, err)
	k.flush()
	want := []string{
		"issue_comment created", "issue_comment edited", "issue_comment created", "issue_comment deleted",
		"issues edited", "issues closed", "issues reopened", "issues locked", "issues opened", "issues transferred",
		"issues deleted", "installation new_permissions_accepted",
	}
	if diff := cmp.Diff(want, d.names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	checkIssuePayloads(t, d.rings)
}

// checkIssuePayloads holds the issues and comments of payloads against GitHub's
// description of them in REST, where that is at hand, and what a receiver reads.
func checkIssuePayloads(t *testing.T, rings []ring) {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rings {
		if !strings.HasPrefix(r.event, "issue") {
			continue
		}
		var p map[string]any
		if err := json.NewDecoder(bytes.NewReader(r.body)).Decode(&p); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"repository", "sender", "installation", "organization", "issue"} {
			if p[key] == nil {
				t.Errorf("%s %s: no %s", r.event, r.action, key)
			}
		}
		if (p["comment"] != nil) != (r.event == "issue_comment") || (p["changes"] != nil) != (r.action == "edited") {
			t.Errorf("%s %s: comment %v, changes %v", r.event, r.action, p["comment"], p["changes"])
		}
		for key, schema := range map[string]string{"issue": "issue", "comment": "issue-comment"} {
			if s == nil || p[key] == nil {
				continue
			}
			if err := s.rest.Components.Schemas[schema].Value.VisitJSON(p[key]); err != nil {
				t.Errorf("%s %s: %s: %v", r.event, r.action, key, err)
			}
		}
	}
}

// TestRepositoryMoves checks what is told of a tracking repository that is made
// public or given away.
func TestRepositoryMoves(t *testing.T) {
	k := newTracking(t)
	k.AddOwner("zoo", true)
	other := k.AddInstallation("zoo")
	d := k.door()
	k.SetVisibility(cases, "public")
	k.SetVisibility(cases, "internal")
	k.SetVisibility(cases, "private")
	k.Archive(cases)
	k.Unarchive(cases)
	k.TransferRepository(cases, "zoo")
	k.flush()
	want := []string{
		"repository publicized", "repository privatized", "repository archived", "repository unarchived",
		"installation_repositories removed", "installation_repositories added", "repository transferred",
	}
	if diff := cmp.Diff(want, d.names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	last := k.Deliveries()[len(want)-1]
	if last.Installation != other {
		t.Errorf("told %d, want the new owner's %d", last.Installation, other)
	}
	token := k.token(`{"permissions":{"metadata":"read"}}`)
	k.send("GET", "/repos/"+cases, token, "").is(t, 301)
	if _, found := k.Issue("zoo/cases", 1); !found {
		t.Error("the issue did not go along")
	}
}

// TestGraphQLWrites checks that a mutation counts as a write and a query does not,
// and that a fault hits only what it names.
func TestGraphQLWrites(t *testing.T) {
	k := newTracking(t)
	k.ResetRequests()
	k.Fault(ghsatest.Fault{Kind: ghsatest.GraphError, GraphQL: "^mutation"})
	if _, _, err := k.look(); err != nil {
		t.Errorf("a query met the mutations' fault: %v", err)
	}
	if _, err := k.say("x"); err == nil {
		t.Error("the mutation met no fault")
	}
	var got []string
	for _, r := range k.Requests() {
		if r.Route == "/graphql" {
			got = append(got, fmt.Sprint(r.GraphQL, " ", r.Write(), " ", r.Fault))
		}
	}
	if d := cmp.Diff([]string{"query node false ", "mutation addComment true GraphQL error"}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
