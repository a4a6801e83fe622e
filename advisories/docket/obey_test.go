package docket

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var kim = advisories.Person{ID: 12, Login: "kim", Node: "U_kim"}

// order is a command of kim's in a comment of the tracking issue, without effect.
func order(key advisories.CaseKey, comment int64, verb string) advisories.Order {
	return advisories.Order{Command: advisories.Command{
		Case: key, Place: advisories.PlaceIssue, Comment: comment, Line: 1, Node: "IC_1", By: kim, Verb: verb,
		Reason: "a reason", Code: advisories.CommandDone, At: time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC),
	}}
}

// decided is the order with kim's word on a draft that held makes.
func decided(o advisories.Order, number int, kind advisories.Kind, approve bool) advisories.Order {
	v := by(o.Command.Case, advisories.By(kim), kind, approve)
	v.Number = number
	o.Decision = &v
	return o
}

func TestCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key)
		one, two, three := order(key, 5, "help"), order(key, 5, "ack"), order(key, 4, "nonsense")
		two.Command.Line, two.Command.Code, two.Command.Answered = 2, "unknown_command", true
		three.Command.Place, three.Command.At = advisories.PlaceAdvisory, one.Command.At.Add(-time.Minute)
		for _, o := range []advisories.Order{one, two, three} {
			_, err := d.Obey(ctx, w, o)
			must(t, err)
		}
		if diff := cmp.Diff([]advisories.Command{three.Command, one.Command, two.Command}, got(d.Commands(ctx, key))(t)); diff != "" {
			t.Errorf("commands (-want +got):\n%s", diff)
		}
		again := one
		again.Command.Verb, again.Command.Reason = "close", "another"
		again.Entries = []advisories.Entry{{What: "closed"}}
		if _, err := d.Obey(ctx, w, again); !errors.Is(err, advisories.ErrDecided) {
			t.Errorf("again: %v", err)
		}
		if n := len(got(d.Timeline(ctx, key))(t)); n != 0 {
			t.Errorf("%d entries of a command that did not count", n)
		}
		if diff := cmp.Diff([]advisories.Command{three.Command, one.Command}, got(d.Unanswered(ctx, key))(t)); diff != "" {
			t.Errorf("unanswered (-want +got):\n%s", diff)
		}
		must(t, d.Answered(ctx, w, one.Command))
		if list := got(d.Unanswered(ctx, key))(t); len(list) != 1 || list[0].Comment != 4 {
			t.Errorf("unanswered: %+v", list)
		}
		if err := d.Answered(ctx, w, order(key, 6, "").Command); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("answered without a command: %v", err)
		}
		if diff := cmp.Diff(map[int64]bool{5: true}, got(d.Seen(ctx, key, advisories.PlaceIssue, 4, 5, 6))(t)); diff != "" {
			t.Error(diff)
		}
		if len(got(d.Seen(ctx, testKey(2), advisories.PlaceIssue, 5))(t)) != 0 {
			t.Error("seen in another case")
		}
		behind(t, d, `UPDATE commands SET reason = (SELECT reason FROM commands WHERE comment = 4)`)
		if _, err := d.Commands(ctx, key); err == nil {
			t.Error("a swapped reason opened")
		}
		b.advance(HoldFor)
		if err := d.Answered(ctx, w, one.Command); !errors.Is(err, advisories.ErrLost) {
			t.Errorf("answered without a hold: %v", err)
		}
		if _, err := d.Obey(ctx, w, order(key, 9, "help")); !errors.Is(err, advisories.ErrLost) {
			t.Errorf("obeyed without a hold: %v", err)
		}
	})
}

// TestObey: each effect of an order, with the others and the timeline sound.
func TestObey(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, held(advisories.KindAccept, 1), receipt(1))
		obey := func(o advisories.Order) []advisories.Draft {
			t.Helper()
			list := got(d.Obey(ctx, w, o))(t)
			if diff := cmp.Diff(list, got(d.Drafts(ctx, key))(t)); diff != "" {
				t.Error(diff)
			}
			must(t, d.Verify(ctx, key))
			return list
		}
		if list := obey(decided(order(key, 1, "approve"), 1, advisories.KindAccept, true)); list[0].State != advisories.DraftReady {
			t.Errorf("approved: %+v", list[0])
		}
		undo := order(key, 2, "undo")
		undo.Undo, undo.Entries = 1, []advisories.Entry{{What: "undone", Actor: advisories.By(kim), Draft: 1}}
		if list := obey(undo); list[0].State != advisories.DraftHeld || len(got(d.Decisions(ctx, key))(t)) != 0 {
			t.Errorf("undone: %+v", list[0])
		}
		if list := obey(decided(order(key, 3, "deny"), 1, advisories.KindAccept, false)); list[0].State != advisories.DraftDenied {
			t.Errorf("denied: %+v", list[0])
		}
		undo.Command.Comment = 4
		if list := obey(undo); list[0].State != advisories.DraftHeld || !list[0].SettledAt.IsZero() {
			t.Errorf("a denial undone: %+v", list[0])
		}

		edit := order(key, 5, "edit")
		text := held(advisories.KindAccept, 1)
		text.Body, text.EditedBy, text.Digest = "Their own words.", advisories.By(kim), "another digest"
		text.Change = advisories.Change{Severity: "low", CWEs: []string{"CWE-79"}, Users: []string{"alex"}}
		edit.Replace, edit.Draft = 1, &text
		list := obey(edit)
		old, new := list[0], list[2]
		if old.State != advisories.DraftSuperseded || old.Outcome.Code != "superseded by 3" || old.Outcome.By != advisories.By(kim) {
			t.Errorf("replaced: %+v", old)
		}
		text.Number, text.FiledAt = 3, b.now()
		if diff := cmp.Diff(text, new); diff != "" {
			t.Errorf("its place is taken by (-want +got):\n%s", diff)
		}

		add := order(key, 6, "publish")
		more := held(advisories.KindPublish, 1)
		add.Draft = &more
		add = decided(add, 4, advisories.KindPublish, true) // its author approves it
		h := advisories.History{Requests: []advisories.Request{{Kind: advisories.KindPublish, By: kim, Comment: 6}}}
		add.History = &h
		if list := obey(add); list[3].State != advisories.DraftReady || list[3].Number != 4 {
			t.Errorf("added: %+v", list[3])
		}
		if r := got(d.Case(ctx, key))(t).History.Requests; len(r) != 1 || r[0].By != kim {
			t.Errorf("requests: %+v", r)
		}
		var said []string
		for _, e := range got(d.Timeline(ctx, key))(t) {
			said = append(said, e.What)
		}
		if want := []string{"approved", "undone", "denied", "undone", "approved"}; !slices.Equal(said, want) {
			t.Errorf("the timeline says %v, want %v", said, want)
		}
	})
}

// TestObeyAllOrNothing: of an order whose effect is refused, nothing stays.
func TestObeyAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w, _ := filed(t, d, key, held(advisories.KindAccept, 1), held(advisories.KindClose, 2), receipt(1))
		must(t, d.Begin(ctx, w, 3))
		before := got(d.Drafts(ctx, key))(t)
		alive := held(advisories.KindClose, 1)
		for n, test := range []struct {
			name   string
			change func(*advisories.Order)
			want   error
		}{
			{"another digest", func(o *advisories.Order) { o.Decision.Digest = "old" }, advisories.ErrChanged},
			{"no such draft", func(o *advisories.Order) { o.Decision.Number = 9 }, advisories.ErrNotFound},
			{"a begun draft decided", func(o *advisories.Order) { o.Decision.Number = 3 }, advisories.ErrDecided},
			{"a held draft undone", func(o *advisories.Order) { o.Undo = 2 }, advisories.ErrDecided},
			{"none undone", func(o *advisories.Order) { o.Undo = 9 }, advisories.ErrNotFound},
			{"a begun draft replaced", func(o *advisories.Order) { o.Replace, o.Draft = 3, &alive }, advisories.ErrDecided},
			{"none replaced", func(o *advisories.Order) { o.Replace, o.Draft = 9, &alive }, advisories.ErrNotFound},
			{"a key that is alive", func(o *advisories.Order) { o.Draft = &alive }, advisories.ErrDecided},
		} {
			o := decided(order(key, int64(n+1), "close"), 1, advisories.KindAccept, true)
			o.History = &advisories.History{Decided: "low"}
			o.Entries = []advisories.Entry{{What: "said"}}
			test.change(&o)
			if _, err := d.Obey(ctx, w, o); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", test.name, err)
			}
			if diff := cmp.Diff(before, got(d.Drafts(ctx, key))(t)); diff != "" {
				t.Errorf("%s:\n%s", test.name, diff)
			}
		}
		if len(got(d.Commands(ctx, key))(t))+len(got(d.Timeline(ctx, key))(t))+len(got(d.Decisions(ctx, key))(t)) != 0 ||
			got(d.Case(ctx, key))(t).History.Decided != "" {
			t.Error("something stayed")
		}
	})
}

// TestObeyRefuses: orders that are not whole, or come before their case.
func TestObeyRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx, key := b.open(), t.Context(), testKey(1)
		w := ringAndTake(t, d, key, "first")
		if _, err := d.Obey(ctx, w, order(key, 1, "help")); !errors.Is(err, advisories.ErrNotFound) {
			t.Errorf("no case yet: %v", err)
		}
		_, err := d.File(ctx, w, advisories.Filing{Case: testCase(key)})
		must(t, err)
		for name, change := range map[string]func(*advisories.Order){
			"another case":     func(o *advisories.Order) { o.Command.Case = testKey(2) },
			"no place":         func(o *advisories.Order) { o.Command.Place = "" },
			"no comment":       func(o *advisories.Order) { o.Command.Comment = 0 },
			"no code":          func(o *advisories.Order) { o.Command.Code = "" },
			"nobody decides":   func(o *advisories.Order) { o.Decision = &advisories.Decision{Case: key, Number: 1} },
			"nothing replaces": func(o *advisories.Order) { o.Replace = 1 },
			"decided elsewhere": func(o *advisories.Order) {
				o.Decision = &advisories.Decision{Case: testKey(2), Number: 1, By: advisories.By(kim)}
			},
		} {
			o := order(key, 1, "help")
			change(&o)
			if _, err := d.Obey(ctx, w, o); err == nil {
				t.Errorf("%s: obeyed", name)
			}
		}
		if n := len(got(d.Commands(ctx, key))(t)); n != 0 {
			t.Errorf("%d commands", n)
		}
	})
}
