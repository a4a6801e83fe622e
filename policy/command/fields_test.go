package command_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

func TestFields(t *testing.T) {
	one := func(body string) command.Line {
		t.Helper()
		lines, ok := command.Parse(body, advisories.PlaceIssue)
		if !ok || len(lines) != 1 {
			t.Fatalf("%q: %v", body, lines)
		}
		return lines[0]
	}
	if l := one("/cwe CWE-79, cwe-20 79"); !l.OK() || strings.Join(l.CWEs, " ") != "CWE-79 CWE-20" {
		t.Errorf("%+v", l)
	}
	want := advisories.Vulnerability{Ecosystem: "npm", Package: "@scope/left-pad", Affected: ">= 1.2.0, < 1.4.2", Patched: "1.4.2"}
	if l := one("/affected NPM @scope/left-pad >= 1.2.0, < 1.4.2 patched 1.4.2"); !l.OK() || l.Affected.Package != want.Package ||
		l.Affected.Ecosystem != want.Ecosystem || l.Affected.Affected != want.Affected || l.Affected.Patched != want.Patched {
		t.Errorf("%+v", l)
	}
	if l := one("/affected go example.org/x <= 2"); !l.OK() || l.Affected.Patched != "" {
		t.Errorf("%+v", l)
	}
	for _, bad := range []string{"/cwe", "/cwe CWE-0", "/cwe XSS", "/cwe 1 2 3 4 5 6 7 8 9 10 11", "/affected", "/affected npm", "/affected npm x", "/affected npm x all",
		"/affected npm x < 1 patched", "/affected npm x < 1 patched a b", "/affected npn x < 1", "/affected npm <b> < 1"} {
		if l := one(bad); l.OK() || l.Fault == "" || len(l.CWEs) != 0 && l.OK() {
			t.Errorf("%q: %+v", bad, l)
		}
	}
}
