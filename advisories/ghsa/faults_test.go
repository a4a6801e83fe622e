package ghsa

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What GitHub's statuses mean, for a read and for the two kinds of writes.
func TestFaultTable(t *testing.T) {
	const (
		none        = advisories.FaultCode("")
		gone        = advisories.FaultGone
		forbidden   = advisories.FaultForbidden
		suspended   = advisories.FaultSuspended
		unauth      = advisories.FaultUnauthorized
		limited     = advisories.FaultLimited
		unavailable = advisories.FaultUnavailable
		unclear     = advisories.FaultUnclear
		refused     = advisories.FaultRefused
		noComments  = advisories.FaultNoComments
		bad         = advisories.FaultBadAnswer
	)
	for _, tc := range []struct {
		name                 string
		status               int
		body                 string
		headers              []string
		read, comment, state advisories.FaultCode
	}{
		{"absent", 404, `{"message":"Not Found"}`, nil, gone, noComments, gone},
		{"gone", 410, `{}`, nil, gone, noComments, gone},
		{"bad request", 400, `{}`, nil, refused, refused, refused},
		{"unauthorized", 401, `{}`, nil, unauth, unauth, unauth},
		{"forbidden", 403, `{"message":"Resource not accessible by integration"}`, nil, forbidden, forbidden, forbidden},
		{"forbidden, text is no JSON", 403, `rate limit`, nil, forbidden, forbidden, forbidden},
		{"forbidden, no text", 403, ``, nil, forbidden, forbidden, forbidden},
		{"suspended", 403, `{"message":"This installation has been suspended"}`, nil, suspended, suspended, suspended},
		{"legal", 451, `{}`, nil, forbidden, forbidden, forbidden},
		{"conflict", 409, `{}`, nil, refused, refused, refused},
		{"refused", 422, `{"message":"Invalid state transition"}`, nil, refused, refused, refused},
		{"primary limit", 403, `{}`, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795349000"}, limited, limited, limited},
		{"primary limit as 429", 429, `{}`, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795349000"}, limited, limited, limited},
		{"secondary limit by header", 403, `{}`, []string{"Retry-After", "30"}, limited, limited, limited},
		{"secondary limit by link", 403, `{"documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`, nil, limited, limited, limited},
		{"secondary limit by text", 403, `{"message":"You have exceeded a secondary rate limit."}`, nil, limited, limited, limited},
		{"too many", 429, ``, nil, limited, limited, limited},
		{"time-out", 408, ``, nil, unavailable, unclear, unclear},
		{"server error", 500, `{}`, nil, unavailable, unclear, unclear},
		{"bad gateway", 502, `<html>`, nil, unavailable, unclear, unclear},
		{"unavailable", 503, ``, []string{"Retry-After", "30"}, unavailable, unclear, unclear},
		{"gateway time-out", 504, ``, nil, unavailable, unclear, unclear},
		{"not modified", 304, ``, nil, bad, unavailable, unavailable},
		{"redirect without a place", 301, ``, nil, bad, unavailable, unavailable},
		{"not JSON", 200, `<html>`, nil, bad, unclear, unclear},
		{"empty", 200, ``, nil, bad, unclear, unclear},
		{"no content", 204, ``, nil, bad, unclear, unclear},
		{"accepted", 202, ``, nil, bad, unclear, unclear},
		{"another one", 200, `{"ghsa_id":"GHSA-9999-9999-9999"}`, nil, bad, unclear, unclear},
		{"as it should be", 200, `{"ghsa_id":"GHSA-2345-cfgh-jmpq","id":5,"comments":0}`, nil, none, none, none},
		{"accepted with an answer", 202, `{"ghsa_id":"GHSA-2345-cfgh-jmpq","id":5,"comments":0}`, nil, none, none, none},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ask := func(f func(context.Context, *Client) error, want advisories.FaultCode) {
				t.Helper()
				h := newHub(t)
				h.on("/repos/", tc.status, tc.body, tc.headers...)
				err := f(t.Context(), h.client())
				if want == none {
					if err != nil {
						t.Error(err)
					}
					return
				}
				got := fault(t, err, want)
				if tc.status >= 300 && got.Status != tc.status {
					t.Errorf("status %d", got.Status)
				}
				if (got.Code == limited) != got.RetryAt.After(h.clock()) {
					t.Errorf("retry at %v", got.RetryAt)
				}
			}
			ask(func(ctx context.Context, c *Client) error {
				_, err := c.Snapshot(ctx, testRepo, testGHSA, Want{})
				return err
			}, tc.read)
			ask(func(ctx context.Context, c *Client) error {
				_, err := c.Comment(ctx, testRepo, testGHSA, "x")
				return err
			}, tc.comment)
			ask(func(ctx context.Context, c *Client) error {
				_, err := c.EditComment(ctx, testRepo, testGHSA, 5, "x")
				return err
			}, tc.comment)
			ask(func(ctx context.Context, c *Client) error {
				_, err := c.SetState(ctx, testRepo, testGHSA, advisories.StateDraft)
				return err
			}, tc.state)
		})
	}
}

// carrier is a base transport that fails for what is not a token.
type carrier struct {
	err  error
	body io.Reader
	next http.RoundTripper
	did  int
}

func (c *carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/access_tokens") {
		return c.next.RoundTrip(r)
	}
	c.did++
	if c.err != nil {
		return nil, c.err
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(c.body), Request: r}, nil
}

// Where there is no whole answer, what counts is whether the request was sent.
func TestBrokenExchanges(t *testing.T) {
	for _, tc := range []struct {
		name        string
		err         error
		body        io.Reader
		read, write advisories.FaultCode
		reads       int
	}{
		{"no connection", &net.OpError{Op: "dial", Err: errors.New("refused")}, nil, advisories.FaultUnavailable, advisories.FaultUnavailable, 2},
		{"no such host", &net.DNSError{Name: "sentinel"}, nil, advisories.FaultUnavailable, advisories.FaultUnavailable, 2},
		{"reset", &net.OpError{Op: "read", Err: errors.New("reset")}, nil, advisories.FaultUnavailable, advisories.FaultUnclear, 2},
		{"closed", io.ErrUnexpectedEOF, nil, advisories.FaultUnavailable, advisories.FaultUnclear, 2},
		{"time-out", context.DeadlineExceeded, nil, advisories.FaultUnavailable, advisories.FaultUnclear, 2},
		{"cut body", nil, io.MultiReader(strings.NewReader(`{"ghsa`), failing{}), advisories.FaultUnavailable, advisories.FaultUnclear, 2},
		{"endless body", nil, endless{}, advisories.FaultBadAnswer, advisories.FaultUnclear, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHub(t)
			base := &carrier{err: tc.err, body: tc.body, next: http.DefaultTransport}
			c := h.client(func(cfg *Config) { cfg.Transport = base })
			_, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{})
			quiet(t, fault(t, err, tc.read).Error())
			if base.did != tc.reads {
				t.Errorf("%d reads, want %d", base.did, tc.reads)
			}
			base.did = 0
			_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
			quiet(t, fault(t, err, tc.write).Error())
			if base.did != 1 {
				t.Errorf("%d writes, want 1: a write is never repeated", base.did)
			}
		})
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset") }

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// Over real connections: refused before, cut after the request was sent.
func TestRealConnections(t *testing.T) {
	h := newHub(t)
	h.handle("POST "+advisoryURL+"/comments", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	c := h.client()
	_, err := c.Comment(t.Context(), testRepo, testGHSA, "x")
	fault(t, err, advisories.FaultUnclear)
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 1 {
		t.Errorf("%d posts", n)
	}
	h.srv.Close()
	_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
	fault(t, err, advisories.FaultUnavailable)
}

func TestContextEnds(t *testing.T) {
	h := newHub(t)
	arrived := make(chan struct{})
	h.handle("POST "+advisoryURL+"/comments", func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	c := h.client()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := c.Comment(ctx, testRepo, testGHSA, "x")
	f := fault(t, err, advisories.FaultUnclear)
	if !errors.Is(f, context.Canceled) {
		t.Errorf("%v does not tell that the caller gave up", f)
	}
	_, err = c.Comment(ctx, testRepo, testGHSA, "x") // ended before it began
	fault(t, err, advisories.FaultUnavailable)
	if n := len(h.requests("POST", advisoryURL+"/comments")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

func TestRequestTimeRunsOut(t *testing.T) {
	h := newHub(t)
	h.handle("GET "+advisoryURL, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := h.client()
	c.request = 20 * time.Millisecond
	c.tokens.held[tokenKey{7, 42, PurposeRead}] = token{"t", testNow.Add(time.Hour)}
	_, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{})
	f := fault(t, err, advisories.FaultUnavailable)
	if !strings.Contains(f.Error(), errTimeout.Error()) {
		t.Error(f)
	}
}

func TestOwnPanicIsNoToken(t *testing.T) {
	ts := newTokens(func() time.Time { return testNow }, func(context.Context, tokenKey) (token, error) { panic("x") })
	func() {
		defer func() { _ = recover() }()
		_, _ = ts.get(t.Context(), tokenKey{})
	}()
	if len(ts.held) != 0 || len(ts.under) != 0 {
		t.Error(fmt.Sprint(len(ts.held), len(ts.under)), "left behind")
	}
}
