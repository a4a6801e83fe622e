package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// issueWrites counts what we did in issues since.
func (s *tale) issueWrites() (n int) {
	for _, a := range s.w.github.Acts() {
		if a.Bot && (a.Verb == ghsatest.VerbReact || a.Verb == ghsatest.VerbCommentIssue || a.Verb == ghsatest.VerbEditIssue) {
			n++
		}
	}
	return n
}

// TestAttackManyRefusals: somebody without power cannot make us write much: GitHub
// counts what we write, over all cases of the installation.
func TestAttackManyRefusals(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	before := s.issueWrites()
	s.say("reader", strings.Repeat("/accept\n", 50))
	if n := s.issueWrites() - before; n > 6 {
		t.Errorf("one comment of somebody without power: %d writes of ours", n)
	}
	before = s.issueWrites()
	for range 10 {
		s.write("reader", strings.Repeat("/close spam\n", 20))
	}
	s.work()
	if n := s.issueWrites() - before; n > 20 {
		t.Errorf("ten comments of somebody without power: %d writes of ours", n)
	}
	s.say("maintainer", "/accept")
	if got := s.w.state(s.id); got != advisories.StateDraft {
		t.Errorf("state %s: a maintainer was not heard beside the crowd", got)
	}
}

// TestAttackHugeComments: comments of any size and shape in either place stall
// nothing.
func TestAttackHugeComments(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	shapes := []string{
		strings.Repeat("/approve 1\n", 5900), strings.Repeat("<!--", 16000), strings.Repeat("`", 65000),
		strings.Repeat("> ", 32000), "/edit 1\n" + strings.Repeat("x", 65000), "/" + strings.Repeat("a", 65000),
		strings.Repeat("/embargo 2030-01-01 10:00 Europe/Berlin\n", 1600), strings.Repeat("<pre>\n", 10000),
		strings.Repeat("- ", 32000) + "```", strings.Repeat("/assign @maintainer\n", 3000), strings.Repeat("~~~\n/accept\n", 5000),
	}
	for _, body := range shapes {
		comment(t, s.w, "researcher", s.id, body)
		s.write("reader", body)
	}
	s.sweep()
	s.say("maintainer", "/accept")
	if got := s.w.state(s.id); got != advisories.StateDraft {
		t.Errorf("state %s: a maintainer was not heard", got)
	}
}

// TestAttackCrowd: many people who command in the thread without power keep nobody
// with power from being heard.
func TestAttackCrowd(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	for i := range 60 {
		login := fmt.Sprintf("crowd%d", i)
		s.w.github.AddUser(login)
		if err := s.w.github.EditAdvisoryAs("maintainer", testRepo, s.id, func(a *advisories.Advisory) {
			a.Collaborators = append(a.Collaborators, advisories.Person{Login: login})
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.w.github.CommentAs(login, testRepo, s.id, "/pause please"); err != nil {
			t.Fatal(err)
		}
	}
	s.clock.add(later)
	comment(t, s.w, "maintainer", s.id, "/pause we wait for a release")
	s.sweep()
	s.pass(2 * day)
	if len(s.theCase().History.Pauses) != 1 {
		t.Errorf("pauses: %+v", s.theCase().History.Pauses)
	}
}

// TestAttackTwice: one comment counts once, however often it rings, and after a new
// start.
func TestAttackTwice(t *testing.T) {
	s := calmly(t, ghsatest.Options{}, "")
	s.report(complete)
	s.say("maintainer", "/extend disclose 2d because we are few\n/ask logs")
	for _, d := range s.w.github.Deliveries() {
		if d.Event == "issue_comment" {
			if err := s.w.github.Redeliver(d.GUID); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.work()
	s.pass(3 * day)
	c := s.theCase()
	if n := len(c.History.Moved[advisories.CommitmentDisclose]); n != 1 || len(c.History.Requests) != 1 {
		t.Errorf("%d moves, %d requests", n, len(c.History.Requests))
	}
}
