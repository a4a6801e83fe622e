package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxMessage bounds an own text, in characters.
const maxMessage = 4000

// The placeholders of own texts. Each stands for a piece that the program writes.
const (
	placeReporter = "reporter"
	placeCase     = "case"
	placeDates    = "dates"
	placeMissing  = "missing"
	placeHelpful  = "helpful"
	placeHeadings = "headings"
	placeStage    = "stage"
	placeNext     = "next"
	placeBy       = "by"
)

// messageKinds are the texts that can be written in one's own words, with the
// placeholders that each must keep and those that it may use.
var messageKinds = []struct {
	kind       advisories.Kind
	must, may  []string
	aboutPlain string
}{
	{advisories.KindReceipt, []string{placeDates}, []string{placeReporter, placeCase}, "The receipt."},
	{advisories.KindAsk, []string{placeMissing}, []string{placeReporter, placeCase, placeHelpful, placeHeadings}, "The question for what is missing."},
	{advisories.KindRemind, []string{placeMissing}, []string{placeReporter, placeCase, placeHelpful, placeBy}, "The reminder."},
	{advisories.KindStatus, []string{placeStage, placeDates, placeNext}, []string{placeReporter, placeCase, placeMissing}, "The status comment."},
	{advisories.KindUpdate, []string{placeStage, placeDates}, []string{placeReporter, placeCase, placeNext, placeBy}, "Regular news."},
}

var (
	placePattern = regexp.MustCompile(`\{([A-Za-z_]*)\}`)
	// refusedPattern is what no comment of ours holds: HTML and comments, mentions,
	// images, and the marks of drafts.
	refusedPattern = regexp.MustCompile(`<|@|!\[|&#?[0-9A-Za-z]+;`)
)

func messageFields() []field {
	fields := make([]field, 0, len(messageKinds))
	for _, m := range messageKinds {
		may := append(slices.Clone(m.must), m.may...)
		fields = append(fields, field{name: string(m.kind), kind: message(m.must, may),
			about: m.aboutPlain + " It must keep " + braced(m.must) + " and may use " + braced(m.may) + "."})
	}
	return fields
}

func braced(places []string) string {
	out := make([]string, len(places))
	for i, p := range places {
		out[i] = "{" + p + "}"
	}
	return strings.Join(out, ", ")
}

// message is an own text. It is checked when it is read, so that a text that
// leaves out what a reporter must learn never takes effect.
func message(must, may []string) kind {
	return kind{schema: node{"type": "string", "minLength": 1, "maxLength": maxMessage}, read: func(r *reader, key string, n ast.Node) {
		s, ok := text(n)
		if !ok {
			r.fault(n, key, "expected a text, found "+shape(n))
			return
		}
		before := len(r.faults)
		switch {
		case strings.TrimSpace(s) == "":
			r.fault(n, key, "expected a text")
		case utf8.RuneCountInString(s) > maxMessage:
			r.fault(n, key, fmt.Sprintf("expected at most %d characters", maxMessage))
		case strings.ContainsFunc(s, hidden):
			r.fault(n, key, "expected no control or direction characters in the text")
		// A placeholder may stand for nothing, and what is around it then comes together.
		case refusedPattern.MatchString(s), refusedPattern.MatchString(placePattern.ReplaceAllString(s, "")):
			r.fault(n, key, "expected no HTML, no images and no mention in the text: {reporter} stands for the reporter")
		}
		r.places(key, n, s, must, may)
		if len(r.faults) == before {
			r.set(key, n, strings.TrimSpace(s))
		}
	}}
}

// hidden reports whether a character is not seen and changes what is; YAML's escapes
// write those that a file cannot hold as they are.
func hidden(c rune) bool {
	return unicode.IsControl(c) && !strings.ContainsRune("\n\r\t", c) || unicode.Is(unicode.Bidi_Control, c)
}

// places notes placeholders that are unknown, and those that must not be left out.
func (r *reader) places(key string, n ast.Node, s string, must, may []string) {
	used := map[string]bool{}
	for _, m := range placePattern.FindAllStringSubmatch(s, -1) {
		if used[m[1]] {
			continue
		}
		used[m[1]] = true
		if !slices.Contains(may, m[1]) {
			r.fault(n, key, "unknown placeholder {"+safeKey(m[1])+"}: expected one of "+braced(may))
		}
	}
	for _, p := range must {
		if !used[p] {
			r.fault(n, key, "expected the placeholder {"+p+"} to be kept: the reporter must be told")
		}
	}
}

// fill puts the pieces into an own text. Pieces are not looked at again, so that
// none can stand for another one.
func fill(text string, pieces map[string]string) string {
	return tidy(placePattern.ReplaceAllStringFunc(text, func(p string) string {
		name := p[1 : len(p)-1]
		switch name {
		case placeDates, placeMissing, placeHelpful, placeHeadings: // lists, which stand in paragraphs of their own
			return "\n\n" + pieces[name] + "\n\n"
		}
		return pieces[name]
	}))
}
