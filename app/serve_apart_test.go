package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// TestRolesApart: one process takes the deliveries and has no key of the App's, the
// other works them and has no webhook secret. While the worker is away, deliveries
// are taken all the same; without the database both live and neither is ready.
func TestRolesApart(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	server := dockettest.New(t)
	url := server.Database(t)
	role := func(roles app.Roles, tweak func(*app.Config)) *stoppable {
		w.opt.Roles = roles
		w.tweak = func(c *app.Config) {
			c.DatabaseURL, c.SealKey = url, "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
			tweak(c)
		}
		return w.serve()
	}
	web := role(app.Roles{Web: true}, func(c *app.Config) { c.AppID, c.PrivateKey, c.APIURL, c.GraphQLURL = 0, nil, "", "" })
	if web.Desk != nil || web.GitHub != nil {
		t.Error("the web role can ask GitHub")
	}
	if status, body := get(t, "http://"+web.at.Admin+"/readyz"); status != 200 || body != "ready\nroles web\ndatabase up\nqueue nothing due\n" {
		t.Errorf("web: %d %q", status, body)
	}
	w.github.HookTo("http://"+web.at.Door+intake.Path, testSecret)
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	if err := w.github.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := web.Docket.Figures(t.Context())
	if err != nil || f.RingsWaiting == 0 || w.writes() != 0 {
		t.Errorf("before anybody works: %d rings wait, %d writes, %v", f.RingsWaiting, w.writes(), err)
	}
	work := role(app.Roles{Work: true}, func(c *app.Config) { c.WebhookSecrets = nil })
	if work.Door != nil || work.at.Door != "" {
		t.Error("the work role has a door")
	}
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	if status, body := get(t, "http://"+work.at.Admin+"/metrics"); status != 200 || body == "" {
		t.Errorf("metrics of the work role: %d", status)
	}
	server.Down()
	for _, s := range []*stoppable{work, web} {
		w.until("not to be ready without the database", func() bool {
			status, body := get(t, "http://"+s.at.Admin+"/readyz")
			return status == 503 && strings.HasPrefix(body, "unready\n") && strings.Contains(body, "\ndatabase down\n")
		})
		if status, _ := get(t, "http://"+s.at.Admin+"/healthz"); status != 200 {
			t.Errorf("healthz without the database: %d", status)
		}
	}
	server.Up()
	for _, s := range []*stoppable{work, web} {
		w.until("to be ready again", func() bool {
			status, _ := get(t, "http://"+s.at.Admin+"/readyz")
			return status == 200
		})
		s.cancel()
		s.ended()
	}
}
