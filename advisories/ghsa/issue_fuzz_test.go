package ghsa

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// told answers every GraphQL request with one body.
type told struct{ body string }

func (o *told) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := 200, o.body
	if strings.HasSuffix(r.URL.Path, "/access_tokens") {
		status, body = 201, `{"token":"ghs_x","expires_at":"2099-01-01T00:00:00Z"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// FuzzTrackingAnswer checks that no answer makes a look or a write panic, that each
// fault has a class, and that what is read could be pinned.
func FuzzTrackingAnswer(f *testing.F) {
	for _, s := range []string{
		threadJSON(), threadJSON(commentJSON(1, "null"), "null"), `{"data":{"node":[{"__typename":"Issue"}]}}`,
		`{"data":{"node":{"__typename":"Issue","repository":[],"comments":{"nodes":{}}}}}`, `{"data":[]}`, `{"data":{"node":{"node":{}}}}`,
		`{"data":{"addComment":{"commentEdge":{"node":` + strings.TrimSuffix(commentJSON(1, "null"), "}") + `,"repository":` + trackerJSON + `}}}}}`,
		`{"data":{"addComment":null},"errors":[{"type":5}]}`, `{"data":{},"errors":[{"path":[1,null,{}]}]}`,
	} {
		f.Add(s)
	}
	base, now := &told{}, testNow
	c, err := New(Config{
		AppID: 11, PrivateKey: testPEM(), APIURL: "https://api.example.com/", Transport: base, WriteGap: 1,
		Now: func() time.Time { return now },
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		base.body, now = body, now.Add(time.Minute) // so that no limit of our own holds the write back
		clear(c.limits.until)                       // an answer may have been a limit
		issue, comments, err := c.TrackingIssue(t.Context(), 7, 55, "I_1", testNow)
		var fault *advisories.Fault
		switch {
		case err != nil && !errors.As(err, &fault):
			t.Fatalf("%T: %v", err, err)
		case err == nil && (issue.Node == "" || issue.Number <= 0 || issue.Repository.ID <= 0 || issue.Repository.OwnerID <= 0):
			t.Fatalf("taken for an issue: %+v", issue)
		}
		for _, c := range comments {
			if c.ID <= 0 || c.Node == "" {
				t.Fatalf("taken for a comment: %+v", c)
			}
		}
		clear(c.limits.until)
		if err := sayInIssue(t.Context(), c); err != nil && !errors.As(err, &fault) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}
