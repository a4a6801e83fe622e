package app_test

import (
	"bytes"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// diagnose runs doctor over what setup stored.
func (i *installing) diagnose(c app.Config, q app.DoctorQuery) app.Diagnosis {
	i.t.Helper()
	transport := &http.Transport{}
	i.t.Cleanup(transport.CloseIdleConnections)
	d, err := app.Doctor(i.t.Context(), c, app.Options{Transport: transport}, q)
	if err != nil {
		i.t.Fatal(err)
	}
	return d
}

// results are the checks that were not well, as "name about result".
func results(d app.Diagnosis, want ...app.CheckResult) []string {
	var out []string
	for _, c := range d.Checks {
		if slices.Contains(want, c.Result) {
			out = append(out, strings.TrimSpace(c.Name+" "+c.About)+" "+string(c.Result))
		}
	}
	return out
}

// checked is the one check of that name.
func checked(t *testing.T, d app.Diagnosis, name, about string) app.Check {
	t.Helper()
	var found []app.Check
	for _, c := range d.Checks {
		if c.Name == name && c.About == about {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d checks %q about %q in %+v", len(found), name, about, d.Checks)
	}
	return found[0]
}

// doctored is a world whose App doctor may look at.
func doctored(t *testing.T, o ghsatest.Options) (*installing, app.Config) {
	t.Helper()
	w := newWorld(t, o)
	i := &installing{t: t, github: w.github, dir: w.dir}
	if err := os.Chmod(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return i, w.config()
}

func TestDoctorBites(t *testing.T) {
	type bad struct {
		name, about string
		result      app.CheckResult
		words, do   string
		make        func(i *installing, c *app.Config)
		opt         ghsatest.Options
	}
	now := time.Now
	off := func(by time.Duration) ghsatest.Options {
		return ghsatest.Options{Now: func() time.Time { return now().Add(by) }, JWTNow: func() time.Time { return now().Add(by) }}
	}
	grant := func(i *installing, change func(map[string]string)) {
		p := ghsatest.GrantedPermissions()
		change(p)
		i.github.SetPermissions(i.installed(), p)
	}
	for _, b := range []bad{
		{"clock", "", app.CheckFail, "ahead of GitHub's", "NTP", nil, off(-10 * time.Minute)},
		{"app", "", app.CheckFail, "does not accept our signature", "clock", nil, off(-10 * time.Minute)},
		{"clock", "", app.CheckFail, "behind GitHub's", "NTP", nil, off(20 * time.Minute)},
		{"clock", "", app.CheckWarn, "s behind GitHub", "NTP", nil, off(30 * time.Second)},
		{"app", "", app.CheckFail, "does not accept our signature", "PRIVATE_KEY", func(_ *installing, c *app.Config) { c.AppID++ }, ghsatest.Options{}},
		{"app", "", app.CheckFail, "read app", "githubstatus", func(_ *installing, c *app.Config) { c.APIURL = "http://127.0.0.1:1/" }, ghsatest.Options{}},
		{"owners", "", app.CheckFail, "installed nowhere", "/apps/advisory-bot/installations/new", func(i *installing, _ *app.Config) { i.github.Uninstall(i.installed()) }, ghsatest.Options{}},
		{"owners", "", app.CheckFail, "others have", "OWNERS", func(_ *installing, c *app.Config) { c.Owners = []string{"globex"} }, ghsatest.Options{}},
		{"installation", "acme", app.CheckWarn, "suspended", "owner", func(i *installing, _ *app.Config) { i.github.Suspend(i.installed()) }, ghsatest.Options{}},
		{"permissions", "acme", app.CheckFail, "contents: read is not granted", "/organizations/acme/settings/installations/", func(i *installing, _ *app.Config) {
			grant(i, func(p map[string]string) { delete(p, "contents") })
		}, ghsatest.Options{}},
		{"permissions", "acme", app.CheckWarn, "teams of a policy give nobody power", "accepts it", func(i *installing, _ *app.Config) {
			grant(i, func(p map[string]string) { delete(p, "members") })
		}, ghsatest.Options{}},
		{"private_reporting", testRepo, app.CheckWarn, "is off", "/acme/lib/settings/security_analysis", func(i *installing, _ *app.Config) { i.github.SetReporting(testRepo, false) }, ghsatest.Options{}},
		{"comments", testRepo, app.CheckWarn, "does not answer", "hand-offs", func(i *installing, _ *app.Config) { i.report() }, ghsatest.Options{NoComments: true}},
		{"comments", testRepo, app.CheckOK, "answers", "", func(i *installing, _ *app.Config) { i.report() }, ghsatest.Options{}},
		{"policy", testRepo, app.CheckFail, "the file has faults", "policy check", func(i *installing, _ *app.Config) {
			i.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\nmode: perhaps\n")
		}, ghsatest.Options{}},
		{"policy", testRepo, app.CheckWarn, "everybody can read", "policy check", func(i *installing, _ *app.Config) {
			i.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\ntracking: acme/cases\n")
		}, ghsatest.Options{}},
		{"webhook", "", app.CheckFail, "does not send to https://bot.example.org/api/github/webhooks", "set that URL", func(i *installing, c *app.Config) {
			c.PublicURL = "https://bot.example.org/"
		}, ghsatest.Options{}},
		{"webhook", "", app.CheckFail, "signs nothing", "WEBHOOK_SECRET", func(i *installing, c *app.Config) {
			c.PublicURL = "https://bot.example.org/"
			i.github.HookTo("https://bot.example.org/api/github/webhooks", "")
		}, ghsatest.Options{}},
		{"registration", "", app.CheckOK, "asks for", "", nil, ghsatest.Options{}},
		{"ignored_owners", "", app.CheckWarn, "acme", "uninstall", func(_ *installing, c *app.Config) { c.Owners = []string{"globex"} }, ghsatest.Options{}},
		{"tracking", "acme/cases", app.CheckFail, "not private", "Make it private", func(i *installing, _ *app.Config) { i.tracks("acme/cases", false) }, ghsatest.Options{}},
		{"tracking", "acme/cases", app.CheckOK, "can read it", "", func(i *installing, _ *app.Config) { i.tracks("acme/cases", true) }, ghsatest.Options{}},
		{"tracking", "acme/cases", app.CheckWarn, "team has 1", "tracking_audience", func(i *installing, _ *app.Config) {
			i.tracks("acme/cases", true, "team: ['@maintainer']")
			for _, login := range []string{"maintainer", "pusher"} {
				i.github.SetRole("acme/cases", login, "read")
			}
		}, ghsatest.Options{}},
		{"tracking", "acme/cases", app.CheckOK, "2 people can read it", "", func(i *installing, _ *app.Config) {
			i.tracks("acme/cases", true, "team: ['@maintainer']", "tracking_audience: accepted")
			for _, login := range []string{"maintainer", "pusher"} {
				i.github.SetRole("acme/cases", login, "read")
			}
		}, ghsatest.Options{}},
		{"tracking", "acme/nothing", app.CheckFail, "not there", "Make it", func(i *installing, _ *app.Config) {
			i.tracks("acme/cases", true)
			i.github.PutFile("acme/.github-private", ".github/advisory-policy.yml", "version: 1\ntracking: acme/nothing\n")
		}, ghsatest.Options{}},
		{"sealing_key", "", app.CheckFail, "can be read by others", "does not start", func(i *installing, _ *app.Config) { i.write("seal.key", "x", 0o644) }, ghsatest.Options{}},
		{"sealing_key", "", app.CheckFail, "is missing", "Put it back", func(i *installing, _ *app.Config) { i.write("docket.db", "", 0o600) }, ghsatest.Options{}},
		{"data_dir", "", app.CheckWarn, "mode 0755", "chmod 700", func(i *installing, c *app.Config) {
			if err := os.Chmod(c.DataDir, 0o755); err != nil {
				i.t.Fatal(err)
			}
		}, ghsatest.Options{}},
	} {
		t.Run(b.name+" "+b.words, func(t *testing.T) {
			i, c := doctored(t, b.opt)
			i.t = t
			if b.make != nil {
				b.make(i, &c)
			}
			got := checked(t, i.diagnose(c, app.DoctorQuery{}), b.name, b.about)
			if got.Result != b.result || !strings.Contains(got.Found, b.words) || !strings.Contains(got.Do, b.do) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// installed is the id of the one installation.
func (i *installing) installed() int64 {
	i.t.Helper()
	return i.github.InstallationOf(testOwner)
}

// tracks has the owner's policy name a tracking repository, made for it.
func (i *installing) tracks(name string, private bool, more ...string) {
	i.t.Helper()
	i.github.AddRepository(name, private)
	i.github.AddRepository("acme/.github-private", true)
	i.github.PutFile("acme/.github-private", ".github/advisory-policy.yml",
		strings.Join(append([]string{"version: 1", "tracking: " + name}, more...), "\n")+"\n")
}

func (i *installing) report() {
	i.t.Helper()
	i.github.Report(testRepo, "researcher", "A crash", complete)
}

func (i *installing) write(name, text string, mode os.FileMode) {
	i.t.Helper()
	if err := os.WriteFile(i.dir+"/"+name, []byte(text), mode); err != nil {
		i.t.Fatal(err)
	}
}

// TestDoctorDeliveries: GitHub's delivery log tells whether its deliveries are
// taken, and whether the secret is theirs.
func TestDoctorDeliveries(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	i := &installing{t: t, github: w.github, dir: w.dir}
	config := w.config()
	config.PublicURL = strings.TrimSuffix("http://"+r.at.Door, "/") + "/"
	w.github.Ping()
	r.sweepNow()
	d := i.diagnose(config, app.DoctorQuery{})
	for _, name := range []string{"webhook", "webhook_secret", "deliveries", "database", "sealing_key"} {
		if c := checked(t, d, name, ""); c.Result != app.CheckOK {
			t.Errorf("%+v", c)
		}
	}
	if c := checked(t, d, "sweep", testOwner); c.Result != app.CheckOK || !strings.Contains(c.Found, "1 repository") {
		t.Errorf("%+v", c)
	}
	w.github.HookTo("http://"+r.at.Door+"/api/github/webhooks", "another secret than ours")
	w.github.Ping()
	r.settled()
	if c := checked(t, i.diagnose(config, app.DoctorQuery{}), "webhook_secret", ""); c.Result != app.CheckWarn || !strings.Contains(c.Found, "refused for the signature") {
		t.Errorf("%+v", c)
	}
	w.github.HookTo("http://127.0.0.1:1/api/github/webhooks", testSecret)
	w.github.Ping()
	r.settled()
	if c := checked(t, i.diagnose(config, app.DoctorQuery{}), "deliveries", ""); c.Result != app.CheckWarn {
		t.Errorf("%+v", c)
	}
}

// TestDoctorWritesNothing: neither on GitHub, nor here.
func TestDoctorWritesNothing(t *testing.T) {
	i, c := doctored(t, ghsatest.Options{})
	i.report()
	before := len(i.github.Acts())
	d := i.diagnose(c, app.DoctorQuery{Repositories: []string{"ACME/lib", "acme/nothing"}})
	if got := results(d, app.CheckFail); !slices.Equal(got, []string{"repositories acme/nothing fail"}) || d.Result != app.CheckFail {
		t.Error(got, d.Result)
	}
	if n := len(i.github.Acts()); n != before {
		t.Errorf("%d acts on GitHub", n-before)
	}
	left, err := os.ReadDir(c.DataDir)
	if err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
	var b bytes.Buffer
	app.PrintDiagnosis(&b, d)
	if out := b.String(); !strings.Contains(out, "FAIL    repositories") || !strings.Contains(out, "-> Select it") || !strings.Contains(out, "1 failed") {
		t.Error(out)
	}
}
