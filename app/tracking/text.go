package tracking

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// hidden reports whether a letter cannot be seen or turns the direction of text.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// longName bounds what stands in a code span.
const longName = 120

// code is a value that is not ours in a code span, in which nothing is a mention, a
// link or markup.
func code(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '`':
			return '\''
		case unicode.IsSpace(r):
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > longName {
		s = string(runes[:longName]) + "…"
	}
	if s == "" {
		return "(none)"
	}
	return "`" + s + "`"
}

var (
	wwwPattern = regexp.MustCompile(`(?i)www\.`)
	slashes    = regexp.MustCompile(`//+`)
	// decider is a person as [advisories.By] writes them.
	decider = regexp.MustCompile(`\b` + advisories.ByPrefix + `[0-9]+:([A-Za-z0-9][A-Za-z0-9_-]*)`)
)

// longLine bounds a line of words.
const longLine = 500

// plain is what of a text of ours can stand in the card as it is: letters, digits
// and plain punctuation in one line. What an owner or a repository is called is part
// of such texts, so nothing in them can mention, link, quote or format.
func plain(s string) string {
	runes := []rune(s)
	if len(runes) > longLine {
		runes = append(runes[:longLine:longLine], '…')
	}
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == '_': // within a word it is no markup
			if i > 0 && i+1 < len(runes) && alnum(runes[i-1]) && alnum(runes[i+1]) {
				b.WriteRune(r)
			} else {
				b.WriteByte(' ')
			}
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune("-.,:;+/()?!'\"%=… ", r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		}
	}
	out := slashes.ReplaceAllString(b.String(), "/")
	out = wwwPattern.ReplaceAllString(out, "www ")
	out = decider.ReplaceAllString(out, "`$1`")
	return strings.Join(strings.Fields(out), " ")
}

func alnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// fence shows a text exactly, in a block that it cannot end.
func fence(s string) string {
	longest, run := 2, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	bar := strings.Repeat("`", longest+1)
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return bar + "text\n" + strings.TrimRight(s, "\n") + "\n" + bar
}

// unseen reports whether a text holds letters that a reader does not see.
func unseen(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && r != '\r' && hidden(r) })
}

// moment writes a time in UTC and, where that is another one, in the policy's zone:
// "Sun 22 Nov 2026 15:30 UTC (16:30 Europe/Berlin)".
func moment(t time.Time, zone *time.Location) string {
	u := t.UTC()
	text := u.Format("Mon 2 Jan 2006 15:04") + " UTC"
	if zone == nil || zone == time.UTC || zone.String() == "UTC" {
		return text
	}
	l := t.In(zone)
	layout := "15:04"
	if u.YearDay() != l.YearDay() {
		layout = "Mon 2 Jan 15:04"
	}
	return fmt.Sprintf("%s (%s %s)", text, l.Format(layout), zone)
}

// who names whoever decided or acted, by name and never by mention.
func who(by string) string {
	if p, ok := advisories.Decider(by); ok {
		return code(p.Login)
	}
	if name, ok := strings.CutPrefix(by, advisories.OperatorPrefix); ok {
		return "the operator " + code(name)
	}
	return plain(by)
}

// size is how long GitHub takes a text to be, at most: it counts characters, and
// letters outside of the basic plane may be two.
func size(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
