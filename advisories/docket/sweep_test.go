package docket

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestSweepDue(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		var repos []advisories.Repository
		for id := range int64(5) {
			repos = append(repos, advisories.Repository{Installation: 7, ID: 70 + id, Owner: "octo-org", Name: "repo"})
		}
		must(t, d.PutRepositories(ctx, append(repos, advisories.Repository{Installation: 8, ID: 70})))
		due := func(limit int) (ids []int64) {
			t.Helper()
			for _, r := range got(d.SweepDue(ctx, 7, limit))(t) {
				ids = append(ids, r.ID)
			}
			return ids
		}
		covered := func(at time.Time) {
			t.Helper()
			if oldest, n, err := d.Coverage(ctx, 7); err != nil || n != 5 || !oldest.Equal(at) {
				t.Errorf("coverage %v of %d, %v, want %v", oldest, n, err, at)
			}
		}
		first := b.now()
		must(t, d.Swept(ctx, 7, nil, first))
		must(t, d.Swept(ctx, 7, []int64{74, 70, 71, 99}, first))
		if diff := cmp.Diff([]int64{72, 73, 70}, due(3)); diff != "" {
			t.Error(diff)
		}
		covered(time.Time{})
		b.advance(time.Minute)
		must(t, d.Swept(ctx, 7, []int64{72, 73, 70}, b.now()))
		must(t, d.PutRepositories(ctx, repos)) // seen again, not swept
		if diff := cmp.Diff([]int64{71, 74, 70, 72, 73}, due(10)); diff != "" {
			t.Error(diff)
		}
		covered(first)
		must(t, d.DropRepositories(ctx, 7, 73))
		must(t, d.PutRepositories(ctx, repos)) // came anew
		if diff := cmp.Diff([]int64{73}, due(1)); diff != "" {
			t.Error(diff)
		}
		if oldest, n, err := d.Coverage(ctx, 9); err != nil || n != 0 || !oldest.IsZero() {
			t.Errorf("nothing covered: %v, %d, %v", oldest, n, err)
		}
	})
}

// TestOpenOnly: what the sweep compares with leaves out cases that ended and those
// of others.
func TestOpenOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		keys := []advisories.CaseKey{testKey(1), testKey(2), testKey(3), testKey(4)}
		keys[1].Repository = 71
		keys[2].Repository, keys[3].Installation = 72, 8
		for n, key := range keys {
			w := ringAndTake(t, d, key, "first")
			c := testCase(key)
			c.Facts.Comments, c.OpenedAt = n, c.OpenedAt.Add(time.Duration(n)*time.Minute)
			if n == 2 {
				c.Stage = advisories.StageClosed
			}
			_, err := d.File(ctx, w, advisories.Filing{Case: c})
			must(t, err)
			tr := tracking(n + 1)
			tr.Repository.Name = map[bool]string{true: "cases", false: "renamed"}[n == 0]
			must(t, d.Track(ctx, w, tr))
			must(t, d.PutRepositories(ctx, []advisories.Repository{{Installation: key.Installation, ID: key.Repository}}))
		}
		want := map[advisories.CaseKey]advisories.Facts{
			keys[0]: {State: advisories.StateTriage}, keys[1]: {State: advisories.StateTriage, Comments: 1},
		}
		if diff := cmp.Diff(want, got(d.KnownOpen(ctx, 7))(t)); diff != "" {
			t.Error(diff)
		}
		repos := got(d.OpenRepositories(ctx, 7))(t)
		if len(repos) != 2 || repos[0].ID != 70 || repos[1].ID != 71 {
			t.Errorf("%+v", repos)
		}
		tracked := got(d.TrackedIssues(ctx, 7))(t)
		newest := tracking(0).Repository
		newest.Name = "renamed"
		issues := map[int]advisories.TrackedIssue{
			1: {Case: keys[0], Read: tracking(1).Read}, 2: {Case: keys[1], Read: tracking(2).Read},
		}
		if diff := cmp.Diff([]advisories.TrackedRepository{{Repository: newest, Issues: issues}}, tracked); diff != "" {
			t.Error(diff)
		}
		if list := got(d.TrackedIssues(ctx, 9))(t); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}
