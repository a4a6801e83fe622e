package app

import (
	"crypto/rand"
	"crypto/rsa"
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
// data directory, which is made on the first start (mode 0600) where the database is
// made beside it.
func sealKeys(c Config) (advisories.Keys, error) {
	if c.SealKey != "" {
		return advisories.ParseKeys(c.SealKey)
	}
	path := filepath.Join(c.DataDir, SealKeyFile)
	keys, err := readSealKey(path)
	if !errors.Is(err, os.ErrNotExist) {
		return keys, err
	}
	if c.DatabaseURL != "" {
		// On a disk that goes away with its replica, a new key would lock out everybody.
		return advisories.Keys{}, fmt.Errorf("%s is missing, and with PostgreSQL no key is made up: set %sSEAL_KEY (openssl rand -base64 32), the same for every replica", path, Prefix)
	}
	if _, err := os.Stat(filepath.Join(c.DataDir, databaseFile)); err != nil {
		return newSealKey(path)
	}
	// Another process may have made both since the first look.
	if keys, err = readSealKey(path); errors.Is(err, os.ErrNotExist) {
		return advisories.Keys{}, fmt.Errorf("%s is missing, but the database beside it was sealed with it: put it back, or set %sSEAL_KEY", path, Prefix)
	}
	return keys, err
}

// readSealKey reads the file of a sealing key. An error wraps os.ErrNotExist where
// there is none, and never repeats what the file holds.
func readSealKey(path string) (advisories.Keys, error) {
	info, err := os.Stat(path)
	if err != nil {
		return advisories.Keys{}, fmt.Errorf("read sealing key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return advisories.Keys{}, fmt.Errorf("%s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return advisories.Keys{}, fmt.Errorf("read sealing key: %w", err)
	}
	keys, err := advisories.ParseKeys(strings.TrimSpace(string(b)))
	if err != nil {
		return keys, fmt.Errorf("%s is damaged (%w); restore it from a backup: what was sealed with it cannot be read without it", path, err)
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
	err = os.Link(f.Name(), path)
	if errors.Is(err, os.ErrExist) {
		return readSealKey(path)
	}
	if err = errors.Join(err, syncDir(filepath.Dir(path))); err != nil {
		return advisories.Keys{}, fmt.Errorf("keep sealing key: %w", err)
	}
	return advisories.NewKeys(raw)
}

// syncDir makes a new name in a directory last: a key that a power cut takes away
// takes with it all that was sealed since.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
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
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	_, ok := key.(*rsa.PrivateKey)
	return err == nil && ok
}
