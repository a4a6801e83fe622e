package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func TestFaultThatStays(t *testing.T) {
	deed := map[string]deed{}
	for _, d := range deeds() {
		deed[d.name] = d
	}
	for name, c := range map[string]struct {
		at    ghsatest.Fault
		fault ghsatest.Fault
		do    func(*tale)
	}{
		"500 on comments":          {postComment, ghsatest.Fault{Kind: ghsatest.Status, Status: 500}, func(s *tale) { s.report(complete) }},
		"502 on the state":         {patch, ghsatest.Fault{Kind: ghsatest.Status, Status: 502}, func(s *tale) { s.report(complete); s.say("maintainer", "/accept") }},
		"504 on the fork":          {postFork, ghsatest.Fault{Kind: ghsatest.Status, Status: 504}, func(s *tale) { s.report(complete); s.say("maintainer", "/fork") }},
		"502 on the issue":         {mutation("createIssue"), ghsatest.Fault{Kind: ghsatest.Status, Status: 502}, func(s *tale) { s.report(complete) }},
		"500 on the card":          {mutation("updateIssue"), ghsatest.Fault{Kind: ghsatest.Status, Status: 500}, func(s *tale) { s.report(complete); s.say("maintainer", "/ack") }},
		"errors on the reply":      {mutation("addComment"), ghsatest.Fault{Kind: ghsatest.GraphError}, func(s *tale) { s.report(complete); s.say("maintainer", "/approve 99") }},
		"errors on the reaction":   {mutation("addReaction"), ghsatest.Fault{Kind: ghsatest.GraphError}, func(s *tale) { s.report(complete); s.say("maintainer", "/ack") }},
		"502 on looks at the case": {ghsatest.Fault{Method: "GET", PathPattern: `/security-advisories/GHSA[^/]+$`}, ghsatest.Fault{Kind: ghsatest.Status, Status: 502}, func(s *tale) { s.report(complete) }},
		"502 on looks at the issue": {ghsatest.Fault{GraphQL: "^query node"}, ghsatest.Fault{Kind: ghsatest.Status, Status: 502}, func(s *tale) { s.report(complete); s.say("maintainer", "/ack") }},
		"errors on policies":       {ghsatest.Fault{GraphQL: "^query repository"}, ghsatest.Fault{Kind: ghsatest.GraphError}, func(s *tale) { s.report(complete) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			f := c.fault
			f.Method, f.PathPattern, f.GraphQL, f.Times = c.at.Method, c.at.PathPattern, c.at.GraphQL, -1
			if strings.Contains(name, "looks") || strings.Contains(name, "policies") {
				s.report(complete)
				s.id = s.w.github.Advisories(testRepo)[0]
				c.do = func(s *tale) { s.comment("maintainer", "We look into it."); s.say("maintainer", "/accept") }
			}
			met := s.fault(f)
			c.do(s)
			s.hours(14)
			t.Log(met(), s.lines())
			t.Log(strings.Join(s.notices(), "\n"))
			k := s.theCase()
			t.Logf("%s %q %+v", k.Stage, k.Problem, k.Tracking.Problem)
			s.w.github.ClearFaults()
			s.hours(2)
			t.Log(s.lines())
			t.Log(strings.Join(s.notices(), "\n"))
			k = s.theCase()
			t.Logf("%s %q %+v", k.Stage, k.Problem, k.Tracking.Problem)
			s.nothingTwice()
		})
	}
}
