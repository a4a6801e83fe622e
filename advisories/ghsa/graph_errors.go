package ghsa

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// graphFault is a GraphQL answer with status 200 that is none. GitHub's message is
// gone by then.
type graphFault struct {
	code  advisories.FaultCode
	until time.Time
}

func (g *graphFault) Error() string { return "GraphQL: " + string(g.code) }

// graphErrors stands between githubv4 and the chain. githubv4 drops the type and
// path of GraphQL errors and would print their messages, so they are judged here:
// "not found" for what may be absent is no error, all others become a fault.
type graphErrors struct {
	next   http.RoundTripper
	limits *limits
}

type graphAnswer struct {
	Data   json.RawMessage `json:"data"`
	Errors []graphError    `json:"errors,omitempty"`
}

// graphError is what is looked at of an error, and forgotten.
type graphError struct {
	Type    string `json:"type"`
	Path    []any  `json:"path"`
	Message string `json:"message"`
}

// fault is the answer's class. A mutation that failed for a reason that is not
// known may have been done all the same.
func (g *graphFault) fault(r Route) *advisories.Fault {
	f := &advisories.Fault{Code: g.code, Attempted: r.attempted, Status: http.StatusOK, RetryAt: g.until}
	if r.Writes && g.code == advisories.FaultBadAnswer {
		f.Code = advisories.FaultUnclear
	}
	return f
}

func (g *graphErrors) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := g.next.RoundTrip(req)
	if err != nil || resp.StatusCode >= 300 {
		return resp, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body) // in memory already, and bounded
	if err != nil {
		return nil, err
	}
	var a graphAnswer
	if json.Unmarshal(body, &a) != nil {
		return nil, &graphFault{code: advisories.FaultBadAnswer}
	}
	if f := g.fault(callOf(req), a.Errors); f != nil {
		if callOf(req).route == routeWriteIssue && someDone(a.Data) {
			f = &graphFault{code: advisories.FaultBadAnswer} // of several writes one was done
		}
		return nil, f
	}
	if len(a.Data) == 0 || string(a.Data) == "null" {
		return nil, &graphFault{code: advisories.FaultBadAnswer}
	}
	if len(a.Errors) > 0 {
		if body, err = json.Marshal(graphAnswer{Data: a.Data}); err != nil {
			return nil, &graphFault{code: advisories.FaultBadAnswer} // unreachable: it was just read
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
}

// someDone reports whether an answer to several mutations has a value for one.
func someDone(data json.RawMessage) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return len(data) > 0
	}
	for _, v := range fields {
		if string(v) != "null" {
			return true
		}
	}
	return false
}

// fault is the gravest of the errors, nil where all of them may be.
func (g *graphErrors) fault(c *call, errs []graphError) *graphFault {
	var worst *graphFault
	for _, e := range errs {
		switch {
		case c.route.Writes && len(e.Path) > 1: // below the mutation, so that was done
			return &graphFault{code: advisories.FaultBadAnswer}
		case graphLimited(e.Type), !graphNotFound(e.Type) && graphTooQuick(e.Message): // names stand in "not found"
			return g.limited(c)
		case graphNotFound(e.Type) && (e.absent() || c.route == routeFilesOf && e.inBatch()):
		case graphNotFound(e.Type):
			worst = &graphFault{code: advisories.FaultGone}
		case graphForbidden(e.Type):
			worst = worse(worst, advisories.FaultForbidden)
		case graphRefused(e.Type):
			worst = worse(worst, advisories.FaultRefused)
		default:
			worst = worse(worst, advisories.FaultBadAnswer)
		}
	}
	return worst
}

// worse keeps what is known already: gone says more than forbidden, and that more
// than an error of no known type.
func worse(known *graphFault, code advisories.FaultCode) *graphFault {
	if known != nil && (known.code == advisories.FaultGone || known.code == advisories.FaultForbidden) {
		return known
	}
	return &graphFault{code: code}
}

// limited takes the time from the headers, which the limits have read by now.
func (g *graphErrors) limited(c *call) *graphFault {
	until := g.limits.wait(c.installation, resourceGraphQL)
	if until.IsZero() {
		until = g.limits.remember(c.installation, resourceGraphQL, g.limits.now().Add(silentWait))
	}
	return &graphFault{code: advisories.FaultLimited, until: until}
}

// absent reports whether the error is about an answer that may be missing.
func (e graphError) absent() bool {
	if len(e.Path) == 0 {
		return false
	}
	name, ok := e.Path[0].(string)
	return ok && mayBeAbsent[name]
}
