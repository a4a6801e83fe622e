package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Keys are what GitHub gives out for a new App. They are told once.
type Keys struct {
	AppID int64
	// Slug is the App's short name, the last part of its page's address.
	Slug string
	// PEM is the private key.
	PEM           string
	WebhookSecret string
	ClientID      string
	ClientSecret  string
}

// String hides the keys from logs and errors.
func (Keys) String() string { return "(keys)" }

// GoString hides them too.
func (Keys) GoString() string { return "(keys)" }

// Store keeps an App's keys in a data directory, one file a value, mode 0600,
// where the program's configuration reads what the environment does not set.
type Store struct{ Dir string }

// The files, in the order in which they are written: the App's id comes last, so
// that where it stands, all do.
const (
	filePEM           = "private-key.pem"
	fileWebhookSecret = "webhook-secret"
	fileClientID      = "client-id"
	fileClientSecret  = "client-secret"
	filePublicURL     = "public-url"
	fileAppID         = "app-id"
)

// ErrStored: the data directory holds the keys of an App already.
var ErrStored = errors.New("it holds the keys of an App already")

// Ready tries whether keys can be stored, before there are any: GitHub tells them
// once. It makes the directory. The error is [ErrStored] where an App's keys are
// there, also in part.
func (s Store) Ready() error {
	for _, name := range []string{fileAppID, filePEM, fileWebhookSecret, fileClientID, fileClientSecret, filePublicURL} {
		_, err := os.Lstat(filepath.Join(s.Dir, name))
		switch {
		case err == nil:
			return fmt.Errorf("%s: %w (%s); move them away first, or give another data directory", s.Dir, ErrStored, name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("look into data directory: %w", err)
		}
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	probe, err := s.temporary("")
	if err != nil {
		return fmt.Errorf("write to data directory: %w", err)
	}
	return os.Remove(probe)
}

// Save writes the keys, and the public address where there is one. What fails
// half-way is taken back; files that are there already are never replaced.
func (s Store) Save(k Keys, publicURL string) (err error) {
	values := []struct{ name, text string }{
		{filePEM, k.PEM}, {fileWebhookSecret, k.WebhookSecret}, {fileClientID, k.ClientID}, {fileClientSecret, k.ClientSecret},
		{filePublicURL, publicURL}, {fileAppID, strconv.FormatInt(k.AppID, 10)},
	}
	var made []string
	defer func() {
		if err != nil {
			for _, path := range made {
				_ = os.Remove(path) // the first error says enough
			}
		}
	}()
	for _, v := range values {
		if v.text == "" {
			continue
		}
		path := filepath.Join(s.Dir, v.name)
		if err := s.write(path, v.text+"\n"); err != nil {
			return fmt.Errorf("store %s: %w", v.name, err)
		}
		made = append(made, path)
	}
	dir, err := os.Open(s.Dir)
	if err != nil {
		return fmt.Errorf("keep keys: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("keep keys: %w", err)
	}
	return nil
}

// write makes a file that is there whole or not at all.
func (s Store) write(path, text string) error {
	temporary, err := s.temporary(text)
	if err != nil {
		return err
	}
	defer os.Remove(temporary)
	return os.Link(temporary, path) // fails where the name is taken
}

// temporary is a new file of mode 0600 with that text, on the disk.
func (s Store) temporary(text string) (path string, err error) {
	f, err := os.CreateTemp(s.Dir, ".setup-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the first error says enough
		return "", err
	}
	return f.Name(), nil
}
