package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// codeownersWord adds the owners of code, and would let it out without a person.
const codeownersWord = `version: 1
tracking: acme/security-cases
collaborators: {from: [codeowners]}
drafts: {collaborators: auto}
`

// owned is a report, acknowledged, in a repository whose code has owners.
func owned(t *testing.T) (*world, *running, advisories.GHSA) {
	t.Helper()
	w := newTracked(t, ghsatest.Options{})
	for _, login := range []string{"maria", "evil", "helper"} {
		w.github.AddUser(login)
	}
	w.github.AddTeam(testOwner, "core", "second")
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", codeownersWord)
	w.github.PutFile(testRepo, ".github/CODEOWNERS", "# Who looks after what\n/docs @acme/core docs@example.org\n* @Maria @researcher\n/src @acme/core @zoo/all\n")
	w.github.PutFile(testRepo, "CODEOWNERS", "* @evil\n") // another place, which does not count
	r := w.run()
	id := r.reported(complete)
	invite(t, w, id, "helper")
	r.say("maintainer", "/ack")
	return w, r, id
}

// letIn are the people and teams who see the advisory.
func letIn(w *world, id advisories.GHSA) string {
	a := w.github.Advisory(testRepo, id)
	var names []string
	for _, p := range a.Collaborators {
		names = append(names, p.Login)
	}
	slices.Sort(names)
	return strings.Join(append(names, a.Teams...), " ")
}

// Owners of code are named in one draft, let in by a person, and take nobody's place.
func TestCodeownersAreLetIn(t *testing.T) {
	w, r, id := owned(t)
	d := r.last(id, advisories.KindCollaborators)
	if !slices.Equal(d.Change.Users, []string{"maria"}) || !slices.Equal(d.Change.Teams, []string{"core"}) || d.State != advisories.DraftHeld {
		t.Fatalf("%+v", d)
	}
	if card := w.issue().Body; !strings.Contains(card, "maria") || !strings.Contains(card, "core") || strings.Contains(card, "evil") {
		t.Errorf("the card does not list whom it would let in:\n%s", card)
	}
	if got := letIn(w, id); got != "helper researcher" {
		t.Fatalf("let in without a person: %s", got)
	}
	r.say("maintainer", fmt.Sprintf("/approve %d", d.Number))
	if got := letIn(w, id); got != "helper maria researcher core" {
		t.Errorf("after the approval: %s; %s", got, r.draftLine(id))
	}
	r.sweepNow()
	r.lookNow(id)
	n := 0
	for _, d := range r.drafts(id) {
		if d.Key.Kind == advisories.KindCollaborators {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d drafts: %s", n, r.draftLine(id))
	}
}

// Whoever can push can write themselves into the file, and gets nobody in by that:
// not by themselves, and not by an approval of something else.
func TestPushedCodeowners(t *testing.T) {
	w, r, id := owned(t)
	before := r.last(id, advisories.KindCollaborators)
	w.github.PutFile(testRepo, ".github/CODEOWNERS", "* @evil @pusher\n")
	r.say("maintainer", fmt.Sprintf("/approve %d", before.Number))
	r.lookNow(id)
	if got := letIn(w, id); strings.Contains(got, "evil") || strings.Contains(got, "pusher") {
		t.Fatalf("let in: %s; %s", got, r.draftLine(id))
	}
	now := r.last(id, advisories.KindCollaborators)
	if now.Number == before.Number || now.State != advisories.DraftHeld || !slices.Equal(now.Change.Users, []string{"evil", "pusher"}) {
		t.Errorf("%+v", now)
	}
	r.sweepNow()
	if got := letIn(w, id); got != "helper researcher" {
		t.Errorf("let in: %s; %s", got, r.draftLine(id))
	}
}
