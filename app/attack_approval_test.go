package app_test

import (
	"fmt"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestAttackPublishWish: /publish said too early stands; the reporter then adds what
// is missing together with a text that nobody read.
func TestAttackPublishWish(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.report(complete)
	s.say("maintainer", "/ack")
	s.say("maintainer", "/accept")
	s.say("maintainer", "/publish")
	s.unpublished("by a wish alone")
	s.pass(3 * day)
	s.edit("researcher", func(a *advisories.Advisory) { worked(a); rewritten(a) })
	s.pass(day)
	s.unpublished("an old wish let out a text that came after it")
}

// TestAttackPublishRace: the reporter changes the advisory after the command was
// written and before it was read.
func TestAttackPublishRace(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	s.write("maintainer", "/publish")
	s.clock.add(later)
	s.change("researcher", rewritten)
	s.clock.add(later)
	s.work()
	s.unpublished("a text that came after the command")
}

// TestAttackPublishAsked is the same where the command files the draft.
func TestAttackPublishAsked(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson+"publication: {require: [severity]}\n")
	s.report(complete)
	s.say("maintainer", "/accept")
	s.edit("maintainer", func(a *advisories.Advisory) { a.Severity = "high" })
	s.write("maintainer", "/publish")
	s.clock.add(later)
	s.change("researcher", rewritten)
	s.clock.add(later)
	s.work()
	t.Log(s.lines(), s.replies())
	s.unpublished("a text that came after the command")
}

// TestAttackApproveGuess: a number that was given to a draft after the comment was
// written.
func TestAttackApproveGuess(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	list := s.drafts()
	last := list[len(list)-1].Number
	s.told = append(s.told, s.lines())
	s.clock.add(later)
	for n := last; n <= last+4; n++ {
		s.write("maintainer", fmt.Sprintf("/approve %d", n))
	}
	s.clock.add(30 * later)
	s.change("researcher", rewritten)
	s.clock.add(later)
	s.work()
	s.unpublished("by a draft that was not there when it was approved")
}

// TestAttackEmbargoShortened: two people approved a publication that was not to be
// before a date; one of them brings the date forward.
func TestAttackEmbargoShortened(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	until := s.clock.now().UTC().Add(30 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.unpublished("before the embargo's end")
	s.say("maintainer", "/embargo "+s.clock.now().UTC().Add(day).Format("2006-01-02 15:04")+" UTC")
	s.pass(3 * day)
	s.unpublished("one person moved a date that two had approved")
}

// TestAttackBegunBeforeEmbargo: a publication whose first try GitHub did not take is
// tried again after somebody set an embargo.
func TestAttackBegunBeforeEmbargo(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	s.w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Method: "PATCH", PathPattern: "/security-advisories/[^/]+$", Times: -1})
	s.write("maintainer", "/publish")
	s.oneTurn()
	s.unpublished("GitHub did not take it")
	s.told = append(s.told, s.lines())
	s.w.github.ClearFaults()
	s.clock.add(later)
	s.say("second", "/embargo "+s.clock.now().UTC().Add(5*day).Format("2006-01-02 15:04")+" UTC")
	s.unpublished("before the embargo's end")
}

// TestAttackThanksEdited: one person puts another text in the place of thanks that
// were let out with the publication; nobody else has read it.
func TestAttackThanksEdited(t *testing.T) {
	s := approvedUntil(t)
	s.say("second", fmt.Sprintf("/edit %d\nYou are a fool.", s.thanks().Number))
	if d := s.thanks(); d.State != advisories.DraftHeld {
		list, _ := s.p.Docket.Decisions(s.Context(), s.theCase().Key)
		s.Errorf("the edited thanks are %s, by %v", d.State, list)
	}
	s.pass(12 * day)
	if s.wrote("You are a fool.") != 0 {
		t.Error("a text that nobody approved was sent to the reporter")
	}
}

// TestAttackThanksUndone: who holds the thanks again means it.
func TestAttackThanksUndone(t *testing.T) {
	s := approvedUntil(t)
	s.say("second", fmt.Sprintf("/undo %d", s.thanks().Number))
	if d := s.thanks(); d.State != advisories.DraftHeld {
		s.Errorf("a person undid the approval of the thanks, and they are %s", d.State)
	}
}

// TestAttackThanksEarly: with the first of two approvals nothing is told to the
// reporter of a publication that may never come.
func TestAttackThanksEarly(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, ownersWord+"publication: {require: [severity]}\n")
	s.report(complete)
	s.say("maintainer", "/accept")
	s.edit("maintainer", func(a *advisories.Advisory) { a.Severity = "high" })
	s.say("maintainer", "/publish")
	s.unpublished("by one person")
	if s.wrote("are about to publish") != 0 {
		t.Errorf("the reporter was told of a publication that one of two people wants; drafts:\n%s", s.lines())
	}
}
