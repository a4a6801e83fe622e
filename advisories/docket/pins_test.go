package docket

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// pinOf is a pin of that text.
func pinOf(text string) advisories.Pin {
	sum := sha256.Sum256([]byte(text))
	return advisories.Pin{Digest: hex.EncodeToString(sum[:]), Text: text}
}

// pinned files a case with a pin and gives it back.
func pinned(t *testing.T, d *Docket, key advisories.CaseKey, p advisories.Pin) {
	t.Helper()
	must(t, filePin(t, d, key, p))
}

func filePin(t *testing.T, d *Docket, key advisories.CaseKey, p advisories.Pin) error {
	t.Helper()
	must(t, d.Wake(t.Context(), key, d.now()))
	w := got(d.Take(t.Context(), key))(t)
	c := testCase(key)
	if w.Case != nil {
		c = *w.Case
	}
	c.Pin = p
	_, err := d.File(t.Context(), w, advisories.Filing{Case: c})
	must(t, d.Release(t.Context(), w, advisories.Next{}))
	return err
}

func TestPins(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		elsewhere := testKey(3)
		elsewhere.Installation++
		one, two := pinOf("acknowledge 48h, sentinel"), pinOf("acknowledge 24h, sentinel")
		pin := func(key advisories.CaseKey, want advisories.Pin) {
			t.Helper()
			if diff := cmp.Diff(want, got(d.Case(ctx, key))(t).Pin); diff != "" {
				t.Error(diff)
			}
		}
		pinned(t, d, testKey(1), one)
		pinned(t, d, testKey(2), one)
		pinned(t, d, elsewhere, one)
		pinned(t, d, testKey(4), advisories.Pin{})
		if n := number(t, d, `SELECT count(*) FROM pins`); n != 2 {
			t.Errorf("%d pins, want one an installation", n)
		}
		pin(testKey(1), one)
		pin(testKey(2), one)
		pin(elsewhere, one)
		pin(testKey(4), advisories.Pin{})
		pinned(t, d, testKey(1), advisories.Pin{}) // leaves the one that is there
		pin(testKey(1), one)
		pinned(t, d, testKey(4), advisories.Pin{Digest: one.Digest}) // its text is known
		pin(testKey(4), one)
		pinned(t, d, testKey(1), two)
		pin(testKey(1), two)
		pin(testKey(2), one)
		must(t, d.Wake(ctx, testKey(1), b.now()))
		if diff := cmp.Diff(two, got(d.Take(ctx, testKey(1)))(t).Case.Pin); diff != "" {
			t.Error("in hand:", diff)
		}
		if diff := cmp.Diff(two, got(d.CaseByName(ctx, testCase(testKey(1)).Name))(t).Pin); diff != "" {
			t.Error("by name:", diff)
		}
		for _, c := range got(d.Cases(ctx, Filter{}))(t) {
			if c.Pin.Text != "" || !c.Pin.Pinned() {
				t.Errorf("listed with %+v", c.Pin)
			}
		}
		must(t, d.db.read(ctx, func(q tx) error {
			return each(ctx, q, `SELECT text FROM pins`, nil, func(r rows) error {
				var sealed []byte
				err := r.Scan(&sealed)
				if strings.Contains(string(sealed), "sentinel") {
					t.Error("a text is not sealed")
				}
				return err
			})
		}))
	})
}

// TestPinRefused: nothing of a filing stays whose pin has no text or no digest.
func TestPinRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		for name, p := range map[string]advisories.Pin{
			"no text": {Digest: pinOf("x").Digest}, "odd digest": {Digest: "sha256:00", Text: "x"},
			"upper case": {Digest: strings.ToUpper(pinOf("x").Digest), Text: "x"},
		} {
			if err := filePin(t, d, key, p); !errors.Is(err, errPin) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := d.Case(ctx, key); !errors.Is(err, advisories.ErrNotFound) {
				t.Errorf("%s: the case is there: %v", name, err)
			}
		}
	})
}

// TestPinStays: a sealed pin opens in its own place only, and a missing one is
// told.
func TestPinStays(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		pinned(t, d, testKey(1), pinOf("one"))
		pinned(t, d, testKey(2), pinOf("two"))
		behind(t, d, `UPDATE pins SET text = (SELECT text FROM pins WHERE digest = $1)`, pinOf("one").Digest)
		if p := got(d.Case(ctx, testKey(1)))(t).Pin; p.Text != "one" {
			t.Errorf("%+v", p)
		}
		if _, err := d.Case(ctx, testKey(2)); err == nil {
			t.Error("a swapped pin opened")
		}
		behind(t, d, `DELETE FROM pins`)
		// The case stays workable, under a pin that says nothing.
		if p := got(d.Case(ctx, testKey(1)))(t).Pin; p.Text != unreadablePin || !p.Pinned() {
			t.Errorf("%+v", p)
		}
	})
}

// TestPinsForgotten: pins without a case go after a day, and come again.
func TestPinsForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, one, two := b.open(), t.Context(), pinOf("one"), pinOf("two")
		left := func(want int64) {
			t.Helper()
			must(t, d.reconcile(ctx, grace))
			if n := number(t, d, `SELECT count(*) FROM pins`); n != want {
				t.Errorf("%d pins, want %d", n, want)
			}
		}
		pinned(t, d, testKey(1), one)
		b.advance(2 * pinsKept)
		left(1)
		pinned(t, d, testKey(1), two) // two is new, one has no case any more
		left(1)
		pinned(t, d, testKey(1), one)
		left(2)
		b.advance(pinsKept + time.Second)
		left(1)
		pinned(t, d, testKey(2), two)
		left(2)
		if p := got(d.Case(ctx, testKey(2)))(t).Pin; p != two {
			t.Errorf("%+v", p)
		}
	})
}

// TestPinsTogether: many cases take one pin at a time while unused ones go.
func TestPinsTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, p := b.open(), pinOf("one")
		pinned(t, d, testKey(0), p)
		pinned(t, d, testKey(0), pinOf("two")) // now no case has p
		b.advance(2 * pinsKept)
		var works []advisories.Work
		for n := range 8 {
			works = append(works, ringAndTake(t, d, testKey(n+1), "together"))
		}
		var all sync.WaitGroup
		for _, w := range works {
			all.Go(func() {
				c := testCase(w.Key)
				c.Pin = p
				if _, err := d.File(t.Context(), w, advisories.Filing{Case: c}); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if err := d.forgetPins(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for n := range 8 {
			if c := got(d.Case(t.Context(), testKey(n+1)))(t); c.Pin != p {
				t.Errorf("%+v", c.Pin)
			}
		}
	})
}

// TestPinsExpand: a docket from before there were pins opens, its cases without
// one; and the program of before can still file a case beside.
func TestPinsExpand(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		filed(t, d, key, receipt(1))
		for _, back := range append([]string{
			`DROP INDEX cases_pin`, `ALTER TABLE cases DROP COLUMN pin`, `DROP TABLE pins`,
			`DELETE FROM goose_db_version WHERE version_id = 2`,
		}, undoTracking...) {
			behind(t, d, back)
		}
		must(t, d.Close())
		d = b.open()
		if c := got(d.Case(ctx, key))(t); c.Pin.Pinned() || c.Name != testCase(key).Name {
			t.Errorf("%+v", c)
		}
		b.advance(2 * HoldFor)
		pinned(t, d, key, pinOf("one"))
		behind(t, d, `INSERT INTO cases (installation, repository, ghsa, name, owner, repo, stage, close_reason, adopted, reporter,
				reporter_login, reporter_bot, reported_at, opened_at, worked_at, facts, history, verdict, next_due, problem, clocks_at_risk, clocks_missed)
			SELECT installation, repository, $1, $2, owner, repo, stage, close_reason, adopted, reporter,
				reporter_login, reporter_bot, reported_at, opened_at, worked_at, facts, history, verdict, next_due, problem, clocks_at_risk, clocks_missed
			FROM cases WHERE ghsa = $3`, string(testKey(2).GHSA), "old-name-1", string(key.GHSA))
		if c := got(d.Case(ctx, testKey(2)))(t); c.Pin.Pinned() {
			t.Errorf("%+v", c.Pin)
		}
	})
}
