package ghsa

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// shared finds recorded and official answers beside the repository.
func shared(t testing.TB, pattern string) []string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	files, err := filepath.Glob(filepath.Join(dir, "..", "shared", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		if os.Getenv("ADVISORY_BOT_TEST_SHARED") == "required" {
			t.Fatal("../shared/" + pattern + " is missing")
		}
		t.Skip("../shared/" + pattern + " is not here: GitHub's recorded answers were NOT tested")
	}
	return files
}

func TestPayloadsDecode(t *testing.T) {
	for _, file := range shared(t, "payloads/rest-*.json") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var many []json.RawMessage
			if json.Unmarshal(b, &many) != nil {
				many = []json.RawMessage{b}
			}
			for _, one := range many {
				checkAgainst(t, one)
			}
		})
	}
	for _, file := range shared(t, "payloads/webhook-repository_advisory*.json") {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var hook struct {
			Advisory json.RawMessage `json:"repository_advisory"`
		}
		if err := json.Unmarshal(b, &hook); err != nil {
			t.Fatal(err)
		}
		checkAgainst(t, hook.Advisory)
	}
}

// checkAgainst decodes and compares a few fields with a plain reading.
func checkAgainst(t *testing.T, one []byte) {
	t.Helper()
	a, err := DecodeAdvisory(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(one, &m); err != nil {
		t.Fatal(err)
	}
	text := func(k string) string { s, _ := m[k].(string); return s }
	if !strings.EqualFold(string(a.GHSA), text("ghsa_id")) || string(a.State) != text("state") || a.Summary != text("summary") ||
		a.Description != text("description") || a.CVE != text("cve_id") || a.Severity != text("severity") || a.HTMLURL != text("html_url") {
		t.Errorf("%s: differs", a.GHSA)
	}
	if a.Submitted != (m["submission"] != nil) || a.Comments != -1 || a.CommentsClosed {
		t.Errorf("%s: submitted %v comments %d closed %v", a.GHSA, a.Submitted, a.Comments, a.CommentsClosed)
	}
	if (text("published_at") != "") == a.PublishedAt.IsZero() || (text("updated_at") != "") == a.UpdatedAt.IsZero() {
		t.Errorf("%s: times", a.GHSA)
	}
	vulnerabilities, _ := m["vulnerabilities"].([]any)
	credits, _ := m["credits"].([]any)
	if len(a.Vulnerabilities) != len(vulnerabilities) || len(a.Credits) != len(credits) {
		t.Errorf("%s: %d vulnerabilities, %d credits", a.GHSA, len(a.Vulnerabilities), len(a.Credits))
	}
}

func TestDecodeWhole(t *testing.T) {
	a, err := DecodeAdvisory(strings.NewReader(`{
		"ghsa_id":"ghsa-2345-CFGH-jmpq","cve_id":"CVE-2026-1","html_url":"u","summary":"s","description":"d","severity":"high","state":"draft",
		"author":{"id":1,"login":"kim","type":"User"},"publisher":{"id":2,"login":"app[bot]","type":"Bot"},"submission":{"accepted":true},
		"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T01:00:00+01:00","published_at":1767225600,"closed_at":"","withdrawn_at":null,
		"vulnerabilities":[{"package":{"ecosystem":"go","name":"x"},"vulnerable_version_range":"< 1","patched_versions":"1","vulnerable_functions":["f"]},{"package":null}],
		"cvss":{"vector_string":"CVSS:3.1/old"},"cvss_severities":{"cvss_v3":{"vector_string":"CVSS:3.1/new","score":1.5},"cvss_v4":{"vector_string":"CVSS:4.0/x"}},
		"cwes":[{"cwe_id":"CWE-1"}],"cwe_ids":["CWE-79"],"credits":[{"login":"kim","type":"finder"}],
		"credits_detailed":[{"user":{"login":"kim","id":1},"type":"finder","state":"pending"},{"user":null,"type":"tool"}],
		"collaborating_users":[{"id":1,"login":"kim"}],"collaborating_teams":[{"slug":"sec"},{}],"private_fork":{"id":9},
		"comments":4,"comments_url":"https://x","something_new":{"a":[1]}}`))
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	want := advisories.Advisory{
		GHSA: testGHSA, CVE: "CVE-2026-1", HTMLURL: "u", Summary: "s", Description: "d", Severity: "high", State: "draft",
		Author: advisories.Person{ID: 1, Login: "kim"}, Publisher: advisories.Person{ID: 2, Login: "app[bot]", Bot: true},
		Submitted: true, Accepted: true, CreatedAt: day, UpdatedAt: day.Add(24 * time.Hour), PublishedAt: day,
		Vulnerabilities: []advisories.Vulnerability{{Ecosystem: "go", Package: "x", Affected: "< 1", Patched: "1", Functions: []string{"f"}}, {}},
		CWEs:            []string{"CWE-79"}, CVSS3: "CVSS:3.1/new", CVSS4: "CVSS:4.0/x",
		Credits:       []advisories.Credit{{Login: "kim", Type: "finder", State: "pending"}, {Type: "tool"}},
		Collaborators: []advisories.Person{{ID: 1, Login: "kim"}}, Teams: []string{"sec"}, PrivateFork: true, Comments: 4,
	}
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
}

// Every field may be missing or null.
func TestDecodeSparse(t *testing.T) {
	want := advisories.Advisory{Comments: -1}
	for _, doc := range []string{`{}`, `null`, ` {"x":1} `, nullFields()} {
		a, err := DecodeAdvisory(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		a.CommentsClosed = false // null means closed, checked elsewhere
		if d := cmp.Diff(want, a); d != "" {
			t.Error(d)
		}
	}
}

func nullFields() string {
	var m map[string]any
	b, _ := json.Marshal(wireAdvisory{}) // only for its names
	_ = json.Unmarshal(b, &m)
	for k := range m {
		m[k] = nil
	}
	b, _ = json.Marshal(m)
	return string(b)
}

func TestDecodeComments(t *testing.T) {
	got, err := DecodeComments(strings.NewReader(`[{"id":2,"author":{"id":1,"login":"kim"},"body":null},{"id":1,"user":{"id":3},"author":{"id":4},"html_url":"u"},{"id":2}]`))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].ID != 1 || got[0].Author.ID != 3 || got[0].URL != "u" || got[1].Author.Login != "kim" {
		t.Errorf("%+v", got)
	}
	for doc, n := range map[string]int{`[]`: 0, `null`: 0, `{"id":1,"body":"x"}`: 1, "\n[{}]": 1} {
		if got, err := DecodeComments(strings.NewReader(doc)); err != nil || len(got) != n {
			t.Errorf("%s: %v %v", doc, got, err)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for doc, want := range map[string]string{
		``:                                 "empty where JSON was expected",
		`{"summary": "sentinel`:            "not JSON at byte 21",
		`sentinel`:                         "not JSON at byte 1",
		`{} sentinel`:                      "not JSON at byte 4",
		`{"summary":{"sentinel":1}}`:       "wrong type of summary at byte 12",
		`{"author":{"id":"sentinel"}}`:     "wrong type of author.id at byte 26",
		`["sentinel"]`:                     "wrong type at byte 1",
		`{"created_at":"sentinel"}`:        "a time that is not RFC 3339",
		`{"created_at":{}}`:                "a time that is not RFC 3339",
		`{"ghsa_id":"GHSA-sentinel"}`:      "ghsa_id is malformed",
		strings.Repeat(" ", maxDocument+1): "larger than 16 MiB",
		strings.Repeat("[", 20000):         "not JSON at byte 10001",
	} {
		_, err := DecodeAdvisory(strings.NewReader(doc))
		f := fault(t, err, advisories.FaultBadAnswer)
		if f.Err.Error() != want {
			t.Errorf("%.30s: %q, want %q", doc, f.Err, want)
		}
		quiet(t, err.Error())
		if strings.HasPrefix(want, "ghsa_id") || strings.HasPrefix(want, "wrong type at") || strings.HasPrefix(want, "wrong type of s") ||
			strings.HasPrefix(want, "wrong type of a") {
			continue // no field of a comment, or a list
		}
		_, err = DecodeComments(strings.NewReader(doc))
		quiet(t, fault(t, err, advisories.FaultBadAnswer).Error())
	}
	_, err := DecodeAdvisory(iotestErr{})
	quiet(t, fault(t, err, advisories.FaultBadAnswer).Error())
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) {
	return 0, errors.Join(io.ErrClosedPipe, errors.New("sentinel"))
}

func FuzzDecodeAdvisory(f *testing.F) {
	f.Add([]byte(advisoryJSON("comments", "3", "comments_url", "null")))
	f.Add([]byte(`{"created_at":1e3,"vulnerabilities":[null],"credits":[{}],"cwes":[{"cwe_id":null}]}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := DecodeAdvisory(bytes.NewReader(b))
		if err != nil {
			if advisories.CodeOf(err) != advisories.FaultBadAnswer {
				t.Error(err)
			}
			return
		}
		if a.Comments < -1 || a.Accepted && !a.Submitted {
			t.Errorf("%+v", a)
		}
		if a.GHSA != "" {
			if id, err := advisories.ParseGHSA(string(a.GHSA)); err != nil || id != a.GHSA {
				t.Error("a GHSA id that is not canonical")
			}
		}
		if _, err := DecodeComments(bytes.NewReader(b)); err != nil && advisories.CodeOf(err) != advisories.FaultBadAnswer {
			t.Error(err)
		}
	})
}
