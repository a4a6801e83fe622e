package ghsatest

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mayIssues reports whether the token may read or write the repository's issues.
func (q *ask) mayIssues(r *repo, level string) bool {
	covered := q.in.covers(r) && q.grant.sees(r)
	return covered && q.grant.may("issues", level) || level == "read" && !r.private
}

func noSuchNode(id string) *gqlError {
	return &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to a node with the global id of '%s'.", id)}
}

var nodePattern = regexp.MustCompile(`^0:([A-Za-z]+)(\d+)$`)

// parseNode reads a node id.
func parseNode(node string) (kind string, id int64) {
	raw, err := base64.StdEncoding.DecodeString(node)
	m := nodePattern.FindSubmatch(raw)
	if err != nil || m == nil {
		return "", 0
	}
	id, _ = strconv.ParseInt(string(m[2]), 10, 64)
	return string(m[1]), id
}

// gqlNode is what a node id names, as far as the token sees it.
func (s *Server) gqlNode(q *ask, node string) (any, *gqlError) {
	switch kind, id := parseNode(node); kind {
	case "Repository":
		if r := s.world.repoByID(id); r != nil && (!r.private || q.in.covers(r) && q.grant.sees(r)) {
			return s.gqlRepository(q, r), nil
		}
	case "Issue":
		if i := s.world.issueByID(id); i != nil && !i.at.noIssues && q.mayIssues(i.at, "read") {
			return s.gqlIssue(q, i), nil
		}
	case "IssueComment":
		if c := s.world.remarkByID(id); c != nil && !c.on.at.noIssues && q.mayIssues(c.on.at, "read") {
			return s.gqlRemark(q, c), nil
		}
	case "User", "Organization":
		if a := s.world.byID(id); a != nil && a.kind == kind {
			return s.gqlOwner(q, a), nil
		}
	}
	return nil, noSuchNode(node)
}

// gqlActor is an author; nil, which is GraphQL's null, where the account is gone.
func (s *Server) gqlActor(a *account) *node {
	if a == nil {
		return nil
	}
	return fixed(a.kind, []string{"Actor", "Node"}, object{
		"id": nodeID(a.kind, a.id), "databaseId": a.id, "login": bare(a), "url": accountPage(a),
		"avatarUrl": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
	})
}

// gqlIssueFields are the fields of a repository that are about its issues; ok is
// false for another one.
func (s *Server) gqlIssueFields(q *ask, r *repo, f string, args object) (v any, err *gqlError, ok bool) {
	switch f {
	case "hasIssuesEnabled":
		return !r.noIssues, nil, true
	case "isLocked":
		return false, nil, true
	case "issue", "issues":
		if !q.mayIssues(r, "read") {
			return nil, &gqlError{Type: "FORBIDDEN", Message: "Resource not accessible by integration", nonNull: f == "issues"}, true
		}
	default:
		return nil, nil, false
	}
	if f == "issues" {
		v, err = s.gqlIssues(q, r, args)
		return v, err, true
	}
	n, _ := args["number"].(float64)
	if i := r.issue(int(n)); i != nil && !r.noIssues {
		return s.gqlIssue(q, i), nil, true
	}
	return nil, &gqlError{Type: "NOT_FOUND", Message: fmt.Sprintf("Could not resolve to an Issue with the number of %d.", int(n))}, true
}

// gqlIssues is a list of a repository's issues, by orderBy (else oldest first) and
// filterBy's since and createdBy.
func (s *Server) gqlIssues(q *ask, r *repo, args object) (any, *gqlError) {
	var list []*issue
	filter, _ := args["filterBy"].(object)
	since, by := text(filter, "since"), text(filter, "createdBy")
	for _, i := range r.issues {
		late := since == "" || stamp(i.updated).(string) >= since
		if !r.noIssues && late && (by == "" || strings.EqualFold(loginOf(i.author), by)) {
			list = append(list, i)
		}
	}
	order, _ := args["orderBy"].(object)
	desc := text(order, "direction") == "DESC"
	place := func(i *issue) position {
		if text(order, "field") == "UPDATED_AT" {
			return position{at: i.updated.Unix(), id: i.id}
		}
		return position{at: i.created.Unix(), id: i.id}
	}
	slices.SortFunc(list, func(a, b *issue) int {
		if desc {
			a, b = b, a
		}
		return place(a).compare(place(b))
	})
	return connection("IssueConnection", args, list, desc, place, func(i *issue) *node { return s.gqlIssue(q, i) })
}

// connection is a page of a list. place is an entry's place in the list's order.
func connection[T any](typename string, args object, all []T, desc bool, place func(T) position, render func(T) *node) (any, *gqlError) {
	number := func(name string) int {
		n, there := args[name].(float64)
		if !there {
			return -1
		}
		return int(n)
	}
	firstN, lastN := number("first"), number("last")
	switch most := max(firstN, lastN); {
	case most < 0:
		return nil, &gqlError{undefined: true, Message: "You must provide a `first` or `last` value to properly paginate the connection."}
	case most > 100:
		return nil, &gqlError{undefined: true, Message: fmt.Sprintf("Requesting %d records exceeds the limit of 100 records.", most)}
	}
	order := sorted{desc: desc}
	from, to := 0, len(all)
	for _, end := range []string{"after", "before"} {
		c := text(args, end)
		if c == "" {
			continue
		}
		p, ok := parseCursor(c)
		if !ok {
			return nil, &gqlError{Type: "INVALID_CURSOR_ARGUMENTS", Message: fmt.Sprintf("`%s` does not appear to be a valid cursor.", c)}
		}
		if end == "after" {
			from = within(all, func(x T) bool { return order.beyond(place(x), p) })
		} else {
			to = within(all, func(x T) bool { return !order.beyond(p, place(x)) })
		}
	}
	to = max(from, to)
	if firstN >= 0 {
		to = min(to, from+firstN)
	}
	if lastN >= 0 {
		from = max(from, to-lastN)
	}
	var nodes []*node
	for _, x := range all[from:to] {
		nodes = append(nodes, render(x))
	}
	info := object{"hasNextPage": to < len(all), "hasPreviousPage": from > 0, "startCursor": nil, "endCursor": nil}
	if len(nodes) > 0 {
		info["startCursor"], info["endCursor"] = place(all[from]).cursor(), place(all[to-1]).cursor()
	}
	return fixed(typename, nil, object{"nodes": nodes, "totalCount": len(all), "pageInfo": fixed("PageInfo", nil, info)}), nil
}

// within is the first index that holds, or the length.
func within[T any](all []T, holds func(T) bool) int {
	if i := slices.IndexFunc(all, holds); i >= 0 {
		return i
	}
	return len(all)
}

func (s *Server) gqlIssue(q *ask, i *issue) *node {
	fields := object{
		"id": nodeID("Issue", i.id), "databaseId": i.id, "fullDatabaseId": decimal(i.id), "number": i.number,
		"title": i.title, "body": i.body, "author": s.gqlActor(i.author), "closed": i.closed, "closedAt": stamp(i.closedAt),
		"state": map[bool]string{true: "CLOSED", false: "OPEN"}[i.closed], "locked": i.locked, "url": i.page(),
		"createdAt": stamp(i.created), "updatedAt": stamp(i.updated), "lastEditedAt": stamp(i.edited),
		"editor": s.gqlActor(i.editor), "viewerDidAuthor": i.author == s.world.bot,
	}
	plain := fixed("Issue", []string{"Node", "Assignable", "Comment", "Reactable", "Lockable"}, fields)
	return &node{typename: plain.typename, implements: plain.implements, resolve: func(f string, args object) (any, *gqlError) {
		switch f {
		case "repository":
			return s.gqlRepository(q, i.at), nil
		case "assignees":
			return connection("UserConnection", args, i.assignees, false,
				func(a *account) position { return position{id: a.id} }, func(a *account) *node { return s.gqlOwner(q, a) })
		case "comments":
			return connection("IssueCommentConnection", args, i.remarks, false,
				func(c *remark) position { return position{id: c.id} }, func(c *remark) *node { return s.gqlRemark(q, c) })
		}
		return plain.resolve(f, args)
	}}
}

func (s *Server) gqlRemark(q *ask, c *remark) *node {
	plain := fixed("IssueComment", []string{"Node", "Comment", "Reactable"}, object{
		"id": nodeID("IssueComment", c.id), "databaseId": c.id, "fullDatabaseId": decimal(c.id), "body": c.body,
		"author": s.gqlActor(c.author), "createdAt": stamp(c.created), "lastEditedAt": stamp(c.edited), "url": c.page(),
		"updatedAt": stamp(c.changed()),
	})
	return &node{typename: plain.typename, implements: plain.implements, resolve: func(f string, args object) (any, *gqlError) {
		switch f {
		case "repository":
			return s.gqlRepository(q, c.on.at), nil
		case "issue":
			return s.gqlIssue(q, c.on), nil
		}
		return plain.resolve(f, args)
	}}
}
