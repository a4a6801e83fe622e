package ghsa

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// RequestCVE asks GitHub, which is a CNA, for a CVE id. GitHub answers with no
// result: the id is there once a snapshot shows it, usually within 72 hours. The
// request publishes nothing.
func (c *Client) RequestCVE(ctx context.Context, repo advisories.Repository, id advisories.GHSA) error {
	return c.request202(ctx, about(routeCVE, repo, string(id)))
}

// StartFork asks for the advisory's temporary private fork, which GitHub makes
// within five minutes. It needs "administration: write"; an installation that did
// not grant it is [advisories.FaultForbidden].
func (c *Client) StartFork(ctx context.Context, repo advisories.Repository, id advisories.GHSA) error {
	return c.request202(ctx, about(routeFork, repo, string(id)))
}

// request202 sends a write whose answer says nothing that matters.
func (c *Client) request202(ctx context.Context, a ask) error {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	_, err := c.fetch(ctx, a)
	return err
}

// wireAccount is an account with its global id.
type wireAccount struct {
	wirePerson
	Node string `json:"node_id"`
}

// Person finds the account of a login as it is now, with its node id. A login that
// nobody has, or that is an organization's, is [advisories.FaultGone].
func (c *Client) Person(ctx context.Context, repo advisories.Repository, login string) (advisories.Person, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	a := ask{route: routePerson, installation: repo.Installation, repository: repo.ID, args: []string{login}}
	var w wireAccount
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Person{}, err
	}
	p := w.noun()
	p.Node = w.Node
	switch {
	case !p.Known() || !sameLogin(p.Login, login):
		return advisories.Person{}, badAnswer(routePerson, errWrongOne)
	case w.Type == organizationType:
		return advisories.Person{}, &advisories.Fault{Code: advisories.FaultGone, Attempted: routePerson.attempted, Err: errNoPerson}
	}
	return p, nil
}
