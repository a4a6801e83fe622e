package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/promise"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// layPromises holds a project to what it has promised in prose and asked for in
// its report form. Both stand where whoever can push can write, so they hand out
// no power: only commitments and contents come from them, and the owner's locks
// and floors hold.
func (c *composer) layPromises(files []advisories.PolicyFile) {
	for _, f := range files {
		if f.Layer != advisories.LayerPromise {
			continue
		}
		src := sourceOf(f)
		if f.Unreadable != "" {
			c.problems = append(c.problems, Problem{Kind: ProblemNote, Layer: src.Layer, File: src.File, Ref: src.Ref,
				Text: "the file cannot be read (" + safeKey(f.Unreadable) + "): what it promises is not known"})
			continue
		}
		if !IsForm(f.Path) && len(f.Text) > promise.MaxRead {
			c.problems = append(c.problems, Problem{Kind: ProblemNote, Layer: src.Layer, File: src.File, Ref: src.Ref,
				Text: fmt.Sprintf("the file has %d bytes: what stands beyond %d is not read", len(f.Text), promise.MaxRead)})
		}
		if !IsForm(f.Path) {
			c.layProse(c.readings.promised(f, src))
		}
	}
	for _, f := range files { // the form goes before the prose: it is what reporters are asked
		if f.Layer != advisories.LayerPromise || f.Unreadable != "" || !IsForm(f.Path) {
			continue
		}
		src := sourceOf(f)
		form, err := promise.ReadForm(f.Text)
		if err != nil {
			c.problems = append(c.problems, Problem{Kind: ProblemNote, Layer: src.Layer, File: src.File, Ref: src.Ref,
				Text: "the report form cannot be read and does not count: " + printable(err.Error(), 200)})
			continue
		}
		for _, s := range Asked(src, form) {
			if c.counts(s) {
				c.settings[s.Key] = c.withOwners(s)
			}
		}
	}
}

// IsForm reports whether a path is that of a report form rather than of prose.
func IsForm(path string) bool {
	return strings.HasSuffix(path, ".yml") || strings.HasSuffix(path, ".yaml")
}

// layProse lays what prose promises.
func (c *composer) layProse(settings []Setting) {
	said := &File{settings: map[string]Setting{}}
	for _, s := range c.together(settings) {
		if s.Value == nil { // promised without a number
			c.remark(s)
			continue
		}
		if span, ok := s.Value.(calendar.Span); ok && !span.Valid() {
			c.note(s, "no clock can count that long: the promise does not count")
			continue
		}
		if c.counts(s) {
			c.settings[s.Key] = c.withOwners(s)
			said.settings[s.Key] = s
		}
	}
	c.settle(said)
}

// withOwners adds what the owner's file asks of a report to what a promise does:
// prose and forms that do not name a content do not say that it is not needed.
func (c *composer) withOwners(s Setting) Setting {
	if c.ownerFile == nil {
		return s
	}
	switch owners := c.ownerFile.settings[s.Key].Value.(type) {
	case []string:
		if here, ok := s.Value.([]string); ok && s.Key == keyRequired {
			s.Value = append(slices.Clone(owners), slices.DeleteFunc(slices.Clone(here), func(id string) bool { return slices.Contains(owners, id) })...)
		}
	case []OwnField:
		here, _ := s.Value.([]OwnField)
		s.Value = append(slices.Clone(owners), slices.DeleteFunc(slices.Clone(here), func(f OwnField) bool {
			return slices.ContainsFunc(owners, func(o OwnField) bool { return o.ID == f.ID })
		})...)
	}
	return s
}

// remark says beside a value of another layer that the project promised the
// thing without a number.
func (c *composer) remark(s Setting) {
	for _, name := range []string{"target", "maximum"} {
		key := join(s.Key, name)
		have, ok := c.settings[key]
		if !ok {
			continue
		}
		have.Note = s.Note
		c.settings[key] = have
	}
}

// Promised are the settings that prose makes, in the order of its lines: the
// commitments and the contents. A setting without a value is a promise without a
// number; its note says where.
func Promised(src Source, doc promise.Document) []Setting { return placed(src, promises(doc)) }

// promises are the settings of Promised with their lines, in no file yet.
func promises(doc promise.Document) []Setting {
	p := prose{}
	if a := doc.Acknowledge; a != nil {
		if a.Value.Amount == 0 {
			p.vague(advisories.CommitmentAcknowledge, *a)
		} else {
			p.term(termPrefix(advisories.CommitmentAcknowledge), advisories.CommitmentAcknowledge, *a)
		}
	}
	for _, stage := range []struct {
		stage string
		name  advisories.Commitment
	}{
		{promise.StageTriage, advisories.CommitmentAssess}, {promise.StageTimeline, advisories.CommitmentAssess},
		{promise.StageUpdate, advisories.CommitmentAssess}, {promise.StageFix, advisories.CommitmentFix},
		{promise.StageDisclosure, advisories.CommitmentDisclose},
	} {
		for _, d := range doc.Deadlines {
			if d.Stage == stage.stage && d.Party != promise.PartyReporter && d.Value.Amount > 0 {
				p.deadline(stage.name, d)
			}
		}
	}
	if u := doc.UpdateInterval; u != nil && u.Value.Amount > 0 {
		p.add(keyEvery, spanOf(u.Value), u.Line)
	}
	p.contents(doc.Fields)
	slices.SortStableFunc(p.out, func(a, b Setting) int { return a.Source.Line - b.Source.Line })
	return p.out
}

// prose collects settings. The first word on a thing holds.
type prose struct {
	src Source
	out []Setting
}

func (p *prose) has(key string) bool {
	return slices.ContainsFunc(p.out, func(s Setting) bool { return s.Key == key })
}

func (p *prose) add(key string, value any, line int) {
	if p.has(key) {
		return
	}
	s := Setting{Key: key, Value: value, Source: p.src}
	s.Source.Line = line
	p.out = append(p.out, s)
}

func (p *prose) vague(name advisories.Commitment, d promise.Deadline) {
	s := Setting{Key: termPrefix(name), Source: p.src}
	s.Source.Line = d.Line
	p.out = append(p.out, s)
}

func (p *prose) deadline(name advisories.Commitment, d promise.Deadline) {
	group := termPrefix(name)
	switch {
	case d.Severity == "" && p.has(join(group, "maximum")):
		return
	case d.Severity != "":
		if !slices.Contains(severities, d.Severity) || name == advisories.CommitmentAcknowledge {
			return
		}
		group = join(group, d.Severity)
	}
	p.term(group, name, d)
}

// term is a promise: the upper bound of a range is the maximum, the lower one the
// target.
func (p *prose) term(group string, name advisories.Commitment, d promise.Deadline) {
	p.add(join(group, "maximum"), spanOf(d.Value), d.Line)
	if d.ValueMin.Amount > 0 {
		p.add(join(group, "target"), spanOf(d.ValueMin), d.Line)
	}
	if name == advisories.CommitmentAcknowledge {
		return
	}
	p.add(join(termPrefix(name), "after"), startOf(name, d.From), d.Line)
}

// startOf is the moment of the policy file that prose counts from.
func startOf(name advisories.Commitment, from string) string {
	after := afterWords[0]
	switch from {
	case promise.FromAcknowledgement:
		after = string(advisories.CommitmentAcknowledge)
	case promise.FromConfirmation, promise.FromTriage:
		after = string(advisories.CommitmentAssess)
	case promise.FromFix:
		after = string(advisories.CommitmentFix)
	}
	most := map[advisories.Commitment]int{advisories.CommitmentAssess: 1, advisories.CommitmentFix: 2, advisories.CommitmentDisclose: 3}[name]
	return afterWords[min(rank(after), most)]
}

// spanOf is a length of time as the policy counts it; a month is 30 days. It is not
// valid where no clock can count it.
func spanOf(s promise.Span) calendar.Span {
	n := s.Amount
	switch {
	case n <= 0 || n > int(calendar.MaxElapsed/time.Minute):
		return calendar.Span{} // a product below could overflow into a length that looks well
	case s.Business && s.Unit == "hours":
		return calendar.Span{BusinessHours: n}
	case s.Business && s.Unit == "months":
		return calendar.Span{BusinessDays: 22 * n}
	case s.Business:
		return calendar.Span{BusinessDays: n}
	}
	unit := map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour,
		"months": 30 * 24 * time.Hour, "years": 365 * 24 * time.Hour}[s.Unit]
	if unit == 0 || time.Duration(n) > calendar.MaxElapsed/unit {
		return calendar.Span{}
	}
	return calendar.Span{Elapsed: time.Duration(n) * unit}
}

// contents are the known contents that prose asks for, in both strengths.
func (p *prose) contents(fields []promise.Requested) {
	required, recommended, line := []string{}, []string{}, 0
	for _, f := range fields {
		if !report.Known(f.ID) || slices.Contains(required, f.ID) || slices.Contains(recommended, f.ID) {
			continue
		}
		if line == 0 {
			line = f.Line
		}
		if f.Strength == "required" {
			required = append(required, f.ID)
		} else {
			recommended = append(recommended, f.ID)
		}
	}
	if line > 0 {
		p.add(keyRequired, required, line)
		p.add(keyRecommended, recommended, line)
	}
}

// Asked are the settings that a report form makes: what it requires and what it
// asks for. Questions that are no known content become contents of one's own.
func Asked(src Source, form promise.Form) []Setting {
	p := prose{src: src}
	required, recommended, own, line := []string{}, []string{}, []OwnField{}, 0
	for _, f := range form.Fields {
		if line == 0 {
			line = f.Line
		}
		switch {
		case f.ID == "":
			if o, ok := ownQuestion(f); ok && len(own) < maxOwnFields && !slices.ContainsFunc(own, func(have OwnField) bool { return have.ID == o.ID }) {
				own = append(own, o)
			}
		case !report.Known(f.ID) || slices.Contains(required, f.ID):
		case f.Required:
			required = append(required, f.ID)
			recommended = slices.DeleteFunc(recommended, func(id string) bool { return id == f.ID })
		case !slices.Contains(recommended, f.ID):
			recommended = append(recommended, f.ID)
		}
	}
	if len(required)+len(recommended)+len(own) == 0 {
		return nil
	}
	p.add(keyRequired, required, line)
	p.add(keyRecommended, recommended, line)
	if len(own) > 0 {
		p.add(keyFields, own, line)
	}
	return p.out
}

// ownQuestion is a question of a form as a content of one's own. Only what can
// stand in a comment as it is counts.
func ownQuestion(f promise.FormField) (OwnField, bool) {
	label := plainLine(f.Label)
	id := f.Key
	if _, fault := ownID(id); fault != "" { // GitHub's forms take more than a policy does, or none was given
		id = strings.Trim(notID.ReplaceAllString(strings.ToLower(f.Label), "_"), "_")
	}
	if id == "" { // a label in another script
		id = fmt.Sprintf("question_line_%d", f.Line)
	}
	if len(id) > 40 {
		id = strings.TrimRight(id[:40], "_")
	}
	if _, fault := ownID(id); fault != "" || label == "" || len(label) > maxHeading {
		return OwnField{}, false
	}
	return OwnField{ID: id, Headings: []string{label}, Required: f.Required, MinLength: min(f.MinLength, maxOwnMinimum)}, true
}
