package policy

import (
	uses "container/list"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/promise"
)

// Readings remembers what prose promises, so that the same SECURITY.md is not read
// anew at each look at a case. It changes no answer: what is remembered under a digest
// of a file's path and bytes is what reading them gives. It holds settings and lines,
// never the text nor a quote from it; nothing of it is written anywhere. Where it is
// full, what was asked for longest ago goes. Its methods may be called from many
// goroutines; a nil *Readings remembers nothing.
type Readings struct {
	entries, bytes int

	mu   sync.Mutex
	held int        // bytes of all that is remembered, as sizeOf counts
	used *uses.List // of *remembered, the latest used first
	by   map[fileDigest]*uses.Element
}

// fileDigest is SHA-256 over path and bytes; nobody finds two files with one.
type fileDigest [sha256.Size]byte

// remembered is what one file promises. Its settings have lines but no file yet.
type remembered struct {
	key      fileDigest
	settings []Setting
	size     int
}

// NewReadings remembers at most so many files, in about so many bytes of memory. Where
// either is 0 or less, nothing is remembered.
func NewReadings(entries, bytes int) *Readings {
	return &Readings{entries: entries, bytes: bytes, used: uses.New(), by: map[fileDigest]*uses.Element{}}
}

// promised is what a file of prose promises, as [Promised] says it.
func (r *Readings) promised(f advisories.PolicyFile, src Source) []Setting {
	if r == nil {
		return Promised(src, promise.Read(f.Text))
	}
	key := digestOf(f)
	settings, ok := r.get(key)
	if !ok {
		settings = promises(promise.Read(f.Text))
		r.put(key, settings)
	}
	return placed(src, settings)
}

// digestOf tells files apart: the path's length goes before it, so that no path and
// text make those of another file.
func digestOf(f advisories.PolicyFile) (d fileDigest) {
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(f.Path))))
	h.Write([]byte(f.Path))
	h.Write([]byte(f.Text))
	h.Sum(d[:0])
	return d
}

// get answers with what is held itself: it is for placed, which copies.
func (r *Readings) get(key fileDigest) ([]Setting, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.by[key]
	if !ok {
		return nil, false
	}
	r.used.MoveToFront(e)
	return e.Value.(*remembered).settings, true
}

func (r *Readings) put(key fileDigest, settings []Setting) {
	size := sizeOf(settings)
	if size > r.bytes || r.entries <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.by[key]; ok {
		return // another goroutine read it meanwhile, to the same
	}
	r.by[key] = r.used.PushFront(&remembered{key, settings, size})
	r.held += size
	for r.held > r.bytes || r.used.Len() > r.entries {
		last := r.used.Remove(r.used.Back()).(*remembered)
		delete(r.by, last.key)
		r.held -= last.size
	}
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
