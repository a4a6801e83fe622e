package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// manyRepositories is the size of the organization that is measured.
const manyRepositories = 10_000

// large is an organization of 10,000 repositories with N open advisories, a quarter
// of them reports in triage.
func large(t *testing.T, n int) *sweepWorld {
	t.Helper()
	w := newSweepWorld(t, ghsatest.Options{})
	names := w.github.AddRepositories("acme", "lib", manyRepositories)
	w.github.AddInstallation("acme")
	w.github.AddUser("maintainer")
	for i := 0; i < n; i += 10 {
		state := advisories.StateDraft
		if i < n/4 {
			state = advisories.StateTriage
		}
		w.github.AddAdvisories("researcher", state, min(10, n-i), names[i:])
		w.advance(time.Second) // they were not all updated at once
	}
	w.advance(time.Minute)
	return w
}

// spent are a day's requests by route, as text.
func spent(total map[string]int) string {
	var lines []string
	for _, route := range slices.Sorted(maps.Keys(total)) {
		lines = append(lines, fmt.Sprintf("%6d %s", total[route], route))
	}
	return strings.Join(lines, "\n")
}

// A quiet organization of 10,000 repositories with N open advisories costs at most
// 3 + N/100 (rounded up) requests a sweep: the plain sweep, and the mean over some
// hours of sweeps every five minutes with all upkeep. Of the list of repositories,
// once a day, hours bear their part.
func TestRequestsOfAQuietSweep(t *testing.T) {
	if testing.Short() {
		t.Skip("it counts requests of 10,000 repositories")
	}
	for _, c := range []struct{ n, hours int }{{0, 24}, {250, 6}, {1_000, 2}} {
		t.Run(fmt.Sprint(c.n), func(t *testing.T) {
			w := large(t, c.n)
			most := 3 + (c.n+99)/100
			if rings := w.sweep(); len(rings) != c.n {
				t.Fatalf("the first sweep rang for %d of %d", len(rings), c.n)
			}
			first, sweeps := w.count(), c.hours*12
			w.work()
			total := map[string]int{}
			sum, plain, peak := 0, 1<<30, 0
			for range sweeps {
				if rings := w.later(5 * time.Minute); len(rings) > 0 {
					t.Fatalf("quiet, and rang for %d", len(rings))
				}
				for route, k := range w.requests() {
					total[route] += k
				}
				k := w.count()
				sum, plain, peak = sum+k, min(plain, k), max(peak, k)
			}
			day := manyRepositories / 100
			mean := (float64(sum-total[listRoute]) + float64(day*c.hours)/24) / float64(sweeps)
			if plain > most || mean > float64(most) {
				t.Errorf("plain %d, mean %.2f, want at most %d", plain, mean, most)
			}
			t.Logf("N = %d: first %d, plain %d, mean %.2f, peak %d requests a sweep, at most %d wanted; in %d h:\n%s",
				c.n, first, plain, mean, peak, most, c.hours, spent(total))
		})
	}
}

// With 50 of them changed, in as many repositories, the sweep and the desk's looks
// together cost at most 4 × 50 requests more than a quiet sweep may, tokens that
// ended meanwhile among them.
func TestRequestsOfASweepWithChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("it counts requests of 10,000 repositories")
	}
	const n, changed = 250, 50
	maintainer := func(w *sweepWorld, name string) {
		w.github.SetRole(name, "maintainer", ghsatest.RoleAdmin)
	}
	for what, change := range map[string]func(w *sweepWorld, name string, id advisories.GHSA) error{
		"edited": func(w *sweepWorld, name string, id advisories.GHSA) error {
			return w.github.EditAdvisoryAs("maintainer", name, id, func(a *advisories.Advisory) { a.Description += "\nMore of it.\n" })
		},
		"answered": func(w *sweepWorld, name string, id advisories.GHSA) error {
			_, err := w.github.CommentAs("maintainer", name, id, "We look at it.")
			return err
		},
		"closed": func(w *sweepWorld, name string, id advisories.GHSA) error {
			return w.github.SetStateAs("maintainer", name, id, advisories.StateClosed)
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := large(t, n)
			w.sweep()
			w.work()
			w.later(2 * time.Hour)
			w.later(5 * time.Minute)
			for i := range changed {
				name := fmt.Sprintf("acme/lib-%05d", i+1)
				maintainer(w, name)
				if err := change(w, name, w.github.Advisories(name)[0]); err != nil {
					t.Fatal(err)
				}
			}
			if rings := w.later(5 * time.Minute); len(rings) != changed {
				t.Errorf("%d rings", len(rings))
			}
			w.work()
			n, most := w.count(), 3+(n+99)/100+4*changed
			if n > most {
				t.Errorf("too many")
			}
			t.Logf("%d requests with %d changes, at most %d wanted:\n%s", n, changed, most, spent(w.requests()))
			if rings := w.later(5 * time.Minute); len(rings) != 0 {
				t.Errorf("%d rings again", len(rings))
			}
		})
	}
}

// Where there is no list of the organization, 10,000 repositories are looked at
// within 65 minutes, at most 200 a minute.
func TestCoverageOfManyRepositories(t *testing.T) {
	if testing.Short() {
		t.Skip("it counts requests of 10,000 repositories")
	}
	w := newSweepWorld(t, ghsatest.Options{})
	w.github.AddRepositories("kim", "tool", manyRepositories)
	in := w.github.AddInstallation("kim")
	w.advance(time.Minute)
	began := w.now()
	next := began
	var covered time.Duration
	for covered == 0 {
		at := w.now()
		w.sweep()
		if n, took := len(w.looks()), w.now().Sub(at); took < time.Duration(n-1)*eachRepository {
			t.Errorf("%d repositories in %v", n, took)
		}
		c, err := CoverageOf(t.Context(), w.docket, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Time(w.now()); ok {
			covered = w.now().Sub(began)
			if want := c.Expected(5 * time.Minute); covered > want {
				t.Errorf("covered after %v, expected %v", covered, want)
			}
		}
		if next = next.Add(5 * time.Minute); w.now().After(next) {
			t.Fatalf("a sweep took longer than the time between two: %v", w.now().Sub(at))
		}
		w.advance(next.Sub(w.now()))
		if w.now().Sub(began) > 2*time.Hour {
			t.Fatal("not covered in two hours")
		}
	}
	if covered > 65*time.Minute {
		t.Errorf("covered after %v", covered)
	}
	t.Logf("%d repositories were covered after %v", manyRepositories, covered)
}
