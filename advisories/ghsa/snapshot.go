package ghsa

import (
	"context"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Snapshot reads what GitHub shows of one advisory: the advisory, its comments,
// the policy files and promises if wanted, and who we are. Powers are left out; see
// [Client.Powers].
//
// Of what is not to be had, only the advisory itself is a fault; comments and
// files are then marked as not known. A limit, an outage or a refused token is a
// fault wherever it shows, for it will pass. With files, the repository's names
// in the snapshot are those of now.
func (c *Client) Snapshot(ctx context.Context, repo advisories.Repository, id advisories.GHSA, want Want) (advisories.Snapshot, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	s := advisories.Snapshot{At: c.now().UTC(), Repository: repo}
	var err error
	if s.Advisory, err = c.advisory(ctx, repo, id); err != nil {
		return advisories.Snapshot{}, err
	}
	if err = c.addComments(ctx, &s, want); err != nil {
		return advisories.Snapshot{}, err
	}
	if want.Files {
		if err = c.addFiles(ctx, &s); err != nil {
			return advisories.Snapshot{}, err
		}
	}
	s.Self, err = c.self(ctx, ask{route: routeOwnUser, installation: repo.Installation, repository: repo.ID})
	if err != nil {
		return advisories.Snapshot{}, err
	}
	return s, nil
}

func (c *Client) advisory(ctx context.Context, repo advisories.Repository, id advisories.GHSA) (advisories.Advisory, error) {
	a := about(routeAdvisory, repo, string(id))
	var w wireAdvisory
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Advisory{}, err
	}
	return theOne(a.route, &w, id)
}

// addComments lists the comments unless GitHub counts none and the count is
// enough for the caller.
func (c *Client) addComments(ctx context.Context, s *advisories.Snapshot, want Want) error {
	if s.Advisory.Comments == 0 && !want.Comments {
		s.CommentsKnown = true
		return nil
	}
	if want.Counted > 0 && !want.Comments && s.Advisory.Comments == want.Counted {
		s.CommentsKnown, s.SameComments = true, true
		return nil
	}
	var all []wireComment
	a := about(routeComments, s.Repository, string(s.Advisory.GHSA))
	err := pages(ctx, c, a, maxPages, func(page []wireComment) bool {
		all = append(all, page...)
		return true
	})
	if commentsHidden(advisories.CodeOf(err)) {
		return nil // the advisory was readable a moment ago
	}
	if err != nil {
		return err
	}
	s.Comments, s.CommentsKnown = comments(all), true
	return nil
}
