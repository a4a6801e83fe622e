package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// accepted is a report, answered and accepted by a command.
func accepted(s *tale) {
	s.comment("maintainer", "We look into it.")
	s.say("maintainer", "/accept")
}

// TestFaultThatStays: what fails for ever is tried at most each hour, and told to
// people; once it goes well, what was wanted happens, once, and what was told is
// over.
func TestFaultThatStays(t *testing.T) {
	status := func(at ghsatest.Fault, n int) ghsatest.Fault {
		at.Kind, at.Status = ghsatest.Status, n
		return at
	}
	errors := func(at ghsatest.Fault) ghsatest.Fault {
		at.Kind = ghsatest.GraphError
		return at
	}
	look := ghsatest.Fault{Method: "GET", PathPattern: `/security-advisories/GHSA[^/]+$`}
	for name, c := range map[string]struct {
		fault ghsatest.Fault
		// late is true where the report and its issue are there before the fault.
		late   bool
		do     func(*tale)
		told   advisories.NoticeKind
		words  string
		wanted func(*tale) int
	}{
		"500 on comments": {status(postComment, 500), false, func(s *tale) { s.report(complete) },
			advisories.NoticeHandOff, "draft 1 (receipt) failed 10 times in a row", marked(ghsatest.VerbComment, "received/receipt/")},
		"502 on the state": {status(patch, 502), true, say("/accept"),
			advisories.NoticeHandOff, "(accept) failed 10 times in a row", setTo(advisories.StateDraft)},
		"504 on the fork": {status(postFork, 504), true, say("/fork"),
			advisories.NoticeHandOff, "(private_fork) failed 10 times in a row", acted(ghsatest.VerbFork)},
		"500 on the CVE": {status(postCVE, 500), true, func(s *tale) { accepted(s); say("/cve")(s) },
			advisories.NoticeHandOff, "(request_cve) failed 10 times in a row", acted(ghsatest.VerbRequestCVE)},
		"502 on the tracking issue": {status(mutation("createIssue"), 502), false, func(s *tale) { s.report(complete) },
			advisories.NoticeTracking, "failed 10 times in a row", acted(ghsatest.VerbOpenIssue)},
		"500 on the card": {status(mutation("updateIssue"), 500), true, say("/severity high"),
			advisories.NoticeTracking, "failed 10 times in a row", func(s *tale) int { return strings.Count(s.w.issue().Body, "**Severity**: high") }},
		"errors on replies": {errors(mutation("addComment")), true, say("/approve 99"),
			advisories.NoticeTracking, "failed 10 times in a row", marked(ghsatest.VerbCommentIssue, "reply")},
		"errors on reactions": {errors(mutation("addReaction")), true, say("/snooze 1d"),
			advisories.NoticeTracking, "failed 10 times in a row", (*tale).reactions},
		"502 on looks at the case": {status(look, 502), true, accepted,
			advisories.NoticeAccess, "failed 10 times in a row", setTo(advisories.StateDraft)},
		"502 on looks at the issue": {status(ghsatest.Fault{GraphQL: "^query node"}, 502), true, say("/accept"),
			advisories.NoticeTracking, "failed 10 times in a row", setTo(advisories.StateDraft)},
		"errors on policies": {errors(ghsatest.Fault{GraphQL: "^query (repository|r[0-9])"}), true, accepted,
			advisories.NoticePolicyFault, "policy files cannot be read", setTo(advisories.StateDraft)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			if c.late {
				s.report(complete)
			}
			c.fault.Times = -1
			met := s.fault(c.fault)
			c.do(s)
			s.hours(14)
			if n := met(); n < 11 || n > 45 {
				t.Errorf("tried %d times in more than 14 hours", n)
			}
			if n := c.wanted(s); n != 0 {
				t.Errorf("happened %d times although GitHub fails", n)
			}
			s.noticed(c.told, c.words)
			s.w.github.ClearFaults()
			s.hours(3)
			if n := c.wanted(s); n != 1 {
				t.Errorf("happened %d times once GitHub was well; drafts: %s", n, s.lines())
			}
			for _, n := range s.notices() {
				t.Errorf("still told: %s", n)
			}
			s.nothingTwice()
			s.secret()
		})
	}
}
