package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// storedFiles are the files in the data directory in which setup keeps what
// GitHub gave out for the App (mode 0600), by the variable that each stands in
// for. The environment goes before them.
var storedFiles = map[string]string{
	"APP_ID":         "app-id",
	"PRIVATE_KEY":    "private-key.pem",
	"WEBHOOK_SECRET": "webhook-secret",
	"CLIENT_ID":      "client-id",
	"CLIENT_SECRET":  "client-secret",
	"PUBLIC_URL":     "public-url",
}

// defaultDataDir is DATA_DIR where it is not set, as in [Environment].
const defaultDataDir = "./data"

// lookStored is what setup stored for a variable that the environment does not
// set.
func (r *reader) lookStored(values map[string]string, name string) (string, bool) {
	file, ok := storedFiles[name]
	if !ok {
		return "", false
	}
	dir, ok := r.look(values, "DATA_DIR")
	if !ok {
		dir = defaultDataDir
	}
	text, err := readStored(filepath.Join(dir, file))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", false
	case err != nil:
		r.faultAs(name, fmt.Sprintf("%s%s: cannot use %s in %sDATA_DIR: %s", Prefix, name, file, Prefix, err))
		return "", false
	case r.otherApp(values, name, dir):
		r.faultAs(name, fmt.Sprintf("%s%s: not set, and %s in %sDATA_DIR is of another App than %sAPP_ID", Prefix, name, file, Prefix, Prefix))
		return "", false
	}
	if r.stored == nil {
		r.stored = map[string]bool{}
	}
	r.stored[name] = true
	return text, true
}

// otherApp reports whether the environment names another App than the one whose
// keys are stored. Its address may be the same.
func (r *reader) otherApp(values map[string]string, name, dir string) bool {
	if name == "APP_ID" || name == "PUBLIC_URL" {
		return false
	}
	set, ok := r.look(values, "APP_ID")
	if !ok {
		return false
	}
	stored, err := readStored(filepath.Join(dir, storedFiles["APP_ID"]))
	return err == nil && stored != set
}

// readStored reads one stored file, without the space around what it holds. An
// error wraps os.ErrNotExist where there is none; else it says what is wrong and
// repeats neither path nor content.
func readStored(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", err
	case err != nil:
		return "", errors.New(reason(err))
	case !info.Mode().IsRegular():
		return "", errors.New("it is not a readable file")
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("it can be read by others (mode %04o): chmod 600 it", info.Mode().Perm())
	}
	text, fault := readValue(path)
	if fault != "" {
		return "", errors.New(fault)
	}
	return text, nil
}

// unset leads whoever has set nothing up yet to the command that does.
func (r *reader) unset() Faults {
	for _, name := range []string{"APP_ID", "PRIVATE_KEY"} {
		if !slices.ContainsFunc(r.faults, func(f configFault) bool { return strings.HasPrefix(f.text, Prefix+name+": not set:") }) {
			return nil
		}
	}
	return Faults{"nothing set up yet? `advisory-bot setup` registers the App on GitHub and stores all of this in " + Prefix + "DATA_DIR"}
}
