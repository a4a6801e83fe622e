package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// personal is an account of a person, which has no list of all its advisories.
func personal(t *testing.T, repositories, open int) (w *sweepWorld, in int64, names []string, ids []advisories.GHSA) {
	t.Helper()
	w = newSweepWorld(t, ghsatest.Options{})
	names = w.github.AddRepositories("kim", "tool", repositories)
	in = w.github.AddInstallation("kim")
	if open > 0 {
		ids = w.github.AddAdvisories("researcher", advisories.StateTriage, open, names)
	}
	w.advance(time.Minute)
	return w, in, names, ids
}

// looks are how often each repository was listed since the last sweep began.
func (w *sweepWorld) looks() map[string]int {
	out := map[string]int{}
	for _, r := range w.github.Requests() {
		if r.Method+" "+r.Route == reposRoute {
			out[strings.Split(r.Path, "/")[3]]++
		}
	}
	return out
}

// Repositories with open cases are listed by every sweep, the rest once an hour.
func TestSweepApart(t *testing.T) {
	w, in, names, ids := personal(t, 60, 2)
	same(t, "first sweep", w.sweep(), sorted(ids...))
	if got := len(w.looks()); got != 60 {
		t.Errorf("the first sweep looked at %d repositories", got)
	}
	w.work()
	seen := map[string]int{}
	for range 12 {
		same(t, "later", w.later(5*time.Minute), []string{})
		looks := w.looks()
		if n := len(looks); n > 7 {
			t.Errorf("%d repositories in one sweep: %v", n, looks)
		}
		if looks["tool-00001"] < 2 || looks["tool-00002"] < 2 {
			t.Errorf("repositories with open cases: %v", looks)
		}
		for name, n := range looks {
			seen[name] += n
		}
	}
	for _, n := range names[2:] {
		if got := seen[strings.TrimPrefix(n, "kim/")]; got != 1 {
			t.Errorf("%s was looked at %d times in an hour", n, got)
		}
	}
	c, err := CoverageOf(t.Context(), w.docket, in)
	if took, ok := c.Time(w.now()); err != nil || !ok || took > time.Hour || c.Whole || c.Repositories != 60 {
		t.Errorf("coverage %+v, %v", c, err)
	}

	if _, err := w.github.CommentAs("kim", names[0], ids[0], "We look at it."); err != nil {
		t.Fatal(err)
	}
	fresh := w.github.AddAdvisories("researcher", advisories.StateTriage, 1, names[40:])
	same(t, "a comment in an open case", w.later(5*time.Minute), sorted(ids[0]))
	w.work()
	var found []string
	for range 12 {
		found = append(found, w.later(5*time.Minute)...)
		w.work()
	}
	same(t, "a report elsewhere", found, sorted(fresh...))
}

// What ended otherwise than a webhook told is found in the round of an hour.
func TestSweepApartFindsAnotherEnd(t *testing.T) {
	w, _, names, ids := personal(t, 12, 1)
	w.settle()
	states := func(list ...advisories.State) {
		t.Helper()
		for _, s := range list {
			w.advance(time.Second)
			if err := w.github.SetStateAs("kim", names[0], ids[0], s); err != nil {
				t.Fatal(err)
			}
		}
	}
	states(advisories.StateClosed)
	same(t, "closed: no longer listed", w.later(5*time.Minute), sorted(ids[0]))
	w.work()
	if err := w.github.EditAdvisoryAs("kim", names[0], ids[0], func(a *advisories.Advisory) {
		a.Severity = "high"
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "npm", Package: "lib", Affected: "< 2"}}
	}); err != nil {
		t.Fatal(err)
	}
	states(advisories.StateDraft, advisories.StatePublished)
	for range 13 {
		w.later(5 * time.Minute)
		w.work()
	}
	if c := w.theCase(ids[0]); c.Facts.State != advisories.StatePublished {
		t.Errorf("state %s", c.Facts.State)
	}
}

// At most 200 repositories a minute: the looks are kept apart.
func TestSweepApartIsPaced(t *testing.T) {
	w, _, _, _ := personal(t, 300, 0)
	began := w.now()
	w.sweep()
	took := w.now().Sub(began)
	if n := len(w.looks()); n != 300 || took < 299*eachRepository {
		t.Errorf("%d repositories in %v", n, took)
	}
	if lists := w.requests()["POST /app/installations/{installation_id}/access_tokens"]; lists > 3 {
		t.Errorf("%d tokens", lists)
	}
}

// A limit stops the installation that it holds for, no other, and the next sweep
// goes on where it stopped.
func TestSweepResumesAfterALimit(t *testing.T) {
	w, _, _, ids := personal(t, 6, 6)
	w.github.AddRepositories("acme", "lib", 1)
	w.github.AddInstallation("acme")
	w.settle()
	limit := func(skip int) {
		w.github.Fault(ghsatest.Fault{Kind: ghsatest.SecondaryLimit, PathPattern: "^/repos/kim/", Skip: skip, RetryAfter: 2 * time.Minute})
	}
	limit(5) // two requests a repository: the third is under way
	w.advance(5 * time.Minute)
	fresh := w.github.AddAdvisories("researcher", advisories.StateTriage, 1, []string{"acme/lib-00001"})
	for i := range 6 {
		if _, err := w.github.CommentAs("kim", fmt.Sprintf("kim/tool-%05d", i+1), ids[i], "We look at it."); err != nil {
			t.Fatal(err)
		}
	}
	rings, err := w.trySweep()
	if advisories.CodeOf(err) != advisories.FaultLimited {
		t.Errorf("fault %v", err)
	}
	same(t, "until the limit, and the other installation", rings, sorted(append(fresh, ids[0], ids[1])...))
	limit(4)
	w.advance(5 * time.Minute)
	rings, err = w.trySweep()
	if advisories.CodeOf(err) != advisories.FaultLimited {
		t.Errorf("fault %v", err)
	}
	// Nothing was worked yet, so what rang rings again; but the third came first.
	if w.looks()["tool-00003"] != 2 || w.looks()["tool-00001"] != 0 || len(rings) < 2 {
		t.Errorf("looked at %v, rang %v", w.looks(), rings)
	}
	w.work()
	w.later(5 * time.Minute)
	w.work()
	for _, id := range append(fresh, ids...) {
		if c := w.theCase(id); id != fresh[0] && c.Facts.Comments != 1 {
			t.Errorf("%s: %d comments seen", id, c.Facts.Comments)
		}
	}
}

// A sweep that is cut at any request leaves nothing out.
func TestSweepCutAnywhere(t *testing.T) {
	for account, after := range map[string]int{"kim": 13, "acme": 2} {
		t.Run(account, func(t *testing.T) {
			t.Parallel()
			w := newSweepWorld(t, ghsatest.Options{})
			w.github.AddUser("maintainer")
			w.github.AddInstallation(account)
			cut := 0
			for ; w.cutAt(account, cut, after); cut++ {
				if cut > 40 {
					t.Fatal("the sweep does not end")
				}
			}
			if cut < 7 {
				t.Errorf("%d requests are no whole sweep", cut)
			}
		})
	}
}

// cutAt cuts a sweep at one request, three tries of it, when all upkeep is due, a
// report came to a new repository and another was closed by hand. It reports
// whether the sweep came to that request.
func (w *sweepWorld) cutAt(account string, cut, after int) (reached bool) {
	w.Helper()
	names := w.github.AddRepositories(account, fmt.Sprint("lib-", cut), 2)
	w.github.SetRole(names[0], "maintainer", ghsatest.RoleAdmin)
	w.advance(25 * time.Hour)
	ids := w.github.AddAdvisories("researcher", advisories.StateTriage, 1, names)
	w.later(time.Minute)
	w.work()
	w.advance(25 * time.Hour)
	name := w.github.AddRepositories(account, fmt.Sprint("app-", cut), 1)
	ids = append(ids, w.github.AddAdvisories("researcher", advisories.StateTriage, 1, name)...)
	if err := w.github.SetStateAs("maintainer", names[0], ids[0], advisories.StateClosed); err != nil {
		w.Fatal(err)
	}
	w.advance(time.Minute)
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Skip: cut, Times: 3, Reached: func() { reached = true }})
	_, _ = w.trySweep()
	w.github.ClearFaults()
	for range after {
		w.later(5 * time.Minute)
		w.work()
	}
	if c := w.theCase(ids[0]); c.Facts.State != advisories.StateClosed {
		w.Errorf("cut at %d: the closed one is %s", cut, c.Facts.State)
	}
	if c := w.theCase(ids[1]); !c.Facts.State.Open() {
		w.Errorf("cut at %d: the new one is %s", cut, c.Facts.State)
	}
	for _, n := range append(names, name...) {
		w.github.DeleteRepository(n)
	}
	return reached
}
