package ghsatest

import (
	"net/http"
	"regexp"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind string

// The kinds of faults. "Applied" means that the request did its work first.
const (
	// Drop cuts the connection before the request is applied.
	Drop FaultKind = "drop"
	// AppliedAnswerLost applies the request, then cuts the connection.
	AppliedAnswerLost FaultKind = "applied, answer lost"
	// Status answers [Fault.Status] with an error body in GitHub's shape (HTML for
	// 5xx, as GitHub's front sends); not applied, unless [Fault.Applied] says so.
	Status FaultKind = "status"
	// SecondaryLimit answers GitHub's secondary rate limit, 403 or [Fault.Status]
	// (429), with Retry-After where [Fault.RetryAfter] is set.
	SecondaryLimit FaultKind = "secondary limit"
	// PrimaryLimit answers 403 (or [Fault.Status]) with no requests remaining and a
	// reset [Fault.Reset] from now. GraphQL gets 200 with an error of type
	// RATE_LIMITED, as GitHub does.
	PrimaryLimit FaultKind = "primary limit"
	// GraphError answers a GraphQL request with 200 and an error of [Fault.Type]; not
	// applied, unless [Fault.Applied] says so.
	GraphError FaultKind = "GraphQL error"
	// Unauthorized answers 401 "Bad credentials".
	Unauthorized FaultKind = "unauthorized"
	// Delay makes the request wait [Fault.Delay], and until [Fault.Until] is closed
	// where that is set; then it goes on as usual.
	Delay FaultKind = "delay"
)

// Fault is something that will go wrong.
type Fault struct {
	Kind FaultKind
	// Method limits it to one method; empty is all.
	Method string
	// PathPattern is a regular expression that must match somewhere in the
	// request's path, as sent; empty is all. "/comments$" is posting or listing
	// comments, "/security-advisories/[^/]+$" one advisory.
	PathPattern string
	// GraphQL limits it to GraphQL requests: a regular expression that must match
	// somewhere in what the request does, "mutation addComment" or "query node".
	// "^mutation" is all writes.
	GraphQL string
	// Skip lets that many matching requests pass first.
	Skip int
	// Times is how many requests it hits; 0 is one, negative is all.
	//
	// Go's HTTP client by itself repeats a GET whose kept-alive connection was
	// cut, so a Drop meant to be seen there must hit more than one.
	Times int

	// Status is the answer's status for Status (required), SecondaryLimit and
	// PrimaryLimit.
	Status int
	// Header is added to the answer.
	Header http.Header
	// Body replaces the answer's body where it is not empty.
	Body string
	// Applied applies the request before a Status or GraphError answer.
	Applied bool
	// Type and Message are GraphError's; without a type it is GitHub's error for what
	// went wrong on its side. Below is a path under the field at the top ("issue.author")
	// that the error is about: the rest of the answer is there then, if Applied.
	Type, Message, Below string
	// RetryAfter is sent in whole seconds where it is positive.
	RetryAfter time.Duration
	// Reset is how long until a primary limit is over; 0 is a minute. Only this
	// answer says so: the budget itself is not touched.
	Reset time.Duration
	// Delay is waited before the request is applied, for every kind. A client that
	// gives up meanwhile does not take its request back: it is then applied at
	// once, as far as the kind lets it.
	Delay time.Duration
	// Until, where set, is waited for before the request is applied.
	Until <-chan struct{}
	// Reached, where set, is called when a request meets the fault: for
	// AppliedAnswerLost, and Status with Applied, after it was applied and before
	// anything is answered; otherwise before it waits. It is called without the
	// server's lock, from the request's goroutine.
	Reached func()
}

type plannedFault struct {
	Fault
	path      *regexp.Regexp
	graph     *regexp.Regexp // nil for all
	skip      int
	remaining int // negative: no end
}

// Fault plans a fault. Of several that match a request the one planned first and
// not yet used up hits. It panics on a pattern that does not compile, on a missing
// kind and on a Status fault without a status.
func (s *Server) Fault(f Fault) {
	if f.Kind == "" || (f.Kind == Status && f.Status == 0) {
		panic("ghsatest: Fault: kind or status missing")
	}
	p := &plannedFault{Fault: f, path: regexp.MustCompile(f.PathPattern), skip: f.Skip, remaining: f.Times}
	if f.Times == 0 {
		p.remaining = 1
	}
	if f.GraphQL != "" {
		p.graph = regexp.MustCompile(f.GraphQL)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, p)
}

// ClearFaults drops all planned faults; requests that one holds stay held.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault is the fault that this request meets, nil for none. The lock is held.
func (s *Server) takeFault(r *http.Request, body []byte) *Fault {
	for _, f := range s.faults {
		if f.remaining == 0 || (f.Method != "" && f.Method != r.Method) || !f.path.MatchString(r.URL.EscapedPath()) {
			continue
		}
		if !f.hitsGraphQL(r.URL.Path, body) {
			continue
		}
		if f.skip > 0 {
			f.skip--
			continue
		}
		f.remaining--
		return &f.Fault
	}
	return nil
}

// applies reports whether the request does its work before the fault shows.
func (f *Fault) applies() bool {
	return f == nil || f.Kind == Delay || f.Kind == AppliedAnswerLost || ((f.Kind == Status || f.Kind == GraphError) && f.Applied)
}

// after reports whether the fault shows only when the request was applied.
func (f *Fault) after() bool { return f != nil && f.Kind != Delay && f.applies() }

func (f *Fault) reached() {
	if f != nil && f.Reached != nil {
		f.Reached()
	}
}

// hold waits as long as the fault says, or until the request or the server ends.
func (s *Server) hold(r *http.Request, f *Fault) {
	if f == nil {
		return
	}
	s.wait(r, f.Delay)
	if f.Until != nil {
		select {
		case <-f.Until:
		case <-r.Context().Done():
		case <-s.stop.Done():
		}
	}
}

// wait waits in real time, or until the request or the server ends.
func (s *Server) wait(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	case <-s.stop.Done():
	}
}
