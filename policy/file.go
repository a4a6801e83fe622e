package policy

import (
	"github.com/advisory-bot/advisory-bot/advisories"
)

// File is a policy file that was read without a fault.
type File struct {
	Name     string
	Layer    advisories.Layer
	settings map[string]Setting
	// lock and delegate hold what the owner's file says of other layers, by key.
	lock     map[string]Source
	delegate map[string]Source
}

// Unused is a key that was read and has no effect yet.
type Unused struct {
	Key  string
	Line int
}

// Settings are the values of the file, by key.
func (f *File) Settings() []Setting {
	out := make([]Setting, 0, len(f.settings))
	for _, k := range sortedKeys(f.settings) {
		out = append(out, f.settings[k])
	}
	return out
}

// NotInEffect names the keys of the file that this version reads and does not
// yet act on, in the order of their lines.
func (f *File) NotInEffect() []Unused {
	var out []Unused
	for _, s := range inFileOrder(f.settings) {
		if !inEffect(s.Key) {
			out = append(out, Unused{Key: s.Key, Line: s.Source.Line})
		}
	}
	return out
}

// OutOfReach notes, in the order of their lines, the kinds of drafts in effect
// that need more approvals than can be gathered without a tracking issue, in a file
// that names no tracking repository. Compose leaves these notes out: such a value
// counts, another layer may name the repository, and it would be told anew at each
// look.
func (f *File) OutOfReach() []Problem {
	if _, tracked := f.settings[keyTracking]; tracked {
		return nil
	}
	var out []Problem
	for _, s := range inFileOrder(f.settings) {
		if rule, ok := s.Value.(Rule); ok && inEffect(s.Key) && rule.Approvals > 1 {
			out = append(out, Problem{Kind: ProblemNote, Layer: s.Source.Layer, File: s.Source.File, Ref: s.Source.Ref,
				Line: s.Source.Line, Key: s.Key,
				Text: "people decide in the tracking issue, and without one only operators do, who count as one: such a draft stays held unless tracking is named"})
		}
	}
	return out
}

// delegates reports whether the file lets the repository decide a key; a missing
// file delegates nothing.
func (f *File) delegates(key string) bool {
	if f == nil {
		return false
	}
	_, ok := f.delegate[key]
	return ok
}
