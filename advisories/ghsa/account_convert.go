package ghsa

import (
	"context"
	"crypto/rsa"
	"errors"
	"log/slog"
	"regexp"
	"time"

	"github.com/golang-jwt/jwt/v4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// NewApp is what GitHub hands out for an App that was created from a manifest. It
// tells it once.
type NewApp struct {
	ID   int64
	Slug string
	// PEM is the App's private key.
	PEM      string
	ClientID string
	// ClientSecret and WebhookSecret are GitHub's; WebhookSecret is empty where the
	// App has no webhook.
	ClientSecret  string
	WebhookSecret string
}

// String hides the keys from logs and errors.
func (NewApp) String() string { return "(new App)" }

// GoString hides them too.
func (NewApp) GoString() string { return "(new App)" }

type wireNewApp struct {
	ID            int64  `json:"id"`
	Slug          string `json:"slug"`
	PEM           string `json:"pem"`
	ClientID      string `json:"client_id"`
	ClientSecret  string `json:"client_secret"`
	WebhookSecret string `json:"webhook_secret"`
}

// codeForm is a manifest's code as it may stand in a path.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

var errKeys = errors.New("answer without usable keys")

// Convert turns the code that GitHub gives out for a manifest into the new App's
// keys. GitHub does so once, and within an hour: after that the fault is
// [advisories.FaultGone]. Without an answer it may have been done all the same; to
// ask again does no harm. Of cfg the addresses, the transport and the clock are
// used; there is no App yet that could speak.
func Convert(ctx context.Context, cfg Config, code string) (NewApp, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "advisory-bot"
	}
	api, graph, err := endpoints(cfg.APIURL, cfg.GraphQLURL)
	if err != nil {
		return NewApp{}, wrong(err)
	}
	c := &Client{cfg: cfg, api: api, graph: graph, now: cfg.Now, log: cfg.Log, request: requestTime, whole: wholeTime}
	if c.now == nil {
		c.now = time.Now
	}
	c.limits = newLimits(c.now)
	c.rest = c.speaker(c.chain(cfg.Transport))
	return c.convert(ctx, code)
}

func (c *Client) convert(ctx context.Context, code string) (NewApp, error) {
	path, err := routeConvert.fill(code)
	if err != nil {
		return NewApp{}, internal(routeConvert, err)
	}
	var r reply
	cl := &call{route: routeConvert}
	err = c.once(ctx, cl, func(ctx context.Context) error {
		r, err = c.exchange(ctx, ask{route: routeConvert}, path)
		return err
	})
	if err != nil {
		return NewApp{}, faultOf(cl, err)
	}
	var w wireNewApp
	if err := decode(r.body, &w); err != nil {
		return NewApp{}, badAnswer(routeConvert, err)
	}
	if w.ID <= 0 || !advisories.ValidOwner(w.Slug) || !rsaKey(w.PEM) {
		return NewApp{}, badAnswer(routeConvert, errKeys)
	}
	return NewApp(w), nil
}

// rsaKey reports whether a text is a private key that can sign for an App.
func rsaKey(pem string) bool {
	var key *rsa.PrivateKey
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(pem))
	return err == nil && key != nil
}
