package desk

import (
	"slices"
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

func fact(s advisories.State) advisories.Facts { return advisories.Facts{State: s, UpdatedAt: noon} }

func advisoryOf(id advisories.GHSA, s advisories.State) advisories.Advisory {
	return advisories.Advisory{GHSA: id, State: s, UpdatedAt: noon}
}

func knownOnes() map[advisories.GHSA]advisories.Facts {
	return map[advisories.GHSA]advisories.Facts{
		"same": fact(advisories.StateTriage), "accepted": fact(advisories.StateTriage), "vanished": fact(advisories.StateDraft),
		"published": fact(advisories.StateDraft), "ended-known": fact(advisories.StateClosed), "ended-old": fact(advisories.StateClosed),
		"reopened": fact(advisories.StateClosed), "gone-resting": {}, "gone-back": {}, "closed-published": fact(advisories.StateClosed),
	}
}

func TestChangedOpen(t *testing.T) {
	open := []advisories.Advisory{advisoryOf("same", advisories.StateTriage), advisoryOf("accepted", advisories.StateDraft),
		advisoryOf("new", advisories.StateTriage), advisoryOf("reopened", advisories.StateDraft), advisoryOf("gone-back", advisories.StateTriage)}
	want := []advisories.GHSA{"accepted", "gone-back", "new", "published", "reopened", "vanished"}
	if d := cmp.Diff(want, changedOpen(knownOnes(), open)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := changedOpen(nil, nil); len(got) != 0 {
		t.Errorf("nothing known and nothing there: %v", got)
	}
}

func TestChangedSince(t *testing.T) {
	list := []advisories.Advisory{advisoryOf("published", advisories.StatePublished), advisoryOf("ended-known", advisories.StateClosed),
		advisoryOf("never-a-case", advisories.StatePublished), advisoryOf("closed-published", advisories.StatePublished),
		advisoryOf("accepted", advisories.StateDraft), advisoryOf("new", advisories.StateTriage), advisoryOf("same", advisories.StateTriage),
		advisoryOf("reopened", advisories.StateDraft), advisoryOf("gone-back", advisories.StateClosed), advisoryOf("new", advisories.StateTriage)}
	want := []advisories.GHSA{"accepted", "closed-published", "gone-back", "new", "published", "reopened"}
	if d := cmp.Diff(want, changedSince(knownOnes(), list)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
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

// Whatever the interval, no hour has more looks than repositories but those of the
// first round, and no minute more than 200.
func TestShareOf(t *testing.T) {
	for _, c := range []struct {
		repositories int
		interval     time.Duration
		covered      time.Duration // after which all were looked at
	}{
		{1, 5 * time.Minute, time.Hour}, {3, 5 * time.Minute, time.Hour}, {100, 5 * time.Minute, time.Hour},
		{7_919, 5 * time.Minute, time.Hour}, {10_000, 5 * time.Minute, 65 * time.Minute}, {10_000, time.Minute, 65 * time.Minute},
		{10_000, 10 * time.Minute, 70 * time.Minute}, {30_000, 5 * time.Minute, 200 * time.Minute}, {500, time.Hour, time.Hour},
	} {
		var upTo, last time.Time
		var looks []int
		total, covered := 0, time.Duration(-1)
		for at := time.Duration(0); at < 6*time.Hour; at += c.interval {
			n, from, step := shareOf(c.repositories, upTo, noon.Add(at), last)
			upTo, last = from.Add(time.Duration(n)*step), noon.Add(at)
			if total += n; total >= c.repositories && covered < 0 {
				covered = at
			}
			looks = append(looks, n)
			if most := int(max(min(c.interval, mostBehind), usualBehind).Minutes() * 200); n > most {
				t.Errorf("%d repositories each %v: %d looks at once", c.repositories, c.interval, n)
			}
		}
		if covered < 0 || covered > c.covered {
			t.Errorf("%d repositories each %v: covered after %v, want %v: %v", c.repositories, c.interval, covered, c.covered, looks)
		}
		if most := 7 * c.repositories; total > most {
			t.Errorf("%d repositories each %v: %d looks in 6 h", c.repositories, c.interval, total)
		}
		perHour := int(time.Hour / c.interval)
		for i := 1; i+perHour <= len(looks); i++ {
			sum := 0
			for _, n := range looks[i : i+perHour] {
				sum += n
			}
			if sum > c.repositories+1 {
				t.Errorf("%d repositories each %v: %d looks in an hour", c.repositories, c.interval, sum)
				break
			}
		}
	}
	if n, _, _ := shareOf(0, time.Time{}, noon, noon); n != 0 {
		t.Errorf("no repositories: %d looks", n)
	}
	if n, _, _ := shareOf(10, noon.Add(time.Hour), noon, noon.Add(-time.Hour)); n != 10 {
		t.Errorf("a mark in the future, as after a wrong clock: %d looks", n)
	}
}

// A sweep after a long rest does not make up for all of it at once.
func TestShareAfterARest(t *testing.T) {
	n, _, _ := shareOf(10_000, noon.Add(-72*time.Hour), noon, noon.Add(-72*time.Hour))
	if n != 1_600 {
		t.Errorf("%d looks", n)
	}
}

func TestStrange(t *testing.T) {
	key := func(repo int64, id advisories.GHSA) advisories.CaseKey {
		return advisories.CaseKey{Installation: 7, Repository: repo, GHSA: id}
	}
	repos := []advisories.Repository{{Installation: 7, ID: 1, Owner: "Acme", Name: "lib"}, {Installation: 7, ID: 2, Owner: "Acme", Name: "app"}}
	known := map[advisories.CaseKey]advisories.Facts{key(1, "a"): fact(advisories.StateTriage), key(2, "b"): fact(advisories.StateDraft), key(9, "left"): fact(advisories.StateDraft)}
	at := func(name string, id advisories.GHSA) advisories.Located {
		return advisories.Located{Owner: "acme", Repo: name, Advisory: advisoryOf(id, advisories.StateTriage)}
	}
	p := newPlaces(7, repos, known)
	list := []advisories.Located{at("LIB", "a"), at("lib", "b"), at("elsewhere", "c"), at("app", "d"), at("elsewhere", "e"), at("left", "left")}
	if d := cmp.Diff([]string{"acme/elsewhere", "acme/left", "acme/lib"}, p.strange(list)); d != "" {
		t.Errorf("strange (-want +got):\n%s", d)
	}
	p.join(list)
	if want := []advisories.CaseKey{key(1, "a"), key(2, "b"), key(2, "d")}; !slices.Equal(want, p.order) {
		t.Errorf("joined %v", p.order)
	}
	if got := p.missing(known); len(got) != 0 {
		t.Errorf("missing %v", got)
	}
	if got := newPlaces(7, repos, known).missing(known); !slices.Equal(got, []advisories.CaseKey{key(1, "a"), key(2, "b")}) {
		t.Errorf("missing of an empty list %v", got)
	}
}
