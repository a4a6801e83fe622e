package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// fullWord is an owner's file under which a case needs all that we can do.
const fullWord = ownersWord + `team: [acme/security]
commitments: {acknowledge: {target: 20d, maximum: 30d}, assess: {maximum: 3d, after: acknowledge}}
collaborators: {from: [team]}
publication: {require: [severity, cwe, affected_versions, patched_versions, cve, credits]}
`

func full(w *world) {
	w.github.AddTeam(testOwner, "security", "second")
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", strings.Replace(fullWord, "publish: {approve: 2}", "publish: {approve: 2}, collaborators: approve", 1))
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

func (s *tale) count(verb ghsatest.Verb) func(*tale) int {
	return func(s *tale) int { return s.acts(verb) }
}

func acted(verb ghsatest.Verb) func(*tale) int { return func(s *tale) int { return s.acts(verb) } }
func marked(verb ghsatest.Verb, key string) func(*tale) int {
	return func(s *tale) int { return s.marked(verb, key) }
}
func setTo(to advisories.State) func(*tale) int { return func(s *tale) int { return s.setTo(to) } }

// deeds are all that we do, each once.
func deeds() []deed {
	seen := map[string]int{}
	more := func(name string, count func(*tale) int) func(*tale) int { // of this turn alone
		return func(s *tale) int {
			n := count(s) - seen[name]
			seen[name] += n
			return n
		}
	}
	states, edits := more("states", acted(ghsatest.VerbState)), more("edits", acted(ghsatest.VerbEdit))
	closed := more("closed", acted(ghsatest.VerbCloseIssue))
	return []deed{
		{"receipt", postComment, func(s *tale) { s.report(complete) }, marked(ghsatest.VerbComment, "received/receipt/")},
		{"reaction", mutation("addReaction"), say("/snooze 1d"), (*tale).reactions},
		{"assignment", mutation("addAssignees"), say("/assign @second"), acted(ghsatest.VerbAssign)},
		{"reply to a refused command", mutation("addComment"), say("/approve 99"), marked(ghsatest.VerbCommentIssue, "reply")},
		{"card", mutation("updateIssue"), say("/severity high"), func(s *tale) int { return strings.Count(s.w.issue().Body, "severity") - 99 }},
		{"word to the reporter", postComment, say("/ack"), marked(ghsatest.VerbComment, "command/update/")},
		{"escalation", mutation("addComment"), func(s *tale) { s.pass(5 * day) }, marked(ghsatest.VerbCommentIssue, "escalate_assess_maximum/")},
		{"acceptance", patch, say("/accept"), states},
		{"status", editComment, say("/embargo 2030-01-01 12:00 UTC"), marked(ghsatest.VerbComment, "status/status/")},
		{"collaborators", patch, let("maintainer", advisories.KindCollaborators), edits},
		{"CVE", postCVE, say("/cve"), acted(ghsatest.VerbRequestCVE)},
		{"fork", postFork, say("/fork"), acted(ghsatest.VerbFork)},
		{"closing", patch, say("/close spam"), states},
		{"issue closed", mutation("closeIssue"), func(s *tale) {}, closed},
		{"reopening", patch, say("/reopen"), states},
		{"credits", patch, let("maintainer", advisories.KindCredits), edits},
		{"publication", patch, let("second", advisories.KindPublish), states},
	}
}

func TestFaultOfEachWrite(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"none": {Kind: ghsatest.Delay},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, full)
			for _, d := range deeds() {
				f := f
				f.Method, f.PathPattern, f.GraphQL = d.at.Method, d.at.PathPattern, d.at.GraphQL
				met := s.fault(f)
				began := time.Now()
				d.do(s)
				t.Log(d.name, met(), d.done(s), time.Since(began))
				t.Log(s.lines())
				s.w.github.ClearFaults()
			}
			_ = slices.Clone[[]int]
			_ = app.Config{}
			for _, a := range s.w.github.Acts() {
				t.Log(a.Verb, a.Login, a.Body)
			}
			s.nothingTwice()
		})
	}
}
