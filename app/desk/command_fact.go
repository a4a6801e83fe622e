package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/command"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// fact writes down what a person says of the case.
func (c *casework) fact(s spoken, o *advisories.Order) string {
	h := c.hist
	o.History = &h
	now, by := c.d.now(), advisories.By(s.author)
	switch s.line.Verb {
	case command.Ack:
		return c.acknowledge(s, o)
	case command.Extend:
		return c.extend(s, o)
	case command.Pause:
		if n := len(h.Pauses); n > 0 && h.Pauses[n-1].To.IsZero() {
			return "the clocks are paused already"
		}
		h.Pauses = append(slices.Clone(h.Pauses), advisories.Pause{From: now, By: by})
	case command.Resume:
		return c.resume(s, o)
	case command.Snooze:
		until, refusal := c.after(now, s.line.Span)
		if refusal != "" {
			return refusal
		}
		h.Snoozed = advisories.Snooze{Until: until, By: by, At: now}
	case command.Embargo:
		if !s.line.Until.After(now) {
			return "an embargo ends in the future"
		}
		h.Embargoes = append(slices.Clone(h.Embargoes), advisories.Embargo{Until: s.line.Until, Zone: s.line.Zone, By: by, At: now})
	case command.Severity:
		return c.severity(s, o)
	case command.Quiet:
		if h.Quiet.Happened() {
			return unheard
		}
		h.Quiet = advisories.Seen{At: now, By: "the reporter", Comment: s.comment}
	default:
		return "this version does not know /" + string(s.line.Verb)
	}
	return ""
}

// acknowledge: a person with power has taken note of the report. Somebody who
// reports to a project they belong to cannot answer themselves.
func (c *casework) acknowledge(s spoken, o *advisories.Order) string {
	switch {
	case s.author.ID == c.snap.Reporter().ID:
		return "whoever reported cannot acknowledge"
	case c.hist.Acknowledged.Happened():
		return "the report was acknowledged already"
	case !c.snap.Advisory.Submitted:
		return "this is no report: there is nobody to answer"
	}
	o.History.Acknowledged = advisories.Seen{At: s.at, By: advisories.By(s.author)}
	if s.place == advisories.PlaceAdvisory {
		o.History.Acknowledged.Comment = s.comment
		return "" // the reporter reads the command itself
	}
	return c.ask(advisories.Request{Kind: advisories.KindUpdate, Fields: []string{"acknowledged"}, By: s.author, At: c.d.now(),
		Place: s.place, Comment: s.comment}, o)
}

// after is a moment that a person named by a span.
func (c *casework) after(from time.Time, text string) (time.Time, string) {
	span, err := calendar.ParseSpan(text)
	if err != nil {
		return time.Time{}, "write a time like 48h, 7d or 3 business days"
	}
	at, _ := c.pol.Calendar.Add(from, span)
	if at.IsZero() {
		return at, "the calendar has no working day left for that"
	}
	return at.UTC(), ""
}

// extend moves the date of a commitment; the reporter is told.
func (c *casework) extend(s spoken, o *advisories.Order) string {
	name := s.line.Commitment
	k, ok := c.verdict.Clock(name)
	running := k.State == advisories.ClockStarted || k.State == advisories.ClockAtRisk || k.State == advisories.ClockMissed && k.MetAt.IsZero()
	switch {
	case !ok || !running || k.Maximum.IsZero():
		return fmt.Sprintf("%s has no date that runs: %s", name, runningClocks(c.verdict))
	case strings.HasPrefix(string(name), "cra_"):
		return "a date of the law cannot be extended"
	}
	if name == advisories.CommitmentDisclose && len(c.hist.Embargoes) > 0 {
		return "an embargo is agreed: move it with /embargo DATE TIME ZONE"
	}
	to, refusal := c.after(k.Maximum, s.line.Span)
	if refusal != "" {
		return refusal
	}
	moved := maps.Clone(o.History.Moved)
	if moved == nil {
		moved = map[advisories.Commitment][]advisories.Move{}
	}
	moved[name] = append(slices.Clone(moved[name]), advisories.Move{At: c.d.now(), From: k.Maximum, To: to, By: advisories.By(s.author)})
	o.History.Moved = moved
	return ""
}

func runningClocks(v advisories.Verdict) string {
	var out []string
	for _, k := range v.Clocks {
		if !k.Due().IsZero() {
			out = append(out, string(k.Commitment))
		}
	}
	if len(out) == 0 {
		return "no clock runs now"
	}
	return "running are " + strings.Join(out, ", ")
}

// resume ends a pause, or else the wait for the reporter.
func (c *casework) resume(s spoken, o *advisories.Order) string {
	h := o.History
	if n := len(h.Pauses); n > 0 && h.Pauses[n-1].To.IsZero() {
		h.Pauses = slices.Clone(h.Pauses)
		h.Pauses[n-1].To = c.d.now()
		return ""
	}
	if c.verdict.Waiting == nil {
		return "nothing is paused"
	}
	h.Resumed = advisories.Seen{At: c.d.now(), By: advisories.By(s.author)}
	return ""
}

// severity records what maintainers decided, and files the draft that sets it on
// the advisory.
func (c *casework) severity(s spoken, o *advisories.Order) string {
	if c.pol.Rule(advisories.KindFields).Permit == advisories.PermitOff {
		return "the policy has switched this off (drafts.fields: off)"
	}
	ch := advisories.Change{Severity: s.line.Severity, CVSS: s.line.CVSS}
	o.History.Decided = ch.Severity
	if ch.CVSS != "" {
		band, ok := report.VectorSeverity(ch.CVSS)
		if !ok {
			return "that is no whole CVSS vector of version 3.0, 3.1 or 4.0, or it scores nothing"
		}
		o.History.Decided = band
	}
	if ch.Severity == c.snap.Advisory.Severity && ch.Severity != "" {
		return "" // GitHub shows it already
	}
	return c.ask(advisories.Request{Kind: advisories.KindFields, Change: ch, By: s.author, At: c.d.now(), Place: s.place, Comment: s.comment}, o)
}

// assign makes somebody with power the coordinator.
func (c *casework) assign(ctx context.Context, s spoken, people powers, o *advisories.Order) (refusal string, err error) {
	p, err := c.d.gh.Person(ctx, c.repo, s.line.Login)
	if advisories.CodeOf(err) == advisories.FaultGone {
		return "GitHub knows no such account", nil
	}
	if err != nil {
		return "", err
	}
	ok, err := c.may(ctx, p, people)
	if err != nil || !ok {
		return "only somebody who may command here can coordinate the case", err
	}
	h := c.hist
	h.Coordinator = p
	o.History = &h
	return "", nil
}
