package ghsatest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The mutations. Whoever's token asks, the App's account acts.

func gqlForbidden() *gqlError {
	return &gqlError{Type: "FORBIDDEN", Message: "Resource not accessible by integration"}
}

func gqlUnprocessable(format string, args ...any) *gqlError {
	return &gqlError{Type: "UNPROCESSABLE", Message: fmt.Sprintf(format, args...)}
}

// gqlMutation is the root of a mutation.
func (s *Server) gqlMutation(q *ask) *node {
	return &node{typename: "Mutation", resolve: func(f string, args object) (any, *gqlError) {
		do := map[string]func(*ask, object) (object, *gqlError){
			"createIssue": s.gqlCreateIssue, "updateIssue": s.gqlUpdateIssue,
			"closeIssue":  func(q *ask, in object) (object, *gqlError) { return s.gqlCloseIssue(q, in, true) },
			"reopenIssue": func(q *ask, in object) (object, *gqlError) { return s.gqlCloseIssue(q, in, false) },
			"addComment":  s.gqlAddComment, "addReaction": s.gqlAddReaction, "addAssigneesToAssignable": s.gqlAssign,
		}[f]
		if do == nil {
			return nil, undefinedField("Mutation", f)
		}
		in, _ := args["input"].(object)
		out, err := do(q, in)
		if err != nil {
			return nil, err
		}
		out["clientMutationId"] = orNull(text(in, "clientMutationId"))
		return fixed(strings.ToUpper(f[:1])+f[1:]+"Payload", nil, out), nil
	}}
}

// writable is why a repository's issues cannot be written by the token, nil where
// they can. That an archived one is FORBIDDEN, and one without issues
// UNPROCESSABLE, are guesses.
func (q *ask) writable(r *repo) *gqlError {
	switch {
	case !q.mayIssues(r, "write"):
		return gqlForbidden()
	case r.archived:
		return &gqlError{Type: "FORBIDDEN", Message: "Repository was archived so is read-only."}
	case r.noIssues:
		return gqlUnprocessable("Issues has been disabled in this repository.")
	}
	return nil
}

// issueToWrite is the issue that an id names, where the token may write it.
func (s *Server) issueToWrite(q *ask, id string) (*issue, *gqlError) {
	kind, n := parseNode(id)
	i := s.world.issueByID(n)
	if kind != "Issue" || i == nil || i.at.noIssues || !q.mayIssues(i.at, "read") {
		return nil, noSuchNode(id)
	}
	return i, q.writable(i.at)
}

// badText is why a text cannot be written, nil where it can.
func badText(field, value string, needed bool) *gqlError {
	switch {
	case needed && strings.TrimSpace(value) == "":
		return gqlUnprocessable("%s can't be blank", field)
	case utf8.RuneCountInString(value) > maxComment:
		return gqlUnprocessable("%s is too long (maximum is %d characters)", field, maxComment)
	}
	return nil
}

// maxTitle is the longest title of an issue, in characters.
const maxTitle = 256

func (s *Server) gqlCreateIssue(q *ask, in object) (object, *gqlError) {
	kind, n := parseNode(text(in, "repositoryId"))
	r := s.world.repoByID(n)
	if kind != "Repository" || r == nil || r.private && !(q.in.covers(r) && q.grant.sees(r)) {
		return nil, noSuchNode(text(in, "repositoryId"))
	}
	if err := q.writable(r); err != nil {
		return nil, err
	}
	title, body := text(in, "title"), text(in, "body")
	if err := badTitle(title); err != nil {
		return nil, err
	}
	if err := badText("Body", body, false); err != nil {
		return nil, err
	}
	return object{"issue": s.gqlIssue(q, s.newIssue(r, s.world.bot, title, body))}, nil
}

func badTitle(title string) *gqlError {
	if utf8.RuneCountInString(title) > maxTitle {
		return gqlUnprocessable("Title is too long (maximum is %d characters)", maxTitle)
	}
	return badText("Title", title, true)
}

func (s *Server) gqlUpdateIssue(q *ask, in object) (object, *gqlError) {
	i, err := s.issueToWrite(q, text(in, "id"))
	if err != nil {
		return nil, err
	}
	var title, body *string
	if v, ok := in["title"].(string); ok {
		if err := badTitle(v); err != nil {
			return nil, err
		}
		title = &v
	}
	if v, ok := in["body"].(string); ok {
		if err := badText("Body", v, false); err != nil {
			return nil, err
		}
		body = &v
	}
	s.editIssue(i, s.world.bot, title, body)
	if v := text(in, "state"); v != "" {
		s.closeIssue(i, s.world.bot, v == "CLOSED")
	}
	return object{"issue": s.gqlIssue(q, i), "actor": s.gqlActor(s.world.bot)}, nil
}

func (s *Server) gqlCloseIssue(q *ask, in object, closed bool) (object, *gqlError) {
	i, err := s.issueToWrite(q, text(in, "issueId"))
	if err != nil {
		return nil, err
	}
	s.closeIssue(i, s.world.bot, closed)
	return object{"issue": s.gqlIssue(q, i)}, nil
}

// gqlAddComment comments on an issue. That a locked one refuses the App, whose
// token may write, is a guess.
func (s *Server) gqlAddComment(q *ask, in object) (object, *gqlError) {
	i, err := s.issueToWrite(q, text(in, "subjectId"))
	if err != nil {
		return nil, err
	}
	if i.locked {
		return nil, &gqlError{Type: "FORBIDDEN", Message: "Unable to create comment because issue is locked."}
	}
	body := text(in, "body")
	if err := badText("Body", body, true); err != nil {
		return nil, err
	}
	c := s.addRemark(i, s.world.bot, body)
	edge := fixed("IssueCommentEdge", nil, object{"cursor": position{id: c.id}.cursor(), "node": s.gqlRemark(q, c)})
	return object{"commentEdge": edge, "subject": s.gqlIssue(q, i)}, nil
}

func (s *Server) gqlAddReaction(q *ask, in object) (object, *gqlError) {
	id, content := text(in, "subjectId"), text(in, "content")
	if reactionKeys[content] == "" {
		return nil, gqlUnprocessable("Content is not a reaction")
	}
	subject := (*node)(nil)
	switch kind, n := parseNode(id); kind {
	case "IssueComment":
		c := s.world.remarkByID(n)
		if c == nil {
			return nil, noSuchNode(id)
		}
		if _, err := s.issueToWrite(q, nodeID("Issue", c.on.id)); err != nil {
			return nil, err
		}
		s.react(&c.reactions, c.on, c.id, s.world.bot, content)
		subject = s.gqlRemark(q, c)
	default:
		i, err := s.issueToWrite(q, id)
		if err != nil {
			return nil, err
		}
		s.react(&i.reactions, i, 0, s.world.bot, content)
		subject = s.gqlIssue(q, i)
	}
	reaction := fixed("Reaction", []string{"Node"}, object{"id": nodeID("Reaction", s.world.id()), "content": content})
	return object{"reaction": reaction, "subject": subject}, nil
}

func (s *Server) gqlAssign(q *ask, in object) (object, *gqlError) {
	i, err := s.issueToWrite(q, text(in, "assignableId"))
	if err != nil {
		return nil, err
	}
	ids, _ := in["assigneeIds"].([]any)
	var people []*account
	for _, v := range ids {
		id, _ := v.(string)
		kind, n := parseNode(id)
		a := s.world.byID(n)
		if kind != "User" || a == nil {
			return nil, noSuchNode(id)
		}
		people = append(people, a)
	}
	s.assignIssue(i, s.world.bot, people)
	return object{"assignable": s.gqlIssue(q, i)}, nil
}
