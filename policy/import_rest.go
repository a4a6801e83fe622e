package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/promise"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// add tells of things of one kind, not of too many.
func (im *importing) add(remarks ...string) {
	if n := len(remarks) - maxAlike; n > 0 {
		remarks = append(remarks[:maxAlike:maxAlike], "- "+plural(n, "more line")+" of the kind above")
	}
	im.tail = append(im.tail, remarks...)
}

// untaken tells of the times that were found and are no value of the file.
func (im *importing) untaken(taken []Setting) {
	const (
		vague   = "promised without a number, so the owner's or the built-in value applies: "
		tooLong = "longer than a policy can promise: "
	)
	var without, long, others, waits, twice []string
	if a := im.doc.Acknowledge; a != nil {
		switch {
		case a.Value.Amount == 0:
			without = append(without, im.remark(vague+"a first answer", a.Source))
		case !spanOf(a.Value).Valid():
			long = append(long, im.remark(tooLong+plainSpan(a.Value), a.Source))
		}
	}
	for _, d := range im.doc.Deadlines {
		span := plainSpan(d.Value)
		switch {
		case d.Party == promise.PartyReporter:
			waits = append(waits, im.remark("asked of the reporter, and no promise: "+span, d.Source))
		case d.Stage == promise.StageOther:
			others = append(others, im.remark("a time of another kind: "+span, d.Source))
		case d.Value.Amount == 0:
			without = append(without, im.remark(vague+stageWords[d.Stage], d.Source))
		case !spanOf(d.Value).Valid():
			long = append(long, im.remark(tooLong+span, d.Source))
		case !isTaken(d, taken):
			twice = append(twice, im.remark("another line is taken instead: "+stageWords[d.Stage]+", "+span, d.Source))
		}
	}
	for _, list := range [][]string{without, long, others, waits, twice} {
		im.add(list...)
	}
}

var stageWords = map[string]string{
	promise.StageTriage: "an assessment", promise.StageTimeline: "a plan", promise.StageUpdate: "a further answer",
	promise.StageFix: "a fix", promise.StageDisclosure: "publication",
}

// isTaken reports whether a deadline is among the settings.
func isTaken(d promise.Deadline, settings []Setting) bool {
	return slices.ContainsFunc(settings, func(s Setting) bool {
		span, ok := s.Value.(calendar.Span)
		return ok && span == spanOf(d.Value) && s.Source.Line == d.Line && (d.Severity == "" || strings.Contains(s.Key, "."+d.Severity+"."))
	})
}

// plainSpan is a length of time in words, in the unit of the text.
func plainSpan(s promise.Span) string {
	if s.Amount == 0 {
		return "no number"
	}
	unit := strings.TrimSuffix(s.Unit, "s")
	if s.Business {
		unit = "business " + unit
	}
	return plural(s.Amount, unit)
}

// rest tells of all else that was understood.
func (im *importing) rest() {
	doc := im.doc
	var list []string
	for _, f := range doc.Fields {
		if !report.Known(f.ID) && !im.form {
			list = append(list, im.remark("asked for, "+f.Strength+", in words that name no content", f.Source))
		}
	}
	im.add(list...)
	im.add(im.channels()...)
	im.quoted("supported versions", doc.SupportedVersions)
	im.quoted("what researchers are not to do", doc.Prohibited)
	e := doc.Evidence
	im.said(doc.PublicDisclosureProhibited, "no public issue, or no disclosure before a fix", e.PublicDisclosureProhibited)
	im.said(doc.Credit, "reporters are credited", e.Credit)
	im.said(doc.SafeHarbor, "good-faith research is not pursued", e.SafeHarbor)
	im.said(doc.EncryptionKey, "a key to encrypt reports with", e.EncryptionKey)
	im.said(doc.OutOfScope, "some findings are out of scope", e.OutOfScope)
	if doc.Bounty != nil {
		im.said(true, map[bool]string{true: "a bounty is offered", false: "no bounty is paid"}[*doc.Bounty], e.Bounty)
	}
}

func (im *importing) channels() []string {
	var out []string
	for _, c := range im.doc.Channels {
		what := "reports go to: " + oneLine(strings.ReplaceAll(c.Kind, "_", " "), maxDetail)
		if c.Address != "" {
			what += " " + oneLine(c.Address, maxDetail)
		}
		if c.Preferred {
			what += " (preferred)"
		}
		out = append(out, im.remark(what, c.Source))
	}
	return out
}

func (im *importing) quoted(what string, list []promise.Quoted) {
	var out []string
	for _, q := range list {
		text := what
		if q.Text != q.Quote { // else the place says it
			text += ": " + oneLine(q.Text, maxDetail)
		}
		out = append(out, im.remark(text, q.Source))
	}
	im.add(out...)
}

func (im *importing) said(is bool, what string, q promise.Quoted) {
	if is {
		im.add(im.remark(what, q.Source))
	}
}
