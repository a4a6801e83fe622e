package ghsatest_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// writesInIssues are all writes of the client, by the mutation that each sends.
func (k *tracking) writesInIssues(comment string) map[string]func() error {
	ctx, in, at, node := context.Background(), k.installation, k.at, k.issue.Node
	kim := []advisories.Person{{ID: k.AddUser("kim"), Login: "kim"}}
	return map[string]func() error{
		"createIssue": func() error { _, err := k.c.OpenIssue(ctx, in, at, "t", "b"); return err },
		"updateIssue": func() error { _, err := k.c.EditIssue(ctx, in, at.ID, node, "t", "b"); return err },
		"closeIssue":  func() error { _, err := k.c.CloseIssue(ctx, in, at.ID, node); return err },
		"reopenIssue": func() error { _, err := k.c.ReopenIssue(ctx, in, at.ID, node); return err },
		"addComment":  func() error { _, _, err := k.c.CommentIssue(ctx, in, at.ID, node, "x"); return err },
		"addReaction": func() error { return k.c.React(ctx, in, at.ID, comment, advisories.ReactionDone) },
		"addAssigneesToAssignable": func() error {
			return k.c.AssignIssue(ctx, in, at.ID, node, kim)
		},
	}
}

// TestTrackingFaults checks, for every write, what a fault leaves behind and what the
// client makes of it: a write that may have been done is unclear, one that was not is
// never unclear but for what GitHub does not tell, and none is sent twice.
func TestTrackingFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		fault   ghsatest.Fault
		want    advisories.FaultCode
		written bool
	}{
		"answer lost": {ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost}, advisories.FaultUnclear, true},
		"cut before":  {ghsatest.Fault{Kind: ghsatest.Drop}, advisories.FaultUnclear, false},
		"502 after":   {ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Applied: true}, advisories.FaultUnclear, true},
		"500 before":  {ghsatest.Fault{Kind: ghsatest.Status, Status: 500}, advisories.FaultUnclear, false},
		"forbidden":   {ghsatest.Fault{Kind: ghsatest.GraphError, Type: "FORBIDDEN"}, advisories.FaultForbidden, false},
		"not found":   {ghsatest.Fault{Kind: ghsatest.GraphError, Type: "NOT_FOUND"}, advisories.FaultGone, false},
		"refused":     {ghsatest.Fault{Kind: ghsatest.GraphError, Type: "UNPROCESSABLE"}, advisories.FaultRefused, false},
		"too quick": {ghsatest.Fault{Kind: ghsatest.GraphError, Type: "UNPROCESSABLE", Message: "was submitted too quickly"},
			advisories.FaultLimited, false},
		"something, before": {ghsatest.Fault{Kind: ghsatest.GraphError}, advisories.FaultUnclear, false},
		"something, after":  {ghsatest.Fault{Kind: ghsatest.GraphError, Applied: true}, advisories.FaultUnclear, true},
		"a part forbidden": {ghsatest.Fault{Kind: ghsatest.GraphError, Type: "FORBIDDEN", Applied: true, Below: "issue.assignees"},
			advisories.FaultUnclear, true},
		"primary limit":   {ghsatest.Fault{Kind: ghsatest.PrimaryLimit}, advisories.FaultLimited, false},
		"secondary limit": {ghsatest.Fault{Kind: ghsatest.SecondaryLimit, RetryAfter: time.Minute}, advisories.FaultLimited, false},
		"secondary, 429":  {ghsatest.Fault{Kind: ghsatest.SecondaryLimit, Status: 429}, advisories.FaultLimited, false},
		"token ended":     {ghsatest.Fault{Kind: ghsatest.Unauthorized}, advisories.FaultUnauthorized, false},
	} {
		t.Run(name, func(t *testing.T) {
			for mutation := range newTrackingWithComment(t).writesInIssues("") {
				k := newTrackingWithComment(t)
				if mutation == "reopenIssue" {
					ok(t, k.CloseIssueAs("ada", cases, 1, true))
				}
				write := k.writesInIssues(k.mustIssue(t, 1).Comments[0].Node)[mutation]
				before := len(k.ActsOf("advisory-bot[bot]"))
				tc.fault.GraphQL = "^mutation " + mutation
				k.Fault(tc.fault)
				err := write()
				code(t, err, tc.want)
				if wrote := len(k.ActsOf("advisory-bot[bot]")) > before; wrote != tc.written {
					t.Errorf("%s: written %v, want %v (%v)", mutation, wrote, tc.written, err)
				}
				sent := 0
				for _, r := range k.Requests() {
					if r.Write() && r.GraphQL == "mutation "+mutation && r.Fault != "" {
						sent++
					}
				}
				if sent != 1 {
					t.Errorf("%s: sent %d times", mutation, sent)
				}
			}
		})
	}
}

func newTrackingWithComment(t *testing.T) *tracking {
	t.Helper()
	k := newTracking(t)
	_, err := k.CommentIssue("kim", cases, 1, "/help")
	ok(t, err)
	return k
}

// TestTrackingAgain checks that what was done before is not done twice where GitHub
// itself sees to it.
func TestTrackingAgain(t *testing.T) {
	k := newTrackingWithComment(t)
	writes := k.writesInIssues(k.mustIssue(t, 1).Comments[0].Node)
	for _, mutation := range []string{"updateIssue", "closeIssue", "addReaction", "addAssigneesToAssignable"} {
		ok(t, writes[mutation]())
		before := k.mustIssue(t, 1)
		ok(t, writes[mutation]())
		if d := cmp.Diff(before, k.mustIssue(t, 1)); d != "" {
			t.Errorf("%s twice\n%s", mutation, d)
		}
	}
}

// TestTrackingRefusals checks texts that GitHub does not take.
func TestTrackingRefusals(t *testing.T) {
	k := newTracking(t)
	ctx := context.Background()
	long := make([]byte, 65537)
	for i := range long {
		long[i] = 'x'
	}
	_, err := k.c.OpenIssue(ctx, k.installation, k.at, " ", "b")
	code(t, err, advisories.FaultRefused)
	_, err = k.c.OpenIssue(ctx, k.installation, k.at, "t", string(long))
	code(t, err, advisories.FaultRefused)
	_, err = k.c.EditIssue(ctx, k.installation, k.at.ID, k.issue.Node, string(long[:257]), "b")
	code(t, err, advisories.FaultRefused)
	_, err = k.say(string(long))
	code(t, err, advisories.FaultRefused)
	_, err = k.say("")
	code(t, err, advisories.FaultRefused)
	if _, err = k.say(string(long[:65536])); err != nil {
		t.Error(err)
	}
	if n := len(k.ActsOf("advisory-bot[bot]")); n != 2 {
		t.Errorf("%d writes", n)
	}
}
