package ghsa

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// taggedHub answers one advisory with validators, and 304 by them.
type taggedHub struct {
	*hub
	body     string
	proven   bool // the ETag is the sum that is believed to be GitHub's
	tag      string
	modified time.Time
	status   int
}

func newTaggedHub(t *testing.T, pattern string) *taggedHub {
	h := &taggedHub{hub: newHub(t), proven: true, status: 200, body: advisoryJSON("comments", "0"), modified: testNow.Add(-time.Hour)}
	h.handle(pattern, h.serveTagged)
	return h
}

func (h *taggedHub) serveTagged(w http.ResponseWriter, r *http.Request) {
	tag := h.tag
	if h.proven {
		tag = bodyTag(r.Header, []byte(h.body))
	}
	if tag != "" {
		w.Header().Set("ETag", tag)
	}
	w.Header().Set("Last-Modified", h.modified.Format(http.TimeFormat))
	w.Header().Set("Date", h.clock().Format(http.TimeFormat))
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	none := r.Header.Get("If-None-Match")
	switch {
	case h.status != 200:
		answer(w, h.status, `{}`)
	case none != "" && none == tag, none == "" && err == nil && !h.modified.After(since):
		w.WriteHeader(304)
	default:
		answer(w, 200, h.body)
	}
}

// looked is how the last request asked, and what came of it.
func (h *taggedHub) looked(path string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.log[len(h.log)-1]
	if last.path != path {
		h.t.Fatalf("the last request was for %s", last.path)
	}
	how := "all"
	if last.header.Get("If-None-Match") != "" {
		how = "tag"
	}
	if last.header.Get("If-Modified-Since") != "" {
		how += " time"
	}
	r := h.told[len(h.told)-1]
	return fmt.Sprint(how, " ", r.Status, " ", r.NotModified)
}

// An advisory is asked for by its tag, also with the next token, and a change is
// seen at once.
func TestConditional(t *testing.T) {
	h := newTaggedHub(t, "GET "+advisoryURL)
	c := h.client()
	look := func(want, summary string) {
		t.Helper()
		s, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{})
		if err != nil || s.Advisory.Summary != summary {
			t.Fatalf("%q %v", s.Advisory.Summary, err)
		}
		if got := h.looked(advisoryURL); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if _, err := c.Self(t.Context(), 7); err != nil { // so that the look is the last request
		t.Fatal(err)
	}
	look("all 200 false", "s")
	look("tag 304 true", "s")
	h.advance(56 * time.Minute) // the token is not used to its end
	look("tag 304 true", "s")
	if h.mints < 2 {
		t.Error("the token was not changed")
	}
	h.body = advisoryJSON("comments", "0", "summary", `"changed"`) // and its Last-Modified did not move
	look("tag 200 false", "changed")
	look("tag 304 true", "changed")
	h.advance(heldLife - time.Second)
	look("tag 304 true", "changed")
	h.advance(heldLife)
	look("all 200 false", "changed")
}

// A tag that says nothing of the body is not trusted for an advisory, which is
// looked at right before a write, and for a list only with the token it came with.
func TestConditionalUnproven(t *testing.T) {
	h := newTaggedHub(t, "GET "+advisoryURL)
	h.proven, h.tag = false, `W/"1"`
	c := h.client()
	for range 2 {
		if _, err := c.advisory(t.Context(), testRepo, testGHSA); err != nil {
			t.Fatal(err)
		}
		if got := h.looked(advisoryURL); got != "all 200 false" {
			t.Error(got)
		}
	}
	const list = "/repos/acme/anvil/security-advisories"
	l := newTaggedHub(t, "GET "+list)
	l.proven, l.tag, l.body = false, `W/"1"`, "["+advisoryJSON()+"]"
	c = l.client()
	ask := func(want string, f func(context.Context) ([]advisories.Advisory, error)) {
		t.Helper()
		got, err := f(t.Context())
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		if how := l.looked(list); how != want {
			t.Errorf("%s, want %s", how, want)
		}
	}
	open := func(ctx context.Context) ([]advisories.Advisory, error) { return c.Open(ctx, testRepo) }
	changed := func(ctx context.Context) ([]advisories.Advisory, error) {
		return c.Changed(ctx, testRepo, testNow.Add(-24*time.Hour))
	}
	ask("all 200 false", open)
	ask("all 200 false", changed)
	ask("tag 304 true", open)
	ask("tag 304 true", changed)
	l.advance(56 * time.Minute)
	l.tag = `W/"2"` // as GitHub's tags end with the token
	ask("all 200 false", open)
	ask("all time 304 true", changed)
	ask("tag 304 true", changed)
	l.advance(56 * time.Minute)
	l.tag, l.modified = `W/"3"`, l.clock().Add(-30*time.Second)
	ask("all time 200 false", changed)
	l.advance(56 * time.Minute)
	ask("all 200 false", changed) // another change could hide in that second
	l.advance(56 * time.Minute)
	ask("all time 304 true", changed)
}

// What GitHub refuses is forgotten; what it cannot answer just now is not.
func TestConditionalRefused(t *testing.T) {
	for status, kept := range map[int]bool{404: false, 403: false, 410: false, 451: false, 429: true, 500: true, 503: true} {
		h := newTaggedHub(t, "GET "+advisoryURL)
		c := h.client()
		if _, err := c.advisory(t.Context(), testRepo, testGHSA); err != nil {
			t.Fatal(err)
		}
		h.status = status
		if _, err := c.advisory(t.Context(), testRepo, testGHSA); err == nil {
			t.Fatal("no fault")
		}
		if got := len(c.held.by) == 1; got != kept {
			t.Errorf("%d: kept %v", status, got)
		}
	}
}

// One installation's, repository's or purpose's answer is never another's.
func TestConditionalIsApart(t *testing.T) {
	h := newTaggedHub(t, "GET "+advisoryURL)
	h.on("POST /app/installations/8/access_tokens", 201, `{"token":"t8"}`)
	c := h.client()
	for _, repo := range []advisories.Repository{testRepo, {Installation: 8, ID: 42, Owner: "acme", Name: "anvil"}, {Installation: 7, ID: 43, Owner: "acme", Name: "anvil"}} {
		if _, err := c.advisory(t.Context(), repo, testGHSA); err != nil {
			t.Fatal(err)
		}
		if got := h.looked(advisoryURL); got != "all 200 false" {
			t.Error(got)
		}
	}
	if len(c.held.by) != 3 {
		t.Errorf("%d answers", len(c.held.by))
	}
	c.Forget(7)
	if len(c.held.by) != 1 || len(c.tokens.held) != 1 {
		t.Errorf("%d answers and %d tokens after the installation left", len(c.held.by), len(c.tokens.held))
	}
}

// A 304 that nobody asked for, and one by a broken server, are no answers.
func TestUnaskedNotModified(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 304, "")
	_, err := h.client().advisory(t.Context(), testRepo, testGHSA)
	fault(t, err, advisories.FaultBadAnswer)
}

// Pages are remembered with the way to the next one.
func TestConditionalPages(t *testing.T) {
	const list = "/repos/acme/anvil/security-advisories"
	h := newHub(t)
	h.handle("GET "+list, func(w http.ResponseWriter, r *http.Request) {
		body := `[{"ghsa_id":"GHSA-2222-2222-2222"}]`
		if r.URL.Query().Get("after") == "" {
			body = `[{"ghsa_id":"GHSA-3333-3333-3333"}]`
			w.Header().Set("Link", fmt.Sprintf(`<%s%s?after=c>; rel="next"`, h.srv.URL, list))
		}
		tag := bodyTag(r.Header, []byte(body))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.Header().Del("Link")
			w.WriteHeader(304)
			return
		}
		answer(w, 200, body)
	})
	c := h.client()
	for range 3 {
		got, err := c.Changed(t.Context(), testRepo, time.Time{})
		if err != nil || len(got) != 2 {
			t.Fatal(got, err)
		}
	}
	if n := len(h.requests("GET", list)); n != 6 {
		t.Errorf("%d requests", n)
	}
}

func TestHeldIsBounded(t *testing.T) {
	a := newAnswersHeld(20 * heldExtra)
	key := func(i int) heldKey { return heldKey{installation: int64(i)} }
	now := testNow
	for i := range 100 {
		a.put(key(i), &heldAnswer{body: bytes.Repeat([]byte("x"), i%3*heldExtra)}, now)
		if i > 0 {
			a.get(key(0), now)
			a.put(key(0), &heldAnswer{}, now)
		}
		sum := 0
		for _, el := range a.by {
			sum += el.Value.(*heldEntry).size()
		}
		if sum != a.bytes || sum > a.most || a.order.Len() != len(a.by) {
			t.Fatalf("%d bytes, %d counted, %d entries", sum, a.bytes, len(a.by))
		}
	}
	if a.get(key(0), now) == nil || a.get(key(99), now) == nil || a.get(key(1), now) != nil {
		t.Error("not the oldest went")
	}
	a.put(key(99), &heldAnswer{body: make([]byte, heldAnswerBytes+1)}, now)
	if a.get(key(99), now) != nil {
		t.Error("too large, and an old answer in its place")
	}
	a.put(key(7), &heldAnswer{}, now.Add(heldLife))
	if len(a.by) != 1 {
		t.Errorf("%d answers, most of them old", len(a.by))
	}
	off := newAnswersHeld(-1)
	if off.put(key(1), &heldAnswer{}, now); len(off.by) != 0 || off.bytes != 0 {
		t.Error("remembered, though nothing shall be")
	}
}

// Who may do what, files and people are always asked for anew.
func TestWhatIsRemembered(t *testing.T) {
	for _, r := range Routes() {
		if mayRemember(r) && (r.Method != http.MethodGet || strings.Contains(r.Path, "collaborators") || strings.Contains(r.Path, "teams") || strings.Contains(r.Path, "roles")) {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}
