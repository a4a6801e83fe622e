package docket

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// by decides on the draft that held makes.
func by(key advisories.CaseKey, who string, kind advisories.Kind, approve bool) advisories.Decision {
	return advisories.Decision{Case: key, Number: 1, Approve: approve, By: who, Digest: "digest-" + string(kind), Why: "because"}
}

func TestDecide(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		type word struct {
			who     string
			approve bool
			want    error
			state   advisories.DraftState
		}
		for n, test := range []struct {
			name   string
			kind   advisories.Kind
			needed int
			words  []word
		}{
			{"an operator is enough for one", advisories.KindAccept, 1, []word{
				{"operator:kim", true, nil, advisories.DraftReady},
				{"operator:sam", true, advisories.ErrDecided, advisories.DraftReady},
			}},
			{"none needed is one needed", advisories.KindAccept, 0, []word{{"7:kim", true, nil, advisories.DraftReady}}},
			{"operators count as one of two", advisories.KindAccept, 2, []word{
				{"operator:kim", true, nil, advisories.DraftHeld},
				{"operator:kim", true, advisories.ErrDecided, advisories.DraftHeld},
				{"operator:sam", true, nil, advisories.DraftHeld},
				{"7:alex", true, nil, advisories.DraftReady},
			}},
			{"an operator never publishes", advisories.KindPublish, 1, []word{
				{"operator:kim", true, nil, advisories.DraftHeld},
				{"7:alex", true, nil, advisories.DraftReady},
			}},
			{"a denial vetoes", advisories.KindAccept, 2, []word{
				{"7:alex", true, nil, advisories.DraftHeld},
				{"operator:kim", false, nil, advisories.DraftDenied},
				{"8:toni", true, advisories.ErrDecided, advisories.DraftDenied},
			}},
		} {
			t.Run(test.name, func(t *testing.T) {
				key := testKey(n)
				w, _ := filed(t, d, key, held(test.kind, test.needed))
				must(t, d.Release(ctx, w, advisories.Next{}))
				given := 0
				for i, word := range test.words {
					if err := d.Decide(ctx, by(key, word.who, test.kind, word.approve)); !errors.Is(err, word.want) {
						t.Errorf("word %d: %v, want %v", i, err, word.want)
					}
					if state := got(d.Drafts(ctx, key))(t)[0].State; state != word.state {
						t.Errorf("word %d: the draft is %s, want %s", i, state, word.state)
					}
					given += int(flag(word.want == nil))
				}
				list := got(d.Decisions(ctx, key))(t)
				if len(list) != given || list[0].Why != "because" || !list[0].At.Equal(b.now()) {
					t.Errorf("decisions = %+v", list)
				}
				if entries := got(d.Timeline(ctx, key))(t); len(entries) != given || entries[0].Actor != test.words[0].who {
					t.Errorf("entries = %+v", entries)
				}
				must(t, d.Verify(ctx, key))
				w = got(d.Take(ctx, key))(t) // the decision woke the case
				if len(w.Rings) != 0 {
					t.Errorf("rings = %+v", w.Rings)
				}
			})
		}
	})
}

func TestDecideRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, held(advisories.KindAccept, 1))
		must(t, d.Release(ctx, w, advisories.Next{}))
		ok := by(key, "7:alex", advisories.KindAccept, true)
		for name, test := range map[string]struct {
			change func(*advisories.Decision)
			want   error
		}{
			"another digest": {func(v *advisories.Decision) { v.Digest = "old" }, advisories.ErrChanged},
			"no digest":      {func(v *advisories.Decision) { v.Digest = "" }, advisories.ErrChanged},
			"no such draft":  {func(v *advisories.Decision) { v.Number = 2 }, advisories.ErrNotFound},
			"no such case":   {func(v *advisories.Decision) { v.Case = testKey(2) }, advisories.ErrNotFound},
		} {
			v := ok
			test.change(&v)
			if err := d.Decide(ctx, v); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		nobody := ok
		nobody.By = ""
		if err := d.Decide(ctx, nobody); err == nil {
			t.Error("nobody decided")
		}
		if _, err := d.Take(ctx, key); !errors.Is(err, advisories.ErrIdle) {
			t.Errorf("a refused decision woke the case: %v", err)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 0 {
			t.Errorf("%d entries", n)
		}
	})
}

// TestDecideTogether: two approvals at one moment are two.
func TestDecideTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		filed(t, d, key, held(advisories.KindAccept, 8))
		var all sync.WaitGroup
		for _, who := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
			all.Go(func() {
				if err := d.Decide(ctx, by(key, who, advisories.KindAccept, true)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if state := got(d.Drafts(ctx, key))(t)[0].State; state != advisories.DraftReady {
			t.Errorf("the draft is %s", state)
		}
		must(t, d.Verify(ctx, key))
	})
}

// TestDecideAgain: a draft that was put back to be held can be decided again.
func TestDecideAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, held(advisories.KindAccept, 1))
		ok := by(key, "7:alex", advisories.KindAccept, true)
		for range 2 {
			must(t, d.Decide(ctx, ok))
			must(t, d.Begin(ctx, w, 1))
			if diff := cmp.Diff(1, len(got(d.Decisions(ctx, key))(t))); diff != "" {
				t.Error(diff)
			}
			must(t, d.Settle(ctx, w, 1, advisories.Outcome{State: advisories.DraftHeld, Code: "rule_changed"}))
			if diff := cmp.Diff(0, len(got(d.Decisions(ctx, key))(t))); diff != "" {
				t.Error(diff)
			}
		}
	})
}
