package ghsatest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Request is one request as it arrived, for counting. Requests that a fault broke
// off are listed too.
type Request struct {
	// Seq counts from 1 over the server's life, resets included.
	Seq    int
	At     time.Time
	Method string
	// Route is the template, as GitHub's description has it
	// ("/repos/{owner}/{repo}/security-advisories/{ghsa_id}"); empty where the path
	// is none of ours. Path is what was asked, without the query.
	Route string
	Path  string
	// GraphQL is what a GraphQL request does: "query" or "mutation" and the fields at
	// its top ("mutation addComment"); empty for REST.
	GraphQL string
	// Status is what was answered, 0 where the connection was cut.
	Status int
	// Installation is whose token it was, 0 for the App's JWT and for none.
	Installation int64
	// Purpose is the token's permissions in order ("contents:read,metadata:read"),
	// "app" for the App's JWT, empty for none. Repositories is how many the token
	// is narrowed to, 0 where it covers all of the installation.
	Purpose      string
	Repositories int
	// Conditional is true where the request asked only for what changed;
	// NotModified where the answer was 304.
	Conditional bool
	NotModified bool
	// APIVersion is the X-GitHub-Api-Version that was sent.
	APIVersion string
	UserAgent  string
	// Fault is the kind of the fault that the request met, empty for none.
	Fault FaultKind
	// Waited is how long the server made the request wait: latency and delays.
	Waited time.Duration
}

// Write reports whether the request could change something on GitHub: not a read,
// not a query, not a token.
func (r Request) Write() bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return false
	}
	if r.Route == "/graphql" {
		return strings.HasPrefix(r.GraphQL, "mutation")
	}
	return !strings.HasSuffix(r.Route, "/access_tokens")
}

// Exchange is a request with its answer, whole, for [Options.Observe]. URL has the
// path of the route: an address by repository id is turned into one by name.
type Exchange struct {
	Request      Request
	URL          *url.URL
	Header       http.Header
	Body         []byte
	AnswerHeader http.Header
	Answer       []byte
}

// Requests are the requests since the start or the last [Server.ResetRequests], in
// the order of their answers.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests forgets the requests and the simulated time.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.simulated = nil, 0
}

// Simulated is how long requests were made to wait since the last reset, summed
// over requests: [Options.Latency] and delays by faults, as really waited.
func (s *Server) Simulated() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.simulated
}

// Verb is what was done.
type Verb string

// The verbs of a transcript.
const (
	VerbReport        Verb = "reported"
	VerbDraft         Verb = "drafted"
	VerbComment       Verb = "commented"
	VerbEditComment   Verb = "edited comment"
	VerbDeleteComment Verb = "deleted comment"
	VerbEdit          Verb = "edited advisory"
	VerbState         Verb = "set state"
	VerbLock          Verb = "locked"
	VerbRequestCVE    Verb = "requested CVE"
	VerbAssignCVE     Verb = "assigned CVE"
	VerbFork          Verb = "started private fork"
	VerbCredit        Verb = "answered credit"
	VerbPush          Verb = "pushed"

	VerbOpenIssue          Verb = "opened issue"
	VerbEditIssue          Verb = "edited issue"
	VerbCloseIssue         Verb = "closed issue"
	VerbReopenIssue        Verb = "reopened issue"
	VerbLockIssue          Verb = "locked issue"
	VerbDeleteIssue        Verb = "deleted issue"
	VerbTransferIssue      Verb = "transferred issue"
	VerbAssign             Verb = "assigned"
	VerbCommentIssue       Verb = "commented on issue"
	VerbEditIssueComment   Verb = "edited comment on issue"
	VerbDeleteIssueComment Verb = "deleted comment on issue"
	VerbReact              Verb = "reacted"
)

// Act is one thing that was really written: who, what, where, when.
type Act struct {
	At time.Time
	// Login is who did it; Bot is true where that is an App.
	Login string
	Bot   bool
	Verb  Verb
	// Repository is "owner/name".
	Repository string
	GHSA       advisories.GHSA
	// Issue is the issue's number, 0 where it is about none.
	Issue int
	// Comment is the comment's id, 0 where it is about none.
	Comment int64
	// From and To are the states where Verb is VerbState.
	From, To advisories.State
	// Body is the text written: the comment, the report's description, the file; the
	// login of who was assigned, the name of a reaction.
	Body string
	// Path is the file where Verb is VerbPush.
	Path string
}

// Target says on what it was done: "acme/lib GHSA-2345-cfgh-jmpq comment 12".
func (a Act) Target() string {
	parts := []string{a.Repository}
	if a.GHSA != "" {
		parts = append(parts, string(a.GHSA))
	}
	if a.Issue != 0 {
		parts = append(parts, fmt.Sprintf("issue %d", a.Issue))
	}
	if a.Comment != 0 {
		parts = append(parts, fmt.Sprintf("comment %d", a.Comment))
	}
	if a.Path != "" {
		parts = append(parts, a.Path)
	}
	return strings.Join(parts, " ")
}

// Acts is the transcript: each real write once, in order. A write whose answer a
// fault withheld is in it; one that a fault stopped is not. Building is not in it,
// but for files.
func (s *Server) Acts() []Act {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.acts)
}

// ActsOf are the acts of one account.
func (s *Server) ActsOf(login string) []Act {
	return slices.DeleteFunc(s.Acts(), func(a Act) bool { return !strings.EqualFold(a.Login, login) })
}

// act appends to the transcript. The lock is held.
func (s *Server) act(who *account, verb Verb, r *repo, a Act) {
	a.At, a.Login, a.Bot, a.Verb = s.now(), who.login, who.kind == kindBot, verb
	a.Repository = r.fullName()
	s.acts = append(s.acts, a)
}

// Advisory is the advisory as it stands. Comments counts those that REST shows.
func (s *Server) Advisory(fullName string, id advisories.GHSA) advisories.Advisory {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	return s.seen(r, r.mustRecord(id))
}

// Advisories are the ids of the repository's advisories, oldest first.
func (s *Server) Advisories(fullName string) []advisories.GHSA {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []advisories.GHSA
	for _, rec := range s.world.mustRepo(fullName).records {
		ids = append(ids, rec.GHSA)
	}
	return ids
}

// Comments are the advisory's comments, oldest first, without confidential ones.
// They are given for a published advisory too, where REST hides them.
func (s *Server) Comments(fullName string, id advisories.GHSA) []advisories.Comment {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []advisories.Comment
	for _, c := range s.world.mustRepo(fullName).mustRecord(id).comments {
		if !c.confidential {
			out = append(out, c.Comment)
		}
	}
	return out
}

// Routes are the requests that the server knows: method, a blank, and the template
// as GitHub's description has it.
func (s *Server) Routes() []string {
	var out []string
	for _, r := range s.table() {
		out = append(out, r.method+" "+template(r.path))
	}
	return out
}
