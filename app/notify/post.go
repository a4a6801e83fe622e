package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	// SignatureHeader carries "sha256=" and the HMAC-SHA-256 of the body in hex.
	SignatureHeader = "X-Advisory-Bot-Signature-256"
	// IdempotencyHeader carries the notification's id as a quoted string
	// (draft-ietf-httpapi-idempotency-key-header).
	IdempotencyHeader = "Idempotency-Key"
	// Timeout bounds one POST, from the look for the address to the answer's head.
	Timeout = 10 * time.Second
)

// attempted is what faults say was attempted.
const attempted = "notify"

// Our own causes; all safe to log.
var (
	errURL      = errors.New("want an https:// URL (http:// only for this machine itself)")
	errSecret   = errors.New("no key to sign with")
	errRedirect = errors.New("the receiver redirects, and redirects are not followed")
	errAnswer   = errors.New("no answer that can be read")
	errNoWay    = errors.New("no connection")
	errTime     = errors.New("no answer in time")
)

// Config is what a poster needs.
type Config struct {
	// URL is where notifications go: https, or http with this machine itself. It may
	// hold a token.
	URL string
	// Secret signs them; it cannot be empty.
	Secret []byte
	// UserAgent names the program.
	UserAgent string
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Transport carries the requests; nil is the real network. One that is given
	// must follow no redirects.
	Transport http.RoundTripper
}

// Poster posts notifications. It is safe for use by many goroutines.
type Poster struct {
	url    string
	secret []byte
	agent  string
	now    func() time.Time
	client *http.Client
}

// New makes a poster. Its error does not repeat the address.
func New(c Config) (*Poster, error) {
	if !goodURL(c.URL) {
		return nil, fmt.Errorf("notifications: %w", errURL)
	}
	if len(c.Secret) == 0 {
		return nil, fmt.Errorf("notifications: %w", errSecret)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Transport == nil {
		c.Transport = transport(strings.HasPrefix(strings.ToLower(c.URL), "http:"))
	}
	return &Poster{url: c.URL, secret: c.Secret, agent: c.UserAgent, now: c.Now, client: &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Post sends one notification. Its error is a *advisories.Fault whose text has
// neither the address nor anything that the receiver said:
//
//	unavailable  the receiver was not reached, or said that it is not ready (408,
//	             425, 503): nothing happened there
//	limited      429; RetryAt is when it wants to be asked again, zero where it
//	             does not say
//	refused      another 4xx, or a redirect: the address or the key is wrong; or it
//	             has not the form of a notification, and nothing was sent
//	unclear      the receiver may have taken it: 5xx, or no answer that can be read
//
// A notification that was not sent for sure may be posted again with the same ID.
func (p *Poster) Post(ctx context.Context, n Notification) error {
	body, err := n.body()
	if err != nil { // another try would not mend it
		return &advisories.Fault{Code: advisories.FaultRefused, Attempted: attempted, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	var sent atomic.Bool // by a goroutine of the transport
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil { // unreachable: New parsed the address
		return &advisories.Fault{Code: advisories.FaultRefused, Attempted: attempted, Err: errURL}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", p.agent)
	req.Header.Set(SignatureHeader, Sign(p.secret, body))
	req.Header.Set(IdempotencyHeader, strconv.Quote(n.ID))
	res, err := p.client.Do(req)
	if err != nil {
		return p.unanswered(ctx, sent.Load())
	}
	res.Body.Close() // unread, so that its size costs nothing
	return p.answered(res)
}

// Sign is what [SignatureHeader] says of a body.
func Sign(secret, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write(body)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

// unanswered classes a POST that got no answer. The cause is not kept: those of
// net/http repeat the address.
func (p *Poster) unanswered(ctx context.Context, sent bool) error {
	f := &advisories.Fault{Code: advisories.FaultUnavailable, Attempted: attempted, Err: errNoWay}
	if sent {
		f.Code, f.Err = advisories.FaultUnclear, errAnswer
	}
	switch err := ctx.Err(); {
	case errors.Is(err, context.Canceled):
		f.Err = context.Canceled // we are shutting down
	case err != nil:
		f.Err = errTime
	}
	return f
}

// answered classes an answer by its status alone.
func (p *Poster) answered(res *http.Response) error {
	f := &advisories.Fault{Code: advisories.FaultRefused, Attempted: attempted, Status: res.StatusCode}
	switch s := res.StatusCode; {
	case s >= 200 && s <= 299:
		return nil
	case s == http.StatusTooManyRequests:
		f.Code, f.RetryAt = advisories.FaultLimited, p.retryAt(res.Header.Get("Retry-After"))
	case s == http.StatusServiceUnavailable:
		f.Code, f.RetryAt = advisories.FaultUnavailable, p.retryAt(res.Header.Get("Retry-After"))
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly:
		f.Code = advisories.FaultUnavailable
	case s >= 500, s < 300:
		f.Code = advisories.FaultUnclear
	case s < 400:
		f.Err = errRedirect
	}
	return f
}

// retryAt reads a Retry-After: seconds, or a date (RFC 9110, 10.2.3). Zero is that
// it says nothing.
func (p *Poster) retryAt(header string) time.Time {
	if n, err := strconv.ParseUint(header, 10, 31); err == nil {
		return p.now().Add(time.Duration(n) * time.Second)
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return time.Time{}
	}
	return at
}
