package docket

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// withKeys opens the bed's docket with keys, newest first, for as long as use lasts.
func (b *bed) withKeys(t *testing.T, use func(*Docket), seeds ...byte) {
	t.Helper()
	c := b.config()
	c.Keys = testKeys(t, seeds...)
	d, err := Open(t.Context(), c)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	use(d)
}

// TestReseal: whenever it is stopped, everything can be read with both keys, and
// when it is through, with the new one alone, while the old one opens nothing.
func TestReseal(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		const cases = 2*resealCases + 5
		ctx := t.Context()
		want := map[advisories.CaseKey]string{}
		b.withKeys(t, func(d *Docket) {
			for n := range cases {
				w := talked(t, d, testKey(n))
				c := testCase(w.Key)
				c.Pin = pinOf(fmt.Sprint("policy ", n))
				got(d.File(ctx, w, advisories.Filing{Case: c}))(t)
				if n%3 == 0 {
					end(t, d, w)
				}
			}
			b.advance(time.Hour)
			got(d.Forget(ctx, b.now()))(t)
			for n := range cases {
				want[testKey(n)], _ = said(t, d, testKey(n))
			}
		}, 1)
		same := func(d *Docket) {
			t.Helper()
			for n := range cases {
				if n%7 != 0 && n < cases-1 {
					continue // a look at some of them is enough
				}
				key, text := testKey(n), want[testKey(n)]
				if all, _ := said(t, d, key); all != text {
					t.Fatalf("case %s says %q, want %q", key.GHSA, all, text)
				}
				must(t, d.Verify(ctx, key))
				if c := got(d.Case(ctx, key))(t); !strings.HasPrefix(c.Pin.Text, "policy ") {
					t.Fatalf("pin: %q", c.Pin.Text)
				}
			}
		}
		var last Resealed
		for stops := 1; ; stops++ {
			var err error
			b.withKeys(t, func(d *Docket) {
				d.db = &stopping{database: d.db, after: stops, stop: func() {}, fail: errStopped}
				last, err = d.Reseal(ctx, nil)
			}, 2, 1)
			b.withKeys(t, func(d *Docket) { same(d) }, 2, 1)
			if err == nil {
				t.Logf("through at try %d", stops)
				break
			}
			if !errors.Is(err, errStopped) || stops > 20 {
				t.Fatal(err)
			}
			c := b.config()
			if _, err := Open(ctx, c); !errors.Is(err, errSeal) {
				t.Errorf("stopped at write %d, and the old key alone: %v", stops, err)
			}
		}
		if last.Cases != cases || last.Keys != 1 {
			t.Errorf("%+v", last)
		}
		if _, err := Open(ctx, b.config()); !errors.Is(err, errSeal) {
			t.Errorf("the old key alone: %v", err)
		}
		b.withKeys(t, func(d *Docket) {
			same(d)
			w := ringAndTake(t, d, testKey(1), "after")
			got(d.File(ctx, w, advisories.Filing{Case: testCase(testKey(1)), Entries: []advisories.Entry{{What: "later"}}}))(t)
			must(t, d.Verify(ctx, testKey(1)))
			if diff := cmp.Diff(Resealed{Cases: cases}, got(d.Reseal(ctx, nil))(t)); diff != "" {
				t.Error("again:", diff)
			}
		}, 2)
	})
}

// TestResealUnderWork: who works with both keys meanwhile loses nothing.
func TestResealUnderWork(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		b.withKeys(t, func(d *Docket) {
			for n := range resealCases + 5 {
				must(t, d.Release(ctx, talked(t, d, testKey(n)), advisories.Next{}))
			}
		}, 1)
		b.withKeys(t, func(d *Docket) {
			n := 0
			got(d.Reseal(ctx, func(Resealed) {
				w := ringAndTake(t, d, testKey(n), fmt.Sprint("meanwhile", n))
				got(d.File(ctx, w, advisories.Filing{Case: testCase(w.Key), New: []advisories.Draft{receipt(7)}, Entries: []advisories.Entry{{What: "x"}}}))(t)
				n++
			}))(t)
		}, 2, 1)
		b.withKeys(t, func(d *Docket) {
			for n := range resealCases + 5 {
				said(t, d, testKey(n))
				must(t, d.Verify(ctx, testKey(n)))
			}
		}, 2)
	})
}

// TestResealSigned: a timeline that somebody with the keys in the old order goes on
// with meanwhile, without a text, is signed anew before the old key may go.
func TestResealSigned(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx, key := t.Context(), testKey(0)
		b.withKeys(t, func(d *Docket) { must(t, d.Release(ctx, talked(t, d, key), advisories.Next{})) }, 1)
		b.withKeys(t, func(d *Docket) {
			told := false
			got(d.Reseal(ctx, func(Resealed) {
				if told {
					return
				}
				told = true
				b.withKeys(t, func(other *Docket) {
					w := ringAndTake(t, other, key, "meanwhile")
					got(other.File(ctx, w, advisories.Filing{Case: testCase(key), Entries: []advisories.Entry{{What: "x"}}}))(t)
				}, 1, 2)
			}))(t)
		}, 2, 1)
		b.withKeys(t, func(d *Docket) { must(t, d.Verify(ctx, key)) }, 2)
	})
}

// TestResealRefuses: what no key opens keeps the older keys in use, and a head that
// is not ours is not signed.
func TestResealRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		var body []byte
		b.withKeys(t, func(d *Docket) {
			talked(t, d, testKey(1))
			talked(t, d, testKey(2))
			must(t, d.db.read(ctx, func(q tx) error {
				return one(ctx, q, `SELECT body FROM drafts WHERE ghsa = $1 AND number = 1`, []any{string(testKey(1).GHSA)}, &body)
			}))
			behind(t, d, `UPDATE drafts SET body = $1 WHERE ghsa = $2 AND number = 1`, body[:len(body)-1], string(testKey(1).GHSA))
			behind(t, d, `UPDATE cases SET head_hash = 'forged' WHERE ghsa = $1`, string(testKey(2).GHSA))
		}, 1)
		b.withKeys(t, func(d *Docket) {
			_, err := d.Reseal(ctx, nil)
			if err == nil || !strings.Contains(err.Error(), testCase(testKey(1)).Name+", body of drafts") {
				t.Errorf("err = %v", err)
			}
			if err := d.Verify(ctx, testKey(2)); !errors.Is(err, ErrTampered) {
				t.Errorf("a forged head: %v", err)
			}
		}, 2, 1)
		if _, err := Open(ctx, func() Config { c := b.config(); c.Keys = testKeys(t, 2); return c }()); !errors.Is(err, errSeal) {
			t.Errorf("the new key alone: %v", err)
		}
		b.withKeys(t, func(d *Docket) {
			behind(t, d, `UPDATE drafts SET body = $1 WHERE ghsa = $2 AND number = 1`, body, string(testKey(1).GHSA))
			got(d.Reseal(ctx, nil))(t)
		}, 2, 1)
		b.withKeys(t, func(d *Docket) {
			must(t, d.Verify(ctx, testKey(1)))
			if err := d.Verify(ctx, testKey(2)); !errors.Is(err, ErrTampered) {
				t.Errorf("a forged head is sound under the new key: %v", err)
			}
			must(t, d.db.read(ctx, func(q tx) error {
				list, err := sealedTexts(ctx, q, testKey(1))
				for _, s := range list {
					if bytes.HasPrefix(s.sealed, body[:5]) {
						t.Errorf("%s of %s is sealed with the old key", s.column, s.table)
					}
				}
				return err
			}))
		}, 2)
	})
}
