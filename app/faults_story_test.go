package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// fullWord is an owner's file under which a case needs all that we can do.
const fullWord = ownersWord + `team: [acme/security]
commitments: {acknowledge: {target: 20d, maximum: 30d}, assess: {maximum: 3d, after: acknowledge}}
collaborators: {from: [team]}
publication: {require: [severity, cwe, affected_versions, patched_versions, cve, credits]}
`

func full(w *world) {
	w.github.AddTeam(testOwner, "security", "second")
	forks(w)
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", fullWord)
}

// forks lets us make private forks.
func forks(w *world) {
	may := ghsatest.GrantedPermissions()
	may["administration"] = "write"
	w.github.SetPermissions(w.github.InstallationOf(testOwner), may)
}

// The requests that write, as a fault names them.
var (
	postComment = ghsatest.Fault{Method: "POST", PathPattern: `/security-advisories/GHSA[^/]+/comments$`}
	editComment = ghsatest.Fault{Method: "PATCH", PathPattern: `/comments/[0-9]+$`}
	patch       = ghsatest.Fault{Method: "PATCH", PathPattern: `/security-advisories/GHSA[^/]+$`}
	postCVE     = ghsatest.Fault{Method: "POST", PathPattern: `/cve$`}
	postFork    = ghsatest.Fault{Method: "POST", PathPattern: `/forks$`}
)

func mutation(name string) ghsatest.Fault { return ghsatest.Fault{GraphQL: "^mutation .*" + name} }

// deed is one thing that we do on GitHub, in the order of a story: what brings it
// about, which request it is, and how often it is there in the end.
type deed struct {
	name string
	at   ghsatest.Fault
	do   func(*tale)
	done func(*tale) int
}

func say(body string) func(*tale) { return func(s *tale) { s.say("maintainer", body) } }

// let approves the draft of a kind that waits.
func let(who string, kind advisories.Kind) func(*tale) {
	return func(s *tale) { s.say(who, fmt.Sprintf("/approve %d", s.waiting(kind))) }
}

func (s *tale) reactions() int {
	n := 0
	for _, c := range s.w.issue().Comments {
		n += len(c.Reactions)
	}
	return n
}

func acted(verb ghsatest.Verb) func(*tale) int { return func(s *tale) int { return s.acts(verb) } }

func marked(verb ghsatest.Verb, key string) func(*tale) int {
	return func(s *tale) int { return s.marked(verb, key) }
}

func setTo(to advisories.State) func(*tale) int {
	return func(s *tale) int { return s.setTo(to) }
}

// since counts what came since it was asked last.
func since(count func(*tale) int) func(*tale) int {
	before := 0
	return func(s *tale) int {
		n := count(s) - before
		before += n
		return n
	}
}

// deeds are all that we do on GitHub, each brought about once.
func deeds() []deed {
	states, edits := since(acted(ghsatest.VerbState)), since(acted(ghsatest.VerbEdit))
	closed, reopened := since(acted(ghsatest.VerbCloseIssue)), since(acted(ghsatest.VerbReopenIssue))
	return []deed{
		{"tracking issue", mutation("createIssue"), func(s *tale) { s.report(complete) }, acted(ghsatest.VerbOpenIssue)},
		{"reaction", mutation("addReaction"), say("/snooze 1d"), (*tale).reactions},
		{"assignment", mutation("addAssignees"), say("/assign @second"), acted(ghsatest.VerbAssign)},
		{"reply to a refused command", mutation("addComment"), say("/approve 99"), marked(ghsatest.VerbCommentIssue, "reply")},
		{"card", mutation("updateIssue"), say("/severity high"), func(s *tale) int { return strings.Count(s.w.issue().Body, "**Severity**: high") }},
		{"fields", patch, say("/severity critical"), func(s *tale) int { return edits(s) - 1 }}, // the card's deed was one too
		{"word to the reporter", postComment, say("/ack"), marked(ghsatest.VerbComment, "command/update/")},
		{"escalation", mutation("addComment"), func(s *tale) { s.pass(5 * day) }, marked(ghsatest.VerbCommentIssue, "escalate_assess_maximum/")},
		{"acceptance", patch, say("/accept"), states},
		{"status", editComment, func(s *tale) {
			s.say("maintainer", "/embargo "+s.clock.now().UTC().Add(5*day).Format("2006-01-02 15:04")+" UTC")
		}, marked(ghsatest.VerbComment, "status/status/")},
		{"collaborators", patch, let("maintainer", advisories.KindCollaborators), edits},
		{"credits", patch, func(s *tale) {
			s.edit("maintainer", func(a *advisories.Advisory) { worked(a); a.Credits = nil })
			s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindCredits)))
		}, edits},
		{"CVE", postCVE, say("/cve"), acted(ghsatest.VerbRequestCVE)},
		{"fork", postFork, say("/fork"), acted(ghsatest.VerbFork)},
		{"closing", patch, say("/close spam"), states},
		{"reopening", patch, say("/reopen"), states},
		{"tracking issue closed", mutation("closeIssue"), say("/close spam"), func(s *tale) int { return closed(s) - 1 }}, // and at the first closing
		{"tracking issue reopened", mutation("reopenIssue"), say("/reopen"), func(s *tale) int { return reopened(s) - 1 }},
		{"publication", patch, func(s *tale) {
			s.w.github.AssignCVE(testRepo, s.id)
			if err := s.w.github.AnswerCredit("researcher", testRepo, s.id, true); err != nil {
				s.Fatal(err)
			}
			s.sweep()
			s.say("maintainer", "/publish")
			s.say("maintainer", fmt.Sprintf("/approve %d", s.waiting(advisories.KindPublish)))
			s.say("second", fmt.Sprintf("/approve %d", s.waiting(advisories.KindPublish)))
			s.pass(5 * day) // the embargo's end
		}, func(s *tale) int { return states(s) - 2 }}, // the second closing and reopening
	}
}

func TestFaultOfEachWrite(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"none":                                {Kind: ghsatest.Delay},
		"write applied, answer lost":          {Kind: ghsatest.AppliedAnswerLost},
		"connection cut":                      {Kind: ghsatest.Drop},
		"500":                                 {Kind: ghsatest.Status, Status: 500},
		"502":                                 {Kind: ghsatest.Status, Status: 502},
		"502, applied":                        {Kind: ghsatest.Status, Status: 502, Applied: true},
		"504":                                 {Kind: ghsatest.Status, Status: 504},
		"504, applied":                        {Kind: ghsatest.Status, Status: 504, Applied: true},
		"500 three times":                     {Kind: ghsatest.Status, Status: 500, Times: 3},
		"secondary limit with Retry-After":    {Kind: ghsatest.SecondaryLimit, RetryAfter: time.Minute},
		"secondary limit without Retry-After": {Kind: ghsatest.SecondaryLimit},
		"429 with Retry-After":                {Kind: ghsatest.SecondaryLimit, Status: 429, RetryAfter: time.Minute},
		"429 without Retry-After":             {Kind: ghsatest.SecondaryLimit, Status: 429},
		"primary limit":                       {Kind: ghsatest.PrimaryLimit, Reset: 20 * time.Minute},
		"token revoked":                       {Kind: ghsatest.Unauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			for _, d := range deeds() {
				f := f
				f.Method, f.PathPattern, f.GraphQL = d.at.Method, d.at.PathPattern, d.at.GraphQL
				met := s.fault(f)
				d.do(s)
				s.hours(1)
				if met() == 0 {
					t.Errorf("%s: the fault was not met", d.name)
				}
				if n := d.done(s); n != 1 {
					t.Errorf("%s: %d times on GitHub, want once", d.name, n)
				}
				s.w.github.ClearFaults()
			}
			s.end()
			s.nothingTwice()
			s.secret()
			if c := s.theCase(); c.Stage != advisories.StagePublished || !s.w.issue().Closed || c.Problem != "" || c.Tracking.Problem != "" {
				t.Errorf("stage %s, problems %q and %q, issue closed %v", c.Stage, c.Problem, c.Tracking.Problem, s.w.issue().Closed)
			}
			for _, d := range s.drafts() {
				if d.State != advisories.DraftDone && d.State != advisories.DraftStale && d.State != advisories.DraftSuperseded {
					t.Errorf("draft %d (%s) ended as %s", d.Number, d.Key, d.State)
				}
			}
			for _, n := range s.notices() {
				t.Errorf("a fault that passed left a notice: %s", n)
			}
		})
	}
}
