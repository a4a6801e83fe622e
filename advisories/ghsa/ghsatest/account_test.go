package ghsatest_test

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

const manifest = `{"name":"Acme bot","url":"https://example.org/","redirect_url":"http://127.0.0.1:1/back",
	"hook_attributes":{"url":"https://bot.example.org/hook","active":false},"public":false,
	"default_permissions":{"metadata":"read","repository_advisories":"write"},"default_events":["repository_advisory"]}`

// web posts a form to a page and answers what came, following nothing.
func (l *lab) web(path string, form url.Values) (status int, page, location string) {
	l.t.Helper()
	res, err := l.client.PostForm(l.URL()+path, form)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header.Get("Location")
}

var postedManifest = regexp.MustCompile(`name="manifest" value="([^"]*)"`)

// register creates an App on the web pages and gives back its code.
func (l *lab) register(name string) (code string) {
	l.t.Helper()
	l.SignInAs("ada")
	status, page, _ := l.web("/organizations/acme/settings/apps/new?state=s", url.Values{"manifest": {manifest}})
	posted := postedManifest.FindStringSubmatch(page)
	if status != http.StatusOK || posted == nil {
		l.t.Fatal(status, page)
	}
	status, page, back := l.web("/organizations/acme/settings/apps", url.Values{"manifest": {html.UnescapeString(posted[1])}, "name": {name}, "state": {"s"}})
	u, err := url.Parse(back)
	if err != nil || status != http.StatusFound || !strings.HasPrefix(back, "http://127.0.0.1:1/back?") || u.Query().Get("state") != "s" {
		l.t.Fatal(status, page, back, err)
	}
	return u.Query().Get("code")
}

func (l *lab) contractAccount(t *testing.T) {
	l.send("GET", "/app/hook/config", l.jwt(), "").is(t, 200)
	token := l.token("")
	l.send("DELETE", "/installation/token", token, "").is(t, 204)
	l.send("GET", "/installation/repositories", token, "").is(t, 401)
	code := l.register("Acme bot")
	l.send("POST", "/app-manifests/"+code+"x/conversions", "", "").is(t, 404)
	made := l.send("POST", "/app-manifests/"+code+"/conversions", "", "").is(t, 201).object(t)
	if made["slug"] != "acme-bot" || !strings.Contains(made["pem"].(string), "PRIVATE KEY") || made["webhook_secret"] == nil {
		t.Error(made["slug"], made["id"])
	}
	l.send("POST", "/app-manifests/"+code+"/conversions", "", "").is(t, 404)
	l.send("GET", "/app", l.jwt(), "").is(t, 401) // the key is another's now
}

// TestWebPages: what GitHub's pages refuse.
func TestWebPages(t *testing.T) {
	l := newLab(t)
	form := func(change func(map[string]any)) url.Values {
		var m map[string]any
		if err := json.Unmarshal([]byte(manifest), &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return url.Values{"manifest": {string(b)}}
	}
	same := form(func(map[string]any) {})
	if status, _, _ := l.web("/settings/apps/new", same); status != http.StatusUnauthorized {
		t.Error("nobody is signed in:", status)
	}
	l.SignInAs("ada")
	if status, _, _ := l.web("/organizations/nobody/settings/apps/new", same); status != http.StatusNotFound {
		t.Error(status)
	}
	for name, change := range map[string]func(map[string]any){
		"default_events: installation":     func(m map[string]any) { m["default_events"] = []string{"installation"} },
		"default_events: issue_comment":    func(m map[string]any) { m["default_events"] = []string{"issue_comment"} },
		"default_permissions: power":       func(m map[string]any) { m["default_permissions"] = map[string]string{"power": "write"} },
		"hook_attributes: url":             func(m map[string]any) { m["hook_attributes"] = map[string]any{"active": false} },
		"url and redirect_url":             func(m map[string]any) { delete(m, "redirect_url") },
		"not a manifest: json: unknown fi": func(m map[string]any) { m["webhook"] = "x" },
	} {
		if status, page, _ := l.web("/settings/apps/new", form(change)); status != http.StatusUnprocessableEntity || !strings.Contains(page, html.EscapeString(name)) {
			t.Error(name, status, page)
		}
	}
	taken := url.Values{"manifest": {manifest}, "name": {"ada"}}
	if status, page, _ := l.web("/settings/apps", taken); status != http.StatusUnprocessableEntity || !strings.Contains(page, "taken") {
		t.Error(status, page)
	}
}

func TestCodeEnds(t *testing.T) {
	l := newLab(t)
	code := l.register("Acme bot")
	l.clock.advance(61 * time.Minute)
	l.send("POST", "/app-manifests/"+code+"/conversions", "", "").is(t, 404)
	if _, _, ok := l.Registered(); ok {
		t.Error("registered")
	}
}

// TestRegisteredApp: what was registered is what the App then is.
func TestRegisteredApp(t *testing.T) {
	l := newLab(t)
	l.AddOwner("globex", true)
	cfg := ghsa.Config{APIURL: l.APIURL(), GraphQLURL: l.GraphQLURL(), Transport: l.client.Transport, Now: l.clock.now}
	app, err := ghsa.Convert(context.Background(), cfg, l.register("Acme bot"))
	if err != nil {
		t.Fatal(err)
	}
	l.Uninstall(l.installation)
	status, page, at := l.web("/apps/acme-bot/installations", url.Values{"account": {"acme"}})
	if status != http.StatusFound || l.InstallationOf("acme") == 0 {
		t.Fatal(status, page, at)
	}
	cfg.AppID, cfg.PrivateKey = app.ID, []byte(app.PEM)
	c, err := ghsa.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	granted, err := c.Granted(context.Background(), l.InstallationOf("acme"))
	if want := map[string]string{"metadata": "read", "repository_advisories": "write"}; err != nil || !maps.Equal(granted, want) {
		t.Error(granted, err)
	}
	if self, err := c.Self(context.Background(), l.InstallationOf("acme")); err != nil || self.Login != "acme-bot[bot]" {
		t.Error(self, err)
	}
}

func (l *lab) clientAccount(t *testing.T, c *speaker) {
	ctx := context.Background()
	if p := did[map[string]string](t, c, "Granted")(c.Granted(ctx, l.installation)); p["repository_advisories"] != "write" || p["contents"] != "read" {
		t.Error(p)
	}
	did[map[string]string](t, c, "GrantedNow")(c.GrantedNow(ctx, l.installation))
	if on := did[bool](t, c, "Reporting")(c.Reporting(ctx, l.place())); !on {
		t.Error("private reporting is off")
	}
	look := did[ghsa.AppLook](t, c, "Look")(c.Look(ctx))
	if look.Slug != "advisory-bot" || !look.SkewKnown || look.Skew > time.Second || look.Skew < -time.Second || len(look.Events) == 0 {
		t.Errorf("%+v", look)
	}
	l.HookTo("http://127.0.0.1:1/", "secret")
	if h := did[ghsa.Webhook](t, c, "Hook")(c.Hook(ctx)); h != (ghsa.Webhook{URL: "http://127.0.0.1:1/", Secret: true, JSON: true}) {
		t.Errorf("%+v", h)
	}
	l.Ping()
	l.flush()
	l.HookTo("", "")
	if n := did[ghsa.DeliveryCount](t, c, "Deliveries")(c.Deliveries(ctx, l.clock.now().Add(-time.Minute))); n.Attempts == 0 || n.Unanswered == 0 {
		t.Errorf("%+v", n)
	}
	cfg := ghsa.Config{APIURL: l.APIURL(), GraphQLURL: l.GraphQLURL(), Transport: l.client.Transport, Now: l.clock.now}
	code := l.register("Acme bot")
	app, err := ghsa.Convert(ctx, cfg, code)
	if err != nil || app.ID != l.AppID() || app.Slug != "acme-bot" || app.WebhookSecret == "" || app.ClientSecret == "" {
		t.Error(app, err)
	}
	if _, err := ghsa.Convert(ctx, cfg, code); advisories.CodeOf(err) != advisories.FaultGone {
		t.Error("a second time:", err)
	}
}
