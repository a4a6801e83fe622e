package ghsa

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writing are the purposes whose tokens can change what people see.
var writing = map[Purpose]bool{PurposeWrite: true, PurposeFork: true, PurposeTrack: true}

func TestRoutes(t *testing.T) {
	seen := map[Route]bool{}
	for _, r := range Routes() {
		if seen[r] || r.Attempted() == "" || !strings.HasPrefix(r.Path, "/") {
			t.Errorf("%+v", r)
		}
		seen[r] = true
		if _, ok := scopes[r.Purpose]; !ok && !slices.Contains([]Purpose{PurposeApp, PurposeNone, PurposeGranted}, r.Purpose) {
			t.Errorf("%s %s has no scope", r.Method, r.Path)
		}
		if r.Writes != writing[r.Purpose] {
			t.Errorf("%s %s: a write and its token's purpose must agree", r.Method, r.Path)
		}
	}
}

func TestPermissions(t *testing.T) {
	want := map[string]string{"repository_advisories": "write", "metadata": "read", "contents": "read", "members": "read",
		"issues": "write", "organization_custom_org_roles": "read"}
	if d := cmp.Diff(want, Permissions()); d != "" {
		t.Error(d)
	}
}

// What an installation may do without is not asked of those that want none of it.
func TestOptionalPermissions(t *testing.T) {
	if d := cmp.Diff(map[string]string{"administration": "write"}, OptionalPermissions()); d != "" {
		t.Error(d)
	}
}

func TestFill(t *testing.T) {
	got, err := routeEdit.fill("acme", "an.vil", string(testGHSA), "5")
	if want := "repos/acme/an.vil/security-advisories/GHSA-2345-cfgh-jmpq/comments/5"; err != nil || got != want {
		t.Error(got, err)
	}
	got, err = routeUser.fill("a[bot]")
	if want := "users/a%5Bbot%5D"; err != nil || got != want {
		t.Error(got, err)
	}
	for _, args := range [][]string{nil, {"acme"}, {"acme", "anvil", string(testGHSA), "5", "6"}, {"acme", "anvil", string(testGHSA), "05"}, {"acme", "anvil", string(testGHSA), "5/.."}} {
		if _, err := routeEdit.fill(args...); err == nil {
			t.Error(args)
		}
	}
}

// Metrics and the log see templates and numbers only.
func TestObserve(t *testing.T) {
	h := newHub(t)
	h.on("GET "+advisoryURL, 404, `{}`, "X-RateLimit-Remaining", "4987")
	_, err := h.client().Snapshot(t.Context(), testRepo, testGHSA, Want{})
	if err == nil {
		t.Fatal("no fault")
	}
	want := []Request{
		{Purpose: "app", Method: "POST", Route: "/app/installations/{installation_id}/access_tokens", Status: 201, Remaining: -1},
		{Purpose: "read", Method: "GET", Route: "/repos/{owner}/{repo}/security-advisories/{ghsa_id}", Status: 404, Remaining: 4987},
	}
	if d := cmp.Diff(want, h.told); d != "" {
		t.Error(d)
	}
	if log := h.lines.String(); strings.Contains(log, "acme") || strings.Contains(log, "GHSA") || !strings.Contains(log, "status=404") {
		t.Error(log)
	}
}
