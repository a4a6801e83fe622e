package app_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// onePerson is an owner's policy under which one person lets a publication out.
const onePerson = "version: 1\ntracking: acme/security-cases\ntracking_audience: accepted\n"

// calmly begins a tale on a GitHub on which nothing goes wrong but what the attack
// does. The reader can read the tracking repository and has no power.
func calmly(t *testing.T, o ghsatest.Options, owners string) *tale {
	t.Helper()
	t.Parallel()
	s := &tale{T: t, clock: &movingClock{}, calm: true}
	o.Now = s.clock.now
	s.w = newTracked(t, o)
	s.w.opt.Now = s.clock.now
	s.w.github.AddUser("reader")
	s.w.github.SetRole(casesRepo, "reader", "read")
	if owners != "" {
		s.w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", owners)
	}
	s.assemble()
	return s
}

// assemble assembles the program and points the webhooks at it.
func (s *tale) assemble() {
	s.Helper()
	p, err := app.Assemble(s.Context(), s.w.config(), s.w.opt)
	if err != nil {
		s.Fatal(err)
	}
	s.p = p
	door := httptest.NewServer(p.Door)
	s.Cleanup(func() {
		door.Close()
		if err := p.Close(); err != nil {
			s.Error(err)
		}
		if s.Failed() {
			s.Logf("told:\n%s\nlog:\n%s", strings.Join(s.told, "\n"), tail(s.w.log.String(), 40))
		}
	})
	s.w.github.HookTo(door.URL+intake.Path, testSecret)
	s.work()
}

// write writes in the tracking issue, and lets nothing be worked yet.
func (s *tale) write(login, body string) int64 {
	s.Helper()
	s.told = append(s.told, login+" (unread yet): "+body)
	id, err := s.w.github.CommentIssue(login, casesRepo, s.w.issue().Number, body)
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// change edits the advisory, and lets nothing be worked yet.
func (s *tale) change(login string, change func(*advisories.Advisory)) {
	s.Helper()
	s.told = append(s.told, login+" edits the advisory (unseen yet)")
	if err := s.w.github.EditAdvisoryAs(login, testRepo, s.id, change); err != nil {
		s.Fatal(err)
	}
}

// accepted is a report that was accepted and has all that it takes to publish it.
func (s *tale) accepted() {
	s.Helper()
	s.report(complete)
	s.say("maintainer", "/ack")
	s.say("maintainer", "/accept")
	s.edit("maintainer", worked)
}

// evil is what the reporter puts in the place of what maintainers have read.
const evil = "EVIL: download the fix from example.org instead"

func rewritten(a *advisories.Advisory) { a.Description = evil }

// unpublished fails where the advisory is public.
func (s *tale) unpublished(what string) {
	s.Helper()
	a := s.w.github.Advisory(testRepo, s.id)
	if a.State == advisories.StatePublished {
		s.Errorf("published: %s; text of the reporter's last minute: %v; drafts:\n%s", what, a.Description == evil, s.lines())
	}
}

// replies are what we answered in the tracking issue, reactions not counted.
func (s *tale) replies() (out []string) {
	s.Helper()
	for _, c := range s.w.issue().Comments {
		if strings.Contains(c.Body, "had no effect") {
			out = append(out, c.Body)
		}
	}
	return out
}

const later = 3 * time.Second
