package policy

import (
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/policy/report"
)

// Limits on the contents that a project adds.
const (
	maxOwnFields  = 20
	maxHeadings   = 8
	maxHeading    = 80
	maxAsk        = 200
	maxPattern    = 200
	maxOwnMinimum = 5000
	// maxProgram bounds a pattern's compiled size: a report is matched in its own
	// size times that one.
	maxProgram = 500
)

var ownIDPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// OwnField is a content that a project wants beside those that are known.
type OwnField struct {
	// ID names it in findings; it is none of the known contents.
	ID string
	// Ask says to the reporter what belongs there: plain words in one line.
	Ask string
	// Headings are the headings under which it is looked for.
	Headings []string
	// Required contents are asked for when they are missing.
	Required bool
	// MinLength is the least number of characters that say something.
	MinLength int
	// Pattern is what the text must match, in the syntax of RE2; nil for any text.
	Pattern *regexp.Regexp
}

// readOwnFields reads contents of one's own.
func readOwnFields(r *reader, key string, n ast.Node) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fault(n, key, "expected a list such as [{id: browser, ask: which browser you used}]"+found(n))
		return
	}
	if len(seq.Values) > maxOwnFields {
		r.fault(n, key, fmt.Sprintf("expected at most %d contents of one's own", maxOwnFields))
		return
	}
	out := []OwnField{}
	for _, item := range seq.Values {
		before := len(r.faults)
		f := r.ownField(key, item)
		switch {
		case len(r.faults) > before:
		case f.ID == "":
			r.fault(item, key, "expected an id")
		case slices.ContainsFunc(out, func(o OwnField) bool { return o.ID == f.ID }):
			r.fault(item, key, "expected each id once, "+f.ID+" stands there twice")
		default:
			out = append(out, f)
		}
	}
	r.set(key, n, out)
}

func (r *reader) ownField(key string, n ast.Node) OwnField {
	var f OwnField
	var pattern string
	r.mapping(key, n, []field{
		{name: "id", kind: keep(&f.ID, ownID)},
		{name: "ask", kind: keep(&f.Ask, plainWords(maxAsk))},
		{name: "headings", kind: kind{read: func(r *reader, key string, n ast.Node) {
			f.Headings, _ = r.items(key, n, plainWords(maxHeading))
			if len(f.Headings) > maxHeadings {
				r.fault(n, key, fmt.Sprintf("expected at most %d headings", maxHeadings))
			}
		}}},
		{name: "required", kind: kind{read: func(r *reader, key string, n ast.Node) {
			b, ok := n.(*ast.BoolNode)
			if !ok {
				r.fault(n, key, "expected true or false"+found(n))
				return
			}
			f.Required = b.Value
		}}},
		{name: "min_length", kind: kind{read: func(r *reader, key string, n ast.Node) {
			var ok bool
			if f.MinLength, ok = number(n, 1, maxOwnMinimum); !ok {
				r.fault(n, key, fmt.Sprintf("expected a whole number from 1 to %d", maxOwnMinimum))
			}
		}}},
		{name: "pattern", kind: keep(&pattern, re2)},
	})
	if pattern != "" {
		f.Pattern = regexp.MustCompile(pattern) // re2 has compiled it
	}
	if len(f.Headings) == 0 && f.ID != "" {
		f.Headings = []string{strings.ReplaceAll(f.ID, "_", " ")}
	}
	return f
}

func ownID(s string) (string, string) {
	switch {
	case report.Known(s):
		return "", s + " is a known content: name it in report.required or report.recommended"
	case !ownIDPattern.MatchString(s):
		return "", "expected an id of small letters, digits and _ such as browser"
	}
	return s, ""
}

// plainWords takes what can stand in a comment as it is.
func plainWords(most int) reading {
	return func(s string) (string, string) {
		switch {
		case s == "":
			return "", "expected a text"
		case utf8.RuneCountInString(s) > most:
			return "", fmt.Sprintf("expected at most %d characters", most)
		case plainLine(s) != s:
			return "", "expected plain words in one line: no markup, mentions or links"
		}
		return s, ""
	}
}

func re2(s string) (string, string) {
	const expected = "expected a regular expression in the syntax of RE2"
	if s == "" || len(s) > maxPattern {
		return "", fmt.Sprintf("%s of at most %d bytes", expected, maxPattern)
	}
	if strings.ContainsFunc(s, hidden) {
		return "", expected + " without control or direction characters: \\x{202E} writes one"
	}
	parsed, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return "", expected
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return "", expected
	}
	if len(prog.Inst) > maxProgram {
		return "", expected + " without such long repetitions"
	}
	if _, err := regexp.Compile(s); err != nil {
		return "", expected
	}
	return s, ""
}

func ownFieldsSchema() node {
	words := func(most int) node { return node{"type": "string", "minLength": 1, "maxLength": most} }
	return node{"type": "array", "maxItems": maxOwnFields, "items": node{
		"type": "object", "additionalProperties": false, "required": []string{"id"},
		"properties": node{
			"id":         node{"type": "string", "pattern": ownIDPattern.String(), "description": "The name of the content in findings."},
			"ask":        node{"type": "string", "minLength": 1, "maxLength": maxAsk, "description": "What the reporter is asked for, in plain words."},
			"headings":   node{"type": "array", "maxItems": maxHeadings, "uniqueItems": true, "items": words(maxHeading), "description": "Headings under which it is looked for."},
			"required":   node{"type": "boolean", "description": "Whether the reporter is asked for it when it is missing."},
			"min_length": node{"type": "integer", "minimum": 1, "maximum": maxOwnMinimum, "description": "The least number of characters that say something."},
			"pattern":    node{"type": "string", "minLength": 1, "maxLength": maxPattern, "description": "What the text must match, in the syntax of RE2."},
		}}}
}

// yaml is the content as a file would say it.
func (f OwnField) yaml() map[string]any {
	out := map[string]any{"id": f.ID, "headings": f.Headings}
	if f.Ask != "" {
		out["ask"] = f.Ask
	}
	if f.Required {
		out["required"] = true
	}
	if f.MinLength > 0 {
		out["min_length"] = f.MinLength
	}
	if f.Pattern != nil {
		out["pattern"] = f.Pattern.String()
	}
	return out
}

// text is the content in one line, for digests and for people.
func (f OwnField) text() string {
	b, err := json.Marshal(f.yaml())
	if err != nil {
		panic("internal error: own content: " + err.Error()) // unreachable: texts, numbers and lists only
	}
	return string(b)
}

// notID is what an id has none of.
var notID = regexp.MustCompile(`[^a-z0-9]+`)
