package command

import (
	"regexp"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ecosystems are those that GitHub takes (source: its OpenAPI description).
var ecosystems = []string{"rubygems", "npm", "pip", "maven", "nuget", "composer", "go", "rust", "erlang", "actions", "pub", "other", "swift"}

var (
	weaknessPattern = regexp.MustCompile(`^(?i:CWE-)?([1-9][0-9]{0,4})$`)
	packagePattern  = regexp.MustCompile("^[^\\s<>`\"'|]{1,200}$")
	// rangePattern is a range as GitHub writes it: ">= 1.2.0, < 1.4.2".
	rangePattern   = regexp.MustCompile(`^(?:>=|<=|<|>|=) ?[A-Za-z0-9][A-Za-z0-9.+_~:-]{0,60}(?:, ?(?:>=|<=|<|>) ?[A-Za-z0-9][A-Za-z0-9.+_~:-]{0,60}){0,3}$`)
	versionPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+_~:-]{0,60}$`)
)

// maxWeaknesses is how many one /cwe may name.
const maxWeaknesses = 10

func weaknesses(l *Line, args string) string {
	for _, w := range strings.FieldsFunc(args, func(r rune) bool { return isSpace(r) || r == ',' }) {
		m := weaknessPattern.FindStringSubmatch(w)
		if m == nil {
			l.CWEs = nil
			break
		}
		if id := "CWE-" + m[1]; !slices.Contains(l.CWEs, id) {
			l.CWEs = append(l.CWEs, id)
		}
	}
	if len(l.CWEs) == 0 || len(l.CWEs) > maxWeaknesses {
		return "/cwe takes one to ten weaknesses by number, such as /cwe CWE-79 CWE-20"
	}
	return ""
}

func affected(l *Line, args string) string {
	const want = "/affected takes ecosystem, package and range, such as /affected npm left-pad >= 1.2.0, < 1.4.2 patched 1.4.2"
	ecosystem, rest := cutWord(args)
	name, rest := cutWord(strings.TrimSpace(rest))
	ecosystem = strings.ToLower(ecosystem)
	if !slices.Contains(ecosystems, ecosystem) {
		return "/affected does not know that ecosystem" + nearest(ecosystem, ecosystems) + "; it takes one of " + strings.Join(ecosystems, ", ")
	}
	versions, patched, fixed := strings.Cut(strings.TrimSpace(rest), " patched ")
	versions, patched = strings.TrimSpace(versions), strings.TrimSpace(patched)
	if !packagePattern.MatchString(name) || !rangePattern.MatchString(versions) || fixed && !versionPattern.MatchString(patched) {
		return want
	}
	l.Affected = advisories.Vulnerability{Ecosystem: ecosystem, Package: name, Affected: versions, Patched: patched}
	return ""
}
