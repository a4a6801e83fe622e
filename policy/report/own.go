package report

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// OwnField is a content that a policy defines.
type OwnField struct {
	// ID names it. A known content's id is not taken over: [Reading.Field] answers
	// with the known one.
	ID string
	// Headings are the headings or labels under which it stands. Case, marks and
	// numbers before them do not matter. Without any, a whole text counts: the
	// description, the summary, or one comment.
	Headings []string
	// MinLength is how many letters and digits there must be at least, counting
	// only lines that say anything. 0 counts as 1 where there is no Pattern.
	MinLength int
	// Pattern must match the section's text: its lines without list marks, HTML
	// comments and instructions of a template. Where there are no headings it must
	// match the whole text, marks included. nil matches all.
	Pattern *regexp.Regexp
}

// wanted is an OwnField ready to be looked for.
type wanted struct {
	OwnField
	headings [][]string // in words
}

func wants(own []OwnField) []wanted {
	out := make([]wanted, len(own))
	for i, o := range own {
		out[i].OwnField = o
		for _, h := range o.Headings {
			if words := labelWords(h); len(words) > 0 {
				out[i].headings = append(out[i].headings, words)
			}
		}
	}
	return out
}

// announced reports whether a heading or label is one of the content's, with up to
// more other words around it.
func (w *wanted) announced(label []string, more int) bool {
	for _, h := range w.headings {
		if len(label) < len(h) || len(label) > len(h)+more {
			continue
		}
		for i := 0; i+len(h) <= len(label); i++ {
			if slices.Equal(label[i:i+len(h)], h) {
				return true
			}
		}
	}
	return false
}

// answer gathers what stands under a heading or label of a wanted content.
type answer struct {
	level int // of the heading, 0 where none is open
	// brief is true after a label with its answer on the same line: the answer ends
	// with the paragraph.
	brief bool
	chars int
	first int // the first line that says anything
	text  strings.Builder
	lines []int // of text, one a line of it
}

func (a *answer) open(level int, brief bool) { *a = answer{level: level, brief: brief} }

// take adds a line, s without its marks.
func (a *answer) take(ln *line, s, low string, pattern bool) {
	says := strings.TrimSpace(s) != ""
	if ln.kind != code {
		says = substance(s, low, ln.quoted)
	}
	if says {
		if a.first == 0 {
			a.first = ln.num
		}
		a.chars += letters(s)
	}
	if pattern && (says || ln.kind == code || shortAnswer(low)) {
		a.text.WriteString(s)
		a.text.WriteByte('\n')
		a.lines = append(a.lines, ln.num)
	}
}

// shortAnswer reports whether a line that counts for no content is an answer all
// the same, which a pattern may want: "none", "no".
func shortAnswer(low string) bool { return nothing[strings.Trim(low, " \t*_~`>.:;,-!()\"'")] }

// letters counts letters and digits.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// line judges an answer: the line it stands on, 0 where it is not enough.
func (a *answer) line(w *wanted) int {
	least := w.MinLength
	if least < 1 && w.Pattern == nil {
		least = 1
	}
	if a.chars < least {
		return 0
	}
	if w.Pattern == nil {
		return a.first
	}
	text := a.text.String()
	at := w.Pattern.FindStringIndex(text)
	if at == nil || len(a.lines) == 0 {
		return 0
	}
	return a.lines[min(strings.Count(text[:at[0]], "\n"), len(a.lines)-1)]
}

// owns looks for the wanted contents in one text and returns the line of each, 0
// where it is not there. It must run before sections, which takes labels off.
func (p *page) owns(list []wanted) []int {
	found := make([]int, len(list))
	for i := range list {
		if len(list[i].Headings) == 0 {
			found[i] = p.whole(&list[i])
		} else if !p.heading {
			found[i] = p.under(&list[i])
		}
	}
	return found
}

func (p *page) whole(w *wanted) int {
	var a answer
	for i := range p.lines {
		ln := &p.lines[i]
		if ln.quoted && p.comment {
			continue
		}
		*p.work += len(ln.seen)
		if says(ln) {
			if a.first == 0 {
				a.first = ln.num
			}
			a.chars += letters(ln.text)
		}
		if w.Pattern != nil {
			a.text.WriteString(ln.seen)
			a.text.WriteByte('\n')
			a.lines = append(a.lines, ln.num)
		}
	}
	return a.line(w)
}

// under looks below the headings and labels of a wanted content; the first place
// that holds enough counts.
func (p *page) under(w *wanted) int {
	var a answer
	for i := range p.lines {
		ln := &p.lines[i]
		if ln.quoted && p.comment {
			continue
		}
		*p.work += len(ln.text)
		level, label, rest := labelOf(ln)
		mine := level > 0 && w.announced(label, maxAround(level))
		if a.level > 0 && (level > 0 && (mine || level <= a.level && (level < levelLabel || known(label))) || a.brief && ln.kind == blank) {
			if n := a.line(w); n > 0 {
				return n
			}
			a.level = 0
		}
		switch {
		case mine:
			a.open(level, level == levelLabel && rest != "")
			if rest != "" {
				a.take(ln, rest, strings.ToLower(rest), w.Pattern != nil)
			}
		case a.level > 0 && ln.kind != heading && ln.kind != fence && ln.kind != rule && ln.kind != blank:
			a.take(ln, ln.text, ln.low, w.Pattern != nil)
		}
	}
	if a.level == 0 {
		return 0
	}
	return a.line(w)
}

// maxAround is how many words a heading may have beside the wanted ones; a label
// may have fewer.
func maxAround(level int) int {
	if level < levelLabel {
		return 3
	}
	return 1
}

func known(label []string) bool { return named(strings.Join(label, " ")) != 0 }

// labelOf reads the heading or label that a line is or begins with, level 0 where
// there is none, and what follows a label on its line.
func labelOf(ln *line) (level int, label []string, rest string) {
	switch ln.kind {
	case heading:
		return ln.level, labelWords(ln.text), ""
	case row:
		if cells := cellsOf(ln.text); len(cells) >= 2 {
			return levelLabel, labelWords(cells[0]), cells[1]
		}
	case text, item:
		name, rest, strong, ok := cutLabel(ln.text)
		if !ok || ln.quoted {
			return 0, nil, ""
		}
		if strong && ln.kind == text {
			return levelBold, labelWords(name), rest
		}
		return levelLabel, labelWords(name), rest
	}
	return 0, nil, ""
}
