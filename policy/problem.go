package policy

import (
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ProblemKind says how bad a problem is.
type ProblemKind string

// The kinds of problems.
const (
	// ProblemFault: the file could not be read and was skipped whole.
	ProblemFault ProblemKind = "fault"
	// ProblemNote: one value of a file does not count, the rest does.
	ProblemNote ProblemKind = "note"
)

// Problem is something about the policy files that maintainers must be told, and
// reporters never.
type Problem struct {
	Kind  ProblemKind
	Layer advisories.Layer
	// File is "owner/name: path", Ref what was read.
	File string
	Ref  string
	// Line and Key name the value of a note; zero for the whole file.
	Line int
	Key  string
	// Text says what does not count and why, in our words.
	Text string
	// Faults are those of a file that was skipped.
	Faults Faults
}

// String is the problem in one line, its faults in further ones.
func (p Problem) String() string {
	s := p.File
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
	}
	if p.Key != "" {
		s += ": " + p.Key
	}
	s += ": " + p.Text
	if len(p.Faults) > 0 {
		s += "\n" + p.Faults.Error()
	}
	return s
}
