package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// Path is where a policy file lies in a repository.
const Path = ".github/advisory-policy.yml"

// Source says where a value was written.
type Source struct {
	Layer advisories.Layer
	// File is "owner/name: path" or a local file's name; Ref the commit or branch
	// that was read. Both are empty for a built-in value.
	File string
	Ref  string
	// Line counts from 1.
	Line int
}

// String is the source in a maintainer's words: "built-in default", or file,
// line and ref.
func (s Source) String() string {
	if s.Layer == advisories.LayerBuiltin || s.File == "" {
		return "built-in default"
	}
	text := fmt.Sprintf("%s line %d", s.File, s.Line)
	if s.Layer != advisories.LayerPromise { // the file's name says it
		text = string(s.Layer) + ", " + text
	}
	if s.Ref != "" {
		text += " at " + s.Ref
	}
	return text
}

// place is where the value stands: file and line, without ref.
func (s Source) place() string { return fmt.Sprintf("%s line %d", s.File, s.Line) }

// Setting is one value of a policy under its dotted key ("report.required").
type Setting struct {
	Key    string
	Value  any
	Source Source
	// Note is what else is to be said of where the value comes from.
	Note string
}

// InEffect reports whether this version acts on the value already.
func (s Setting) InEffect() bool { return inEffect(s.Key) }

// Text is the value as the file would say it.
func (s Setting) Text() string { return valueText(s.Value) }

// Rule is how a kind of draft may leave.
type Rule struct {
	Permit advisories.Permit
	// Approvals is how many people must approve where Permit is approve, else 0.
	Approvals int
}

// strictness orders rules: auto, approval by 1, by 2 …, off.
func (r Rule) strictness() int {
	switch r.Permit {
	case advisories.PermitAuto:
		return 0
	case advisories.PermitOff:
		return 1 << 20
	}
	return max(r.Approvals, 1)
}

// Away is a time in which the maintainers are not there, both days included.
// Days are written YYYY-MM-DD and mean days of the policy's time zone.
type Away struct{ From, To string }

// valueText writes a value in one canonical way; digests are taken over it.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return fmt.Sprint(v)
	case []string:
		return "[" + strings.Join(v, ", ") + "]"
	case calendar.Span:
		return v.Canonical()
	case []OwnField:
		parts := make([]string, 0, len(v))
		for _, f := range v {
			parts = append(parts, f.text())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Rule:
		if v.Permit == advisories.PermitApprove {
			return fmt.Sprintf("{approve: %d}", v.Approvals)
		}
		return string(v.Permit)
	case []Away:
		parts := make([]string, 0, len(v))
		for _, a := range v {
			parts = append(parts, fmt.Sprintf("{from: %s, to: %s}", a.From, a.To))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// sortedKeys are the keys of settings in order.
func sortedKeys(settings map[string]Setting) []string {
	keys := make([]string, 0, len(settings))
	for k := range settings {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// inFileOrder are settings in the order of their lines.
func inFileOrder(settings map[string]Setting) []Setting {
	out := make([]Setting, 0, len(settings))
	for _, s := range settings {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Setting) int {
		return cmp.Or(a.Source.Line-b.Source.Line, strings.Compare(a.Key, b.Key))
	})
	return out
}
