package docket

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// undoLeft takes the sixth migration back, undoRetention the fifth, undoPace the fourth.
var (
	undoLeft      = []string{`DROP INDEX installations_left`, `DELETE FROM goose_db_version WHERE version_id = 6`}
	undoRetention = []string{
		`DROP INDEX cases_kept`, `DROP INDEX cases_unmarked`,
		`ALTER TABLE cases DROP COLUMN ended_at`, `ALTER TABLE cases DROP COLUMN forgotten_at`,
		`ALTER TABLE drafts DROP COLUMN purged`, `ALTER TABLE decisions DROP COLUMN purged`, `ALTER TABLE commands DROP COLUMN purged`,
		`DELETE FROM goose_db_version WHERE version_id = 5`,
	}
	undoPace = []string{
		`DROP TABLE booked_writes`, `DROP TABLE write_bookings`, `DROP TABLE rate_limits`, `DROP TABLE pings`,
		`DROP INDEX work_due_of`, `DROP INDEX work_held`, `DROP INDEX work_failing`, `DROP INDEX cases_newest`,
		`DROP INDEX cases_newest_of`, `DROP INDEX cases_open`, `DROP INDEX cases_open_by`, `DROP INDEX cases_open_of`,
		`DROP INDEX cases_open_in`, `DROP INDEX cases_open_counts`, `DROP INDEX cases_ended`, `DROP INDEX cases_problem`,
		`DROP INDEX drafts_filed`, `DELETE FROM goose_db_version WHERE version_id = 4`,
	}
)

// undoTracking takes the third migration back, and those after it.
var undoTracking = slices.Concat(undoLeft, undoRetention, undoPace, []string{
	`DROP INDEX cases_tracking`, `ALTER TABLE cases DROP COLUMN tracking`, `ALTER TABLE cases DROP COLUMN tracking_repository`,
	`ALTER TABLE cases DROP COLUMN tracking_issue`, `ALTER TABLE drafts DROP COLUMN fields`, `ALTER TABLE drafts DROP COLUMN edited_by`,
	`DROP TABLE commands`, `DROP INDEX repositories_swept`, `ALTER TABLE repositories DROP COLUMN swept_at`,
	`ALTER TABLE installations DROP COLUMN left_at`, `DELETE FROM goose_db_version WHERE version_id = 3`,
})

// tracking is an issue in the tracking repository 900 of the test's owner.
func tracking(number int) advisories.Tracking {
	return advisories.Tracking{
		Repository: advisories.TrackingRepository{Node: "R_cases", ID: 900, Owner: "octo-org", OwnerID: 5, Name: "cases", Private: true, Writable: true},
		Issue:      "I_issue", Number: number, Card: "fingerprint", Told: 3, Read: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
		Begun: advisories.TrackingWrite{Key: "card/1", At: time.Date(2026, 3, 2, 8, 1, 0, 0, time.UTC)},
	}
}

func TestTrack(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w := ringAndTake(t, d, key, "first")
		if err := d.Track(ctx, w, tracking(1)); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no case yet: %v", err)
		}
		c := testCase(key)
		c.Tracking = tracking(9) // File writes none
		_, err := d.File(ctx, w, advisories.Filing{Case: c})
		must(t, err)
		if now := got(d.Case(ctx, key))(t).Tracking; now.Open() {
			t.Errorf("filed: %+v", now)
		}
		must(t, d.Track(ctx, w, tracking(1)))
		c.Tracking = advisories.Tracking{}
		_, err = d.File(ctx, w, advisories.Filing{Case: c})
		must(t, err)
		if diff := cmp.Diff(tracking(1), got(d.Case(ctx, key))(t).Tracking); diff != "" {
			t.Errorf("after filing again (-want +got):\n%s", diff)
		}
		must(t, d.Release(ctx, w, advisories.Next{}))
		must(t, d.Wake(ctx, key, b.now()))
		w = got(d.Take(ctx, key))(t)
		if diff := cmp.Diff(tracking(1), w.Case.Tracking); diff != "" {
			t.Errorf("in hand (-want +got):\n%s", diff)
		}
		b.advance(HoldFor)
		if err := d.Track(ctx, w, tracking(2)); !errors.Is(err, advisories.ErrLost) {
			t.Errorf("without a hold: %v", err)
		}

		other, _ := filed(t, d, testKey(2))
		if err := d.Track(ctx, other, tracking(1)); !errors.Is(err, advisories.ErrTracked) {
			t.Errorf("another case's issue: %v", err)
		}
		must(t, d.Track(ctx, other, tracking(2)))
		unmade := tracking(0)
		unmade.Issue = ""
		must(t, d.Track(ctx, other, unmade)) // pinned, and no issue yet
		must(t, d.Release(ctx, other, advisories.Next{}))
		third, _ := filed(t, d, testKey(3))
		must(t, d.Track(ctx, third, unmade))
	})
}

// comment is the ring of a comment in an issue.
func comment(installation, repository, issue int64, guid string) advisories.Ring {
	return advisories.Ring{GUID: guid, Source: advisories.SourceWebhook, Event: "issue_comment", Action: "created",
		Installation: installation, RepositoryID: repository, Owner: "octo-org", Name: "cases", Issue: issue, Comment: 77,
		At: time.Date(2026, 3, 2, 8, 59, 0, 0, time.UTC)}
}

// TestRingOfComment: a comment in a tracking issue wakes its case, any other
// leaves nothing behind.
func TestRingOfComment(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key)
		must(t, d.Track(ctx, w, tracking(5)))
		must(t, d.Release(ctx, w, advisories.Next{}))
		before := number(t, d, `SELECT count(*) FROM rings`)
		forged := comment(7, 900, 6, "forged")
		forged.GHSA = key.GHSA // an event of that kind names no advisory
		for name, r := range map[string]advisories.Ring{
			"another issue": comment(7, 900, 6, "a"), "another repository": comment(7, 70, 5, "b"),
			"another installation": comment(8, 900, 5, "c"), "no issue": comment(7, 900, 0, "d"), "an advisory": forged,
		} {
			if fresh, err := d.Ring(ctx, r); fresh || err != nil {
				t.Errorf("%s: %v, %v", name, fresh, err)
			}
		}
		if n := number(t, d, `SELECT count(*) FROM rings`); n != before {
			t.Errorf("%d rings were kept", n-before)
		}
		if n := number(t, d, `SELECT count(*) FROM work WHERE ghsa = ''`); n != 0 {
			t.Error("an account was woken")
		}
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("the case was woken: %v", err)
		}
		if !got(d.Ring(ctx, comment(7, 900, 5, "e")))(t) || got(d.Ring(ctx, comment(7, 900, 5, "e")))(t) {
			t.Error("a ring of a tracking issue counts once")
		}
		w = got(d.Take(ctx, key))(t)
		want := comment(7, 900, 5, "e")
		want.Seq = w.Rings[0].Seq
		if diff := cmp.Diff([]advisories.Ring{want}, w.Rings); diff != "" {
			t.Errorf("rings (-want +got):\n%s", diff)
		}
		must(t, d.Release(ctx, w, advisories.Next{}))
	})
}

// TestTrackingExpand: a docket from before there were tracking issues opens, its
// cases and drafts without any of it.
func TestTrackingExpand(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		filed(t, d, key, receipt(1))
		must(t, d.PutInstallation(ctx, advisories.Installation{ID: 7, Account: "octo-org"}))
		for _, back := range undoTracking {
			behind(t, d, back)
		}
		must(t, d.Close())
		d = b.open()
		if c := got(d.Case(ctx, key))(t); c.Tracking != (advisories.Tracking{}) || c.Name != testCase(key).Name {
			t.Errorf("%+v", c)
		}
		draft := got(d.Drafts(ctx, key))(t)[0]
		if !draft.Change.Empty() || draft.EditedBy != "" || draft.Body != "Thank you." {
			t.Errorf("%+v", draft)
		}
		if list := got(d.Installations(ctx))(t); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		b.advance(2 * HoldFor)
		must(t, d.Wake(ctx, key, b.now()))
		must(t, d.Track(ctx, got(d.Take(ctx, key))(t), tracking(1)))
	})
}
