package app_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// uproar is a case about which everybody says and does anything.
type uproar struct {
	*tale
	rng *rand.Rand
	// read is what the advisory said when somebody last approved a draft, by login and
	// number, until is the newest embargo's end.
	read  map[string]string
	until time.Time
	n     int
}

// TestAttackUproar: whatever people say, and whatever the reporter changes meanwhile,
// an advisory becomes public only by two people's word for just that text, and not
// before the embargo's end.
func TestAttackUproar(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			u := &uproar{tale: calmly(t, ghsatest.Options{}, ""), rng: rand.New(rand.NewPCG(seed, 9)), read: map[string]string{}}
			u.accepted()
			for range 45 {
				u.step()
				if u.w.state(u.id) == advisories.StatePublished {
					u.judge()
					return
				}
			}
		})
	}
}

func (u *uproar) step() {
	u.Helper()
	list := u.drafts()
	number := list[max(0, len(list)-1-u.rng.IntN(4))].Number + u.rng.IntN(2)
	for _, d := range list {
		if d.Act == advisories.ActPublish && d.State.Waiting() && u.rng.IntN(2) == 0 {
			number = d.Number
		}
	}
	who := []string{"maintainer", "second", "maintainer", "second", "reader"}[u.rng.IntN(5)]
	switch u.rng.IntN(12) {
	case 0, 1, 2, 3:
		u.read[fmt.Sprint(who, number)] = u.w.github.Advisory(testRepo, u.id).Description
		u.say1(who, fmt.Sprintf("/approve %d", number))
	case 4:
		u.say1(who, fmt.Sprintf("/undo %d", number))
	case 5:
		u.say1(who, fmt.Sprintf("/edit %d\nsomething else %d", number, u.n))
	case 6:
		u.say1(who, []string{"/publish", "/cve", "/accept", "/severity low", "/ask logs"}[u.rng.IntN(5)])
	case 7:
		until := u.clock.now().UTC().Add(time.Duration(u.rng.IntN(80)) * time.Hour).Truncate(time.Minute)
		if who != "reader" && until.After(u.clock.now().Add(time.Minute)) {
			u.until = until
		}
		u.say1(who, "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	case 8, 9:
		u.n++
		u.change("researcher", func(a *advisories.Advisory) { a.Description = fmt.Sprintf("text %d", u.n) })
	case 10:
		u.work()
	case 11:
		u.pass(day)
	}
}

// say1 says something, which is read now or later.
func (u *uproar) say1(who, body string) {
	u.Helper()
	u.clock.add(2 * time.Second)
	u.write(who, body)
	u.clock.add(2 * time.Second)
	if u.rng.IntN(3) > 0 {
		u.work()
	}
}

// judge looks at how it became public.
func (u *uproar) judge() {
	u.Helper()
	a := u.w.github.Advisory(testRepo, u.id)
	if a.PublishedAt.Before(u.until) {
		u.Errorf("published %s, embargo until %s", a.PublishedAt, u.until)
	}
	list := u.drafts()
	at := slices.IndexFunc(list, func(d advisories.Draft) bool {
		return d.Act == advisories.ActPublish && d.State == advisories.DraftDone
	})
	if at < 0 {
		u.Fatalf("published by no draft:\n%s", u.lines())
	}
	given, err := u.p.Docket.Decisions(u.Context(), u.theCase().Key)
	if err != nil {
		u.Fatal(err)
	}
	by := map[string]bool{}
	for _, v := range given {
		if v.Number != list[at].Number || !v.Approve {
			continue
		}
		login := v.By[strings.LastIndex(v.By, ":")+1:]
		by[login] = true
		if text, ok := u.read[fmt.Sprint(login, v.Number)]; !ok || text != a.Description {
			u.Errorf("%s let out %q, and had read %q", login, a.Description, text)
		}
	}
	if len(by) < 2 || by["reader"] {
		u.Errorf("published by %v", by)
	}
	for _, d := range list {
		if d.State == advisories.DraftDone && d.EditedBy != "" && !slices.ContainsFunc(given, func(v advisories.Decision) bool {
			login := v.By[strings.LastIndex(v.By, ":")+1:]
			_, said := u.read[fmt.Sprint(login, d.Number)]
			return v.Number == d.Number && v.Approve && said
		}) {
			u.Errorf("draft %d went out edited, and nobody approved it", d.Number)
		}
	}
}
