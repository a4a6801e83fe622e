package ghsatest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestTrackingManyComments checks that a look reads all pages, oldest first, and no
// more pages than a time asks for.
func TestTrackingManyComments(t *testing.T) {
	k := newTracking(t)
	var want []string
	var late time.Time
	for n := range 1050 {
		if n == 1000 {
			late = k.clock.now()
		}
		body := fmt.Sprint(n)
		if _, err := k.CommentIssue("kim", cases, 1, body); err != nil {
			t.Fatal(err)
		}
		want = append(want, body)
		k.clock.advance(time.Second)
	}
	for _, tc := range []struct {
		since    time.Time
		want     []string
		requests int
	}{{time.Time{}, want, 11}, {late, want[1000:], 1}, {late.Add(-50 * time.Second), want[950:], 2}, {k.clock.now(), nil, 1}} {
		k.ResetRequests()
		_, comments, err := k.c.TrackingIssue(context.Background(), k.installation, k.at.ID, k.issue.Node, tc.since)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range comments {
			got = append(got, c.Body)
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
		queries := 0
		for _, r := range k.Requests() {
			if r.GraphQL == "query node" {
				queries++
			}
		}
		if queries != tc.requests {
			t.Errorf("%d queries, want %d", queries, tc.requests)
		}
	}
}

// TestTrackingTooManyComments checks that beyond 10,000 comments the newest are read.
func TestTrackingTooManyComments(t *testing.T) {
	k := newTracking(t)
	for n := range 10_050 {
		if _, err := k.CommentIssue("kim", cases, 1, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	k.ResetRequests()
	_, comments, err := k.look()
	if err != nil || len(comments) != 10_000 || comments[0].Body != "50" || comments[9_999].Body != "10049" {
		t.Errorf("%d comments: %v", len(comments), err)
	}
	if n := len(k.Requests()); n != 101 { // and one for the token
		t.Errorf("%d requests", n)
	}
}

// TestTrackingLists checks that only our own issues are listed, in their order, over
// pages, and how much a quiet repository costs.
func TestTrackingLists(t *testing.T) {
	k := newTracking(t)
	ctx := context.Background()
	want := []int{1}
	var half time.Time
	for n := 2; n <= 240; n++ {
		k.clock.advance(time.Second)
		if n == 121 {
			half = k.clock.now()
		}
		if n%2 == 0 {
			if _, err := k.OpenIssueAs("kim", cases, "of kim", ""); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if _, err := k.c.OpenIssue(ctx, k.installation, k.at, fmt.Sprint(n), ""); err != nil {
			t.Fatal(err)
		}
		want = append(want, n)
	}
	slices.Reverse(want)
	all, err := k.c.TrackingIssues(ctx, k.at, k.installation, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, i := range all {
		got = append(got, i.Number)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("all (-want +got)\n%s", d)
	}
	if late, err := k.c.TrackingIssues(ctx, k.at, k.installation, half); err != nil || len(late) != 60 {
		t.Errorf("%d since then: %v", len(late), err)
	}
	k.clock.advance(time.Minute)
	since := k.clock.now()
	k.ResetRequests()
	quiet, err := k.c.TouchedIssues(ctx, k.installation, k.at, since)
	if err != nil || len(quiet) != 0 || len(k.Requests()) != 1 {
		t.Errorf("quiet: %v %v, %d requests", quiet, err, len(k.Requests()))
	}
	for _, n := range []int{1, 2, 3} { // 2 is not ours
		if _, err := k.CommentIssue("kim", cases, n, "hello"); err != nil {
			t.Fatal(err)
		}
		k.clock.advance(time.Second)
	}
	if touched, err := k.c.TouchedIssues(ctx, k.installation, k.at, since); err != nil || !cmp.Equal(touched, []int{3, 1}) {
		t.Errorf("touched %v: %v", touched, err)
	}
}

// TestTrackingAudience checks that everybody with a role is counted, over pages, and
// that the bound says so.
func TestTrackingAudience(t *testing.T) {
	k := newTracking(t)
	for n := range 248 {
		k.AddUser(fmt.Sprintf("member-%d", n))
		k.SetRole(cases, fmt.Sprintf("member-%d", n), ghsatest.RoleRead)
	}
	people, whole, err := k.c.Audience(context.Background(), k.installation, k.at)
	if people != 250 || !whole || err != nil {
		t.Errorf("%d, whole %v: %v", people, whole, err)
	}
	k.RenameRepository(cases, "vault")
	if people, _, err = k.c.Audience(context.Background(), k.installation, k.at); people != 250 || err != nil {
		t.Errorf("by the former name: %d: %v", people, err)
	}
	k.RenameRepository("acme/vault", "cases")
	k.SetRole(cases, "member-0", ghsatest.RoleNone)
	if people, _, _ = k.c.Audience(context.Background(), k.installation, k.at); people != 249 {
		t.Errorf("%d", people)
	}
	for n := range 1800 {
		k.AddUser(fmt.Sprintf("more-%d", n))
		k.SetRole(cases, fmt.Sprintf("more-%d", n), ghsatest.RoleRead)
	}
	if people, whole, err = k.c.Audience(context.Background(), k.installation, k.at); people != 2000 || whole || err != nil {
		t.Errorf("beyond the bound: %d, whole %v: %v", people, whole, err)
	}
}
