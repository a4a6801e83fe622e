package docket

import (
	"errors"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestDecideByPeople: a person counts once, by id and not by login.
func TestDecideByPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		type word struct {
			who     string
			approve bool
			want    error
			state   advisories.DraftState
		}
		for n, test := range []struct {
			name  string
			kind  advisories.Kind
			words []word
		}{
			{"a new login is no new person", advisories.KindAccept, []word{
				{"github:12:kim", true, nil, advisories.DraftHeld},
				{"github:12:kim-now", true, advisories.ErrDecided, advisories.DraftHeld},
				{"github:13:kim", true, nil, advisories.DraftReady}, // who has the login now is another
			}},
			{"an operator is nobody on GitHub", advisories.KindAccept, []word{
				{"github:12:kim", true, nil, advisories.DraftHeld},
				{"operator:kim", true, nil, advisories.DraftReady},
			}},
			{"whoever approved may still deny", advisories.KindAccept, []word{
				{"github:12:kim", true, nil, advisories.DraftHeld},
				{"github:12:kim-now", false, nil, advisories.DraftDenied},
				{"github:12:kim", true, advisories.ErrDecided, advisories.DraftDenied},
			}},
			{"the reporter's word publishes nothing", advisories.KindPublish, []word{
				{"github:41:reporter", true, nil, advisories.DraftHeld},
				{"github:12:kim", true, nil, advisories.DraftHeld},
				{"github:41:renamed", true, advisories.ErrDecided, advisories.DraftHeld},
				{"github:13:alex", true, nil, advisories.DraftReady},
			}},
		} {
			t.Run(test.name, func(t *testing.T) {
				key := testKey(n)
				w, _ := filed(t, d, key, held(test.kind, 2))
				must(t, d.Release(ctx, w, advisories.Next{}))
				for i, word := range test.words {
					if err := d.Decide(ctx, by(key, word.who, test.kind, word.approve)); !errors.Is(err, word.want) {
						t.Errorf("word %d: %v, want %v", i, err, word.want)
					}
					if state := got(d.Drafts(ctx, key))(t)[0].State; state != word.state {
						t.Errorf("word %d: the draft is %s, want %s", i, state, word.state)
					}
				}
				people := map[int64]int{}
				for _, v := range got(d.Decisions(ctx, key))(t) {
					if p, ok := advisories.Decider(v.By); ok {
						people[p.ID]++
					}
				}
				for id, n := range people {
					if n > 1 {
						t.Errorf("person %d decided %d times", id, n)
					}
				}
				must(t, d.Verify(ctx, key))
			})
		}
	})
}

// TestFileDecides: who asked for a draft approves it as it is filed.
func TestFileDecides(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, receipt(1))
		f := advisories.Filing{Case: testCase(key), New: []advisories.Draft{held(advisories.KindClose, 1), held(advisories.KindAccept, 2)},
			Entries: []advisories.Entry{{What: "draft_filed", Draft: 2}}}
		for number, kind := range map[int]advisories.Kind{2: advisories.KindClose, 3: advisories.KindAccept} {
			v := by(key, advisories.By(kim), kind, true)
			v.Number = number
			f.Decisions = append(f.Decisions, v)
		}
		f.Decisions = append(f.Decisions, by(key, advisories.By(kim), advisories.KindClose, true)) // draft 1 waits for nobody
		bad := f
		bad.Decisions = append([]advisories.Decision{{Case: key, Number: 2, Approve: true, By: "github:12:kim", Digest: "old"}}, f.Decisions...)
		if _, err := d.File(ctx, w, bad); !errors.Is(err, advisories.ErrChanged) {
			t.Errorf("filed: %v", err)
		}
		if n := len(got(d.Drafts(ctx, key))(t)); n != 1 {
			t.Errorf("%d drafts of a filing that was undone", n)
		}
		list := got(d.File(ctx, w, f))(t)
		if list[1].State != advisories.DraftReady || list[2].State != advisories.DraftHeld {
			t.Errorf("filed as %s and %s", list[1].State, list[2].State)
		}
		entries := got(d.Timeline(ctx, key))(t)
		if len(entries) != 3 || entries[0].What != "draft_filed" || entries[1].What != "approved" || entries[1].Actor != advisories.By(kim) {
			t.Errorf("entries = %+v", entries)
		}
		again := by(key, "github:12:kim-now", advisories.KindAccept, true)
		again.Number = 3 // a draft that was there, and the same person
		list = got(d.File(ctx, w, advisories.Filing{Case: testCase(key), Decisions: []advisories.Decision{again}}))(t)
		if list[2].State != advisories.DraftHeld || len(got(d.Decisions(ctx, key))(t)) != 2 {
			t.Errorf("decided twice: %+v", list[2])
		}
		again.By = "github:13:alex"
		list = got(d.File(ctx, w, advisories.Filing{Case: testCase(key), Decisions: []advisories.Decision{again}}))(t)
		if list[2].State != advisories.DraftReady {
			t.Errorf("decided by two: %+v", list[2])
		}
		for name, v := range map[string]advisories.Decision{
			"another case": {Case: testKey(2), Number: 1, By: "github:12:kim"}, "nobody": {Case: key, Number: 3},
		} {
			if _, err := d.File(ctx, w, advisories.Filing{Case: testCase(key), Decisions: []advisories.Decision{v}}); err == nil {
				t.Errorf("%s: filed", name)
			}
		}
	})
}
