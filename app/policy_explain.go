package app

import (
	"encoding/json"
	"io"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
	"github.com/advisory-bot/advisory-bot/policy/calendar"
)

// Explanation is an effective policy with where each value comes from.
type Explanation struct {
	// Files are those that were read, in the order of their layers.
	Files    []ExplainedFile    `json:"files"`
	Values   []ExplainedValue   `json:"values"`
	Problems []ExplainedProblem `json:"problems"`
}

// ExplainedFile is a file that a policy was made of.
type ExplainedFile struct {
	Layer advisories.Layer `json:"layer"`
	File  string           `json:"file"`
}

// ExplainedValue is one effective value.
type ExplainedValue struct {
	Key string `json:"key"`
	// Value is the value as a policy file says it.
	Value string           `json:"value"`
	Layer advisories.Layer `json:"layer"`
	// File and Line are where it was written; without them it is built in.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Note is what else is to be said of where it comes from.
	Note string `json:"note,omitempty"`
	// source is all that in words.
	source string
}

// ExplainedProblem is something in the files that does not count.
type ExplainedProblem struct {
	Kind policy.ProblemKind `json:"kind"`
	File string             `json:"file"`
	Line int                `json:"line,omitempty"`
	Key  string             `json:"key,omitempty"`
	Text string             `json:"text"`
	// Faults are those of a file that was skipped.
	Faults []string `json:"faults,omitempty"`
	whole  string
}

// ExplainPolicy says which policy holds with these files, and why. A file with
// faults is a problem, and is skipped as it would be on GitHub.
func ExplainPolicy(f PolicyFiles) (Explanation, error) {
	out := Explanation{Files: []ExplainedFile{}, Values: []ExplainedValue{}, Problems: []ExplainedProblem{}}
	files, err := f.read()
	if err != nil {
		return out, err
	}
	for _, file := range files {
		out.Files = append(out.Files, ExplainedFile{file.Layer, file.Path})
	}
	pol, problems := policy.Compose(policy.ComposeInput{Files: files})
	for _, s := range pol.Settings() {
		if s.Key == "version" { // says nothing of a policy
			continue
		}
		out.Values = append(out.Values, ExplainedValue{Key: s.Key, Value: valueText(s), Layer: s.Source.Layer,
			File: s.Source.File, Line: s.Source.Line, Note: s.Note, source: s.Source.String()})
		if s.Source.Layer == advisories.LayerBuiltin {
			v := &out.Values[len(out.Values)-1]
			v.File, v.Line = "", 0
		}
	}
	for _, p := range problems {
		e := ExplainedProblem{Kind: p.Kind, File: p.File, Line: p.Line, Key: p.Key, Text: p.Text, whole: p.String()}
		for _, fault := range p.Faults {
			e.Faults = append(e.Faults, fault.String())
		}
		out.Problems = append(out.Problems, e)
	}
	return out, nil
}

// valueText is a value as people write it.
func valueText(s policy.Setting) string {
	if span, ok := s.Value.(calendar.Span); ok {
		return span.String()
	}
	return s.Text()
}

// PrintJSON writes a value as indented JSON.
func PrintJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
