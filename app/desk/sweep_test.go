package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestDiffers(t *testing.T) {
	known := advisories.Facts{State: advisories.StateTriage, UpdatedAt: noon, Comments: 2}
	as := func(edit func(*advisories.Advisory)) advisories.Advisory {
		a := advisories.Advisory{State: advisories.StateTriage, UpdatedAt: noon.In(time.FixedZone("", 3600)), Comments: 2}
		edit(&a)
		return a
	}
	for name, c := range map[string]struct {
		now  advisories.Advisory
		want bool
	}{
		"the same in another zone":       {as(func(*advisories.Advisory) {}), false},
		"another state":                  {as(func(a *advisories.Advisory) { a.State = advisories.StateDraft }), true},
		"updated":                        {as(func(a *advisories.Advisory) { a.UpdatedAt = noon.Add(time.Second) }), true},
		"updated before what was known":  {as(func(a *advisories.Advisory) { a.UpdatedAt = noon.Add(-time.Second) }), true},
		"one comment more":               {as(func(a *advisories.Advisory) { a.Comments = 3 }), true},
		"one comment less":               {as(func(a *advisories.Advisory) { a.Comments = 1 }), true},
		"an answer without the count":    {as(func(a *advisories.Advisory) { a.Comments = -1 }), false},
		"only the text, within a second": {as(func(a *advisories.Advisory) { a.Description = "x" }), false},
	} {
		if got := differs(known, c.now); got != c.want {
			t.Errorf("%s: differs %v", name, got)
		}
	}
}

func TestChanged(t *testing.T) {
	fact := func(s advisories.State) advisories.Facts { return advisories.Facts{State: s, UpdatedAt: noon} }
	adv := func(id advisories.GHSA, s advisories.State) advisories.Advisory {
		return advisories.Advisory{GHSA: id, State: s, UpdatedAt: noon}
	}
	known := map[advisories.GHSA]advisories.Facts{
		"same": fact(advisories.StateTriage), "accepted": fact(advisories.StateTriage), "vanished": fact(advisories.StateDraft),
		"published": fact(advisories.StateDraft), "ended-known": fact(advisories.StateClosed), "ended-old": fact(advisories.StateClosed),
		"reopened": fact(advisories.StateClosed), "gone-resting": {}, "gone-back": {}, "closed-published": fact(advisories.StateClosed),
	}
	open := []advisories.Advisory{adv("same", advisories.StateTriage), adv("accepted", advisories.StateDraft),
		adv("new", advisories.StateTriage), adv("reopened", advisories.StateDraft), adv("gone-back", advisories.StateTriage)}
	ended := []advisories.Advisory{adv("published", advisories.StatePublished), adv("ended-known", advisories.StateClosed),
		adv("never-a-case", advisories.StatePublished), adv("closed-published", advisories.StatePublished),
		adv("accepted", advisories.StateClosed)} // listed twice while it moved
	want := []advisories.GHSA{"accepted", "closed-published", "gone-back", "new", "published", "reopened", "vanished"}
	if d := cmp.Diff(want, changed(known, open, ended)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := changed(nil, nil, nil); len(got) != 0 {
		t.Errorf("nothing known and nothing there: %v", got)
	}
}

func TestNewestUpdate(t *testing.T) {
	list := []advisories.Advisory{{UpdatedAt: noon}, {}, {UpdatedAt: noon.Add(time.Hour)}, {UpdatedAt: noon.Add(time.Minute)}}
	if got := newestUpdate(list, noon.Add(-time.Hour)); !got.Equal(noon.Add(time.Hour)) {
		t.Errorf("newest %v", got)
	}
	if mark := noon.Add(2 * time.Hour); !newestUpdate(list, mark).Equal(mark) {
		t.Error("the mark went back")
	}
}
