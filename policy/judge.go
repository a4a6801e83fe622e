package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// Input is all that a verdict depends on beside the policy.
type Input struct {
	Snapshot advisories.Snapshot
	// Reading is what was read from the report; see [ReadReport].
	Reading report.Reading
	// History is what was seen before and GitHub may no longer show; see [Study].
	History advisories.History
	// ReportedAt is when the report came in; zero means the advisory's creation.
	ReportedAt time.Time
	// OpenedAt is when the case was opened. For an adopted case, what ran out
	// before is history and no breach; zero means Now.
	OpenedAt time.Time
	// Adopted is true where the advisory was there before us.
	Adopted bool
	// Was is the advisory's state when the case was last written down; empty where it
	// never was. Only it tells that a closed advisory was opened again a second time.
	Was advisories.State
	Now time.Time
}

// Judge says what the policy finds. It never fails: what cannot be known is
// unknown in the verdict.
func Judge(pol *Policy, in Input) advisories.Verdict {
	in.History = Study(pol, in, nil)
	content := judgeContent(pol, in)
	v := advisories.Verdict{
		At:      in.Now,
		Policy:  pol.Digest,
		Mode:    string(pol.Mode),
		Adopted: in.Adopted,
		Clocks:  judgeClocks(pol, in),
		Waiting: waiting(pol, in),
		Drift:   driftLines(pol),
	}
	v.Findings = []advisories.Finding{judgeAcknowledged(pol, v.Clocks, in), content}
	for _, judge := range []func(*Policy, Input) (advisories.Finding, bool){judgeEmbargo, judgeCVE, judgePublication} {
		if f, ok := judge(pol, in); ok {
			v.Findings = append(v.Findings, f)
		}
	}
	v.Findings = append(v.Findings, remarks(pol, in)...)
	v.Stage, v.CloseReason = stageOf(in, content, v.Waiting != nil)
	v.Wake = waking(pol, v, in)
	return v
}

// stageOf tells how far the case is. GitHub's state decides; needs_info is ours,
// and stands while the reporter is waited for.
func stageOf(in Input, content advisories.Finding, waiting bool) (stage advisories.Stage, closeReason string) {
	switch a := in.Snapshot.Advisory; a.State {
	case advisories.StatePublished:
		return advisories.StagePublished, ""
	case advisories.StateClosed:
		return advisories.StageClosed, string(in.History.CloseReason)
	case advisories.StateWithdrawn:
		return advisories.StageClosed, "withdrawn"
	case advisories.StateDraft:
		return advisories.StageAccepted, ""
	}
	if waiting && content.Result == advisories.ResultMissing {
		return advisories.StageNeedsInfo, ""
	}
	return advisories.StageReceived, ""
}
