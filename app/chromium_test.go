package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// chromium is the path of a Chromium, which ADVISORY_BOT_TEST_CHROMIUM=required
// demands; without it the test is skipped aloud.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("ADVISORY_BOT_TEST_CHROMIUM") == "required" {
		t.Fatal("no chromium in PATH, and ADVISORY_BOT_TEST_CHROMIUM=required")
	}
	t.Skip("no chromium in PATH: setup is not tried in a real browser")
	return ""
}

// window is a tab of a real browser.
type window struct {
	t   *testing.T
	ctx context.Context
}

// openWindow starts a browser with a profile of its own; it ends with the test.
func openWindow(t *testing.T) window {
	t.Helper()
	path := chromium(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1000, 900),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("no-proxy-server", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(func(e any) {
		// What the pages' own policy blocks is told here. Statuses are told too, and
		// are looked at by the pages that they come with.
		if e, ok := e.(*log.EventEntryAdded); ok && e.Entry.Source != log.EntrySourceNetwork {
			t.Errorf("the browser says: %s (%s)", e.Entry.Text, e.Entry.Source)
		}
	}))
	t.Cleanup(cancel)
	w := window{t, ctx}
	w.do() // the browser lives as long as the context of its first use
	w.ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	return w
}

func (w window) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, actions...); err != nil {
		w.t.Fatal(err)
	}
}

// press clicks a button and waits for the page behind it.
func (w window) press(selector string) {
	w.t.Helper()
	if _, err := chromedp.RunResponse(w.ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		w.t.Fatal(err)
	}
}

// await waits until something is to be seen, and takes pictures of the page.
func (w window) await(selector, picture string) {
	w.t.Helper()
	w.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	dir := os.Getenv("ADVISORY_BOT_TEST_PICTURES")
	if dir == "" {
		return
	}
	// For people to look at, in both colour schemes.
	for _, scheme := range []string{"light", "dark"} {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
		if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
			w.t.Fatal(err)
		}
		png, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
		if err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, picture+"-"+scheme+".png"), png, 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w window) text(selector string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

func (w window) set(selector, value string) {
	w.t.Helper()
	w.do(chromedp.SetValue(chromedp.CSS(selector), value))
}

// TestSetupInChromium walks the whole way as an admin does: the printed link, the
// questions, GitHub's pages, back, the installation.
func TestSetupInChromium(t *testing.T) {
	w := openWindow(t)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	t.Cleanup(door.Close)
	i := newInstalling(t)
	i.setup(app.SetupOptions{Wishes: setup.Wishes{Organization: testOwner}})
	w.do(chromedp.Navigate(i.link()))
	w.await("#continue", "1-questions")
	w.set("#public_url", "http://bot.example.org")
	w.press("#continue")
	w.await(".fault", "2-fault")
	w.set("#public_url", door.URL)
	w.do(chromedp.Click(chromedp.CSS("#private_forks")))
	w.press("#continue")
	w.await("#create", "3-manifest")
	w.press("#create")
	w.await("input[name=name]", "4-github")
	w.press("#create")
	w.await("#install", "5-done")
	at, err := chromedp.Run(w.ctx, chromedp.Location())
	if err != nil {
		t.Fatal(err)
	}
	if u, err := url.Parse(at); err != nil || u.Path != "/done" || u.RawQuery != "" {
		t.Errorf("ends at %s: the code must not stay in the address bar", at)
	}
	w.press("#install")
	w.await("select", "6-install")
	w.press("#install")
	if got := w.text("h1"); got != "advisory-bot is installed on "+testOwner {
		t.Error(got)
	}
	if err := <-i.done; err != nil {
		t.Fatal(err)
	}
	if err := i.github.Flush(w.ctx); err != nil {
		t.Fatal(err)
	}
	// What was stored and installed is all that serve needs.
	d := i.diagnose(i.stored(), app.DoctorQuery{})
	for _, c := range d.Checks {
		if c.Result != app.CheckOK && c.Result != app.CheckSkipped {
			t.Errorf("doctor: %+v", c)
		}
	}
	if c := checked(t, d, "permissions", testOwner); !strings.Contains(c.Found, "private forks too") {
		t.Errorf("doctor: %+v", c)
	}
}
