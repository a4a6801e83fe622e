package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// The patterns that editors hold values to. They are no stricter than the readers.
const (
	memberSchema = `^(?:@[A-Za-z0-9][A-Za-z0-9_-]*|[A-Za-z0-9-]+/[A-Za-z0-9_][A-Za-z0-9._-]*)$`
	dateSchema   = `^\d{4}-\d{2}-\d{2}$`

	// maxTeam bounds a team: each entry may cost a request for each person who writes.
	maxTeam = 50

	wantDuration = "expected a duration such as 48h, 7d, 2w, 3 business days or PT48H"
)

func clockSchema() node { return node{"type": "string", "pattern": clockPattern.String()} }

var (
	slugPattern    = regexp.MustCompile(`^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,99})$`)
	loginPattern   = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]{1,12})?$`)
	clockPattern   = regexp.MustCompile(`^(?:[01][0-9]|2[0-3]):[0-5][0-9]$`)
	zonePattern    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+/-]{0,59}$`)
	countryPattern = regexp.MustCompile(`^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$`)
)

// reading turns the text of a scalar into a value; fault is empty where it could.
type reading func(text string) (value, fault string)

// isScalar reports whether n is one value rather than keys or a list.
func isScalar(n ast.Node) bool {
	_, ok := n.(ast.ScalarNode)
	return ok && n.Type() != ast.NullType
}

// text is the text of a scalar as written; ok is false for anything else. YAML's
// types do not matter here: 09:00 and 1 are texts that the policy reads itself.
func text(n ast.Node) (s string, ok bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// oneOf reads a word of a list.
func oneOf(words []string) reading {
	return func(s string) (string, string) {
		if slices.Contains(words, s) {
			return s, ""
		}
		return "", "expected one of " + strings.Join(words, ", ") + hint(s, words)
	}
}

func hint(s string, words []string) string {
	if s == "" {
		return ""
	}
	return didYouMean(s, words)
}

func member(s string) (string, string) {
	if login, ok := strings.CutPrefix(s, "@"); ok && loginPattern.MatchString(login) {
		return strings.ToLower(s), ""
	}
	if org, slug, ok := strings.Cut(s, "/"); ok && advisories.ValidOwner(org) && slugPattern.MatchString(slug) {
		return strings.ToLower(s), ""
	}
	return "", `expected a team such as acme/security, or an account such as "@octocat"`
}

func repositoryName(s string) (string, string) {
	if owner, name, ok := strings.Cut(s, "/"); ok && advisories.ValidOwner(owner) && advisories.ValidRepositoryName(name) {
		return s, ""
	}
	return "", "expected a repository such as acme/security-cases"
}

func timeZone(s string) (string, string) {
	const expected = "expected a time zone such as Europe/Berlin or UTC"
	if !zonePattern.MatchString(s) || s == "Local" {
		return "", expected
	}
	if _, err := time.LoadLocation(s); err != nil {
		return "", expected
	}
	return s, ""
}

func timeOfDay(s string) (string, string) {
	if !clockPattern.MatchString(s) {
		return "", `expected a time of day such as "09:00"`
	}
	return s, ""
}

func holiday(s string) (string, string) {
	if countryPattern.MatchString(s) {
		if err := calendar.CheckCountry(s); err != nil {
			return "", err.Error()
		}
		return s, ""
	}
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		return s, ""
	}
	return "", "expected a country such as DE, a region such as DE-BY, or a date such as 2026-12-24"
}

func date(s string) (string, string) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", "expected a date such as 2026-12-24"
	}
	return s, ""
}

// duration is how long something may take: a span on the clock or in business
// time; see [calendar.ParseSpan].
func duration() kind {
	return kind{schema: node{"$ref": "#/$defs/duration"}, read: func(r *reader, key string, n ast.Node) {
		s, ok := text(n)
		if !ok {
			r.fault(n, key, fmt.Sprintf("%s, found %s", wantDuration, shape(n)))
			return
		}
		span, err := calendar.ParseSpan(s)
		if err != nil {
			r.fault(n, key, err.Error())
			return
		}
		r.set(key, n, span)
	}}
}

func readVersion(r *reader, key string, n ast.Node) {
	if s, ok := text(n); !ok || s != "1" {
		r.fault(n, key, "expected 1, the only version there is")
		return
	}
	r.set(key, n, 1)
}

// number reads a small count in its plain form.
func number(n ast.Node, low, high int) (int, bool) {
	if _, ok := n.(*ast.IntegerNode); !ok {
		return 0, false
	}
	written := n.GetToken().Value
	i, err := strconv.Atoi(written)
	return i, err == nil && i >= low && i <= high && written == strconv.Itoa(i)
}
