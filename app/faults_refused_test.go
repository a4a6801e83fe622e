package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// refused are the drafts of a story in which GitHub takes no write on the advisory,
// by key, with true for comments.
var refused = map[string]bool{
	"received/receipt/1": true, "command/fields/1": false, "command/update/1": true, "status/status/1": true,
	"command/private_fork/1": false, "closing/update/1": true, "command/close/1": false, "assessed/accept/1": false,
	"crew/collaborators/1": false, "cve/request_cve/1": false, "credits/credits/1": false, "ready/publish/1": false,
}

// TestFaultRefusedForGood: what GitHub will not do as asked becomes a person's to
// do, with the reason and the whole text; and what the person did ends it.
func TestFaultRefusedForGood(t *testing.T) {
	for name, c := range map[string]struct {
		fault         ghsatest.Fault
		comment, rest advisories.FaultCode
	}{
		"403": {ghsatest.Fault{Status: 403}, advisories.FaultForbidden, advisories.FaultForbidden},
		"404": {ghsatest.Fault{Status: 404}, advisories.FaultNoComments, advisories.FaultGone},
		"410": {ghsatest.Fault{Status: 410}, advisories.FaultNoComments, advisories.FaultGone},
		"451": {ghsatest.Fault{Status: 451}, advisories.FaultForbidden, advisories.FaultForbidden},
		"422 with GitHub's message": {ghsatest.Fault{Status: 422, Body: `{"message":"Validation Failed","errors":[{"resource":"RepositoryAdvisory",` +
			`"code":"custom","field":"summary","message":"SENTINEL-422 quotes the report"}],"documentation_url":"https://docs.example.org/rest"}`},
			advisories.FaultRefused, advisories.FaultRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			c.fault.Kind, c.fault.Times, c.fault.PathPattern = ghsatest.Status, -1, "/security-advisories/GHSA"
			for _, method := range []string{"POST", "PATCH"} {
				c.fault.Method = method
				s.fault(c.fault)
			}
			ended := map[string]advisories.Draft{}
			note := func() {
				for _, d := range s.drafts() {
					if d.State == advisories.DraftHandedOff {
						ended[d.Key.String()] = d
					}
				}
			}
			s.report(complete)
			for _, words := range []string{"/severity high", "/ack", "/fork", "/close spam", "/accept"} {
				s.say("maintainer", words)
			}
			s.set("maintainer", advisories.StateDraft)
			s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindCollaborators)))
			s.say("maintainer", "/cve")
			s.edit("maintainer", func(a *advisories.Advisory) { worked(a); a.Credits, a.CVE = nil, "CVE-2026-4242" })
			s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindCredits)))
			s.edit("maintainer", func(a *advisories.Advisory) {
				a.Credits = []advisories.Credit{{Login: "researcher", Type: "reporter", State: "accepted"}}
			})
			n := s.waiting(advisories.KindPublish)
			s.say("maintainer", fmt.Sprintf("/approve %d", n))
			s.say("second", fmt.Sprintf("/approve %d", n))
			note()
			for key, comment := range refused {
				d := ended[key]
				code := c.rest
				if comment {
					code = c.comment
				}
				if d.Outcome.Code != string(code) || comment && d.Body == "" {
					t.Errorf("%s ended as %s (%s), want handed off (%s), with its text", key, d.State, d.Outcome.Code, code)
					continue
				}
				s.noticed(advisories.NoticeHandOff, fmt.Sprintf("draft %d (%s) needs a person on GitHub: %s", d.Number, d.Key.Kind, code))
			}
			for _, a := range s.w.github.Acts() {
				if a.Bot && a.GHSA != "" {
					t.Errorf("%s, although GitHub refuses it", a.Verb)
				}
			}
			if c := s.theCase(); c.Stage != advisories.StageAccepted || c.Problem != "" || c.Tracking.Problem != "" {
				t.Errorf("stage %s, problems %q and %q", c.Stage, c.Problem, c.Tracking.Problem)
			}
			s.set("maintainer", advisories.StatePublished) // the person does it
			s.end()
			if c := s.theCase(); c.Stage != advisories.StagePublished || !s.w.issue().Closed {
				t.Errorf("after the person published: stage %s, issue closed %v", c.Stage, s.w.issue().Closed)
			}
			if strings.Contains(s.w.log.String()+strings.Join(s.notices(), ""), "SENTINEL") || strings.Contains(s.w.issue().Body, "SENTINEL") {
				t.Error("GitHub's message is repeated")
			}
			s.nothingTwice()
			s.secret()
		})
	}
}

// TestFaultRequestGaveWay: the answer to a request for a CVE id is lost, and a person
// changes the advisory before it is looked for, so that a new draft takes its place.
// Where the first one had reached GitHub, which takes it once, the second is a person's
// to look at, with that reason; where it had not, the second is done.
func TestFaultRequestGaveWay(t *testing.T) {
	for kind, reached := range map[ghsatest.FaultKind]bool{ghsatest.AppliedAnswerLost: true, ghsatest.Drop: false} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			s.report(complete)
			s.say("maintainer", "/accept")
			f := postCVE
			f.Kind = kind
			f.Reached = func() {
				if err := s.w.github.EditAdvisoryAs("maintainer", testRepo, s.id, worked); err != nil {
					s.Error(err)
				}
			}
			met := s.fault(f)
			s.say("maintainer", "/cve")
			s.hours(1)
			n := s.waiting(advisories.KindRequestCVE)
			s.say("maintainer", fmt.Sprintf("/approve %d", n))
			s.hours(1)
			d := s.draft(advisories.KindRequestCVE)
			if met() != 1 || s.acts(ghsatest.VerbRequestCVE) != 1 || d.Number != n {
				t.Errorf("met %d times, asked for %d times, draft %d of %d\n%s", met(), s.acts(ghsatest.VerbRequestCVE), d.Number, n, s.lines())
			}
			if !reached {
				if d.State != advisories.DraftDone {
					t.Errorf("ended as %s (%s)", d.State, d.Outcome.Code)
				}
				return
			}
			if d.State != advisories.DraftHandedOff || d.Outcome.Code != desk.CodeMaybeDone {
				t.Errorf("ended as %s (%s)", d.State, d.Outcome.Code)
			}
			s.noticed(advisories.NoticeHandOff, "an earlier try may have gone through")
		})
	}
}
