package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nearEnd is how many of the last lines of prose may hold a reporter's address
// without anything that ends a letter before it.
const nearEnd = 4

// signature looks at the end of a letter for a name, where to reach it, and for
// whom it works.
func (p *page) signature(w *walk) {
	at := -1 // the index of the line that ends the letter
	for i, ln := range w.tail {
		if ln == nil {
			continue
		}
		aside := ln.in&(inOther|inFix) != 0 && ln.in&inName == 0
		if at < 0 && aside {
			at = p.ends(ln, i)
			continue
		}
		if profile(ln.low) && (at >= 0 || i >= len(w.tail)-nearEnd && ownAddress(ln)) {
			p.put(inContact, ln.num)
			if i > 0 && w.tail[i-1] != nil && personal(w.tail[i-1].text) {
				p.put(inName, w.tail[i-1].num)
			}
		}
		if at >= 0 {
			p.signed(ln, i-at)
			if len(ln.low) < 30 && p.cues(ln.low)&cueSign != 0 && i == at+1 {
				at = i // "Thanks!" and then "Regards"
			}
		} else {
			at = p.ends(ln, i)
		}
	}
	last := w.tail[len(w.tail)-1]
	if w.greeted && last != nil && last.kind == text && len(last.text) < 40 && personal(last.text) && wordCount(last.text) <= 2 && p.cues(last.low)&cueSign == 0 {
		p.put(inName, last.num)
	}
}

// ownAddress reports whether a line without anything that ends a letter before it
// gives the writer's address: it is little more than one, or says so. Addresses in
// steps and proofs are data.
func ownAddress(ln *line) bool {
	if !address(ln.low) {
		return true // a profile
	}
	if ln.in&(inSteps|inPoC|inLogs|inImpact) != 0 || strings.IndexByte(ln.low, '`') >= 0 {
		return false
	}
	if ln.kind == text && len(ln.low) < 60 && len(strings.Fields(ln.low)) <= 4 {
		return true
	}
	return hasWord(ln.low, reaching)
}

var reaching = lookup(`contact|reach|reachable|me|questions|email|kontakt|contacto|mail|discord|telegram|signal`)

// ends returns i where a line ends a letter, else -1.
func (p *page) ends(ln *line, i int) int {
	if ln.seen == "--" || ln.seen == "—" || len(ln.low) < 60 && p.cues(ln.low)&cueSign != 0 {
		return i
	}
	return -1
}

// signed reads a line after the one that ends the letter, the nth.
func (p *page) signed(ln *line, n int) {
	who, rest, comma := strings.Cut(ln.text, ",")
	if p.cues(ln.low)&cueSign != 0 && len(ln.low) < 30 {
		return // "Thanks," and then "Best regards"
	}
	if personal(who) || n == 1 && (handle(who) || subscribed(ln.text)) {
		p.put(inName, ln.num)
	}
	if !comma {
		rest = ln.text
	}
	if len(ln.low) < maxLabel && n <= 4 && strings.Count(ln.low, "/") < 2 && (hasWord(ln.low, houses) || n > 1 && comma && strings.Contains(rest, ".") && !strings.Contains(rest, "@") && personal(who)) {
		p.put(inAffiliation, ln.num)
	}
}

// belongs takes "Robin Example of Harbour Labs" and the like.
func belongs(s string) bool {
	s = clip(s, maxLabel)
	for _, k := range []string{" of ", " from ", " at ", " with "} {
		i := strings.Index(s, k)
		if i <= 0 {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[i+len(k):], "the *_[`")); unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// houses are words that names of organisations hold.
var houses = lookup(`university|universität|université|universidad|universidade|università|institute|institut|labs|lab|laboratory|gmbh|inc|ltd|llc|corp|corporation|company|group|team|foundation|security|technologies|
	consulting|college|school|department|chair|ag|sa|srl|oy|ab|bv|plc|payments|bank|médiathèque|ministry|agency|center|centre|research|networks|systems|solutions`)

// institutions are the words among them that no person's name is beside.
var institutions = lookup(`university|universität|université|universidad|universidade|università|institute|institut|labs|lab|laboratory|gmbh|inc|ltd|llc|corp|corporation|center|centre|technologies|foundation`)

// handle reports whether a line is one word as people call themselves.
func handle(s string) bool {
	s = strings.Trim(s, " -–—*_.~@`")
	return len(s) >= 3 && len(s) <= 32 && !strings.ContainsAny(s, " :/<>()[]{}\"=.,!?")
}

// address reports whether a text holds an e-mail address; "slotvec@0.6.2" is none.
func address(low string) bool {
	for from := 0; ; {
		i := strings.IndexByte(low[from:], '@')
		if i < 0 {
			return false
		}
		at := from + i
		from = at + 1
		if at == 0 || !wordByte(low[at-1]) || from >= len(low) || !wordByte(low[from]) {
			continue
		}
		end := from
		for end < len(low) && (wordByte(low[end]) || low[end] == '.' || low[end] == '-') {
			end++
		}
		domain := strings.TrimRight(low[from:end], ".-")
		if dot := strings.LastIndexByte(domain, '.'); dot > 0 && dot+2 < len(domain) && !digit(domain[dot+1]) {
			return true
		}
	}
}

// profile reports whether a short line is an address or profile of a person.
func profile(low string) bool {
	if len(low) > 120 {
		return false
	}
	if !strings.Contains(low, "://") && address(low) {
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
	for i, w := range words {
		r, n := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) && (w[n:] == "" || w[n:] == ".") && len(words) > 1 && (i == 0 || i == len(words)-1) {
			continue // an initial
		}
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
