package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaultPlaceChangesAtAWrite: between our last look and our request the repository
// gets another name, the installation is suspended, or a permission is withdrawn.
// Nothing is done by no right, and each act happens once in the end, or is a person's.
func TestFaultPlaceChangesAtAWrite(t *testing.T) {
	renamed := func(s *tale) { s.w.github.RenameRepository(testRepo, "moved") }
	suspended := func(s *tale) { s.w.github.Suspend(s.w.github.InstallationOf(testOwner)) }
	unsuspended := func(s *tale) { s.w.github.Unsuspend(s.w.github.InstallationOf(testOwner)) }
	withdrawn := func(s *tale) {
		may := ghsatest.GrantedPermissions()
		may["repository_advisories"] = "read"
		s.w.github.SetPermissions(s.w.github.InstallationOf(testOwner), may)
	}
	type act struct {
		at   ghsatest.Fault
		say  string
		kind advisories.Kind
		verb ghsatest.Verb
	}
	acts := map[string]act{
		"acceptance": {patch, "/accept", advisories.KindAccept, ghsatest.VerbState},
		"fields":     {patch, "/severity high", advisories.KindFields, ghsatest.VerbEdit},
		"fork":       {postFork, "/fork", advisories.KindPrivateFork, ghsatest.VerbFork},
		"closing":    {patch, "/close spam", advisories.KindClose, ghsatest.VerbState},
	}
	for what, change := range map[string]struct {
		do, undo func(*tale)
		notices  bool
	}{
		"renamed":   {renamed, nil, false},
		"suspended": {suspended, unsuspended, false},
		"withdrawn": {withdrawn, nil, true},
	} {
		for name, a := range acts {
			t.Run(what+" at the "+name, func(t *testing.T) {
				t.Parallel()
				s := calm(t, ghsatest.Options{}, forks)
				s.report(complete)
				f := a.at
				f.Kind, f.Reached = ghsatest.Delay, func() { change.do(s) }
				met := s.fault(f)
				s.say("maintainer", a.say)
				s.hours(2)
				if change.undo != nil {
					if n := s.acts(a.verb); n != 0 {
						t.Errorf("done %d times meanwhile", n)
					}
					change.undo(s)
					s.hours(3)
				}
				if met() != 1 {
					t.Errorf("the moment came %d times", met())
				}
				d, n := s.draft(a.kind), s.acts(a.verb)
				done := d.State == advisories.DraftDone && n == 1
				// A token that was there may have kept its rights.
				handed := change.notices && d.State == advisories.DraftHandedOff && n == 0
				if !done && !handed {
					t.Errorf("done %d times, the draft is %s (%s)\n%s", n, d.State, d.Outcome.Code, s.lines())
				}
				if c := s.theCase(); c.Problem != "" || what == "renamed" && c.Repo != "moved" {
					t.Errorf("problem %q, in %s", c.Problem, c.Repo)
				}
				if !change.notices && len(s.notices()) != 0 {
					t.Errorf("notices: %q", s.notices())
				}
				s.nothingTwice()
			})
		}
	}
}

// TestFaultBeforeGitHubShowsIt: the webhook of a report comes before the API shows
// the advisory, for minutes: one case, no adoption, one receipt, one issue.
func TestFaultBeforeGitHubShowsIt(t *testing.T) {
	for _, times := range []int{1, 4} {
		t.Run(fmt.Sprint(times), func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			met := s.fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 404, Method: "GET", PathPattern: `/security-advisories/GHSA[^/]+$`, Times: times})
			s.report(complete)
			if met() != times {
				t.Errorf("met %d times", met())
			}
			if c := s.theCase(); c.Adopted || c.Problem != "" || c.Stage != advisories.StageReceived {
				t.Errorf("adopted %v, problem %q, stage %s", c.Adopted, c.Problem, c.Stage)
			}
			s.once("receipts", s.marked(ghsatest.VerbComment, "received/receipt/"))
			s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
			if len(s.notices()) != 0 {
				t.Errorf("notices: %q", s.notices())
			}
			s.nothingTwice()
		})
	}
}

// TestFaultOwnWordsChanged: a person edits and deletes what we wrote, in the thread
// and in the tracking issue. The thread's is told to maintainers and only the status
// comment is put right, once; in the issue, which they can read, it is theirs to do.
func TestFaultOwnWordsChanged(t *testing.T) {
	for name, change := range map[string]func(*tale, int64, int64) error{
		"edited": func(s *tale, ours, told int64) error {
			if err := s.w.github.EditIssueComment("second", casesRepo, told, "Nothing was refused."); err != nil {
				return err
			}
			return s.w.github.EditCommentAs("researcher", testRepo, s.id, ours, "Confirmed, a bounty is yours.")
		},
		"deleted": func(s *tale, ours, told int64) error {
			if err := s.w.github.DeleteIssueComment("second", casesRepo, told); err != nil {
				return err
			}
			return s.w.github.DeleteCommentAs("maintainer", testRepo, s.id, ours)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			s.report(complete)
			s.say("maintainer", "/approve 99")
			s.say("maintainer", "/ack")
			said := s.acts(ghsatest.VerbComment) + s.acts(ghsatest.VerbCommentIssue)
			var status, told int64
			for _, c := range s.w.written(s.id) {
				if strings.Contains(c.Body, "Where this report stands") {
					status = c.ID
				}
			}
			for _, c := range s.w.issue().Comments {
				if strings.Contains(c.Body, "reply") {
					told = c.ID
				}
			}
			if err := change(s, status, told); err != nil {
				t.Fatal(err)
			}
			s.pass(2 * day)
			s.noticed(map[string]advisories.NoticeKind{"edited": advisories.NoticeCommentEdited, "deleted": advisories.NoticeCommentDeleted}[name], "status")
			if got := s.w.kinds(s.id); !strings.HasSuffix(got, "status 1") {
				t.Errorf("in the thread: %s", got)
			}
			more := s.acts(ghsatest.VerbComment) + s.acts(ghsatest.VerbCommentIssue) - said
			if want := map[string]int{"edited": 0, "deleted": 1}[name]; s.marked(ghsatest.VerbCommentIssue, "reply") != 1 || more > want+s.marked(ghsatest.VerbCommentIssue, "news")+s.marked(ghsatest.VerbCommentIssue, "escalate") {
				t.Errorf("%d comments more, %d replies", more, s.marked(ghsatest.VerbCommentIssue, "reply"))
			}
			if s.theCase().Tracking.Problem != "" {
				t.Errorf("tracking: %q", s.theCase().Tracking.Problem)
			}
		})
	}
}
