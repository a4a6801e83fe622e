package promise

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	urlPattern  = regexp.MustCompile(`https?://[^\s<>"'` + "`" + `()\[\]（）]+`)
	mailPattern = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]*[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
)

// Ways to write an address that machines shall not read: the at sign and the dots
// as words, in brackets or between blanks.
const (
	atRound   = `\s*[\[({<]\s*(?i:at|@|ät|arroba|chiocciola|arobase|malpa|małpa|et|klammeraffe)\s*[\])}>]\s*`
	atSpaced  = `\s+(?i:at|arroba|chiocciola|arobase|małpa|ät)\s+`
	dotRound  = `\s*[\[({<]\s*(?i:dot|\.|punkt|punto|ponto|point|nokta|kropka)\s*[\])}>]\s*`
	dotSpaced = `\s+(?i:dot|punkt|punto|ponto|point|nokta|kropka)\s+`
	mailWord  = `[A-Za-z0-9][A-Za-z0-9_+-]*`
)

var (
	roundPattern  = regexp.MustCompile(mailWord + `(?:(?:\.|` + dotRound + `)` + mailWord + `)*` + atRound + mailWord + `(?:(?:\.|` + dotRound + `|` + dotSpaced + `)` + mailWord + `)+`)
	spacedPattern = regexp.MustCompile(mailWord + `(?:(?:\.|` + dotSpaced + `)` + mailWord + `)*` + atSpaced + mailWord + `(?:(?:` + dotRound + `|` + dotSpaced + `)` + mailWord + `)+`)
	hashPattern   = regexp.MustCompile(`[A-Za-z0-9._+-]+#[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	atAny         = regexp.MustCompile(atRound + `|` + atSpaced)
	dotAny        = regexp.MustCompile(dotRound + `|` + dotSpaced)
)

// address is a mail address in a text, as it is meant.
type address struct {
	from, to int
	plain    string
}

// addresses finds the mail addresses of a text.
func addresses(text string, words []word) []address {
	var out []address
	if atSign(text, 0) >= 0 {
		for _, m := range plainMails(text) {
			if m[0] > 0 && (text[m[0]-1] == '/' || text[m[0]-1] == '@') {
				continue // part of an address on the web
			}
			plain := strings.TrimRight(strings.ReplaceAll(text[m[0]:m[1]], "＠", "@"), ".-")
			if validAddress(plain) {
				out = append(out, address{m[0], m[1], plain})
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if !spelledOut(text, words) {
		return out
	}
	for _, p := range []*regexp.Regexp{roundPattern, spacedPattern} {
		for _, m := range p.FindAllStringIndex(text, -1) {
			plain := dotAny.ReplaceAllString(atAny.ReplaceAllString(text[m[0]:m[1]], "@"), ".")
			if validAddress(plain) {
				out = append(out, address{m[0], m[1], plain})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	if strings.Contains(text, "#") && atSign(text, 0) >= 0 {
		for _, m := range hashPattern.FindAllStringIndex(text, -1) {
			out = append(out, address{m[0], m[1], strings.Replace(text[m[0]:m[1]], "#", "@", 1)})
		}
	}
	return out
}

// plainMails finds the places of what mailPattern fits. It looks only at the runs
// of letters around an at sign, for regular expressions are slow.
func plainMails(text string) [][]int {
	var out [][]int
	for at := 0; at < len(text); {
		from := atSign(text, at)
		if from < 0 {
			break
		}
		to := from
		for from > at && mailByte(text[from-1]) {
			from--
		}
		for to < len(text) && (mailByte(text[to]) || text[to] == '@' || strings.HasPrefix(text[to:], "＠")) {
			if text[to] >= utf8.RuneSelf {
				to += len("＠")
			} else {
				to++
			}
		}
		for _, m := range mailPattern.FindAllStringIndex(text[from:to], -1) {
			out = append(out, []int{from + m[0], from + m[1]})
		}
		at = to
	}
	return out
}

// atSign is where the next at sign stands from a byte on, -1 for none.
func atSign(text string, from int) int {
	text = text[from:]
	i := strings.IndexByte(text, '@')
	if i >= 0 {
		text = text[:i]
	}
	if wide := strings.Index(text, "＠"); wide >= 0 {
		i = wide
	}
	if i < 0 {
		return -1
	}
	return from + i
}

// mailByte says whether a byte can stand in a plain address, the at sign aside.
func mailByte(c byte) bool {
	return isLetter(c) || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._%+-", c) >= 0
}

// spelledOut reports whether a text can hold an address in words, so that it pays
// to look for one: an at sign as a word, in brackets or with a dot as a word.
func spelledOut(text string, words []word) bool {
	at, dot := false, false
	for _, w := range words {
		switch w.text {
		case "at", "@", "arroba", "chiocciola", "arobase", "malpa", "klammeraffe", "et":
			if w.start > 0 && strings.IndexByte("[({< ", text[w.start-1]) >= 0 && strings.ContainsAny(text[max(0, w.start-2):w.start], "[({<") {
				return true
			}
			at = true
		case "dot", "punkt", "punto", "ponto", "point", "nokta", "kropka":
			dot = true
		}
	}
	return at && dot || strings.Contains(text, "#") && atSign(text, 0) >= 0
}

// validAddress says whether a text can be a mail address: one sign, a name of
// letters at the end.
func validAddress(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || strings.Contains(domain, "@") {
		return false
	}
	i := strings.LastIndexByte(domain, '.')
	if i <= 0 || len(domain)-i < 3 {
		return false
	}
	for _, c := range domain[i+1:] {
		if c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			return false
		}
	}
	return !strings.HasSuffix(strings.ToLower(domain), ".png") && !strings.HasSuffix(strings.ToLower(domain), ".git")
}

// cardLike reports whether a block of code holds an address to write to, as
// authors set one apart: few short lines, one of them little more than it.
func cardLike(text string) bool {
	if len(text) > 400 || strings.Contains(text, "BEGIN ") || strings.Contains(text, "uid ") || strings.Contains(text, "/// ") {
		return false
	}
	for line := range strings.Lines(text) {
		if a := addresses(line, splitWords(line)); len(a) == 1 && len(splitWords(line[:a[0].from]))+len(splitWords(line[a[0].to:])) <= 4 {
			return true
		}
	}
	return false
}

// mails adds the addresses of a sentence.
func (r *channelReader) mails(s statement) {
	found := addresses(s.text, s.words)
	for _, l := range s.b.links {
		if l.from >= s.to || l.to <= s.from {
			continue
		}
		if plain := linkAddress(l.dest); plain != "" && len(addresses(s.b.text[l.from:l.to], splitWords(s.b.text[l.from:l.to]))) == 0 {
			found = append(found, address{l.from - s.from, l.to - s.from, plain})
		}
	}
	for _, a := range found {
		if !r.noChannel(s, a) {
			r.add(s, channelEmail, a.plain)
		}
	}
}

// linkAddress is the mail address that a link leads to, "" for none.
func linkAddress(dest string) string {
	plain, mail := strings.CutPrefix(dest, "mailto:")
	if i := strings.IndexByte(plain, '?'); i >= 0 {
		plain = plain[:i]
	}
	if p, err := url.PathUnescape(plain); err == nil {
		plain = p
	}
	if !mail && strings.ContainsAny(plain, "/:") || !validAddress(plain) {
		return ""
	}
	return plain
}

// noChannel reports whether an address is named for something else than to write
// to: announcements go there, mail comes from there, it is part of a key.
func (r *channelReader) noChannel(s statement, a address) bool {
	local := strings.ToLower(a.plain[:strings.IndexByte(a.plain, '@')])
	if strings.Contains(local, "announce") || strings.Contains(local, "noreply") || strings.Contains(local, "no-reply") || strings.Contains(local, "unsubscribe") || local == "abuse" {
		return true
	}
	if s.has("quiet", "past") {
		return true
	}
	before := ""
	if a.from > 0 && a.from <= len(s.text) {
		before = s.text[:a.from]
	}
	words := splitWords(before)
	if n := len(words); n > 0 && words[n-1].text == "from" {
		return true
	}
	for i, w := range words {
		if (w.text == "not" || w.text == "never" || w.text == "don") && i+4 >= len(words) {
			return !s.has("second")
		}
	}
	return weSend(s, words) || r.weNotify(s.b)
}

// weNotify reports whether a block is an entry of a list of those whom the project
// writes to: "the packagers we contact before a release:".
func (r *channelReader) weNotify(b *block) bool {
	if b.lead < 0 || b.kind != kindItem {
		return false
	}
	said := r.s.said[b.lead]
	if len(said) == 0 {
		return false
	}
	words := said[len(said)-1].words
	for i, w := range words {
		if w.text != "we" {
			continue
		}
		for _, v := range words[i+1 : min(len(words), i+4)] {
			switch v.text {
			case "contact", "notify", "inform", "warn", "email":
				return true
			}
		}
	}
	return false
}

// weSend reports whether the project, not the reporter, writes to an address.
func weSend(s statement, before []word) bool {
	acts := false
	for i, w := range before {
		if (w.text == "we" || projectWords[w.text] && w.text != "it") && i+1 < len(before) && auxiliaries[before[i+1].text] {
			acts = true
		}
		if bidding[w.text] || w.text == "you" || w.text == "reporters" || w.text == "contact" || w.text == "email" {
			acts = false
		}
	}
	return acts && s.has("wesend")
}
