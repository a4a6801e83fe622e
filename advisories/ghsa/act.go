package ghsa

import (
	"context"
	"strconv"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The three acts. Each is sent once; see the package comment for what its error
// means.

type wireBody struct {
	Body string `json:"body"`
}

type wireState struct {
	State string `json:"state"`
}

// Comment posts a comment on an advisory; everybody on it sees it, the reporter
// too. [advisories.FaultNoComments] means that none can be made there.
func (c *Client) Comment(ctx context.Context, repo advisories.Repository, id advisories.GHSA, body string) (advisories.Comment, error) {
	a := about(routeComment, repo, string(id))
	a.body = wireBody{body}
	return c.say(ctx, a, 0)
}

// EditComment replaces the body of a comment.
func (c *Client) EditComment(ctx context.Context, repo advisories.Repository, id advisories.GHSA, comment int64, body string) (advisories.Comment, error) {
	a := about(routeEdit, repo, string(id), strconv.FormatInt(comment, 10))
	a.body = wireBody{body}
	return c.say(ctx, a, comment)
}

// say sends a comment. An answer without its id leaves unclear which comment it
// is, so the caller has to look for it.
func (c *Client) say(ctx context.Context, a ask, want int64) (advisories.Comment, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var w wireComment
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Comment{}, err
	}
	if w.ID <= 0 || want != 0 && w.ID != want {
		return advisories.Comment{}, badAnswer(a.route, errWrongOne)
	}
	return w.noun(), nil
}

// SetState sets an advisory's state to draft, published or closed; GitHub takes
// no other.
func (c *Client) SetState(ctx context.Context, repo advisories.Repository, id advisories.GHSA, to advisories.State) (advisories.Advisory, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	switch to {
	case advisories.StateDraft, advisories.StatePublished, advisories.StateClosed:
	default:
		return advisories.Advisory{}, &advisories.Fault{Code: advisories.FaultRefused, Attempted: routeState.attempted, Err: errState}
	}
	a := about(routeState, repo, string(id))
	a.body = wireState{string(to)}
	var w wireAdvisory
	if err := c.get(ctx, a, &w); err != nil {
		return advisories.Advisory{}, err
	}
	return theOne(a.route, &w, id)
}

// theOne is the answered advisory if it is the one that was asked about.
func theOne(r Route, w *wireAdvisory, id advisories.GHSA) (advisories.Advisory, error) {
	got, err := w.noun()
	if err != nil {
		return advisories.Advisory{}, badAnswer(r, err)
	}
	if got.GHSA != id {
		return advisories.Advisory{}, badAnswer(r, errWrongOne)
	}
	return got, nil
}
