package report

import "strings"

// classify says what a line outside of fences is.
func (sc *scanner) classify(ln *line) {
	s := ln.text
	prev := sc.before()
	if n := hashes(s); n > 0 && isHeading(s, n) {
		ln.kind, ln.level, ln.text = heading, n, strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s[n:]), "#"))
		sc.inList = false
		return
	}
	if name, level := tagged(s); level > 0 {
		ln.kind, ln.level, ln.text = heading, level, name
		return
	}
	if sc.underline(s, prev) {
		ln.kind = rule
		return
	}
	if delimiter(s) {
		ln.kind = rule
		return
	}
	if n, ordered := marker(s); n > 0 {
		ln.kind, ln.ordered = item, ordered
		ln.text = checkbox(strings.TrimSpace(s[n:]))
		sc.inList = true
		if bolded(ln.text) && ordered {
			ln.kind, ln.level = heading, levelBold
		}
		return
	}
	if ln.indent >= 4 && !sc.inList && (prev == nil || prev.kind == blank || prev.kind == code || prev.kind == text && prev.indent == 0 && statement(s)) &&
		!(prev != nil && prev.kind == blank && bidding(s)) {
		ln.kind = code
		return
	}
	if ln.indent == 0 {
		sc.inList = false
	}
	switch {
	case strings.HasPrefix(s, "|") || strings.Count(s, "|") >= 2 && prev != nil && (prev.kind == row || prev.kind == rule):
		ln.kind = row
	case bolded(s), ln.indent == 0 && !ln.quoted && (prev == nil || prev.kind == blank || prev.kind == rule) && nameOnly(s):
		ln.kind, ln.level = heading, levelBold
	default:
		ln.kind = text
	}
}

func (sc *scanner) before() *line {
	if len(sc.out) == 0 {
		return nil
	}
	return &sc.out[len(sc.out)-1]
}

// hashes counts the number signs that begin a heading, 0 where it is none.
func hashes(s string) int {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	if n > 6 {
		return 0
	}
	return n
}

// isHeading takes "## Impact", and "##Impact" too, which many write; "#include"
// and "#0 0x41" are none, so a single sign without a space needs a known name.
func isHeading(s string, n int) bool {
	if len(s) == n {
		return false
	}
	if s[n] == ' ' || s[n] == '\t' {
		return true
	}
	if n >= 2 {
		return s[n] >= 'A'
	}
	return s[n] >= 'A' && named(s[n:]) != 0 && !strings.ContainsAny(s, "<\"(")
}

// tagged takes headings in HTML: "<h2>Impact</h2>", and the title of a part that
// can be folded, "<details><summary>Logs</summary>".
func tagged(s string) (name string, level int) {
	if s[0] != '<' || len(s) > 2*maxLabel {
		return "", 0
	}
	low := strings.ToLower(s)
	low = strings.TrimPrefix(low, "<details>")
	switch {
	case strings.HasPrefix(low, "<summary>"):
		level = levelBold
	case len(low) > 3 && low[1] == 'h' && low[2] >= '1' && low[2] <= '6' && (low[3] == '>' || low[3] == ' '):
		level = int(low[2] - '0')
	default:
		return "", 0
	}
	_, name, _ = strings.Cut(low, ">")
	name, _, _ = strings.Cut(name, "</")
	return strings.TrimSpace(name), level
}

// underline makes the line before a heading where this one underlines it.
func (sc *scanner) underline(s string, prev *line) bool {
	if len(s) < 3 || (s[0] != '=' && s[0] != '-') || strings.Trim(s, s[:1]) != "" {
		return false
	}
	if prev == nil || prev.kind != text || prev.indent > 3 {
		return s[0] == '-' // a thematic break
	}
	long := s[0] == '-' && len(s) >= 2*maxRule
	if long && named(prev.text) == 0 && (len(prev.text) <= len(s)/2 || prev.text[len(prev.text)-1] == '.' && wordCount(prev.text) > 5) {
		return true // a line across the page
	}
	prev.kind, prev.level = heading, 2
	if s[0] == '=' {
		prev.level = 1
	}
	sc.inList = false
	return true
}

// maxRule is half the length of a row of hyphens that is drawn across the page and
// underlines nothing.
const maxRule = 20

// delimiter reports whether the line is a thematic break or the delimiter row of
// a table.
func delimiter(s string) bool {
	if len(s) < 3 {
		return false
	}
	if strings.Trim(s, "*_ ") == "" {
		return true
	}
	return strings.Contains(s, "--") && strings.Trim(s, "|:- \t") == ""
}

// marker is the length of a list mark: "-", "*", "+", "•", "1.", "2)", "iv)" …
func marker(s string) (n int, ordered bool) {
	switch {
	case s[0] == '-' || s[0] == '*' || s[0] == '+':
		if len(s) > 1 && (s[1] == ' ' || s[1] == '\t' || s[0] == '-' && len(s) > 8 && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'a') {
			return 1, false
		}
		return 0, false
	case s[0] == '[':
		return scoreMark(s), false
	case strings.HasPrefix(s, "•"):
		return len("•"), false
	case strings.HasPrefix(s, "->") || strings.HasPrefix(s, "→"):
		return len(s[:2]), false
	}
	if len(s) > 3 && s[0] >= 'a' && s[0] <= 'k' && s[1] == ')' && s[2] == ' ' {
		return 2, true // "a) open the page"
	}
	i := 0
	for i < len(s) && i < 3 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == 0 {
		return 0, false
	}
	if i < len(s) && (s[i] == '.' || s[i] == ')') && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t' || s[i+1] > '9') {
		return i + 1, true
	}
	return 0, false
}

// checkbox takes "[x]" off a task list item.
func checkbox(s string) string {
	if len(s) >= 3 && s[0] == '[' && s[2] == ']' && strings.ContainsRune(" xX", rune(s[1])) {
		return strings.TrimSpace(s[3:])
	}
	return s
}

// nameOnly reports whether a line is a known name and nothing else, which people
// write for a heading.
func nameOnly(s string) bool {
	if first, rest, ok := strings.Cut(clip(s, 60), ". "); ok && roman(strings.ToLower(first)) {
		s = rest // "IV. Impact"
	}
	s = strings.TrimSuffix(s, ".")
	if len(s) > 48 || len(s) < 3 || strings.ContainsAny(s, ".,;!`/()") || strings.IndexByte(s, ':') >= 0 {
		return false
	}
	words := labelWords(s)
	return len(words) > 0 && len(words) <= maxPhrase && names[strings.Join(words, " ")] != 0
}

// bolded reports whether the line is bold as a whole, a colon after it allowed.
func bolded(s string) bool {
	s = strings.TrimRight(s, ": ")
	if len(s) < 5 || len(s) > maxLabel {
		return false
	}
	if inner := strings.Trim(s, "*_"); inner == "" || inner[0] == ' ' || inner[len(inner)-1] == ' ' {
		return false // "*** stack smashing detected ***"
	}
	m := s[:2]
	return (m == "**" || m == "__") && strings.HasSuffix(s, m) && strings.Count(s, m) == 2
}
