package ghsa

import (
	"context"
	"errors"
	"net/url"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var errPlace = errors.New("an advisory whose repository the list does not tell")

// OpenOfOrganization lists the advisories in triage and draft of all repositories
// of an organization, in the order of [Client.Open]: one request a hundred, instead
// of two a repository. It may list repositories that the installation does not
// cover; the caller keeps to those that it does.
//
// It is a whole list or a fault. Where an installation may not list
// ([advisories.FaultForbidden]), the account is no organization
// ([advisories.FaultGone]) or a place cannot be told ([advisories.FaultBadAnswer]),
// the caller asks each repository instead.
func (c *Client) OpenOfOrganization(ctx context.Context, installation int64, org string) ([]advisories.Located, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	l := locatedList{at: map[advisories.GHSA]int{}}
	for _, s := range [...]advisories.State{advisories.StateTriage, advisories.StateDraft} {
		q := url.Values{"sort": {"created"}, "direction": {"asc"}, "state": {string(s)}}
		a := ask{route: routeOrgAdvisories, installation: installation, args: []string{org}, query: q.Encode()}
		if err := pages(ctx, c, a, maxPages, l.add); err != nil {
			return nil, err
		}
		if l.odd {
			return nil, badAnswer(routeOrgAdvisories, errPlace)
		}
	}
	return l.all, nil
}

// wireLocated is an advisory with its own address.
type wireLocated struct {
	wireAdvisory
	URL string `json:"url"`
}

// locatedList gathers pages.
type locatedList struct {
	all []advisories.Located
	at  map[advisories.GHSA]int
	// odd is true once an entry could not be placed: without it the list is not
	// whole, and an advisory that no list shows would be forgotten.
	odd bool
}

func (l *locatedList) add(page []wireLocated) (more bool) {
	for i := range page {
		a, err := page[i].noun()
		owner, repo, ok := placeOf(page[i].URL, a.HTMLURL, string(a.GHSA))
		if err != nil || a.GHSA == "" || !ok {
			l.odd = true
			return false
		}
		found := advisories.Located{Owner: owner, Repo: repo, Advisory: a}
		if j, seen := l.at[a.GHSA]; seen {
			l.all[j] = found
			continue
		}
		l.at[a.GHSA] = len(l.all)
		l.all = append(l.all, found)
	}
	return true
}
