package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// Limits on what is quoted from a text in a policy file that is made from it, so
// that the file stays well below its own limits.
const (
	maxQuote  = 160 // bytes
	maxAlike  = 10  // lines on things of one kind
	maxPlace  = 80  // bytes of a file's name
	maxDetail = 100 // bytes of an address, a version, a label
)

// Import writes what a SECURITY.md promises and asks for as a policy file: the
// commitments and the contents, and nothing else. The comment before each value
// quotes the line that it was read from; further comments tell what was understood
// and has no key in the file. [Parse] reads the result without a fault, whatever
// the text is, and it says what [Compose] takes from the same text.
func Import(name, text string) string {
	doc := promise.Read(text)
	return importing{name: oneLine(name, maxPlace), doc: doc}.file(takenFrom("SECURITY.md", text))
}

// ImportForm writes what a report form asks for as a policy file, in the manner of
// [Import]. The error is that of a form that cannot be read.
func ImportForm(name, text string) (string, error) {
	form, err := promise.ReadForm(text)
	if err != nil {
		return "", fmt.Errorf("%s", printable(err.Error(), 200))
	}
	im := importing{name: oneLine(name, maxPlace), form: true}
	im.doc.Fields = FormRequests(form)
	return im.file(takenFrom("form.yml", text)), nil
}

// FormRequests are the questions of a report form as requests of prose; one that
// is no known content has the id "other".
func FormRequests(form promise.Form) []promise.Requested {
	out := make([]promise.Requested, 0, len(form.Fields))
	for _, f := range form.Fields {
		out = append(out, requestOf(f))
	}
	return out
}

func requestOf(f promise.FormField) promise.Requested {
	r := promise.Requested{ID: f.ID, Strength: "recommended", Source: promise.Source{Line: f.Line, Quote: f.Label}}
	if r.ID == "" {
		r.ID = "other"
	}
	if f.Required {
		r.Strength = "required"
	}
	return r
}

// takenFrom are the settings that a policy takes from a file of promises.
func takenFrom(path, text string) []Setting {
	pol, _ := Compose(ComposeInput{Files: []advisories.PolicyFile{{Layer: advisories.LayerPromise, Path: path, Text: text}}})
	return slices.DeleteFunc(pol.Settings(), func(s Setting) bool { return s.Source.Layer != advisories.LayerPromise })
}

// importing is a file of promises that becomes a policy file.
type importing struct {
	name string
	doc  promise.Document
	// form: its own questions are values too.
	form bool
	tail []string
}

// file is the policy file.
func (im importing) file(settings []Setting) string {
	var list []noted
	for _, s := range settings {
		if span, ok := s.Value.(calendar.Span); ok && !span.Valid() {
			continue // no file can say it
		}
		list = append(list, im.note(s))
	}
	im.untaken(settings)
	im.rest()
	head := []string{"Read from " + im.name + ": what it promises and asks for.", "The comment before a value has the line that it comes from."}
	if len(list) == 0 {
		head = []string{"Read from " + im.name + ": nothing that a policy file can say.", "It promises no time with a number and asks for no known content: the owner's", "or the built-in values apply."}
	}
	tail := im.tail
	if len(tail) > 0 {
		tail = append([]string{"Understood, and without a key in this file:"}, tail...)
	}
	return writeFile(head, list, tail)
}

// note puts the line that a value was read from before it.
func (im importing) note(s Setting) noted {
	n := noted{Setting: s}
	switch v := s.Value.(type) {
	case []string:
		for _, id := range v {
			n.items = append(n.items, im.place(im.request(func(r promise.Requested) bool { return r.ID == id })))
		}
		if len(v) == 0 {
			n.why = "nothing is asked for in this strength"
		}
	case []OwnField:
		labels := im.labels()
		for _, f := range v {
			n.items = append(n.items, im.place(labels[f.Headings[0]]))
		}
	default:
		n.why = im.place(im.sourceOf(s))
	}
	return n
}

// labels are the questions of a form by their words.
func (im importing) labels() map[string]promise.Source {
	out := map[string]promise.Source{}
	for _, r := range im.doc.Fields {
		if label := plainLine(r.Quote); label != "" && out[label].Line == 0 {
			out[label] = r.Source
		}
	}
	return out
}

func (im importing) request(is func(promise.Requested) bool) promise.Source {
	for _, r := range im.doc.Fields {
		if is(r) {
			return r.Source
		}
	}
	return promise.Source{}
}

// stages are those that a commitment is read from.
var stages = map[advisories.Commitment][]string{
	advisories.CommitmentAssess:   {promise.StageTriage, promise.StageTimeline, promise.StageUpdate},
	advisories.CommitmentFix:      {promise.StageFix},
	advisories.CommitmentDisclose: {promise.StageDisclosure},
}

// sourceOf is where a commitment's value was read.
func (im importing) sourceOf(s Setting) promise.Source {
	parts := strings.Split(s.Key, ".")
	switch {
	case len(parts) < 2:
	case parts[1] == string(advisories.CommitmentAcknowledge) && im.doc.Acknowledge != nil:
		return im.doc.Acknowledge.Source
	case parts[1] == string(advisories.CommitmentUpdate) && im.doc.UpdateInterval != nil:
		return im.doc.UpdateInterval.Source
	}
	found := promise.Source{Line: s.Source.Line}
	for _, d := range im.doc.Deadlines {
		if d.Line != s.Source.Line || !slices.Contains(stages[advisories.Commitment(parts[1])], d.Stage) {
			continue
		}
		switch {
		case len(parts) < 4 && d.Severity == "", len(parts) == 4 && d.Severity == parts[2]:
			return d.Source
		case len(parts) < 4 && found.Quote == "" && parts[2] == "after": // the start of them all
			found = d.Source
		}
	}
	return found
}

// place is a line and what stands there, in one line.
func (im importing) place(s promise.Source) string {
	if s.Line == 0 {
		return ""
	}
	text := fmt.Sprintf("%s line %d", im.name, s.Line)
	if quote := oneLine(s.Quote, maxQuote); quote != "" {
		text += `: "` + quote + `"`
	}
	return text
}

// remark is something that was understood, with its place.
func (im importing) remark(what string, s promise.Source) string {
	text := "- " + what
	if place := im.place(s); place != "" {
		text += ", " + place
	}
	return text
}
