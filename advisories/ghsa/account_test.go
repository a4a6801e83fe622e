package ghsa

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestInstallations(t *testing.T) {
	h := newHub(t)
	h.on("GET /app/installations", 200, `[
		{"id":7,"account":{"login":"acme","id":3},"suspended_at":null,"created_at":1600000000,
		 "permissions":{"repository_advisories":"write","metadata":"read","odd":null}},
		{"id":8,"account":null,"suspended_at":"2026-01-01T00:00:00Z"},{}]`)
	got, err := h.client().Installations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []advisories.Installation{
		{ID: 7, Account: "acme", AccountID: 3, Permissions: map[string]string{"repository_advisories": "write", "metadata": "read"}},
		{ID: 8, Suspended: true, Permissions: map[string]string{}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRepositories(t *testing.T) {
	h := newHub(t)
	h.handle("GET /installation/repositories", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "" {
			answer(w, 200, `{"total_count":3,"repositories":[{"id":42,"name":"anvil","owner":{"login":"acme","id":3},"private":true,"archived":true}]}`,
				"Link", "<"+h.srv.URL+`/installation/repositories?per_page=100&page=2>; rel="next"`)
			return
		}
		answer(w, 200, `{"repositories":[{"id":43,"name":"x","owner":{"login":"acme","id":3}},{"id":44,"name":"../x","owner":{"login":"acme"}},{"id":45,"name":"x"}]}`)
	})
	got, err := h.client().Repositories(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	want := []advisories.Repository{
		{Installation: 7, ID: 42, Owner: "acme", OwnerID: 3, Name: "anvil", Private: true, Archived: true},
		{Installation: 7, ID: 43, Owner: "acme", OwnerID: 3, Name: "x"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func delivery(guid string, status, minutes int) string {
	return fmt.Sprintf(`{"guid":%q,"status_code":%d,"delivered_at":%q,"event":"repository_advisory","action":"reported","installation_id":7,"repository_id":42}`,
		guid, status, testNow.Add(-time.Duration(minutes)*time.Minute).Format(time.RFC3339))
}

func TestFailedDeliveries(t *testing.T) {
	h := newHub(t)
	h.handle("GET /app/hook/deliveries", func(w http.ResponseWriter, r *http.Request) {
		link := fmt.Sprintf(`<%s/app/hook/deliveries?per_page=100&cursor=v1_2>; rel="next"`, h.srv.URL)
		if r.URL.Query().Get("cursor") == "" {
			answer(w, 200, "["+delivery("redelivered", 202, 1)+","+delivery("lost", 502, 2)+","+delivery("twice", 0, 3)+","+delivery("again", 500, 3)+"]", "Link", link)
			return
		}
		answer(w, 200, "["+delivery("redelivered", 500, 4)+","+delivery("twice", 404, 5)+","+delivery("again", 200, 6)+`,{"guid":"ping","status_code":500,"event":"ping","installation_id":null},`+
			`{"status_code":500},`+delivery("old", 500, 61)+"]", "Link", link)
	})
	got, err := h.client().FailedDeliveries(t.Context(), testNow.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	reported := advisories.FailedDelivery{GUID: "lost", Event: "repository_advisory", Action: "reported", Installation: 7, Repository: 42}
	twice := reported
	twice.GUID = "twice"
	if d := cmp.Diff([]advisories.FailedDelivery{reported, twice, {GUID: "ping", Event: "ping"}}, got); d != "" {
		t.Error(d)
	}
	if n := len(h.requests("GET", "/app/hook/deliveries")); n != 2 {
		t.Errorf("%d pages", n)
	}
}

func TestFailedDeliveriesIsBounded(t *testing.T) {
	h := newHub(t)
	n := 0
	h.handle("GET /app/hook/deliveries", func(w http.ResponseWriter, _ *http.Request) {
		n++
		answer(w, 200, "["+delivery(fmt.Sprint(n), 500, 1)+"]", "Link", fmt.Sprintf(`<%s/x?cursor=%d>; rel="next"`, h.srv.URL, n))
	})
	got, err := h.client().FailedDeliveries(t.Context(), time.Time{})
	if err != nil || len(got) != maxDeliveryPages || n != maxDeliveryPages {
		t.Error(len(got), n, err)
	}
}
