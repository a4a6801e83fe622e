package app

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/app/setup"
)

// storeFiles writes a data directory as setup leaves it.
func storeFiles(t *testing.T, changes map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"app-id": "34\n", "private-key.pem": string(testPEM(t)), "webhook-secret": "stored-secret-0123\n",
		"client-id": "Iv23.stored\n", "client-secret": "stored-client-secret\n", "public-url": "https://stored.example.org/\n"}
	for name, text := range changes {
		files[name] = text
	}
	for name, text := range files {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// bare is an environment that names the data directory and nothing of the App.
func bare(dir string, more ...string) []string {
	out := []string{Prefix + "DATA_DIR=" + dir}
	for _, m := range more {
		out = append(out, Prefix+m)
	}
	return out
}

func TestStoredConfig(t *testing.T) {
	c, err := ReadConfig(t.Context(), bare(storeFiles(t, nil)), NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.AppID, validKey(c.PrivateKey), c.WebhookSecrets, c.ClientID, c.ClientSecret, c.PublicURL}
	want := []any{int64(34), true, [][]byte{[]byte("stored-secret-0123")}, "Iv23.stored", "stored-client-secret", "https://stored.example.org/"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what setup stored (-want +got):\n%s", diff)
	}
}

// TestStoredBySetup: what setup stores is what the configuration reads, file by
// file.
func TestStoredBySetup(t *testing.T) {
	store := setup.Store{Dir: filepath.Join(t.TempDir(), "data")}
	if err := store.Ready(); err != nil {
		t.Fatal(err)
	}
	if err := store.Save(setup.Keys{AppID: 56, PEM: string(testPEM(t)), WebhookSecret: "secret-of-setup-01", ClientID: "Iv23.setup", ClientSecret: "of-setup"},
		"https://bot.example.org/"); err != nil {
		t.Fatal(err)
	}
	c, err := ReadConfig(t.Context(), bare(store.Dir), NeedDoor)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.AppID, validKey(c.PrivateKey), string(c.WebhookSecrets[0]), c.ClientID, c.ClientSecret, c.PublicURL}
	if diff := cmp.Diff([]any{int64(56), true, "secret-of-setup-01", "Iv23.setup", "of-setup", "https://bot.example.org/"}, got); diff != "" {
		t.Errorf("what setup stored (-want +got):\n%s", diff)
	}
	entries, err := os.ReadDir(store.Dir)
	if err != nil || len(entries) != len(storedFiles) {
		t.Errorf("%d files are stored and %d read: %v", len(entries), len(storedFiles), err)
	}
}

// TestStoredConfigInDefaultDir: without DATA_DIR it is looked for where the
// database would be.
func TestStoredConfigInDefaultDir(t *testing.T) {
	dir := storeFiles(t, nil)
	t.Chdir(filepath.Dir(dir))
	c, err := ReadConfig(t.Context(), []string{}, NeedDoor)
	if err != nil || c.AppID != 34 {
		t.Errorf("App %d, %v", c.AppID, err)
	}
	i := slices.IndexFunc(variables(), func(f reflect.StructField) bool { return variable(f) == "DATA_DIR" })
	if def := variables()[i].Tag.Get("env"); !strings.HasSuffix(def, "default="+defaultDataDir) {
		t.Errorf("the default of DATA_DIR is another: %s", def)
	}
}

// TestStoredConfigUnderEnvironment: what the environment sets goes before, value by
// value, also from a file; and the keys of one App are never used for another.
func TestStoredConfigUnderEnvironment(t *testing.T) {
	dir := storeFiles(t, nil)
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("secret-from-a-file-0"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := ReadConfig(t.Context(), bare(dir, "WEBHOOK_SECRET_FILE="+path, "PUBLIC_URL=https://set.example.org/", "APP_ID=34"), NeedDoor)
	if err != nil || string(c.WebhookSecrets[0]) != "secret-from-a-file-0" || c.PublicURL != "https://set.example.org/" || c.ClientID != "Iv23.stored" {
		t.Errorf("%q %q %q, %v", c.WebhookSecrets, c.PublicURL, c.ClientID, err)
	}
	_, err = ReadConfig(t.Context(), bare(dir, "APP_ID=35", "WEBHOOK_SECRET=set-secret-0123456"), NeedDoor)
	var faults Faults
	errors.As(err, &faults)
	want := Faults{"ADVISORY_BOT_PRIVATE_KEY: not set, and private-key.pem in ADVISORY_BOT_DATA_DIR is of another App than ADVISORY_BOT_APP_ID",
		"ADVISORY_BOT_CLIENT_ID: not set, and client-id in ADVISORY_BOT_DATA_DIR is of another App than ADVISORY_BOT_APP_ID",
		"ADVISORY_BOT_CLIENT_SECRET: not set, and client-secret in ADVISORY_BOT_DATA_DIR is of another App than ADVISORY_BOT_APP_ID"}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("another App (-want +got):\n%s", diff)
	}
}

// TestStoredConfigFaults: a stored file that cannot be used is told by the name of
// its variable, and what it holds is not.
func TestStoredConfigFaults(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		mode             os.FileMode
		want             string
	}{
		{"readable by the group", "private-key.pem", "SENTINEL", 0o640, "ADVISORY_BOT_PRIVATE_KEY: cannot use private-key.pem in ADVISORY_BOT_DATA_DIR: it can be read by others (mode 0640): chmod 600 it"},
		{"readable by all", "webhook-secret", "SENTINEL", 0o644, "ADVISORY_BOT_WEBHOOK_SECRET: cannot use webhook-secret in ADVISORY_BOT_DATA_DIR: it can be read by others (mode 0644): chmod 600 it"},
		{"empty", "app-id", "\n", 0o600, "ADVISORY_BOT_APP_ID: cannot use app-id in ADVISORY_BOT_DATA_DIR: it is empty"},
		{"no key", "private-key.pem", "SENTINEL", 0o600, "ADVISORY_BOT_PRIVATE_KEY: want the RSA private key as GitHub generates it (-----BEGIN RSA PRIVATE KEY-----) (it was read from private-key.pem in ADVISORY_BOT_DATA_DIR)"},
		{"no address", "public-url", "SENTINEL", 0o600, "ADVISORY_BOT_PUBLIC_URL: want an https:// URL (http:// only for this machine itself) (it was read from public-url in ADVISORY_BOT_DATA_DIR)"},
		{"too large", "client-id", "SENTINEL" + strings.Repeat("x", mostInFile), 0o600, "ADVISORY_BOT_CLIENT_ID: cannot use client-id in ADVISORY_BOT_DATA_DIR: it is too large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := storeFiles(t, map[string]string{c.file: c.text})
			if err := os.Chmod(filepath.Join(dir, c.file), c.mode); err != nil {
				t.Fatal(err)
			}
			_, err := ReadConfig(t.Context(), bare(dir), NeedDoor)
			if err == nil || err.Error() != c.want {
				t.Errorf("faults:\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	dir := storeFiles(t, map[string]string{"client-id": ""})
	if err := os.Mkdir(filepath.Join(dir, "client-id"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadConfig(t.Context(), bare(dir), NeedDoor); err == nil || !strings.Contains(err.Error(), "it is not a readable file") {
		t.Errorf("a folder in a file's place: %v", err)
	}
}

// TestStoredConfigUnread: a command that does not use the App's keys does not open
// them, and nothing stored is no fault but what must be set.
func TestStoredConfigUnread(t *testing.T) {
	dir := storeFiles(t, nil)
	for file := range map[string]bool{"private-key.pem": true, "app-id": true} {
		if err := os.Chmod(filepath.Join(dir, file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadConfig(t.Context(), bare(dir), NeedDocket); err != nil {
		t.Errorf("case list: %v", err)
	}
	_, err := ReadConfig(t.Context(), bare(t.TempDir()), NeedDoor)
	var faults Faults
	if errors.As(err, &faults); len(faults) != 4 || !strings.Contains(faults[3], "`advisory-bot setup`") {
		t.Errorf("nothing set up: %q", faults)
	}
	_, err = ReadConfig(t.Context(), bare(t.TempDir(), "APP_ID=1"), NeedDoor)
	if err == nil || strings.Contains(err.Error(), "`advisory-bot setup`") {
		t.Errorf("half set up by hand: %v", err)
	}
}
