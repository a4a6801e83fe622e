package ghsa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"
)

// maxAnswer is the most that one answer may hold. A full page is 100 advisories
// of at most 65,535 characters of description each.
const maxAnswer = 32 << 20

// maxRefusal is how much of an answer that is not a success is looked at.
const maxRefusal = 64 << 10

// refusal is an answer that is not a success. GitHub's text is gone by then.
type refusal struct {
	status int
	// limited is true for a rate limit, until its end as far as it was told.
	limited bool
	until   time.Time
	// suspended is true where GitHub says that the installation is.
	suspended bool
}

func (r *refusal) Error() string { return "GitHub answered " + http.StatusText(r.status) }

// broken is an exchange without a whole answer. Its cause is one of our own
// errors or one of package context.
type broken struct{ cause error }

func (b *broken) Error() string { return b.cause.Error() }
func (b *broken) Unwrap() error { return b.cause }

var errTooLarge = errors.New("answer too large")

// answers is the lowest round-tripper: it reads each answer whole and bounded,
// keeps account of rate limits, and turns what is not a success into a classed
// error, so that nobody above can quote GitHub.
type answers struct {
	next   http.RoundTripper
	limits *limits
}

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callOf(req)
	if err := req.Context().Err(); err != nil {
		return refuse(req, &broken{cause(err)})
	}
	resp, err := a.carry(req, c)
	if err != nil {
		return nil, &broken{cause(err)}
	}
	body, err := readWhole(resp.Body)
	if errors.Is(err, errTooLarge) {
		return nil, err
	}
	if err != nil {
		return nil, &broken{cause(err)}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	said := refusalText{}
	if resp.StatusCode >= 400 {
		said = readRefusal(body)
	}
	c.date, _ = http.ParseTime(resp.Header.Get("Date")) // zero where it is none
	limited, until := a.limits.note(c, resp, said)
	if c.answered = good(req, resp); c.answered {
		return resp, nil
	}
	return nil, &refusal{
		status: resp.StatusCode, limited: limited, until: until,
		suspended: resp.StatusCode == http.StatusForbidden && suspendedText(said.Message),
	}
}

// good reports whether the answer may be passed up: a success, that nothing changed
// where that was asked, or a redirect that http.Client knows how to judge.
func good(req *http.Request, resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusNotModified:
		return conditional(req)
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return resp.Header.Get("Location") != ""
	}
	return resp.StatusCode >= 200 && resp.StatusCode < 300
}

// carry sends the request and marks the call as sent unless it surely was not: no
// connection was had. Where that is wrong, a comment could be posted twice.
func (a *answers) carry(req *http.Request, c *call) (*http.Response, error) {
	asked, got := false, false
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { asked = true },
		GotConn: func(httptrace.GotConnInfo) { got = true },
	}
	resp, err := a.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	c.sent = c.sent || err == nil || got || !asked && !isDial(err)
	return resp, err
}

// readWhole reads and closes a body of at most maxAnswer bytes.
func readWhole(body io.ReadCloser) ([]byte, error) {
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxAnswer {
		return nil, errTooLarge
	}
	return b, nil
}

// refusalText is what is looked at, and forgotten, of an answer that is not a
// success.
type refusalText struct {
	Message string `json:"message"`
	Link    string `json:"documentation_url"`
}

func readRefusal(body []byte) refusalText {
	var t refusalText
	if len(body) > maxRefusal || json.Unmarshal(body, &t) != nil {
		return refusalText{} // then the status alone speaks
	}
	return t
}

// Causes of a broken exchange, in our words: net's own errors print addresses.
var (
	errTimeout = errors.New("time ran out")
	errDial    = errors.New("no connection")
	errTLS     = errors.New("no trusted TLS connection")
	errBroken  = errors.New("connection broken")
)

// cause classes a transport's error.
func cause(err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errTimeout
	case isTLS(err):
		return errTLS
	case isDial(err):
		return errDial
	}
	return errBroken
}

func isDial(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// isTLS goes by the text: the packages' error types are many and still change.
func isTLS(err error) bool {
	s := err.Error()
	return strings.Contains(s, "tls: ") || strings.Contains(s, "x509: ")
}
