package ghsa

import (
	"context"
	"slices"
	"time"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Reading of tracking issues. All of it is asked anew at each call: whoever writes
// next has to know whether the repository is still private and still the same.

// query sends a GraphQL query and decodes its answer. What may be missing is
// judged by graphErrors; nil parts are the caller's.
func query[Q any](ctx context.Context, c *Client, a ask, variables map[string]any) (*Q, error) {
	q := new(Q)
	err := c.under(ctx, a, func(ctx context.Context) error {
		*q = *new(Q) // it may be the second try
		return githubv4.NewEnterpriseClient(c.graph.String(), c.files).Query(ctx, q, variables)
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// TrackingRepository finds a repository by name, with the installation's eyes; a
// former name leads to the present one. Issues are not read. The fault is
// [advisories.FaultGone] where there is none or the App may not see it, and
// [advisories.FaultForbidden] where it was not granted issues.
func (c *Client) TrackingRepository(ctx context.Context, installation int64, owner, name string) (advisories.TrackingRepository, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	if !advisories.ValidOwner(owner) || !advisories.ValidRepositoryName(name) {
		return advisories.TrackingRepository{}, internal(routeTrackFind, errName)
	}
	q, err := query[struct {
		Repository *graphTracker `graphql:"repository(owner: $owner, name: $name)"`
	}](ctx, c, ask{route: routeTrackFind, installation: installation}, map[string]any{
		"owner": githubv4.String(owner), "name": githubv4.String(name),
	})
	if err != nil {
		return advisories.TrackingRepository{}, err
	}
	if q.Repository == nil {
		return advisories.TrackingRepository{}, gone(routeTrackFind)
	}
	r, err := q.Repository.noun()
	if err != nil {
		return advisories.TrackingRepository{}, badAnswer(routeTrackFind, err)
	}
	return r, nil
}

func gone(r Route) error {
	return &advisories.Fault{Code: advisories.FaultGone, Attempted: r.attempted}
}

// issueQuery reads an issue and a page of its comments, the newest page first.
type issueQuery struct {
	Node *struct {
		Typename string      `graphql:"__typename"`
		Issue    issueThread `graphql:"... on Issue"`
	} `graphql:"node(id: $id)"`
}

type issueThread struct {
	graphIssue
	Comments struct {
		Nodes    []*graphComment
		PageInfo graphPage
	} `graphql:"comments(last: 100, before: $before)"`
}

// maxCommentPages bounds how far back comments are read: 10,000, as many as the
// newest pages hold.
const maxCommentPages = 100

// TrackingIssue looks at an issue, by a token that sees its repository only:
// where it is now, and its comments made at or after a time, oldest first. Beyond
// 10,000 comments those are the newest.
//
// An issue that is not to be seen there any more is [advisories.FaultGone]. A
// repository that the installation covers no longer is the same while a token for
// it lasts, then [advisories.FaultForbidden], as is a permission that was not
// granted. An issue can be seen in another repository than that of the token where
// this one is public: the answer tells.
func (c *Client) TrackingIssue(ctx context.Context, installation, repositoryID int64, node string, since time.Time) (advisories.TrackingIssue, []advisories.TrackingComment, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	since = whole(since)
	var issue advisories.TrackingIssue
	var comments []advisories.TrackingComment
	var before *githubv4.String
	for range maxCommentPages {
		page, err := c.issuePage(ctx, installation, repositoryID, node, before)
		if err != nil {
			return advisories.TrackingIssue{}, nil, err
		}
		if issue, err = page.noun(); err != nil { // the last look at the repository counts
			return advisories.TrackingIssue{}, nil, badAnswer(routeTrackIssue, err)
		}
		older, more := page.since(since)
		comments = append(older, comments...)
		if !more {
			break
		}
		next := githubv4.String(*page.Comments.PageInfo.StartCursor)
		if before != nil && *before == next {
			return advisories.TrackingIssue{}, nil, badAnswer(routeTrackIssue, errPages) // it would never end
		}
		before = &next
	}
	return issue, once(comments), nil
}

// whole is the second in which a time lies: GitHub's times are whole seconds, so that
// what was made later in that second looks as if it was made before.
func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func (c *Client) issuePage(ctx context.Context, installation, repositoryID int64, node string, before *githubv4.String) (*issueThread, error) {
	a := ask{route: routeTrackIssue, installation: installation, repository: repositoryID}
	q, err := query[issueQuery](ctx, c, a, map[string]any{"id": githubv4.ID(node), "before": before})
	if err != nil {
		return nil, err
	}
	if q.Node == nil {
		return nil, gone(routeTrackIssue)
	}
	if q.Node.Typename != "Issue" {
		return nil, badAnswer(routeTrackIssue, errWrongOne)
	}
	return &q.Node.Issue, nil
}

// since are the page's comments made at or after a time, oldest first, and whether
// an older page can hold more. A comment without a usable id is passed over: it
// can neither be answered nor be counted once.
func (t *issueThread) since(since time.Time) (list []advisories.TrackingComment, more bool) {
	more = t.Comments.PageInfo.HasPreviousPage && t.Comments.PageInfo.StartCursor != nil && len(t.Comments.Nodes) > 0
	for _, w := range t.Comments.Nodes {
		if w == nil {
			continue
		}
		if w.CreatedAt.Before(since) {
			more = false
			continue
		}
		if got, err := w.noun(); err == nil {
			list = append(list, got)
		}
	}
	return list, more
}

// once drops comments that were on two pages.
func once(list []advisories.TrackingComment) []advisories.TrackingComment {
	seen := map[int64]bool{}
	return slices.DeleteFunc(list, func(c advisories.TrackingComment) bool {
		was := seen[c.ID]
		seen[c.ID] = true
		return was
	})
}
