package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const (
	casesRepo = "acme/security-cases"
	ownerRepo = "acme/.github-private"
	// ownersWord names the tracking repository, which only the owner's file can.
	ownersWord = "version: 1\ntracking: acme/security-cases\ntracking_audience: accepted\ndrafts: {publish: {approve: 2}}\n"
)

// newTracked is a world whose owner has a tracking repository that only its
// maintainers can read.
func newTracked(t *testing.T, o ghsatest.Options) *world {
	t.Helper()
	w := newWorld(t, o)
	w.github.AddUser("second")
	w.github.SetRole(testRepo, "second", "admin")
	for _, r := range []string{casesRepo, ownerRepo} {
		w.github.AddRepository(r, true)
		w.github.SetRole(r, "maintainer", "admin")
		w.github.SetRole(r, "second", "admin")
	}
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", ownersWord)
	return w
}

// issue is the only tracking issue.
func (w *world) issue() ghsatest.Issue {
	w.t.Helper()
	list := w.github.Issues(casesRepo)
	if len(list) != 1 {
		w.t.Fatalf("%d tracking issues, want one; log:\n%s", len(list), w.log)
	}
	return list[0]
}

// say writes a comment in the tracking issue and waits until it was worked.
func (r *running) say(login, body string) int64 {
	r.w.t.Helper()
	id, err := r.w.github.CommentIssue(login, casesRepo, r.w.issue().Number, body)
	if err != nil {
		r.w.t.Fatal(err)
	}
	r.settled()
	return id
}

// reported is a report whose tracking issue is there.
func (r *running) reported(body string) advisories.GHSA {
	r.w.t.Helper()
	id := r.w.github.Report(testRepo, "researcher", "One byte too many", body)
	r.w.until("the tracking issue", func() bool { return len(r.w.github.Issues(casesRepo)) > 0 })
	r.settled()
	return id
}

// last is the newest draft of a kind.
func (r *running) last(id advisories.GHSA, kind advisories.Kind) advisories.Draft {
	r.w.t.Helper()
	var out advisories.Draft
	for _, d := range r.drafts(id) {
		if d.Key.Kind == kind {
			out = d
		}
	}
	if out.Number == 0 {
		r.w.t.Fatalf("no %s draft: %s", kind, r.draftLine(id))
	}
	return out
}

func (w *world) state(id advisories.GHSA) advisories.State {
	return w.github.Advisory(testRepo, id).State
}

func TestStoryByCommands(t *testing.T) {
	w := newTracked(t, ghsatest.Options{})
	r := w.run()
	id := r.reported(complete)
	card := w.issue()
	if strings.Contains(card.Title+card.Body, "One byte too many") || strings.Contains(card.Body, "reads one byte beyond") {
		t.Errorf("report text in the tracking issue:\n%s\n%s", card.Title, card.Body)
	}
	r.say("maintainer", "/ack")
	if c := r.theCase(id); !c.History.Acknowledged.Happened() {
		t.Errorf("not acknowledged; drafts: %s", r.draftLine(id))
	}
	r.say("maintainer", "/accept")
	if got := w.state(id); got != advisories.StateDraft {
		t.Fatalf("state %s after /accept; drafts: %s\n%s", got, r.draftLine(id), w.log)
	}
	err := w.github.EditAdvisoryAs("maintainer", testRepo, id, func(a *advisories.Advisory) {
		a.Severity, a.CWEs = "high", []string{"CWE-125"}
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "example.org/lib", Affected: ">= 1.2.0, < 1.4.2", Patched: "1.4.2"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	r.say("maintainer", "/cve")
	w.github.AssignCVE(testRepo, id)
	r.sweepNow()
	r.say("maintainer", "/publish")
	n := r.last(id, advisories.KindPublish)
	if w.state(id) == advisories.StatePublished {
		t.Fatal("published with one approval where the policy asks for two")
	}
	r.say("maintainer", fmt.Sprintf("/approve %d", n.Number))
	r.say("second", fmt.Sprintf("/approve %d", n.Number))
	if got := w.state(id); got != advisories.StatePublished {
		t.Fatalf("state %s after two approvals; drafts: %s\n%s", got, r.draftLine(id), w.log)
	}
	if !w.issue().Closed {
		t.Error("the tracking issue is open after publication")
	}
	t.Log(w.github.Advisory(testRepo, id))
	for _, c := range w.issue().Comments {
		t.Logf("%s: %s %v", c.Author, c.Body, c.Reactions)
	}
	t.Log(w.issue().Body)
	for _, q := range w.github.Requests() {
		t.Log(q.Method, q.Path, q.Status)
	}
}
