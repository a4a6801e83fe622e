package policy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/policy"
)

var update = flag.Bool("update", false, "write what came out into the test files")

// caseFile is what a case says beside policy files, advisory and comments.
type caseFile struct {
	Now          time.Time
	ReportedAt   time.Time
	OpenedAt     time.Time
	Adopted      bool
	NoComments   bool
	StatusBroken bool
	// Pinned: the case began under began.yml.
	Pinned     bool
	Name       string
	Repository string
	Powers     map[string]advisories.Power
	History    advisories.History
	Past       []pastDraft
	// What PlanInput says of where maintainers are told, of rights, and of code.
	Tracked, Notifies bool
	Granted           map[string]string
	Codeowners        []string
	Was               advisories.State
}

type pastDraft struct {
	Rule       string
	Kind       advisories.Kind
	Occurrence int
	State      advisories.DraftState
	Body       string
	Comment    int64
	SettledAt  time.Time
	Change     advisories.Change
	EditedBy   string
}

// TestCases judges and plans each testdata/cases/*.txt: policy.yml, owner.yml and
// last-owner.yml (each optional), advisory.json and comments.json as GitHub
// answers them, report.md (in place of the description), case.json. What comes
// out stands in problems, floods (where not the built-in ones), verdict and drafts; run with -update to write it, and
// read what was written.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := readCase(t, ar)
			pol, problems := policy.Compose(c.compose)
			v := policy.Judge(pol, c.plan.Input)
			drafts := policy.Plan(pol, v, c.plan)
			got := map[string]string{"verdict": verdictText(v), "drafts": draftsText(fresh(drafts, c.plan.Past))}
			if pol.Floods != policy.Builtin().Floods {
				got["floods"] = fmt.Sprintf("reporter %d, repository %d\n", pol.Floods.Reporter, pol.Floods.Repository)
			}
			for _, d := range pol.Drift() {
				got["drift"] += fmt.Sprintf("%s: pinned %s, now %s\n", d.Key, d.Pinned.Text(), d.Here.Text())
			}
			if len(problems) > 0 {
				got["problems"] = problemsText(problems)
			}
			checkGolden(t, name, ar, got, "problems", "floods", "drift", "verdict", "drafts")
			checkDrafts(t, c.plan, drafts)
		})
	}
}

// loaded is a case in the shape that the package takes.
type loaded struct {
	compose policy.ComposeInput
	plan    policy.PlanInput
}

func readCase(t *testing.T, ar *txtar.Archive) loaded {
	t.Helper()
	parts := map[string][]byte{}
	for _, f := range ar.Files {
		parts[f.Name] = f.Data
	}
	var spec caseFile
	decoder := json.NewDecoder(bytes.NewReader(parts["case.json"]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&spec); err != nil {
		t.Fatalf("case.json: %v", err)
	}
	if spec.Repository == "" {
		spec.Repository = "acme/rocket"
	}
	owner, repo, _ := strings.Cut(spec.Repository, "/")
	snap := advisories.Snapshot{
		At:            spec.Now,
		Repository:    advisories.Repository{Installation: 1, ID: 2, Owner: owner, Name: repo},
		Advisory:      readAdvisory(t, parts),
		CommentsKnown: !spec.NoComments,
		Powers:        map[int64]advisories.Power{},
		Self:          advisories.Person{ID: 900, Login: "advisory-bot[bot]", Bot: true},
	}
	if b, ok := parts["comments.json"]; ok {
		comments, err := ghsa.DecodeComments(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		snap.Comments = comments
	}
	for id, pw := range spec.Powers {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		snap.Powers[n] = pw
	}
	compose := composeInput(parts, snap.Repository)
	if spec.Pinned {
		began := compose
		began.Files = composeInput(map[string][]byte{"policy.yml": parts["began.yml"]}, snap.Repository).Files
		first, _ := policy.Compose(began)
		compose.Pin = first.Pin()
	}
	pol, _ := policy.Compose(compose)
	in := policy.Input{
		Snapshot: snap, Reading: policy.ReadReport(pol, snap), History: spec.History,
		ReportedAt: spec.ReportedAt, OpenedAt: spec.OpenedAt, Adopted: spec.Adopted, Was: spec.Was, Now: spec.Now,
	}
	plan := policy.PlanInput{Input: in, CaseName: spec.Name, StatusBroken: spec.StatusBroken,
		Tracked: spec.Tracked, Notifies: spec.Notifies, Granted: spec.Granted, Codeowners: spec.Codeowners}
	for i, p := range spec.Past {
		plan.Past = append(plan.Past, advisories.Draft{
			Key: advisories.DraftKey{Rule: p.Rule, Kind: p.Kind, Occurrence: p.Occurrence}, Number: i + 1,
			State: p.State, Body: p.Body, SettledAt: p.SettledAt, Change: p.Change, EditedBy: p.EditedBy, Outcome: advisories.Outcome{State: p.State, Comment: p.Comment},
		})
	}
	plan.History = policy.Study(pol, plan.Input, plan.Past)
	return loaded{plan: plan, compose: compose}
}

func readAdvisory(t *testing.T, parts map[string][]byte) advisories.Advisory {
	t.Helper()
	a, err := ghsa.DecodeAdvisory(bytes.NewReader(parts["advisory.json"]))
	if err != nil {
		t.Fatal(err)
	}
	if b, ok := parts["report.md"]; ok {
		a.Description = string(b)
	}
	return a
}

func composeInput(parts map[string][]byte, repo advisories.Repository) policy.ComposeInput {
	in := policy.ComposeInput{Repository: repo}
	if b, ok := parts["policy.yml"]; ok {
		in.Files = append(in.Files, advisories.PolicyFile{Repository: repo.FullName(), Path: policy.Path, Ref: "main", Text: string(b), Layer: advisories.LayerRepository})
	}
	if b, ok := parts["owner.yml"]; ok {
		in.Files = append(in.Files, advisories.PolicyFile{Repository: repo.Owner + "/.github-private", Path: policy.Path, Ref: "main", Text: string(b), Layer: advisories.LayerOwner})
	}
	for name, path := range map[string]string{"SECURITY.md": "SECURITY.md", "form.yml": ".github/VULNERABILITY_REPORT.yml"} {
		if b, ok := parts[name]; ok {
			in.Files = append(in.Files, advisories.PolicyFile{Repository: repo.FullName(), Path: path, Ref: "main", Text: string(b), Layer: advisories.LayerPromise})
		}
	}
	if b, ok := parts["last-owner.yml"]; ok {
		in.LastOwner = &advisories.PolicyFile{Repository: repo.Owner + "/.github-private", Path: policy.Path, Ref: "0a1b2c3", Text: string(b), Layer: advisories.LayerOwner}
	}
	return in
}

// fresh are the drafts that would be filed now.
func fresh(wanted, past []advisories.Draft) []advisories.Draft {
	file, _ := policy.Reconcile(wanted, past)
	return file
}

// checkGolden compares, or with -update writes, the named sections of a file.
func checkGolden(t *testing.T, file string, ar *txtar.Archive, got map[string]string, names ...string) {
	t.Helper()
	if *update {
		var kept []txtar.File
		for _, f := range ar.Files {
			if !contains(names, f.Name) {
				kept = append(kept, f)
			}
		}
		for _, name := range names {
			if text, ok := got[name]; ok {
				kept = append(kept, txtar.File{Name: name, Data: []byte(text)})
			}
		}
		if err := os.WriteFile(file, txtar.Format(&txtar.Archive{Comment: ar.Comment, Files: kept}), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := map[string]string{}
	for _, f := range ar.Files {
		if contains(names, f.Name) {
			want[f.Name] = string(f.Data)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// checkDrafts holds every draft to what no draft may do.
func checkDrafts(t *testing.T, in policy.PlanInput, drafts []advisories.Draft) {
	t.Helper()
	login := in.Snapshot.Reporter().Login
	for _, d := range drafts {
		body := d.Body
		if login != "" {
			body = strings.ReplaceAll(body, "Hello @"+login+",", "Hello,")
		}
		if d.Act == advisories.ActTell { // mentions the coordinator and, at last, the teams, in one line
			_, body, _ = strings.Cut(body, "\n\n")
		}
		for _, bad := range []string{"@", "<", ">", "](", "://", "www.", "![", "\u202e", "\u2066"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q:\n%s", d.Key, bad, body)
			}
		}
		for _, secret := range []string{in.Snapshot.Advisory.Summary, in.Snapshot.Advisory.Description} {
			if len(secret) > 40 && strings.Contains(body, secret[:40]) {
				t.Errorf("%s quotes the report", d.Key)
			}
		}
		if d.Permit == advisories.PermitAuto && (in.Adopted || d.Approvals != 0) {
			t.Errorf("%s may leave by itself: %+v", d.Key, d)
		}
	}
}
