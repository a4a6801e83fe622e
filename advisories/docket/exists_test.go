package docket

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// A look makes no docket, and no file.
func TestExists(t *testing.T) {
	file := filepath.Join(t.TempDir(), "docket.db")
	for _, url := range []string{"sqlite:" + file, dockettest.URL(t)} {
		for range 2 {
			if Exists(t.Context(), url) {
				t.Error("there is a docket before one was made")
			}
		}
		b := newBed(t, url)
		must(t, b.open().Close())
		if !Exists(t.Context(), url) {
			t.Error("there is none after one was made")
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	must(t, os.WriteFile(empty, nil, 0o600))
	if Exists(t.Context(), "sqlite:"+empty) {
		t.Error("an empty file is no docket")
	}
	if info, err := os.Stat(empty); err != nil || info.Size() != 0 {
		t.Error("the look wrote something")
	}
	for _, odd := range []string{"postgres://127.0.0.1:1/none", "mysql://x"} {
		if !Exists(t.Context(), odd) {
			t.Errorf("%s: Open should say what is wrong with it", odd)
		}
	}
}
