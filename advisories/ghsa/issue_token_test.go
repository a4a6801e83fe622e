package ghsa

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// issueCalls are all calls about tracking issues, with sentinels in what they send.
func issueCalls() []func(context.Context, *Client) error {
	at := advisories.TrackingRepository{Node: "sentinelnode", ID: 42424242, Owner: "sentinelowner", Name: "sentinelrepo"}
	person := []advisories.Person{{ID: 31337, Login: "sentinellogin"}}
	return []func(context.Context, *Client) error{
		func(ctx context.Context, c *Client) error {
			_, err := c.TrackingRepository(ctx, 31337, at.Owner, at.Name)
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, err := c.TrackingIssues(ctx, at, 31337, testNow)
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, err := c.TouchedIssues(ctx, 31337, at, testNow)
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, _, err := c.TrackingIssue(ctx, 31337, at.ID, "sentinelissue", testNow)
			return err
		},
		func(ctx context.Context, c *Client) error { _, _, err := c.Audience(ctx, 31337, at); return err },
		func(ctx context.Context, c *Client) error {
			_, err := c.OpenIssue(ctx, 31337, at, "sentineltitle", "sentinelbody")
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, err := c.EditIssue(ctx, 31337, at.ID, "sentinelissue", "sentineltitle", "sentinelbody")
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, err := c.CloseIssue(ctx, 31337, at.ID, "sentinelissue")
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, err := c.ReopenIssue(ctx, 31337, at.ID, "sentinelissue")
			return err
		},
		func(ctx context.Context, c *Client) error {
			_, _, err := c.CommentIssue(ctx, 31337, at.ID, "sentinelissue", "sentinelbody")
			return err
		},
		func(ctx context.Context, c *Client) error {
			return c.AssignIssue(ctx, 31337, at.ID, "sentinelissue", person)
		},
		func(ctx context.Context, c *Client) error {
			return c.React(ctx, 31337, at.ID, "sentinelcomment", advisories.ReactionDone)
		},
	}
}

// Each token is narrowed to the tracking repository, and a look's cannot write.
func TestTrackingTokens(t *testing.T) {
	h := newHub(t)
	h.on("POST /app/installations/31337/access_tokens", 201, `{"token":"ghs_x"}`)
	c := h.client()
	for _, call := range issueCalls() {
		_ = call(t.Context(), c) // the answers are 404: what counts is what was asked for
	}
	asked := map[string]bool{}
	for _, r := range h.requests("POST", "/app/installations/31337/access_tokens") {
		asked[r.body] = true
	}
	for _, want := range []string{
		`{"permissions":{"issues":"read","metadata":"read"}}`,
		`{"repository_ids":[42424242],"permissions":{"issues":"read","metadata":"read"}}`,
		`{"repository_ids":[42424242],"permissions":{"issues":"write","metadata":"read"}}`,
	} {
		found := false
		for body := range asked {
			found = found || sameJSON(t, body, want)
		}
		if !found {
			t.Errorf("not asked for: %s", want)
		}
	}
	if len(asked) > 5 { // and those that tell who we are
		t.Errorf("%d kinds of tokens", len(asked))
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		t.Fatalf("no JSON: %s %s", a, b)
	}
	return cmp.Equal(x, y)
}

// Names and bodies are variables, never part of a document: nothing in them can
// become another request.
func TestTrackingDocumentsAreFixed(t *testing.T) {
	h := newHub(t)
	h.on("POST /app/installations/31337/access_tokens", 201, `{"token":"ghs_x"}`)
	c := h.client()
	for _, call := range issueCalls() {
		_ = call(t.Context(), c)
	}
	for _, r := range h.requests("POST", "/graphql") {
		var q struct{ Query string }
		if err := json.Unmarshal([]byte(r.body), &q); err != nil || q.Query == "" {
			t.Fatal(err, r.body)
		}
		if strings.Contains(q.Query, "sentinel") || strings.Contains(q.Query, "31337") {
			t.Error(q.Query)
		}
	}
}

// Whom the client assigns: nobody by a login that is somebody else's by now.
func TestAssignees(t *testing.T) {
	for name, tc := range map[string]struct {
		people []advisories.Person
		looks  int
		sent   []string
	}{
		"known node":      {[]advisories.Person{{ID: 12, Login: "kim", Node: "U_12"}}, 0, []string{"U_12"}},
		"looked up":       {[]advisories.Person{{ID: 12, Login: "kim"}}, 1, []string{"U_12"}},
		"another's login": {[]advisories.Person{{ID: 13, Login: "kim"}}, 1, nil},
		"no id":           {[]advisories.Person{{Login: "kim"}}, 0, nil},
		"an App":          {[]advisories.Person{{ID: 12, Login: "kim[bot]", Bot: true}}, 0, nil},
		"no login":        {[]advisories.Person{{ID: 12, Login: "../kim"}}, 0, nil},
		"nobody":          {nil, 0, nil},
		"twelve":          {twelve(), 0, []string{"U", "U", "U", "U", "U", "U", "U", "U", "U", "U"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /graphql", 200, `{"data":{"user":{"id":"U_12","databaseId":12,"login":"kim"}}}`)
			_ = h.client().AssignIssue(t.Context(), 7, 55, "I_1", tc.people) // the answer is the look's
			var sent []string
			looks := 0
			for _, r := range h.requests("POST", "/graphql") {
				var q struct {
					Query     string
					Variables struct {
						Input struct{ AssigneeIDs []string }
					}
				}
				if err := json.Unmarshal([]byte(r.body), &q); err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(q.Query, "query") {
					looks++
				}
				sent = append(sent, q.Variables.Input.AssigneeIDs...)
			}
			if d := cmp.Diff(tc.sent, sent); d != "" || looks != tc.looks {
				t.Error(looks, "looks", d)
			}
		})
	}
}

func twelve() (people []advisories.Person) {
	for i := range 12 {
		people = append(people, advisories.Person{ID: int64(i + 1), Login: "kim", Node: "U"})
	}
	return people
}

// A cursor that leads back to itself ends the reading with a fault.
func TestTrackingNeverEnds(t *testing.T) {
	const more = `"pageInfo":{"hasNextPage":true,"hasPreviousPage":true,"startCursor":"c","endCursor":"c"}`
	h := newHub(t)
	page := `{"nodes":[` + commentJSON(1, "null") + `],` + more + `}`
	h.on("POST /graphql", 200, `{"data":{"node":`+strings.TrimSuffix(issueJSON("comments", page), "}")+`,"__typename":"Issue"}}}`)
	fault(t, lookAtIssue(t.Context(), h.client()), advisories.FaultBadAnswer)

	h = newHub(t)
	h.on("POST /graphql", 200, `{"data":{"node":{"__typename":"Repository","issues":{"nodes":[],`+more+`}}}}`)
	_, err := h.client().TouchedIssues(t.Context(), 7, testTracker, time.Time{})
	fault(t, err, advisories.FaultBadAnswer)
	_, err = h.client().TrackingIssues(t.Context(), testTracker, 7, time.Time{})
	fault(t, err, advisories.FaultBadAnswer)
}

// What was made in the same second is not passed over, and GitHub is asked for whole
// seconds.
func TestTrackingSince(t *testing.T) {
	h := newHub(t)
	late := testNow.Add(700 * time.Millisecond)
	h.on("POST /graphql", 200, threadJSON(commentJSON(1, "null")))
	if _, comments, err := h.client().TrackingIssue(t.Context(), 7, 55, "I_1", late); len(comments) != 1 || err != nil {
		t.Error(comments, err)
	}
	h = newHub(t)
	const page = `"pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":null,"endCursor":null}`
	h.on("POST /graphql", 200, `{"data":{"node":{"__typename":"Repository","issues":{"nodes":[
		{"number":7,"updatedAt":"2026-11-22T12:00:00Z","author":{"__typename":"Bot","login":"x","id":"B","databaseId":99}}],`+page+`}}}}`)
	numbers, err := h.client().TouchedIssues(t.Context(), 7, testTracker, late)
	if !cmp.Equal(numbers, []int{7}) || err != nil {
		t.Error(numbers, err)
	}
	if q := h.requests("POST", "/graphql")[0].body; !strings.Contains(q, `"since":"2026-11-22T12:00:00Z"`) {
		t.Error(q)
	}
	h = newHub(t)
	h.on("POST /graphql", 200, `{"data":{"node":{"__typename":"Repository","issues":{"nodes":[`+issueJSON()+`],`+page+`}}}}`)
	if issues, err := h.client().TrackingIssues(t.Context(), testTracker, 7, late); len(issues) != 1 || err != nil {
		t.Error(issues, err)
	}
}
