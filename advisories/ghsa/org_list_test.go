package ghsa

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// located is an entry of an organization's list.
func located(id advisories.GHSA, state, url, page string) string {
	return fmt.Sprintf(`{"ghsa_id":%q,"state":%q,"url":%q,"html_url":%q,"comments":2}`, id, state, url, page)
}

func TestOpenOfOrganization(t *testing.T) {
	h := newHub(t)
	const one, two, three = testGHSA, advisories.GHSA("GHSA-2222-2222-2222"), advisories.GHSA("GHSA-3333-3333-3333")
	api := func(place string, id advisories.GHSA) string {
		return "https://api.github.com/repos/" + place + "/security-advisories/" + string(id)
	}
	h.handle("GET /orgs/acme/security-advisories", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		next := fmt.Sprintf(`<%s/orgs/acme/security-advisories?after=c1&state=triage&per_page=100>; rel="next"`, h.srv.URL)
		switch {
		case q.Get("per_page") != "100":
			t.Error(q)
		case q.Get("state") == "draft":
			answer(w, 200, "["+located(one, "draft", api("acme/anvil", one), "")+"]") // accepted meanwhile
		case q.Get("after") == "c1":
			answer(w, 200, "["+located(three, "triage", "", "https://github.com/acme/an.vil/security/advisories/"+string(three))+"]")
		default:
			answer(w, 200, "["+located(one, "triage", api("acme/anvil", one), "")+","+located(two, "triage", api("Acme/tongs", two), "")+"]", "Link", next)
		}
	})
	got, err := h.client().OpenOfOrganization(t.Context(), 7, "acme")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, l := range got {
		list = append(list, fmt.Sprint(l.Owner, "/", l.Repo, " ", l.Advisory.GHSA, " ", l.Advisory.State, " ", l.Advisory.Comments))
	}
	want := []string{
		"acme/anvil GHSA-2345-cfgh-jmpq draft 2", "Acme/tongs GHSA-2222-2222-2222 triage 2", "acme/an.vil GHSA-3333-3333-3333 triage 2",
	}
	if d := cmp.Diff(want, list); d != "" {
		t.Error(d)
	}
	mint := h.requests("POST", mintURL)
	if len(mint) != 1 || strings.Contains(mint[0].body, "repository_ids") || !strings.Contains(mint[0].body, `"repository_advisories":"write"`) {
		t.Error(mint)
	}
}

// Half a list must not pass for a whole one, or an advisory would be forgotten.
func TestOpenOfOrganizationFaults(t *testing.T) {
	good := "https://api.github.com/repos/acme/anvil/security-advisories/" + string(testGHSA)
	for name, entry := range map[string]string{
		"no place":     located(testGHSA, "triage", "", ""),
		"another's":    located(testGHSA, "triage", strings.Replace(good, "2345", "2346", 1), ""),
		"odd owner":    located(testGHSA, "triage", strings.Replace(good, "acme", "-", 1), ""),
		"odd path":     located(testGHSA, "triage", strings.Replace(good, "anvil", "%2e%2e", 1), ""),
		"no URL":       located(testGHSA, "triage", "%zz", ":"),
		"no id":        `{"state":"triage"}`,
		"malformed id": located("GHSA-x", "triage", good, ""),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("GET /orgs/acme/security-advisories", 200, "["+entry+"]")
			_, err := h.client().OpenOfOrganization(t.Context(), 7, "acme")
			fault(t, err, advisories.FaultBadAnswer)
		})
	}
	for status, code := range map[int]advisories.FaultCode{403: advisories.FaultForbidden, 404: advisories.FaultGone, 502: advisories.FaultUnavailable} {
		h := newHub(t)
		h.on("GET /orgs/acme/security-advisories", status, `{}`)
		_, err := h.client().OpenOfOrganization(t.Context(), 7, "acme")
		fault(t, err, code)
	}
	h := newHub(t)
	h.on("POST "+mintURL, 422, `{}`)
	_, err := h.client().OpenOfOrganization(t.Context(), 7, "acme")
	fault(t, err, advisories.FaultForbidden)
}

// A quiet repository takes one request.
func TestChanged(t *testing.T) {
	h := newHub(t)
	h.handle("GET /repos/acme/anvil/security-advisories", func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("state") != "" || q.Get("sort") != "updated" || q.Get("direction") != "desc" {
			t.Error(q)
		}
		link := fmt.Sprintf(`<%s%s?after=c>; rel="next"`, h.srv.URL, r.URL.Path)
		answer(w, 200, `[{"ghsa_id":"GHSA-2222-2222-2222","state":"closed","updated_at":"2026-11-22T11:00:00Z"},
			{"ghsa_id":"GHSA-3333-3333-3333","state":"triage","updated_at":"2026-11-22T10:00:00Z"},
			{"ghsa_id":"GHSA-4444-4444-4444","state":"draft","updated_at":"2026-11-22T09:00:00Z"}]`, "Link", link)
	})
	got, err := h.client().Changed(t.Context(), testRepo, testNow.Add(-2*3600e9))
	if err != nil || len(got) != 2 || got[0].State != advisories.StateClosed || got[1].State != advisories.StateTriage {
		t.Errorf("%+v %v", got, err)
	}
	if n := len(h.requests("GET", "/repos/acme/anvil/security-advisories")); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// Addresses are GitHub's, yet whatever they hold, a place is two good names.
func FuzzPlaceOf(f *testing.F) {
	id := string(testGHSA)
	for _, s := range []string{
		"https://api.github.com/repos/acme/anvil/security-advisories/" + id, "https://ghe.example/api/v3/repos/a/b/security-advisories/" + id,
		"https://github.com/acme/anvil/security/advisories/" + id, "repos/../x/security-advisories/" + id, "//repos/a%2fb/c/security-advisories/" + id, "",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, api, page string) {
		owner, repo, ok := placeOf(api, page, id)
		if ok && !(advisories.ValidOwner(owner) && advisories.ValidRepositoryName(repo)) {
			t.Errorf("%q %q from %q %q", owner, repo, api, page)
		}
	})
}
