package ghsa

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/google/go-github/v66/github"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ask is one request to be sent.
type ask struct {
	route Route
	// installation and repository say whose token is used.
	installation, repository int64
	// args fill the route's template; query is already encoded; body becomes JSON.
	args  []string
	query string
	body  any
}

// about is an ask about a repository: its token, its owner and name first.
func about(r Route, repo advisories.Repository, args ...string) ask {
	return ask{
		route: r, installation: repo.Installation, repository: repo.ID,
		args: append([]string{repo.Owner, repo.Name}, args...),
	}
}

// key is the token that the ask needs.
func (a ask) key() tokenKey {
	k := tokenKey{installation: a.installation, repository: a.repository, purpose: a.route.Purpose}
	if scopes[a.route.Purpose].whole {
		k.repository = 0
	}
	return k
}

// reply is a successful answer.
type reply struct {
	body []byte
	// next is the query of the next page, empty on the last one.
	next string
}

// get sends a REST request and decodes its answer.
func (c *Client) get(ctx context.Context, a ask, into any) error {
	_, err := c.page(ctx, a, into)
	return err
}

// page is get that also tells where the next page is.
func (c *Client) page(ctx context.Context, a ask, into any) (next string, err error) {
	r, err := c.fetch(ctx, a)
	if err != nil {
		return "", err
	}
	if err := decode(r.body, into); err != nil {
		return "", badAnswer(a.route, err)
	}
	return r.next, nil
}

// fetch sends a REST request and returns its answer unread.
func (c *Client) fetch(ctx context.Context, a ask) (reply, error) {
	path, err := a.route.fill(a.args...)
	if err != nil {
		return reply{}, internal(a.route, err)
	}
	if a.query != "" {
		path += "?" + a.query
	}
	var r reply
	err = c.under(ctx, a, func(ctx context.Context) error {
		r, err = c.exchange(ctx, a, path)
		return err
	})
	if err != nil {
		return reply{}, err
	}
	return r, nil
}

// under does one exchange under the rules that hold for all: not while a limit
// runs, with a token narrowed to the purpose, a write in its turn. A read whose
// token was refused is done once more with a new one.
func (c *Client) under(ctx context.Context, a ask, exchange func(context.Context) error) error {
	for fresh := false; ; fresh = true {
		cl := &call{route: a.route, installation: a.installation, repository: a.repository}
		if err := c.free(ctx, cl); err != nil {
			return err
		}
		var tok token
		if a.route.Purpose != PurposeApp {
			var err error
			if tok, err = c.tokens.get(ctx, a.key()); err != nil {
				return faultOf(cl, err)
			}
			cl.token = tok.text
		}
		if a.route.Writes {
			if err := c.turn(ctx, cl); err != nil {
				return err
			}
		}
		err := c.once(ctx, cl, exchange)
		c.limits.tell(ctx)
		if err == nil {
			return nil
		}
		f := faultOf(cl, err)
		if f.Code != advisories.FaultUnauthorized || a.route.Purpose == PurposeApp {
			return f
		}
		c.tokens.drop(a.key(), tok)
		if fresh || a.route.Writes {
			return f
		}
	}
}

// once bounds one exchange in time. go-github answers with the context's error
// where that ended, so what is known of the call tells the rest.
func (c *Client) once(ctx context.Context, cl *call, exchange func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(withCall(ctx, cl), c.request)
	defer cancel()
	return exchange(ctx)
}

// free refuses while a rate limit runs.
func (c *Client) free(ctx context.Context, cl *call) error {
	c.limits.look(ctx)
	until := c.limits.wait(cl.installation, cl.resource())
	if until.IsZero() {
		return nil
	}
	c.observed.unsent(ctx, cl.route, LimitHeld)
	return &advisories.Fault{Code: advisories.FaultLimited, Attempted: cl.route.attempted, RetryAt: until}
}

// turn waits for a write's slot.
func (c *Client) turn(ctx context.Context, cl *call) error {
	far, err := c.pace.turn(ctx, cl.installation)
	if errors.Is(err, errLedger) {
		return &advisories.Fault{Code: advisories.FaultUnavailable, Attempted: cl.route.attempted, Err: errLedger}
	}
	if err != nil {
		return faultOf(cl, &broken{cause(err)})
	}
	if !far.IsZero() {
		c.observed.unsent(ctx, cl.route, LimitOwn)
		return &advisories.Fault{Code: advisories.FaultLimited, Attempted: cl.route.attempted, RetryAt: far, Err: errPace}
	}
	return c.free(ctx, cl) // a limit may have been hit while we waited
}

// errPace says that the limit is our own.
var errPace = errors.New("writes of one installation are kept apart and counted")

// exchange sends one REST request by go-github and returns the whole answer.
func (c *Client) exchange(ctx context.Context, a ask, path string) (reply, error) {
	gh := c.rest
	if a.route.Purpose == PurposeApp {
		gh = c.app
	}
	req, err := gh.NewRequest(a.route.Method, path, a.body)
	if err != nil {
		return reply{}, internal(a.route, errRequest)
	}
	var buf bytes.Buffer
	resp, err := gh.Do(ctx, req, &buf)
	var accepted *github.AcceptedError // a 202: a success to us
	if errors.As(err, &accepted) {
		return reply{body: accepted.Raw}, nil
	}
	if err != nil {
		return reply{}, err
	}
	return reply{body: buf.Bytes(), next: c.nextPage(resp.Response)}, nil
}

// nextPage is the query of the answer's next page.
func (c *Client) nextPage(resp *http.Response) string {
	return nextQuery(resp.Header.Values("Link"), c.api)
}
