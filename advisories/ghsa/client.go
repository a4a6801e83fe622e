package ghsa

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/google/go-github/v66/github"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Config says which App speaks, to which GitHub, and who is told of requests.
type Config struct {
	// AppID and PrivateKey (PEM, RSA) are the App's.
	AppID      int64
	PrivateKey []byte
	// APIURL is the base of the REST API ("https://api.github.com/"), GraphQLURL
	// the GraphQL endpoint; where it is empty it is derived from APIURL. Plain
	// http is taken for loopback addresses only.
	APIURL     string
	GraphQLURL string
	// UserAgent names the program to GitHub; "advisory-bot" where it is empty.
	UserAgent string
	// Transport carries the requests; nil means a copy of the default transport
	// with time limits.
	Transport http.RoundTripper
	// Log gets one debug line a request: its purpose, route template, status and
	// duration. Nil means no log.
	Log *slog.Logger
	// Now is the clock; nil means the system's.
	Now func() time.Time
	// Observe is told of each request when it is over, for metrics; it may be nil
	// and is called from many goroutines. ctx is that of whoever asked.
	Observe func(context.Context, Request)
	// WriteGap is the least time between two writes of one installation; 0 means
	// one second, which GitHub asks for. Only a simulated GitHub may get less.
	WriteGap time.Duration
	// WritesAMinute and WritesAnHour are how many writes one installation may send;
	// 0 means 80 and 500, which are GitHub's limits. Only a simulated GitHub, whose
	// clock may stand still, may get more.
	WritesAMinute int
	WritesAnHour  int
	// Ledger is where the slots of writes and GitHub's refusals are written down, so that
	// they hold over all processes of the App and over a restart; nil means this process
	// alone. A write whose slot cannot be booked is not sent.
	Ledger Ledger
	// HoldBytes is how much of GitHub's answers is remembered, in memory only, so that
	// what did not change need not be sent again; 0 means 64 MiB, less than 0 nothing.
	HoldBytes int
}

// Client speaks to GitHub as one App. Its methods may be called from many
// goroutines. Every error that they return is a *advisories.Fault.
type Client struct {
	cfg      Config
	api      *url.URL
	graph    *url.URL
	now      func() time.Time
	log      *slog.Logger
	app      *github.Client // signs with the App's key
	rest     *github.Client // sends the token that its caller set
	files    *http.Client   // as rest, for GraphQL
	tokens   *tokens
	limits   *limits
	pace     *pace
	own      *own
	granted  *granted
	powers   *powers
	security *securityRoles
	held     *answersHeld
	observed *observe
	request  time.Duration // the most that one exchange may take
	whole    time.Duration // the most that one method may take
}

// Want says what a snapshot shall hold beyond the advisory itself.
type Want = advisories.Want

// Time limits. GitHub answers REST within 10 s or gives up itself.
const (
	requestTime = 20 * time.Second
	wholeTime   = 3 * time.Minute
	writeGap    = time.Second
	writeWait   = 2 * time.Second
)

// New makes a client; it sends nothing yet. Its error says which setting is wrong
// and never prints it.
func New(cfg Config) (*Client, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "advisory-bot"
	}
	if cfg.WriteGap <= 0 {
		cfg.WriteGap = writeGap
	}
	api, graph, err := endpoints(cfg.APIURL, cfg.GraphQLURL)
	if err != nil {
		return nil, wrong(err)
	}
	c := &Client{
		cfg: cfg, api: api, graph: graph, now: cfg.Now, log: cfg.Log,
		limits: newLimits(cfg.Now), own: newOwn(), granted: newGranted(),
		pace: newPace(cfg.WriteGap, writeWait, cfg.Now, newQuota(cfg.WritesAMinute, cfg.WritesAnHour)),
		held: newAnswersHeld(cfg.HoldBytes), powers: newPowers(cfg.Now), security: newSecurityRoles(cfg.Now),
		request: requestTime, whole: wholeTime,
	}
	if cfg.Ledger != nil {
		c.pace.ledger, c.limits.common = cfg.Ledger, newCommon(cfg.Ledger, cfg.Now)
	}
	c.tokens = newTokens(cfg.Now, c.mint)
	chain := c.chain(cfg.Transport)
	signed, err := signing(chain, cfg.AppID, cfg.PrivateKey, cfg.Now)
	if err != nil {
		return nil, wrong(err)
	}
	c.app = c.speaker(signed)
	c.rest = c.speaker(chain)
	c.files = &http.Client{Transport: &graphErrors{next: chain, limits: c.limits}, CheckRedirect: sameHost}
	return c, nil
}

// chain puts the round-trippers together, the outermost last.
func (c *Client) chain(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = transport()
	}
	var rt http.RoundTripper = &answers{next: base, limits: c.limits}
	rt = &cond{next: rt, now: c.now, held: c.held}
	rt = &headers{next: rt, agent: c.cfg.UserAgent}
	rt = &guard{next: rt, api: c.api, graph: c.graph}
	c.observed = &observe{next: rt, now: c.now, log: c.log, tell: c.cfg.Observe}
	return &again{next: c.observed}
}

// speaker is a go-github client over a transport.
func (c *Client) speaker(rt http.RoundTripper) *github.Client {
	gh := github.NewClient(&http.Client{Transport: rt, CheckRedirect: sameHost})
	gh.BaseURL = c.api
	gh.UserAgent = c.cfg.UserAgent
	return gh
}

// Forget drops what is remembered of an installation that left: tokens, answers, and
// what people may do there.
func (c *Client) Forget(installation int64) {
	c.tokens.forget(installation)
	c.held.forget(installation)
	c.powers.forget(installation)
}

func wrong(err error) error {
	return &advisories.Fault{Code: advisories.FaultInternal, Attempted: "configure GitHub client", Err: err}
}

// bound limits the time of one whole method, its pages and tokens included.
func (c *Client) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.whole)
}

// Request is one HTTP exchange with GitHub as metrics may see it: no names, no
// ids.
type Request struct {
	// Purpose is the kind of token that was used: "app", "read", "write" …
	Purpose string
	Method  string
	// Route is the path's template ("/repos/{owner}/{repo}/security-advisories").
	Route string
	// Status is the HTTP status, 0 where there was no answer.
	Status   int
	Duration time.Duration
	// Remaining is what is left of the rate limit, -1 where the answer did not say.
	Remaining int
	// NotModified is true where GitHub answered that what we have is still so; Status
	// is then 304. Such an answer does not count against the rate limit.
	NotModified bool
	// Limited is the limit that refused the request, empty where none did. With
	// LimitOwn and LimitHeld nothing was sent, and Status is 0.
	Limited Limit
}

// Limit is what held a request back.
type Limit string

// The limits. A GraphQL answer with status 200 and an error about the limit is not
// told as one; the requests after it are LimitHeld.
const (
	// LimitPrimary: the hour's requests are used up. LimitSecondary: GitHub asks to
	// go slower.
	LimitPrimary   Limit = "primary"
	LimitSecondary Limit = "secondary"
	// LimitHeld: not sent, since one of these two still runs.
	LimitHeld Limit = "held"
	// LimitOwn: not sent, since writes are kept apart and counted.
	LimitOwn Limit = "own"
)
