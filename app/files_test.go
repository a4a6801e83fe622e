package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// loseDatabase removes the embedded database, and the sealing key beside it.
func loseDatabase(t *testing.T, dir string, keyToo bool) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "docket.db*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no database in the data directory (%v)", err)
	}
	if keyToo {
		names = append(names, filepath.Join(dir, "seal.key"))
	}
	for _, n := range names {
		if err := os.Remove(n); err != nil {
			t.Fatal(err)
		}
	}
}

// waitASecond lets GitHub's clock, which counts whole seconds, move on.
func waitASecond() { time.Sleep(1100 * time.Millisecond) }
