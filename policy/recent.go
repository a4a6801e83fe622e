package policy

import (
	uses "container/list"
	"crypto/sha256"
	"sync"
)

// digest is SHA-256 over what was read; nobody finds two texts with one.
type digest [sha256.Size]byte

// recent holds values by what they were read from, within bounds: where it is full,
// what was asked for longest ago goes. It may be used from many goroutines.
type recent[V any] struct {
	entries, bytes int

	mu   sync.Mutex
	held int        // bytes of all values, as put was told
	used *uses.List // of *kept[V], the latest used first
	by   map[digest]*uses.Element
}

type kept[V any] struct {
	key   digest
	value V
	size  int
}

func newRecent[V any](entries, bytes int) *recent[V] {
	return &recent[V]{entries: entries, bytes: bytes, used: uses.New(), by: map[digest]*uses.Element{}}
}

// get answers with what is held itself: whoever hands it on copies it.
func (r *recent[V]) get(key digest) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.by[key]
	if !ok {
		return value, false
	}
	r.used.MoveToFront(e)
	return e.Value.(*kept[V]).value, true
}

// put holds a value that takes about so many bytes.
func (r *recent[V]) put(key digest, value V, size int) {
	if size > r.bytes || r.entries <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.by[key]; ok {
		return // another goroutine read it meanwhile, to the same
	}
	r.by[key] = r.used.PushFront(&kept[V]{key, value, size})
	r.held += size
	for r.held > r.bytes || r.used.Len() > r.entries {
		last := r.used.Remove(r.used.Back()).(*kept[V])
		delete(r.by, last.key)
		r.held -= last.size
	}
}
