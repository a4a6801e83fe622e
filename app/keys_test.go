package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var testKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// testPEM is a private key as GitHub generates it.
func testPEM(t *testing.T) []byte {
	t.Helper()
	k, err := testKey()
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)})
}

// sameKeys compares keys without being able to see them.
func sameKeys(a, b advisories.Keys) bool {
	return a.Len() == b.Len() && a.Len() > 0 && bytes.Equal(a.Derive("test")[0], b.Derive("test")[0])
}

// TestSealKeyTogether: of several processes that start at once on a new directory
// one makes the key, and all use it.
func TestSealKeyTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	all := make([]advisories.Keys, 8)
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			<-start
			var err error
			if all[i], err = sealKeys(Config{DataDir: dir}); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	group.Wait()
	kept, err := sealKeys(Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range all {
		if !sameKeys(k, kept) {
			t.Errorf("start %d got another key", i)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != SealKeyFile {
		t.Errorf("left in the directory: %v, %v", entries, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, SealKeyFile): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", filepath.Base(path), info.Mode(), err)
		}
	}
	other, err := sealKeys(Config{DataDir: t.TempDir()})
	if err != nil || sameKeys(other, kept) {
		t.Errorf("two directories have the same key (%v)", err)
	}
}

func TestSealKeyFile(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(make([]byte, advisories.KeySize))
	for _, c := range []struct {
		name, text string
		mode       os.FileMode
		want       string
	}{
		{"whole", good + "\n", 0o600, ""},
		{"two keys", good + "," + good, 0o600, ""},
		{"read-only", good, 0o400, ""},
		{"readable by the group", good, 0o640, "can be read by others (mode 0640)"},
		{"readable by all", good, 0o644, "can be read by others (mode 0644)"},
		{"writable by others", good, 0o602, "can be read by others"},
		{"cut off", good[:20], 0o600, "is damaged"},
		{"empty", "", 0o600, "is damaged"},
		{"another text", "SENTINEL", 0o600, "is damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, SealKeyFile)
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			keys, err := sealKeys(Config{DataDir: dir})
			switch {
			case c.want == "" && (err != nil || keys.Len() == 0):
				t.Errorf("%d keys, %v", keys.Len(), err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %q", err, c.want)
			case err != nil && (strings.Contains(err.Error(), "SENTINEL") || strings.Contains(err.Error(), good[:20])):
				t.Errorf("the error repeats the file: %v", err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != c.text {
				t.Error("the file was changed")
			}
		})
	}
}

// TestSealKeyMissing: beside a database a new key would only hide that the old one
// is gone.
func TestSealKeyMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, databaseFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sealKeys(Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "seal.key is missing") {
		t.Errorf("error = %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, SealKeyFile)); err == nil {
		t.Error("a key was made")
	}
	if keys, err := sealKeys(Config{DataDir: dir, SealKey: testSealKey}); err != nil || keys.Len() != 1 {
		t.Errorf("a key that is set: %d, %v", keys.Len(), err)
	}
}

func TestSealKeyNowhereToKeep(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sealKeys(Config{DataDir: filepath.Join(file, "data")}); err == nil {
		t.Error("no error where the data directory cannot be")
	}
}

func TestValidKey(t *testing.T) {
	k, err := testKey()
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	pkcs8, err8 := x509.MarshalPKCS8PrivateKey(k)
	curve8, errCurve := x509.MarshalPKCS8PrivateKey(curve)
	public, errPublic := x509.MarshalPKIXPublicKey(&k.PublicKey)
	for name, c := range map[string]struct {
		key  []byte
		want bool
	}{
		"as GitHub has it":  {testPEM(t), true},
		"PKCS 8":            {block("PRIVATE KEY", pkcs8, err8), true},
		"with other ends":   {bytes.ReplaceAll(testPEM(t), []byte("\n"), []byte("\r\n")), true},
		"of a curve":        {block("PRIVATE KEY", curve8, errCurve), false},
		"the public half":   {block("PUBLIC KEY", public, errPublic), false},
		"without its armor": {pkcs8, false},
		"cut off":           {testPEM(t)[:200], false},
		"nothing":           {nil, false},
	} {
		if got := validKey(c.key); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestLockDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	release, err := lockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockDir(dir); err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), Prefix+"DATA_DIR") {
		t.Errorf("error = %v", err)
	}
	release()
	again, err := lockDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
