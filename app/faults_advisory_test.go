package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// publishable brings a case to where one approval of the second person publishes it,
// and gives the draft's number.
func publishable(s *tale) int {
	s.report(complete)
	s.say("maintainer", "/accept")
	s.edit("maintainer", worked)
	s.say("maintainer", "/publish")
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	return n
}

// TestFaultPersonBetweenLookAndWrite: a person does something to the advisory after
// our last look and before our request. Theirs stays, ours happens at most once, and
// the draft ends with a reason.
func TestFaultPersonBetweenLookAndWrite(t *testing.T) {
	must := func(s *tale, err error) {
		if err != nil {
			s.Error(err)
		}
	}
	by := func(to advisories.State) func(*tale) {
		return func(s *tale) { must(s, s.w.github.SetStateAs("maintainer", testRepo, s.id, to)) }
	}
	lock := func(s *tale) { must(s, s.w.github.LockAs("maintainer", testRepo, s.id, true)) }
	publish := func(s *tale) {
		n := publishable(s)
		s.told = append(s.told, "at the publication:")
		s.say("second", fmt.Sprintf("/approve %d", n))
	}
	for name, c := range map[string]struct {
		at     ghsatest.Fault
		skip   int
		do     func(*tale)
		person func(*tale)
		key    string // the draft's
		ends   string
		state  advisories.State
		ours   func(*tale) int
		times  int
		notice string
	}{
		"accept, locked": {patch, 0, func(s *tale) { s.report(complete); say("/accept")(s) }, lock,
			"command/accept/1", "handed_off forbidden", advisories.StateTriage, acted(ghsatest.VerbState), 0, "needs a person on GitHub: forbidden"},
		"fields, locked": {patch, 0, func(s *tale) { s.report(complete); say("/severity high")(s) }, lock,
			"command/fields/1", "handed_off forbidden", advisories.StateTriage, acted(ghsatest.VerbEdit), 0, "needs a person on GitHub: forbidden"},
		"receipt, locked": {postComment, 0, func(s *tale) { s.report(complete) }, lock,
			"received/receipt/1", "handed_off forbidden", advisories.StateTriage, acted(ghsatest.VerbComment), 0, "needs a person on GitHub: forbidden"},
		"CVE, added by hand": {postCVE, 0, func(s *tale) { s.report(complete); say("/accept")(s); say("/cve")(s) },
			func(s *tale) { s.w.github.AssignCVE(testRepo, s.id) },
			"command/request_cve/1", "stale done_by_a_person", advisories.StateDraft, acted(ghsatest.VerbRequestCVE), 0, ""},
		"fork, made by hand": {postFork, 0, func(s *tale) { s.report(complete); say("/fork")(s) },
			func(s *tale) { must(s, s.w.github.StartForkAs("maintainer", testRepo, s.id)) },
			"command/private_fork/1", "stale done_by_a_person", advisories.StateTriage, acted(ghsatest.VerbFork), 0, ""},
		"publication, published by hand": {patch, 0, publish, by(advisories.StatePublished),
			"ready/publish/1", "done done", advisories.StatePublished, setTo(advisories.StatePublished), 0, ""},
		"publication, closed by hand": {patch, 0, publish, by(advisories.StateClosed),
			"ready/publish/1", "handed_off refused", advisories.StateClosed, setTo(advisories.StatePublished), 0, "needs a person on GitHub: refused"},
		"publication, locked": {patch, 0, publish, lock,
			"ready/publish/1", "handed_off forbidden", advisories.StateDraft, setTo(advisories.StatePublished), 0, "needs a person on GitHub: forbidden"},
		"closing words, closed by hand": {postComment, 1, func(s *tale) { s.report(complete); say("/close spam")(s) }, by(advisories.StateClosed),
			"closing/update/1", "done done", advisories.StateClosed, setTo(advisories.StateClosed), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, forks)
			f := c.at
			f.Kind, f.Skip = ghsatest.Delay, c.skip
			f.Reached = func() {
				s.id = s.w.github.Advisories(testRepo)[0]
				c.person(s)
			}
			if strings.HasPrefix(name, "publication") {
				f.Skip = 1 // the acceptance
			}
			met := s.fault(f)
			c.do(s)
			s.hours(2)
			if met() != 1 {
				t.Errorf("the moment came %d times", met())
			}
			ends := ""
			for _, d := range s.drafts() {
				if d.Key.String() == c.key {
					ends = string(d.State) + " " + d.Outcome.Code
				}
			}
			if ends != c.ends {
				t.Errorf("%s ended as %s, want %s\n%s", c.key, ends, c.ends, s.lines())
			}
			if got := s.w.state(s.id); got != c.state {
				t.Errorf("the advisory is %s, want %s", got, c.state)
			}
			if n := c.ours(s); n != c.times {
				t.Errorf("we did it %d times, want %d", n, c.times)
			}
			if c.notice != "" {
				s.noticed(advisories.NoticeHandOff, c.notice)
			}
			s.nothingTwice()
			s.secret()
		})
	}
}
