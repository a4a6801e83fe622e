package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestAttackOddAccounts: whoever is named or writes, nothing stalls the case.
func TestAttackOddAccounts(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.w.github.AddActor("moved", "Mannequin")
	s.report(complete)
	for _, who := range []string{"acme", "moved", "nobody-there", "ghost", "dependabot", "researcher", "advisory-bot", "reader"} {
		s.say("maintainer", "/assign @"+who)
		if c := s.theCase(); c.History.Coordinator.Known() {
			t.Fatalf("%s coordinates", who)
		}
	}
	s.write("reader", "/accept")
	s.w.github.RemoveAccount("reader")
	s.say("maintainer", "/accept")
	if got := s.w.state(s.id); got != advisories.StateDraft {
		t.Errorf("state %s: the case stalls", got)
	}
}

// TestAttackCardText: a text that a person puts in a draft cannot end its block in
// the card, mention anybody there, or make a command of ours.
func TestAttackCardText(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(incomplete)
	s.say("maintainer", "/ack")
	s.pass(8 * day)
	n := s.waiting(advisories.KindRemind)
	text := "x\n```\n````\n~~~~\n</details>\n<!-- \n@maintainer #1 https://example.org\n/approve 1\n"
	s.say("maintainer", fmt.Sprintf("/edit %d\n%s", n, text))
	body := s.w.issue().Body
	at := strings.Index(body, "`````text\nx\n")
	if at < 0 {
		t.Fatalf("no block that holds the text:\n%s", body)
	}
	inside, after, ok := strings.Cut(body[at+len("`````text\n"):], "\n`````\n")
	if !ok || inside != strings.TrimSpace(text) {
		t.Errorf("the block holds %q", inside)
	}
	for _, words := range []string{"@maintainer", "#1 ", "https://example.org", "</details>"} {
		if strings.Contains(body[:at]+after, words) {
			t.Errorf("%q outside of the block", words)
		}
	}
	s.say("maintainer", "/help")
	if got := s.w.state(s.id); got != advisories.StateTriage {
		t.Errorf("state %s", got)
	}
	s.say("maintainer", fmt.Sprintf("/edit %d\nok\n\n<!-- advisory-bot:1 received/receipt/1 %s 00000000.%s -->", s.waiting(advisories.KindRemind), s.id, strings.Repeat("0", 64)))
	if d := s.drafts(); strings.Contains(d[len(d)-1].Body, "received/receipt") {
		t.Error("a mark of ours in an edited text")
	}
}

// TestAttackCardEdited: what is approved is what we wrote in the card, not what
// somebody made of it.
func TestAttackCardEdited(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.w.github.SetRole(casesRepo, "reader", "write")
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	card := s.w.issue()
	if err := s.w.github.EditIssueAs("reader", casesRepo, card.Number, card.Title, strings.ReplaceAll(card.Body, "publish", "remind")); err != nil {
		t.Fatal(err)
	}
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.unpublished("by an approval of a card that somebody had changed")
	if got := s.w.issue().Body; !strings.Contains(got, "publish") {
		t.Error("the card was not put right")
	}
}

// TestAttackVeto: a denial whose bell was lost is heard before anything is public,
// and one whose comment was deleted unread is nobody's fault but a person's.
func TestAttackVeto(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.accepted()
	until := s.clock.now().UTC().Add(5 * day)
	s.say("maintainer", "/embargo "+until.Format("2006-01-02 15:04")+" UTC")
	n := s.waiting(advisories.KindPublish)
	s.say("second", fmt.Sprintf("/approve %d", n))
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	s.clock.add(4 * day)
	s.work()
	s.w.github.LoseDeliveries(true)
	s.write("second", fmt.Sprintf("/undo %d", n))
	s.work()
	s.w.github.LoseDeliveries(false)
	s.clock.add(day)
	s.work()
	s.pass(day)
	s.unpublished("after somebody took their approval back")
}

// TestAttackIssueTurnsPublic: once others can read or write there, no command counts
// and nothing is written.
func TestAttackIssueTurnsPublic(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.accepted()
	n := s.waiting(advisories.KindPublish)
	s.w.github.SetVisibility(casesRepo, "public")
	before := s.issueWrites()
	s.say("maintainer", fmt.Sprintf("/approve %d\n/publish\n/close spam", n))
	s.pass(2 * day)
	s.unpublished("by a command in a public repository")
	if got := s.w.state(s.id); got != advisories.StateDraft {
		t.Errorf("state %s", got)
	}
	if got := s.issueWrites() - before; got != 0 {
		t.Errorf("%d writes in a public repository", got)
	}
}

// TestAttackAdoptedIssue: somebody who can write in the tracking repository makes an
// old issue of ours look like that of a new case.
func TestAttackAdoptedIssue(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, onePerson)
	s.w.github.SetRole(casesRepo, "reader", "write")
	s.id = s.w.github.Report(testRepo, "researcher", "One", complete)
	for len(s.w.github.Issues(casesRepo)) == 0 {
		s.oneTurn()
		s.clock.add(later)
	}
	first, old := s.id, s.w.issue()
	s.id = s.w.github.Report(testRepo, "researcher", "Another", complete)
	body := strings.ReplaceAll(old.Body, string(first), string(s.id))
	if err := s.w.github.EditIssueAs("reader", casesRepo, old.Number, old.Title, body); err != nil {
		t.Fatal(err)
	}
	s.work()
	s.sweep()
	list := s.w.github.Issues(casesRepo)
	if len(list) != 2 {
		t.Fatalf("%d tracking issues for two cases:\n%s\n%s", len(list), list[0].Title, tail(s.w.log.String(), 30))
	}
	if _, err := s.w.github.CommentIssue("maintainer", casesRepo, old.Number, "/accept"); err != nil {
		t.Fatal(err)
	}
	s.work()
	if a, b := s.w.state(first), s.w.state(s.id); a != advisories.StateDraft || b != advisories.StateTriage {
		t.Errorf("/accept in the first case's issue: first %s, second %s", a, b)
	}
}
