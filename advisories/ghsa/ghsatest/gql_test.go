package ghsatest

import (
	"errors"
	"testing"
)

// FuzzParseQuery checks that no text makes the parser panic or run away.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{
		"{a}", "query Q($a: [Int!]! = [1, -2.5e3]) { b: a(x: $a, y: {z: \"\\u0041\"}) { ...f ... on T { c } } } fragment f on T { d }",
		"{a(b:\"", "{{{{", "query($", "\ufeff# comment\n{ a, b }", "fragment x on", "{a(b: $)}", "{...}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := parseQuery(text); err != nil && !errors.Is(err, errQuery) {
			t.Errorf("error of another kind: %v", err)
		}
	})
}
