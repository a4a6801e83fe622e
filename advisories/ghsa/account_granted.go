package ghsa

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// grantedFor is how long it is remembered what an installation granted, and
// mostGranted of how many installations.
const (
	grantedFor  = 5 * time.Minute
	mostGranted = 1000
)

// granted remembers what installations granted.
type granted struct {
	mu   sync.Mutex
	held map[int64]grants
}

type grants struct {
	permissions map[string]string
	at          time.Time
}

func newGranted() *granted { return &granted{held: map[int64]grants{}} }

type wireGranted struct {
	Token       string             `json:"token"`
	Permissions map[string]*string `json:"permissions"`
}

// Granted is what an installation granted, by GitHub's names with the level of
// each, read from a token's answer, at most five minutes old. The caller may keep
// the map.
//
// The answer to a narrowed token names only what was asked for, so this asks for
// one that is not: it is used for nothing but to be given back at once, and is not
// held.
func (c *Client) Granted(ctx context.Context, installation int64) (map[string]string, error) {
	if p := c.granted.get(installation, c.now()); p != nil {
		return p, nil
	}
	return c.GrantedNow(ctx, installation)
}

// GrantedNow is Granted, asked of GitHub at this moment.
func (c *Client) GrantedNow(ctx context.Context, installation int64) (map[string]string, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var w wireGranted
	if err := c.get(ctx, ask{route: routeToken, args: []string{strconv.FormatInt(installation, 10)}}, &w); err != nil {
		return nil, err
	}
	if w.Token != "" {
		c.revoke(ctx, installation, w.Token)
	}
	if w.Permissions == nil {
		return nil, badAnswer(routeToken, errUnread)
	}
	p := map[string]string{}
	for name, level := range w.Permissions {
		if level != nil && *level != "" {
			p[name] = *level
		}
	}
	c.granted.put(installation, p, c.now())
	return maps.Clone(p), nil
}

// revoke gives a token back. Where that fails it ends by itself within the hour.
func (c *Client) revoke(ctx context.Context, installation int64, token string) {
	cl := &call{route: routeRevoke, installation: installation, token: token}
	err := c.once(ctx, cl, func(ctx context.Context) error {
		_, err := c.exchange(ctx, ask{route: routeRevoke, installation: installation}, "installation/token")
		return err
	})
	if err != nil {
		c.log.DebugContext(ctx, "a token was not given back", "code", string(faultOf(cl, err).Code))
	}
}

// get is a copy of what is remembered, nil where nothing is.
func (g *granted) get(installation int64, now time.Time) map[string]string {
	g.mu.Lock()
	defer g.mu.Unlock()
	held, ok := g.held[installation]
	if !ok || now.Sub(held.at) >= grantedFor {
		return nil
	}
	return maps.Clone(held.permissions)
}

func (g *granted) put(installation int64, p map[string]string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.held) >= mostGranted {
		clear(g.held)
	}
	g.held[installation] = grants{p, now}
}

// Reporting reports whether private vulnerability reporting is on in a repository.
func (c *Client) Reporting(ctx context.Context, repo advisories.Repository) (bool, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var w struct {
		Enabled *bool `json:"enabled"`
	}
	err := c.get(ctx, about(routeReporting, repo), &w)
	switch {
	case reportingNone(statusOfFault(err)):
		return false, nil
	case err != nil:
		return false, err
	case w.Enabled == nil:
		return false, badAnswer(routeReporting, errUnread)
	}
	return *w.Enabled, nil
}
