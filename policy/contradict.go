package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// Contradictions compares what a repository says in several places: its policy
// file (nil where there is none), its SECURITY.md and its report form, the latter
// two as files of the promise layer. It notes where they promise different times
// and where one requires what another does not ask for, with the lines of both.
// What only one of them speaks of contradicts nothing, and neither does a promise
// without a number.
func Contradictions(file *File, promises []advisories.PolicyFile) []Problem {
	var policy, prose, form statement
	if file != nil {
		policy = statement{name: file.Name, layer: file.Layer, settings: file.settings, own: true}
	}
	for _, f := range promises {
		src := sourceOf(f)
		if f.Unreadable != "" {
			continue
		}
		if !IsForm(f.Path) {
			prose = statementOf(src, Promised(src, promise.Read(f.Text)))
			continue
		}
		if read, err := promise.ReadForm(f.Text); err == nil {
			read, covers := policy.hears(read)
			form = statementOf(src, Asked(src, read))
			form.own, form.covers = true, covers
		}
	}
	out := append(times(policy, prose), asked(policy, prose)...)
	out = append(out, asked(policy, form)...)
	return append(out, asked(prose, form)...)
}

// statement is what one file says.
type statement struct {
	name     string
	layer    advisories.Layer
	settings map[string]Setting
	// own: it can ask for contents of the project's own; covers are those of the
	// policy that it asks for.
	own    bool
	covers []string
}

// hears is a form as the policy hears its answers: a question for one of the
// policy's own contents, or for the statement on tools and AI, is that, whatever
// known content its words resemble. These questions are taken out and named.
func (s statement) hears(form promise.Form) (rest promise.Form, covers []string) {
	for _, q := range form.Fields {
		id := ""
		for _, f := range s.fields() {
			if q.Key == f.ID || f.same(OwnField{Headings: []string{q.Label}}) {
				id = f.ID
				break
			}
		}
		if id == "" && s.wantsAI() && (q.Key == aiQuestion.ID || aiLabel.MatchString(q.Label)) {
			id = aiQuestion.ID
		}
		if id == "" {
			rest.Fields = append(rest.Fields, q)
			continue
		}
		covers = append(covers, id)
	}
	return rest, covers
}

// aiLabel finds a question on AI.
var aiLabel = regexp.MustCompile(`(?i)\b(?:AI|LLMs?)\b`)

func (s statement) wantsAI() bool { return s.settings[keyAIStatement].Value == true }

func statementOf(src Source, list []Setting) statement {
	s := statement{name: src.File, layer: src.Layer, settings: map[string]Setting{}}
	for _, setting := range list {
		s.settings[setting.Key] = setting
	}
	return s
}

func (s statement) note(at Setting, text string) Problem {
	return Problem{Kind: ProblemNote, Layer: s.layer, File: s.name, Ref: at.Source.Ref, Line: at.Source.Line, Key: at.Key, Text: text}
}

// times notes promises that differ.
func times(policy, prose statement) []Problem {
	var out []Problem
	for _, s := range inFileOrder(policy.settings) {
		if _, span := s.Value.(calendar.Span); !span || !strings.HasPrefix(s.Key, keyCommitments+".") {
			continue
		}
		for _, key := range floorsOf(s.Key) {
			theirs, ok := prose.settings[key]
			if _, span := theirs.Value.(calendar.Span); !ok || !span {
				continue
			}
			if text := differ(policy, prose, s, theirs); text != "" {
				out = append(out, policy.note(s, text))
			}
			break
		}
	}
	return out
}

// differ says how two promises differ; empty where they do not. A promise for one
// severity may be faster than the one for all.
func differ(policy, prose statement, mine, theirs Setting) string {
	order := mine.Value.(calendar.Span).Compare(theirs.Value.(calendar.Span), nil)
	group := strings.Join(strings.Split(mine.Key, ".")[:2], ".")
	myStart, said1 := policy.settings[join(group, "after")]
	theirStart, said2 := prose.settings[join(group, "after")]
	starts := said1 && said2 && myStart.Value != theirStart.Value
	if !starts && (order == 0 || order < 0 && mine.Key != theirs.Key) {
		return ""
	}
	from := func(span, start Setting) string {
		text := said(span)
		if starts {
			text += " after the " + startNouns[fmt.Sprint(start.Value)]
		}
		return text
	}
	text := fmt.Sprintf("says %s, and %s says %s", from(mine, myStart), theirs.Source.place(), from(theirs, theirStart))
	switch {
	case starts:
		return text
	case order > 0:
		return text + ": this file is slower than what is promised there"
	}
	return text + ": this file is faster than what is promised there"
}

// startNouns are the moments that a promise counts from, in words.
var startNouns = map[string]string{"report": "report", "acknowledge": "acknowledgement", "assess": "assessment", "fix": "fix"}

// said is a span as people write it.
func said(s Setting) string {
	if span, ok := s.Value.(calendar.Span); ok {
		return span.String()
	}
	return s.Text()
}

// asked notes contents that one file requires and the other does not ask for.
func asked(a, b statement) []Problem {
	if !a.lists() || !b.lists() {
		return nil
	}
	return append(unasked(a, b), unasked(b, a)...)
}

// lists reports whether the file says anything of contents.
func (s statement) lists() bool {
	for _, key := range []string{keyRequired, keyRecommended, keyFields} {
		if _, ok := s.settings[key]; ok {
			return true
		}
	}
	return len(s.covers) > 0 || s.wantsAI()
}

func (s statement) texts(key string) []string {
	list, _ := s.settings[key].Value.([]string)
	return list
}

func (s statement) fields() []OwnField {
	list, _ := s.settings[keyFields].Value.([]OwnField)
	return list
}

// unasked notes what a requires and b does not ask for.
func unasked(a, b statement) []Problem {
	var ids []string
	for _, id := range a.texts(keyRequired) {
		if !slices.Contains(b.texts(keyRequired), id) && !slices.Contains(b.texts(keyRecommended), id) {
			ids = append(ids, id)
		}
	}
	at := a.settings[keyRequired]
	if a.own && b.own {
		for _, f := range a.fields() {
			if f.Required && !slices.Contains(b.covers, f.ID) && !slices.ContainsFunc(b.fields(), f.same) {
				ids = append(ids, f.ID)
			}
		}
		if a.wantsAI() && !slices.Contains(b.covers, aiQuestion.ID) {
			ids = append(ids, aiQuestion.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	for _, key := range []string{keyFields, keyAIStatement} {
		if at.Key == "" {
			at = a.settings[key]
		}
	}
	text := fmt.Sprintf("requires %s, which %s does not ask for", strings.Join(ids, ", "), b.name)
	if line := b.begins(); line > 0 {
		text += fmt.Sprintf(" (what it asks for begins in line %d)", line)
	}
	return []Problem{a.note(at, text)}
}

// begins is the first line on contents.
func (s statement) begins() int {
	first := 0
	for _, key := range []string{keyRequired, keyRecommended, keyFields} {
		if line := s.settings[key].Source.Line; line > 0 && (first == 0 || line < first) {
			first = line
		}
	}
	return first
}

// same reports whether two contents of one's own are looked for under one name.
func (f OwnField) same(o OwnField) bool {
	return f.ID == o.ID || slices.ContainsFunc(f.Headings, func(h string) bool {
		return slices.ContainsFunc(o.Headings, func(other string) bool { return strings.EqualFold(h, other) })
	})
}

// OpenToAll notes, in the order of their lines, the keys of a repository's file
// that say more than everybody should read, as everybody can who sees a public
// repository: they belong in the owner's private file.
func (f *File) OpenToAll() []Problem {
	if f.Layer != advisories.LayerRepository {
		return nil
	}
	why := map[string]string{
		keyAway:     "in a public repository everybody can read when nobody is there: keep it in the owner's file in a private repository",
		keyTracking: "in a public repository everybody can read where cases are tracked: keep it in the owner's file in a private repository",
	}
	var out []Problem
	for _, s := range inFileOrder(f.settings) {
		if text := why[s.Key]; text != "" {
			out = append(out, Problem{Kind: ProblemNote, Layer: f.Layer, File: s.Source.File, Ref: s.Source.Ref, Line: s.Source.Line, Key: s.Key, Text: text})
		}
	}
	return out
}
