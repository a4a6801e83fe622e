package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a policy file: where, and what was
// expected there.
type Fault struct {
	File string
	// Line and Column count from 1.
	Line, Column int
	// Key is the dotted key that the fault is about; empty for the whole file.
	Key string
	// Expected says what is wrong and what was expected.
	Expected string
}

// String is "file:line:column: key: what was expected".
func (f Fault) String() string {
	s := fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	if f.Key != "" {
		s += f.Key + ": "
	}
	return s + f.Expected
}

// Faults are all faults of a file, in the order of the file.
type Faults []Fault

// Error is one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// Err is nil where there are no faults.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}
