package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFieldsByCommand: what maintainers decided of an advisory is set on it, and the
// case's history does not tell it.
func TestFieldsByCommand(t *testing.T) {
	w := newTracked(t, ghsatest.Options{})
	r := w.run()
	id := r.reported(complete)
	r.say("maintainer", "/accept")
	r.say("maintainer", "/cwe 125, CWE-20")
	r.say("maintainer", "/affected go example.org/lib >= 1.2.0, < 1.4.2 patched 1.4.2")
	r.say("second", "/affected go example.org/lib >= 1.1.0, < 1.4.2 patched 1.4.2")
	r.say("maintainer", "/severity high")
	a := w.github.Advisory(testRepo, id)
	want := advisories.Vulnerability{Ecosystem: "go", Package: "example.org/lib", Affected: ">= 1.1.0, < 1.4.2", Patched: "1.4.2"}
	if len(a.Vulnerabilities) != 1 || a.Vulnerabilities[0].Affected != want.Affected || a.Vulnerabilities[0].Patched != want.Patched ||
		strings.Join(a.CWEs, " ") != "CWE-125 CWE-20" || a.Severity != "high" {
		t.Errorf("set: %+v %v %s; drafts: %s", a.Vulnerabilities, a.CWEs, a.Severity, r.draftLine(id))
	}
	for _, q := range r.theCase(id).History.Requests {
		if len(q.Change.CWEs)+len(q.Change.Vulnerabilities) != 0 {
			t.Errorf("the history tells %+v", q.Change)
		}
	}
	for _, d := range r.drafts(id) {
		if d.State.Waiting() && d.Key.Kind == advisories.KindFields {
			t.Errorf("draft %d still waits", d.Number)
		}
	}
	r.say("maintainer", "/affected cargo x 1")
	if i := w.issue(); !strings.Contains(i.Comments[len(i.Comments)-1].Body, "ecosystem") {
		t.Errorf("answered %q", i.Comments[len(i.Comments)-1].Body)
	}
}
