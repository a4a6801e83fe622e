package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// places looks for where in the source the flaw is.
func (p *page) places(ln *line) {
	if ln.in&(inOther|inFix|inName) != 0 || p.found[indexOf(inSource)] != 0 {
		return
	}
	low := ln.low
	if !strings.Contains(low, ".") {
		return
	}
	if blobURL(low) {
		p.put(inSource, ln.num)
		return
	}
	c := p.cues(low)
	for _, tok := range strings.FieldsFunc(low, separator) {
		path, lineNo := sourceFile(tok)
		if !path {
			continue
		}
		if c&cueCreate != 0 && !strings.Contains(tok, "/") {
			p.made(tok)
		}
		if p.wasMade(tok) {
			continue
		}
		if lineNo || c&cueSource != 0 && (c&cueCreate == 0 || strings.Contains(tok, "/")) {
			p.put(inSource, ln.num)
			return
		}
	}
}

// maxMade bounds how many files of the reporter's own are remembered.
const maxMade = 16

// made remembers a file that the report tells to make or to run.
func (p *page) made(tok string) {
	if len(p.own) < maxMade && !p.wasMade(tok) {
		p.own = append(p.own, tok)
	}
}

func (p *page) wasMade(tok string) bool {
	for _, f := range p.own {
		if f == tok {
			return true
		}
	}
	return false
}

func indexOf(s set) int {
	n := 0
	s.each(func(i int) { n = i })
	return n
}

func separator(r rune) bool {
	switch r {
	case ' ', '\t', '`', '"', '\'', '(', ')', ',', ';', '[', ']', '<', '>', '*', '|', '=', '{', '}':
		return true
	}
	return false
}

// blobURL takes links into a repository's files.
func blobURL(low string) bool {
	if !strings.Contains(low, "://") {
		return false
	}
	if !strings.Contains(low, "/blob/") && !strings.Contains(low, "/tree/") {
		return false
	}
	if strings.Contains(low, "#l") {
		return true
	}
	for _, tok := range strings.FieldsFunc(low, separator) {
		if dot := strings.LastIndexByte(tok, '.'); dot > 0 && strings.Contains(tok, "/blob/") && sourceExt[tok[dot+1:]] {
			return true
		}
	}
	return false
}

var sourceExt = lookup(`c|h|cc|cpp|cxx|hpp|py|js|mjs|cjs|ts|tsx|jsx|go|rs|java|kt|php|rb|cs|swift|scala|lua|pl|pm|sol|vue|ex|erl|hs|ml|m|mm|zig|jsp|aspx|yml|yaml|twig|erb|inc|s|asm|sh|dart|clj|groovy`)

// sourceFile reports whether a word is the name of a source file, and whether a
// line number goes with it. Paths of the system's own files are none.
func sourceFile(tok string) (ok, lineNo bool) {
	if strings.Contains(tok, "://") || strings.HasPrefix(tok, "/tmp/") || strings.HasPrefix(tok, "/usr/") || strings.HasPrefix(tok, "/lib/") || strings.HasPrefix(tok, "../") {
		return false, false
	}
	tok = strings.TrimRight(tok, ".:")
	name, rest, cut := strings.Cut(tok, "#l")
	if !cut {
		if i := strings.IndexByte(tok, ':'); i > 0 {
			name, rest, cut = tok[:i], tok[i+1:], true
		}
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || !sourceExt[name[dot+1:]] {
		return false, false
	}
	if !wordByte(name[dot-1]) && name[dot-1] != ')' {
		return false, false
	}
	return true, cut && rest != "" && rest[0] >= '0' && rest[0] <= '9'
}

// images takes pasted pictures and the file tokens of trackers: what is shown is
// output of some kind.
func (p *page) images(ln *line) {
	s := ln.text
	if strings.Contains(s, "![") && strings.Contains(s, "](") || strings.Contains(s, "<img ") && strings.Contains(s, "src=\"https://") ||
		fileToken(s) {
		p.put(inLogs, ln.num)
	}
}

// fileToken takes "{F251208}".
func fileToken(s string) bool {
	i := strings.Index(s, "{F")
	return i >= 0 && i+3 < len(s) && s[i+2] >= '0' && s[i+2] <= '9'
}

// weakness takes "CWE-79" and links to it.
func weakness(low string) bool {
	for {
		i := strings.Index(low, "cwe")
		if i < 0 {
			return false
		}
		low = low[i+3:]
		t := strings.TrimLeft(low, "-: ")
		if t != "" && t[0] >= '0' && t[0] <= '9' || strings.HasPrefix(low, ".mitre.org/data/definitions") {
			return true
		}
	}
}

// signature looks at the end of a letter for a name and where to reach it.
func (p *page) signature(w *walk) {
	signed := false
	for i, ln := range w.tail {
		if ln == nil || ln.in&(inOther|inFix) != 0 && ln.in&inName == 0 && !signed {
			continue
		}
		if profile(ln.low) {
			p.put(inContact, ln.num)
			if i > 0 && w.tail[i-1] != nil && personal(w.tail[i-1].text) {
				p.put(inName, w.tail[i-1].num)
			}
		}
		if signed && personal(ln.text) {
			p.put(inName, ln.num)
		}
		signed = signed || len(ln.low) < 60 && p.cues(ln.low)&cueSign != 0
	}
	last := w.tail[len(w.tail)-1]
	if w.greeted && last != nil && last.kind == text && len(last.text) < 40 && personal(last.text) && wordCount(last.text) <= 2 {
		p.put(inName, last.num)
	}
}

// profile reports whether a short line is an address or profile of a person.
func profile(low string) bool {
	if len(low) > 120 {
		return false
	}
	at := strings.IndexByte(low, '@')
	if at > 0 && strings.Contains(low[at:], ".") && !strings.Contains(low, "://") && wordByte(low[at-1]) {
		return true
	}
	for _, site := range []string{"twitter.com/", "//x.com/", "linkedin.com/in/", "keybase.io/", "infosec.exchange/@", "mastodon.social/@"} {
		if i := strings.Index(low, site); i >= 0 && !strings.Contains(low[i+len(site):], "/status") {
			return true
		}
	}
	return false
}

// personal reports whether a line may be a person's name: one to three words that
// begin with a capital, and nothing else.
func personal(s string) bool {
	s = strings.Trim(s, " -–—*_,.~")
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 3 || len(s) > 48 {
		return false
	}
	for _, w := range words {
		r, n := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) || n == len(w) {
			return false
		}
		for _, r := range w[n:] {
			if !unicode.IsLower(r) && r != '-' && r != '\'' {
				return false
			}
		}
	}
	return true
}
