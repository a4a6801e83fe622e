package advisories

import (
	"errors"
	"time"
)

// Fact is something about a case that GitHub does not show and a person says.
type Fact string

// The facts.
const (
	// FactExploited: the vulnerability is actively exploited.
	FactExploited Fact = "exploited"
	// FactFixed: a fix or mitigation is available.
	FactFixed Fact = "fixed"
	// FactKept: a commitment was kept.
	FactKept Fact = "kept"
	// FactResumed: work goes on without waiting for the reporter.
	FactResumed Fact = "resumed"
	// FactRepin: the case shall be held to the present policy.
	FactRepin Fact = "repin"
)

// Witness is a person's word that a fact holds.
type Witness struct {
	Fact Fact
	// Commitment is the one that was kept; empty for every other fact.
	Commitment Commitment
	// By names the person: "operator:NAME" for the command line.
	By string
	// At is when it happened, which may be before it is said.
	At time.Time
}

// Recurs reports whether the fact can happen again, so that a later one counts
// anew: going on and pinning anew, and the commitment to give updates. Of all
// others the first counts.
func (w Witness) Recurs() bool {
	return w.Fact == FactResumed || w.Fact == FactRepin || w.Fact == FactKept && w.Commitment == CommitmentUpdate
}

// ErrEnded: the case is closed, and what was said of it no longer counts.
var ErrEnded = errors.New("the case is closed")
