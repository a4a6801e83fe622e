package app_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaultRepositoryRenamed: the repository, or that of the tracking issues, has
// another name in the middle of a case, and no webhook told: reads are answered 301,
// writes 307, and everything goes on under the new name, once.
func TestFaultRepositoryRenamed(t *testing.T) {
	for name, told := range map[string]bool{"told": true, "not told": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			s.report(complete)
			issue := s.w.issue()
			s.w.github.LoseDeliveries(!told)
			s.w.github.RenameRepository(testRepo, "moved")
			s.w.github.RenameRepository(casesRepo, "moved-cases")
			s.w.github.LoseDeliveries(false)
			for _, words := range []string{"/ack", "/severity high", "/accept", "/approve 99", "/cve"} {
				if _, err := s.w.github.CommentIssue("maintainer", "acme/moved-cases", issue.Number, words); err != nil {
					t.Fatal(err)
				}
				s.work()
			}
			s.sweep()
			s.hours(2)
			a := s.w.github.Advisory("acme/moved", s.id)
			if a.State != advisories.StateDraft || a.Severity != "high" {
				t.Errorf("state %s, severity %s\n%s", a.State, a.Severity, s.lines())
			}
			for verb, want := range map[ghsatest.Verb]int{ghsatest.VerbState: 1, ghsatest.VerbEdit: 1, ghsatest.VerbRequestCVE: 1, ghsatest.VerbOpenIssue: 1} {
				if n := s.acts(verb); n != want {
					t.Errorf("%s: %d times, want %d", verb, n, want)
				}
			}
			list := s.w.github.Issues("acme/moved-cases")
			if len(list) != 1 || len(list[0].Comments) == 0 || !strings.Contains(list[0].Body, "**Stage**: accepted") {
				t.Errorf("%d issues under the new name", len(list))
			}
			if k := s.theCase(); k.Repo != "moved" || k.Problem != "" || k.Tracking.Problem != "" || k.Tracking.Repository.Name != "moved-cases" {
				t.Errorf("%s, problems %q and %q, tracking in %s", k.Repo, k.Problem, k.Tracking.Problem, k.Tracking.Repository.Name)
			}
			if len(s.notices()) != 0 {
				t.Errorf("notices: %q", s.notices())
			}
			s.nothingTwice()
		})
	}
}

// TestFaultRepositoryMadePrivate: comments are for public repositories. What cannot
// be said any more is handed to a person; states, fields and the tracking issue go on.
func TestFaultRepositoryMadePrivate(t *testing.T) {
	t.Parallel()
	s := calm(t, ghsatest.Options{}, nil)
	s.report(complete)
	said := s.acts(ghsatest.VerbComment)
	s.w.github.SetVisibility(testRepo, "private")
	s.work()
	s.say("maintainer", "/ack")
	s.say("maintainer", "/accept")
	s.hours(2)
	if n := s.acts(ghsatest.VerbComment) - said; n != 0 {
		t.Errorf("%d comments in a private repository", n)
	}
	if n := s.setTo(advisories.StateDraft); n != 1 {
		t.Errorf("accepted %d times", n)
	}
	d := s.draft(advisories.KindUpdate)
	if d.State != advisories.DraftHandedOff || d.Body == "" {
		t.Errorf("the word to the reporter is %s: %q", d.State, d.Body)
	}
	s.noticed(advisories.NoticeHandOff, "update")
	if !strings.Contains(s.w.issue().Body, "**Stage**: accepted") || s.theCase().Problem != "" {
		t.Errorf("problem %q; card:\n%s", s.theCase().Problem, s.w.issue().Body)
	}
	s.nothingTwice()
}

// TestFaultNoCommentsAtAll: where the API of comments is gone, closed ways included,
// whatever would be said is a person's to say, and the tracking issue tells what.
func TestFaultNoCommentsAtAll(t *testing.T) {
	t.Parallel()
	s := calm(t, ghsatest.Options{NoComments: true}, nil)
	s.report(complete)
	s.say("maintainer", "/ack")
	s.hours(1)
	for _, d := range s.drafts() {
		if d.Act == advisories.ActComment && (d.State != advisories.DraftHandedOff || d.Body == "" || d.HandOff == "") {
			t.Errorf("draft %d (%s) is %s, %q", d.Number, d.Key, d.State, d.HandOff)
		}
		if d.Act == advisories.ActComment && !strings.Contains(s.w.issue().Body, fmt.Sprintf("### Draft %d: %s, needs a person", d.Number, d.Key.Kind)) {
			t.Errorf("the card does not name draft %d (%s):\n%s", d.Number, d.Key, s.w.issue().Body)
		}
	}
	if n := s.acts(ghsatest.VerbComment); n != 0 {
		t.Errorf("%d comments", n)
	}
	s.noticed(advisories.NoticeHandOff, "receipt")
}

// TestFaultClockSkew: GitHub's clock is a little off ours. Commands are heard, once,
// clocks keep to what was said, and nothing is escalated.
func TestFaultClockSkew(t *testing.T) {
	for _, off := range []time.Duration{-4 * time.Minute, 90 * time.Second} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, func(w *world) {
				now := w.opt.Now
				w.opt.Now = func() time.Time { return now().Add(off) }
			})
			s.report(complete)
			for _, words := range []string{"/ack", "/accept", "/approve 99", "/severity high"} {
				s.say("maintainer", words)
			}
			s.hours(5)
			if n := s.setTo(advisories.StateDraft); n != 1 || s.acts(ghsatest.VerbEdit) != 1 {
				t.Errorf("accepted %d times, edited %d times", n, s.acts(ghsatest.VerbEdit))
			}
			s.once("replies", s.marked(ghsatest.VerbCommentIssue, "reply"))
			s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
			if n := s.reactions(); n != 4 {
				t.Errorf("%d reactions to 4 commands", n)
			}
			if n := s.marked(ghsatest.VerbCommentIssue, "escalate"); n != 0 {
				t.Errorf("%d escalations within a day", n)
			}
			if k := s.theCase(); k.Adopted || len(s.notices()) != 0 {
				t.Errorf("adopted %v, notices %q", k.Adopted, s.notices())
			}
			s.nothingTwice()
		})
	}
}

// TestFaultClockJumps: our clock jumps by hours in the middle of a case, so that
// GitHub believes nothing that we sign. People are told; with the right time
// everything goes on, once.
func TestFaultClockJumps(t *testing.T) {
	for _, off := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			var jumped atomic.Int64
			s := calm(t, ghsatest.Options{}, func(w *world) {
				now := w.opt.Now
				w.opt.Now = func() time.Time { return now().Add(time.Duration(jumped.Load())) }
			})
			s.report(complete)
			jumped.Store(int64(off))
			s.hours(5) // the tokens that are there end
			s.say("maintainer", "/accept")
			s.hours(14)
			if n := s.setTo(advisories.StateDraft); n != 0 {
				t.Fatal("the clock does not matter")
			}
			s.noticed(advisories.NoticeAccess, "unauthorized")
			jumped.Store(0)
			s.hours(5)
			if n := s.setTo(advisories.StateDraft); n != 1 {
				t.Errorf("accepted %d times with the right time; %s", n, s.lines())
			}
			if k := s.theCase(); k.Problem != "" || len(s.notices()) != 0 {
				t.Errorf("problem %q, notices %q", k.Problem, s.notices())
			}
			s.nothingTwice()
		})
	}
}
