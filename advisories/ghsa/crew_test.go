package ghsa

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	adminsURL = "/repos/acme/anvil/collaborators"
	coreURL   = "/orgs/acme/teams/core/members"
)

// crewHub has ann as an admin and tia in a team; nobody may read roles. The path
// that is spoiled is left to the test.
func crewHub(t *testing.T, spoiled string) *hub {
	h := newHub(t)
	on := func(path string, status int, body string) {
		if path != spoiled {
			h.on("GET "+path, status, body)
		}
	}
	on(adminsURL, 200, `[{"id":4,"login":"ann","type":"User","role_name":"admin","permissions":{"admin":true}},
		{"id":5,"login":"wes","role_name":"write","permissions":{"admin":false}},{"id":6,"login":"odd"},
		{"id":7,"login":"own","permissions":{"admin":true}},{"id":99,"login":"x[bot]","type":"Bot","role_name":"admin"}]`)
	on(coreURL, 200, `[{"id":2,"login":"tia"},{"id":4,"login":"ann"},null]`)
	on(rolesURL, 403, `{}`)
	return h
}

func TestCrew(t *testing.T) {
	h := crewHub(t, "")
	h.on("GET /users/kim", 200, `{"id":1,"login":"kim","type":"User","node_id":"U"}`)
	c := h.client()
	people, whole, err := c.Crew(t.Context(), testRepo, []string{"acme/core", "other/core", "@Kim", "@ann"})
	if err != nil || !whole || fmt.Sprint(people) != "[{1 kim  false} {2 tia  false} {4 ann  false} {7 own  false}]" {
		t.Errorf("%v, whole %v, %v", people, whole, err)
	}
	if q := h.requests("GET", adminsURL)[0].query; !strings.Contains(q, "affiliation=all") || !strings.Contains(q, "permission=admin") {
		t.Error(q)
	}
	if admins, _, err := c.Admins(t.Context(), testRepo); err != nil || len(admins) != 2 {
		t.Error(admins, err)
	}
	if n := len(h.requests("GET", "/users/ann")); n != 0 {
		t.Error("asked who somebody is that is known", n)
	}
}

// Half a crew is never taken for a whole one, and none for an empty one.
func TestCrewFaults(t *testing.T) {
	teams := []string{"acme/core", "@kim"}
	for path, codes := range map[string]map[int]advisories.FaultCode{
		adminsURL:    {403: advisories.FaultForbidden, 404: advisories.FaultGone, 502: advisories.FaultUnavailable},
		coreURL:      {403: advisories.FaultForbidden, 404: "", 502: advisories.FaultUnavailable},
		rolesURL:     {403: "", 502: advisories.FaultUnavailable},
		"/users/kim": {404: "", 403: advisories.FaultForbidden, 429: advisories.FaultLimited},
	} {
		for status, code := range codes {
			h := crewHub(t, path)
			h.handle("GET "+path, func(w http.ResponseWriter, _ *http.Request) { answer(w, status, `{}`) })
			people, whole, err := h.client().Crew(t.Context(), testRepo, teams)
			if code == "" && (err != nil || !whole || len(people) == 0) {
				t.Errorf("%s %d: %v %v %v", path, status, people, whole, err)
			} else if advisories.CodeOf(err) != code || code != "" && people != nil {
				t.Errorf("%s %d: %v %v", path, status, people, err)
			}
		}
	}
}

// A list beyond the bound says that it is not whole; one that never ends is a fault.
func TestCrewBound(t *testing.T) {
	for _, same := range []bool{false, true} {
		h := crewHub(t, coreURL)
		n := 0
		h.handle("GET "+coreURL, func(w http.ResponseWriter, r *http.Request) {
			n++
			page := n
			if same {
				page = 1
			}
			w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next"`, r.Host, r.URL.Path, page))
			answer(w, 200, fmt.Sprintf(`[{"id":%d,"login":"m%d"}]`, 100+n, n))
		})
		people, whole, err := h.client().Crew(t.Context(), testRepo, []string{"acme/core"})
		switch {
		case same && advisories.CodeOf(err) != advisories.FaultBadAnswer:
			t.Error(err)
		case !same && (err != nil || whole || len(people) != maxCrewPages+2):
			t.Error(len(people), whole, err)
		}
	}
}
