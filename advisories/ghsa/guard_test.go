package ghsa

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestRedirectAcrossHosts(t *testing.T) {
	var stolen []string
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		stolen = append(stolen, r.Header.Get("Authorization"))
	}))
	defer thief.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		h := newHub(t)
		h.on("/repos/", status, "", "Location", thief.URL+"/x")
		h.on("/app", status, "", "Location", thief.URL+"/x")
		h.on("/graphql", status, "", "Location", thief.URL+"/x")
		c := h.client()
		_, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{})
		fault(t, err, advisories.FaultBadAnswer)
		_, err = c.App(t.Context())
		fault(t, err, advisories.FaultBadAnswer)
		_, err = c.queryFiles(t.Context(), testRepo)
		fault(t, err, advisories.FaultBadAnswer)
		_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
		fault(t, err, advisories.FaultUnavailable)
	}
	if len(stolen) != 0 {
		t.Errorf("%d requests left for another host", len(stolen))
	}
}

// A renamed repository answers reads with a redirect to its id.
func TestRedirectWithinHost(t *testing.T) {
	for _, status := range []int{301, 302, 307, 308} {
		h := newHub(t)
		h.on("GET "+advisoryURL, status, "", "Location", h.srv.URL+"/repositories/42/security-advisories/GHSA-2345-cfgh-jmpq")
		h.on("GET /repositories/42/security-advisories/GHSA-2345-cfgh-jmpq", 200, advisoryJSON("comments", "0"))
		s, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
		if err != nil || s.Advisory.GHSA != testGHSA {
			t.Fatal(err)
		}
		second := h.requests("GET", "/repositories/42/security-advisories/GHSA-2345-cfgh-jmpq")[0]
		if got := second.header.Get("Authorization"); got != "Bearer "+longToken(1) {
			t.Errorf("%d: token %q", status, got)
		}
		if got := second.header.Get("Referer"); got != "" {
			t.Error("a Referer was sent")
		}
	}
}

func TestRedirectsEnd(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 302, "", "Location", advisoryURL)
	_, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
	fault(t, err, advisories.FaultBadAnswer)
	if n := len(h.requests("GET", advisoryURL)); n != 1+maxRedirects {
		t.Errorf("%d requests", n)
	}
}

func TestRedirectToOddPath(t *testing.T) {
	for _, to := range []string{"/a/../app/installations", "/a//b", "/a%2e%2e/b", "/a%2Fb", "/a;b", "/ä"} {
		h := newHub(t)
		h.on("GET "+advisoryURL, 302, "", "Location", h.srv.URL+to)
		_, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
		if err == nil {
			t.Errorf("%s was followed", to)
		}
		if n := len(h.log); n > 3 { // one for the token, the redirect, and at most a cleaned path
			t.Errorf("%s: %d requests", to, n)
		}
	}
}

// Names that could change the path are refused before anything is sent.
func TestOddNames(t *testing.T) {
	h := newHub(t)
	c := h.client()
	for _, name := range []string{"", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "ä", strings.Repeat("a", 101), `a\b`} {
		for _, repo := range []advisories.Repository{
			{Installation: 7, ID: 42, Owner: name, Name: "x"}, {Installation: 7, ID: 42, Owner: "x", Name: name},
		} {
			_, err := c.Snapshot(t.Context(), repo, testGHSA, Want{})
			fault(t, err, advisories.FaultInternal)
			_, err = c.Open(t.Context(), repo)
			fault(t, err, advisories.FaultInternal)
			_, err = c.queryFiles(t.Context(), repo)
			fault(t, err, advisories.FaultInternal)
			_, err = c.Comment(t.Context(), repo, testGHSA, "x")
			fault(t, err, advisories.FaultInternal)
		}
	}
	for _, id := range []advisories.GHSA{"", "x", "../..", "GHSA-2345-cfgh-jmp/", "ghsa-2345-cfgh-jmpq", "GHSA-2345-CFGH-JMPQ"} {
		_, err := c.Snapshot(t.Context(), testRepo, id, Want{})
		fault(t, err, advisories.FaultInternal)
	}
	for _, comment := range []int64{0, -1} {
		_, err := c.EditComment(t.Context(), testRepo, testGHSA, comment, "x")
		fault(t, err, advisories.FaultInternal)
	}
	if n := h.total(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// tripwire is a transport that nothing may reach.
type tripwire struct{ t *testing.T }

func (w tripwire) RoundTrip(*http.Request) (*http.Response, error) {
	w.t.Error("the guard let it pass")
	return nil, errors.New("x")
}

func TestGuard(t *testing.T) {
	api, graph, err := endpoints("https://api.github.com/", "")
	if err != nil {
		t.Fatal(err)
	}
	g := &guard{next: tripwire{t}, api: api, graph: graph}
	for raw, c := range map[string]*call{
		"https://api.github.com/app":             nil,
		"https://api.github.com/meta":            {},
		"http://api.github.com/app":              {route: routeApp},
		"https://api.github.com:444/app":         {route: routeApp},
		"https://api.github.com.evil.test/app":   {route: routeApp},
		"https://evil.test/app":                  {route: routeApp},
		"https://x@api.github.com/app":           {route: routeApp},
		"https://api.github.com/a/../app":        {route: routeApp},
		"https://api.github.com//app":            {route: routeApp},
		"https://api.github.com/app%20":          {route: routeApp},
		"https://api.github.com/repos":           {route: routeFiles},
		"https://api.github.com/graphql?x=1":     {route: routeFiles},
		"https://evil.test/graphql":              {route: routeFiles},
		"https://api.github.com/graphql/../user": {route: routeFiles},
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		req := (&http.Request{Method: "GET", URL: u, Header: http.Header{}}).WithContext(t.Context())
		if c != nil {
			req = req.WithContext(withCall(t.Context(), c))
		}
		if _, err := g.RoundTrip(req); err == nil || strings.Contains(err.Error(), "evil") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// A base path of an Enterprise Server is a fence too.
func TestGuardBasePath(t *testing.T) {
	api, graph, err := endpoints("https://ghe.example/api/v3", "")
	if err != nil {
		t.Fatal(err)
	}
	g := &guard{next: tripwire{t}, api: api, graph: graph}
	req, err := http.NewRequestWithContext(withCall(t.Context(), &call{route: routeApp}), "GET", "https://ghe.example/login", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.RoundTrip(req); !errors.Is(err, errHost) {
		t.Error(err)
	}
}
