package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
)

// shared is the folder of reading material beside the repository; tests over it
// are skipped aloud where it is absent, and fail with
// ADVISORY_BOT_TEST_SHARED=required.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
			continue
		}
		path := filepath.Join(dir, "..", "shared")
		if _, err := os.Stat(path); err == nil {
			return path
		}
		break
	}
	if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
		t.Fatal("no ../shared beside the repository")
	}
	t.Skip("SKIPPED: no ../shared beside the repository, so no recorded answer and no report was judged")
	return ""
}

// judgeWhole judges and plans an advisory as it stands, at every time that it
// names and some others.
func judgeWhole(t *testing.T, a advisories.Advisory) {
	t.Helper()
	pol := policy.Builtin()
	for _, now := range []time.Time{{}, a.CreatedAt, a.CreatedAt.Add(47 * time.Hour), a.UpdatedAt, a.UpdatedAt.AddDate(1, 0, 0)} {
		snap := advisories.Snapshot{At: now, Advisory: a, CommentsKnown: true}
		in := policy.Input{Snapshot: snap, Reading: policy.ReadReport(pol, snap), Now: now}
		v := policy.Judge(pol, in)
		plan := policy.PlanInput{Input: in, CaseName: "amber-otter-123"}
		drafts := policy.Plan(pol, v, plan)
		checkDrafts(t, plan, drafts)
		if !a.State.Open() && len(drafts) > 0 {
			t.Errorf("%d drafts for a %s advisory", len(drafts), a.State)
		}
	}
}

// TestSharedPayloads judges every advisory answer that was recorded.
func TestSharedPayloads(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t), "payloads", "rest-advisor*.json"))
	if len(files) < 4 {
		t.Fatalf("%d payloads", len(files))
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var many []json.RawMessage
		if json.Unmarshal(b, &many) != nil {
			many = []json.RawMessage{b}
		}
		for _, one := range many {
			a, err := ghsa.DecodeAdvisory(bytes.NewReader(one))
			if err != nil {
				t.Fatalf("%s: %v", filepath.Base(name), err)
			}
			judgeWhole(t, a)
		}
	}
}

// TestSharedReports judges the reports of the corpus, each as if it had just come
// in.
func TestSharedReports(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t), "corpus", "reports", "*.md"))
	if len(files) < 20 {
		t.Fatalf("%d reports", len(files))
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		judgeWhole(t, advisories.Advisory{State: advisories.StateTriage, Submitted: true, Author: reporter,
			Summary: "A report", Description: string(b), CreatedAt: reportTime, UpdatedAt: reportTime})
	}
}
