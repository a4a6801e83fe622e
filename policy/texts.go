package policy

import (
	"embed"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

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
	Fix         promised
	// FixWithin is how long a fix takes and UpdateEvery how often the reporter hears
	// of the case, told with the receipt where the project promised it.
	FixWithin   string
	UpdateEvery string
	// NextUpdate is when the next word is due.
	NextUpdate string
	// GiveUp is until when the reporter is waited for, and Proceed what follows:
	// to go on rather than to close.
	GiveUp  string
	Proceed bool
	// Slip is a date that is moved, in the text that says so.
	Slip slip
	// AssessWithin is how long the assessment takes after the acknowledgement,
	// told while that clock has not begun.
	AssessWithin string

	// Adopted is true where the report was there before us.
	Adopted  bool
	Accepted bool
	// Asked is true once the reporter was asked for something.
	Asked bool
	// Waiting is true while the reporter's answer is waited for.
	Waiting bool
	Missing []content
	Helpful []content

	// Embargo is the agreed time of publication, told while it lies ahead; Revised is
	// true where there was another one before.
	Embargo string
	Revised bool
	// PausedSince is since when a person has stopped the clocks.
	PausedSince string
	// CVE is the advisory's CVE id, CVEAskedAt when one was asked for.
	CVE, CVEAskedAt string
	// Help is true where somebody asked in the thread which commands there are.
	Help bool
	// Ready is true where a fix is known and only publication is left.
	Ready bool
	// CloseReason is why the report is about to be closed, a word of the closed list.
	CloseReason string
	// Alarm is what maintainers are told in the tracking issue.
	Alarm alarm
}

// promised is what a clock lets us tell the reporter.
type promised struct {
	// By is the maximum, Aim the target; empty where there is none, or where it
	// ran out before the case was taken on.
	By, Aim string
	// First is what By was before it was moved; empty where it was not.
	First string
	// Missed is true where the maximum passed and nothing kept it.
	Missed bool
	// Over is true where nothing is to be promised any more.
	Over bool
}

// slip is a date that is moved.
type slip struct{ What, From, To string }

// content is a wanted content in words for the reporter.
type content struct {
	ID, Name, How string
}

// render fills a template. Templates are tested with every word they know, so
// they cannot fail on a report.
func render(name string, w words) string { return tidy(piece(name+".tmpl", w)) }

// piece fills a template or a part of one.
func piece(name string, w words) string {
	var b strings.Builder
	if err := texts.ExecuteTemplate(&b, name, w); err != nil {
		panic("internal error: template " + name + ": " + err.Error()) // unreachable: words is one type
	}
	return b.String()
}

// say is the text of a kind: the project's own, or the built-in one.
func (p *Policy) say(k advisories.Kind, w words) string {
	own, ok := p.messages[k]
	if !ok {
		return render(string(k), w)
	}
	dates := "dates"
	if k == advisories.KindReceipt {
		dates = "receipt_dates"
	}
	trimmed := func(name string) string { return strings.TrimSpace(tidy(piece(name, w))) }
	by := w.GiveUp
	if k == advisories.KindUpdate {
		by = w.NextUpdate
	}
	return fill(own, map[string]string{
		placeReporter: w.Reporter, placeCase: w.Case, placeDates: trimmed(dates), placeMissing: trimmed("missing"),
		placeHelpful: trimmed("helpful"), placeHeadings: trimmed("headings"), placeStage: trimmed("stage"),
		placeNext: trimmed("next"), placeBy: by,
	})
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
		Waiting:  v.Waiting != nil,
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
	w.Acknowledge = promiseOf(pol, v, advisories.CommitmentAcknowledge)
	w.Assess = promiseOf(pol, v, advisories.CommitmentAssess)
	if pol.Terms[advisories.CommitmentDisclose].Source.Layer != advisories.LayerBuiltin {
		// A date of publication is told only where the project named one itself.
		w.Disclose = promiseOf(pol, v, advisories.CommitmentDisclose)
	}
	t := pol.Terms[advisories.CommitmentAssess]
	if t.After == advisories.CommitmentAcknowledge && !t.Maximum.IsZero() && !h.Acknowledged.Happened() {
		w.AssessWithin = spanText(t.Maximum)
	}
	w.Fix = promiseOf(pol, v, advisories.CommitmentFix)
	if f := pol.Terms[advisories.CommitmentFix]; !w.Fix.Over && !w.Fix.Missed && !h.Accepted.Happened() {
		if longest := f.longest(); !longest.IsZero() {
			w.FixWithin = spanText(longest) + startWords[f.After]
		}
	}
	if !pol.UpdateEvery.IsZero() {
		w.UpdateEvery = spanText(pol.UpdateEvery)
	}
	if u := promiseOf(pol, v, advisories.CommitmentUpdate); !u.Missed {
		w.NextUpdate = u.By
	}
	if v.Waiting != nil && !v.Waiting.GiveUp.IsZero() {
		w.GiveUp, w.Proceed = moment(v.Waiting.GiveUp, pol.Zone), pol.Proceed
	}
	w.agreed(pol, in)
	f, _ := v.Finding(RuleContent)
	for _, child := range f.Children {
		if child.Result != advisories.ResultMissing {
			continue
		}
		c := pol.contentWords(strings.TrimPrefix(child.Rule, RuleContent+"/"))
		if child.Required {
			w.Missing = append(w.Missing, c)
		} else {
			w.Helpful = append(w.Helpful, c)
		}
	}
	return w
}

// agreed adds what people agreed or said: an embargo, a pause, a CVE id, a fix.
func (w *words) agreed(pol *Policy, in PlanInput) {
	h, a := in.History, in.Snapshot.Advisory
	if e, ok := lastEmbargo(h); ok && e.Until.After(in.Now) {
		w.Embargo, w.Revised = embargoMoment(pol, e), len(h.Embargoes) > 1
	}
	if since := pausedSince(h); !since.IsZero() {
		w.PausedSince = moment(since, pol.Zone)
	}
	w.CVE = neutral(a.CVE)
	if w.CVE == "" && h.CVERequested.Happened() {
		w.CVEAskedAt = moment(h.CVERequested.At, pol.Zone)
	}
	w.Ready = w.Accepted && h.Fixed.Happened()
	w.Help = h.Help.Happened()
}

func promiseOf(pol *Policy, v advisories.Verdict, name advisories.Commitment) promised {
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
	if !c.Promised.IsZero() {
		p.First = moment(c.Promised, pol.Zone)
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

// startWords say what a time counts from.
var startWords = map[advisories.Commitment]string{
	advisories.CommitmentAcknowledge: " of the first answer",
	advisories.CommitmentAssess:      " of the assessment",
}

// contentWords names a content as a heading that the report reader finds again,
// and says what belongs under it. What a project wrote went through [plainWords].
func (p *Policy) contentWords(id string) content {
	if f, ok := p.own(id); ok {
		name := strings.ReplaceAll(f.ID, "_", " ")
		if len(f.Headings) > 0 {
			name = f.Headings[0]
		}
		return content{ID: id, Name: capital(name), How: f.Ask}
	}
	return contentWords(id)
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// contentWords names a known content.
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
