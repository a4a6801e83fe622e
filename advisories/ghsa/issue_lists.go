package ghsa

import (
	"context"
	"net/url"
	"time"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxIssuePages bounds lists of issues: 5,000, newest first.
const maxIssuePages = 50

// issueList is a page of a repository's issues, newest first.
type issueList struct {
	Node *struct {
		Typename   string `graphql:"__typename"`
		Repository struct {
			Issues struct {
				Nodes    []*graphIssue
				PageInfo graphPage
			} `graphql:"issues(first: 100, after: $after, orderBy: {field: CREATED_AT, direction: DESC})"`
		} `graphql:"... on Repository"`
	} `graphql:"node(id: $id)"`
}

// TrackingIssues lists the repository's issues that our own account made at or
// after a time, newest first. More than 5,000 issues of anybody since then are a
// fault: half a list could hide the issue that is looked for.
func (c *Client) TrackingIssues(ctx context.Context, at advisories.TrackingRepository, installation int64, since time.Time) ([]advisories.TrackingIssue, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	self, err := c.self(ctx, ask{route: routeUser, installation: installation})
	if err != nil {
		return nil, err
	}
	since = whole(since)
	var own []advisories.TrackingIssue
	a := ask{route: routeTrackIssues, installation: installation, repository: at.ID}
	err = graphPages(func(after *githubv4.String) (graphPage, bool, error) {
		q, err := query[issueList](ctx, c, a, map[string]any{"id": githubv4.ID(at.Node), "after": after})
		if err != nil {
			return graphPage{}, false, err
		}
		if q.Node == nil || q.Node.Typename != "Repository" {
			return graphPage{}, false, gone(a.route)
		}
		page := q.Node.Repository.Issues
		for _, w := range page.Nodes {
			if w == nil {
				continue
			}
			if w.CreatedAt.Before(since) {
				return page.PageInfo, true, nil
			}
			if w.Author.noun().ID != self.ID {
				continue
			}
			i, err := w.noun()
			if err != nil {
				return graphPage{}, false, badAnswer(a.route, err)
			}
			own = append(own, i)
		}
		return page.PageInfo, false, nil
	}, a.route)
	if err != nil {
		return nil, err
	}
	return own, nil
}

// touchedList is a page of the issues that were updated since a time, as little of
// each as tells which it is and whose.
type touchedList struct {
	Node *struct {
		Typename   string `graphql:"__typename"`
		Repository struct {
			Issues struct {
				Nodes []*struct {
					Number    int
					UpdatedAt stamp
					Author    *graphActor
				}
				PageInfo graphPage
			} `graphql:"issues(first: 100, after: $after, filterBy: {since: $since}, orderBy: {field: UPDATED_AT, direction: DESC})"`
		} `graphql:"... on Repository"`
	} `graphql:"node(id: $id)"`
}

// TouchedIssues are the numbers of our issues in the repository that were updated
// at or after a time, a comment counts as that, latest update first. It is one
// request where there are at most 100.
func (c *Client) TouchedIssues(ctx context.Context, installation int64, at advisories.TrackingRepository, since time.Time) ([]int, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	self, err := c.self(ctx, ask{route: routeUser, installation: installation})
	if err != nil {
		return nil, err
	}
	since = whole(since)
	var numbers []int
	seen := map[int]bool{}
	a := ask{route: routeTrackTouched, installation: installation, repository: at.ID}
	err = graphPages(func(after *githubv4.String) (graphPage, bool, error) {
		q, err := query[touchedList](ctx, c, a, map[string]any{
			"id": githubv4.ID(at.Node), "after": after, "since": githubv4.DateTime{Time: since},
		})
		if err != nil {
			return graphPage{}, false, err
		}
		if q.Node == nil || q.Node.Typename != "Repository" {
			return graphPage{}, false, gone(a.route)
		}
		page := q.Node.Repository.Issues
		for _, w := range page.Nodes {
			if w == nil || w.UpdatedAt.Before(since) || seen[w.Number] || w.Author.noun().ID != self.ID {
				continue
			}
			seen[w.Number] = true
			numbers = append(numbers, w.Number)
		}
		return page.PageInfo, false, nil
	}, a.route)
	if err != nil {
		return nil, err
	}
	return numbers, nil
}

// graphPages reads a list page by page until read says that it was enough, or the
// last page. Beyond the bound it is a fault.
func graphPages(read func(after *githubv4.String) (page graphPage, enough bool, err error), r Route) error {
	var after *githubv4.String
	for range maxIssuePages {
		page, enough, err := read(after)
		if err != nil {
			return err
		}
		if enough || !page.HasNextPage {
			return nil
		}
		if page.EndCursor == nil || after != nil && string(*after) == *page.EndCursor {
			return badAnswer(r, errPages) // it would never end
		}
		next := githubv4.String(*page.EndCursor)
		after = &next
	}
	return badAnswer(r, errPages)
}

// maxAudiencePages bounds how many people are counted: 2,000. Beyond that it does
// not matter how many more there are.
const maxAudiencePages = 20

// Audience counts the people who can read the repository by a role of their own,
// a team's or the organization's; Apps are not counted. whole is false where
// there are more than were counted. Who reads a repository that is not private
// is not counted by this at all.
func (c *Client) Audience(ctx context.Context, installation int64, at advisories.TrackingRepository) (people int, whole bool, err error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	a := ask{route: routeAudience, installation: installation, repository: at.ID, args: []string{at.Owner, at.Name}}
	a.query = url.Values{"affiliation": {"all"}, "per_page": {perPage}}.Encode()
	seen := map[int64]bool{}
	for range maxAudiencePages {
		var page []wirePerson
		next, err := c.page(ctx, a, &page)
		if err != nil {
			return 0, false, err
		}
		for i := range page {
			if p := page[i].noun(); p.Known() && !p.Bot {
				seen[p.ID] = true
			}
		}
		if next == "" {
			return len(seen), true, nil
		}
		if next == a.query {
			return 0, false, badAnswer(a.route, errPages) // it would never end
		}
		a.query = next
	}
	return len(seen), false, nil
}
