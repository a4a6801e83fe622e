package desk

import (
	"fmt"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// rang stores a webhook's ring and works what is due; requests counts what that
// asked of GitHub.
func (w *sweepWorld) rang(r advisories.Ring) (requests map[string]int) {
	w.Helper()
	w.advance(time.Second)
	r.GUID, r.Source, r.At = fmt.Sprint("guid-", w.now().UnixNano()), advisories.SourceWebhook, w.now()
	if _, err := w.docket.Ring(w.Context(), r); err != nil {
		w.Fatal(err)
	}
	w.github.ResetRequests()
	w.work()
	return w.requests()
}

// What rings is true at once, without a sweep, and costs no list of all
// repositories where one repository rang.
func TestAccountRings(t *testing.T) {
	const installed = "GET /repos/{owner}/{repo}/installation"
	for name, c := range map[string]struct {
		do    func(w *sweepWorld, in, repo int64) advisories.Ring
		want  []string
		lists int
		rests bool
	}{
		"renamed": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.RenameRepository("acme/lib", "library")
				return advisories.Ring{Event: "repository", Action: "renamed", Owner: "acme", Name: "library", RepositoryID: repo}
			},
			want: []string{"acme/app", "acme/library"}},
		"an old ring of a name that another has by now": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.RenameRepository("acme/lib", "library")
				w.github.RenameRepository("acme/app", "lib")
				return advisories.Ring{Event: "repository", Action: "archived", Owner: "acme", Name: "lib", RepositoryID: repo}
			},
			want: []string{"acme/lib", "acme/library"}, lists: 1},
		"transferred to an account without us": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.TransferRepository("acme/lib", "kim")
				return advisories.Ring{Event: "repository", Action: "transferred", Owner: "kim", Name: "lib", RepositoryID: repo}
			},
			want: []string{"acme/app"}, rests: true},
		"deleted": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.DeleteRepository("acme/lib")
				return advisories.Ring{Event: "repository", Action: "deleted", Owner: "acme", Name: "lib", RepositoryID: repo}
			},
			want: []string{"acme/app"}, rests: true},
		"said to be deleted, and there": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				return advisories.Ring{Event: "repository", Action: "deleted", Owner: "acme", Name: "lib", RepositoryID: repo}
			},
			want: []string{"acme/app", "acme/lib"}},
		"removed": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.DeleteRepository("acme/lib")
				return advisories.Ring{Event: "installation_repositories", Action: "removed", Removed: []int64{repo}}
			},
			want: []string{"acme/app"}, rests: true},
		"removed and added again, in the wrong order": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				return advisories.Ring{Event: "installation_repositories", Action: "removed", Removed: []int64{repo, 99}}
			},
			want: []string{"acme/app", "acme/lib"}},
		"added": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				return advisories.Ring{Event: "installation_repositories", Action: "added", Added: []int64{w.github.AddRepository("acme/new", false)}}
			},
			want: []string{"acme/app", "acme/lib", "acme/new"}, lists: 1},
		"permissions accepted": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				return advisories.Ring{Event: "installation", Action: "new_permissions_accepted", Account: "acme", AccountID: 5}
			},
			want: []string{"acme/app", "acme/lib"}, lists: 1},
		"uninstalled": {
			do: func(w *sweepWorld, in, repo int64) advisories.Ring {
				w.github.Uninstall(in)
				return advisories.Ring{Event: "installation", Action: "deleted", Account: "acme", AccountID: 5}
			},
			rests: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, in, id := lived(t)
			w.T = t
			r := c.do(w, in, w.repository(in, "acme/lib").ID)
			r.Installation = in
			got := w.rang(r)
			w.covers(in, c.want...)
			if got[listRoute] != c.lists {
				t.Errorf("requests %v", got)
			}
			if c.lists == 0 && got[installed] > 4 {
				t.Errorf("looked up too often: %v", got)
			}
			if c.rests {
				w.rests(id)
			} else if k := w.theCase(id); k.Problem != "" || k.Adopted {
				t.Errorf("problem %q, adopted %v", k.Problem, k.Adopted)
			}
		})
	}
}

// Suspended cases rest and go on; the account's new name is kept.
func TestAccountSuspendedAndRenamed(t *testing.T) {
	w, in, id := lived(t)
	w.github.Suspend(in)
	w.rang(advisories.Ring{Event: "installation", Action: "suspend", Installation: in, Account: "acme", AccountID: 5})
	if list := w.installations(); !list[0].Suspended {
		t.Errorf("%+v", list)
	}
	if w.later(5 * time.Minute); w.count() != 1 {
		t.Errorf("requests for a suspended installation: %v", w.requests())
	}
	w.github.Unsuspend(in)
	w.rang(advisories.Ring{Event: "installation", Action: "unsuspend", Installation: in, Account: "acme", AccountID: 5})
	w.open(id, "lib", false)
	w.rang(advisories.Ring{Event: "installation_target", Action: "renamed", Installation: in, Account: "acme-labs", AccountID: 5})
	if list := w.installations(); list[0].Account != "acme-labs" || list[0].Suspended {
		t.Errorf("%+v", list)
	}
}

// A repository that goes to another account of ours leaves here at once, and the
// next sweep finds it there.
func TestAccountTransfer(t *testing.T) {
	w, in, id := lived(t)
	other := w.github.AddInstallation("kim")
	w.forAWhile(time.Hour)
	repo := w.repository(in, "acme/lib").ID
	w.github.TransferRepository("acme/lib", "kim")
	w.rang(advisories.Ring{Event: "repository", Action: "transferred", Installation: in, Owner: "kim", Name: "lib", RepositoryID: repo})
	w.covers(in, "acme/app")
	w.rests(id)
	w.later(5 * time.Minute)
	w.covers(other, "kim/lib")
}

// Failed deliveries put their repository first and bring upkeep forward.
func TestFailedDeliveries(t *testing.T) {
	w := newSweepWorld(t, ghsatest.Options{})
	w.github.AddRepositories("kim", "tool", 30)
	in := w.github.AddInstallation("kim")
	w.advance(time.Minute)
	w.settle()
	w.github.HookTo("http://127.0.0.1:1/", "secret")
	id := w.github.Report("kim/tool-00020", "researcher", "One byte too many", "Text")
	w.github.RenameRepository("kim/tool-00007", "renamed")
	if err := w.github.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.github.HookTo("", "")
	same(t, "the report", w.later(30*time.Minute), sorted(id))
	if got := w.looks()["tool-00020"]; got < 3 {
		t.Errorf("looked %d times", got)
	}
	w.repository(in, "kim/renamed")
	w.work()
	same(t, "nothing again", w.later(35*time.Minute), []string{})
	if got := w.looks()["tool-00020"]; got > 3 {
		t.Errorf("made up for twice: %d looks", got)
	}
}
