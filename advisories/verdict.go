package advisories

import "time"

// Stage is how far a case is. GitHub knows triage, draft, published, closed; the
// rest is ours (terms: ISO/IEC 30111, CERT Guide to CVD).
type Stage string

// The stages.
const (
	StageReceived    Stage = "received"
	StageNeedsInfo   Stage = "needs_info"
	StageAssessed    Stage = "assessed"
	StageAccepted    Stage = "accepted"
	StageRemediation Stage = "remediation"
	StageReleased    Stage = "released"
	StagePublished   Stage = "published"
	StageClosed      Stage = "closed"
)

// Result is what a finding came to.
type Result string

// The results.
const (
	ResultMet           Result = "met"
	ResultMissing       Result = "missing"
	ResultWaiting       Result = "waiting"
	ResultMissed        Result = "missed"
	ResultHistory       Result = "history"
	ResultUnknown       Result = "unknown"
	ResultNotApplicable Result = "not_applicable"
	ResultNote          Result = "note"
)

// Evidence says where something was found, never what: the text is read again
// from GitHub when a person looks.
type Evidence struct {
	// Source is "summary", "description", "fields" (GitHub's structured fields),
	// "state" or "comment".
	Source string `json:"source"`
	// Comment is the comment's id where Source is "comment".
	Comment int64 `json:"comment,omitempty"`
	// Line counts from 1; 0 where a line means nothing.
	Line int `json:"line,omitempty"`
}

// Finding is one node of the verdict: a rule, its result and why, in our words.
type Finding struct {
	// Rule is stable: "acknowledged", "content", "content/description" …
	Rule     string     `json:"rule"`
	Result   Result     `json:"result"`
	Why      string     `json:"why,omitempty"`
	Required bool       `json:"required,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Children []Finding  `json:"children,omitempty"`
}

// Commitment is a promise of a policy.
type Commitment string

// The commitments.
const (
	CommitmentAcknowledge Commitment = "acknowledge"
	CommitmentAssess      Commitment = "assess"
	CommitmentUpdate      Commitment = "update"
	CommitmentFix         Commitment = "fix"
	CommitmentDisclose    Commitment = "disclose"
)

// ClockState is where a clock stands. At risk is past the target, before the
// maximum.
type ClockState string

// The clock states. History is a clock of an adopted case that ran out before we
// came: it is no breach of ours to tell.
const (
	ClockStarted ClockState = "started"
	ClockPaused  ClockState = "paused"
	ClockAtRisk  ClockState = "at_risk"
	ClockMet     ClockState = "met"
	ClockMissed  ClockState = "missed"
	ClockHistory ClockState = "history"
)

// Clock is a commitment running on a case.
type Clock struct {
	Commitment Commitment `json:"commitment"`
	State      ClockState `json:"state"`
	StartedAt  time.Time  `json:"started_at,omitzero"`
	// Target is when it should, Maximum when it must be met; either may be zero.
	Target  time.Time `json:"target,omitzero"`
	Maximum time.Time `json:"maximum,omitzero"`
	MetAt   time.Time `json:"met_at,omitzero"`
	// MetBy says by what it was met: "comment 12 by a maintainer" …
	MetBy string `json:"met_by,omitempty"`
	// Why explains the dates, one step a line.
	Why []string `json:"why,omitempty"`
}

// Due is the next moment at which the clock's state changes by itself, zero if
// there is none.
func (c Clock) Due() time.Time {
	switch c.State {
	case ClockStarted:
		if !c.Target.IsZero() {
			return c.Target
		}
		return c.Maximum
	case ClockAtRisk:
		return c.Maximum
	}
	return time.Time{}
}

// Verdict is what the policy says about a snapshot at a moment: a tree of
// findings and the clocks. It holds no report text and can be stored.
type Verdict struct {
	At time.Time `json:"at"`
	// Policy names the effective policy: a digest over its values.
	Policy string `json:"policy"`
	// Mode is off, observe or on.
	Mode  string `json:"mode"`
	Stage Stage  `json:"stage"`
	// CloseReason is why a closed case is closed, as far as is known.
	CloseReason string    `json:"close_reason,omitempty"`
	Findings    []Finding `json:"findings,omitempty"`
	Clocks      []Clock   `json:"clocks,omitempty"`
	// Adopted is true where the advisory was there before us.
	Adopted bool `json:"adopted,omitempty"`
}

// Finding returns the first finding of that rule, searching the tree depth first.
func (v Verdict) Finding(rule string) (Finding, bool) {
	return findRule(v.Findings, rule)
}

func findRule(list []Finding, rule string) (Finding, bool) {
	for _, f := range list {
		if f.Rule == rule {
			return f, true
		}
		if sub, ok := findRule(f.Children, rule); ok {
			return sub, true
		}
	}
	return Finding{}, false
}

// Clock returns the clock of a commitment.
func (v Verdict) Clock(c Commitment) (Clock, bool) {
	for _, k := range v.Clocks {
		if k.Commitment == c {
			return k, true
		}
	}
	return Clock{}, false
}

// NextDue is the earliest moment at which a clock changes by itself, zero if none
// does.
func (v Verdict) NextDue() time.Time {
	var next time.Time
	for _, c := range v.Clocks {
		if d := c.Due(); !d.IsZero() && (next.IsZero() || d.Before(next)) {
			next = d
		}
	}
	return next
}
