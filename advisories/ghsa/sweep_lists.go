package ghsa

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// routeSweep lists one repository's advisories with the token of a whole
// installation: where repositories are looked at one by one, each but once in an
// hour, a token for each would be a second request for each.
var routeSweep = Route{PurposeSweep, http.MethodGet, "/repos/{owner}/{repo}/security-advisories", false, "list changed advisories"}

// sweepRoutes are the requests of the sweep alone.
func sweepRoutes() []Route { return []Route{routeSweep} }

// request is the route of a list by that order.
func (o order) request() Route {
	if o.sweep {
		return routeSweep
	}
	return routeAdvisories
}

// ChangedOfOrganization lists the advisories of every state, of all repositories of
// an organization, that were updated at or after a time, newest update first: one
// request where little changed. What [Client.OpenOfOrganization] says of places and
// faults holds here too.
func (c *Client) ChangedOfOrganization(ctx context.Context, installation int64, org string, since time.Time) ([]advisories.Located, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	l := locatedList{at: map[advisories.GHSA]int{}}
	q := url.Values{"sort": {"updated"}, "direction": {"desc"}}
	a := ask{route: routeOrgAdvisories, installation: installation, args: []string{org}, query: q.Encode()}
	err := pages(ctx, c, a, maxPages, func(page []wireLocated) bool {
		for i := range page {
			if adv, err := page[i].noun(); err == nil && !adv.UpdatedAt.IsZero() && adv.UpdatedAt.Before(since) {
				l.add(page[:i])
				return false
			}
		}
		return l.add(page)
	})
	switch {
	case err != nil:
		return nil, err
	case l.odd:
		return nil, badAnswer(routeOrgAdvisories, errPlace)
	}
	return l.all, nil
}
