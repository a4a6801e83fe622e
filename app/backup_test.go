package app_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// restore puts a backup in the place of the database, as the README says.
func (w *world) restore(file string) {
	w.t.Helper()
	loseDatabase(w.t, w.dir, false)
	from, err := os.Open(file)
	if err != nil {
		w.t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(w.dir, "docket.db"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		w.t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// toPublish brings a report to where its publication wants two approvals, and
// returns the number of that draft.
func (r *running) toPublish(id advisories.GHSA, issue int) int {
	w := r.w
	w.t.Helper()
	r.sayIn(issue, "maintainer", "/ack")
	r.sayIn(issue, "maintainer", "/accept")
	err := w.github.EditAdvisoryAs("maintainer", testRepo, id, func(a *advisories.Advisory) {
		a.Severity, a.CWEs = "high", []string{"CWE-125"}
		a.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "example.org/lib", Affected: ">= 1.2.0, < 1.4.2", Patched: "1.4.2"}}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	r.sayIn(issue, "maintainer", "/cve")
	w.github.AssignCVE(testRepo, id)
	r.sweepNow()
	r.sayIn(issue, "maintainer", "/publish")
	return r.last(id, advisories.KindPublish).Number
}

// sayIn writes a comment in a tracking issue and waits until it was worked.
func (r *running) sayIn(issue int, login, body string) {
	r.w.t.Helper()
	if _, err := r.w.github.CommentIssue(login, casesRepo, issue, body); err != nil {
		r.w.t.Fatal(err)
	}
	r.settled()
}

// reportIn is a report whose tracking issue is there, and that issue's number.
func (r *running) reportIn(reporter string) (advisories.GHSA, int) {
	w := r.w
	w.t.Helper()
	before := len(w.github.Issues(casesRepo))
	id := w.github.Report(testRepo, reporter, "One byte too many", complete)
	w.until("the tracking issue", func() bool { return len(w.github.Issues(casesRepo)) > before })
	r.settled()
	newest := 0
	for _, i := range w.github.Issues(casesRepo) {
		newest = max(newest, i.Number)
	}
	return id, newest
}

// ourMark is the draft that a comment of ours names in its mark.
var ourMark = regexp.MustCompile(`<!-- advisory-bot:1 (\S+) `)

// shown is what of ours stands on advisories.
func (w *world) shown(ids ...advisories.GHSA) string {
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, "%s: %s\n", w.state(id), w.kinds(id))
	}
	return b.String()
}

// told are the comments of ours in a tracking issue, by their marks. None stands
// there twice.
func (w *world) told(issue int) map[string]string {
	w.t.Helper()
	out := map[string]string{}
	for _, i := range w.github.Issues(casesRepo) {
		for _, c := range i.Comments {
			m := ourMark.FindStringSubmatch(c.Body)
			if i.Number != issue || m == nil {
				continue
			}
			if out[m[1]] != "" {
				w.t.Errorf("issue %d is told twice: %s", issue, c.Body)
			}
			out[m[1]] = c.Body
		}
	}
	return out
}

// published counts how often an advisory became published.
func (w *world) published(id advisories.GHSA) (n int) {
	for _, a := range w.github.Acts() {
		if a.GHSA == id && a.To == advisories.StatePublished {
			n++
		}
	}
	return n
}

// TestRestore: the database is backed up under load, much happens on GitHub, and
// the backup is put in its place. The program finds what happened: it posts nothing
// twice, publishes nothing twice, and answers the approvals that were given
// meanwhile, so that whoever gave one knows what became of it.
func TestRestore(t *testing.T) {
	w := newTracked(t, ghsatest.Options{})
	for _, login := range []string{"finder", "latecomer", "loader"} {
		w.github.AddUser(login)
	}
	r := w.run()
	first, firstIssue := r.reportIn("researcher")
	draft := r.toPublish(first, firstIssue)
	second, secondIssue := r.reportIn("finder")
	other := r.toPublish(second, secondIssue)

	// Under load: reports come in while the backup is written.
	loaded := make(chan advisories.GHSA)
	go func() { loaded <- w.github.Report(testRepo, "loader", "One byte too many", incomplete) }()
	file := filepath.Join(t.TempDir(), "backup.db")
	v, err := records(t, r).Backup(t.Context(), file)
	if err != nil || v.Cases < 2 || v.Faults != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	under := <-loaded
	r.settled()

	// Afterwards: one is published, one is half approved, and one comes in.
	r.sayIn(firstIssue, "maintainer", fmt.Sprintf("/approve %d", draft))
	r.sayIn(firstIssue, "second", fmt.Sprintf("/approve %d", draft))
	if w.state(first) != advisories.StatePublished {
		t.Fatalf("state %s: %s\n%s", w.state(first), r.draftLine(first), w.log)
	}
	r.sayIn(secondIssue, "maintainer", fmt.Sprintf("/approve %d", other))
	third, thirdIssue := r.reportIn("latecomer")
	r.sayIn(thirdIssue, "maintainer", "/ack")
	comment(t, w, "maintainer", third, "We look into it.")
	r.sweepNow()
	before, issues := w.shown(first, second, third, under), len(w.github.Issues(casesRepo))
	told := map[int]int{}
	for _, issue := range []int{firstIssue, secondIssue, thirdIssue} {
		told[issue] = len(w.told(issue))
	}
	r.stop()

	w.restore(file)
	r = w.run()
	for range 3 {
		r.sweepNow()
	}
	for _, id := range []advisories.GHSA{first, second, third, under} {
		r.lookNow(id)
	}
	if after := w.shown(first, second, third, under); after != before || len(w.github.Issues(casesRepo)) != issues {
		t.Errorf("before:\n%safter:\n%s%d issues, want %d", before, after, len(w.github.Issues(casesRepo)), issues)
	}
	// The publication is seen on GitHub, where nobody says whose it was, and the two
	// approvals are answered: they come too late. So is the one that counted before:
	// what it was given for can not be told any more.
	for issue, more := range map[int]int{firstIssue: 3, secondIssue: 1, thirdIssue: 0} {
		if n := len(w.told(issue)); n != told[issue]+more {
			t.Errorf("issue %d: %d comments of ours, want %d", issue, n, told[issue]+more)
		}
	}
	if all := fmt.Sprint(w.told(secondIssue)); !strings.Contains(all, "read it and approve again") {
		t.Errorf("an approval is lost, and nobody is told: %s", all)
	}
	if n := w.published(first); n != 1 || w.published(second) != 0 {
		t.Errorf("published %d times, and the other %d times", n, w.published(second))
	}
	if c := r.theCase(first); c.Stage != advisories.StagePublished {
		t.Errorf("the case is %s: %s", c.Stage, r.draftLine(first))
	}
	waiting := r.last(second, advisories.KindPublish).Number
	r.sayIn(secondIssue, "second", fmt.Sprintf("/approve %d", waiting))
	if w.published(second) != 0 {
		t.Error("published by one approval")
	}
	r.sayIn(secondIssue, "maintainer", fmt.Sprintf("/approve %d", waiting))
	if w.state(second) != advisories.StatePublished || w.published(second) != 1 {
		t.Errorf("state %s after two approvals: %s\n%s", w.state(second), r.draftLine(second), w.log)
	}
	if n, err := records(t, r).Verify(t.Context(), ""); err != nil || n != 4 {
		t.Errorf("%d timelines, %v", n, err)
	}
}
