package ghsa

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Open lists the advisories in triage and draft, whole, oldest first, triage
// before draft. That order loses none that moves meanwhile: an update does not
// move an entry, a new one comes last, and a report that is accepted between the
// two lists is in both.
func (c *Client) Open(ctx context.Context, repo advisories.Repository) ([]advisories.Advisory, error) {
	return c.states(ctx, repo, order{sort: "created", direction: "asc"}, advisories.StateTriage, advisories.StateDraft)
}

// EndedSince lists the published and closed advisories that were updated at or
// after a time: per state newest update first, published before closed.
func (c *Client) EndedSince(ctx context.Context, repo advisories.Repository, since time.Time) ([]advisories.Advisory, error) {
	return c.states(ctx, repo, order{sort: "updated", direction: "desc", since: since}, advisories.StatePublished, advisories.StateClosed)
}

// AdvisoriesSince lists the advisories of every state that were created at or
// after a time, whole, oldest first: triage, draft, published, closed and, as far
// as GitHub lists them, withdrawn.
func (c *Client) AdvisoriesSince(ctx context.Context, repo advisories.Repository, since time.Time) ([]advisories.Advisory, error) {
	// Newest first, so that reading can end at the time; "" is every state.
	list, err := c.states(ctx, repo, order{sort: "created", direction: "desc", since: since}, "")
	if err != nil {
		return nil, err
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b advisories.Advisory) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return list, nil
}

// Changed lists the advisories of every state that were updated at or after a time,
// newest update first: one request where little changed. Whether a comment updates
// an advisory is not known, so open advisories are also compared by their count of
// comments: see [Client.Open].
func (c *Client) Changed(ctx context.Context, repo advisories.Repository, since time.Time) ([]advisories.Advisory, error) {
	return c.states(ctx, repo, order{sort: "updated", direction: "desc", since: since, sweep: true}, "")
}

// order is the order of a list, and where it ends: since counts only where the
// newest by the sorted time comes first.
type order struct {
	sort, direction string
	since           time.Time
	// sweep is true where the token is the installation's: see routeSweep.
	sweep bool
}

// at is the time that the list is sorted by.
func (o order) at(a advisories.Advisory) time.Time {
	if o.sort == "created" {
		return a.CreatedAt
	}
	return a.UpdatedAt
}

// states lists advisories by state. One that
// changed its state between two lists, or its place between two pages, counts
// once, as last seen.
func (c *Client) states(ctx context.Context, repo advisories.Repository, o order, states ...advisories.State) ([]advisories.Advisory, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	l := advisoryList{order: o, at: map[advisories.GHSA]int{}}
	for _, s := range states {
		a := about(o.request(), repo)
		q := url.Values{"sort": {o.sort}, "direction": {o.direction}}
		if s != "" {
			q.Set("state", string(s))
		}
		a.query = q.Encode()
		if err := pages(ctx, c, a, maxPages, l.add); err != nil {
			return nil, err
		}
	}
	if l.skipped > 0 {
		c.log.WarnContext(ctx, "advisories without an id that is understood", slog.Int("skipped", l.skipped))
	}
	return l.all, nil
}

// advisoryList gathers pages.
type advisoryList struct {
	order   order
	all     []advisories.Advisory
	at      map[advisories.GHSA]int
	skipped int
}

// add takes a page and reports whether the next one matters.
func (l *advisoryList) add(page []wireAdvisory) bool {
	for i := range page {
		a, err := page[i].noun()
		if err != nil || a.GHSA == "" {
			l.skipped++ // one odd entry must not hide the others
			continue
		}
		if at := l.order.at(a); !l.order.since.IsZero() && !at.IsZero() && at.Before(l.order.since) {
			return false
		}
		if j, seen := l.at[a.GHSA]; seen {
			l.all[j] = a
			continue
		}
		l.at[a.GHSA] = len(l.all)
		l.all = append(l.all, a)
	}
	return true
}
