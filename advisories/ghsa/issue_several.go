package ghsa

import (
	"context"
	"fmt"
	"reflect"

	"github.com/shurcooL/githubv4"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// several is a mutation of several fields, one after the other as GraphQL has it
// (source: the GraphQL specification, section 6.2.2, serial execution). The fields
// are chosen at run time, their documents are fixed.
type several struct {
	fields []reflect.StructField
	inputs []githubv4.Input
	// times is how often each field is there: a second one needs another name.
	times map[string]int
}

// add appends a mutation: its Go name, its field, its answer and its input.
func (s *several) add(field string, answer any, input githubv4.Input) {
	variable := "input" // githubv4's own name for the first
	if len(s.inputs) > 0 {
		variable = fmt.Sprintf("input%d", len(s.inputs))
	}
	alias := ""
	if s.times[field]++; s.times[field] > 1 {
		alias = fmt.Sprintf("%s%d: ", field, s.times[field])
	}
	s.fields = append(s.fields, reflect.StructField{
		Name: fmt.Sprintf("M%d", len(s.inputs)), Type: reflect.TypeOf(answer),
		Tag: reflect.StructTag(fmt.Sprintf(`graphql:"%s%s(input: $%s)"`, alias, field, variable)),
	})
	s.inputs = append(s.inputs, input)
}

// send sends them in one request, and answers with each field's answer.
func (s *several) send(ctx context.Context, c *Client, a ask) ([]any, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	variables := map[string]any{}
	for i, in := range s.inputs[1:] {
		variables[fmt.Sprintf("input%d", i+1)] = in
	}
	m := reflect.New(reflect.StructOf(s.fields))
	err := c.under(ctx, a, func(ctx context.Context) error {
		return githubv4.NewEnterpriseClient(c.graph.String(), c.files).Mutate(ctx, m.Interface(), s.inputs[0], variables)
	})
	if err != nil {
		return nil, err
	}
	out := make([]any, len(s.fields))
	for i := range out {
		out[i] = m.Elem().Field(i).Interface()
	}
	return out, nil
}

// WriteIssue writes several things in an issue by one request; at least one must be
// asked for. The issue that it answers with is as it was then, where it was edited
// or closed; else only its repository is told.
//
// Where one of them failed and another may have been done, the fault is
// [advisories.FaultUnclear].
func (c *Client) WriteIssue(ctx context.Context, installation, repositoryID int64, node string, w advisories.IssueWrite) (advisories.TrackingIssue, error) {
	s := several{times: map[string]int{}}
	if w.Body != "" {
		s.add("updateIssue", (*issuePayload)(nil), githubv4.UpdateIssueInput{
			ID: githubv4.ID(node), Title: githubv4.NewString(githubv4.String(w.Title)), Body: githubv4.NewString(githubv4.String(w.Body))})
	}
	if w.Comment != "" {
		s.add("addComment", (*commentPayload)(nil), githubv4.AddCommentInput{SubjectID: githubv4.ID(node), Body: githubv4.String(w.Comment)})
	}
	for _, r := range w.Reactions {
		s.add("addReaction", (*reactionPayload)(nil), githubv4.AddReactionInput{SubjectID: githubv4.ID(r.Node), Content: githubv4.ReactionContent(r.Reaction)})
	}
	if w.Close {
		s.add("closeIssue", (*issuePayload)(nil), githubv4.CloseIssueInput{IssueID: githubv4.ID(node)})
	}
	if len(s.inputs) == 0 {
		return advisories.TrackingIssue{}, internal(routeWriteIssue, errRequest)
	}
	answers, err := s.send(ctx, c, track(routeWriteIssue, installation, repositoryID))
	if err != nil {
		return advisories.TrackingIssue{}, err
	}
	return lastIssue(answers)
}

// reactionPayload is the answer to a reaction.
type reactionPayload struct {
	Reaction *struct{ Content string }
}

// lastIssue is the issue as the last of the answers told it.
func lastIssue(answers []any) (out advisories.TrackingIssue, err error) {
	for _, a := range answers {
		switch p := a.(type) {
		case *issuePayload:
			if out, err = p.written(routeWriteIssue); err != nil {
				return out, err
			}
		case *commentPayload:
			_, at, err := p.written()
			if err != nil {
				return out, badAnswer(routeWriteIssue, err)
			}
			out.Repository = at
		case *reactionPayload:
			if p == nil || p.Reaction == nil {
				return out, badAnswer(routeWriteIssue, errUnread)
			}
		}
	}
	if out.Repository.Node == "" {
		return out, badAnswer(routeWriteIssue, errIssue)
	}
	return out, nil
}
