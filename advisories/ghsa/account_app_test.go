package ghsa

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func newAppJSON(fields ...string) string {
	m := map[string]any{"id": 7, "slug": "bot", "pem": string(testPEM()), "client_id": "Iv1.x", "client_secret": "SENTINEL", "webhook_secret": nil}
	for i := 0; i+1 < len(fields); i += 2 {
		m[fields[i]] = json.RawMessage(fields[i+1])
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (h *hub) convertConfig() Config {
	return Config{APIURL: h.srv.URL + "/", GraphQLURL: h.srv.URL + "/graphql", Now: h.clock}
}

func TestConvert(t *testing.T) {
	h := newHub(t)
	h.on("POST /app-manifests/{code}/conversions", 201, newAppJSON())
	got, err := Convert(t.Context(), h.convertConfig(), "abc_-9")
	if err != nil || got.ID != 7 || got.Slug != "bot" || got.PEM != string(testPEM()) || got.WebhookSecret != "" {
		t.Error(got, err)
	}
	r := h.requests("POST", "/app-manifests/abc_-9/conversions")
	if len(r) != 1 || r[0].header.Get("Authorization") != "" || r[0].header.Get("X-GitHub-Api-Version") == "" {
		t.Errorf("%+v", r)
	}
	if s := fmt.Sprintf("%v %+v %#v", got, got, got); strings.Contains(s, "SENTINEL") || strings.Contains(s, "KEY") {
		t.Error(s)
	}
}

func TestConvertFaults(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   advisories.FaultCode
	}{
		"used":    {404, `{"message":"Not Found"}`, advisories.FaultGone},
		"outage":  {502, `SENTINEL`, advisories.FaultUnavailable},
		"limited": {403, `{"message":"API rate limit exceeded"}`, advisories.FaultLimited},
		"no key":  {201, newAppJSON("pem", `"SENTINEL"`), advisories.FaultBadAnswer},
		"no id":   {201, newAppJSON("id", `0`), advisories.FaultBadAnswer},
		"a path":  {201, newAppJSON("slug", `"../x"`), advisories.FaultBadAnswer},
		"no JSON": {201, `SENTINEL`, advisories.FaultBadAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHub(t)
			h.on("POST /app-manifests/{code}/conversions", c.status, c.body)
			_, err := Convert(t.Context(), h.convertConfig(), "abc")
			if f := fault(t, err, c.code); strings.Contains(f.Error(), "SENTINEL") {
				t.Error(f)
			}
		})
	}
	h := newHub(t)
	for _, code := range []string{"", "../app", "a/b", "a?b", strings.Repeat("a", 129)} {
		_, err := Convert(t.Context(), h.convertConfig(), code)
		fault(t, err, advisories.FaultInternal)
	}
	if h.total() > 0 {
		t.Error("an odd code was sent")
	}
}

// TestGranted: the one token that is not narrowed is given back at once, and
// nothing else is done with it.
func TestGranted(t *testing.T) {
	h := newHub(t)
	level := "write"
	h.handle("POST /app/installations/9/access_tokens", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 201, fmt.Sprintf(`{"token":%q,"permissions":{"issues":%q,"metadata":"read","odd":null}}`, longToken(1), level))
	})
	h.on("DELETE /installation/token", 204, "")
	c := h.client()
	want := map[string]string{"issues": "write", "metadata": "read"}
	for range 2 {
		got, err := c.Granted(t.Context(), 9)
		if err != nil || cmp.Diff(want, got) != "" {
			t.Error(got, err)
		}
		got["issues"] = "changed by the caller"
	}
	if n := h.total(); n != 2 {
		t.Errorf("%d requests", n)
	}
	back := h.requests("DELETE", "/installation/token")
	if len(back) != 1 || back[0].header.Get("Authorization") != "Bearer "+longToken(1) {
		t.Errorf("%+v", back)
	}
	level = "read"
	h.advance(grantedFor)
	if got, err := c.Granted(t.Context(), 9); err != nil || got["issues"] != "read" {
		t.Error(got, err)
	}
	level = "write"
	if got, err := c.GrantedNow(t.Context(), 9); err != nil || got["issues"] != "write" {
		t.Error(got, err)
	}
	h = newHub(t)
	h.on("POST /app/installations/9/access_tokens", 403, `{"message":"This installation has been suspended"}`)
	_, err := h.client().Granted(t.Context(), 9)
	fault(t, err, advisories.FaultSuspended)
}

// TestLook: the skew is told also where the signature is refused for it.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		status int
		ahead  time.Duration
	}{{200, 0}, {200, 90 * time.Second}, {401, 10 * time.Minute}, {401, -6 * time.Minute}} {
		h := newHub(t)
		h.handle("GET /app", func(w http.ResponseWriter, _ *http.Request) {
			answer(w, c.status, `{"slug":"bot","permissions":{"issues":"write"},"events":["push"],"message":"SENTINEL"}`,
				"Date", h.clock().Add(-c.ahead).UTC().Format(http.TimeFormat))
		})
		look, err := h.client().Look(t.Context())
		if off := look.Skew - c.ahead; !look.SkewKnown || off < -time.Second || off > time.Second {
			t.Errorf("%v: %+v", c.ahead, look)
		}
		if c.status != 200 {
			fault(t, err, advisories.FaultUnauthorized)
		} else if err != nil || look.Slug != "bot" || look.Permissions["issues"] != "write" || len(look.Events) != 1 {
			t.Errorf("%+v %v", look, err)
		}
	}
}

func TestHook(t *testing.T) {
	for body, want := range map[string]Webhook{
		`{"url":"https://x.example/","content_type":"json","insecure_ssl":"0","secret":"********"}`: {URL: "https://x.example/", Secret: true, JSON: true},
		`{"url":"https://x.example/","content_type":"form","insecure_ssl":1}`:                       {URL: "https://x.example/", Unverified: true},
		`{}`: {},
	} {
		h := newHub(t)
		h.on("GET /app/hook/config", 200, body)
		if got, err := h.client().Hook(t.Context()); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
	}
}

func TestDeliveries(t *testing.T) {
	h := newHub(t)
	h.on("GET /app/hook/deliveries", 200, "["+delivery("taken", 202, 1)+","+delivery("refused", 401, 2)+","+delivery("nobody", 504, 3)+","+
		delivery("again", 202, 4)+","+delivery("again", 502, 5)+","+delivery("old", 500, 61)+"]")
	got, err := h.client().Deliveries(t.Context(), testNow.Add(-time.Hour))
	want := DeliveryCount{Attempts: 5, Lost: 2, Refused: 1, Unanswered: 2, Last: testNow.Add(-time.Minute)}
	if err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
}

func TestReporting(t *testing.T) {
	for status, body := range map[int]string{200: `{"enabled":true}`, 422: `{"message":"x"}`} {
		h := newHub(t)
		h.on("GET /repos/acme/anvil/private-vulnerability-reporting", status, body)
		if on, err := h.client().Reporting(t.Context(), testRepo); err != nil || on != (status == 200) {
			t.Error(status, on, err)
		}
	}
	h := newHub(t)
	h.on("GET /repos/acme/anvil/private-vulnerability-reporting", 200, `{}`)
	_, err := h.client().Reporting(t.Context(), testRepo)
	fault(t, err, advisories.FaultBadAnswer)
}
