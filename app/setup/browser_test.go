package setup_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// testKeys are what the GitHub of these tests hands out. The words are looked for
// on every page.
var testKeys = setup.Keys{AppID: 7, Slug: "bot", PEM: "SENTINEL-pem", WebhookSecret: "SENTINEL-webhook", ClientID: "Iv1.x", ClientSecret: "SENTINEL-client"}

// trial is one run of setup in a browser that can do as it likes.
type trial struct {
	t    *testing.T
	b    *setup.Browser
	dir  string
	base string
	done chan outcome

	mu      sync.Mutex
	asked   []string // codes that were turned into keys, or tried
	answers []error  // of the next tries; nil for the keys
}

type outcome struct {
	setup.Installed
	err error
}

func newTrial(t *testing.T, change ...func(*setup.Config)) *trial {
	t.Helper()
	x := &trial{t: t, dir: filepath.Join(t.TempDir(), "data"), done: make(chan outcome, 1)}
	cfg := setup.Config{WebURL: "https://github.example/", Store: setup.Store{Dir: x.dir}, Convert: x.convert}
	for _, f := range change {
		f(&cfg)
	}
	b, err := setup.NewBrowser(cfg, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x.b = b
	u, err := url.Parse(b.Link())
	if err != nil {
		t.Fatal(err)
	}
	x.base = u.Host
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		in, err := b.Run(ctx)
		x.done <- outcome{in, err}
	}()
	t.Cleanup(cancel)
	return x
}

func (x *trial) convert(_ context.Context, code string) (setup.Keys, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.asked = append(x.asked, code)
	if len(x.answers) > 0 {
		err := x.answers[0]
		x.answers = x.answers[1:]
		if err != nil {
			return setup.Keys{}, err
		}
	}
	return testKeys, nil
}

// reply is what a request was answered.
type reply struct {
	status   int
	body     string
	header   http.Header
	location string
}

// send sends one request and follows nothing. Headers come in pairs.
func (x *trial) send(method, path, body string, headers ...string) reply {
	x.t.Helper()
	req, err := http.NewRequest(method, "http://"+x.base+path, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	transport := &http.Transport{DisableKeepAlives: true}
	res, err := transport.RoundTrip(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	if strings.Contains(string(b), "SENTINEL") {
		x.t.Errorf("%s %s shows a key:\n%s", method, path, b)
	}
	return reply{res.StatusCode, string(b), res.Header, res.Header.Get("Location")}
}

// begin uses the link and gives back the session as headers.
func (x *trial) begin() []string {
	x.t.Helper()
	u, _ := url.Parse(x.b.Link())
	r := x.send("GET", u.Path, "")
	cookie := r.header.Get("Set-Cookie")
	if r.status != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		x.t.Fatalf("%+v", r)
	}
	value, _, _ := strings.Cut(cookie, ";")
	return []string{"Cookie", value}
}

var (
	formField  = regexp.MustCompile(`name="form" value="(\w+)"`)
	stateParam = regexp.MustCompile(`\?state=(\w+)`)
)

// toManifest answers the questions and gives back the state.
func (x *trial) toManifest(session []string) (state string) {
	x.t.Helper()
	form := formField.FindStringSubmatch(x.send("GET", "/", "", session...).body)
	if form == nil {
		x.t.Fatal("no form")
	}
	if r := x.send("POST", "/", "form="+form[1]+"&public_url=", session...); r.status != http.StatusSeeOther || r.location != "/manifest" {
		x.t.Fatalf("%+v", r)
	}
	found := stateParam.FindStringSubmatch(x.send("GET", "/manifest", "", session...).body)
	if found == nil {
		x.t.Fatal("no state")
	}
	return found[1]
}

func (x *trial) nothingStored() {
	x.t.Helper()
	entries, err := os.ReadDir(x.dir)
	if err != nil || len(entries) > 0 {
		x.t.Errorf("%v %v", entries, err)
	}
}

func TestLinkWorksOnce(t *testing.T) {
	x := newTrial(t)
	if r := x.send("GET", "/begin/guess", ""); r.status != http.StatusForbidden || r.header.Get("Set-Cookie") != "" {
		t.Errorf("%+v", r)
	}
	session := x.begin()
	u, _ := url.Parse(x.b.Link())
	if r := x.send("GET", u.Path, ""); r.status != http.StatusForbidden || r.header.Get("Set-Cookie") != "" {
		t.Errorf("a second browser: %+v", r)
	}
	if r := x.send("GET", "/", "", session...); r.status != http.StatusOK {
		t.Errorf("%+v", r)
	}
}

// TestOnlyThisBrowser: every page but the link needs the session, the right name in
// Host, and no other site behind it.
func TestOnlyThisBrowser(t *testing.T) {
	x := newTrial(t)
	name := "advisory-bot-setup-" + port(x.base) + "="
	for _, path := range []string{"/", "/manifest", "/created?code=a&state=b", "/done"} {
		for _, headers := range [][]string{nil, {"Cookie", name + "guess"}, {"Cookie", name}} {
			if r := x.send("GET", path, "", headers...); r.status != http.StatusForbidden {
				t.Errorf("%s %v: %+v", path, headers, r)
			}
		}
	}
	session := x.begin()
	for _, host := range []string{"attacker.example", "localhost:" + port(x.base), "127.0.0.1", "127.0.0.1:1"} {
		if r := x.send("GET", "/", "", append([]string{"Host", host}, session...)...); r.status != http.StatusMisdirectedRequest || strings.Contains(r.body, "form") {
			t.Errorf("Host %s: %+v", host, r)
		}
	}
	form := formField.FindStringSubmatch(x.send("GET", "/", "", session...).body)[1]
	for _, foreign := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "http://attacker.example"}, {"Origin", "null"}} {
		if r := x.send("POST", "/", "form="+form, append(foreign, session...)...); r.status != http.StatusForbidden {
			t.Errorf("%v: %+v", foreign, r)
		}
	}
	if r := x.send("POST", "/", "form=guess", session...); r.status != http.StatusForbidden {
		t.Errorf("another form: %+v", r)
	}
	x.nothingStored()
}

func port(host string) string {
	_, p, _ := net.SplitHostPort(host)
	return p
}

func TestHeaders(t *testing.T) {
	x := newTrial(t)
	session := x.begin()
	for _, path := range []string{"/", "/begin/x", "/nothing"} {
		h := x.send("GET", path, "", session...).header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "form-action 'self' https://github.example;", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'sha256-"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: %q lacks %q", path, csp, want)
			}
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin", "Cache-Control": "no-store", "X-Frame-Options": "DENY"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s %q", path, name, h.Get(name))
			}
		}
	}
}

// TestOnlyOurState: whoever slips in a code of theirs would hold the installed
// App's key.
func TestOnlyOurState(t *testing.T) {
	x := newTrial(t)
	session := x.begin()
	state := x.toManifest(session)
	for _, query := range []string{"code=abc", "code=abc&state=", "code=abc&state=guess", "code=abc&state=" + state[:len(state)-1], "state=" + state, "code=../x&state=" + state, "code=" + strings.Repeat("a", 200) + "&state=" + state} {
		if r := x.send("GET", "/created?"+query, "", session...); r.status != http.StatusBadRequest {
			t.Errorf("%s: %+v", query, r)
		}
	}
	if r := x.send("GET", "/created?code=abc&state="+state, ""); r.status != http.StatusForbidden {
		t.Errorf("another browser: %+v", r)
	}
	if len(x.asked) > 0 {
		t.Error(x.asked)
	}
	x.nothingStored()
	r := x.send("GET", "/created?code=abc&state="+state, "", session...)
	if r.status != http.StatusSeeOther || r.location != "/done" {
		t.Fatalf("%+v", r)
	}
	if r := x.send("GET", "/created?code=def&state="+state, "", session...); r.status != http.StatusSeeOther || r.location != "/done" {
		t.Errorf("a second code: %+v", r)
	}
	if r := x.send("GET", "/done", "", session...); r.status != http.StatusOK || !strings.Contains(r.body, `href="https://github.example/apps/bot/installations/new"`) {
		t.Errorf("%+v", r)
	}
	end := <-x.done
	if end.err != nil || end.Link != "https://github.example/apps/bot/installations/new" || len(x.asked) != 1 {
		t.Error(end, x.asked)
	}
}

func gone(code advisories.FaultCode) error {
	return &advisories.Fault{Code: code, Attempted: "get the new App's keys"}
}

// TestAgain: where GitHub did not answer, the same code is tried again when the
// admin says so; where it is used up, the run ends and says what to do.
func TestAgain(t *testing.T) {
	x := newTrial(t)
	x.answers = []error{gone(advisories.FaultUnavailable), gone(advisories.FaultUnclear), nil}
	session := x.begin()
	state := x.toManifest(session)
	r := x.send("GET", "/created?code=abc&state="+state, "", session...)
	for range 2 {
		form := formField.FindStringSubmatch(r.body)
		if r.status != http.StatusBadGateway || form == nil || !strings.Contains(r.body, "try again within the hour") {
			t.Fatalf("%+v", r)
		}
		r = x.send("POST", "/again", "form="+form[1], session...)
	}
	if r.status != http.StatusSeeOther {
		t.Fatalf("%+v", r)
	}
	x.send("GET", "/done", "", session...)
	if end := <-x.done; end.err != nil || strings.Join(x.asked, " ") != "abc abc abc" {
		t.Error(end.err, x.asked)
	}

	x = newTrial(t)
	x.answers = []error{gone(advisories.FaultGone)}
	session = x.begin()
	state = x.toManifest(session)
	if r := x.send("GET", "/created?code=abc&state="+state, "", session...); r.status != http.StatusBadGateway || strings.Contains(r.body, `action="/again"`) {
		t.Errorf("%+v", r)
	}
	if end := <-x.done; end.err == nil || !strings.Contains(end.err.Error(), "older than an hour") {
		t.Error(end.err)
	}
	x.nothingStored()
}

// TestStoreFails: the App is there and its keys are not; the admin is told which
// App to delete.
func TestStoreFails(t *testing.T) {
	x := newTrial(t)
	session := x.begin()
	state := x.toManifest(session)
	if err := os.WriteFile(filepath.Join(x.dir, "client-secret"), []byte("another's"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := x.send("GET", "/created?code=abc&state="+state, "", session...)
	if r.status != http.StatusBadGateway || !strings.Contains(r.body, "Delete that App") {
		t.Errorf("%+v", r)
	}
	if end := <-x.done; end.err == nil || !strings.Contains(end.err.Error(), "The App bot was created, and its keys could not be kept") && !strings.Contains(end.err.Error(), "the App bot was created") {
		t.Error(end.err)
	}
	entries, _ := os.ReadDir(x.dir)
	if b, err := os.ReadFile(filepath.Join(x.dir, "client-secret")); len(entries) != 1 || string(b) != "another's" || err != nil {
		t.Error(entries, string(b), err)
	}
}

func TestEndings(t *testing.T) {
	x := newTrial(t, func(c *setup.Config) { c.Patience = time.Millisecond })
	if end := <-x.done; !errors.Is(end.err, setup.ErrPatience) {
		t.Error(end.err)
	}
	for _, at := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "localhost:0", "x"} {
		if _, err := setup.NewBrowser(setup.Config{Store: setup.Store{Dir: t.TempDir()}}, at); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: %v", at, err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app-id"), []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := setup.NewBrowser(setup.Config{Store: setup.Store{Dir: dir}}, "127.0.0.1:0"); !errors.Is(err, setup.ErrStored) {
		t.Error(err)
	}
}
