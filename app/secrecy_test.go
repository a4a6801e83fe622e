package app_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// sentinels are words of a report that must be nowhere but on GitHub.
var sentinels = []string{
	"SENTINEL-summary-qvx", "SENTINEL-description-qvx", "SENTINEL-steps-qvx", "SENTINEL-answer-qvx",
	"SENTINEL-maintainer-qvx", "SENTINEL-edited-qvx", "SENTINEL-package-qvx", "SENTINEL-policy-secret-qvx",
}

func TestReportTextRestsNowhere(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "SENTINEL-summary-qvx",
		"## Description\n\nSENTINEL-description-qvx\n\n## Steps to reproduce\n\n1. SENTINEL-steps-qvx\n2. Look.\n")
	w.until("receipt and question", func() bool { return len(w.written(id)) == 2 })
	r.settled()
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1, SENTINEL-answer-qvx")
	r.sweepNow()
	comment(t, w, "maintainer", id, "SENTINEL-maintainer-qvx")
	r.sweepNow()
	edit(t, w, id, w.written(id)[0].ID, "SENTINEL-edited-qvx")
	waitASecond() // so that the sweep sees the edit by its time
	err := w.github.EditAdvisoryAs("researcher", testRepo, id, func(a *advisories.Advisory) {
		a.Summary = "SENTINEL-edited-qvx"
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "npm", Package: "SENTINEL-package-qvx", Affected: "< 1.5"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	// Faults must not carry text either.
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 422, Method: "POST", PathPattern: "/comments$", Body: `{"message":"SENTINEL-edited-qvx"}`})
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 500, PathPattern: "/security-advisories/GHSA", Body: "SENTINEL-edited-qvx"})
	r.sweepNow()
	r.lookNow(id)
	cases, notices, err := records(t, r).List(t.Context(), true)
	if err != nil || len(cases) != 1 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	_, metrics := get(t, "http://"+r.at.Admin+"/metrics")
	found := func(where string, text []byte) {
		for _, s := range sentinels {
			if bytes.Contains(text, []byte(s)) {
				t.Errorf("%s is in %s", s, where)
			}
		}
	}
	scan := func(when string) {
		err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil {
				found(filepath.Base(path)+" "+when, b)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	scan("while running")
	found("the log at debug", []byte(w.log.String()))
	found("the metrics", []byte(metrics))
	for _, n := range notices {
		found("a notice", []byte(n.Text))
	}
	for _, name := range []string{"researcher", "maintainer", "acme", "lib", string(id), cases[0].Name} {
		if strings.Contains(metrics, name) {
			t.Errorf("the metrics name %q", name)
		}
	}
	for line := range strings.Lines(w.log.String()) {
		if !strings.Contains(line, "level=DEBUG") && (strings.Contains(line, string(id)) || strings.Contains(line, "researcher") || strings.Contains(line, testRepo)) {
			t.Errorf("a log line above debug names ids or people: %s", line)
		}
	}
	if strings.Contains(w.log.String(), "ghs_") {
		t.Error("a token is in the log")
	}
	r.stop()
	scan("after the end")
}
