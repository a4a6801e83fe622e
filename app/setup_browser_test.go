package app_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// installing is a GitHub without our App, an admin who is signed in there, and a
// data directory.
type installing struct {
	t      *testing.T
	github *ghsatest.Server
	dir    string
	out    *safeBuffer
	done   chan error
}

func newInstalling(t *testing.T) *installing {
	t.Helper()
	i := &installing{t: t, github: ghsatest.New(ghsatest.Options{}), dir: filepath.Join(t.TempDir(), "data"), out: &safeBuffer{}, done: make(chan error, 1)}
	t.Cleanup(i.github.Close)
	i.github.AddOwner(testOwner, true)
	i.github.AddUser("admin")
	i.github.AddRepository(testRepo, false)
	i.github.SetRole(testRepo, "admin", "admin")
	i.github.SignInAs("admin")
	return i
}

// environ is what setup and the commands after it are started with. The pages of
// GitHub are at another name than those of setup, as they are in earnest.
func (i *installing) environ(more ...string) []string {
	return append([]string{
		app.Prefix + "DATA_DIR=" + i.dir, app.Prefix + "API_URL=" + i.github.APIURL(),
		app.Prefix + "WEB_URL=" + strings.Replace(i.github.URL(), "127.0.0.1", "localhost", 1),
	}, more...)
}

// setup runs setup in the background, and is over when the test is.
func (i *installing) setup(o app.SetupOptions) {
	i.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	i.t.Cleanup(cancel)
	o.Out, o.Environ = i.out, i.environ()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	transport := &http.Transport{}
	i.t.Cleanup(transport.CloseIdleConnections)
	o.Transport = transport
	go func() { i.done <- app.Setup(ctx, o) }()
}

var printedLink = regexp.MustCompile(`http://127\.0\.0\.1:\d+/begin/\w+`)

// link waits for the printed link.
func (i *installing) link() string {
	i.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if l := printedLink.FindString(i.out.String()); l != "" {
			return l
		}
		select {
		case err := <-i.done:
			i.t.Fatalf("setup ended: %v\n%s", err, i.out)
		default:
		}
	}
	i.t.Fatal("no link was printed")
	return ""
}

// surfer is a browser without a screen: cookies, redirects, forms.
type surfer struct {
	t      *testing.T
	client *http.Client
	at     *url.URL
	page   string
	status int
	// location is where the last answer sent the browser, if it did not go there.
	location string
}

func newSurfer(t *testing.T) *surfer {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &surfer{t: t, client: &http.Client{Jar: jar, Transport: transport}}
}

func (s *surfer) open(address string) *surfer {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(req)
}

func (s *surfer) do(req *http.Request) *surfer {
	s.t.Helper()
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	s.at, s.page, s.status, s.location = res.Request.URL, string(b), res.StatusCode, res.Header.Get("Location")
	return s
}

var (
	formOf  = regexp.MustCompile(`<form method="post" action="([^"]*)"`)
	inputOf = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// submit sends the page's form with its hidden fields and more.
func (s *surfer) submit(fields ...string) *surfer {
	s.t.Helper()
	form := formOf.FindStringSubmatch(s.page)
	if form == nil {
		s.t.Fatalf("no form at %s (%d):\n%s", s.at, s.status, s.page)
	}
	values := url.Values{}
	for _, in := range inputOf.FindAllStringSubmatch(s.page, -1) {
		values.Set(html.UnescapeString(in[1]), html.UnescapeString(in[2]))
	}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	to, err := s.at.Parse(html.UnescapeString(form[1]))
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(values.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(req)
}

func (s *surfer) shows(words ...string) *surfer {
	s.t.Helper()
	for _, w := range words {
		if !strings.Contains(s.page, w) {
			s.t.Fatalf("%s (%d) does not show %q:\n%s", s.at, s.status, w, s.page)
		}
	}
	return s
}

func TestSetupBrowser(t *testing.T) {
	i := newInstalling(t)
	i.setup(app.SetupOptions{Wishes: setup.Wishes{Organization: testOwner}})
	s := newSurfer(t)
	s.open(i.link()).shows("Three questions", `value="acme"`)
	s.submit("public_url", "http://bot.example.org", "organization", testOwner).shows("GitHub sends webhooks to https only")
	s.submit("public_url", "https://bot.example.org/", "organization", testOwner, "private_forks", "yes")
	s.shows("administration", "https://bot.example.org/api/github/webhooks", "repository_advisories")
	s.submit().shows("Create GitHub App for acme")
	s.submit("name", "Acme advisories").shows("acme-advisories is created", "/apps/acme-advisories/installations/new")
	if err := <-i.done; err != nil {
		t.Fatal(err)
	}
	manifest, slug, ok := i.github.Registered()
	if !ok || slug != "acme-advisories" || !strings.Contains(manifest, `"public":false`) || !strings.Contains(manifest, `"administration":"write"`) {
		t.Error(manifest, slug, ok)
	}
	i.stored()
	for _, shown := range []string{s.page, i.out.String()} {
		if strings.Contains(shown, "PRIVATE KEY") || strings.Contains(shown, i.read("webhook-secret")) {
			t.Error("a key is shown")
		}
	}
	// Nothing answers any more, and what was stored is not replaced.
	if _, err := s.client.Get(i.link()); err == nil {
		t.Error("setup still answers")
	}
	err := app.Setup(t.Context(), app.SetupOptions{Out: i.out, Environ: i.environ(), Listen: "127.0.0.1:0"})
	if err == nil || !strings.Contains(err.Error(), "holds the keys of an App already") {
		t.Error(err)
	}
}

func (i *installing) read(name string) string {
	i.t.Helper()
	b, err := os.ReadFile(filepath.Join(i.dir, name))
	if err != nil {
		i.t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// stored checks that the program runs on what setup stored, and that nobody else
// can read it.
func (i *installing) stored() app.Config {
	i.t.Helper()
	c, err := app.ReadConfig(i.t.Context(), i.environ(), app.NeedDoor)
	if err != nil {
		i.t.Fatal(err)
	}
	if c.AppID != i.github.AppID() || string(c.PrivateKey) != strings.TrimSpace(string(i.github.AppKeyPEM())) || len(c.WebhookSecrets) != 1 || c.ClientSecret == "" {
		i.t.Errorf("the stored configuration is not the App's: %d %s", c.AppID, c.ClientID)
	}
	entries, err := os.ReadDir(i.dir)
	if err != nil {
		i.t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			i.t.Errorf("%s: mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if info, err := os.Stat(i.dir); err != nil || info.Mode().Perm() != 0o700 {
		i.t.Errorf("%v %v", info.Mode(), err)
	}
	return c
}

// TestSetupTerminal: the same without a browser here, and without a public
// address: the webhook is there and inactive, and the program has a secret all the
// same.
func TestSetupTerminal(t *testing.T) {
	i := newInstalling(t)
	in, typed := io.Pipe()
	t.Cleanup(func() { typed.Close() })
	i.setup(app.SetupOptions{Terminal: true, In: in})
	say := func(s string) { fmt.Fprintln(typed, s) }
	say("")
	say("not an account")
	say("")
	say("")
	say("")
	say("n")
	page := filepath.Join(i.dir, setup.PageFile)
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(page); err == nil {
			break
		}
	}
	s := newSurfer(t)
	s.page, s.at = i.read(setup.PageFile), &url.URL{}
	s.shows("shows an error")
	s.submit().shows("Create GitHub App for admin")
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.submit("name", "advisory-bot")
	say("nonsense")
	say("http://127.0.0.1/advisory-bot-setup?code=abc&state=guessed")
	say(i.sentBack(s))
	if err := <-i.done; err != nil {
		t.Fatal(err)
	}
	i.stored()
	out := i.out.String()
	for _, want := range []string{"want the name of an organization", "does not belong to this run", "/apps/advisory-bot/installations/new"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if _, err := os.Stat(page); err == nil {
		t.Error("the page is left behind")
	}
	if _, err := os.Stat(filepath.Join(i.dir, "public-url")); err == nil {
		t.Error("a public address was stored")
	}
	if manifest, _, _ := i.github.Registered(); !strings.Contains(manifest, `"active":false`) || strings.Contains(manifest, "administration") {
		t.Error(manifest)
	}
}

// sentBack is the address that GitHub's last answer sent the browser to.
func (i *installing) sentBack(s *surfer) string {
	i.t.Helper()
	if s.location == "" {
		i.t.Fatalf("GitHub sent nobody back (%d): %s", s.status, s.page)
	}
	return s.location
}
