package ghsa

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const rolesURL = "/orgs/acme/organization-roles"

const someRoles = `{"total_count":3,"roles":[{"id":5,"name":"all_repo_read","source":"Predefined"},
	{"id":6,"name":"security_manager","source":"Organization"},{"id":8,"name":"security_manager","source":"Predefined"}]}`

// roleHub has kim as a security manager by name, tia by a team, and wes as none.
func roleHub(t *testing.T) *hub {
	h := newHub(t)
	for i, login := range []string{"kim", "tia", "wes", "ann"} {
		permission := "read"
		if login == "ann" {
			permission = "admin"
		}
		h.on("GET "+permissionURL(login), 200, `{"permission":"`+permission+`","user":{"id":`+string(rune('1'+i))+`}}`)
	}
	h.on("GET "+rolesURL, 200, someRoles)
	h.on("GET "+rolesURL+"/8/users", 200, `[{"id":1,"login":"kim","type":"User"},{"id":99,"login":"x[bot]","type":"Bot"}]`)
	h.on("GET "+rolesURL+"/8/teams", 200, `[{"slug":"ent:odd"},{"slug":"guard"}]`)
	h.on("GET /orgs/acme/teams/guard/memberships/tia", 200, `{"state":"active"}`)
	return h
}

var four = []advisories.Person{{ID: 4, Login: "ann"}, {ID: 1, Login: "kim"}, {ID: 2, Login: "tia"}, {ID: 3, Login: "wes"}}

func TestSecurityManagers(t *testing.T) {
	h := roleHub(t)
	c := h.client()
	for range 2 {
		got, err := c.PowersNow(t.Context(), testRepo, four, nil)
		if err != nil || len(got) != 3 || !got[1].Security || !got[2].Security || !got[4].Admin {
			t.Fatalf("%+v %v", got, err)
		}
	}
	// The role's number is kept, who holds it is asked once a decision.
	for path, want := range map[string]int{rolesURL: 1, rolesURL + "/8/users": 2, rolesURL + "/8/teams": 2, rolesURL + "/6/users": 0} {
		if n := len(h.requests("GET", path)); n != want {
			t.Errorf("%s: %d requests, want %d", path, n, want)
		}
	}
	for _, r := range h.requests("POST", mintURL) {
		if strings.Contains(r.body, permissionRoles) && strings.Contains(r.body, "repository_ids") {
			t.Error(r.body)
		}
	}
	if !c.SecurityManagersReadable(t.Context(), 7, "acme") {
		t.Error("not readable")
	}
	if got, err := c.PowersNow(t.Context(), testRepo, four[:1], nil); err != nil || got[4].Security || len(h.requests("GET", rolesURL+"/8/users")) != 3 {
		t.Error("asked about an admin, who has more", got, err)
	}
}

// A login that belongs to somebody else by now is no security manager.
func TestSecurityByID(t *testing.T) {
	h := roleHub(t)
	got, err := h.client().PowersNow(t.Context(), testRepo, []advisories.Person{{ID: 77, Login: "kim"}, {ID: 1, Login: "wes"}}, nil)
	if err != nil || len(got) != 0 {
		t.Error(got, err)
	}
}

// What may not be read gives nobody power, stops nothing, and is not asked for
// again within the hour; what will pass is a fault.
func TestSecurityUnreadable(t *testing.T) {
	kim := four[1:2]
	for name, spoil := range map[string]func(h *hub){
		"no grant":        func(h *hub) { h.on("POST "+mintURL, 422, `{}`) },
		"no organization": func(h *hub) { h.on("GET "+rolesURL, 404, `{}`) },
		"forbidden":       func(h *hub) { h.on("GET "+rolesURL, 403, `{}`) },
		"no such role":    func(h *hub) { h.on("GET "+rolesURL, 200, `{"roles":[]}`) },
		"unread":          func(h *hub) { h.on("GET "+rolesURL, 200, `[`) },
		"people":          func(h *hub) { h.on("GET "+rolesURL, 200, someRoles); h.on("GET "+rolesURL+"/8/users", 403, `{}`) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("GET "+permissionURL("kim"), 200, `{"permission":"read","role_name":"maintain","user":{"id":1}}`)
			spoil(h)
			c := h.client()
			c.tokens.held[tokenKey{7, 42, PurposeRead}] = token{"t", testNow.Add(2 * time.Hour)}
			if c.SecurityManagersReadable(t.Context(), 7, "acme") {
				t.Error("readable")
			}
			for range 3 {
				got, err := c.PowersNow(t.Context(), testRepo, kim, nil)
				if err != nil || !got[1].Maintain || got[1].Security {
					t.Fatal(got, err)
				}
			}
			n := h.total()
			if _, err := c.PowersNow(t.Context(), testRepo, kim, nil); err != nil || h.total() != n+1 {
				t.Error("asked again:", h.total()-n, err)
			}
			h.advance(unreadLife)
			n = h.total()
			if _, err := c.PowersNow(t.Context(), testRepo, kim, nil); err != nil || h.total() <= n+1 {
				t.Error("never asked again", err)
			}
		})
	}
	for _, path := range []string{rolesURL, rolesURL + "/8/users", rolesURL + "/8/teams"} {
		h := newHub(t)
		for _, p := range []string{rolesURL, rolesURL + "/8/users", rolesURL + "/8/teams"} {
			body, status := someRoles, 200
			if p != rolesURL {
				body = "[]"
			}
			if p == path {
				status = 502
			}
			h.handle("GET "+p, func(w http.ResponseWriter, _ *http.Request) { answer(w, status, body) })
		}
		h.on("GET "+permissionURL("kim"), 200, `{"permission":"read","user":{"id":1}}`)
		_, err := h.client().PowersNow(t.Context(), testRepo, kim, nil)
		fault(t, err, advisories.FaultUnavailable)
	}
}
