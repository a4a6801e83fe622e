package ghsa

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func permissionURL(login string) string {
	return "/repos/acme/anvil/collaborators/" + login + "/permission"
}

func TestPowers(t *testing.T) {
	h := newHub(t)
	for login, body := range map[string]string{
		"ann":   `{"permission":"admin","role_name":"admin","user":{"id":1,"login":"ann"}}`,
		"max":   `{"permission":"write","role_name":"maintain","user":{"id":2}}`,
		"tia":   `{"permission":"read","role_name":"read","user":{"id":3}}`,
		"wes":   `{"permission":"write","role_name":"write","user":{"id":4}}`,
		"moved": `{"permission":"admin","role_name":"admin","user":{"id":777}}`,
		"ghost": `{"permission":"admin","role_name":"admin","user":null}`,
		"odd":   `{"permission":"write","role_name":"admin-in-name-only","user":{"id":7}}`,
		"old":   `{"permission":"admin","user":{"id":8}}`,
		"none":  `{"permission":"none","role_name":"","user":{"id":9}}`,
	} {
		h.on("GET "+permissionURL(login), 200, body)
	}
	h.on("GET /orgs/acme/teams/sec/memberships/tia", 200, `{"state":"active","role":"member"}`)
	h.on("GET /orgs/Acme/teams/ops/memberships/tia", 200, `{"state":"active"}`)
	h.on("GET /orgs/acme/teams/sec/memberships/wes", 200, `{"state":"pending"}`)
	h.on("GET /orgs/acme/teams/sec/memberships/ann", 403, `{"message":"no"}`)
	people := []advisories.Person{
		{ID: 1, Login: "ann"}, {ID: 1, Login: "ann"}, {ID: 2, Login: "max"}, {ID: 3, Login: "tia"}, {ID: 4, Login: "wes"},
		{ID: 5, Login: "moved"}, {ID: 6, Login: "ghost"}, {ID: 7, Login: "odd"}, {ID: 8, Login: "old"}, {ID: 9, Login: "none"},
		{ID: 10, Login: "absent"}, {ID: 0, Login: "zero"}, {ID: 11, Login: "app[bot]", Bot: true}, {ID: 12, Login: "a/b"},
		{ID: 13, Login: "bot", Bot: true},
	}
	teams := []string{"acme/sec", "acme/sec", "Acme/ops", "other/sec", "@tia", "tia", "acme/../x", "acme/", "acme/a/b"}
	got, err := h.client().Powers(t.Context(), testRepo, people, teams)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int64]advisories.Power{
		1: {Admin: true}, 2: {Maintain: true}, 3: {Teams: []string{"acme/sec", "Acme/ops"}}, 8: {Admin: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	asked := map[string]int{}
	for _, r := range h.log {
		asked[r.path]++
		if strings.Contains(r.path, "/orgs/other") || strings.Contains(r.path, "moved") && strings.Contains(r.path, "orgs") {
			t.Error("asked", r.path)
		}
	}
	if asked[permissionURL("ann")] != 1 || asked[permissionURL("zero")]+asked[permissionURL("bot")] != 0 {
		t.Error(asked)
	}
}

func TestPowersFaults(t *testing.T) {
	kim := []advisories.Person{{ID: 1, Login: "kim"}}
	for status, code := range map[int]advisories.FaultCode{403: advisories.FaultForbidden, 502: advisories.FaultUnavailable, 429: advisories.FaultLimited} {
		h := newHub(t)
		h.on("GET "+permissionURL("kim"), status, `{}`)
		_, err := h.client().Powers(t.Context(), testRepo, kim, nil)
		fault(t, err, code)
	}
	for status, code := range map[int]advisories.FaultCode{404: "", 403: "", 502: advisories.FaultUnavailable, 429: advisories.FaultLimited} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			h := newHub(t)
			h.on("GET "+permissionURL("kim"), 200, `{"permission":"admin","user":{"id":1}}`)
			h.on("GET /orgs/", status, `{}`)
			got, err := h.client().Powers(t.Context(), testRepo, kim, []string{"acme/sec"})
			if code != "" {
				fault(t, err, code)
			} else if err != nil || !got[1].Admin || got[1].Teams != nil {
				t.Error(got, err)
			}
		})
	}
}

// An installation that did not grant the reading of teams has no teams.
func TestPowersWithoutMembers(t *testing.T) {
	h := newHub(t)
	h.on("GET "+permissionURL("kim"), 200, `{"permission":"write","role_name":"maintain","user":{"id":1}}`)
	c := h.client()
	c.tokens.held[tokenKey{7, 42, PurposeRead}] = token{"t", testNow.Add(3600e9)}
	h.on("POST "+mintURL, 422, `{}`)
	got, err := c.Powers(t.Context(), testRepo, []advisories.Person{{ID: 1, Login: "kim"}}, []string{"acme/sec"})
	if err != nil || !got[1].Maintain {
		t.Error(got, err)
	}
}
