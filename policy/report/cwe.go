package report

import (
	"strconv"
	"strings"
)

// cweID judges an id of the structured fields.
func (p place) cweID(id string) {
	id = strings.ToLower(strings.TrimSpace(id))
	if id == "" {
		return
	}
	digits, ok := strings.CutPrefix(id, "cwe-")
	if n := number(digits); ok && n >= 0 {
		p.cwe(n, 0)
		return
	}
	p.note(CWEUnknown, 0, "an entry among the weaknesses has not the form of a CWE id")
}

// cweIDs judges the ids in a line of text: "CWE-79", "CWE 79", and links to
// MITRE's page of one.
func (p place) cweIDs(low string, line int) {
	for {
		i := strings.Index(low, "cwe")
		if i < 0 {
			return
		}
		before := i == 0 || !wordByte(low[i-1])
		low = low[i+len("cwe"):]
		rest, ok := strings.CutPrefix(low, ".mitre.org/data/definitions/")
		if !ok && before && low != "" && (low[0] == '-' || low[0] == ' ' || low[0] == ':' || low[0] == '_') {
			rest, ok = strings.TrimLeft(low[1:], " "), true
		}
		if !ok {
			continue
		}
		end := 0
		for end < len(rest) && digit(rest[end]) {
			end++
		}
		if end == 0 || end < len(rest) && wordByte(rest[end]) || end+1 < len(rest) && rest[end] == '.' && digit(rest[end+1]) {
			continue // "CWE Top 25", "CWE 4.15"
		}
		if n := number(rest[:end]); n >= 0 {
			p.cwe(n, line)
		} else {
			p.note(CWEUnknown, line, "a CWE id of more than nine digits")
		}
	}
}

// cwe looks an id up.
func (p place) cwe(n, line int) {
	id := "CWE-" + strconv.Itoa(n)
	switch cweKinds[n] {
	case cweDeprecated:
		p.note(CWEDiscouraged, line, id+" is deprecated")
	case cweGroup:
		p.note(CWEDiscouraged, line, id+" is a category or a view, not a weakness")
	case cweNone:
		if n <= newestCWE || n > cweBound {
			p.note(CWEUnknown, line, id+" is not in the list of weaknesses ("+CWEVersion+")")
		}
	}
}
