package ghsatest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// webhookSchemas is the folder of GitHub's webhook schemas beside the repository,
// empty where there is none.
func webhookSchemas(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		schemas := filepath.Join(filepath.Dir(dir), "shared", "spec", "webhooks")
		if _, err := os.Stat(schemas); err == nil {
			return schemas
		}
	}
	if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
		t.Fatal("no ../shared/spec/webhooks beside the repository")
	}
	return ""
}

// checkWebhooks holds payloads against GitHub's schemas, those that there are, and
// skips the rest of the test aloud where there are none at all. Two faults of the
// schemas are made up for: an installation's times are numbers in real payloads,
// and permissions lack repository_advisories.
func checkWebhooks(t *testing.T, rings []ring) {
	t.Helper()
	dir := webhookSchemas(t)
	if dir == "" {
		t.Skip("no ../shared/spec/webhooks beside the repository: payloads are not held against GitHub's schemas")
	}
	checked := map[string]bool{}
	for _, r := range rings {
		name := strings.ReplaceAll(strings.TrimSuffix(r.event+"-"+r.action, "-"), "_", "-") + ".schema.json"
		file := filepath.Join(dir, name)
		if _, err := os.Stat(file); err != nil {
			continue
		}
		schema, err := jsonschema.NewCompiler().Compile(file)
		if err != nil {
			t.Fatal(err)
		}
		payload, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		mend(payload)
		if err := schema.Validate(payload); err != nil {
			t.Errorf("%s %s: %v", r.event, r.action, err)
		}
		checked[name] = true
	}
	if len(checked) < 8 {
		t.Errorf("only %d kinds of events were checked: %v", len(checked), checked)
	}
}

// mend makes a payload fit where the schema is at fault.
func mend(payload any) {
	p, _ := payload.(map[string]any)
	in, _ := p["installation"].(map[string]any)
	for _, k := range []string{"created_at", "updated_at"} {
		if _, ok := in[k]; ok {
			in[k] = "2026-03-02T09:00:00Z"
		}
	}
	if permissions, ok := in["permissions"].(map[string]any); ok {
		delete(permissions, "repository_advisories")
	}
}
