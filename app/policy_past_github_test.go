package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// TestPolicyOnGitHub asks the simulated GitHub for past reports, and writes
// nothing.
func TestPolicyOnGitHub(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.PutFile(testRepo, "SECURITY.md", "# Security\n\nWe will acknowledge your report within 3 days.\n")
	answered := w.github.Report(testRepo, "researcher", "SENTINEL", complete)
	if _, err := w.github.CommentAs("maintainer", testRepo, answered, "SENTINEL"); err != nil {
		t.Fatal(err)
	}
	lacking := w.github.Report(testRepo, "researcher", "SENTINEL", incomplete)
	closed := w.github.Report(testRepo, "researcher", "SENTINEL", incomplete)
	if err := w.github.SetStateAs("maintainer", testRepo, closed, advisories.StateClosed); err != nil {
		t.Fatal(err)
	}
	if _, err := w.github.DraftAdvisory("maintainer", testRepo, "SENTINEL", "SENTINEL"); err != nil {
		t.Fatal(err)
	}
	q := app.PastQuery{Owner: "acme", Name: "lib", Since: time.Now().AddDate(-1, 0, 0), Now: time.Now().Add(48 * time.Hour)}
	r, err := app.TestPolicyOnGitHub(t.Context(), w.config(), w.opt, q)
	if err != nil {
		t.Fatal(err)
	}
	want := map[advisories.GHSA]string{answered: "acknowledge met", lacking: "acknowledge running", closed: "acknowledge unknown"}
	if len(r.Reports) != len(want) || r.Totals.Drafts != 1 || r.Totals.Asked != 2 {
		t.Errorf("%+v", r)
	}
	for _, p := range r.Reports {
		if got := string(p.Commitments[0].Commitment) + " " + p.Commitments[0].Result; got != want[p.GHSA] {
			t.Errorf("%s: %s, want %s", p.GHSA, got, want[p.GHSA])
		}
		if p.Asked != (p.GHSA != answered) {
			t.Errorf("%s: missing %q", p.GHSA, p.Missing)
		}
	}
	var text strings.Builder
	app.PrintWhatIf(&text, r)
	if strings.Contains(text.String()+w.log.String(), "SENTINEL") {
		t.Error("report text is printed or logged")
	}
	if w.writes() > 0 {
		t.Errorf("%d writes", w.writes())
	}

	q.Since = time.Now().Add(time.Hour)
	if r, err = app.TestPolicyOnGitHub(t.Context(), w.config(), w.opt, q); err != nil || len(r.Reports) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	q.Name = "other"
	_, err = app.TestPolicyOnGitHub(t.Context(), w.config(), w.opt, q)
	if advisories.CodeOf(err) != advisories.FaultGone {
		t.Errorf("a repository without the App: %v", err)
	}
}
