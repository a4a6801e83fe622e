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
	// The reports of Regulation (EU) 2024/2847 (Cyber Resilience Act), Article
	// 14(2), on an actively exploited vulnerability: an early warning, a
	// notification, and a final report once a measure is available.
	CommitmentCRAWarning      Commitment = "cra_early_warning"
	CommitmentCRANotification Commitment = "cra_notification"
	CommitmentCRAReport       Commitment = "cra_final_report"
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
	// Promised is the first maximum where Maximum is a later one that the reporter
	// was told of in time.
	Promised time.Time `json:"promised,omitzero"`
	// Warn is when the reporter is to be told that the maximum will not be kept;
	// zero where that is past or means nothing. Slipping is true from then until
	// the maximum.
	Warn     time.Time `json:"warn,omitzero"`
	Slipping bool      `json:"slipping,omitempty"`
	MetAt    time.Time `json:"met_at,omitzero"`
	// MetBy says by what it was met: "comment 12 by a maintainer" …
	MetBy string `json:"met_by,omitempty"`
	// Why explains the dates, one step a line.
	Why []string `json:"why,omitempty"`
}

// Due is the next moment at which the clock, or what is to be done about it,
// changes by itself, zero if there is none.
func (c Clock) Due() time.Time {
	switch c.State {
	case ClockStarted:
		return soonest(c.Target, c.Warn, c.Maximum)
	case ClockAtRisk:
		return soonest(c.Warn, c.Maximum)
	}
	return time.Time{}
}

// soonest is the earliest of the times that are known.
func soonest(times ...time.Time) time.Time {
	var first time.Time
	for _, t := range times {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Waiting is the wait for a reporter's answer.
type Waiting struct {
	// Since is when the question was asked.
	Since time.Time `json:"since"`
	// Remind and GiveUp are when the reporter is reminded, and waited for no
	// longer; zero for never.
	Remind time.Time `json:"remind,omitzero"`
	GiveUp time.Time `json:"give_up,omitzero"`
}

// Due is the next moment after now at which something is to be done about the
// silence.
func (w *Waiting) Due(now time.Time) time.Time {
	if w == nil {
		return time.Time{}
	}
	next := time.Time{}
	for _, t := range []time.Time{w.Remind, w.GiveUp} {
		if t.After(now) {
			next = soonest(next, t)
		}
	}
	return next
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
	// Drift says, one key a line, what the policy files say now otherwise than when
	// the case began; what they said then holds.
	Drift []string `json:"drift,omitempty"`
	// Waiting is the wait for the reporter, nil while nobody waits for them.
	Waiting *Waiting `json:"waiting,omitempty"`
	// Adopted is true where the advisory was there before us.
	Adopted bool `json:"adopted,omitempty"`
	// Wake is the next moment after At at which something changes that is neither a
	// clock nor a wait: an embargo ends, the publication window opens, quiet hours or
	// a snooze that hold an escalation back are over. Zero if nothing does.
	Wake time.Time `json:"wake,omitzero"`
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

// NextDue is the earliest moment after the verdict at which something changes by
// itself, zero if nothing does.
func (v Verdict) NextDue() time.Time {
	next := soonest(v.Waiting.Due(v.At), v.Wake)
	for _, c := range v.Clocks {
		next = soonest(next, c.Due())
	}
	return next
}
