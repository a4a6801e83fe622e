package desk

import (
	"slices"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestOtherwise: each publishable field that differs from what was approved is named,
// and nothing is where they are the same.
func TestOtherwise(t *testing.T) {
	approved := advisories.Advisory{State: advisories.StateDraft, Summary: "s", Description: "d\r\n", Severity: "high", CVE: "CVE-2026-1", CVSS3: "v3",
		CWEs: []string{"CWE-1", "CWE-2"}, Vulnerabilities: []advisories.Vulnerability{{Ecosystem: "go", Package: "p", Affected: "< 2", Patched: "2"}},
		Credits: []advisories.Credit{{Login: "Rex", Type: "reporter", State: "pending"}}}
	shown := approved
	shown.State, shown.Description, shown.CWEs = advisories.StatePublished, "d\n", []string{"CWE-2", "CWE-1"}
	shown.Vulnerabilities = []advisories.Vulnerability{{Ecosystem: "go", Package: "p", Affected: "< 2", Patched: "2", Functions: []string{}}}
	shown.Credits = []advisories.Credit{{Login: "rex", Type: "reporter", State: "accepted"}}
	if got := otherwise(approved, shown); len(got) != 0 {
		t.Errorf("the same, and yet %v", got)
	}
	for name, change := range map[string]func(*advisories.Advisory){
		"state":           func(a *advisories.Advisory) { a.State = advisories.StateDraft },
		"summary":         func(a *advisories.Advisory) { a.Summary = "x" },
		"description":     func(a *advisories.Advisory) { a.Description = "x" },
		"severity":        func(a *advisories.Advisory) { a.Severity = "low" },
		"cve":             func(a *advisories.Advisory) { a.CVE = "" },
		"cvss":            func(a *advisories.Advisory) { a.CVSS3 = "x" },
		"cwe":             func(a *advisories.Advisory) { a.CWEs = nil },
		"vulnerabilities": func(a *advisories.Advisory) { a.Vulnerabilities = nil },
		"credits":         func(a *advisories.Advisory) { a.Credits = nil },
	} {
		other := shown
		change(&other)
		if got := otherwise(approved, other); !slices.Equal(got, []string{name}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
