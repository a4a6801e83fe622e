package ghsa

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const mintURL = "/app/installations/7/access_tokens"

// Each purpose asks for its own token, narrowed to what it needs.
func TestTokensAreNarrowed(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 200, advisoryJSON("comments", "0"))
	h.on("POST /graphql", 200, `{"data":{"repository":null,"ownerPrivate":null,"ownerPublic":null}}`)
	h.on("POST "+advisoryURL+"/comments", 201, `{"id":5}`)
	h.on("GET /installation/repositories", 200, `{"repositories":[]}`)
	h.on("GET /repos/acme/anvil/collaborators/kim/permission", 200, `{"permission":"read","user":{"id":4}}`)
	h.on("GET /orgs/acme/teams/sec/memberships/kim", 404, `{}`)
	c := h.client()
	if _, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{Files: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Comment(t.Context(), testRepo, testGHSA, "x"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Repositories(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Powers(t.Context(), testRepo, []advisories.Person{{ID: 4, Login: "kim"}}, []string{"acme/sec"}); err != nil {
		t.Fatal(err)
	}
	var got []any
	for _, r := range h.requests("POST", mintURL) {
		var v any
		if err := json.Unmarshal([]byte(r.body), &v); err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
	}
	ids := []any{42.0}
	want := []any{
		map[string]any{"repository_ids": ids, "permissions": map[string]any{"repository_advisories": "read", "metadata": "read"}},
		map[string]any{"permissions": map[string]any{"contents": "read", "metadata": "read"}},
		map[string]any{"repository_ids": ids, "permissions": map[string]any{"repository_advisories": "write", "metadata": "read"}},
		map[string]any{"permissions": map[string]any{"metadata": "read"}},
		map[string]any{"repository_ids": ids, "permissions": map[string]any{"members": "read", "metadata": "read"}},
		map[string]any{"permissions": map[string]any{"organization_custom_org_roles": "read", "members": "read", "metadata": "read"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := h.requests("GET", advisoryURL)[0].header.Get("Authorization"); got != "Bearer "+longToken(1) {
		t.Errorf("%d bytes of %q…", len(got), got[:12])
	}
	if n := len(longToken(1)); n < 500 {
		t.Errorf("the test's token has %d bytes only", n)
	}
}

func TestTokenIsNeverWide(t *testing.T) {
	h := newHub(t)
	c := h.client()
	nowhere := testRepo
	nowhere.ID = 0
	_, err := c.Open(t.Context(), nowhere)
	fault(t, err, advisories.FaultInternal)
	if h.total() != 0 {
		t.Error("something was sent")
	}
}

func TestTokenLife(t *testing.T) {
	h := newHub(t)
	h.on("GET /repos/acme/anvil/security-advisories", 200, `[]`)
	c := h.client()
	open := func(want int) {
		t.Helper()
		if _, err := c.Open(t.Context(), testRepo); err != nil {
			t.Fatal(err)
		}
		if n := len(h.requests("POST", mintURL)); n != want {
			t.Fatalf("%d tokens, want %d", n, want)
		}
	}
	open(1)
	h.advance(54 * time.Minute)
	open(1)
	h.advance(time.Minute) // five minutes before its end
	open(2)
	other := testRepo
	other.ID = 43
	if _, err := c.Open(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if n := len(h.requests("POST", mintURL)); n != 3 {
		t.Errorf("another repository shares a token: %d", n)
	}
	h.advance(2 * time.Hour)
	open(4)
	if n := len(c.tokens.held); n != 1 {
		t.Errorf("%d tokens held, want 1: old ones are forgotten", n)
	}
}

func TestOneRequestForOneToken(t *testing.T) {
	h := newHub(t)
	h.on("GET /repos/acme/anvil/security-advisories", 200, `[]`)
	c := h.client()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := c.Open(t.Context(), testRepo); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(h.requests("POST", mintURL)); n != 1 {
		t.Errorf("%d requests for one token", n)
	}
}

// A read whose token was refused gets a new one, once; a write does not.
func TestRefusedToken(t *testing.T) {
	h := newHub(t)
	first := "Bearer " + longToken(1)
	h.handle(advisoryURL, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == first || r.Method != "GET" {
			answer(w, 401, `{"message":"Bad credentials"}`)
			return
		}
		answer(w, 200, advisoryJSON("comments", "0"))
	})
	c := h.client()
	if _, err := c.Snapshot(t.Context(), testRepo, testGHSA, Want{}); err != nil {
		t.Fatal(err)
	}
	if n := len(h.requests("GET", advisoryURL)); n != 2 {
		t.Errorf("%d reads, want 2", n)
	}
	for i := range 2 {
		_, err := c.SetState(t.Context(), testRepo, testGHSA, advisories.StateDraft)
		fault(t, err, advisories.FaultUnauthorized)
		if n := len(h.requests("PATCH", advisoryURL)); n != i+1 {
			t.Errorf("%d writes, want %d", n, i+1)
		}
	}
	if n := len(h.requests("POST", mintURL)); n != 4 {
		t.Errorf("%d tokens, want 4: a refused one is dropped", n)
	}
}

func TestMintFaults(t *testing.T) {
	for _, tc := range []struct {
		status int
		body   string
		code   advisories.FaultCode
	}{
		{404, `{"message":"Not Found"}`, advisories.FaultSuspended},
		{403, `{"message":"This installation has been suspended"}`, advisories.FaultSuspended},
		{403, `{"message":"Resource not accessible by integration"}`, advisories.FaultForbidden},
		{422, `{"message":"The permissions requested are not granted to this installation."}`, advisories.FaultForbidden},
		{401, `{"message":"A JSON web token could not be decoded"}`, advisories.FaultUnauthorized},
		{429, `{}`, advisories.FaultLimited},
		{502, `oops`, advisories.FaultUnavailable},
		{201, `{"expires_at":null}`, advisories.FaultBadAnswer},
		{201, `<html>`, advisories.FaultBadAnswer},
	} {
		t.Run(fmt.Sprint(tc.status, tc.code), func(t *testing.T) {
			h := newHub(t)
			h.on("POST "+mintURL, tc.status, tc.body)
			c := h.client()
			_, err := c.Open(t.Context(), testRepo)
			fault(t, err, tc.code)
			_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
			fault(t, err, tc.code) // no write was sent, so never unclear
		})
	}
}
