package report

import "strings"

// headed takes a heading that is a label with its answer, as the headers of
// published exploits have them ("# Tested on: Debian 13") and as short reports write
// them ("### Severity: High"): what stands behind the colon is said.
func (p *page) headed(ln *line, t *tray) {
	label, rest, ok := strings.Cut(ln.text, ":")
	if !ok || strings.TrimSpace(rest) == "" || len(label) > 48 || strings.HasPrefix(rest, "/") {
		return
	}
	name := announced(label, 2) & inShort
	if name == 0 {
		return
	}
	rest = strings.Trim(rest, " \t*_")
	if low := strings.ToLower(rest); substance(rest, low, false) {
		t.add(name, ln, rest, low)
	}
}

// inShort are contents that an answer of one line can give.
var inShort = inVersions | inEnvironment | inContact | inSeverity | inCWE | inSource | inName | inAffiliation

// site takes "Website:" as the reporter's where a label before it names the
// reporter; elsewhere it is the product's.
func (o *outline) site(s string) (rest string, ok bool) {
	if o.last != inName {
		return "", false
	}
	label, rest, ok := strings.Cut(clip(s, 2*maxLabel), ":")
	if !ok || !sites[strings.ToLower(strings.Trim(label, " *_"))] {
		return "", false
	}
	return strings.TrimLeft(rest, " *_"), true
}

var sites = lookup(`website|web site|web|site|homepage|home page|page|url|link|github|linkedin|twitter|x|mastodon|telegram|discord|profile`)

// scoreMark is the length of a mark that advisories set before their labels: "[-] ",
// "[+] ", "[*] ".
func scoreMark(s string) int {
	if len(s) > 4 && s[0] == '[' && s[2] == ']' && s[3] == ' ' && strings.IndexByte("-+*!#>", s[1]) >= 0 {
		return 3
	}
	return 0
}

// roman reports whether a word counts a section: "iii".
func roman(w string) bool {
	return len(w) <= 5 && strings.Trim(w, "ivx") == ""
}

// ordering reports whether a label of several words begins with what to do.
func ordering(label string) bool {
	first, rest, _ := strings.Cut(strings.ToLower(strings.TrimLeft(label, "*_ ")), " ")
	return rest != "" && orders[first]
}

// hoped are words of what a program is expected to do.
var hoped = lookup(`should|will|would|must`)

var orders = lookup(`observe|check|watch|monitor|inspect|read|see|view|capture|analyze|analyse|verify|confirm|wait|look|examine|note`)

// header reports whether a label is the name of a field of a mail or a request.
func header(label string) bool {
	if strings.IndexByte(label, '-') <= 0 || strings.IndexByte(label, ' ') >= 0 {
		return false
	}
	first, _, _ := strings.Cut(strings.ToLower(label), "-")
	return headers[first]
}

var headers = lookup(`content|mime|x|user|accept|set|transfer|access|cache|if|last|www|keep|sec|upgrade|message|return`)
