package app

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// SealKeyFile is the generated sealing key's name in the data directory.
const SealKeyFile = "seal.key"

// sealKeys are the keys of the configuration, or else those of the file in the
// data directory, which is made on the first start (mode 0600).
func sealKeys(c Config) (advisories.Keys, error) {
	if c.SealKey != "" {
		return advisories.ParseKeys(c.SealKey)
	}
	path := filepath.Join(c.DataDir, SealKeyFile)
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if _, err := os.Stat(filepath.Join(c.DataDir, databaseFile)); err == nil {
			return advisories.Keys{}, fmt.Errorf("%s is missing, but the database beside it was sealed with it: put it back, or set %sSEAL_KEY", path, Prefix)
		}
		return newSealKey(path)
	case err != nil:
		return advisories.Keys{}, fmt.Errorf("read %s: %w", path, err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		return advisories.Keys{}, fmt.Errorf("%s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	keys, err := advisories.ParseKeys(strings.TrimSpace(string(b)))
	if err != nil {
		return keys, fmt.Errorf("%s is damaged: %w; restore it from a backup, since what was sealed with it cannot be read without it", path, err)
	}
	return keys, nil
}

// newSealKey writes a new key so that it is there whole or not at all, and lets
// the first of two processes that start together win.
func newSealKey(path string) (advisories.Keys, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return advisories.Keys{}, fmt.Errorf("make data directory: %w", err)
	}
	raw := make([]byte, advisories.KeySize)
	rand.Read(raw) // never fails: crypto/rand ends the program instead
	f, err := os.CreateTemp(filepath.Dir(path), ".seal-*")
	if err != nil {
		return advisories.Keys{}, fmt.Errorf("make sealing key: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(raw) + "\n")
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return advisories.Keys{}, fmt.Errorf("write sealing key: %w", err)
	}
	if err := os.Link(f.Name(), path); errors.Is(err, os.ErrExist) {
		b, err := os.ReadFile(path)
		if err != nil {
			return advisories.Keys{}, fmt.Errorf("read sealing key: %w", err)
		}
		return advisories.ParseKeys(strings.TrimSpace(string(b)))
	} else if err != nil {
		return advisories.Keys{}, fmt.Errorf("keep sealing key: %w", err)
	}
	return advisories.NewKeys(raw)
}

// validKey reports whether b is an RSA private key in PEM.
func validKey(b []byte) bool {
	block, _ := pem.Decode(b)
	if block == nil {
		return false
	}
	if _, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return true
	}
	_, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	return err == nil
}
