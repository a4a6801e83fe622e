package app

import (
	"fmt"
	"io"
	"strings"
)

// Columns of a printed policy. A wider value has its source on the next line.
const (
	keyColumns   = 34
	valueColumns = 22
	valueMost    = 300
)

// PrintExplanation writes an effective policy for people: a line a value.
func PrintExplanation(to io.Writer, e Explanation) {
	w := safeWriter{to}
	for _, p := range e.Problems {
		wrap(w, string(p.Kind)+": ", "  ", p.whole)
	}
	if len(e.Problems) > 0 {
		fmt.Fprintln(w)
	}
	for _, v := range e.Values {
		value := short(v.Value, valueMost)
		if v.NotInEffect {
			v.source += ", not yet in effect"
		}
		if columns(value) > valueColumns {
			fmt.Fprintf(w, "%-*s %s\n", keyColumns, v.Key, value)
			fmt.Fprintf(w, "%*s %s\n", keyColumns+valueColumns+1, "", v.source)
		} else {
			fmt.Fprintf(w, "%-*s %s%s %s\n", keyColumns, v.Key, value, strings.Repeat(" ", valueColumns-columns(value)), v.source)
		}
		if v.Note != "" {
			fmt.Fprintf(w, "%*s (%s)\n", keyColumns+valueColumns+1, "", v.Note)
		}
	}
}

// short is a text in one line, cut where it is longer than most.
func short(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
