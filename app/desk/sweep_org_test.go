package desk

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const (
	reposRoute   = "GET /repos/{owner}/{repo}/security-advisories"
	orgRoute     = "GET /orgs/{org}/security-advisories"
	listRoute    = "GET /installation/repositories"
	hooksRoute   = "GET /app/hook/deliveries"
	appsRoute    = "GET /app/installations"
	touchedRoute = "POST /graphql"
)

// An organization of three repositories and five open advisories.
func organization(t *testing.T) (w *sweepWorld, in int64, ids []advisories.GHSA) {
	t.Helper()
	w = newSweepWorld(t, ghsatest.Options{})
	names := w.github.AddRepositories("acme", "lib", 3)
	in = w.github.AddInstallation("acme")
	w.github.AddUser("maintainer")
	for _, n := range names {
		w.github.SetRole(n, "maintainer", ghsatest.RoleAdmin)
	}
	ids = append(w.github.AddAdvisories("researcher", advisories.StateTriage, 3, names),
		w.github.AddAdvisories("researcher", advisories.StateDraft, 2, names)...)
	w.advance(time.Minute) // a look within the second of an update is repeated
	return w, in, ids
}

func sorted(ids ...advisories.GHSA) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, string(id))
	}
	slices.Sort(out)
	return out
}

func same(t *testing.T, what string, got []string, want []string) {
	t.Helper()
	if d := cmp.Diff(want, slices.Compact(append([]string{}, got...))); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// What no webhook told is found by the list of the organization, once.
func TestSweepOrganization(t *testing.T) {
	w, _, ids := organization(t)
	same(t, "first sweep", w.sweep(), sorted(ids...))
	w.work()
	same(t, "nothing happened", w.later(5*time.Minute), []string{})
	if got := w.requests(); got[orgRoute] != 2 || w.count() != 2 {
		t.Errorf("a quiet sweep: %v", got)
	}
	act := func(name string, want []advisories.GHSA, do func() error) {
		t.Helper()
		w.advance(time.Minute)
		if err := do(); err != nil {
			t.Fatal(err)
		}
		same(t, name, w.later(5*time.Minute), sorted(want...))
		w.work()
		same(t, name+", again", w.later(5*time.Minute), []string{})
	}
	act("a comment", ids[:1], func() error {
		_, err := w.github.CommentAs("maintainer", "acme/lib-00001", ids[0], "We look at it.")
		return err
	})
	act("accepted by hand", ids[1:2], func() error {
		return w.github.SetStateAs("maintainer", "acme/lib-00002", ids[1], advisories.StateDraft)
	})
	act("closed by hand", ids[2:3], func() error {
		return w.github.SetStateAs("maintainer", "acme/lib-00003", ids[2], advisories.StateClosed)
	})
	if c := w.theCase(ids[2]); c.Facts.State != advisories.StateClosed || c.Stage != advisories.StageClosed {
		t.Errorf("closed by hand: stage %s, state %s", c.Stage, c.Facts.State)
	}
	act("opened again", ids[2:3], func() error {
		return w.github.SetStateAs("maintainer", "acme/lib-00003", ids[2], advisories.StateDraft)
	})
	var own advisories.GHSA
	w.advance(time.Minute)
	own, err := w.github.DraftAdvisory("maintainer", "acme/lib-00001", "Ours", "Text")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "a maintainer's own draft", w.later(5*time.Minute), sorted(own))
}

// A closed advisory that was opened and published between two sweeps is in no list
// of open ones; the hourly list of all states shows it.
func TestSweepFindsAnotherEnd(t *testing.T) {
	w, _, ids := organization(t)
	w.settle()
	do := func(states ...advisories.State) {
		t.Helper()
		for _, s := range states {
			w.advance(time.Second)
			if err := w.github.SetStateAs("maintainer", "acme/lib-00003", ids[2], s); err != nil {
				t.Fatal(err)
			}
		}
	}
	do(advisories.StateClosed)
	w.settle()
	if err := w.github.EditAdvisoryAs("maintainer", "acme/lib-00003", ids[2], func(a *advisories.Advisory) {
		a.Severity = "high"
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "npm", Package: "lib", Affected: "< 2"}}
	}); err != nil {
		t.Fatal(err)
	}
	do(advisories.StateDraft, advisories.StatePublished)
	found := false
	for range 13 {
		if rings := w.later(5 * time.Minute); len(rings) > 0 {
			same(t, "rings", rings, sorted(ids[2]))
			found = true
			w.work()
		}
	}
	if c := w.theCase(ids[2]); !found || c.Facts.State != advisories.StatePublished {
		t.Errorf("found %v, state %s", found, c.Facts.State)
	}
}

// Advisories of repositories that the installation does not cover are none of ours,
// and their names cost one list of repositories, not one each sweep.
func TestSweepKeepsToTheInstallation(t *testing.T) {
	w, in, ids := organization(t)
	w.github.SelectRepositories(in, "acme/lib-00001")
	same(t, "first sweep", w.sweep(), sorted(ids[0], ids[3]))
	w.work()
	lists := 0
	for range 36 {
		same(t, "later", w.later(5*time.Minute), []string{})
		lists += w.requests()[listRoute]
	}
	if lists != 1 {
		t.Errorf("%d lists of repositories in three hours", lists)
	}
	w.github.SelectRepositories(in) // all of them, and the webhook is lost
	w.github.AddRepositories("acme", "app", 1)
	fresh := w.github.AddAdvisories("researcher", advisories.StateTriage, 1, []string{"acme/app-00001"})
	same(t, "a new name", w.later(5*time.Minute), sorted(append(fresh, ids[1], ids[2], ids[4])...))
	if got := w.names(in); len(got) != 4 {
		t.Errorf("covers %v", got)
	}
}

// Where the organization's list is not whole, what it lacks is not taken for ended.
func TestSweepDoubtsTheOrganizationsList(t *testing.T) {
	w, _, ids := organization(t)
	w.settle()
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 200, Body: "[]", PathPattern: "^/orgs/acme/security-advisories$", Times: -1})
	same(t, "all are missing: looked at once", w.later(5*time.Minute), sorted(ids...))
	w.work()
	rung := 0
	for range 24 {
		rung += len(w.later(5 * time.Minute))
		w.work()
	}
	if rung > 0 {
		t.Errorf("%d rings more", rung)
	}
	if c := w.theCase(ids[0]); c.Stage == advisories.StageClosed || !c.Facts.State.Open() {
		t.Errorf("stage %s, state %s", c.Stage, c.Facts.State)
	}
	w.advance(time.Minute)
	if _, err := w.github.CommentAs("maintainer", "acme/lib-00002", ids[1], "We look at it."); err != nil {
		t.Fatal(err)
	}
	same(t, "a comment, found by the repository's own list", w.later(5*time.Minute), sorted(ids[1]))
}

// An account that is no organization, or lacks the permission, is swept repository
// by repository, and asked for its list once an hour.
func TestSweepWithoutTheList(t *testing.T) {
	for name, permissions := range map[string]map[string]string{
		"read only": {"metadata": "read", "repository_advisories": "read", "contents": "read"},
	} {
		t.Run(name, func(t *testing.T) {
			w, in, ids := organization(t)
			w.github.SetPermissions(in, permissions)
			same(t, "first sweep", w.sweep(), sorted(ids...))
			w.work()
			asked := 0
			for range 24 {
				same(t, "later", w.later(5*time.Minute), []string{})
				asked += w.requests()[orgRoute] + w.requests()["POST /app/installations/{installation_id}/access_tokens"]
			}
			if asked > 2*24 {
				t.Errorf("asked %d times", asked)
			}
			w.github.SetPermissions(in, ghsatest.GrantedPermissions())
			w.later(time.Hour)
			w.later(5 * time.Minute)
			if got := w.requests(); got[orgRoute] != 2 || got[reposRoute] != 0 {
				t.Errorf("granted: %v", got)
			}
		})
	}
}
