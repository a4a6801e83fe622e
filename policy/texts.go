package policy

import (
	"embed"
	"strings"
	"text/template"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

//go:embed texts/*.tmpl
var textFiles embed.FS

// texts are the templates, one a kind of draft.
var texts = template.Must(template.New("").Option("missingkey=error").ParseFS(textFiles, "texts/*.tmpl"))

// words are what a template can say. Every string in it is ours or went through
// [neutral]; Reporter went through [mention].
type words struct {
	Reporter string
	Case     string

	// Dates, written out; empty where there is none to tell.
	ReceivedAt     string
	AcknowledgedAt string
	AcceptedAt     string

	Acknowledge promised
	Assess      promised
	Disclose    promised
	// AssessWithin is how long the assessment takes after the acknowledgement,
	// told while that clock has not begun.
	AssessWithin string

	// Adopted is true where the report was there before us.
	Adopted  bool
	Accepted bool
	// Asked is true once the reporter was asked for something.
	Asked   bool
	Missing []content
	Helpful []content
}

// promised is what a clock lets us tell the reporter.
type promised struct {
	// By is the maximum, Aim the target; empty where there is none, or where it
	// ran out before the case was taken on.
	By, Aim string
	// Missed is true where the maximum passed and nothing kept it.
	Missed bool
	// Over is true where nothing is to be promised any more.
	Over bool
}

// content is a wanted content in words for the reporter.
type content struct {
	ID, Name, How string
}

// render fills a template. Templates are tested with every word they know, so
// they cannot fail on a report.
func render(name string, w words) string {
	var b strings.Builder
	if err := texts.ExecuteTemplate(&b, name+".tmpl", w); err != nil {
		panic("internal error: template " + name + ": " + err.Error()) // unreachable: words is one type
	}
	return tidy(b.String())
}

// gather collects the words of a case.
func gather(pol *Policy, v advisories.Verdict, in PlanInput, asked bool) words {
	h := in.History
	w := words{
		Reporter: mention(in.Snapshot.Reporter()),
		Case:     neutral(in.CaseName),
		Accepted: in.Snapshot.Advisory.State == advisories.StateDraft,
		Asked:    asked,
		Adopted:  v.Adopted,
	}
	if at := reported(in.Input); !at.IsZero() {
		w.ReceivedAt = moment(at, pol.Zone)
	}
	if h.Acknowledged.Happened() {
		w.AcknowledgedAt = moment(h.Acknowledged.At, pol.Zone)
	}
	if w.Accepted && h.Accepted.Happened() {
		w.AcceptedAt = moment(h.Accepted.At, pol.Zone)
	}
	w.Acknowledge = promise(pol, v, advisories.CommitmentAcknowledge)
	w.Assess = promise(pol, v, advisories.CommitmentAssess)
	if pol.Terms[advisories.CommitmentDisclose].Source.Layer != advisories.LayerBuiltin {
		// A date of publication is told only where the project named one itself.
		w.Disclose = promise(pol, v, advisories.CommitmentDisclose)
	}
	t := pol.Terms[advisories.CommitmentAssess]
	if t.After == advisories.CommitmentAcknowledge && t.Maximum > 0 && !h.Acknowledged.Happened() {
		w.AssessWithin = span(t.Maximum)
	}
	f, _ := v.Finding(RuleContent)
	for _, child := range f.Children {
		if child.Result != advisories.ResultMissing {
			continue
		}
		c := contentWords(strings.TrimPrefix(child.Rule, RuleContent+"/"))
		if child.Required {
			w.Missing = append(w.Missing, c)
		} else {
			w.Helpful = append(w.Helpful, c)
		}
	}
	return w
}

func promise(pol *Policy, v advisories.Verdict, name advisories.Commitment) promised {
	c, ok := v.Clock(name)
	if !ok || c.State == advisories.ClockHistory || c.State == advisories.ClockPaused {
		return promised{}
	}
	p := promised{Over: !c.MetAt.IsZero(), Missed: c.State == advisories.ClockMissed && c.MetAt.IsZero()}
	if !c.Maximum.IsZero() {
		p.By = moment(c.Maximum, pol.Zone)
	}
	if !c.Target.IsZero() {
		p.Aim = moment(c.Target, pol.Zone)
	}
	return p
}

func idList(list []content) string {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	return strings.Join(ids, ", ")
}

// contentWords names a content as a heading that the report reader finds again,
// and says what belongs under it.
func contentWords(id string) content {
	if c, ok := contentTable[id]; ok {
		c.ID = id
		return c
	}
	return content{ID: id, Name: neutral(strings.ReplaceAll(id, "_", " "))}
}

var contentTable = map[string]content{
	report.Description:      {Name: "Description", How: "what goes wrong, and what should happen instead"},
	report.StepsToReproduce: {Name: "Steps to reproduce", How: "each step from a fresh start, so that a maintainer can follow them"},
	report.ProofOfConcept:   {Name: "Proof of concept", How: "the smallest code, request or input that shows the problem"},
	report.Impact:           {Name: "Impact", How: "what somebody could do with it, and who would be affected"},
	report.AffectedVersions: {Name: "Affected versions", How: "the versions, tags or commits on which you saw it, and earlier ones if you know them"},
	report.Environment:      {Name: "Environment", How: "operating system, runtime and anything else that may matter"},
	report.Contact:          {Name: "Contact", How: "how you can be reached apart from this thread, if you wish"},
	report.Logs:             {Name: "Logs", How: "error messages, a stack trace or other output, without secrets"},
	report.SuggestedFix:     {Name: "Suggested fix", How: "how it could be fixed, if you have an idea"},
	report.Severity:         {Name: "Severity", How: "how severe you think it is, with a CVSS vector if you have one"},
	report.CWE:              {Name: "CWE", How: "the kind of weakness, such as CWE-79"},
	report.SourceLocation:   {Name: "Source location", How: "file and line, or function, where the problem is"},
	report.ReporterName:     {Name: "Reporter name", How: "the name under which you want to be credited"},
	report.Affiliation:      {Name: "Affiliation", How: "the organization you work with, if it should be named"},
	report.AttackScenario:   {Name: "Attack scenario", How: "who attacks, what they need for it, and what they gain"},
	report.Configuration:    {Name: "Configuration", How: "the settings that are needed for it, or that it works with the default ones"},
}
