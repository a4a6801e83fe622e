package docket

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// grown fills a docket with something in every table, and more rows than a batch.
func grown(t *testing.T, d *Docket, b *bed) {
	t.Helper()
	ctx := t.Context()
	settled(t, d, 7, "octo-org")
	settled(t, d, 8, "globex")
	for n := range 10 {
		key := testKey(100 + n)
		key.Installation = 9
		w := talked(t, d, key)
		if n%2 == 0 {
			end(t, d, w)
		} else {
			must(t, d.Release(ctx, w, advisories.Next{At: b.now().Add(time.Hour)}))
		}
	}
	behind(t, d, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS BIGINT))
		INSERT INTO watermarks (installation, repository, at) SELECT 9, i, i FROM n`, copyRows+7)
	// The last number was given, and its row is gone.
	behind(t, d, `DELETE FROM rings WHERE seq = (SELECT max(seq) FROM rings)`)
}

// content is all rows of a docket's own tables and meta, as sums by table.
func content(t *testing.T, d *Docket) map[string]string {
	t.Helper()
	out := map[string]string{}
	must(t, d.db.read(t.Context(), func(q tx) error {
		tables, columns, err := d.ourTables(t.Context(), q)
		if err != nil {
			return err
		}
		columns["meta"] = []string{"name", "value"}
		for _, table := range append(tables, "meta") {
			var sum [32]byte
			n := 0
			err := eachRow(t.Context(), q, table, columns[table], func(row []any) error {
				addRow(&sum, asCopied(table, columns[table], row))
				n++
				return nil
			})
			if err != nil {
				return err
			}
			if n == 0 {
				t.Logf("%s is empty", table)
			}
			out[table] = string(sum[:])
		}
		return nil
	}))
	return out
}

// TestCopy moves a grown docket to the other engine and back: nothing of it
// changes, and it goes on there.
func TestCopy(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		grown(t, d, b)
		b.advance(time.Hour)
		other := "sqlite:" + filepath.Join(t.TempDir(), "copy.db")
		if strings.HasPrefix(b.url, "sqlite:") {
			other = dockettest.URL(t)
		}
		var tables []string
		c := got(d.CopyTo(ctx, Config{URL: other}, func(table string, _ int) { tables = append(tables, table) }))(t)
		if c.Cases != 16 || c.Rows["watermarks"] != copyRows+9 || c.Rows["decisions"] != 16 || len(tables) != len(c.Rows) || c.Faults != 0 || c.Older != 0 {
			t.Errorf("%+v; told of %v", c, tables)
		}
		copied := &bed{t: t, url: other, keys: b.keys, clock: b.clock}
		e := copied.open()
		if diff := cmp.Diff(content(t, d), content(t, e)); diff != "" {
			t.Errorf("the copy differs (-want +got):\n%s", diff)
		}
		if !e.Born().Equal(d.Born()) {
			t.Errorf("born %v, the copy %v", d.Born(), e.Born())
		}
		var want, seq int64
		must(t, d.db.read(ctx, func(q tx) error {
			numbers, err := d.db.sequences(ctx, q)
			want = numbers["rings"] + 1
			return err
		}))
		key := testKey(101)
		key.Installation = 9
		w := ringAndTake(t, e, key, "after")
		must(t, e.db.read(ctx, func(q tx) error {
			return one(ctx, q, `SELECT seq FROM rings WHERE guid = 'after'`, nil, &seq)
		}))
		if seq != want || len(w.Drafts) != 2 {
			t.Errorf("the next ring is %d, want %d; %d drafts", seq, want, len(w.Drafts))
		}
		got(e.File(ctx, w, advisories.Filing{Case: testCase(key), Entries: []advisories.Entry{{What: "later"}}}))(t)
		must(t, e.Verify(ctx, key))
		must(t, e.Release(ctx, w, advisories.Next{}))
		if n := number(t, e, `SELECT count(*) FROM river_job WHERE kind = 'work'`); n > 1 {
			t.Errorf("%d jobs were copied", n)
		}
		must(t, e.reconcile(ctx, 0))
		due := got(e.Due(ctx))(t)
		if n := number(t, e, `SELECT count(*) FROM river_job WHERE kind = 'work'`); len(due) < 6 || n < int64(len(due)) {
			t.Errorf("%d keys are due, and %d jobs were made", len(due), n)
		}

		back := &bed{t: t, url: "sqlite:" + filepath.Join(t.TempDir(), "back.db"), keys: b.keys, clock: b.clock}
		if !strings.HasPrefix(b.url, "sqlite:") {
			back.url = dockettest.URL(t)
		}
		got(e.CopyTo(ctx, Config{URL: back.url}, nil))(t)
		if diff := cmp.Diff(content(t, e), content(t, back.open())); diff != "" {
			t.Errorf("back again (-want +got):\n%s", diff)
		}
	})
}

// TestCopyKilled stops a copy at every write: what it leaves is never taken for a
// docket.
func TestCopyKilled(t *testing.T) {
	from := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
	d := from.open()
	grown(t, d, from)
	from.advance(time.Hour)
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		for stop := 1; ; stop++ {
			c := b.config()
			if _, sqlite := strings.CutPrefix(b.url, "sqlite:"); sqlite {
				stop += stop % 2 // a database each takes its time
				c.URL = "sqlite:" + filepath.Join(t.TempDir(), "docket.db")
			} else if stop > 1 {
				stop += 9
				c.URL = dockettest.URL(t)
			}
			db := got(connect(ctx, Config{URL: c.URL, Log: d.log}))(t)
			to := &Docket{db: &stopping{database: db, after: stop, stop: func() {}, fail: errStopped}, keys: d.keys, seal: d.seal, log: d.log, now: d.now, holds: d.holds}
			copying := &transfer{from: d, to: to, columns: map[string][]string{}, rows: map[string]int{}, sums: map[string][32]byte{}, meta: map[string][]byte{},
				tell: func(string, int) {}}
			_, err := copying.copy(ctx)
			must(t, db.close())
			if err == nil {
				d, err := Open(ctx, c)
				must(t, err)
				got(d.VerifyAll(ctx))(t)
				must(t, d.Close())
				t.Logf("through after %d writes", stop)
				return
			}
			if !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			if _, err := Open(ctx, c); !errors.Is(err, ErrHalfCopy) {
				t.Errorf("stopped at write %d, opened: %v", stop, err)
			}
			if _, err := d.CopyTo(ctx, c, nil); !errors.Is(err, ErrHalfCopy) {
				t.Errorf("stopped at write %d, copied again: %v", stop, err)
			}
		}
	})
}

func TestCopyRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		w := talked(t, d, testKey(1))
		to := Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "docket.db")}
		if _, err := d.CopyTo(ctx, to, nil); !errors.Is(err, ErrWorked) {
			t.Errorf("while it is worked: %v", err)
		}
		must(t, d.Release(ctx, w, advisories.Next{}))
		if _, err := d.CopyTo(ctx, Config{URL: b.url}, nil); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("into itself: %v", err)
		}
		other := newBed(t, to.URL).open()
		if _, err := d.CopyTo(ctx, to, nil); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("into a docket that saw nothing yet: %v", err)
		}
		must(t, other.Close())
		if _, ok := d.db.(*postgres); ok {
			stop := running(t, d, desk{work: func(context.Context, advisories.CaseKey) error { return nil }}, RunConfig{})
			led := func() bool { return number(t, d, `SELECT count(*) FROM river_leader`) > 0 }
			for until := time.Now().Add(patience); !led() && time.Now().Before(until); {
				time.Sleep(10 * time.Millisecond)
			}
			if _, err := d.CopyTo(ctx, to, nil); !errors.Is(err, ErrWorked) {
				t.Errorf("while it is served: %v", err)
			}
			stop()
		}
		// What is broken is told, and its copy is none.
		behind(t, d, `UPDATE entries SET actor = 'x' WHERE seq = 1`)
		to.URL = "sqlite:" + filepath.Join(t.TempDir(), "docket.db")
		if _, err := d.CopyTo(ctx, to, nil); !errors.Is(err, ErrTampered) || !strings.Contains(err.Error(), testCase(testKey(1)).Name) {
			t.Errorf("a broken timeline: %v", err)
		}
	})
}

// TestBackup: a backup under load is whole, and opens as a docket of its own.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	b := newBed(t, "sqlite:"+filepath.Join(dir, "docket.db"))
	d, ctx := b.open(), t.Context()
	grown(t, d, b)
	stop, rung := make(chan bool), make(chan int)
	go func() {
		n := 0
		defer func() { rung <- n }()
		for ; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := d.Ring(ctx, webhook(testKey(n%50), "load"+time.Now().String())); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	file := filepath.Join(t.TempDir(), "backup.db")
	v := got(d.Backup(ctx, file))(t)
	close(stop)
	if n := <-rung; n == 0 || v.Cases != 16 || v.Faults != 0 {
		t.Errorf("%d rings meanwhile; %+v", n, v)
	}
	info, err := os.Stat(file)
	must(t, err)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
	must(t, err)
	if hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); info.Mode().Perm() != 0o600 || len(left)+len(hidden) != 1 {
		t.Errorf("mode %v; %v", info.Mode(), append(left, hidden...))
	}
	before, err := os.ReadFile(file)
	must(t, err)
	if _, err := d.Backup(ctx, file); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changed: %v", err)
	}
	restored := newBed(t, "sqlite:"+file).open()
	if !restored.Born().Equal(d.Born()) {
		t.Error("another time of birth")
	}
	got(restored.VerifyAll(ctx))(t)
	if _, err := d.Backup(ctx, filepath.Join(dir, "no", "backup.db")); err == nil {
		t.Error("backed up into a folder that is not there")
	}
	// A docket with a broken timeline is backed up as it is, and that is told.
	behind(t, d, `UPDATE entries SET actor = 'x' WHERE seq = 1 AND installation = 7`)
	if _, err := d.Backup(ctx, file+"2"); !errors.Is(err, ErrTampered) {
		t.Errorf("err = %v", err)
	}
	if _, err := os.Stat(file + "2"); err != nil {
		t.Error(err)
	}
}

func TestBackupOfPostgres(t *testing.T) {
	d := newBed(t, dockettest.URL(t)).open()
	if _, err := d.Backup(t.Context(), filepath.Join(t.TempDir(), "backup.db")); !errors.Is(err, ErrNoBackup) {
		t.Errorf("err = %v", err)
	}
}

// TestVerifyAll finds what was changed, wherever it stands.
func TestVerifyAll(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		grown(t, d, b)
		if v := got(d.VerifyAll(ctx))(t); v.Cases != 16 || v.Texts < 50 || v.Older != 0 || v.Faults != 0 {
			t.Errorf("%+v", v)
		}
		b.withKeys(t, func(d *Docket) {
			if v := got(d.VerifyAll(ctx))(t); v.Older <= v.Texts {
				t.Errorf("under a new key: %+v", v)
			}
		}, 2, 1)
		for _, change := range []string{
			`UPDATE entries SET actor = 'x' WHERE seq = 1 AND installation = 7`,
			`UPDATE drafts SET body = (SELECT body FROM drafts WHERE installation = 9 AND number = 1 AND ghsa = 'GHSA-aaaa-bbbb-0101') WHERE installation = 8`,
			`UPDATE pins SET text = (SELECT text FROM pins WHERE installation = 7) WHERE installation = 8`,
		} {
			if n := behind(t, d, change); n == 0 {
				t.Fatal("nothing changed")
			}
		}
		v, err := d.VerifyAll(ctx)
		if !errors.Is(err, ErrTampered) || !errors.Is(err, ErrDamaged) || v.Faults != 3+6+1 {
			t.Errorf("%+v, %v", v, err)
		}
		if strings.Contains(err.Error(), "GHSA") || strings.Contains(err.Error(), "octo") && !strings.Contains(err.Error(), "octo-org0") {
			t.Errorf("err = %v", err)
		}
	})
}
