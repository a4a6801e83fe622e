package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrUnwell: doctor found something that does not work.
var ErrUnwell = errors.New("not well")

// PrintDiagnosis prints the checks for people, each with what to do.
func PrintDiagnosis(w io.Writer, d Diagnosis) {
	about := ""
	for _, c := range d.Checks {
		if c.About != about {
			about = c.About
			fmt.Fprintf(w, "\n%s\n", about)
		}
		first, rest, _ := strings.Cut(visible(c.Found), "\n")
		indent := strings.Repeat(" ", 26)
		wrap(w, fmt.Sprintf("%-8s%-18s", checkWord(c.Result), plain(c.Name)), indent, first)
		if rest != "" {
			wrap(w, indent, indent, rest)
		}
		if c.Do != "" {
			wrap(w, strings.Repeat(" ", 23)+"-> ", indent, visible(c.Do))
		}
	}
	fmt.Fprintf(w, "\n%s\n", d.sum())
}

// checkWord makes what is bad stand out without colours.
func checkWord(r CheckResult) string {
	switch r {
	case CheckFail:
		return "FAIL"
	case CheckSkipped:
		return "-"
	}
	return string(r)
}

// sum is the diagnosis in one line.
func (d Diagnosis) sum() string {
	n := map[CheckResult]int{}
	for _, c := range d.Checks {
		n[c.Result]++
	}
	return fmt.Sprintf("%d ok, %s, %d failed, %d skipped", n[CheckOK], count(n[CheckWarn], "warning"), n[CheckFail], n[CheckSkipped])
}

// WriteDiagnosis writes the checks as JSON.
func WriteDiagnosis(w io.Writer, d Diagnosis) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// visible keeps control characters, which a policy file may hold, from the
// terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return '�'
	}, s)
}
