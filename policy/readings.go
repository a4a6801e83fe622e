package policy

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/promise"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// Readings remembers what prose promises, what reports hold and what policies are
// composed to, so that the same files and the same report are not read anew at each look
// at a case. It changes no answer: what is remembered under a digest of all that was read
// is what reading it gives. Of reports and prose it holds settings, names of contents and
// lines, never a text nor a quote from one; of policy files, the policy. Nothing of it is
// written anywhere. Where it is full, what was asked for longest ago goes. Its methods
// may be called from many goroutines; a nil *Readings remembers nothing.
type Readings struct {
	prose    *recent[[]Setting]
	reports  *recent[report.Reading]
	policies *recent[composed]
}

// composed is what Compose gave.
type composed struct {
	policy   *Policy
	problems []Problem
}

// NewReadings remembers at most so many files and as many reports, each kind in about
// so many bytes of memory. Where either is 0 or less, nothing is remembered.
func NewReadings(entries, bytes int) *Readings {
	return &Readings{prose: newRecent[[]Setting](entries, bytes), reports: newRecent[report.Reading](entries, bytes),
		policies: newRecent[composed](entries, bytes)}
}

// composed is what files are composed to.
func (r *Readings) composed(in ComposeInput) (*Policy, []Problem) {
	if r == nil {
		return compose(in)
	}
	all, err := json.Marshal(in) // each field of it but the readings
	if err != nil {
		return compose(in)
	}
	key := digest(sha256.Sum256(all))
	c, ok := r.policies.get(key)
	if !ok {
		c.policy, c.problems = compose(in)
		r.policies.put(key, c, sizeOfPolicy(len(all)))
	}
	return c.policy, slices.Clone(c.problems)
}

// sizeOfPolicy is about what a policy takes in memory that so much was read for: the
// built-in settings, and what of the files is held as text and as values.
func sizeOfPolicy(read int) int {
	const builtin = 12 << 10
	return builtin + 3*read
}

// promised is what a file of prose promises, as [Promised] says it.
func (r *Readings) promised(f advisories.PolicyFile, src Source) []Setting {
	if r == nil {
		return Promised(src, promise.Read(f.Text))
	}
	key := digestOf(f)
	settings, ok := r.prose.get(key)
	if !ok {
		settings = promises(promise.Read(f.Text))
		r.prose.put(key, settings, sizeOf(settings))
	}
	return placed(src, settings)
}

// digestOf tells files apart: the path's length goes before it, so that no path and
// text make those of another file.
func digestOf(f advisories.PolicyFile) (d digest) {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(f.Path))))
	h.Write([]byte(f.Path))
	h.Write([]byte(f.Text))
	h.Sum(d[:0])
	return d
}

// report is what a report holds, as [report.Read] says it.
func (r *Readings) report(in report.Input) report.Reading {
	if r == nil {
		return report.Read(in)
	}
	all, err := json.Marshal(in) // each field of it, the patterns of contents as text
	if err != nil {
		return report.Read(in)
	}
	key := digest(sha256.Sum256(all))
	read, ok := r.reports.get(key)
	if !ok {
		read = report.Read(in)
		r.reports.put(key, read, sizeOfReading(read))
	}
	return report.Reading{Fields: slices.Clone(read.Fields), Findings: slices.Clone(read.Findings)}
}

// sizeOfReading is about what a report's reading takes in memory. Names and places
// are constants, and shared.
func sizeOfReading(r report.Reading) int {
	const entry, field, finding = 320, 56, 72
	size := entry + field*len(r.Fields) + finding*len(r.Findings)
	for _, f := range r.Findings {
		size += len(f.Detail)
	}
	return size
}

// sizeOf is about what a reading takes in memory.
func sizeOf(settings []Setting) int {
	const entry, setting, word = 256, 144, 16 // with their places in map, list and slices
	size := entry
	for _, s := range settings {
		size += setting + len(s.Key)
		if words, ok := s.Value.([]string); ok {
			for _, w := range words {
				size += word + len(w)
			}
		}
	}
	return size
}

// placed puts settings that were read from prose in the file that they stand in. What
// it answers with shares nothing that can be changed with what it was given.
func placed(src Source, settings []Setting) []Setting {
	out := slices.Clone(settings)
	for i := range out {
		s := &out[i]
		line := s.Source.Line
		s.Source = src
		s.Source.Line = line
		if s.Value == nil {
			s.Note = s.Source.place() + " promises it without a number"
		}
		if words, ok := s.Value.([]string); ok {
			s.Value = slices.Clone(words)
		}
	}
	return out
}
