package intake

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPayloads(t *testing.T) {
	dir := shared(t, "payloads")
	files, err := filepath.Glob(filepath.Join(dir, "webhook-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no payloads in %s (%v)", dir, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		event, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(f), "webhook-"), ".")
		for _, r := range []*http.Request{deliver(event, string(raw)), asForm(event, formBody(string(raw)))} {
			d, _, _ := setup(t, nil)
			w := send(d, r)
			t.Logf("%s as %s: %d %s", filepath.Base(f), r.Header.Get("Content-Type"), w.Code, w.Body)
			if w.Code != 202 {
				t.Errorf("%s: %d %s", f, w.Code, w.Body)
			}
		}
	}
}

// shared finds a folder of the texts that are kept beside the repository. Where
// they are absent the test is skipped aloud, or fails with
// ADVISORY_BOT_TEST_SHARED=required.
func shared(t *testing.T, path string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = up
	}
	found := filepath.Join(dir, "..", "shared", filepath.FromSlash(path))
	if _, err := os.Stat(found); err != nil {
		if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
			t.Fatalf("no ../shared/%s beside the repository: %v", path, err)
		}
		t.Skipf("SKIPPED: ../shared/%s is not there, so no recorded delivery was tried", path)
	}
	return found
}
