package report

import (
	"strconv"
	"strings"
)

// count gathers what hints at more than one vulnerability in a text.
type count struct {
	// parts are the numbers of parts that are headed "Finding 1" and the like,
	// one bit a number up to maxPart.
	parts uint64
	// first is the line of the first such part, part the one in work.
	first int
	// open is the level of a numbered heading with a kind of flaw in it that is in
	// work, 0 where there is none; told is true once such a part had contents of
	// its own, full counts those parts.
	open, full int
	told       bool
	// cves are the CVE ids that head sections, cveAt the line of the first.
	cves  []string
	cveAt int
	// table is true inside a table whose rows are numbered flaws, rows counts them.
	table       bool
	rows, rowAt int
	// alerts counts lines of a scanner that begin with a rating.
	alerts, alertAt int
	// prose counts the lines of prose seen; said is the line that speaks of several.
	prose, said int
}

const (
	maxPart     = 40
	maxOpenings = 8
	maxCVEs     = 8
)

// look takes in one line.
func (c *count) look(ln *line, title bool) {
	switch ln.kind {
	case heading:
		c.heading(ln)
	case text, item, row:
		c.row(ln)
		if n := partNumber(ln.lowSeen, true); n > 0 && ln.in&inOther == 0 {
			c.part(n, ln.num)
		}
		if ln.label {
			c.content(ln.in)
		}
		if c.prose < maxOpenings && ln.says && ln.in&(inOther|inFix|inImpact) == 0 {
			c.prose++
			if c.said == 0 && severalSaid(ln.low, title) {
				c.said = ln.num
			}
		}
	}
}

// row counts the rows of a table of flaws, and the lines of a scanner.
func (c *count) row(ln *line) {
	if ln.kind != row {
		c.table = false
		if s := ln.lowSeen; s[0] == '[' {
			if end := strings.IndexByte(clip(s, 16), ']'); end > 0 && bandNamed(s[1:end]) != 0 {
				if c.alertAt == 0 {
					c.alertAt = ln.num
				}
				c.alerts++
			}
		}
		return
	}
	cells := cellsOf(ln.low)
	if cells[0] == "#" || cells[0] == "no" || cells[0] == "no." || cells[0] == "nr" || cells[0] == "id" {
		c.table = false
		for _, cell := range cells[1:] {
			c.table = c.table || partNouns[cell]
		}
		return
	}
	if n := number(cells[0]); c.table && n > 0 {
		if c.rowAt == 0 {
			c.rowAt = ln.num
		}
		c.rows++
	}
}

func (c *count) heading(ln *line) {
	low := ln.lowSeen
	if n := partNumber(low, false); n > 0 && ln.in&inOther == 0 {
		c.part(n, ln.num)
	}
	if ln.in&inOther == 0 {
		c.cve(low, ln.num)
	}
	known := named(ln.text)
	if known == 0 && ln.in&^inDescription == 0 && leadingNumber(low) > 0 && flawKind(low) {
		c.open, c.told = ln.level, false
		if c.first == 0 {
			c.first = ln.num
		}
		return
	}
	if c.open > 0 && ln.level <= c.open {
		c.open = 0
	}
	c.content(known)
}

// content counts a part once it holds contents of its own.
func (c *count) content(s set) {
	if c.open > 0 && !c.told && s&(inSteps|inPoC|inImpact) != 0 {
		c.told = true
		c.full++
	}
}

func (c *count) part(n, line int) {
	if c.first == 0 {
		c.first = line
	}
	c.parts |= 1 << n
}

func (c *count) cve(low string, line int) {
	i := strings.Index(low, "cve-")
	if i < 0 || len(c.cves) >= maxCVEs {
		return
	}
	end := i + len("cve-")
	for end < len(low) && (digit(low[end]) || low[end] == '-') {
		end++
	}
	id := low[i:end]
	if len(id) < len("cve-2020-1234") {
		return
	}
	for _, k := range c.cves {
		if k == id {
			return
		}
	}
	if c.cveAt == 0 {
		c.cveAt = line
	}
	c.cves = append(c.cves, id)
}

// tell notes the strongest hint.
func (c *count) tell(p place) {
	n := 0
	for c.parts&(1<<(n+1)) != 0 {
		n++
	}
	switch {
	case n >= 2:
		p.note(SeveralVulnerabilities, c.first, strconv.Itoa(n)+" numbered findings")
	case c.full >= 2:
		p.note(SeveralVulnerabilities, c.first, strconv.Itoa(c.full)+" numbered parts, each with a kind of flaw and contents of its own")
	case c.rows >= 2:
		p.note(SeveralVulnerabilities, c.rowAt, "a table of "+strconv.Itoa(c.rows)+" flaws")
	case c.alerts >= 3:
		p.note(SeveralVulnerabilities, c.alertAt, strconv.Itoa(c.alerts)+" alerts of a scanner")
	case len(c.cves) >= 2:
		p.note(SeveralVulnerabilities, c.cveAt, strconv.Itoa(len(c.cves))+" CVE ids head parts of it")
	case c.said > 0:
		p.note(SeveralVulnerabilities, c.said, "it speaks of several")
	}
}

// partNumber is the number of "Finding 2", "Vulnerability #1: …", 0 where there is
// none. In a line of text a colon or dash must follow.
func partNumber(low string, marked bool) int {
	low = strings.TrimLeft(low, "#*_ -[(")
	end := wordEnd(low, 0)
	if !partNouns[low[:end]] {
		return 0
	}
	rest := strings.TrimLeft(low[end:], " #-№")
	rest = strings.TrimPrefix(rest, "no. ")
	i := 0
	for i < len(rest) && digit(rest[i]) {
		i++
	}
	n := number(rest[:i])
	if n < 1 || n > maxPart {
		return 0
	}
	after := strings.TrimLeft(rest[i:], " *_])")
	switch {
	case after == "" && (!marked || strings.HasPrefix(strings.TrimLeft(low, " "), "*")):
		return n
	case after == "":
		return 0
	case after[0] == ':' || strings.HasPrefix(after, "- ") || strings.HasPrefix(after, "–") || strings.HasPrefix(after, "—"), !marked && after[0] == '.':
		return n
	}
	return 0
}

var partNouns = lookup(`vulnerability|vulnerabilities|vuln|finding|flaw|issue|bug|weakness|schwachstelle|vulnerabilidad|vulnérabilité|vulnerabilidade|漏洞|уязвимость`)

// leadingNumber is the number that a heading begins with, "2" of "2) Stored XSS",
// or the place of its letter, 2 of "B. Stored XSS".
func leadingNumber(low string) int {
	low = strings.TrimLeft(low, "#*_ [(")
	if len(low) > 3 && low[0] >= 'a' && low[0] <= 'h' && (low[1] == '.' || low[1] == ')') && low[2] == ' ' {
		return int(low[0]-'a') + 1
	}
	i := 0
	for i < len(low) && digit(low[i]) {
		i++
	}
	if i == 0 || i >= len(low) || strings.IndexByte(".): -*]", low[i]) < 0 {
		return 0
	}
	return max(0, number(low[:i]))
}

// flawKind reports whether a heading names a kind of flaw.
func flawKind(low string) bool {
	low = clip(low, maxLabel)
	for _, k := range flawKinds {
		if strings.Contains(low, k) {
			return true
		}
	}
	return false
}

var flawKinds = []string{
	"xss", "cross-site", "cross site", "injection", "sqli", "traversal", "csrf", "ssrf", "overflow", "use-after-free", "use after free",
	"double free", "double-free", "deserialization", "deserialisation", "open redirect", "idor", "bypass", "escalation", "denial of service",
	"denial-of-service", "redos", "rce", "code execution", "disclosure", "xxe", "race condition", "out-of-bounds", "out of bounds", "null pointer",
	"hardcoded", "hard-coded", "clickjacking", "pollution", "cwe-", "missing auth", "smuggling", "access control", "zip slip", "exposure", "segv", "segfault", "segmentation fault", "crash", "leak", "takeover",
}

// severalSaid reports whether a sentence speaks of several vulnerabilities of this
// report: in a title always, else only beside a word that reports them, and not
// where it speaks of earlier ones or of consequences.
func severalSaid(low string, title bool) bool {
	low = clip(low, 8*maxClaim)
	for _, k := range severalElsewhere {
		if strings.Contains(low, k) {
			return true
		}
	}
	for rest := low; rest != ""; {
		var s string
		s, rest = sentence(rest)
		if s = clip(s, maxClaim); severalWords(s, title) && (title || hasWord(s, reporting) && !hasWord(s, elsewhere)) {
			return true
		}
	}
	return false
}

// maxClaim bounds how much of a sentence is searched, in bytes.
const maxClaim = 400

func clip(s string, n int) string { return s[:min(len(s), n)] }

// severalWords finds "two stored XSS vulnerabilities", "several security issues".
func severalWords(s string, title bool) bool {
	plain := title || hasWord(s, foundWords) // "issues" that are found are security issues here
	words := strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == ',' || r == '*' || r == '_' || r == ':' || r == '.' || r == '(' || r == ')'
	})
	for i, w := range words {
		if !countWords[w] {
			continue
		}
		for j := i + 1; j < min(len(words), i+5); j++ {
			if flawNouns[words[j]] || looseNouns[words[j]] && (plain || words[j-1] == "security") {
				return true
			}
		}
	}
	return false
}

func hasWord(s string, list map[string]bool) bool {
	for i := 0; i < len(s); {
		if !wordByte(s[i]) {
			i++
			continue
		}
		end := wordEnd(s, i)
		if list[s[i:end]] {
			return true
		}
		i = end
	}
	return false
}

var (
	countWords = lookup(`two|three|four|five|six|seven|eight|nine|ten|several|multiple|2|3|4|5|6|7|8|9|10`)
	flawNouns  = lookup(`vulnerabilities|flaws|vulns|weaknesses|cves`)
	looseNouns = lookup(`issues|bugs|problems|holes|defects|findings|things`)
	foundWords = lookup(`found|discovered|identified|noticed|reporting`)
	reporting  = lookup(`found|discovered|identified|report|reporting|contains|contain|has|have|suffers|following|describes|describe|are|exist|noticed|detected|affected`)
	elsewhere  = lookup(`previously|previous|past|earlier|fixed|patched|similar|other|lead|leads|cause|causes|introduce|introduces|could|may|might|if|history|historically`)
)

var severalElsewhere = []string{
	"两个漏洞", "多个漏洞", "三个漏洞", "zwei schwachstellen", "mehrere schwachstellen", "zwei sicherheitslücken", "mehrere sicherheitslücken",
	"dos vulnerabilidades", "varias vulnerabilidades", "deux vulnérabilités", "plusieurs vulnérabilités", "deux failles", "plusieurs failles",
	"duas vulnerabilidades", "várias vulnerabilidades", "две уязвимости", "несколько уязвимостей", "複数の脆弱性",
}
