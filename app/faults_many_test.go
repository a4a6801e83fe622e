package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaultTwoInASecond: two reports of one second, by webhook and by sweep alone,
// are two cases with an issue each; what is commanded in one does nothing in the other.
func TestFaultTwoInASecond(t *testing.T) {
	for name, lost := range map[string]bool{"by webhook": false, "by sweep": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, func(w *world) { w.github.AddUser("other") })
			s.w.github.LoseDeliveries(lost)
			one := s.w.github.Report(testRepo, "researcher", "One byte too many", complete)
			two := s.w.github.Report(testRepo, "other", "One byte too few", complete)
			s.w.github.LoseDeliveries(false)
			if a, b := s.w.github.Advisory(testRepo, one).CreatedAt, s.w.github.Advisory(testRepo, two).CreatedAt; b.Sub(a) > time.Second {
				t.Fatal("not within a second")
			}
			s.sweep()
			s.sweep()
			cases, err := s.p.Docket.Cases(t.Context(), docket.Filter{})
			if err != nil || len(cases) != 2 || cases[0].Name == cases[1].Name {
				t.Fatalf("%d cases (%v)", len(cases), err)
			}
			numbers := map[advisories.GHSA]int{}
			for _, k := range cases {
				numbers[k.Key.GHSA] = k.Tracking.Number
			}
			if len(s.w.github.Issues(casesRepo)) != 2 || numbers[one] == numbers[two] {
				t.Fatalf("tracking issues: %v", numbers)
			}
			if _, err := s.w.github.CommentIssue("maintainer", casesRepo, numbers[two], "/accept"); err != nil {
				t.Fatal(err)
			}
			s.work()
			if a, b := s.w.state(one), s.w.state(two); a != advisories.StateTriage || b != advisories.StateDraft {
				t.Errorf("%s and %s, want the second accepted alone", a, b)
			}
			for _, id := range []advisories.GHSA{one, two} {
				if got := s.w.kinds(id); !strings.HasPrefix(got, "receipt 1") {
					t.Errorf("on %s: %s", id, got)
				}
			}
			s.nothingTwice()
		})
	}
}

// TestFaultTenThousandComments: a thread and a tracking issue of 10,000 comments
// each are read to their ends; the last command is obeyed, once, and what nothing
// changed is not read again.
func TestFaultTenThousandComments(t *testing.T) {
	t.Parallel()
	const many = 10_000
	s := calm(t, ghsatest.Options{Budget: 100_000}, nil)
	s.report(complete)
	s.w.github.LoseDeliveries(true)
	number := s.w.issue().Number
	for i := range many {
		s.clock.add(time.Second)
		if _, err := s.w.github.CommentAs("researcher", testRepo, s.id, fmt.Sprintf("Any news? %d", i)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.w.github.CommentIssue("second", casesRepo, number, fmt.Sprintf("Nothing new, %d.", i)); err != nil {
			t.Fatal(err)
		}
	}
	s.w.github.LoseDeliveries(false)
	s.w.github.ResetRequests()
	if _, err := s.w.github.CommentIssue("maintainer", casesRepo, number, "/accept"); err != nil {
		t.Fatal(err)
	}
	s.work()
	if n := s.setTo(advisories.StateDraft); n != 1 {
		t.Errorf("accepted %d times", n)
	}
	if n := len(s.w.github.Requests()); n > 500 {
		t.Errorf("%d requests for two threads of 100 pages each", n)
	}
	s.once("receipts", s.marked(ghsatest.VerbComment, "received/receipt/"))
	s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
	s.w.github.ResetRequests()
	if _, err := s.w.github.CommentIssue("maintainer", casesRepo, number, "/severity high"); err != nil {
		t.Fatal(err)
	}
	s.work()
	if n := s.acts(ghsatest.VerbEdit); n != 1 {
		t.Errorf("the severity was set %d times", n)
	}
	graph := 0
	for _, q := range s.w.github.Requests() {
		if q.GraphQL != "" {
			graph++
		}
	}
	if graph > 30 {
		t.Errorf("%d GraphQL requests for one new comment", graph)
	}
	if c := s.theCase(); c.Problem != "" || len(s.notices()) != 0 {
		t.Errorf("problem %q, notices %q", c.Problem, s.notices())
	}
	s.nothingTwice()
}

// TestFaultOwnersFileVanishes: the owner's file is deleted in the middle of a case.
// The tracking repository and the two approvals that it asked for hold on, people are
// told, and a file that a pusher puts into the repository takes neither over.
func TestFaultOwnersFileVanishes(t *testing.T) {
	t.Parallel()
	s := calm(t, ghsatest.Options{}, func(w *world) {
		w.github.AddRepository("acme/pushers-cases", true)
		w.github.SetRole("acme/pushers-cases", "pusher", "admin")
	})
	s.report(complete)
	s.w.github.DeleteFile(ownerRepo, ".github/advisory-policy.yml")
	s.w.github.PutFile(testRepo, ".github/advisory-policy.yml",
		"version: 1\ntracking: acme/pushers-cases\nteam: ['@pusher']\ndrafts: {publish: {approve: 1}, accept: auto}\nreport: {required: [description]}\n")
	s.sweep()
	s.noticed(advisories.NoticePolicyFault, "the owner's file is missing: what it said last still holds")
	s.say("maintainer", "/accept")
	s.edit("maintainer", worked)
	s.say("maintainer", "/publish")
	n := s.waiting(advisories.KindPublish)
	s.say("maintainer", fmt.Sprintf("/approve %d", n))
	if got := s.w.state(s.id); got == advisories.StatePublished {
		t.Fatal("published by one approval, for the owner's file is gone")
	}
	other := s.w.github.Report(testRepo, "researcher", "Another", complete)
	s.work()
	if len(s.w.github.Issues(casesRepo)) != 2 || len(s.w.github.Issues("acme/pushers-cases")) != 0 {
		t.Errorf("a case of now is tracked in the pusher's repository: %s", other)
	}
	s.nothingTwice()
}

// TestFaultGraphQLErrors: 200 with errors, of each type, at each of our mutations. An
// answer that says that nothing was done is tried again; one that does not say is
// looked after first; what GitHub will not do is a problem that people read, and is
// over with its cause.
func TestFaultGraphQLErrors(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"of no type":          {Kind: ghsatest.GraphError},
		"of no type, applied": {Kind: ghsatest.GraphError, Applied: true},
		"below, applied":      {Kind: ghsatest.GraphError, Type: "INTERNAL", Below: "clientMutationId", Applied: true},
		"RATE_LIMITED":        {Kind: ghsatest.PrimaryLimit},
		"FORBIDDEN":           {Kind: ghsatest.GraphError, Type: "FORBIDDEN"},
		"NOT_FOUND":           {Kind: ghsatest.GraphError, Type: "NOT_FOUND"},
		"UNPROCESSABLE":       {Kind: ghsatest.GraphError, Type: "UNPROCESSABLE"},
		"INSUFFICIENT_SCOPES": {Kind: ghsatest.GraphError, Type: "INSUFFICIENT_SCOPES"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			for _, d := range []struct {
				at    string
				do    func(*tale)
				there func() bool
			}{
				{"createIssue", func(s *tale) { s.report(complete) }, func() bool { return len(s.w.github.Issues(casesRepo)) == 1 }},
				{"updateIssue", say("/severity high"), func() bool { return strings.Contains(s.w.issue().Body, "**Severity**: high") }},
				{"addComment", say("/approve 99"), func() bool { return s.marked(ghsatest.VerbCommentIssue, "reply") == 1 }},
			} {
				f := f
				f.GraphQL = "^mutation .*" + d.at
				f.Message = "SENTINEL-message of GitHub's"
				met := s.fault(f)
				d.do(s)
				if met() != 1 {
					t.Errorf("%s: met %d times", d.at, met())
				}
				if p := s.theCase().Tracking.Problem; p != "" {
					s.noticed(advisories.NoticeTracking, "tracking")
				}
				s.w.github.ClearFaults()
				s.pass(26 * time.Hour)
				if unsaid := f.Type == "UNPROCESSABLE" && d.at == "addComment"; d.there() == unsaid { // GitHub takes no such words: the reaction says it
					t.Errorf("%s: not there after a day", d.at)
				}
				if p := s.theCase().Tracking.Problem; p != "" || len(s.notices()) != 0 {
					t.Errorf("%s: a day later: problem %q, notices %q", d.at, p, s.notices())
				}
			}
			if strings.Contains(s.w.log.String(), "SENTINEL") {
				t.Error("GitHub's message is logged")
			}
			s.nothingTwice()
		})
	}
}
