package ghsa

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	installedURL   = "/repos/acme/anvil/installation"
	repositoryURL  = "/repos/acme/anvil"
	repositoryJSON = `{"id":42,"name":"anvil","owner":{"id":3,"login":"acme"},"private":true,"archived":true}`
)

func TestLookup(t *testing.T) {
	h := newHub(t)
	h.on("GET "+installedURL, 200, `{"id":7,"account":{"id":3,"login":"acme"},"suspended_at":null}`)
	h.on("GET "+repositoryURL, 200, repositoryJSON)
	c := h.client()
	got, err := c.Lookup(t.Context(), "acme", "anvil")
	if err != nil {
		t.Fatal(err)
	}
	want := testRepo
	want.Private, want.Archived = true, true
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if auth := h.requests("GET", installedURL)[0].header.Get("Authorization"); strings.Contains(auth, "ghs_") || !strings.Contains(auth, "eyJ") {
		t.Error("the installation was not asked for as the App")
	}
	if auth := h.requests("GET", repositoryURL)[0].header.Get("Authorization"); !strings.Contains(auth, "ghs_") {
		t.Error("the repository was not asked for with a token of the installation")
	}
	if body := h.requests("POST", mintURL)[0].body; strings.Contains(body, "write") || strings.Contains(body, "contents") {
		t.Error("the token may do more than it needs:", body)
	}
}

func TestLookupFaults(t *testing.T) {
	const good = `{"id":7}`
	for name, tc := range map[string]struct {
		status    int
		installed string
		repo      int
		body      string
		code      advisories.FaultCode
		says      string
	}{
		"not installed":  {404, `{"message":"sentinel"}`, 200, repositoryJSON, "gone", "not installed there"},
		"not covered":    {200, good, 404, `{"message":"sentinel"}`, "gone", "not installed there"},
		"suspended":      {200, `{"id":7,"suspended_at":"2026-11-01T00:00:00Z"}`, 200, repositoryJSON, "suspended", ""},
		"wrong key":      {401, `{}`, 200, repositoryJSON, "unauthorized", ""},
		"outage":         {502, `{}`, 200, repositoryJSON, "unavailable", ""},
		"no id":          {200, `{}`, 200, repositoryJSON, "bad_answer", ""},
		"not JSON":       {200, `sentinel`, 200, repositoryJSON, "bad_answer", ""},
		"no repository":  {200, good, 200, `{}`, "bad_answer", ""},
		"odd repository": {200, good, 200, `{"id":42,"name":"..","owner":{"login":"acme"}}`, "bad_answer", ""},
		"forbidden":      {200, good, 403, `{}`, "forbidden", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("GET "+installedURL, tc.status, tc.installed)
			h.on("GET "+repositoryURL, tc.repo, tc.body)
			_, err := h.client().Lookup(t.Context(), "acme", "anvil")
			if f := fault(t, err, tc.code); !strings.Contains(f.Error(), tc.says) {
				t.Error(f)
			}
			quiet(t, err.Error())
		})
	}
	h := newHub(t)
	for _, name := range [][2]string{{"acme", ".."}, {"../x", "anvil"}, {"", ""}} {
		_, err := h.client().Lookup(t.Context(), name[0], name[1])
		fault(t, err, advisories.FaultInternal)
	}
	if h.total() != 0 {
		t.Error("something was sent")
	}
}
