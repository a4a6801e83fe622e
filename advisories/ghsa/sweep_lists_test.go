package ghsa

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// changedAt is an entry of an organization's list with its time of update.
func changedAt(id advisories.GHSA, state string, at time.Time) string {
	return fmt.Sprintf(`{"ghsa_id":%q,"state":%q,"url":"https://api.github.com/repos/acme/anvil/security-advisories/%s","updated_at":%q}`,
		id, state, id, at.Format(time.RFC3339))
}

func TestChangedOfOrganization(t *testing.T) {
	h := newHub(t)
	const one, two, three = testGHSA, advisories.GHSA("GHSA-2222-2222-2222"), advisories.GHSA("GHSA-3333-3333-3333")
	since := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	pagesRead := 0
	h.handle("GET /orgs/acme/security-advisories", func(w http.ResponseWriter, r *http.Request) {
		pagesRead++
		if q := r.URL.Query(); q.Get("sort") != "updated" || q.Get("direction") != "desc" || q.Has("state") {
			t.Error(q)
		}
		answer(w, 200, "["+changedAt(one, "published", since.Add(time.Minute))+","+changedAt(two, "closed", since)+","+
			changedAt(three, "closed", since.Add(-time.Second))+"]",
			"Link", fmt.Sprintf(`<%s/orgs/acme/security-advisories?after=c1&per_page=100&sort=updated&direction=desc>; rel="next"`, h.srv.URL))
	})
	list, err := h.client().ChangedOfOrganization(t.Context(), 7, "acme", since)
	if err != nil {
		t.Fatal(err)
	}
	var ids []advisories.GHSA
	for _, l := range list {
		ids = append(ids, l.Advisory.GHSA)
	}
	if !slices.Equal(ids, []advisories.GHSA{one, two}) || list[0].Repo != "anvil" || pagesRead != 1 {
		t.Errorf("%v in %d pages", ids, pagesRead)
	}

	odd := newHub(t)
	odd.on("GET /orgs/acme/security-advisories", 200, `[{"ghsa_id":"GHSA-2222-2222-2222"}]`)
	_, err = odd.client().ChangedOfOrganization(t.Context(), 7, "acme", since)
	fault(t, err, advisories.FaultBadAnswer)
	odd = newHub(t)
	odd.on("GET /orgs/acme/security-advisories", 403, `{}`)
	_, err = odd.client().ChangedOfOrganization(t.Context(), 7, "acme", since)
	fault(t, err, advisories.FaultForbidden)
}

// One token serves the looks at all repositories of an installation, and can read
// only.
func TestChangedSharesAToken(t *testing.T) {
	h := newHub(t)
	h.on("GET /repos/{owner}/{repo}/security-advisories", 200, "[]")
	c := h.client()
	for i := range int64(3) {
		repo := advisories.Repository{Installation: 7, ID: 70 + i, Owner: "acme", Name: fmt.Sprint("anvil-", i)}
		if _, err := c.Changed(t.Context(), repo, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	mint := h.requests("POST", mintURL)
	if len(mint) != 1 || strings.Contains(mint[0].body, "repository_ids") || strings.Contains(mint[0].body, "write") {
		t.Error(mint)
	}
}

// One token serves the reads of repositories that are read together; what holds
// already is not asked for again, and a refusal leaves each its own.
func TestPrepare(t *testing.T) {
	h := newHub(t)
	h.on("GET /repos/{owner}/{repo}/security-advisories", 200, "[]")
	c := h.client()
	repo := func(id int64) advisories.Repository {
		return advisories.Repository{Installation: 7, ID: id, Owner: "acme", Name: fmt.Sprint("anvil-", id)}
	}
	if err := c.Prepare(t.Context(), 7, []int64{72, 70, 71, 70}); err != nil {
		t.Fatal(err)
	}
	for id := range int64(3) {
		if _, err := c.Open(t.Context(), repo(70+id)); err != nil {
			t.Fatal(err)
		}
	}
	mint := h.requests("POST", mintURL)
	if len(mint) != 1 || !strings.Contains(mint[0].body, "[70,71,72]") || strings.Contains(mint[0].body, "write") {
		t.Error(mint)
	}
	if err := c.Prepare(t.Context(), 7, []int64{70, 71, 72}); err != nil || len(h.requests("POST", mintURL)) != 1 {
		t.Errorf("prepared again: %v", err)
	}
	if err := c.Prepare(t.Context(), 7, nil); err != nil {
		t.Errorf("nothing to prepare: %v", err)
	}
	fault(t, c.Prepare(t.Context(), 7, []int64{0}), advisories.FaultInternal)
	h.advance(time.Hour)
	if err := c.Prepare(t.Context(), 7, []int64{70, 71, 72}); err != nil || len(h.requests("POST", mintURL)) != 2 {
		t.Errorf("after an hour: %v", err)
	}
}
