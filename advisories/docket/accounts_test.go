package docket

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestRepositories(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		one := advisories.Repository{Installation: 7, ID: 70, Owner: "octo-org", OwnerID: 5, Name: "octo-repo", Private: true, Since: b.now()}
		two := advisories.Repository{Installation: 7, ID: 71, Owner: "octo-org", OwnerID: 5, Name: "second", Archived: true}
		must(t, d.PutRepositories(ctx, []advisories.Repository{two, one}))
		if diff := cmp.Diff([]advisories.Repository{one, two}, got(d.Repositories(ctx, 7))(t)); diff != "" {
			t.Errorf("repositories (-want +got):\n%s", diff)
		}

		renamed := one
		renamed.Name, renamed.Since = "renamed", b.now().Add(time.Hour)
		two.Since = b.now().Add(time.Hour) // was not known
		must(t, d.PutRepositories(ctx, []advisories.Repository{renamed, two}))
		renamed.Since = one.Since // kept
		if diff := cmp.Diff([]advisories.Repository{renamed, two}, got(d.Repositories(ctx, 7))(t)); diff != "" {
			t.Errorf("seen again (-want +got):\n%s", diff)
		}

		must(t, d.SetWatermark(ctx, one.Key(), b.now()))
		must(t, d.DropRepositories(ctx, 7, 70, 99))
		if _, err := d.Repository(ctx, one.Key()); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("dropped: %v", err)
		}
		renamed.Since = b.now().Add(2 * time.Hour)
		must(t, d.PutRepositories(ctx, []advisories.Repository{renamed}))
		if diff := cmp.Diff(renamed, got(d.Repository(ctx, one.Key()))(t)); diff != "" {
			t.Errorf("come again (-want +got):\n%s", diff)
		}
		if at := got(d.Watermark(ctx, one.Key()))(t); !at.IsZero() {
			t.Errorf("watermark = %v", at)
		}
	})
}

func TestInstallations(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		in := advisories.Installation{ID: 7, Account: "octo-org", AccountID: 5, Permissions: map[string]string{"repository_advisories": "write"}}
		must(t, d.PutInstallation(ctx, in))
		in.Suspended = true
		must(t, d.PutInstallation(ctx, in))
		if diff := cmp.Diff([]advisories.Installation{in}, got(d.Installations(ctx))(t)); diff != "" {
			t.Errorf("installations (-want +got):\n%s", diff)
		}
		must(t, d.PutRepositories(ctx, []advisories.Repository{{Installation: 7, ID: 70}, {Installation: 8, ID: 70}}))
		must(t, d.DropInstallation(ctx, 7))
		if list := got(d.Installations(ctx))(t); len(list) != 0 {
			t.Errorf("dropped: %+v", list)
		}
		if n := number(t, d, `SELECT count(*) FROM repositories`); n != 1 {
			t.Errorf("%d repositories, want the other installation's", n)
		}
	})
}

func TestOwnerPolicyAndWatermark(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		if _, ok, err := d.OwnerPolicy(ctx, 7); ok || err != nil {
			t.Errorf("none: %v, %v", ok, err)
		}
		f := advisories.PolicyFile{Repository: "octo-org/.github", Path: ".github/advisory-policy.yml", Ref: "abc", Text: "version: 1\n", Layer: advisories.LayerOwner}
		must(t, d.KeepOwnerPolicy(ctx, 7, f))
		f.Text = "version: 1\nmode: on\n"
		must(t, d.KeepOwnerPolicy(ctx, 7, f))
		kept, ok, err := d.OwnerPolicy(ctx, 7)
		if diff := cmp.Diff(f, kept); diff != "" || !ok || err != nil {
			t.Errorf("kept: %v, %v\n%s", ok, err, diff)
		}

		repo := advisories.RepositoryKey{Installation: 7, Repository: 70}
		if at := got(d.Watermark(ctx, repo))(t); !at.IsZero() {
			t.Errorf("no watermark: %v", at)
		}
		for _, at := range []time.Time{b.now(), b.now().Add(-time.Hour)} {
			must(t, d.SetWatermark(ctx, repo, at))
			if kept := got(d.Watermark(ctx, repo))(t); !kept.Equal(at) {
				t.Errorf("watermark = %v, want %v", kept, at)
			}
		}
	})
}

func TestNotices(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		first := b.now()
		n := advisories.Notice{Kind: advisories.NoticePolicyFault, About: "file", Case: "amber-otter-123", Text: "line 3",
			Repository: advisories.Repository{Installation: 7, ID: 70, Owner: "octo-org", Name: "octo-repo"}}
		must(t, d.Notice(ctx, n))
		b.advance(time.Hour)
		n.Text = "line 4"
		must(t, d.Notice(ctx, n))
		elsewhere := n
		elsewhere.ID = 71
		must(t, d.Notice(ctx, elsewhere))

		n.Count, n.FirstAt, n.LastAt = 2, first, b.now()
		elsewhere.Count, elsewhere.FirstAt, elsewhere.LastAt = 1, b.now(), b.now()
		if diff := cmp.Diff([]advisories.Notice{n, elsewhere}, got(d.Notices(ctx))(t)); diff != "" {
			t.Errorf("notices (-want +got):\n%s", diff)
		}
		must(t, d.ClearNotice(ctx, n.Kind, "another file", 7))
		must(t, d.ClearNotice(ctx, n.Kind, "file", 8))
		if list := got(d.Notices(ctx))(t); len(list) != 2 {
			t.Errorf("%d notices, want 2", len(list))
		}
		must(t, d.ClearNotice(ctx, n.Kind, "file", 7))
		if list := got(d.Notices(ctx))(t); len(list) != 0 {
			t.Errorf("%d notices, want none", len(list))
		}
		if err := d.Notice(ctx, advisories.Notice{Kind: advisories.NoticeFlood}); err == nil {
			t.Error("a notice without an installation was kept")
		}
	})
}
