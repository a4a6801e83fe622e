package docket

import (
	"errors"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestVerify(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		if err := d.Verify(ctx, testKey(99)); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		for n, test := range []struct {
			name, tamper string
			want         string // empty: no fault
		}{
			{"as written", ``, ""},
			{"a detail taken out", `UPDATE entries SET detail = '', salt = '' WHERE seq = 2 AND ghsa = $1`, "detail of entry 2 was taken out"},
			{"a changed detail", `UPDATE entries SET detail = 'x' WHERE seq = 2 AND ghsa = $1`, "detail of entry 2"},
			{"a detail emptied only", `UPDATE entries SET detail = '' WHERE seq = 2 AND ghsa = $1`, "detail of entry 2"},
			{"a changed actor", `UPDATE entries SET actor = 'x' WHERE seq = 1 AND ghsa = $1`, "entry 1 is not"},
			{"a changed time", `UPDATE entries SET at = at + 1 WHERE seq = 3 AND ghsa = $1`, "entry 3 is not"},
			{"one removed", `DELETE FROM entries WHERE seq = 2 AND ghsa = $1`, "entry 2 is missing"},
			{"the end cut off", `DELETE FROM entries WHERE seq = 3 AND ghsa = $1`, "cut off after entry 2 of 3"},
			{"all removed", `DELETE FROM entries WHERE ghsa = $1`, "cut off after entry 0 of 3"},
			{"the head moved back", `UPDATE cases SET head_seq = 2 WHERE ghsa = $1`, "signature"},
			{"the head removed", `UPDATE cases SET head_seq = 0, head_hash = '', head_key = '', head_mac = '' WHERE ghsa = $1`, "signature"},
			{"another case's head", `UPDATE cases SET head_mac = (SELECT head_mac FROM cases WHERE ghsa = 'GHSA-aaaa-bbbb-0000') WHERE ghsa = $1`, "signature"},
		} {
			t.Run(test.name, func(t *testing.T) {
				key := testKey(n)
				w, _ := filed(t, d, key)
				for _, e := range []advisories.Entry{{What: "opened", Actor: "advisory-bot", Detail: "a ring"}, {What: "a", Detail: "b"}, {What: "c", Draft: 4}} {
					got(d.File(ctx, w, advisories.Filing{Case: testCase(key), Entries: []advisories.Entry{e}}))(t)
				}
				if test.tamper != "" {
					if n := behind(t, d, test.tamper, string(key.GHSA)); n == 0 {
						t.Fatal("nothing was tampered with")
					}
				}
				err := d.Verify(ctx, key)
				switch {
				case test.want == "":
					must(t, err)
				case !errors.Is(err, ErrTampered) || !strings.Contains(err.Error(), test.want):
					t.Errorf("err = %v, want %q", err, test.want)
				}
				if test.want != "signature" {
					return
				}
				// Going on does not heal it.
				got(d.File(ctx, w, advisories.Filing{Case: testCase(key), Entries: []advisories.Entry{{What: "d"}}}))(t)
				if err := d.Verify(ctx, key); !errors.Is(err, ErrTampered) {
					t.Errorf("after another entry: %v", err)
				}
			})
		}
	})
}
