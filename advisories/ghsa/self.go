package ghsa

import (
	"context"
	"errors"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// own remembers who we are; that does not change while the program runs.
type own struct {
	slug string
	self advisories.Person
	// one is held by whoever reads or asks, so that the others wait for the answer
	// as long as their contexts last.
	one chan struct{}
}

func newOwn() *own { return &own{one: make(chan struct{}, 1)} }

var errSlug = errors.New("answer without a usable slug")

// App is the App's slug, the first part of its account's login.
func (c *Client) App(ctx context.Context) (slug string, err error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	leave, err := c.own.enter(ctx)
	if err != nil {
		return "", noAnswer(&call{route: routeApp}, cause(err))
	}
	defer leave()
	return c.slug(ctx)
}

// Self is our own account, through an installation's eyes.
func (c *Client) Self(ctx context.Context, installation int64) (advisories.Person, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	return c.self(ctx, ask{route: routeUser, installation: installation})
}

// self asks with whichever token is at hand.
func (c *Client) self(ctx context.Context, a ask) (advisories.Person, error) {
	leave, err := c.own.enter(ctx)
	if err != nil {
		return advisories.Person{}, noAnswer(&call{route: a.route}, cause(err))
	}
	defer leave()
	if c.own.self.Known() {
		return c.own.self, nil
	}
	slug, err := c.slug(ctx)
	if err != nil {
		return advisories.Person{}, err
	}
	a.args = []string{slug + botSuffix}
	var w wirePerson
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Person{}, err
	}
	p := w.noun()
	if !p.Known() || !p.Bot || !strings.EqualFold(p.Login, slug+botSuffix) {
		return advisories.Person{}, badAnswer(a.route, errWrongOne)
	}
	c.own.self = p
	return p, nil
}

// slug asks once. The caller has entered.
func (c *Client) slug(ctx context.Context) (string, error) {
	if c.own.slug != "" {
		return c.own.slug, nil
	}
	var w wireApp
	if err := c.get(ctx, ask{route: routeApp}, &w); err != nil {
		return "", err
	}
	if !advisories.ValidOwner(w.Slug) {
		return "", badAnswer(routeApp, errSlug)
	}
	c.own.slug = w.Slug
	return w.Slug, nil
}

// enter waits to be the only one.
func (o *own) enter(ctx context.Context) (leave func(), err error) {
	select {
	case o.one <- struct{}{}:
		return func() { <-o.one }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
