package command

import (
	"regexp"
	"strings"
)

var (
	// fenceOpens is the beginning of a fenced block (CommonMark 0.31 §4.5): in group 1
	// what stands before it, list markers included, in group 2 the fence, and in group 3
	// what follows.
	fenceOpens = regexp.MustCompile("^([ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$")
	// htmlOpens is the beginning of a block that GitHub shows as code or quotation.
	htmlOpens = regexp.MustCompile(`(?i)^ {0,3}<(pre|blockquote)(?:[\s>]|$)`)
)

// scanner knows in what kind of block a line stands.
type scanner struct {
	// fence is the open fence, empty outside of one; nested is true where it stands in
	// a list or deeper than three spaces, so that a line at the margin ends it.
	fence  string
	nested bool
	// until ends an HTML comment or block, in lower case.
	until string
	// quoted is true in a paragraph that a quotation began.
	quoted bool
	// closable is true as long as an end of an HTML comment is still to come.
	closable bool
}

// scan gives each line that stands in no code and no HTML comment, counted from 1,
// with all that follows it. quoted is true where GitHub shows it as part of a
// quotation without a ">" of its own. It ends when use says so.
func scan(body string, use func(number int, line, rest string, quoted bool) (stop bool)) {
	var s scanner
	end, whole := strings.LastIndex(body, "-->"), len(body)
	for number := 1; body != ""; number++ {
		line, rest, _ := strings.Cut(body, "\n")
		quoted := s.quoted
		s.closable = whole-len(rest) <= end
		if s.plain(line) && use(number, line, rest, quoted) {
			return
		}
		body = rest
	}
}

// plain takes the next line and reports whether it stands in no block of its own.
func (s *scanner) plain(line string) bool {
	if s.fence != "" && !s.outOfFence(line) {
		return false
	}
	if s.until != "" {
		if strings.Contains(strings.ToLower(line), s.until) {
			s.until = ""
		}
		return false
	}
	blank := strings.TrimSpace(line) == ""
	if blank {
		s.quoted = false
		return false
	}
	if strings.HasPrefix(strings.TrimLeft(line, " \t"), ">") {
		s.quoted = true
		return false
	}
	if s.opensFence(line) {
		s.quoted = false
		return false
	}
	s.opensHTML(line)
	return true
}

// outOfFence reports whether the line is no part of the open fence. The line that
// closes it is one.
func (s *scanner) outOfFence(line string) bool {
	t := strings.TrimSpace(line)
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	closes := len(t) >= len(s.fence) && strings.Trim(t, s.fence[:1]) == "" && (s.nested || indent <= 3)
	switch {
	case closes:
		s.fence = ""
		return false
	case s.nested && t != "" && indent == 0:
		s.fence = "" // the list that held it is over
		return true
	}
	return false
}

func (s *scanner) opensFence(line string) bool {
	m := fenceOpens.FindStringSubmatch(line)
	if m == nil || m[2][0] == '`' && strings.Contains(m[3], "`") {
		return false
	}
	s.fence = m[2]
	s.nested = len(m[1]) > 3 || strings.Trim(m[1], " \t") != ""
	return true
}

// opensHTML notes what begins on this line and ends on another. A comment that
// nothing ends hides the rest only where it begins a line: elsewhere it is text.
func (s *scanner) opensHTML(line string) {
	if m := htmlOpens.FindStringSubmatch(line); m != nil {
		end := "</" + strings.ToLower(m[1]) + ">"
		if !strings.Contains(strings.ToLower(line), end) {
			s.until = end
		}
		return
	}
	at := strings.LastIndex(line, "<!--")
	if at < 0 || strings.Contains(line[at:], "-->") {
		return
	}
	if strings.TrimSpace(line[:at]) == "" || s.closable {
		s.until = "-->"
	}
}
