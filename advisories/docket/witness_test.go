package docket

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// word is a witness's, n minutes after the bed's beginning.
func word(b *bed, fact advisories.Fact, c advisories.Commitment, n int) advisories.Witness {
	return advisories.Witness{Fact: fact, Commitment: c, By: "operator:kim", At: b.now().Add(time.Duration(n) * time.Minute)}
}

func TestWitness(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		for n, test := range []struct {
			fact   advisories.Fact
			of     advisories.Commitment
			seen   func(advisories.History) advisories.Seen
			what   string
			recurs bool
		}{
			{advisories.FactExploited, "", func(h advisories.History) advisories.Seen { return h.Exploited }, "exploited", false},
			{advisories.FactFixed, "", func(h advisories.History) advisories.Seen { return h.Fixed }, "fixed", false},
			{advisories.FactResumed, "", func(h advisories.History) advisories.Seen { return h.Resumed }, "resumed", true},
			{advisories.FactRepin, "", func(h advisories.History) advisories.Seen { return h.Repin }, "repin", true},
			{advisories.FactKept, advisories.CommitmentFix, func(h advisories.History) advisories.Seen { return h.Kept[advisories.CommitmentFix] }, "kept", false},
			{advisories.FactKept, advisories.CommitmentUpdate, func(h advisories.History) advisories.Seen { return h.Kept[advisories.CommitmentUpdate] }, "kept", true},
			{advisories.FactKept, advisories.CommitmentAcknowledge, func(h advisories.History) advisories.Seen { return h.Acknowledged }, "acknowledged", false},
		} {
			t.Run(string(test.fact+"/")+string(test.of), func(t *testing.T) {
				key := testKey(n)
				w, _ := filed(t, d, key)
				must(t, d.Release(ctx, w, advisories.Next{}))
				v := word(b, test.fact, test.of, 10)
				said := 0
				for _, at := range []int{10, 10, 5, 20} { // once, again, an earlier time, a later one
					v.At = b.now().Add(time.Duration(at) * time.Minute)
					v.By = []string{"operator:kim", "operator:sam"}[min(said, 1)]
					must(t, d.Witness(ctx, key, v))
					said = 1
				}
				want, lines := advisories.Seen{At: b.now().Add(10 * time.Minute), By: "operator:kim"}, 1
				if test.recurs {
					want, lines = advisories.Seen{At: b.now().Add(20 * time.Minute), By: "operator:sam"}, 2
				}
				if diff := cmp.Diff(want, test.seen(got(d.Case(ctx, key))(t).History)); diff != "" {
					t.Error(diff)
				}
				entries := got(d.Timeline(ctx, key))(t)
				if len(entries) != lines || entries[0].What != test.what || entries[0].Actor != "operator:kim" || !entries[0].At.Equal(b.now().Add(10*time.Minute)) {
					t.Fatalf("entries = %+v", entries)
				}
				if detail := entries[0].Detail; test.what == "kept" && detail != string(test.of) || test.what != "kept" && detail != "" {
					t.Errorf("detail %q", detail)
				}
				must(t, d.Verify(ctx, key))
				if w = got(d.Take(ctx, key))(t); len(w.Rings) != 0 { // it woke the case
					t.Errorf("rings = %+v", w.Rings)
				}
			})
		}
	})
}

func TestWitnessRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key, closed := b.open(), t.Context(), testKey(1), testKey(2)
		w, _ := filed(t, d, key)
		must(t, d.Release(ctx, w, advisories.Next{}))
		w = ringAndTake(t, d, closed, "closed")
		c := testCase(closed)
		c.Stage = advisories.StageClosed
		_, err := d.File(ctx, w, advisories.Filing{Case: c})
		must(t, err)
		must(t, d.Release(ctx, w, advisories.Next{}))
		nobody := word(b, advisories.FactFixed, "", 0)
		nobody.By = ""
		for name, v := range map[string]advisories.Witness{
			"nobody": nobody, "no time": {Fact: advisories.FactFixed, By: "operator:kim"},
			"no fact": word(b, "", "", 0), "unknown fact": word(b, "seen", "", 0),
			"kept nothing": word(b, advisories.FactKept, "", 0), "kept an odd thing": word(b, advisories.FactKept, "Fix it", 0),
			"fixed a commitment": word(b, advisories.FactFixed, advisories.CommitmentFix, 0),
		} {
			if err := d.Witness(ctx, key, v); err == nil {
				t.Errorf("%s: taken", name)
			}
		}
		for name, test := range map[string]struct {
			key  advisories.CaseKey
			want error
		}{"closed": {closed, advisories.ErrEnded}, "unknown": {testKey(3), advisories.ErrNotFound}} {
			if err := d.Witness(ctx, test.key, word(b, advisories.FactExploited, "", 0)); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, k := range []advisories.CaseKey{key, closed, testKey(3)} {
			if _, err := d.Take(ctx, k); !errors.Is(err, advisories.ErrIdle) {
				t.Errorf("a refused word woke %s: %v", k.GHSA, err)
			}
		}
		if n := len(got(d.Timeline(ctx, closed))(t)); n != 0 {
			t.Errorf("%d entries", n)
		}
		must(t, d.Acknowledge(ctx, closed, "operator:kim", b.now())) // a closed case takes one, as ever
	})
}

// TestWitnessMeanwhile: what was said between Take and File is not forgotten.
func TestWitnessMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key)
		said := map[string]advisories.Witness{}
		for name, v := range map[string]advisories.Witness{
			"exploited": word(b, advisories.FactExploited, "", 1), "fixed": word(b, advisories.FactFixed, "", 2),
			"resumed": word(b, advisories.FactResumed, "", 3), "repin": word(b, advisories.FactRepin, "", 4),
			"fix": word(b, advisories.FactKept, advisories.CommitmentFix, 5), "update": word(b, advisories.FactKept, advisories.CommitmentUpdate, 6),
		} {
			must(t, d.Witness(ctx, key, v))
			said[name] = v
		}
		c := testCase(key)
		early, late := advisories.Seen{At: b.now(), By: "early"}, advisories.Seen{At: b.now().Add(time.Hour), By: "late"}
		c.History.Exploited, c.History.Fixed, c.History.Resumed = early, late, early
		c.History.Kept = map[advisories.Commitment]advisories.Seen{
			advisories.CommitmentFix: late, advisories.CommitmentUpdate: early, advisories.CommitmentAssess: early,
		}
		_, err := d.File(ctx, w, advisories.Filing{Case: c})
		must(t, err)
		seen := func(name string) advisories.Seen { return advisories.Seen{At: said[name].At, By: said[name].By} }
		want := advisories.History{
			Exploited: early, Fixed: seen("fixed"), Resumed: seen("resumed"), Repin: seen("repin"),
			Kept: map[advisories.Commitment]advisories.Seen{
				advisories.CommitmentFix: seen("fix"), advisories.CommitmentUpdate: seen("update"), advisories.CommitmentAssess: early,
			},
		}
		if diff := cmp.Diff(want, got(d.Case(ctx, key))(t).History); diff != "" {
			t.Error(diff)
		}
		if len(c.History.Kept) != 3 || c.History.Kept[advisories.CommitmentFix] != late {
			t.Error("the caller's history was changed")
		}
	})
}
