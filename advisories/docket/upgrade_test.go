package docket

import (
	"context"
	commandline "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var update = commandline.Bool("update", false, "record the trace of this schema in testdata/upgrade")

// story goes through a docket's ways, all that the program has.
func story(t *testing.T, d *Docket, b *bed) {
	t.Helper()
	ctx := t.Context()
	must(t, d.prepare(ctx, true))
	settled(t, d, 7, "octo-org")
	settled(t, d, 8, "globex")
	key := testKey(1)
	repo := advisories.RepositoryKey{Installation: 7, Repository: 70}
	b.advance(time.Minute)
	d.reconcile(ctx, 0)
	w := got(d.Take(ctx, key))(t)
	must(t, d.Begin(ctx, w, 2))
	must(t, d.Settle(ctx, w, 2, advisories.Outcome{State: advisories.DraftDone, Code: "done", Comment: 9}, advisories.Entry{What: "draft_done", Draft: 2}))
	c := testCase(key)
	c.Name, c.Stage, c.Pin = "octo-org1", advisories.StageAccepted, pinOf("another")
	o := order(key, 6, "edit")
	edited := held(advisories.KindAccept, 2)
	edited.Body, edited.Change.Severity = "another text", "high"
	o.Replace, o.Draft, o.History = 1, &edited, &advisories.History{Help: advisories.Seen{At: b.now(), By: "kim"}}
	got(d.Obey(ctx, w, o))(t)
	got(d.Obey(ctx, w, order(key, 7, "help")))(t)
	must(t, d.Answered(ctx, w, o.Command))
	got(d.File(ctx, w, advisories.Filing{Case: c, Settled: map[int]advisories.Outcome{3: {State: advisories.DraftStale}},
		New: []advisories.Draft{receipt(5)}, Entries: []advisories.Entry{{What: "stage"}},
		Notices: []advisories.Notice{{Kind: advisories.NoticeEscalated, About: "x", Text: "y"}}}))(t)
	must(t, d.Release(ctx, w, advisories.Next{At: b.now().Add(time.Hour)}))
	decide := by(testKey(2), "operator:kim", advisories.KindAccept, false)
	must(t, d.Decide(ctx, decide))
	must(t, d.Acknowledge(ctx, key, "operator:kim", b.now()))
	must(t, d.Witness(ctx, key, advisories.Witness{Fact: advisories.FactExploited, By: "operator:kim", At: b.now()}))
	look(t, d, b, key, repo)
	leave(t, d, b)
}

// look reads all that can be read.
func look(t *testing.T, d *Docket, b *bed, key advisories.CaseKey, repo advisories.RepositoryKey) {
	t.Helper()
	ctx := t.Context()
	for _, f := range []Filter{{}, {Installation: 7, Repository: 70, Stage: advisories.StageAccepted, Open: true, Limit: 2}} {
		got(d.Cases(ctx, f))(t)
	}
	got(d.Case(ctx, key))(t)
	got(d.CaseByName(ctx, "octo-org1"))(t)
	got(d.Drafts(ctx, key))(t)
	got(d.Decisions(ctx, key))(t)
	got(d.Commands(ctx, key))(t)
	got(d.Unanswered(ctx, key))(t)
	got(d.Seen(ctx, key, advisories.PlaceIssue, 5, 6))(t)
	got(d.Timeline(ctx, key))(t)
	must(t, d.Verify(ctx, key))
	got(d.Known(ctx, repo))(t)
	got(d.KnownOpen(ctx, 7))(t)
	got(d.OpenRepositories(ctx, 7))(t)
	got(d.TrackedIssues(ctx, 7))(t)
	got(d.SweepDue(ctx, 7, 5))(t)
	must(t, d.Swept(ctx, 7, []int64{70}, b.now()))
	_, _, err := d.Coverage(ctx, 7)
	must(t, err)
	_, _, err = d.Sent(ctx, repo, 41, b.now().Add(-time.Hour))
	must(t, err)
	got(d.Figures(ctx))(t)
	got(d.Notices(ctx))(t)
	got(d.Due(ctx))(t)
	got(d.Watermark(ctx, repo))(t)
	_, _, err = d.OwnerPolicy(ctx, 7)
	must(t, err)
	got(d.Repository(ctx, repo))(t)
	got(d.Repositories(ctx, 7))(t)
	got(d.Installations(ctx))(t)
	got(d.OwnedBy(ctx, "GLOBEX"))(t)
	got(d.Kept(ctx, 7))(t)
	d.early(ctx, key)
}

// leave wakes, fails, sweeps and forgets.
func leave(t *testing.T, d *Docket, b *bed) {
	t.Helper()
	ctx := t.Context()
	must(t, d.WakeReady(ctx))
	must(t, d.WakeRepository(ctx, advisories.RepositoryKey{Installation: 7, Repository: 70}, b.now()))
	must(t, d.WakeInstallation(ctx, 8, b.now().Add(time.Hour)))
	must(t, d.Wake(ctx, testKey(1), b.now()))
	d.failed(ctx, testKey(1))
	must(t, d.errand(ctx, "sweep", func(context.Context) error { return nil }))
	must(t, d.ClearNotice(ctx, advisories.NoticeEscalated, "x", 7))
	must(t, d.DropInstallation(ctx, 8))
	got(d.LeftBefore(ctx, b.now().Add(time.Hour)))(t)
	must(t, d.PutInstallation(ctx, advisories.Installation{ID: 8, Account: "globex", AccountID: 5}))
	must(t, d.DropRepositories(ctx, 8, 70))
	b.advance(ringsKept + time.Hour)
	must(t, d.reconcile(ctx, grace))
	got(d.Purge(ctx, 8))(t)
}

// schemaOf is the version of the newest migration that a file is named after.
func schemaOf(t *testing.T) string {
	t.Helper()
	list, err := migrations.ReadDir("migrations/sqlite")
	must(t, err)
	version, _, _ := strings.Cut(list[len(list)-1].Name(), "_")
	return version
}

// TestRollingUpgrade: what programs of earlier schemas ask of a docket comes to the
// same on the newest one, so that a version and the next can run together.
func TestRollingUpgrade(t *testing.T) {
	dir := filepath.Join("testdata", "upgrade")
	if *update {
		b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
		r := &recorder{database: got(connect(t.Context(), b.config()))(t)}
		seal, err := newSealer(b.keys)
		must(t, err)
		d := &Docket{db: r, keys: b.keys, seal: seal, log: b.config().Log, now: b.now, holds: b.now,
			ringRows: newManyRows(ringInsert, ringWidth, ringConflict)}
		d.drain, d.bell = newDrain(d), newBell(d)
		story(t, d, b)
		must(t, d.Close())
		must(t, os.MkdirAll(dir, 0o755))
		must(t, os.WriteFile(filepath.Join(dir, schemaOf(t)+".jsonl.gz"), pack(t, r.trace), 0o644))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl.gz"))
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no trace of an earlier schema")
	}
	for _, file := range files {
		packed, err := os.ReadFile(file)
		must(t, err)
		trace := unpack(t, packed)
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl.gz"), func(t *testing.T) {
			onBoth(t, func(t *testing.T, b *bed) {
				db := got(connect(t.Context(), b.config()))(t)
				defer func() { must(t, db.close()) }()
				steps := replay(t, db, trace)
				t.Logf("%d statements in %d transactions", steps, len(trace))
				if steps < 300 {
					t.Error("the trace is too short")
				}
			})
		})
	}
}

// TestRollingUpgradeBites: a migration that older queries cannot live with fails.
func TestRollingUpgradeBites(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		for _, change := range []string{`ALTER TABLE cases RENAME COLUMN problem TO trouble`, `ALTER TABLE notices DROP COLUMN text`} {
			s := &step{SQL: `UPDATE cases SET problem = ''`, Changed: []int64{0}}
			if strings.Contains(change, "notices") {
				s = &step{SQL: `SELECT text FROM notices`, Asks: true}
			}
			run := func() error { return d.db.write(ctx, func(q tx) error { return again(ctx, q, s) }) }
			must(t, run())
			behind(t, d, change)
			if err := run(); err == nil {
				t.Errorf("after %s: no fault", change)
			}
		}
		if err := d.db.write(ctx, func(q tx) error {
			return again(ctx, q, &step{SQL: `SELECT count(*) FROM cases`, Asks: true, Rows: [][]any{{int64(1)}}})
		}); err == nil {
			t.Error("another outcome is no fault")
		}
	})
}

// TestOpenNewer: a program starts on a docket that a newer one has migrated, our
// tables and the queue's, as long as they were only expanded.
func TestOpenNewer(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		w := talked(t, d, testKey(1))
		must(t, d.Release(ctx, w, advisories.Next{}))
		for _, change := range []string{
			`ALTER TABLE cases ADD COLUMN later TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE rings ADD COLUMN later INTEGER NOT NULL DEFAULT 0`,
			`CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY)`,
			`INSERT INTO goose_db_version (version_id, is_applied) VALUES (90001, ` + map[bool]string{true: "1", false: "TRUE"}[strings.HasPrefix(b.url, "sqlite:")] + `)`,
			`INSERT INTO river_migration (line, version) VALUES ('main', 900)`,
		} {
			behind(t, d, change)
		}
		must(t, d.Close())
		d = b.open(realTime)
		key := testKey(1)
		if all, _ := said(t, d, key); !strings.Contains(all, secretReason) {
			t.Error("its texts are gone")
		}
		worked := make(chan bool, 10)
		stop := running(t, d, desk{work: func(ctx context.Context, key advisories.CaseKey) error {
			w, err := d.Take(ctx, key)
			if err != nil {
				return fmt.Errorf("take: %w", err)
			}
			if _, err := d.File(ctx, w, advisories.Filing{Case: testCase(key), Entries: []advisories.Entry{{What: "later"}}}); err != nil {
				return err
			}
			defer func() { worked <- true }()
			return d.Release(ctx, w, advisories.Next{})
		}}, RunConfig{})
		got(d.Ring(ctx, webhook(key, "later")))(t)
		await(t, "work", worked)
		stop()
		must(t, d.Verify(ctx, key))
	})
}
