package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a line is, as far as the reader cares.
type kind uint8

const (
	blank kind = iota
	text
	heading
	item  // a list item
	code  // inside a fence, or indented as code
	fence // opens or closes one
	row   // a table row
	rule  // a table's delimiter row, a thematic break
)

// Heading levels beyond Markdown's six: a line that is bold as a whole, and a
// label that stands alone on its line.
const (
	levelBold  = 7
	levelLabel = 8
	levels     = 9
)

// line is one line with its container marks taken off.
type line struct {
	num  int
	kind kind
	// text is what is left to read, trimmed; low the same in lower case.
	text, low string
	// seen is the line as it is shown, with the marks of headings, lists and labels
	// but no HTML comment; lowSeen the same in lower case.
	seen, lowSeen string
	// level is the heading's, 1 to levelLabel.
	level int
	// indent counts columns before the text, list marks not included.
	indent  int
	ordered bool // item: has a number
	quoted  bool
	// in is what the line belongs to by its heading or label; label is true where
	// it begins with one.
	in    set
	label bool
	// says is true where it says anything, see says.
	says bool
	// open marks code of a fence that is never closed.
	open bool
}

// scanner cuts a text into lines in one pass.
type scanner struct {
	out []line
	// fenceMark and fenceLen tell the open fence; 0 where none is open.
	fenceMark byte
	fenceLen  int
	fenceAt   int
	// hidden is true inside an HTML comment.
	hidden bool
	inList bool
	// work counts bytes looked at, so that a test can hold the reader to linear
	// work without a clock.
	work *int
}

// scan cuts a text into lines. Every byte is looked at a fixed number of times.
func scan(s string, work *int) []line {
	sc := scanner{work: work, out: make([]line, 0, strings.Count(s, "\n")+1)}
	num, returns := 0, strings.IndexByte(s, '\r') >= 0
	for len(s) > 0 {
		num++
		end := -1
		if returns {
			end = strings.IndexAny(s, "\r\n")
		} else {
			end = strings.IndexByte(s, '\n')
		}
		raw := s
		if end >= 0 {
			raw = s[:end]
			if s[end] == '\r' && end+1 < len(s) && s[end+1] == '\n' {
				end++
			}
			s = s[end+1:]
		} else {
			s = ""
		}
		*work += len(raw) + 1
		sc.line(num, clean(raw))
	}
	if sc.fenceMark != 0 {
		sc.reopen()
	}
	return sc.out
}

// clean takes out what nobody sees: control characters, bidirectional marks,
// zero-width characters, and bytes that are no UTF-8.
func clean(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || (c < ' ' && c != '\t') || c == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
			return -1
		case r == '\u00a0' || r == '\u3000':
			return ' '
		case r == '\uff1a': // full-width colon
			return ':'
		case r == '\u2010' || r == '\u2011': // hyphens that look like "-"
			return '-'
		case r == '\u2019':
			return '\''
		}
		return r
	}, s)
}

func (sc *scanner) line(num int, s string) {
	ln := line{num: num}
	if sc.fenceMark == 0 || strings.HasPrefix(strings.TrimLeft(s, " "), ">") {
		s, ln.quoted = unquote(s)
	}
	ln.indent, s = indentOf(s)
	if sc.fenceMark != 0 {
		sc.inFence(ln, s)
		return
	}
	s = sc.tags(sc.visible(s))
	ln.text = strings.TrimRight(s, " \t")
	ln.seen = ln.text
	switch {
	case ln.text == "":
		ln.kind = blank
	case sc.opens(ln.text):
		ln.kind = fence
		sc.fenceAt = len(sc.out)
		if prev := sc.before(); prev != nil && prev.kind == text && !prev.quoted && nameOnly(prev.text) {
			prev.kind, prev.level = heading, levelLabel // "output", and then the output
		}
	default:
		sc.classify(&ln)
	}
	sc.push(ln)
}

func (sc *scanner) push(ln line) {
	if ln.seen == "" {
		ln.seen = ln.text
	}
	ln.low = strings.ToLower(ln.text)
	if ln.lowSeen = ln.low; ln.seen != ln.text {
		ln.lowSeen = strings.ToLower(ln.seen)
		*sc.work += len(ln.seen)
	}
	*sc.work += len(ln.text)
	sc.out = append(sc.out, ln)
}

// unquote takes block quote marks off, however deep.
func unquote(s string) (string, bool) {
	quoted := false
	for {
		t := strings.TrimLeft(s, " ")
		if len(s)-len(t) > 3 || !strings.HasPrefix(t, ">") {
			return s, quoted
		}
		quoted = true
		s = strings.TrimPrefix(t[1:], " ")
	}
}

func indentOf(s string) (int, string) {
	n := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n, s[i:]
		}
	}
	return n, ""
}

// opens reports whether the text opens a fence, and if so remembers it.
func (sc *scanner) opens(s string) bool {
	mark := s[0]
	if opensPre(s) {
		sc.fenceMark, sc.fenceLen = preMark, 0
		return true
	}
	if mark != '`' && mark != '~' {
		return false
	}
	n := len(s) - len(strings.TrimLeft(s, s[:1]))
	if n < 3 || (mark == '`' && strings.Contains(s[n:], "`")) {
		return false
	}
	sc.fenceMark, sc.fenceLen = mark, n
	return true
}

func (sc *scanner) inFence(ln line, s string) {
	ln.kind, ln.text = code, strings.TrimRight(s, " \t")
	if sc.fenceMark == preMark {
		if closesPre(ln.text) {
			ln.kind, sc.fenceMark = fence, 0
		}
	} else if n := len(ln.text); n >= sc.fenceLen && ln.text[0] == sc.fenceMark &&
		strings.Trim(ln.text, ln.text[:1]) == "" {
		ln.kind, sc.fenceMark = fence, 0
	}
	sc.push(ln)
}

// reopen deals with a fence that is never closed: GitHub shows the rest as code,
// but headings after a blank line were meant as such.
func (sc *scanner) reopen() {
	sc.fenceMark = 0
	free := false
	for i := sc.fenceAt + 1; i < len(sc.out); i++ {
		ln := &sc.out[i]
		ln.open = true
		if !free {
			if i == 0 || sc.out[i-1].text != "" || ln.indent > 3 {
				continue
			}
			if n := hashes(ln.text); n < 2 || named(ln.text[n:]) == 0 {
				continue
			}
			free = true
		}
		if ln.text == "" {
			ln.kind = blank
			continue
		}
		sc.classify(ln)
		ln.low = strings.ToLower(ln.text)
		*sc.work += len(ln.text)
	}
}

// visible takes HTML comments out. As on GitHub, one that begins a line hides
// everything up to its end; within a line it must end on the same line.
func (sc *scanner) visible(s string) string {
	if !sc.hidden && !strings.Contains(s, "<!--") {
		return s
	}
	var b strings.Builder
	for s != "" {
		if sc.hidden {
			end := strings.Index(s, "-->")
			if end < 0 {
				return strings.TrimSpace(b.String())
			}
			s, sc.hidden = s[end+3:], false
			continue
		}
		start := strings.Index(s, "<!--")
		if start < 0 || (start > 0 && !strings.Contains(s[start:], "-->")) {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:start])
		s, sc.hidden = s[start+4:], true
	}
	return strings.TrimSpace(b.String())
}
