package ghsa

import (
	"context"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The writes in tracking issues. Each is sent once; see the package comment for
// what its error means. Each answer tells where the issue was at that moment: the
// caller has to look at it, for a repository may be made public, and an issue
// moved, between a look and a write.

// mutate sends a mutation and decodes its answer.
func mutate[M any](ctx context.Context, c *Client, a ask, input githubv4.Input) (*M, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	m := new(M)
	err := c.under(ctx, a, func(ctx context.Context) error {
		return githubv4.NewEnterpriseClient(c.graph.String(), c.files).Mutate(ctx, m, input, nil)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// issuePayload is the part of a mutation's answer that holds the issue.
type issuePayload struct{ Issue *graphIssue }

// written is the answered issue. An answer without it leaves unclear what was done.
func (p *issuePayload) written(r Route) (advisories.TrackingIssue, error) {
	if p == nil || p.Issue == nil {
		return advisories.TrackingIssue{}, badAnswer(r, errIssue)
	}
	i, err := p.Issue.noun()
	if err != nil {
		return advisories.TrackingIssue{}, badAnswer(r, err)
	}
	return i, nil
}

// track is an ask for a write in one repository.
func track(r Route, installation, repositoryID int64) ask {
	return ask{route: r, installation: installation, repository: repositoryID}
}

// OpenIssue makes an issue. The answer holds the repository as it was at that
// moment.
func (c *Client) OpenIssue(ctx context.Context, installation int64, at advisories.TrackingRepository, title, body string) (advisories.TrackingIssue, error) {
	m, err := mutate[struct {
		CreateIssue *issuePayload `graphql:"createIssue(input: $input)"`
	}](ctx, c, track(routeOpenIssue, installation, at.ID), githubv4.CreateIssueInput{
		RepositoryID: githubv4.ID(at.Node), Title: githubv4.String(title), Body: githubv4.NewString(githubv4.String(body)),
	})
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return m.CreateIssue.written(routeOpenIssue)
}

// EditIssue replaces an issue's title and body.
func (c *Client) EditIssue(ctx context.Context, installation, repositoryID int64, node, title, body string) (advisories.TrackingIssue, error) {
	m, err := mutate[struct {
		UpdateIssue *issuePayload `graphql:"updateIssue(input: $input)"`
	}](ctx, c, track(routeEditIssue, installation, repositoryID), githubv4.UpdateIssueInput{
		ID: githubv4.ID(node), Title: githubv4.NewString(githubv4.String(title)), Body: githubv4.NewString(githubv4.String(body)),
	})
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return m.UpdateIssue.written(routeEditIssue)
}

// CloseIssue closes an issue as completed; one that is closed stays so.
func (c *Client) CloseIssue(ctx context.Context, installation, repositoryID int64, node string) (advisories.TrackingIssue, error) {
	m, err := mutate[struct {
		CloseIssue *issuePayload `graphql:"closeIssue(input: $input)"`
	}](ctx, c, track(routeCloseIssue, installation, repositoryID), githubv4.CloseIssueInput{IssueID: githubv4.ID(node)})
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return m.CloseIssue.written(routeCloseIssue)
}

// ReopenIssue opens a closed issue again.
func (c *Client) ReopenIssue(ctx context.Context, installation, repositoryID int64, node string) (advisories.TrackingIssue, error) {
	m, err := mutate[struct {
		ReopenIssue *issuePayload `graphql:"reopenIssue(input: $input)"`
	}](ctx, c, track(routeReopenIssue, installation, repositoryID), githubv4.ReopenIssueInput{IssueID: githubv4.ID(node)})
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return m.ReopenIssue.written(routeReopenIssue)
}

// commentPayload is the answer to a new comment, with where it was made.
type commentPayload struct {
	CommentEdge *struct {
		Node *struct {
			graphComment
			Repository graphTracker
		}
	}
}

// CommentIssue comments on an issue. The answer holds the repository as it was at
// that moment.
func (c *Client) CommentIssue(ctx context.Context, installation, repositoryID int64, node, body string) (advisories.TrackingComment, advisories.TrackingRepository, error) {
	m, err := mutate[struct {
		AddComment *commentPayload `graphql:"addComment(input: $input)"`
	}](ctx, c, track(routeCommentIssue, installation, repositoryID), githubv4.AddCommentInput{
		SubjectID: githubv4.ID(node), Body: githubv4.String(body),
	})
	if err == nil {
		var made advisories.TrackingComment
		var at advisories.TrackingRepository
		if made, at, err = m.AddComment.written(); err == nil {
			return made, at, nil
		}
		err = badAnswer(routeCommentIssue, err)
	}
	return advisories.TrackingComment{}, advisories.TrackingRepository{}, err
}

func (p *commentPayload) written() (made advisories.TrackingComment, at advisories.TrackingRepository, err error) {
	if p == nil || p.CommentEdge == nil || p.CommentEdge.Node == nil {
		return made, at, errComment
	}
	w := p.CommentEdge.Node
	if at, err = w.Repository.noun(); err != nil {
		return made, at, err
	}
	made, err = w.graphComment.noun()
	return made, at, err
}

// AssignIssue adds people to an issue's assignees, at most ten. Who by now has
// another login, has no account any more or cannot be assigned there is left out
// without an error; where nobody is left nothing is sent.
func (c *Client) AssignIssue(ctx context.Context, installation, repositoryID int64, node string, people []advisories.Person) error {
	var ids []githubv4.ID
	for _, p := range people {
		if len(ids) == maxAssignees {
			break
		}
		id, err := c.nodeOf(ctx, installation, repositoryID, p)
		if err != nil {
			return err
		}
		if id != "" {
			ids = append(ids, githubv4.ID(id))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	m, err := mutate[struct {
		Assign *struct {
			Assignable *struct {
				Typename string `graphql:"__typename"`
			}
		} `graphql:"addAssigneesToAssignable(input: $input)"`
	}](ctx, c, track(routeAssignIssue, installation, repositoryID), githubv4.AddAssigneesToAssignableInput{
		AssignableID: githubv4.ID(node), AssigneeIDs: ids,
	})
	if err != nil {
		return err
	}
	if a := m.Assign; a == nil || a.Assignable == nil {
		return badAnswer(routeAssignIssue, errIssue)
	}
	return nil
}

// nodeOf is a person's node id, empty where their login is nobody's or somebody
// else's by now. One that was answered together with the id is the person's.
func (c *Client) nodeOf(ctx context.Context, installation, repositoryID int64, p advisories.Person) (string, error) {
	switch {
	case !p.Known() || p.Bot || !advisories.ValidOwner(p.Login):
		return "", nil
	case p.Node != "":
		return p.Node, nil
	}
	ctx, cancel := c.bound(ctx)
	defer cancel()
	a := ask{route: routeTrackPerson, installation: installation, repository: repositoryID}
	q, err := query[struct {
		User *graphUser `graphql:"user(login: $login)"`
	}](ctx, c, a, map[string]any{"login": githubv4.String(p.Login)})
	if advisories.CodeOf(err) == advisories.FaultGone {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if q.User == nil || q.User.noun().ID != p.ID {
		return "", nil
	}
	return q.User.ID, nil
}

// React puts a reaction of ours under a comment, by the comment's node id; one that
// is there stays.
func (c *Client) React(ctx context.Context, installation, repositoryID int64, comment string, r advisories.Reaction) error {
	m, err := mutate[struct {
		AddReaction *struct {
			Reaction *struct {
				Content string
			}
		} `graphql:"addReaction(input: $input)"`
	}](ctx, c, track(routeReact, installation, repositoryID), githubv4.AddReactionInput{
		SubjectID: githubv4.ID(comment), Content: githubv4.ReactionContent(r),
	})
	if err != nil {
		return err
	}
	if m.AddReaction == nil || m.AddReaction.Reaction == nil || m.AddReaction.Reaction.Content != string(r) {
		return badAnswer(routeReact, errUnread)
	}
	return nil
}
