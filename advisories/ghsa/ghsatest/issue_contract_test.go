package ghsatest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// graph sends a GraphQL request and returns its answer.
func (l *lab) graph(t *testing.T, token, query string, variables map[string]any, headers ...string) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return l.send("POST", "/graphql", token, string(body), headers...).is(t, 200).object(t)
}

// at follows keys through an answer.
func at(t *testing.T, v any, keys ...any) any {
	t.Helper()
	for _, k := range keys {
		switch k := k.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("no %v in %v", keys, v)
			}
			v = m[k]
		case int:
			list, ok := v.([]any)
			if !ok || k >= len(list) {
				t.Fatalf("no %v in %v", keys, v)
			}
			v = list[k]
		}
	}
	return v
}

const issueFields = `fragment whole on Issue {
	id databaseId fullDatabaseId number title body closed closedAt state locked url createdAt updatedAt lastEditedAt viewerDidAuthor
	author { __typename login ... on Bot { id databaseId } }
	repository { id nameWithOwner visibility isLocked hasIssuesEnabled owner { __typename login ... on Organization { id databaseId } } }
	assignees(first: 10) { totalCount nodes { id login databaseId } }
	comments(last: 2) {
		totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
		nodes { id databaseId fullDatabaseId body createdAt updatedAt lastEditedAt url author { __typename login } issue { number } repository { name } }
	}
}`

// contractIssues sends every query and mutation about issues that the server knows.
func (l *lab) contractIssues(t *testing.T) {
	l.AddRepository(cases, true)
	l.SetRole(cases, "ada", "admin")
	all := l.token("")
	one := func(mutation, input string, fields string, in map[string]any) any {
		t.Helper()
		query := fmt.Sprintf("mutation M($input: %s!) { %s(input: $input) { clientMutationId %s } } ", input, mutation, fields)
		if strings.Contains(fields, "...whole") {
			query += issueFields
		}
		out := l.graph(t, all, query, map[string]any{"input": in})
		if out["errors"] != nil {
			t.Fatalf("%s: %v", mutation, out["errors"])
		}
		return at(t, out, "data", mutation)
	}
	const whole = "issue { ...whole }"
	found := l.graph(t, all, `{ repository(owner: "acme", name: "cases") { id } }`, nil)
	repo := at(t, found, "data", "repository", "id")
	id := at(t, one("createIssue", "CreateIssueInput", whole, map[string]any{"repositoryId": repo, "title": "T", "body": "B", "clientMutationId": "1"}), "issue", "id")
	one("updateIssue", "UpdateIssueInput", whole+" actor { login }", map[string]any{"id": id, "title": "T2", "body": "B2"})
	one("updateIssue", "UpdateIssueInput", whole, map[string]any{"id": id, "state": "CLOSED"})
	one("reopenIssue", "ReopenIssueInput", whole, map[string]any{"issueId": id})
	one("closeIssue", "CloseIssueInput", whole, map[string]any{"issueId": id, "stateReason": "COMPLETED"})
	said := one("addComment", "AddCommentInput", "commentEdge { cursor node { id body } } subject { id }", map[string]any{"subjectId": id, "body": "Hello"})
	comment := at(t, said, "commentEdge", "node", "id")
	for _, subject := range []any{id, comment} {
		one("addReaction", "AddReactionInput", "reaction { id content } subject { id }", map[string]any{"subjectId": subject, "content": "EYES"})
	}
	ada := at(t, l.graph(t, all, `{ user(login: "ada") { id databaseId } }`, nil), "data", "user", "id")
	one("addAssigneesToAssignable", "AddAssigneesToAssignableInput", "assignable { __typename ... on Issue { ...whole } }",
		map[string]any{"assignableId": id, "assigneeIds": []any{ada}})
	l.contractIssueReads(t, all, repo, id, comment)
}

func (l *lab) contractIssueReads(t *testing.T, all string, repo, id, comment any) {
	out := l.graph(t, all, `query Q($repo: ID!, $id: ID!, $comment: ID!) {
		issue: node(id: $id) { __typename id ...whole }
		comment: node(id: $comment) { __typename id ... on IssueComment { body author { login } } }
		repo: node(id: $repo) { __typename ... on Repository {
			issue(number: 1) { ...whole }
			issues(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}, filterBy: {since: "2026-01-01T00:00:00Z"}) {
				totalCount nodes { number } pageInfo { hasNextPage endCursor }
			}
		} }
		gone: node(id: "nothing") { id }
	} `+issueFields, map[string]any{"repo": repo, "id": id, "comment": comment})
	if n := at(t, out, "data", "repo", "issue", "assignees", "totalCount"); n != 1.0 {
		t.Errorf("%v assignees", n)
	}
	if kind := at(t, out, "errors", 0, "type"); kind != "NOT_FOUND" || len(out["errors"].([]any)) != 1 {
		t.Errorf("errors %v", out["errors"])
	}
	l.send("GET", "/repos/"+cases+"/collaborators?affiliation=all&per_page=1", all, "").is(t, 200)
	for _, query := range []string{
		`{ repository(owner: "acme", name: "cases") { issues { totalCount } } }`,
		`{ repository(owner: "acme", name: "cases") { issues(first: 101) { totalCount } } }`,
	} {
		l.graph(t, all, query, nil, wrong, "GitHub wants 1 to 100")
	}
	blind := l.token(`{"permissions":{"metadata":"read"}}`)
	none := l.graph(t, all, `{ repository(owner: "acme", name: "cases") { issue(number: 9) { id } } }`, nil)
	if kind := at(t, none, "errors", 0, "type"); kind != "NOT_FOUND" {
		t.Errorf("no such issue: %v", none)
	}
	out = l.graph(t, blind, `{ repository(owner: "acme", name: "cases") { id issues(first: 1) { totalCount } } }`, nil)
	if kind := at(t, out, "errors", 0, "type"); kind != "FORBIDDEN" || at(t, out, "data", "repository") != nil {
		t.Errorf("without a right to issues: %v", out)
	}
}

// TestMutationChecksBite checks that the contract's checks refuse mutations that
// GitHub's schema has not.
func TestMutationChecksBite(t *testing.T) {
	s := mustLoad(t)
	const good = `{"query":"mutation($input: CloseIssueInput!) { closeIssue(input: $input) { issue { id } } }","variables":{"input":{"issueId":"I"}}}`
	const done = `{"data":{"closeIssue":{"issue":{"id":"I"}}}}`
	if err := s.checkGraphQL(made("POST", "/graphql", "/graphql", good, 200, done)); err != nil {
		t.Errorf("a good mutation: %v", err)
	}
	for name, e := range map[string][2]string{
		"input's field": {strings.Replace(good, "issueId", "issue", 1), done},
		"mutation":      {strings.ReplaceAll(good, "closeIssue", "shutIssue"), done},
		"input's type":  {strings.Replace(good, "CloseIssueInput", "ReopenIssueInput", 1), done},
		"payload":       {strings.Replace(good, "issue { id }", "problem { id }", 1), done},
		"answer":        {good, `{"data":{"closeIssue":{"issue":{"id":null}}}}`},
		"no answer":     {good, `{"data":{"issue":{"id":"I"}}}`},
	} {
		if err := s.checkGraphQL(made("POST", "/graphql", "/graphql", e[0], 200, e[1])); err == nil {
			t.Errorf("%s: passed", name)
		}
	}
}
