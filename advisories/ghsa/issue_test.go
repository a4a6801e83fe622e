package ghsa

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// testTracker is the tracking repository of these tests, trackerJSON its answer.
var testTracker = advisories.TrackingRepository{
	Node: "R_1", ID: 55, Owner: "acme", OwnerID: 3, Name: "cases", Private: true, Writable: true,
}

const trackerJSON = `{"id":"R_1","databaseId":55,"name":"cases","owner":{"__typename":"Organization","login":"acme","id":"O_3","databaseId":3},
	"visibility":"PRIVATE","isArchived":false,"isDisabled":false,"isLocked":false,"hasIssuesEnabled":true}`

// issueJSON is an issue as GitHub answers it, with other values for its fields.
func issueJSON(change ...string) string {
	m := map[string]json.RawMessage{
		"id": json.RawMessage(`"I_1"`), "number": json.RawMessage(`7`), "repository": json.RawMessage(trackerJSON),
		"author": json.RawMessage(`{"__typename":"Bot","login":"advisory-bot","id":"B_99","databaseId":99}`),
		"title":  json.RawMessage(`"t"`), "body": json.RawMessage(`"b"`), "closed": json.RawMessage(`false`), "locked": json.RawMessage(`false`),
		"createdAt": json.RawMessage(`"2026-11-22T12:00:00Z"`), "updatedAt": json.RawMessage(`"2026-11-22T12:00:00Z"`),
		"assignees": json.RawMessage(`{"nodes":[]}`),
	}
	for i := 0; i+1 < len(change); i += 2 {
		m[change[i]] = json.RawMessage(change[i+1])
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// threadJSON is an issue with a page of comments.
func threadJSON(comments ...string) string {
	page := fmt.Sprintf(`{"nodes":[%s],"pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":null,"endCursor":null}}`, strings.Join(comments, ","))
	issue := strings.TrimSuffix(issueJSON("comments", page), "}")
	return `{"data":{"node":` + issue + `,"__typename":"Issue"}}}`
}

func commentJSON(id int, author string) string {
	return fmt.Sprintf(`{"id":"IC_%d","fullDatabaseId":"%d","author":%s,"body":"x","lastEditedAt":null,"createdAt":"2026-11-22T12:00:00Z","url":""}`, id, id, author)
}

// Who wrote a comment: only a User or a Bot has an id, and nobody has a Bot's login.
func TestTrackingActors(t *testing.T) {
	for name, tc := range map[string]struct {
		author string
		want   advisories.Person
	}{
		"ghost":        {`null`, advisories.Person{}},
		"person":       {`{"__typename":"User","login":"kim","id":"U_1","databaseId":12}`, advisories.Person{ID: 12, Login: "kim", Node: "U_1"}},
		"app":          {`{"__typename":"Bot","login":"kim","id":"B_1","databaseId":13}`, advisories.Person{ID: 13, Login: "kim[bot]", Node: "B_1", Bot: true}},
		"app, suffix":  {`{"__typename":"Bot","login":"kim[bot]","id":"B_1","databaseId":13}`, advisories.Person{ID: 13, Login: "kim[bot]", Node: "B_1", Bot: true}},
		"mannequin":    {`{"__typename":"Mannequin","login":"kim"}`, advisories.Person{Login: "kim"}},
		"organization": {`{"__typename":"Organization","login":"acme"}`, advisories.Person{Login: "acme"}},
		"enterprise":   {`{"__typename":"EnterpriseUserAccount","login":"kim"}`, advisories.Person{Login: "kim"}},
		"of tomorrow":  {`{"__typename":"Agent","login":"kim"}`, advisories.Person{Login: "kim"}},
		"no id":        {`{"__typename":"User","login":"kim","id":"U_1","databaseId":null}`, advisories.Person{Login: "kim", Node: "U_1"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /graphql", 200, threadJSON(commentJSON(1, tc.author)))
			_, comments, err := h.client().TrackingIssue(t.Context(), 7, 55, "I_1", time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, comments[0].Author); d != "" {
				t.Error(d)
			}
		})
	}
}

// What a repository must be to be written to, and what cannot be pinned.
func TestTrackingRepositoryNoun(t *testing.T) {
	for name, tc := range map[string]struct {
		from, to string
		change   func(*advisories.TrackingRepository)
	}{
		"private":  {"", "", func(*advisories.TrackingRepository) {}},
		"public":   {`"PRIVATE"`, `"PUBLIC"`, func(r *advisories.TrackingRepository) { r.Private = false }},
		"internal": {`"PRIVATE"`, `"INTERNAL"`, func(r *advisories.TrackingRepository) { r.Private = false }},
		"unheard":  {`"PRIVATE"`, `"SEMIPRIVATE"`, func(r *advisories.TrackingRepository) { r.Private = false }},
		"none":     {`"PRIVATE"`, `null`, func(r *advisories.TrackingRepository) { r.Private = false }},
		"archived": {`"isArchived":false`, `"isArchived":true`, func(r *advisories.TrackingRepository) { r.Writable = false }},
		"disabled": {`"isDisabled":false`, `"isDisabled":true`, func(r *advisories.TrackingRepository) { r.Writable = false }},
		"locked":   {`"isLocked":false`, `"isLocked":true`, func(r *advisories.TrackingRepository) { r.Writable = false }},
		"issues":   {`"hasIssuesEnabled":true`, `"hasIssuesEnabled":false`, func(r *advisories.TrackingRepository) { r.Writable = false }},
		"person's": {`"Organization","login":"acme","id":"O_3"`, `"User","login":"acme","id":"U_3"`, func(*advisories.TrackingRepository) {}},
		"renamed":  {`"name":"cases"`, `"name":"vault"`, func(r *advisories.TrackingRepository) { r.Name = "vault" }},
		"no id":    {`"databaseId":55`, `"databaseId":null`, nil},
		"no owner": {`"databaseId":3`, `"databaseId":null`, nil},
		"no node":  {`"R_1"`, `""`, nil},
		"odd name": {`"name":"cases"`, `"name":"../x"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /graphql", 200, `{"data":{"repository":`+strings.Replace(trackerJSON, tc.from, tc.to, 1)+`}}`)
			got, err := h.client().TrackingRepository(t.Context(), 7, "acme", "cases")
			if tc.change == nil {
				fault(t, err, advisories.FaultBadAnswer)
				return
			}
			want := testTracker
			tc.change(&want)
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Error(err, d)
			}
		})
	}
}

// The two kinds of calls, for tables of faults.
var (
	lookAtIssue = func(ctx context.Context, c *Client) error {
		_, _, err := c.TrackingIssue(ctx, 7, 55, "I_1", time.Time{})
		return err
	}
	sayInIssue = func(ctx context.Context, c *Client) error {
		_, _, err := c.CommentIssue(ctx, 7, 55, "I_1", "x")
		return err
	}
)

// GraphQL's errors with status 200: what each means for a look and for a write.
func TestTrackingGraphErrors(t *testing.T) {
	const data = `{"data":{"TOP":null},"errors":[`
	said := func(kind, path string) string {
		return fmt.Sprintf(`%s{"type":%q,"path":%s,"message":"sentinel"}]}`, data, kind, path)
	}
	for name, tc := range map[string]struct {
		body        string
		look, write advisories.FaultCode
	}{
		"not found":         {said("NOT_FOUND", `["node"]`), advisories.FaultGone, advisories.FaultGone},
		"forbidden":         {said("FORBIDDEN", `["node"]`), advisories.FaultForbidden, advisories.FaultForbidden},
		"refused":           {said("UNPROCESSABLE", `["addComment"]`), advisories.FaultRefused, advisories.FaultRefused},
		"unheard":           {said("SENTINEL", `["addComment"]`), advisories.FaultBadAnswer, advisories.FaultUnclear},
		"below, forbidden":  {said("FORBIDDEN", `["addComment","commentEdge"]`), advisories.FaultForbidden, advisories.FaultUnclear},
		"below, not found":  {said("NOT_FOUND", `["addComment","commentEdge","node",0]`), advisories.FaultGone, advisories.FaultUnclear},
		"no type":           {data + `{"message":"Something went wrong"}]}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"no data":           {`{"errors":[{"message":"timedout"}]}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"nothing":           {`{"data":{"TOP":null}}`, advisories.FaultGone, advisories.FaultUnclear},
		"empty":             {`{}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"no JSON":           {`<html>`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"primary limit":     {said("RATE_LIMITED", `[]`), advisories.FaultLimited, advisories.FaultLimited},
		"too quickly":       {data + `{"type":"UNPROCESSABLE","path":["addComment"],"message":"was submitted too quickly"}]}`, advisories.FaultLimited, advisories.FaultLimited},
		"a name like it":    {data + `{"type":"NOT_FOUND","path":["TOP"],"message":"no 'submitted too quickly'"}]}`, advisories.FaultGone, advisories.FaultGone},
		"below, a limit":    {said("RATE_LIMITED", `["addComment","commentEdge"]`), advisories.FaultLimited, advisories.FaultUnclear},
		"gone and unheard":  {data + `{"type":"SENTINEL","path":["a"]},{"type":"NOT_FOUND","path":["node"]}]}`, advisories.FaultGone, advisories.FaultGone},
		"half an issue":     {`{"data":{"TOP":{"__typename":"Issue","id":"I_1"}}}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"no comment":        {`{"data":{"TOP":{"commentEdge":{"node":null}}}}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"another kind":      {`{"data":{"TOP":{"__typename":"PullRequest"}}}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"a field too many":  {`{"data":{"TOP":{"sentinel":1}}}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
		"a field of string": {`{"data":{"TOP":"sentinel"}}`, advisories.FaultBadAnswer, advisories.FaultUnclear},
	} {
		t.Run(name, func(t *testing.T) {
			for _, call := range []struct {
				do   func(context.Context, *Client) error
				want advisories.FaultCode
				top  string
			}{{lookAtIssue, tc.look, `"node"`}, {sayInIssue, tc.write, `"addComment"`}} {
				h := newHub(t)
				h.on("POST /graphql", 200, strings.ReplaceAll(tc.body, `"TOP"`, call.top))
				f := fault(t, call.do(t.Context(), h.client()), call.want)
				quiet(t, f.Error()+h.lines.String())
				if (f.Code == advisories.FaultLimited) != f.RetryAt.After(h.clock()) {
					t.Errorf("%v: retry at %v", f, f.RetryAt)
				}
				if n := len(h.requests("POST", "/graphql")); n != 1 {
					t.Errorf("%d requests", n)
				}
			}
		})
	}
}

// HTTP's statuses mean on GraphQL what they mean elsewhere.
func TestTrackingStatuses(t *testing.T) {
	for status, want := range map[int][2]advisories.FaultCode{
		401: {advisories.FaultUnauthorized, advisories.FaultUnauthorized},
		403: {advisories.FaultForbidden, advisories.FaultForbidden},
		404: {advisories.FaultGone, advisories.FaultGone},
		429: {advisories.FaultLimited, advisories.FaultLimited},
		451: {advisories.FaultForbidden, advisories.FaultForbidden},
		500: {advisories.FaultUnavailable, advisories.FaultUnclear},
		502: {advisories.FaultUnavailable, advisories.FaultUnclear},
		504: {advisories.FaultUnavailable, advisories.FaultUnclear},
	} {
		for i, do := range []func(context.Context, *Client) error{lookAtIssue, sayInIssue} {
			h := newHub(t)
			h.on("POST /graphql", status, `{"message":"sentinel"}`)
			quiet(t, fault(t, do(t.Context(), h.client()), want[i]).Error())
		}
	}
	h := newHub(t) // the token was refused once: a read is done again, a write is not
	h.handle("POST /graphql", func(w http.ResponseWriter, r *http.Request) { answer(w, 401, `{}`) })
	fault(t, lookAtIssue(t.Context(), h.client()), advisories.FaultUnauthorized)
	if n := len(h.requests("POST", "/graphql")); n != 2 {
		t.Errorf("%d looks", n)
	}
	fault(t, sayInIssue(t.Context(), h.client()), advisories.FaultUnauthorized)
	if n := len(h.requests("POST", "/graphql")); n != 3 {
		t.Errorf("%d requests, the write among them", n)
	}
}
