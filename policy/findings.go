package policy

import (
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The rules of a verdict.
const (
	// RuleAcknowledged: a person of the project answered.
	RuleAcknowledged = "acknowledged"
	// RuleContent: everything that is required is there. Its children are
	// "content/<id>", one for each required and recommended content.
	RuleContent = "content"
)

// judgeAcknowledged says whether, when and by what the report was acknowledged.
// Silence is never taken for a proof: confidential comments cannot be seen.
func judgeAcknowledged(pol *Policy, clocks []advisories.Clock, in Input) advisories.Finding {
	f := advisories.Finding{Rule: RuleAcknowledged, Required: true}
	clock, running := advisories.Verdict{Clocks: clocks}.Clock(advisories.CommitmentAcknowledge)
	seen := in.History.Acknowledged
	switch {
	case !in.Snapshot.Advisory.Submitted:
		f.Required = false
		f.Result, f.Why = advisories.ResultNotApplicable, "nobody reported this: it is the maintainers' own draft"
	case seen.Happened():
		f.Result = advisories.ResultMet
		f.Why = "acknowledged " + moment(seen.At, pol.Zone) + " by " + seen.By
		if running && clock.State == advisories.ClockMissed {
			f.Why += ", late by " + roughly(seen.At.Sub(clock.Maximum))
		}
		f.Evidence = acknowledgedBy(seen)
	case !in.Snapshot.CommentsKnown:
		f.Result, f.Why = advisories.ResultUnknown, "the comments cannot be read here"
	case reported(in).IsZero():
		f.Result, f.Why = advisories.ResultUnknown, "it is not known when the report came in"
	case !running:
		f.Result, f.Why = advisories.ResultWaiting, "the policy names no time for it"
	default:
		f.Result, f.Why = unacknowledged(clock, pol)
	}
	return f
}

func acknowledgedBy(seen advisories.Seen) []advisories.Evidence {
	switch {
	case seen.Comment != 0:
		return []advisories.Evidence{{Source: "comment", Comment: seen.Comment}}
	case strings.HasPrefix(seen.By, someone):
		return []advisories.Evidence{{Source: "state"}}
	}
	return nil
}

// unacknowledged says what a running clock means where no answer was seen.
func unacknowledged(clock advisories.Clock, pol *Policy) (advisories.Result, string) {
	due := clock.Maximum
	if due.IsZero() {
		due = clock.Target
	}
	if due.IsZero() && clock.State == advisories.ClockStarted {
		return advisories.ResultWaiting, "the calendar opens too late to name a date"
	}
	when := moment(due, pol.Zone)
	switch clock.State {
	case advisories.ClockMissed:
		return advisories.ResultMissed, "no acknowledgement was seen; it was due by " + when
	case advisories.ClockHistory:
		return advisories.ResultHistory, "no acknowledgement was seen; it was due by " + when + ", before this case was taken on"
	case advisories.ClockPaused:
		return advisories.ResultUnknown, "closed before an acknowledgement was seen"
	}
	return advisories.ResultWaiting, "due by " + when
}

// judgeContent says which of the wanted contents are there, and where.
func judgeContent(pol *Policy, in Input) advisories.Finding {
	f := advisories.Finding{Rule: RuleContent, Required: true, Result: advisories.ResultMet}
	if !in.Snapshot.Advisory.Submitted {
		f.Required = false
		f.Result, f.Why = advisories.ResultNotApplicable, "nobody reported this: it is the maintainers' own draft"
		return f
	}
	missing, unknown := 0, 0
	required, recommended := pol.Wanted()
	f.Children = make([]advisories.Finding, 0, len(required)+len(recommended))
	for _, id := range required {
		child := judgeField(in, id, true)
		switch child.Result {
		case advisories.ResultMissing:
			missing++
		case advisories.ResultUnknown:
			unknown++
		}
		f.Children = append(f.Children, child)
	}
	for _, id := range recommended {
		f.Children = append(f.Children, judgeField(in, id, false))
	}
	switch {
	case missing > 0:
		f.Result, f.Why = advisories.ResultMissing, plural(missing, "required content")+" missing"
	case unknown > 0:
		f.Result, f.Why = advisories.ResultUnknown, "the report was not read for all required contents"
	}
	return f
}

// judgeField turns a finding of the report reader into one of the verdict.
func judgeField(in Input, id string, required bool) advisories.Finding {
	f := advisories.Finding{Rule: RuleContent + "/" + id, Required: required}
	field, known := in.Reading.Field(id)
	switch {
	case !known:
		f.Result = advisories.ResultUnknown
	case !field.Present:
		f.Result = advisories.ResultMissing
	default:
		f.Result = advisories.ResultMet
		f.Evidence = []advisories.Evidence{{Source: field.Source, Comment: field.Comment, Line: field.Line}}
	}
	return f
}

// RuleRemark is the beginning of the rules of what the report reader noticed
// beside the contents: "remark/cvss_invalid". Nothing follows from a remark but
// that maintainers see it.
const RuleRemark = "remark"

// remarks are what was noticed beside the contents.
func remarks(pol *Policy, in Input) []advisories.Finding {
	if !in.Snapshot.Advisory.Submitted {
		return nil
	}
	var out []advisories.Finding
	for _, f := range in.Reading.Findings {
		out = append(out, advisories.Finding{Rule: RuleRemark + "/" + f.ID, Result: advisories.ResultNote, Why: f.Detail,
			Evidence: []advisories.Evidence{{Source: f.Source, Comment: f.Comment, Line: f.Line}}})
	}
	return out
}
