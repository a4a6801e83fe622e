package ghsatest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody is the largest request body that is read.
const maxBody = 4 << 20

// The REST versions that are known. 2026-03-10 drops an advisory's cvss.
const (
	version2022 = "2022-11-28"
	version2026 = "2026-03-10"
)

// ask is a request on its way through.
type ask struct {
	r       *http.Request
	body    []byte
	route   *route
	version string
	// app is true for the App's JWT, grant is the token's where it is one.
	app   bool
	grant *grant
	in    *installation
}

func (q *ask) path(name string) string { return q.r.PathValue(name) }

// number is a number of the path, 0 where it is none.
func (q *ask) number(name string) int64 {
	n, _ := strconv.ParseInt(q.path(name), 10, 64)
	return n
}

// answer is what will be sent.
type answer struct {
	status int
	body   any // rendered as JSON; nil is no body
	header http.Header
	// modified is the Last-Modified of the answer, zero for none.
	modified time.Time
	raw      []byte
	cut      bool
}

func (a *answer) set(key, value string) {
	if a.header == nil {
		a.header = http.Header{}
	}
	a.header.Set(key, value)
}

// serve takes every request through: fault, latency, right, budget, route, record.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	if s.page(w, r) {
		return
	}
	begun := time.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away, or sends without end
	}
	s.mu.Lock()
	f := s.takeFault(r, body)
	s.mu.Unlock()
	if !f.after() {
		f.reached()
	}
	s.wait(r, s.opt.Latency)
	s.hold(r, f)
	if s.stop.Err() != nil {
		panic(http.ErrAbortHandler)
	}
	waited := time.Since(begun)
	if s.opt.Latency <= 0 && (f == nil || (f.Delay <= 0 && f.Until == nil)) {
		waited = 0
	}
	a, ex := s.handle(r, body, f, waited)
	if f.after() {
		f.reached()
	}
	if s.opt.Observe != nil {
		s.opt.Observe(ex)
	}
	if a.cut {
		panic(http.ErrAbortHandler) // net/http cuts the connection
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.raw)
}

// enter counts a request in, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.running.Add(1)
	}
	return !s.closed
}

// handle applies the request as far as the fault lets it, and records it.
func (s *Server) handle(r *http.Request, body []byte, f *Fault, waited time.Duration) (answer, Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &ask{r: r, body: body, version: r.Header.Get("X-GitHub-Api-Version")}
	s.resolve(q)
	refused := s.authenticate(q)
	var a answer
	if f.applies() {
		a = s.apply(q, refused)
	}
	if f != nil && f.Kind != Delay {
		a = s.fail(q, f, a)
	}
	s.finish(q, &a)
	req := s.record(q, &a, f, waited)
	return a, Exchange{
		Request: req, URL: r.URL, Header: r.Header.Clone(), Body: body,
		AnswerHeader: a.header.Clone(), Answer: slices.Clone(a.raw),
	}
}

// resolve finds the route. An address by repository id, as GitHub's Link headers
// have it, becomes one by name first.
func (s *Server) resolve(q *ask) {
	if rest, ok := strings.CutPrefix(q.r.URL.Path, "/repositories/"); ok {
		id, tail, _ := strings.Cut(rest, "/")
		n, _ := strconv.ParseInt(id, 10, 64)
		if r := s.world.repoByID(n); r != nil {
			q.r.URL.Path, q.r.URL.RawPath = strings.TrimSuffix("/repos/"+r.fullName()+"/"+tail, "/"), ""
		}
	}
	s.mux.ServeHTTP(&routeFinder{q: q}, q.r)
}

// authenticate finds out who asks; the answer is non-nil where that is refused.
func (s *Server) authenticate(q *ask) *answer {
	scheme, token, _ := strings.Cut(q.r.Header.Get("Authorization"), " ")
	if token == "" || !(strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "token")) {
		return refuse(failed(401, "Requires authentication"))
	}
	if !strings.HasPrefix(token, "ghs_") {
		if why := s.checkJWT(token); why != "" {
			return refuse(failed(401, why))
		}
		q.app = true
		return nil
	}
	g := s.grants[token]
	if g == nil || !s.now().Before(g.expires) || s.world.installation(g.installation) == nil {
		return refuse(failed(401, "Bad credentials"))
	}
	q.grant, q.in = g, s.world.installation(g.installation)
	if !q.in.suspended.IsZero() {
		return refuse(failed(403, "This installation has been suspended"))
	}
	return nil
}

func refuse(a answer) *answer { return &a }

// apply carries the request out.
func (s *Server) apply(q *ask, refused *answer) answer {
	switch {
	case refused != nil && (q.route == nil || q.route.path != conversionPath):
		return *refused
	case q.version != "" && q.version != version2022 && q.version != version2026:
		return failed(400, "The X-GitHub-Api-Version header is not a supported version.")
	case q.route == nil:
		return notFound()
	case q.route.app && !q.app:
		return failed(401, "A JSON web token could not be decoded")
	case !q.route.app && q.app && q.route.path != "/rate_limit":
		return failed(403, "Resource not accessible by integration")
	}
	b := s.budgetOf(q)
	if b.remaining() == 0 && q.route.path != "/rate_limit" {
		return s.primaryLimit(q, 0)
	}
	return q.route.handle(s, q)
}

// budgetOf is the budget that the request is counted against.
func (s *Server) budgetOf(q *ask) *budget {
	switch {
	case q.in == nil:
		return s.appBudget.at(s.now())
	case q.route != nil && q.route.path == "/graphql":
		return q.in.graphql.at(s.now())
	}
	return q.in.core.at(s.now())
}

// finish renders the answer, with what every answer has.
func (s *Server) finish(q *ask, a *answer) {
	if a.cut {
		return
	}
	if a.raw == nil && a.body != nil {
		raw, err := json.Marshal(a.body)
		if err != nil {
			panic("ghsatest: answer: " + err.Error()) // unreachable: plain data
		}
		a.raw = raw
		a.set("Content-Type", "application/json; charset=utf-8")
	}
	s.validators(q, a)
	b := s.budgetOf(q)
	free := a.status == http.StatusNotModified || a.status == http.StatusUnauthorized || a.status >= 500 ||
		(q.route != nil && q.route.path == "/rate_limit")
	if !free {
		b.used++
	}
	resource := "core"
	if q.route != nil && q.route.path == "/graphql" {
		resource = "graphql"
	}
	s.limitHeader(a, b.limit, b.remaining(), b.reset, resource)
	a.set("X-GitHub-Request-Id", fmt.Sprintf("GHSA:%d", s.asked+1))
	a.set("X-GitHub-Media-Type", "github.v3; format=json")
	if v := q.version; v != version2026 {
		a.set("X-GitHub-Api-Version-Selected", version2022)
	} else {
		a.set("X-GitHub-Api-Version-Selected", v)
	}
	a.set("Date", s.now().Format(http.TimeFormat))
}

// limitHeader sets the headers of the rate limit, unless a fault set them.
func (s *Server) limitHeader(a *answer, limit, remaining int, reset time.Time, resource string) {
	if a.header.Get("X-RateLimit-Remaining") != "" {
		return
	}
	a.set("X-RateLimit-Limit", strconv.Itoa(limit))
	a.set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	a.set("X-RateLimit-Used", strconv.Itoa(limit-remaining))
	a.set("X-RateLimit-Reset", strconv.FormatInt(reset.Unix(), 10))
	a.set("X-RateLimit-Resource", resource)
}

// record notes the request and returns the note.
func (s *Server) record(q *ask, a *answer, f *Fault, waited time.Duration) Request {
	s.asked++
	req := Request{
		Seq: s.asked, At: s.now(), Method: q.r.Method, Path: q.r.URL.Path, Status: a.status,
		APIVersion: q.version, UserAgent: q.r.UserAgent(), Waited: waited,
		Conditional: q.r.Header.Get("If-None-Match") != "" || q.r.Header.Get("If-Modified-Since") != "",
		NotModified: a.status == http.StatusNotModified,
	}
	if q.route != nil {
		req.Route = template(q.route.path)
	}
	if req.Route == "/graphql" {
		req.GraphQL = operationOf(q.body)
	}
	if q.app {
		req.Purpose = "app"
	}
	if q.grant != nil {
		req.Installation, req.Purpose, req.Repositories = q.grant.installation, q.grant.purpose(), len(q.grant.repositories)
	}
	if f != nil {
		req.Fault = f.Kind
	}
	s.simulated += waited
	s.requests = append(s.requests, req)
	return req
}

// decode reads a JSON body strictly: an unknown key is an error.
func (q *ask) decode(into any) error {
	d := json.NewDecoder(bytes.NewReader(q.body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
