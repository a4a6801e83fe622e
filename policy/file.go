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
// yet act on, in the order of their names.
func (f *File) NotInEffect() []Unused {
	var out []Unused
	for _, k := range sortedKeys(f.settings) {
		if !inEffect(k) {
			out = append(out, Unused{Key: k, Line: f.settings[k].Source.Line})
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
