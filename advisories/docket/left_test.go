package docket

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestLeaving(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key, ended := b.open(), t.Context(), testKey(1), testKey(2)
		other := testKey(3)
		other.Installation = 8
		in := advisories.Installation{ID: 7, Account: "octo-org", AccountID: 5}
		must(t, d.PutInstallation(ctx, in))
		must(t, d.PutInstallation(ctx, advisories.Installation{ID: 8, Account: "other-org"}))
		w, _ := filed(t, d, key, held(advisories.KindAccept, 1)) // stays in hand
		w2 := ringAndTake(t, d, ended, "ended")
		c := testCase(ended)
		c.Stage = advisories.StageClosed
		_, err := d.File(ctx, w2, advisories.Filing{Case: c})
		must(t, err)
		must(t, d.Release(ctx, w2, advisories.Next{}))
		w3, _ := filed(t, d, other)
		must(t, d.Release(ctx, w3, advisories.Next{At: b.now().Add(time.Hour)}))
		must(t, d.Wake(ctx, testKey(4), b.now().Add(time.Hour)))
		uninstalled := advisories.Ring{GUID: "gone", Source: advisories.SourceWebhook, Event: "installation", Action: "deleted", Installation: 7, At: b.now()}
		got(d.Ring(ctx, uninstalled))(t)
		account := got(d.Take(ctx, advisories.CaseKey{Installation: 7}))(t)

		left := b.now()
		must(t, d.DropInstallation(ctx, 7))
		must(t, d.Release(ctx, account, advisories.Next{})) // whoever dropped it may go on
		b.advance(time.Hour)
		must(t, d.DropInstallation(ctx, 7))
		in.LeftAt = left
		if diff := cmp.Diff([]advisories.Installation{in}, got(d.LeftBefore(ctx, b.now()))(t)); diff != "" {
			t.Errorf("left (-want +got):\n%s", diff)
		}
		if list := got(d.LeftBefore(ctx, left))(t); len(list) != 0 {
			t.Errorf("left before: %+v", list)
		}
		if list := got(d.Installations(ctx))(t); len(list) != 1 || list[0].ID != 8 {
			t.Errorf("installations: %+v", list)
		}
		if err := d.Begin(ctx, w, 1); !errors.Is(err, advisories.ErrLost) {
			t.Errorf("work goes on: %v", err)
		}
		if c := got(d.Case(ctx, key))(t); c.Problem != "left" || c.Stage != advisories.StageReceived {
			t.Errorf("%+v", c)
		}
		if c := got(d.Case(ctx, ended))(t); c.Problem != "" {
			t.Errorf("%+v", c)
		}
		// Nothing wakes it: no ring, no wake-up, no decision.
		if got(d.Ring(ctx, webhook(key, "late")))(t) {
			t.Error("a late ring counted")
		}
		must(t, d.WakeInstallation(ctx, 7, b.now()))
		must(t, d.Wake(ctx, key, b.now()))
		must(t, d.Decide(ctx, by(key, "operator:kim", advisories.KindAccept, true)))
		must(t, d.reconcile(ctx, 0))
		for what, query := range map[string]string{
			"work": `SELECT count(*) FROM work WHERE installation = 7 AND (ghsa <> '' OR wake_at > 0)`,
			"jobs": `SELECT count(*) FROM river_job WHERE ` + jobsOf, "rings": `SELECT count(*) FROM rings WHERE installation = 7 AND worked_at = 0`,
		} {
			var args []any
			if what == "jobs" {
				args = []any{int64(7)}
			}
			if n := number(t, d, query, args...); n != 0 {
				t.Errorf("%d %s are left", n, what)
			}
		}
		if n := number(t, d, `SELECT count(*) FROM river_job WHERE `+jobsOf, int64(8)); n == 0 {
			t.Error("another installation's jobs are gone")
		}
		if keys := got(d.Due(ctx))(t); len(keys) != 1 || keys[0] != other {
			t.Errorf("due: %v", keys)
		}

		// It comes back: its open case goes on where it stood.
		in.LeftAt = time.Time{}
		must(t, d.PutInstallation(ctx, in))
		if list := got(d.Installations(ctx))(t); len(list) != 2 {
			t.Errorf("installations: %+v", list)
		}
		if c := got(d.Case(ctx, key))(t); c.Problem != "" {
			t.Errorf("%+v", c)
		}
		w = got(d.Take(ctx, key))(t)
		if len(w.Drafts) != 1 || w.Drafts[0].State != advisories.DraftReady {
			t.Errorf("%+v", w.Drafts)
		}
		if _, err := d.Take(ctx, ended); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("an ended case: %v", err)
		}
	})
}

// TestLeftUnknown: an installation of which only cases are known leaves too.
func TestLeftUnknown(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		filed(t, d, testKey(1))
		want := []advisories.Installation{{ID: 7, Account: "octo-org"}}
		if diff := cmp.Diff(want, got(d.OwnedBy(ctx, "Octo-Org"))(t)); diff != "" {
			t.Error(diff)
		}
		must(t, d.DropInstallation(ctx, 7))
		must(t, d.DropInstallation(ctx, 99)) // of which nothing is known
		want[0].LeftAt, want[0].Permissions = b.now(), map[string]string{}
		if diff := cmp.Diff(want, got(d.OwnedBy(ctx, "octo-org"))(t)); diff != "" {
			t.Error(diff)
		}
		must(t, d.PutInstallation(ctx, advisories.Installation{ID: 6, Account: "octo-org", AccountID: 5}))
		if list := got(d.OwnedBy(ctx, "octo-org"))(t); len(list) != 2 || list[0].ID != 6 {
			t.Errorf("%+v", list)
		}
		if list := got(d.OwnedBy(ctx, "octo"))(t); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

// TestLeftMany: where many left, rings still come to nothing for those alone.
func TestLeftMany(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		const many = leftFew + 9
		for i := range int64(many + 1) {
			must(t, d.PutInstallation(ctx, advisories.Installation{ID: 100 + i, Account: fmt.Sprint("org-", i)}))
			if i < many {
				must(t, d.DropInstallation(ctx, 100+i))
			}
		}
		for i := range int64(many + 1) {
			key := advisories.CaseKey{Installation: 100 + i, Repository: 70, GHSA: testKey(1).GHSA}
			if fresh := got(d.Ring(ctx, webhook(key, "guid-1")))(t); fresh != (i == many) {
				t.Errorf("installation %d: fresh = %v", key.Installation, fresh)
			}
		}
	})
}
