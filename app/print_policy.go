package app

import (
	"fmt"
	"io"
	"strings"
)

// Columns of a printed policy. A source that does not fit beside its value stands
// on the next line, and begins further left where its column is too narrow there.
const (
	keyColumns   = 32
	valueColumns = 16
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
		printValue(w, v)
	}
}

// printValue writes a value and where it comes from.
func printValue(w io.Writer, v ExplainedValue) {
	if v.NotInEffect {
		v.source = strings.TrimSuffix(v.source, " default") + ", not yet in effect"
	}
	key := fmt.Sprintf("%-*s ", keyColumns, v.Key)
	value := short(v.Value, valueMost)
	beside := key + value + strings.Repeat(" ", max(keyColumns+1+valueColumns-columns(key+value), 0)) + " " + v.source
	if columns(value) <= valueColumns && columns(beside) <= lineWidth {
		fmt.Fprintln(w, beside)
	} else {
		wrap(w, key, strings.Repeat(" ", keyColumns+1), value)
		printSource(w, v.source)
	}
	if v.Note != "" {
		printSource(w, "("+v.Note+")")
	}
}

// printSource writes where a value comes from on a line of its own: in the column
// of sources, else below the value, else as far right as it fits.
func printSource(w io.Writer, source string) {
	indent := keyColumns + 1 + valueColumns + 1
	if indent+columns(source) > lineWidth {
		indent = max(min(keyColumns+1, lineWidth-columns(source)), 4)
	}
	wrap(w, strings.Repeat(" ", indent), strings.Repeat(" ", indent+2), source)
}

// short is a text in one line, cut where it is longer than most.
func short(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
