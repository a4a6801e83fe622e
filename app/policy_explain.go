package app

import (
	"context"
	"encoding/json"
	"fmt"
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
	// Ref is the commit that was read, where the file came from GitHub.
	Ref string `json:"ref,omitempty"`
	// Note is what else is to be said of where it comes from.
	Note string `json:"note,omitempty"`
	// NotInEffect: this version reads the key and does not act on it yet.
	NotInEffect bool `json:"not_in_effect,omitempty"`
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
	files, err := f.read()
	if err != nil {
		return Explanation{}, err
	}
	return explain(policy.ComposeInput{Files: files}), nil
}

// ExplainPolicyOnGitHub says which policy holds in a repository, as the App sees
// it now. It writes nothing.
func ExplainPolicyOnGitHub(ctx context.Context, c Config, o Options, owner, name string) (Explanation, error) {
	gh, err := client(c, o.withDefaults())
	if err != nil {
		return Explanation{}, err
	}
	repo, err := gh.Lookup(ctx, owner, name)
	if err != nil {
		return Explanation{}, fmt.Errorf("%s/%s: %w", owner, name, err)
	}
	snap, err := gh.Files(ctx, repo)
	if err != nil {
		return Explanation{}, fmt.Errorf("the policy files of %s/%s: %w", owner, name, err)
	}
	if !snap.FilesKnown {
		return Explanation{}, fmt.Errorf("the policy files of %s/%s cannot be read (%s): the App needs contents: read", owner, name, plain(snap.FilesFault))
	}
	return explain(policy.ComposeInput{Repository: snap.Repository, Files: snap.Files}), nil
}

func explain(in policy.ComposeInput) Explanation {
	out := Explanation{Files: []ExplainedFile{}, Values: []ExplainedValue{}, Problems: []ExplainedProblem{}}
	for _, file := range in.Files {
		name := file.Path
		if file.Repository != "" {
			name = file.Repository + ": " + file.Path
		}
		out.Files = append(out.Files, ExplainedFile{file.Layer, name})
	}
	pol, problems := policy.Compose(in)
	for _, s := range pol.Settings() {
		if s.Key == "version" { // says nothing of a policy
			continue
		}
		out.Values = append(out.Values, ExplainedValue{Key: s.Key, Value: valueText(s), Layer: s.Source.Layer,
			File: s.Source.File, Line: s.Source.Line, Ref: s.Source.Ref, Note: s.Note, NotInEffect: !s.InEffect(), source: shortRefs(s.Source.String())})
		if s.Source.Layer == advisories.LayerBuiltin {
			v := &out.Values[len(out.Values)-1]
			v.File, v.Line, v.Ref = "", 0, ""
		}
	}
	for _, p := range problems {
		e := ExplainedProblem{Kind: p.Kind, File: p.File, Line: p.Line, Key: p.Key, Text: p.Text, whole: p.String()}
		for _, fault := range p.Faults {
			e.Faults = append(e.Faults, fault.String())
		}
		out.Problems = append(out.Problems, e)
	}
	return out
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
