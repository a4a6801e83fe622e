package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// lived is an organization with one report in acme/lib, whose case is known.
func lived(t *testing.T) (w *sweepWorld, in int64, id advisories.GHSA) {
	t.Helper()
	w = newSweepWorld(t, ghsatest.Options{})
	w.github.AddRepository("acme/lib", false)
	w.github.AddRepository("acme/app", false)
	in = w.github.AddInstallation("acme")
	w.github.AddUser("maintainer")
	w.github.SetRole("acme/lib", "maintainer", ghsatest.RoleAdmin)
	w.advance(time.Minute)
	w.sweep()
	id = w.github.AddAdvisories("researcher", advisories.StateTriage, 1, []string{"acme/lib"})[0]
	w.advance(time.Minute)
	w.settle()
	return w, in, id
}

// All of this happens without a webhook; the end state is what is true a day later.
func TestLifeWithoutWebhooks(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(w *sweepWorld, in int64)
		check func(w *sweepWorld, in int64, id advisories.GHSA)
		// within is how long it may take until it is found; 0 is a day.
		within time.Duration
	}{
		"repository renamed": {within: 40 * time.Minute,
			do: func(w *sweepWorld, _ int64) { w.github.RenameRepository("acme/lib", "library") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				w.covers(in, "acme/app", "acme/library")
				w.open(id, "library", false)
			}},
		"a name goes to another repository": {within: 40 * time.Minute,
			do: func(w *sweepWorld, _ int64) {
				w.github.RenameRepository("acme/lib", "library")
				w.github.RenameRepository("acme/app", "lib")
			},
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				w.covers(in, "acme/lib", "acme/library")
				w.open(id, "library", false)
			}},
		"repository transferred away": {
			do: func(w *sweepWorld, _ int64) { w.github.TransferRepository("acme/lib", "kim") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				w.covers(in, "acme/app")
				w.rests(id)
			}},
		"repository deleted": {
			do: func(w *sweepWorld, _ int64) { w.github.DeleteRepository("acme/lib") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				w.covers(in, "acme/app")
				w.rests(id)
			}},
		"repository unselected": {
			do: func(w *sweepWorld, in int64) { w.github.SelectRepositories(in, "acme/app") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				w.covers(in, "acme/app")
				w.rests(id)
				w.github.SelectRepositories(in)
				w.forAWhile(25 * time.Hour)
				w.covers(in, "acme/app", "acme/lib")
				w.open(id, "lib", false)
			}},
		"repository archived": {
			do: func(w *sweepWorld, _ int64) { w.github.Archive("acme/lib") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				if !w.repository(in, "acme/lib").Archived {
					w.Error("not known to be archived")
				}
				w.open(id, "lib", false)
			}},
		"repository made private": {
			do: func(w *sweepWorld, _ int64) { w.github.SetVisibility("acme/lib", "private") },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				if !w.repository(in, "acme/lib").Private {
					w.Error("not known to be private")
				}
				w.open(id, "lib", false)
			}},
		"installation suspended": {within: time.Hour,
			do: func(w *sweepWorld, in int64) { w.github.Suspend(in) },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				if list := w.installations(); len(list) != 1 || !list[0].Suspended {
					w.Errorf("installations %+v", list)
				}
				w.later(5 * time.Minute)
				if got := w.requests(); got[appsRoute] != 1 || w.count() != 1 {
					w.Errorf("requests for a suspended installation: %v", got)
				}
				w.github.Unsuspend(in)
				if _, err := w.github.CommentAs("maintainer", "acme/lib", id, "We look at it."); err != nil {
					w.Fatal(err)
				}
				w.forAWhile(5 * time.Minute)
				if c := w.theCase(id); c.Facts.Comments != 1 || c.Problem != "" {
					w.Errorf("back to work: %d comments, problem %q", c.Facts.Comments, c.Problem)
				}
			}},
		"installation removed": {within: time.Hour,
			do: func(w *sweepWorld, in int64) { w.github.Uninstall(in) },
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				if list := w.installations(); len(list) != 0 {
					w.Errorf("installations %+v", list)
				}
				w.covers(in)
				if c := w.theCase(id); c.Problem != "left" {
					w.Errorf("problem %q", c.Problem)
				}
			}},
		"permission withdrawn and given back": {within: time.Hour,
			do: func(w *sweepWorld, in int64) {
				w.github.SetPermissions(in, map[string]string{"metadata": "read", "repository_advisories": "read", "contents": "read", "members": "read"})
			},
			check: func(w *sweepWorld, in int64, id advisories.GHSA) {
				if p := w.installations()[0].Permissions["repository_advisories"]; p != "read" {
					w.Errorf("permission %q", p)
				}
				w.github.SetPermissions(in, ghsatest.GrantedPermissions())
				w.forAWhile(time.Hour)
				w.later(5 * time.Minute)
				if got := w.requests(); got[orgRoute] == 0 || got[reposRoute] != 0 {
					w.Errorf("requests %v", got)
				}
				w.open(id, "lib", false)
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, in, id := lived(t)
			w.T = t
			c.do(w, in)
			if c.within == 0 {
				c.within = 24 * time.Hour
			}
			w.forAWhile(c.within)
			c.check(w, in, id)
			if n := len(w.cases(id)); n != 1 {
				t.Errorf("%d cases", n)
			}
		})
	}
}

// forAWhile sweeps and works for a time.
func (w *sweepWorld) forAWhile(d time.Duration) {
	w.Helper()
	step := 5 * time.Minute
	if d > 2*time.Hour {
		step = 30 * time.Minute
	}
	for range d / step {
		w.advance(step)
		_, _ = w.trySweep()
		w.work()
	}
}

func (w *sweepWorld) covers(installation int64, want ...string) {
	w.Helper()
	if d := cmp.Diff(append([]string(nil), want...), w.names(installation)); d != "" {
		w.Errorf("covers (-want +got):\n%s", d)
	}
}

// open checks a case that goes on, under its repository's name of now.
func (w *sweepWorld) open(id advisories.GHSA, repo string, adopted bool) {
	w.Helper()
	c := w.theCase(id)
	if !c.Facts.State.Open() || c.Stage == advisories.StageClosed || c.Problem != "" || c.Repo != repo || c.Adopted != adopted {
		w.Errorf("case in %s, stage %s, state %s, problem %q, adopted %v", c.Repo, c.Stage, c.Facts.State, c.Problem, c.Adopted)
	}
}

// rests checks a case whose repository is ours no more: it says so.
func (w *sweepWorld) rests(id advisories.GHSA) {
	w.Helper()
	if c := w.theCase(id); c.Problem == "" {
		w.Errorf("a case of a repository that left rests without a reason: stage %s, state %s", c.Stage, c.Facts.State)
	}
}

// A repository that goes to another account of ours comes with its advisories, as
// something that was there before: they are adopted there, and rest here.
func TestTransferToAnotherInstallation(t *testing.T) {
	w, in, id := lived(t)
	other := w.github.AddInstallation("kim")
	w.forAWhile(time.Hour)
	w.github.TransferRepository("acme/lib", "kim")
	w.forAWhile(25 * time.Hour)
	w.covers(in, "acme/app")
	w.covers(other, "kim/lib")
	var here, there advisories.Case
	for _, c := range w.cases(id) {
		if c.Key.Installation == other {
			there = c
		} else {
			here = c
		}
	}
	if here.Problem == "" || !there.Adopted || there.Problem != "" || len(w.cases(id)) != 2 {
		t.Errorf("here: problem %q; there: adopted %v, problem %q", here.Problem, there.Adopted, there.Problem)
	}
}

// An installation that came without a webhook is found within the hour, and what
// was there before is adopted.
func TestInstallationAddedWithoutWebhook(t *testing.T) {
	w, _, _ := lived(t)
	w.github.AddRepository("kim/tool", false)
	id := w.github.AddAdvisories("researcher", advisories.StateTriage, 1, []string{"kim/tool"})[0]
	w.advance(time.Minute)
	in := w.github.AddInstallation("kim")
	w.forAWhile(time.Hour)
	w.covers(in, "kim/tool")
	w.open(id, "tool", true)
}
