package tracking

import (
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// facts are the lines at the top of the card.
func (c card) facts() []string {
	k, h := c.v.Case, c.v.Case.History
	var out []string
	add := func(name, value string) {
		if value != "" {
			out = append(out, "**"+name+"**: "+value)
		}
	}
	add("Stage", c.stage())
	add("Next", c.next())
	add("Advisory", c.page)
	add("Repository", code(k.Owner+"/"+k.Repo))
	if k.Reporter.Known() {
		add("Reporter", code(k.Reporter.Login))
	}
	if h.Coordinator.Known() {
		add("Coordinator", code(h.Coordinator.Login))
	}
	if !k.ReportedAt.IsZero() {
		add("Reported", moment(k.ReportedAt, c.v.Zone))
	}
	add("Severity", c.severity())
	add("CVE", c.cve())
	if n := len(h.Embargoes); n > 0 {
		add("Embargo", "until "+moment(h.Embargoes[n-1].Until, c.v.Zone)+", said by "+who(h.Embargoes[n-1].By))
	}
	if n := len(h.Pauses); n > 0 && h.Pauses[n-1].To.IsZero() {
		add("Clocks stopped", "since "+moment(h.Pauses[n-1].From, c.v.Zone)+", by "+who(h.Pauses[n-1].By))
	}
	if h.Snoozed.Until.After(c.v.Case.WorkedAt) {
		add("No escalations", "until "+moment(h.Snoozed.Until, c.v.Zone)+", said by "+who(h.Snoozed.By))
	}
	if h.Quiet.Happened() {
		add("Quiet", "the reporter asked for no more of our comments than the answers that are owed, "+moment(h.Quiet.At, c.v.Zone))
	}
	if k.Verdict.Mode != "" && k.Verdict.Mode != "on" {
		add("Mode", plain(k.Verdict.Mode)+": nothing leaves")
	}
	add("Last command", c.lastCommand())
	add("Who can read this", c.audience())
	return out
}

func (c card) stage() string {
	stage := plain(strings.ReplaceAll(string(c.v.Case.Stage), "_", " "))
	reason := c.v.Case.CloseReason
	if r := c.v.Case.History.CloseReason; r != "" && c.v.Case.Stage == advisories.StageClosed {
		reason = string(r)
	}
	if reason != "" {
		stage += " (" + codeWord(reason) + ")"
	}
	if of := c.v.Case.History.Of; of != "" && c.v.Case.Stage == advisories.StageClosed {
		stage += " of " + code(string(of))
	}
	return stage
}

// todo is how maintainers keep a promise.
var todo = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge:     "answer in the advisory's thread, or say `/ack` here",
	advisories.CommitmentAssess:          "say `/accept`, `/ask` or `/close` here",
	advisories.CommitmentUpdate:          "write to the reporter in the advisory's thread",
	advisories.CommitmentFix:             "finish the fix, or say `/extend fix` here",
	advisories.CommitmentDisclose:        "publish it, or agree on another date and say `/embargo` here",
	advisories.CommitmentCRAWarning:      "report it to your CSIRT",
	advisories.CommitmentCRANotification: "report it to your CSIRT",
	advisories.CommitmentCRAReport:       "report it to your CSIRT",
}

// next is the promise that runs out first, and how to keep it.
func (c card) next() string {
	var first advisories.Clock
	var by time.Time
	for _, k := range c.v.Case.Verdict.Clocks {
		at := k.Maximum
		switch k.State {
		case advisories.ClockStarted:
			if !k.Target.IsZero() {
				at = k.Target
			}
		case advisories.ClockAtRisk, advisories.ClockMissed:
		default:
			continue
		}
		if k.MetAt.IsZero() && !at.IsZero() && (by.IsZero() || at.Before(by)) {
			first, by = k, at
		}
	}
	if by.IsZero() || c.v.Ended {
		return ""
	}
	when := " by "
	if first.State == advisories.ClockMissed {
		when = ", late since "
	}
	text := plain(strings.ReplaceAll(string(first.Commitment), "_", " ")) + when + moment(by, c.v.Zone)
	if do := todo[first.Commitment]; do != "" {
		text += ": " + do
	}
	return text
}

func (c card) severity() string {
	if d := c.v.Case.History.Decided; d != "" {
		return plain(d) + ", as maintainers decided"
	}
	return plain(c.v.Case.Facts.Severity)
}

func (c card) cve() string {
	switch h := c.v.Case.History; {
	case c.v.Case.Facts.CVE != "":
		return code(c.v.Case.Facts.CVE)
	case h.CVERequested.Happened():
		return "asked for " + moment(h.CVERequested.At, c.v.Zone)
	}
	return ""
}

// lastCommand is the last one that took effect.
func (c card) lastCommand() string {
	var last advisories.Command
	for _, k := range c.v.Commands {
		if k.Done() && k.Verb != "" && k.Verb != "help" && !k.At.Before(last.At) {
			last = k
		}
	}
	if last.Verb == "" {
		return ""
	}
	return fmt.Sprintf("%s by %s, %s", code("/"+last.Verb), code(last.By.Login), moment(last.At, c.v.Zone))
}

func (c card) audience() string {
	n := c.v.Case.Tracking.Audience
	if n == 0 {
		return "not known, GitHub does not tell"
	}
	text := fmt.Sprintf("%s by the last count", people(n))
	switch {
	case c.v.Accepted:
		text += "; the policy accepts more than the team"
	case c.v.Needed > 0 && n <= c.v.Needed:
		text += ", no more than the team"
	}
	return text
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
