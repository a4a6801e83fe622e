package ghsa

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const listURL = "/repos/acme/anvil/security-advisories"

func ghsaN(n int) string { return fmt.Sprintf("GHSA-2345-cfgh-%04d", n) }

// listItem was updated n minutes before the clock's beginning.
func listItem(n int) string {
	return fmt.Sprintf(`{"ghsa_id":%q,"updated_at":%q}`, ghsaN(n), testNow.Add(-time.Duration(n)*time.Minute).Format(time.RFC3339))
}

func ids(list []advisories.Advisory) []string {
	var out []string
	for _, a := range list {
		out = append(out, string(a.GHSA))
	}
	return out
}

// Lists are followed by the cursor of the Link header, whatever path it has.
func TestOpen(t *testing.T) {
	h := newHub(t)
	h.handle("GET "+listURL, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		key := q.Get("state") + q.Get("after")
		body := map[string]string{
			"triage": "[" + listItem(1) + "," + listItem(2) + "]", "triagecur+1==": "[" + listItem(3) + "]",
			"draft": "[" + listItem(2) + `,{"ghsa_id":"odd"},{"summary":"x"},null]`,
		}[key]
		if key == "triage" {
			w.Header().Set("Link", fmt.Sprintf(`<%s/repositories/42/security-advisories?state=triage&per_page=100&after=cur%%2B1%%3D%%3D>; rel="next"`, h.srv.URL))
		}
		answer(w, 200, body)
	})
	got, err := h.client().Open(t.Context(), testRepo)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{ghsaN(1), ghsaN(2), ghsaN(3)}, ids(got)); d != "" {
		t.Error(d)
	}
	var queries []string
	for _, r := range h.requests("GET", listURL) {
		queries = append(queries, r.query)
	}
	want := []string{
		"direction=asc&per_page=100&sort=created&state=triage",
		"after=cur%2B1%3D%3D&per_page=100&state=triage",
		"direction=asc&per_page=100&sort=created&state=draft",
	}
	if d := cmp.Diff(want, queries); d != "" {
		t.Error(d)
	}
	if !strings.Contains(h.lines.String(), "skipped=3") {
		t.Error("entries that are not understood were passed over in silence")
	}
}

func TestEndedSince(t *testing.T) {
	h := newHub(t)
	h.handle("GET "+listURL, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("state") == "closed" {
			answer(w, 200, "["+listItem(9)+"]")
			return
		}
		answer(w, 200, "["+listItem(1)+","+listItem(5)+","+listItem(6)+"]", "Link", "<"+h.srv.URL+listURL+`?after=x>; rel="next"`)
	})
	c := h.client()
	got, err := c.EndedSince(t.Context(), testRepo, testNow.Add(-5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{ghsaN(1), ghsaN(5)}, ids(got)); d != "" {
		t.Error(d)
	}
	asked := h.requests("GET", listURL)
	if got := asked[0].query; got != "direction=desc&per_page=100&sort=updated&state=published" {
		t.Error(got)
	}
	if n := len(asked); n != 2 {
		t.Errorf("%d pages: reading goes on behind the watermark", n)
	}
}

// Every state in one list, read newest first up to the time and no further.
func TestAdvisoriesSince(t *testing.T) {
	made := func(n int, state string) string {
		return fmt.Sprintf(`{"ghsa_id":%q,"state":%q,"created_at":%q,"updated_at":"2020-01-01T00:00:00Z"}`, ghsaN(n), state, testNow.Add(-time.Duration(n)*time.Minute).Format(time.RFC3339))
	}
	h := newHub(t)
	h.handle("GET "+listURL, func(w http.ResponseWriter, r *http.Request) {
		link := func(cursor string) string { return fmt.Sprintf(`<%s/x?after=%s>; rel="next"`, h.srv.URL, cursor) }
		switch r.URL.Query().Get("after") {
		case "":
			answer(w, 200, "["+made(1, "triage")+","+made(2, "withdrawn")+`,{"ghsa_id":"odd"},`+made(3, "published")+"]", "Link", link("a"))
		case "a":
			answer(w, 200, "["+made(3, "closed")+","+made(5, "draft")+","+made(6, "draft")+"]", "Link", link("b"))
		default:
			answer(w, 200, "["+made(7, "draft")+"]")
		}
	})
	c := h.client()
	got, err := c.AdvisoriesSince(t.Context(), testRepo, testNow.Add(-5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{ghsaN(5), ghsaN(3), ghsaN(2), ghsaN(1)}, ids(got)); d != "" {
		t.Error(d)
	}
	if got[1].State != advisories.StateClosed || got[2].State != advisories.StateWithdrawn {
		t.Error("states", got[1].State, got[2].State)
	}
	asked := h.requests("GET", listURL)
	if len(asked) != 2 || asked[0].query != "direction=desc&per_page=100&sort=created" {
		t.Errorf("%d requests, %s", len(asked), asked[0].query)
	}
	if all, err := c.AdvisoriesSince(t.Context(), testRepo, time.Time{}); err != nil || len(all) != 6 {
		t.Error(len(all), err)
	}
	h = newHub(t)
	h.on("GET "+listURL, 404, `{}`)
	_, err = h.client().AdvisoriesSince(t.Context(), testRepo, testNow)
	fault(t, err, advisories.FaultGone)
}

// Half a list never passes for a whole one, and paging ends.
func TestPagesEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		link  func(h *hub, n int) string
		code  advisories.FaultCode
		pages int
	}{
		"endless": {func(h *hub, n int) string { return fmt.Sprintf(`<%s/x?after=%d>; rel="next"`, h.srv.URL, n) }, advisories.FaultBadAnswer, maxPages},
		"loop":    {func(h *hub, _ int) string { return fmt.Sprintf(`<%s/x?after=same>; rel="next"`, h.srv.URL) }, advisories.FaultBadAnswer, 2},
		"away":    {func(*hub, int) string { return `<https://evil.test/x?after=1>; rel="next"` }, "", 2},
		"prev":    {func(h *hub, _ int) string { return fmt.Sprintf(`<%s/x?before=1>; rel="prev"`, h.srv.URL) }, "", 2},
		"broken":  {func(*hub, int) string { return `<<>;rel=next, ;;, <%zz>; rel="next"` }, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			n := 0
			h.handle("GET "+listURL, func(w http.ResponseWriter, _ *http.Request) {
				n++
				answer(w, 200, "[]", "Link", tc.link(h, n))
			})
			_, err := h.client().Open(t.Context(), testRepo)
			if tc.code != "" {
				fault(t, err, tc.code)
			} else if err != nil {
				t.Error(err)
			}
			if n != tc.pages {
				t.Errorf("%d pages, want %d", n, tc.pages)
			}
		})
	}
}

func TestNextQuery(t *testing.T) {
	base, _, err := endpoints("https://api.github.com/", "")
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		"": "",
		`<https://api.github.com/x?after=a>; rel="next"`:                                            "after=a",
		`<https://api.github.com/x?b=1>; rel="prev", <https://api.github.com/x?page=2>; rel="next"`: "page=2",
		`<https://api.github.com/x?page=2>; rel=next; title="x"`:                                    "page=2",
		`<https://API.github.com/x?cursor=v1_5&per_page=100>; rel="next"`:                           "cursor=v1_5&per_page=100",
		`</x?page=3>; rel="next"`:                                                           "page=3",
		`<http://api.github.com/x?page=2>; rel="next"`:                                      "",
		`<https://evil.test/x?page=2>; rel="next"`:                                          "",
		`<https://api.github.com/x?page=` + strings.Repeat("9", maxQuery) + `>; rel="next"`: "",
		`https://api.github.com/x?page=2; rel="next"`:                                       "",
		`<https://api.github.com/x?page=2>; rel="nextish"`:                                  "",
	} {
		if got := nextQuery([]string{link}, base); got != want {
			t.Errorf("%s: %q, want %q", link, got, want)
		}
	}
}
