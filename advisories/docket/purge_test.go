package docket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// settled leaves something of an owner in every table.
func settled(t *testing.T, d *Docket, installation int64, owner string) {
	t.Helper()
	ctx := t.Context()
	must(t, d.PutInstallation(ctx, advisories.Installation{ID: installation, Account: owner, AccountID: 5}))
	for n := range 3 {
		key := testKey(n)
		key.Installation = installation
		repo := advisories.Repository{Installation: installation, ID: 70, Owner: owner, OwnerID: 5, Name: owner + "-repo"}
		must(t, d.PutRepositories(ctx, []advisories.Repository{repo}))
		must(t, d.SetWatermark(ctx, repo.Key(), d.now()))
		must(t, d.KeepOwnerPolicy(ctx, installation, advisories.PolicyFile{Repository: owner + "/.github", Text: "team: " + owner}))
		must(t, d.Notice(ctx, advisories.Notice{Kind: advisories.NoticeFlood, About: "flood", Repository: repo}))
		r := webhook(key, fmt.Sprint(owner, n))
		r.Owner, r.Name, r.Account = owner, owner+"-repo", owner
		got(d.Ring(ctx, r))(t)
		w := got(d.Take(ctx, key))(t)
		c := testCase(key)
		c.Owner, c.Repo, c.Name, c.Reporter.Login, c.Pin = owner, owner+"-repo", fmt.Sprint(owner, n), owner+"-reporter", pinOf(owner)
		_, err := d.File(ctx, w, advisories.Filing{Case: c, New: []advisories.Draft{held(advisories.KindAccept, 2), receipt(1)},
			Entries: []advisories.Entry{{What: "opened", Actor: owner}}})
		must(t, err)
		must(t, d.Track(ctx, w, tracking(n+1)))
		must(t, d.Wake(ctx, key, d.now().Add(time.Hour))) // with a job
		o := order(key, 5, "approve")
		o.Command.By.Login = owner
		_, err = d.Obey(ctx, w, decided(o, 1, advisories.KindAccept, true))
		must(t, err)
		must(t, d.Release(ctx, w, advisories.Next{}))
		r.GUID += "-again"
		got(d.Ring(ctx, r))(t)
	}
}

// tables are the docket's tables whose rows belong to an installation.
func tables(t *testing.T, d *Docket) (list []string) {
	t.Helper()
	query := `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'installation' WHERE m.type = 'table'`
	if _, ok := d.db.(*postgres); ok {
		query = `SELECT table_name FROM information_schema.columns WHERE column_name = 'installation' AND table_schema = 'public'`
	}
	must(t, d.db.read(t.Context(), func(q tx) error {
		list = nil
		return each(t.Context(), q, query, nil, func(r rows) error {
			var name string
			err := r.Scan(&name)
			list = append(list, name)
			return err
		})
	}))
	return list
}

func TestPurge(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		settled(t, d, 7, "sentinel-gone")
		settled(t, d, 8, "sentinel-kept")
		for installation := range int64(9) {
			_, _, err := d.BookWrite(ctx, installation+1, b.now(), advisories.WritePace{})
			must(t, errors.Join(err, d.KeepLimit(ctx, advisories.RateLimit{Installation: installation + 1, Until: b.now()})))
		}
		count := func(installation int64) (rows map[string]int64) {
			d.drain.await(ctx, nil)
			rows = map[string]int64{}
			for _, table := range tables(t, d) {
				rows[table] = number(t, d, `SELECT count(*) FROM `+table+` WHERE installation = $1`, installation)
			}
			rows["river_job"] = number(t, d, `SELECT count(*) FROM river_job WHERE `+jobsOf, installation)
			return rows
		}
		before := count(8)
		for table, n := range before {
			if n == 0 {
				t.Errorf("%s holds nothing: the test does not see whether it is purged", table)
			}
		}
		kept := got(d.Kept(ctx, 7))(t)
		if diff := cmp.Diff(Purged{Cases: 3, Drafts: 6, Decisions: 3, Commands: 3, Entries: 6, Notices: 1, Repositories: 1, Rings: 6}, kept); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(kept, got(d.Purge(ctx, 7))(t)); diff != "" {
			t.Error(diff)
		}
		for table, n := range count(7) {
			if n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		if diff := cmp.Diff(before, count(8)); diff != "" {
			t.Errorf("another installation's (-want +got):\n%s", diff)
		}
		key := testKey(1)
		key.Installation = 8
		must(t, d.Verify(ctx, key))
		if len(got(d.OwnedBy(ctx, "sentinel-gone"))(t)) != 0 {
			t.Error("it is still known")
		}
		if diff := cmp.Diff(Purged{}, got(d.Purge(ctx, 7))(t)); diff != "" {
			t.Error("again:", diff)
		}
		settled(t, d, 7, "sentinel-anew") // it may come again
	})
}

// TestPurgeBatches: an installation larger than a batch goes whole, and what was
// interrupted goes on.
func TestPurgeBatches(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		must(t, d.PutInstallation(ctx, advisories.Installation{ID: 7, Account: "octo-org"}))
		const cases = 2*purgeCases + 1
		for n := range cases {
			key := testKey(n)
			w := ringAndTake(t, d, key, "first")
			_, err := d.File(ctx, w, advisories.Filing{Case: testCase(key), New: []advisories.Draft{receipt(1)}})
			must(t, err)
			must(t, d.Release(ctx, w, advisories.Next{}))
		}
		for n := range purgeRows + 1 {
			behind(t, d, `INSERT INTO watermarks (installation, repository, at) VALUES (7, $1, 1)`, n)
		}
		stopped, stop := context.WithCancel(ctx)
		stop()
		if _, err := d.Purge(stopped, 7); err == nil {
			t.Error("purged under an ended context")
		}
		if p := got(d.Purge(ctx, 7))(t); p.Cases != cases || p.Drafts != cases || p.Rings != cases {
			t.Errorf("%+v", p)
		}
		for _, table := range tables(t, d) {
			if n := number(t, d, `SELECT count(*) FROM `+table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}

// TestPurgeLeavesNothing looks for the owner's names in the files.
func TestPurgeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	d := newBed(t, "sqlite:"+filepath.Join(dir, "docket.db")).open()
	b := &bed{url: "sqlite:" + filepath.Join(dir, "docket.db")}
	settled(t, d, 7, "sentinel-gone")
	settled(t, d, 8, "sentinel-kept")
	quotes := func(name string) (n int) {
		for _, data := range atRest(t, d, b) {
			n += bytes.Count(data, []byte(name))
		}
		return n
	}
	if quotes("sentinel-gone") == 0 {
		t.Fatal("the names were never there")
	}
	got(d.Purge(t.Context(), 7))(t)
	if n := quotes("sentinel-gone"); n != 0 {
		t.Errorf("the files still name it, %d times", n)
	}
	if quotes("sentinel-kept") == 0 {
		t.Error("another installation's names are gone")
	}
}

// TestPurgeRemains: where others read the file, what stays is told.
func TestPurgeRemains(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
	d := b.open()
	settled(t, d, 7, "sentinel-gone")
	_, err := d.db.(*sqlite).writer.Exec("PRAGMA busy_timeout(1)")
	must(t, err)
	must(t, d.db.read(t.Context(), func(q tx) error {
		var n int
		if err := one(t.Context(), q, `SELECT count(*) FROM cases`, nil, &n); err != nil {
			return err
		}
		p, err := d.Purge(t.Context(), 7)
		if !errors.Is(err, ErrRemains) || p.Cases != 3 || strings.Contains(err.Error(), "sentinel") {
			t.Errorf("%+v, %v", p, err)
		}
		return nil
	}))
	got(d.Purge(t.Context(), 7))(t)
}
