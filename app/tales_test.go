package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func worked(a *advisories.Advisory) {
	a.Severity, a.CWEs = "high", []string{"CWE-125"}
	a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "example.org/lib", Affected: ">= 1.2.0, < 1.4.2", Patched: "1.4.2"}}
}

// wrote counts the comments that we ever made in the thread with some words.
func (s *tale) wrote(words string) int {
	n := 0
	for _, a := range s.w.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbComment && strings.Contains(a.Body, words) {
			n++
		}
	}
	return n
}

// once fails where something that we did is not there exactly once.
func (s *tale) once(what string, n int) {
	s.Helper()
	if n != 1 {
		s.Errorf("%s: %d times, want once", what, n)
	}
}

// acts counts what the App did on GitHub.
func (s *tale) acts(verb ghsatest.Verb) int {
	n := 0
	for _, a := range s.w.github.Acts() {
		if a.Bot && a.Verb == verb {
			n++
		}
	}
	return n
}

// secret fails where the tracking issue has words of the report.
func (s *tale) secret() {
	s.Helper()
	i := s.w.issue()
	all := i.Title + i.Body
	for _, c := range i.Comments {
		if c.Author != "maintainer" && c.Author != "second" {
			all += c.Body
		}
	}
	for _, words := range []string{"One byte too many", "reads one byte beyond"} {
		if strings.Contains(all, words) {
			s.Errorf("the tracking issue has words of the report: %q", words)
		}
	}
	if strings.Contains(s.w.log.String(), "reads one byte beyond") || strings.Contains(s.w.log.String(), "One byte too many") {
		s.Error("the log has words of the report")
	}
}

func TestTalePublished(t *testing.T) {
	tell(t, ghsatest.Options{}, nil, func(s *tale) {
		s.report(complete)
		s.say("maintainer", "/ack")
		s.say("maintainer", "/accept")
		s.edit("maintainer", worked)
		s.say("maintainer", "/cve")
		s.pass(day)
		s.w.github.AssignCVE(testRepo, s.id)
		s.pass(day)
		s.say("maintainer", "/publish")
		n := s.waiting(advisories.KindPublish)
		s.say("maintainer", fmt.Sprintf("/approve %d", n))
		s.say("maintainer", fmt.Sprintf("/approve %d", n))
		if s.w.state(s.id) == advisories.StatePublished {
			s.Fatal("one person published alone")
		}
		s.say("second", fmt.Sprintf("/approve %d", s.waiting(advisories.KindPublish)))
		s.end()
		a := s.w.github.Advisory(testRepo, s.id)
		if a.State != advisories.StatePublished || a.CVE == "" || a.Severity != "high" || len(a.Vulnerabilities) != 1 {
			s.Errorf("published as %+v", a)
		}
		s.once("receipt", s.wrote("What happens next:"))
		s.once("thanks", s.wrote("are about to publish"))
		s.once("publications", s.acts(ghsatest.VerbState)-1) // the other one is the acceptance
		s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
		if c := s.theCase(); c.Stage != advisories.StagePublished || !s.w.issue().Closed {
			s.Errorf("stage %s, issue closed %v", c.Stage, s.w.issue().Closed)
		}
		s.secret()
	})
}
