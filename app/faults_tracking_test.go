package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const otherCases = "acme/other-cases"

// inIssues counts what we wrote in issues, wherever.
func (s *tale) inIssues() int {
	n := 0
	for _, a := range s.w.github.Acts() {
		if a.Bot && a.Issue != 0 {
			n++
		}
	}
	return n
}

// TestFaultTrackingChanged: once the tracking repository or the issue is not as it
// was pinned, not one thing more is written there, people are told why, and the
// rest of the case goes on; where it is mended, what was owed is told, once.
func TestFaultTrackingChanged(t *testing.T) {
	no := func(err error, s *tale) {
		if err != nil {
			s.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		change  func(*tale)
		mend    func(*tale) // nil where nobody can
		problem advisories.TrackingProblem
		words   string
	}{
		"made public": {func(s *tale) { s.w.github.SetVisibility(casesRepo, "public") }, func(s *tale) { s.w.github.SetVisibility(casesRepo, "private") },
			advisories.TrackingNotPrivate, "not private any more"},
		"made internal": {func(s *tale) { s.w.github.SetVisibility(casesRepo, "internal") }, func(s *tale) { s.w.github.SetVisibility(casesRepo, "private") },
			advisories.TrackingNotPrivate, "not private any more"},
		"transferred to an account that has us too": {func(s *tale) { s.w.github.TransferRepository(casesRepo, "evil") },
			func(s *tale) { s.w.github.TransferRepository("evil/security-cases", testOwner) }, advisories.TrackingForbidden, "may not write issues"},
		"transferred to a stranger": {func(s *tale) { s.w.github.TransferRepository(casesRepo, "stranger") },
			func(s *tale) { s.w.github.TransferRepository("stranger/security-cases", testOwner) }, advisories.TrackingForbidden, "may not write issues"},
		"archived":   {func(s *tale) { s.w.github.Archive(casesRepo) }, func(s *tale) { s.w.github.Unarchive(casesRepo) }, advisories.TrackingNoIssues, "archived"},
		"issues off": {func(s *tale) { s.w.github.SetIssues(casesRepo, false) }, func(s *tale) { s.w.github.SetIssues(casesRepo, true) }, advisories.TrackingGone, "not to be found"},
		"deleted":    {func(s *tale) { s.w.github.DeleteRepository(casesRepo) }, nil, advisories.TrackingForbidden, "may not write issues"},
		"issue deleted": {func(s *tale) { no(s.w.github.DeleteIssueAs("maintainer", casesRepo, 1), s) }, nil,
			advisories.TrackingGone, "not to be found"},
		"issue locked": {func(s *tale) { no(s.w.github.LockIssueAs("maintainer", casesRepo, 1, true), s) },
			func(s *tale) { no(s.w.github.LockIssueAs("maintainer", casesRepo, 1, false), s) }, advisories.TrackingNoIssues, "locked"},
		"issue transferred": {func(s *tale) {
			_, err := s.w.github.TransferIssueAs("maintainer", casesRepo, 1, otherCases)
			no(err, s)
		}, nil, advisories.TrackingGone, "not to be found"},
		"permission withdrawn": {func(s *tale) {
			may := ghsatest.GrantedPermissions()
			delete(may, "issues")
			s.w.github.SetPermissions(s.w.github.InstallationOf(testOwner), may)
		}, func(s *tale) {
			s.w.github.SetPermissions(s.w.github.InstallationOf(testOwner), ghsatest.GrantedPermissions())
		},
			advisories.TrackingForbidden, "issues: write"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, func(w *world) {
				w.github.AddOwner("evil", true)
				w.github.AddInstallation("evil")
				w.github.AddOwner("stranger", true)
				w.github.AddRepository(otherCases, true)
				w.github.SetRole(otherCases, "maintainer", "admin")
			})
			s.report(complete)
			before := s.inIssues()
			c.change(s)
			s.comment("maintainer", "We look into it.")
			s.hours(2)
			if n := s.inIssues() - before; n != 0 {
				t.Errorf("%d writes in the issue", n)
			}
			k := s.theCase()
			if k.Tracking.Problem != c.problem || k.Problem != "" {
				t.Errorf("problem %q, of tracking %q, want %q", k.Problem, k.Tracking.Problem, c.problem)
			}
			s.noticed(advisories.NoticeTracking, c.words)
			if !k.History.Acknowledged.Happened() || s.marked(ghsatest.VerbComment, "status/status/") != 1 {
				t.Errorf("the case did not go on: %s", s.lines())
			}
			if c.mend == nil {
				return
			}
			c.mend(s)
			s.pass(day)
			if k := s.theCase(); k.Tracking.Problem != "" || s.inIssues() == before || len(s.w.github.Issues(casesRepo)) != 1 {
				t.Errorf("mended: problem %q, %d writes, %d issues", k.Tracking.Problem, s.inIssues()-before, len(s.w.github.Issues(casesRepo)))
			}
			if !strings.Contains(s.w.issue().Body, "`acknowledged`: met") {
				t.Errorf("the card does not tell what happened meanwhile:\n%s", s.w.issue().Body)
			}
			for _, n := range s.notices() {
				if strings.HasPrefix(n, "tracking") {
					t.Errorf("still told: %s", n)
				}
			}
			s.nothingTwice()
		})
	}
}
