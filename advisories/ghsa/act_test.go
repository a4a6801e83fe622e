package ghsa

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestActs(t *testing.T) {
	h := newHub(t)
	body := "a <b> & \"c\"\n\n<!-- mark -->"
	encoded, _ := json.Marshal(body) // a string always encodes
	comment := `{"id":5,"body":` + string(encoded) + `,"user":{"id":99,"login":"advisory-bot[bot]","type":"Bot"},"new_field":1}`
	h.on("POST "+advisoryURL+"/comments", 201, comment)
	h.on("PATCH "+advisoryURL+"/comments/5", 200, comment)
	h.on("PATCH "+advisoryURL, 200, advisoryJSON("state", `"draft"`, "submission", `{"accepted":true}`))
	c := h.client()
	posted, err := c.Comment(t.Context(), testRepo, testGHSA, body)
	if err != nil || posted.ID != 5 || posted.Body != body || posted.Author.ID != 99 {
		t.Fatal(posted, err)
	}
	if _, err := c.EditComment(t.Context(), testRepo, testGHSA, 5, body); err != nil {
		t.Fatal(err)
	}
	a, err := c.SetState(t.Context(), testRepo, testGHSA, advisories.StateDraft)
	if err != nil || a.State != advisories.StateDraft || !a.Accepted {
		t.Fatal(a, err)
	}
	for _, r := range []seen{h.requests("POST", advisoryURL+"/comments")[0], h.requests("PATCH", advisoryURL+"/comments/5")[0]} {
		var got map[string]any
		if err := json.Unmarshal([]byte(r.body), &got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(map[string]any{"body": body}, got); d != "" {
			t.Error(d)
		}
	}
	if got := strings.TrimSpace(h.requests("PATCH", advisoryURL)[0].body); got != `{"state":"draft"}` {
		t.Error(got)
	}
}

func TestSetStateRefuses(t *testing.T) {
	h := newHub(t)
	for _, s := range []advisories.State{"", "triage", "withdrawn", "Draft"} {
		_, err := h.client().SetState(t.Context(), testRepo, testGHSA, s)
		fault(t, err, advisories.FaultRefused)
	}
	if h.total() != 0 {
		t.Error("something was sent")
	}
}

// An answer that does not say which comment it is: somebody has to look.
func TestCommentWithoutID(t *testing.T) {
	for _, body := range []string{`{}`, `{"id":0}`, `{"id":"5"}`, `[]`, `null`} {
		h := newHub(t)
		h.on("POST "+advisoryURL+"/comments", 201, body)
		_, err := h.client().Comment(t.Context(), testRepo, testGHSA, "x")
		fault(t, err, advisories.FaultUnclear)
	}
	h := newHub(t)
	h.on("PATCH "+advisoryURL+"/comments/5", 200, `{"id":6}`)
	_, err := h.client().EditComment(t.Context(), testRepo, testGHSA, 5, "x")
	fault(t, err, advisories.FaultUnclear)
}

// A write is sent once, whatever comes back.
func TestWritesAreNeverRepeated(t *testing.T) {
	for _, status := range []int{301, 307, 308, 401, 403, 408, 429, 500, 502, 503} {
		h := newHub(t)
		n := 0
		h.handle("/repos/", func(w http.ResponseWriter, _ *http.Request) {
			n++
			answer(w, status, `{}`, "Location", h.srv.URL+"/repositories/42/x", "Retry-After", "1")
		})
		if _, err := h.client().Comment(t.Context(), testRepo, testGHSA, "x"); err == nil || n != 1 {
			t.Errorf("%d: sent %d times, %v", status, n, err)
		}
		if got := len(h.requests("POST", "/repositories/42/x")); got != 0 {
			t.Errorf("%d: followed", status)
		}
	}
}
