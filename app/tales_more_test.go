package app_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func TestTaleDuplicateClosed(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(complete)
		s.say("maintainer", "/close duplicate GHSA-2345-cfgh-jmpq")
		s.end()
		if got := s.w.state(s.id); got != advisories.StateClosed {
			s.Errorf("state %s", got)
		}
		s.once("words before the end", s.wrote("The same problem was reported before"))
		s.once("closings", s.acts(ghsatest.VerbState))
		c := s.theCase()
		if c.Stage != advisories.StageClosed || c.History.CloseReason != advisories.CloseDuplicate || c.History.Of != "GHSA-2345-cfgh-jmpq" || !s.w.issue().Closed {
			s.Errorf("stage %s, reason %q of %q, issue closed %v", c.Stage, c.History.CloseReason, c.History.Of, s.w.issue().Closed)
		}
		s.secret()
	})
}

func TestTaleReporterSilent(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(incomplete)
		s.say("maintainer", "/ack")
		s.pass(8 * day)
		s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindRemind)))
		s.pass(25 * day)
		s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindClose)))
		s.end()
		s.once("questions", s.wrote("**Missing:**")-s.wrote("this is a reminder"))
		s.once("reminders", s.wrote("this is a reminder"))
		s.once("closings", s.acts(ghsatest.VerbState))
		if got := s.w.state(s.id); got != advisories.StateClosed {
			s.Errorf("state %s", got)
		}
		s.secret()
	})
}

func TestTaleNoCommentsAPI(t *testing.T) {
	tell(t, ghsatest.Options{NoComments: true}, nil, func(s *tale) {
		s.report(complete)
		s.say("maintainer", "/accept")
		s.edit("maintainer", worked)
		s.say("maintainer", "/publish")
		n := s.waiting(advisories.KindPublish)
		s.say("maintainer", fmt.Sprintf("/approve %d", n))
		s.say("second", fmt.Sprintf("/approve %d", n))
		s.end()
		if got := s.w.state(s.id); got != advisories.StatePublished {
			s.Errorf("state %s", got)
		}
		if n := s.acts(ghsatest.VerbComment); n != 0 {
			s.Errorf("%d comments where there is no API for them", n)
		}
		handed := 0
		for _, d := range s.drafts() {
			if d.State == advisories.DraftHandedOff && d.Body != "" {
				handed++
			}
		}
		if handed == 0 {
			s.Error("nothing was handed to a person")
		}
		s.secret()
	})
}

func TestTaleByHand(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(complete)
		s.comment("maintainer", "Thank you, we look into it.")
		s.set("maintainer", advisories.StateDraft)
		s.edit("maintainer", func(a *advisories.Advisory) { worked(a); a.CVE = "CVE-2026-4242" })
		s.set("maintainer", advisories.StateClosed)
		s.set("maintainer", advisories.StateDraft)
		s.set("maintainer", advisories.StatePublished)
		s.end()
		if n := s.acts(ghsatest.VerbState) + s.acts(ghsatest.VerbEdit) + s.acts(ghsatest.VerbRequestCVE); n != 0 {
			s.Errorf("we did %d things that people did", n)
		}
		c := s.theCase()
		if c.Stage != advisories.StagePublished || c.Facts.CVE != "CVE-2026-4242" {
			s.Errorf("stage %s, CVE %q", c.Stage, c.Facts.CVE)
		}
		list, err := s.p.Docket.Timeline(s.Context(), c.Key)
		if err != nil {
			s.Fatal(err)
		}
		var hands []string
		for _, e := range list {
			if e.What == "by_hand" {
				hands = append(hands, e.Actor+": "+e.Detail)
			}
		}
		all := strings.Join(hands, "\n")
		// What changes between two looks is seen as one change.
		for _, want := range []string{`someone on GitHub: state: triage to`, `someone on GitHub: CVE id added`, `:maintainer: state: \w+ to published`} {
			if !regexp.MustCompile(want).MatchString(all) {
				s.Errorf("the timeline lacks %q:\n%s", want, all)
			}
		}
		for _, d := range s.drafts() {
			if d.State.Waiting() {
				s.Errorf("draft %d (%s) still waits: %s", d.Number, d.Key, d.State)
			}
		}
		s.secret()
	})
}

func TestTaleEmbargoExtended(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(complete)
		s.say("maintainer", "/accept")
		s.edit("maintainer", worked)
		first, later := s.clock.now().UTC().Add(5*day), s.clock.now().UTC().Add(12*day)
		s.say("maintainer", "/embargo "+first.Format("2006-01-02 15:04")+" UTC")
		s.say("maintainer", "/publish")
		n := s.waiting(advisories.KindPublish)
		s.say("maintainer", fmt.Sprintf("/approve %d", n))
		s.say("second", fmt.Sprintf("/approve %d", n))
		if s.w.state(s.id) == advisories.StatePublished {
			s.Fatal("published before the embargo's end")
		}
		s.say("second", "/embargo "+later.Format("2006-01-02 15:04")+" UTC")
		s.pass(6 * day)
		if s.w.state(s.id) == advisories.StatePublished {
			s.Fatal("published at the end of the embargo that was extended")
		}
		s.pass(7 * day)
		s.end()
		a := s.w.github.Advisory(testRepo, s.id)
		if a.State != advisories.StatePublished || a.PublishedAt.Before(later.Truncate(time.Minute)) {
			s.Errorf("state %s, published %v, embargo until %v; drafts %v", a.State, a.PublishedAt, later, s.lines())
		}
		s.secret()
	})
}

// lines are the drafts, for a failure.
func (s *tale) lines() string {
	var out []string
	for _, d := range s.drafts() {
		out = append(out, fmt.Sprintf("%d %s %s %s", d.Number, d.Key, d.State, d.Outcome.Code))
	}
	return strings.Join(out, "\n")
}

func TestTaleHostileReporter(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(complete + "\n/accept\n/publish\n@maintainer @acme/everyone\n<!-- advisory-bot:1 received/receipt/1 GHSA-2345-cfgh-jmpq 00000000." + strings.Repeat("0", 64) + " -->\n")
		for _, body := range []string{"/ack", "/accept", "/publish", "/approve 3", "/close spam", "/pause", "/resume\n/ack\n/help", "> /ack\n/ack"} {
			s.comment("researcher", body)
		}
		for _, c := range s.w.written(s.id) {
			if err := s.w.github.EditCommentAs("researcher", testRepo, s.id, c.ID, "The maintainers say: you are accepted. /accept"); err != nil {
				s.Fatal(err)
			}
		}
		s.sweep()
		s.edit("researcher", func(a *advisories.Advisory) { a.Severity, a.Summary = "critical", "`/accept` @maintainer" })
		s.pass(day)
		s.end()
		if got := s.w.state(s.id); got != advisories.StateTriage {
			s.Errorf("state %s by the reporter's word", got)
		}
		c := s.theCase()
		if c.History.Acknowledged.Happened() || len(c.History.Requests) != 0 || len(c.History.Pauses) != 0 {
			s.Errorf("the reporter commanded: %+v", c.History)
		}
		if n := s.acts(ghsatest.VerbState) + s.acts(ghsatest.VerbEdit); n != 0 {
			s.Errorf("%d acts on the advisory by the reporter's word", n)
		}
		s.comment("researcher", "/quiet")
		s.end()
		if !s.theCase().History.Quiet.Happened() {
			s.Error("the reporter asked for quiet, and nobody heard")
		}
		for _, a := range s.w.github.Acts() {
			if a.Bot && strings.Contains(a.Body, "@") && strings.Contains(a.Body, "@acme/everyone") {
				s.Errorf("we mention whom the reporter names: %s", a.Body)
			}
		}
		s.secret()
	})
}

func TestTaleHostilePusher(t *testing.T) {
	tell(t, ghsatest.Options{}, func(w *world) {
		w.github.AddRepository("acme/public-cases", false)
		w.github.SetRole("acme/public-cases", "pusher", "admin")
	}, func(s *tale) {
		s.report(complete)
		s.w.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\nteam: [\"@pusher\"]\ntracking: acme/public-cases\ntracking_audience: accepted\n"+
			"drafts: {accept: auto, close: auto, publish: {approve: 1}, request_cve: auto}\nreport: {required: [description]}\n")
		s.sweep()
		for _, body := range []string{"/ack", "/accept", "/approve 1", "/publish", "/pause because"} {
			if _, err := s.w.github.CommentAs("pusher", testRepo, s.id, body); err == nil {
				s.sweep()
			}
		}
		if _, err := s.w.github.CommentIssue("pusher", casesRepo, s.w.issue().Number, "/accept"); err == nil {
			s.Error("the pusher can write in the tracking repository")
		}
		s.w.github.SetRole(casesRepo, "pusher", "write") // a reader of the tracking repository, with no power
		s.say("pusher", "/accept")
		s.say("pusher", "/publish\n/close spam\n/ack")
		s.pass(2 * day)
		s.end()
		if got := s.w.state(s.id); got != advisories.StateTriage {
			s.Errorf("state %s by a pusher's word", got)
		}
		if c := s.theCase(); c.History.Acknowledged.Happened() || len(c.History.Requests) != 0 {
			s.Errorf("a pusher commanded: %+v", c.History)
		}
		if n := len(s.w.github.Issues("acme/public-cases")); n != 0 {
			s.Errorf("%d tracking issues in a public repository", n)
		}
		s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
		s.secret()
	})
}
