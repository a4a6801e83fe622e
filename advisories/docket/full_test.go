package docket

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// refusing is a docket's engine that can be made to take no writes, and to take
// them again.
type refusing struct {
	name    string
	refuse  func()
	recover func()
	// full is true where small writes may still find room.
	full bool
}

// onRefusing runs a part of the suite on each way in which an engine takes no
// writes any more.
func onRefusing(t *testing.T, part func(*testing.T, *Docket, *bed, refusing)) {
	pragma := func(t *testing.T, d *Docket, statement string) {
		t.Helper()
		_, err := d.db.(*sqlite).writer.ExecContext(t.Context(), statement)
		must(t, err)
	}
	for name, statements := range map[string][2]string{
		"sqlite full":      {"PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"}, // never below what is there
		"sqlite read-only": {"PRAGMA query_only(ON)", "PRAGMA query_only(OFF)"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
			d := b.open(realTime)
			part(t, d, b, refusing{name, func() { pragma(t, d, statements[0]) }, func() { pragma(t, d, statements[1]) }, strings.HasSuffix(name, "full")})
		})
	}
	t.Run("postgres read-only", func(t *testing.T) {
		server := dockettest.New(t)
		b := newBed(t, server.Database(t))
		part(t, b.open(realTime), b, refusing{"postgres read-only", func() { server.ReadOnly(true) }, func() { server.ReadOnly(false) }, false})
	})
}

// patience is how long an engine may take to notice.
const patience = time.Minute

// TestNoRoom: where nothing can be written, whoever rings is told, what was
// acknowledged is there, nothing is there by half, and once there is room again all
// goes on without a restart.
func TestNoRoom(t *testing.T) {
	onRefusing(t, func(t *testing.T, d *Docket, b *bed, r refusing) {
		ctx := t.Context()
		w := talked(t, d, testKey(1))
		before := got(d.Timeline(ctx, w.Key))(t)
		r.refuse()
		var stored, refused []string
		for until := time.Now().Add(patience); len(refused) < 5 && time.Now().Before(until); {
			guid := fmt.Sprintf("guid-%d-%s", len(stored)+len(refused), strings.Repeat("x", 200))
			ring := webhook(testKey(2+len(stored)%7), guid)
			if fresh, err := d.Ring(ctx, ring); err == nil && fresh {
				stored = append(stored, guid)
			} else if err != nil {
				refused = append(refused, guid)
			}
		}
		if len(refused) < 5 {
			t.Fatalf("%d rings were stored, and none refused", len(stored))
		}
		filing := advisories.Filing{Case: testCase(w.Key), Entries: []advisories.Entry{{What: "x"}}}
		for n := range 400 { // much more than a page
			draft := receipt(100 + n)
			draft.Body = strings.Repeat("a long text ", 1000)
			filing.New = append(filing.New, draft)
		}
		if _, err := d.File(ctx, w, filing); err == nil {
			t.Error("a case was filed")
		}
		if _, err := d.Forget(ctx, time.Now()); err == nil && !r.full {
			t.Error("texts were forgotten")
		}
		r.recover()
		filing.New = filing.New[:1]
		var err error
		for until := time.Now().Add(patience); time.Now().Before(until); {
			if _, err = d.File(ctx, w, filing); err == nil {
				break
			}
		}
		must(t, err)
		if after := got(d.Timeline(ctx, w.Key))(t); len(after) != len(before)+1 {
			t.Errorf("%d lines of the timeline, want %d", len(after), len(before)+1)
		}
		if n := len(got(d.Drafts(ctx, w.Key))(t)); n != 3 {
			t.Errorf("%d drafts, want 3", n)
		}
		for _, guid := range refused {
			if !got(d.Ring(ctx, webhook(testKey(2), guid)))(t) {
				t.Error("a ring that was refused is there")
			}
		}
		if n := number(t, d, `SELECT count(*) FROM rings WHERE ghsa <> $1`, string(w.Key.GHSA)); n != int64(len(stored)+len(refused)) {
			t.Errorf("%d rings, want %d", n, len(stored)+len(refused))
		}
		d.drain.await(ctx, nil)
		if n := number(t, d, `SELECT count(*) FROM rings r WHERE NOT EXISTS (SELECT 1 FROM work w WHERE w.installation = r.installation
			AND w.repository = r.work_repository AND w.ghsa = r.work_ghsa AND (w.wake_at > 0 OR w.hold_token <> ''))`); n != 0 {
			t.Errorf("%d rings wake nobody", n)
		}
		got(d.VerifyAll(ctx))(t)
		got(d.Take(ctx, testKey(2)))(t)
		t.Logf("%d rings were stored before it was full", len(stored))
	})
}

// TestTampered changes a timeline as somebody would who can write to the database
// and has no key.
func TestTampered(t *testing.T) {
	tests := map[string]struct {
		tamper []string
		want   string
	}{
		"two entries swapped": {[]string{`UPDATE entries SET seq = 100 WHERE seq = 2 AND ghsa = $1`,
			`UPDATE entries SET seq = 2 WHERE seq = 3 AND ghsa = $1`, `UPDATE entries SET seq = 3 WHERE seq = 100 AND ghsa = $1`}, "entry 2 is not"},
		"an entry of another case": {[]string{`DELETE FROM entries WHERE seq = 2 AND ghsa = $1`,
			`UPDATE entries SET ghsa = $1 WHERE seq = 2 AND ghsa = $2`}, "entry 2 is not"},
		"an entry added": {[]string{`INSERT INTO entries (installation, repository, ghsa, seq, at, what, actor, draft, detail, salt, detail_hash, hash)
			SELECT installation, repository, ghsa, 5, at, what, actor, draft, detail, salt, detail_hash, hash FROM entries WHERE seq = 4 AND ghsa = $1`}, "entry 5 is not"},
		"a detail and its hash": {[]string{`UPDATE entries SET detail = 'x', salt = 's', detail_hash = '` + detailHash("s", "x") + `' WHERE seq = 2 AND ghsa = $1`}, "entry 2 is not"},
		"the first entry":       {[]string{`DELETE FROM entries WHERE seq = 1 AND ghsa = $1`}, "entry 1 is missing"},
		"the end and the head with it": {[]string{`DELETE FROM entries WHERE seq = 4 AND ghsa = $1`,
			`UPDATE cases SET head_seq = 3, head_hash = (SELECT hash FROM entries WHERE seq = 3 AND ghsa = $1) WHERE ghsa = $1`}, "signature"},
		"the head of another case": {[]string{`UPDATE cases SET head_seq = (SELECT head_seq FROM cases WHERE ghsa = $2),
			head_hash = (SELECT head_hash FROM cases WHERE ghsa = $2), head_key = (SELECT head_key FROM cases WHERE ghsa = $2),
			head_mac = (SELECT head_mac FROM cases WHERE ghsa = $2) WHERE ghsa = $1`}, "signature"},
		"the timeline and the head of another case": {[]string{`DELETE FROM entries WHERE ghsa = $1`,
			`UPDATE entries SET ghsa = $1 WHERE ghsa = $2`,
			`UPDATE cases SET head_hash = (SELECT head_hash FROM cases WHERE ghsa = $2), head_mac = (SELECT head_mac FROM cases WHERE ghsa = $2) WHERE ghsa = $1`},
			"entry 1 is not"},
		"all of it, head and all": {[]string{`DELETE FROM entries WHERE ghsa = $1`,
			`UPDATE cases SET head_hash = '', head_mac = '' WHERE ghsa = $1`}, "signature"},
	}
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		n := 0
		end(t, d, talked(t, d, testKey(n)))
		for name, test := range tests {
			one, other := testKey(n+1), testKey(n+2)
			n += 2
			end(t, d, talked(t, d, one))
			end(t, d, talked(t, d, other))
			must(t, d.Verify(ctx, one))
			for _, statement := range test.tamper {
				a := []any{string(one.GHSA), string(other.GHSA)}
				if !strings.Contains(statement, "$2") {
					a = a[:1]
				}
				if behind(t, d, statement, a...) == 0 {
					t.Fatalf("%s: nothing was tampered with: %s", name, statement)
				}
			}
			if err := d.Verify(ctx, one); !errors.Is(err, ErrTampered) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: err = %v, want %q", name, err, test.want)
			}
		}
		v, err := d.VerifyAll(ctx)
		if err == nil || v.Faults < len(tests) || strings.Contains(err.Error(), testCase(testKey(0)).Name) {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// TestSwappedCases: the rows of two cases change places, timelines and all.
func TestSwappedCases(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db"))
	d, ctx := b.open(), t.Context()
	for n := range 3 {
		end(t, d, talked(t, d, testKey(n)))
	}
	_, err := d.db.(*sqlite).writer.ExecContext(ctx, "PRAGMA foreign_keys(OFF)")
	must(t, err)
	for _, table := range ofCaseTables {
		for _, move := range [][2]string{{string(testKey(1).GHSA), "swap"}, {string(testKey(2).GHSA), string(testKey(1).GHSA)}, {"swap", string(testKey(2).GHSA)}} {
			behind(t, d, `UPDATE `+table+` SET ghsa = $2 WHERE ghsa = $1`, move[0], move[1])
		}
	}
	v, err := d.VerifyAll(ctx)
	if err == nil || v.Faults != 2*(1+4+1) { // the chain and each sealed text
		t.Errorf("%+v, %v", v, err)
	}
	must(t, d.Verify(ctx, testKey(0)))
}
