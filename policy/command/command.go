package command

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The bounds of a comment: what is above them is a fault, never half a command.
const (
	// MaxBytes is the longest comment that is read; GitHub's own bound is 65,536
	// characters.
	MaxBytes = 4 * 65536
	// MaxLines is how many commands of one comment count.
	MaxLines = 20
	// MaxWhy is how many characters a reason on the command's line may have, and
	// MaxText how many the text of /edit may: a comment holds 65,536, a mark included.
	MaxWhy  = 1000
	MaxText = 60000
	// MaxFields is how many contents one /ask may name.
	MaxFields = 20
)

// Line is one command of a comment, with what it takes; which fields are set is the
// command's matter.
type Line struct {
	// Verb is the command's word without the slash, in lower case; empty where the
	// line holds no command that is known.
	Verb Verb
	// Line is where it stands, from 1.
	Line int
	// Fault says what is wrong with it and what to write, in our words; the line has no
	// effect then. Empty where nothing is.
	Fault string

	// Number is the draft of /approve, /deny, /edit and /undo.
	Number int
	// Fields are the contents of /ask, by id, each once. They need not exist.
	Fields []string
	// Reason is why to /close, and Of the advisory that it is a duplicate of; Of may be
	// empty.
	Reason advisories.CloseReason
	Of     advisories.GHSA
	// Commitment is the promise to /extend.
	Commitment advisories.Commitment
	// Span is the duration of /extend and /snooze as it was written; package policy
	// reads it, and says what is wrong with it.
	Span string
	// Until and Zone are the time of /embargo, the first in UTC.
	Until time.Time
	Zone  string
	// Severity or CVSS is the value of /severity. The vector has a vector's form; that
	// its metrics make sense is not checked here.
	Severity string
	CVSS     string
	// CWEs are the weaknesses of /cwe, as "CWE-79", each once.
	CWEs []string
	// Affected is the package of /affected.
	Affected advisories.Vulnerability
	// Login is the account of /assign, without "@".
	Login string
	// Text is why (/deny, /extend, /pause), or the new text (/edit). It may quote a
	// report.
	Text string
}

// OK reports whether the line can take effect.
func (l Line) OK() bool { return l.Verb != "" && l.Fault == "" }

// Parse reads the commands of a comment that was written at that place, in their
// order. The second answer is false where it holds none.
func Parse(body string, place advisories.Place) ([]Line, bool) {
	if len(body) > MaxBytes || !utf8.ValidString(body) {
		return nil, false // GitHub gives no such comment
	}
	body = strings.ReplaceAll(body, "\r\n", "\n")
	var out []Line
	scan(body, func(number int, line, rest string, quoted bool) (stop bool) {
		word, args, ok := head(line)
		if !ok {
			return false
		}
		if place == advisories.PlaceAdvisory && !known(Verb(word)) {
			return false
		}
		l := Line{Line: number}
		if quoted {
			l.Verb, l.Fault = verb(word), "this stands in the same paragraph as a quotation: leave an empty line above it"
		} else {
			l.read(word, args, rest, place)
		}
		out = append(out, l)
		if len(out) > MaxLines {
			out[MaxLines] = Line{Verb: l.Verb, Line: number, Fault: fmt.Sprintf("a comment can hold %d commands: write this one, and those below it, in another comment", MaxLines)}
			return true
		}
		return l.Verb == Edit // what follows is its text, even where the line is at fault
	})
	return out, len(out) > 0
}

// head takes a line apart into the word after its slash and what follows. It is no
// command where the word is not letters alone, so that paths are none.
func head(line string) (word, args string, ok bool) {
	rest, ok := strings.CutPrefix(line, "/")
	if !ok {
		return "", "", false
	}
	end := 0
	for end < len(rest) && isLetter(rest[end]) {
		end++
	}
	word, args = strings.ToLower(rest[:end]), rest[end:]
	if len(word) < 2 || len(word) > 20 {
		return "", "", false
	}
	trimmed := strings.TrimSpace(args)
	if args != "" && trimmed != "" && trimmed[0] == args[0] {
		return "", "", false // no space between: "/etc/hosts", "/ask:"
	}
	return word, trimmed, true
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

// verb is the word as a verb, empty where it is none.
func verb(word string) Verb {
	if known(Verb(word)) {
		return Verb(word)
	}
	return ""
}

// read fills the line in.
func (l *Line) read(word, args, rest string, place advisories.Place) {
	s, ok := specOf(Verb(word))
	if !ok {
		l.Fault = "there is no command of that name" + nearest(word, verbsAt(place)) + "; /help lists them"
		return
	}
	l.Verb = s.verb
	switch {
	case !s.at(place):
		l.Fault = fmt.Sprintf("/%s is not for here: %s", s.verb, elsewhere(s))
		return
	case s.verb == Edit:
		args = strings.TrimRight(args+"\n"+rest, " \t\n")
	}
	if fault := s.read(l, args); fault != "" {
		*l = Line{Verb: l.Verb, Line: l.Line, Fault: fault}
	}
}

func elsewhere(s spec) string {
	if s.reporter {
		return "the reporter can say it in the advisory's thread"
	}
	return "say it in the case's tracking issue"
}
