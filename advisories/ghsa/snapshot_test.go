package ghsa

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestSnapshot(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "2", "author", `{"id":8,"login":"kim","type":"User"}`))
	h.on("GET "+advisoryURL+"/comments", 200, `[
		{"id":12,"body":"b","user":{"id":9,"login":"lee"},"created_at":"2026-11-22T10:00:00Z","updated_at":"2026-11-22T11:00:00Z"},
		{"id":11,"body":"a","user":{"id":8,"login":"kim"},"html_url":"https://github.com/x","created_at":"2026-11-22T09:00:00Z","updated_at":"2026-11-22T09:00:00Z"}]`)
	c := h.client()
	s, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.At.Equal(testNow) || s.Repository != testRepo || s.Reporter().ID != 8 || !s.CommentsKnown || s.FilesKnown || s.FilesFault != "" {
		t.Errorf("%+v", s)
	}
	if len(s.Comments) != 2 || s.Comments[0].ID != 11 || s.Comments[0].Author.Login != "kim" || s.Comments[0].Edited() || !s.Comments[1].Edited() {
		t.Errorf("comments out of order or wrong: %+v", s.Comments)
	}
	if want := (advisories.Person{ID: 99, Login: "advisory-bot[bot]", Bot: true}); s.Self != want {
		t.Errorf("self %+v", s.Self)
	}
	cold := h.total()
	if _, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{}); err != nil {
		t.Fatal(err)
	}
	if warm := h.total() - cold; cold != 5 || warm != 2 {
		t.Errorf("%d requests cold, %d warm; want 5 (token, advisory, comments, app, account) and 2", cold, warm)
	}
}

// When comments are listed, and when they count as known.
func TestSnapshotComments(t *testing.T) {
	for _, tc := range []struct {
		count, url  string
		want        bool
		status      int
		lists       int
		known, shut bool
	}{
		{"0", `"u"`, false, 200, 0, true, false},
		{"0", `"u"`, true, 200, 1, true, false},
		{"3", `"u"`, false, 200, 1, true, false},
		{"null", `"u"`, false, 200, 1, true, false},
		{"-5", `"u"`, false, 200, 1, true, false},
		{"0", `null`, true, 200, 1, true, true},
		{"3", `"u"`, false, 404, 1, false, false},
		{"3", `"u"`, false, 403, 1, false, false},
	} {
		t.Run(fmt.Sprint(tc), func(t *testing.T) {
			h := newHub(t)
			h.on("GET "+advisoryURL, 200, advisoryJSON("comments", tc.count, "comments_url", tc.url))
			h.on("GET "+advisoryURL+"/comments", tc.status, `[]`)
			s, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{Comments: tc.want})
			if err != nil {
				t.Fatal(err)
			}
			if n := len(h.requests("GET", advisoryURL+"/comments")); n != tc.lists {
				t.Errorf("listed %d times", n)
			}
			if s.CommentsKnown != tc.known || s.Advisory.CommentsClosed != tc.shut {
				t.Errorf("known %v closed %v", s.CommentsKnown, s.Advisory.CommentsClosed)
			}
		})
	}
	for status, code := range map[int]advisories.FaultCode{502: advisories.FaultUnavailable, 429: advisories.FaultLimited, 200: advisories.FaultBadAnswer} {
		h := newHub(t)
		h.on("GET "+advisoryURL, 200, advisoryJSON())
		h.on("GET "+advisoryURL+"/comments", status, `{}`)
		_, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
		fault(t, err, code)
	}
}

func TestCommentPages(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "250"))
	h.handle("GET "+advisoryURL+"/comments", func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		next := map[string]string{"": "2", "2": "3"}[page]
		var items []string
		for i := range 3 {
			items = append(items, fmt.Sprintf(`{"id":%d,"body":"x"}`, 10*len(next+page)+i))
		}
		link := `<https://evil.test/x?page=9>; rel="last"`
		if next != "" {
			link += fmt.Sprintf(`, <%s/repositories/42/x?per_page=100&page=%s>; rel="next"`, h.srv.URL, next)
		}
		answer(w, 200, "["+strings.Join(items, ",")+"]", "Link", link)
	})
	s, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
	if err != nil {
		t.Fatal(err)
	}
	var queries []string
	for _, r := range h.requests("GET", advisoryURL+"/comments") {
		queries = append(queries, r.query)
	}
	if d := cmp.Diff([]string{"per_page=100", "page=2&per_page=100", "page=3&per_page=100"}, queries); d != "" {
		t.Error(d)
	}
	var ids []int64
	for _, c := range s.Comments {
		ids = append(ids, c.ID)
	}
	if d := cmp.Diff([]int64{10, 11, 12, 20, 21, 22}, ids); d != "" {
		t.Error(d, "a comment on two pages counts once")
	}
}

func TestSelf(t *testing.T) {
	h := newHub(t)
	c := h.client()
	for range 2 {
		p, err := c.Self(t.Context(), 7)
		if err != nil || p.ID != 99 || !p.Bot {
			t.Fatal(p, err)
		}
	}
	if n := h.total(); n != 3 {
		t.Errorf("%d requests, want 3: app, token, account", n)
	}
	for _, body := range []string{
		`{"id":5,"login":"advisory-bot","type":"User"}`, `{"id":5,"login":"advisory-bot[bot]","type":"User"}`,
		`{"id":0,"login":"advisory-bot[bot]","type":"Bot"}`, `{"id":5,"login":"other[bot]","type":"Bot"}`, `{}`, `null`,
	} {
		h := newHub(t)
		h.on("GET /users/", 200, body)
		_, err := h.client().Self(t.Context(), 7)
		fault(t, err, advisories.FaultBadAnswer)
	}
}
