package command

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var (
	numberPattern = regexp.MustCompile(`^[0-9]{1,6}$`)
	fieldPattern  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,49}$`)
	// loginPattern is GitHub's alphabet for accounts, those of managed users included.
	loginPattern = regexp.MustCompile(`^@?([A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,12})?)$`)
	// vectorPattern is the form of a vector of CVSS 3.0, 3.1 or 4.0.
	vectorPattern = regexp.MustCompile(`^CVSS:(?:3\.[01]|4\.0)(?:/[A-Z]{1,3}:[A-Z][a-z]{0,5}){5,40}$`)
)

type reading = func(l *Line, args string) string

func nothing(v Verb) reading {
	return func(_ *Line, args string) string {
		if args != "" {
			return fmt.Sprintf("/%s stands alone on its line: write other words on a line of their own", v)
		}
		return ""
	}
}

// draft takes a draft's number off the beginning.
func (l *Line) draft(args string) (rest string, ok bool) {
	first, rest := cutWord(args)
	if !numberPattern.MatchString(first) {
		return "", false
	}
	n, err := strconv.Atoi(first)
	l.Number = n
	return rest, err == nil && n > 0
}

// cutWord takes the first word off. What follows it keeps its line ends.
func cutWord(s string) (word, rest string) {
	at := strings.IndexFunc(s, isSpace)
	if at < 0 {
		return s, ""
	}
	return s[:at], s[at:]
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\u00a0' }

func number(v Verb) reading {
	return func(l *Line, args string) string {
		rest, ok := l.draft(args)
		switch {
		case !ok:
			return fmt.Sprintf("/%s needs the number of a draft, such as /%s 3", v, v)
		case strings.TrimSpace(rest) != "":
			return fmt.Sprintf("/%s takes one number and nothing else: write a line for each draft", v)
		}
		return ""
	}
}

func numberWhy(v Verb) reading {
	return func(l *Line, args string) string {
		rest, ok := l.draft(args)
		if !ok {
			return fmt.Sprintf("/%s needs the number of a draft and why, such as /%s 3 we asked for this already", v, v)
		}
		return l.reason(rest, fmt.Sprintf("/%s needs to know why, such as /%s %d we asked for this already", v, v, l.Number))
	}
}

func why(v Verb) reading {
	return func(l *Line, args string) string {
		return l.reason(args, fmt.Sprintf("/%s needs to know why, such as /%s the fix waits for a release of a dependency", v, v))
	}
}

// reason is the words at the end of the line.
func (l *Line) reason(s, missing string) string {
	l.Text = strings.TrimSpace(s)
	switch {
	case l.Text == "":
		return missing
	case utf8.RuneCountInString(l.Text) > MaxWhy:
		return fmt.Sprintf("the reason is too long: at most %d characters", MaxWhy)
	}
	return ""
}

func edit(l *Line, args string) string {
	rest, ok := l.draft(args)
	if !ok {
		return "/edit needs the number of a draft, such as /edit 3, and the new text on the lines below"
	}
	l.Text = strings.TrimRight(strings.TrimLeft(rest, " \t\n\u00a0"), " \t\n\u00a0")
	switch {
	case l.Text == "":
		return fmt.Sprintf("/edit %d needs the new text on the lines below it", l.Number)
	case utf8.RuneCountInString(l.Text) > MaxText:
		return fmt.Sprintf("the text is too long: at most %d characters", MaxText)
	case strings.Contains(l.Text, "<!-- advisory-bot:"):
		return "the text holds a hidden mark of this program: leave that line out"
	}
	return ""
}

func ask(l *Line, args string) string {
	for _, f := range strings.FieldsFunc(args, func(r rune) bool { return isSpace(r) || r == ',' }) {
		f = strings.ReplaceAll(strings.ToLower(f), "-", "_")
		if !fieldPattern.MatchString(f) {
			return "/ask takes contents by their ids, such as /ask affected_versions steps_to_reproduce"
		}
		if !slices.Contains(l.Fields, f) {
			l.Fields = append(l.Fields, f)
		}
	}
	switch {
	case len(l.Fields) == 0:
		return "/ask needs what to ask for, such as /ask affected_versions steps_to_reproduce"
	case len(l.Fields) > MaxFields:
		return fmt.Sprintf("/ask takes at most %d contents", MaxFields)
	}
	return ""
}

func closing(l *Line, args string) string {
	words := strings.Fields(args)
	if len(words) == 0 {
		return "/close needs a reason: " + closeReasons()
	}
	given := strings.ReplaceAll(strings.ToLower(words[0]), "-", "_")
	l.Reason = advisories.CloseReason(given)
	if !slices.Contains(advisories.CloseReasons(), l.Reason) {
		return "/close does not know that reason" + nearest(given, reasonWords()) + "; it takes one of " + closeReasons()
	}
	switch len(words) {
	case 1:
		return ""
	case 2:
		if l.Reason != advisories.CloseDuplicate {
			return "only a duplicate names another advisory: write the reason alone"
		}
		id, err := advisories.ParseGHSA(words[1])
		if err != nil {
			return "/close duplicate takes the id of the other advisory, such as /close duplicate GHSA-2345-6789-cfgh"
		}
		l.Of = id
		return ""
	}
	return "/close takes a reason and, for a duplicate, the other advisory's GHSA id: write other words on a line of their own"
}

func reasonWords() []string {
	var out []string
	for _, r := range advisories.CloseReasons() {
		out = append(out, string(r))
	}
	return out
}

func closeReasons() string { return strings.Join(reasonWords(), ", ") }

func severity(l *Line, args string) string {
	const want = "/severity takes critical, high, medium, low or a CVSS vector, such as /severity high"
	switch word := strings.ToLower(args); word {
	case "critical", "high", "medium", "low":
		l.Severity = word
		return ""
	case "moderate": // GitHub's pages say moderate, its API medium
		l.Severity = "medium"
		return ""
	}
	if vectorPattern.MatchString(args) {
		l.CVSS = args
		return ""
	}
	return want
}

func assign(l *Line, args string) string {
	m := loginPattern.FindStringSubmatch(args)
	if m == nil {
		return "/assign takes one account, such as /assign @LOGIN"
	}
	l.Login = m[1]
	return ""
}
