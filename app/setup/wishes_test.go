package setup_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/intake"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

func TestManifest(t *testing.T) {
	m := setup.Wishes{}.Manifest("http://127.0.0.1:1/created")
	if m.Public || m.Hook.Active || m.Hook.URL != setup.PlaceholderURL || m.RedirectURL != "http://127.0.0.1:1/created" || m.Permissions["administration"] != "" {
		t.Errorf("%+v", m)
	}
	m = setup.Wishes{PublicURL: "https://bot.example.org/", PrivateForks: true}.Manifest("http://127.0.0.1:1/created")
	if !m.Hook.Active || m.Hook.URL != "https://bot.example.org"+intake.Path || m.Permissions["administration"] != "write" || m.Public {
		t.Errorf("%+v", m)
	}
	if setup.Registration().Permissions["administration"] != "" {
		t.Error("administration is asked for where nobody wants private forks")
	}
}

func TestWishesFaults(t *testing.T) {
	for raw, ok := range map[string]bool{
		"": true, "https://bot.example.org": true, "https://bot.example.org/sub/": true, "http://127.0.0.1:8080": true, "http://localhost/": true,
		"http://bot.example.org": false, "bot.example.org": false, "https://": false, "https://u:p@bot.example.org": false,
		"https://bot.example.org/?a=b": false, "https://bot.example.org/#x": false, "javascript:alert(1)": false, "ftp://bot.example.org": false,
	} {
		if got := (setup.Wishes{PublicURL: raw}).Faults() == nil; got != ok {
			t.Errorf("%q: %v", raw, got)
		}
	}
	for raw, ok := range map[string]bool{"": true, "acme": true, "acme-labs": true, "a/b": false, "../x": false, "a b": false} {
		if got := (setup.Wishes{Organization: raw}).Faults() == nil; got != ok {
			t.Errorf("%q: %v", raw, got)
		}
	}
}

// TestPermissionsAreThoseOfTheTokens: the registration asks for what tokens are
// asked for, and for nothing else.
func TestPermissionsAreThoseOfTheTokens(t *testing.T) {
	if diff := cmp.Diff(ghsa.Permissions(), setup.Registration().Permissions); diff != "" {
		t.Errorf("(-tokens +registration):\n%s", diff)
	}
	all := ghsa.Permissions()
	maps.Copy(all, ghsa.OptionalPermissions())
	if diff := cmp.Diff(all, setup.Wishes{PrivateForks: true}.Manifest("").Permissions); diff != "" {
		t.Errorf("with private forks (-tokens +registration):\n%s", diff)
	}
}

func TestKeysAreSilent(t *testing.T) {
	b, err := json.Marshal(fmt.Sprintf("%v %+v %#v %s", testKeys, testKeys, testKeys, testKeys))
	if err != nil || strings.Contains(string(b), "SENTINEL") {
		t.Error(string(b), err)
	}
}

func TestStore(t *testing.T) {
	s := setup.Store{Dir: filepath.Join(t.TempDir(), "deep", "data")}
	if err := s.Ready(); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(testKeys, ""); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"private-key.pem": "SENTINEL-pem", "webhook-secret": "SENTINEL-webhook", "client-id": "Iv1.x", "client-secret": "SENTINEL-client", "app-id": "7"}
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) != len(want) {
		t.Error(entries, err)
	}
	for name, text := range want {
		b, err := os.ReadFile(filepath.Join(s.Dir, name))
		info, serr := os.Stat(filepath.Join(s.Dir, name))
		if err != nil || serr != nil || string(b) != text+"\n" || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %q %v %v", name, b, err, info.Mode())
		}
	}
	if info, err := os.Stat(s.Dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info.Mode(), err)
	}
	if err := s.Save(testKeys, ""); err == nil {
		t.Error("keys were written over others")
	}
	if b, err := os.ReadFile(filepath.Join(s.Dir, "app-id")); err != nil || string(b) != "7\n" {
		t.Error(string(b), err)
	}
}
