package ghsa

import (
	"container/list"
	"sync"
	"time"
)

// Bounds of what is remembered of GitHub's answers.
const (
	// heldBytes is all of them together, heldAnswerBytes the largest one.
	heldBytes       = 64 << 20
	heldAnswerBytes = 8 << 20
	// heldLife is how long an answer is kept that nobody asked for again. It must be
	// longer than the time in which a sweep comes round.
	heldLife = 3 * time.Hour
	// heldExtra is what an answer costs beside its body, about.
	heldExtra = 512
)

// answersHeld are answers that were remembered, the one used last in front. Beyond
// the bound those that were not used for the longest time go.
type answersHeld struct {
	most  int
	mu    sync.Mutex
	by    map[heldKey]*list.Element
	order *list.List
	bytes int
}

// heldKey names an answer: whose it is, what its token may do, and what was asked.
// The repository's id is part of it, since names change hands.
type heldKey struct {
	installation, repository int64
	purpose                  Purpose
	path, query              string
}

type heldEntry struct {
	key    heldKey
	answer *heldAnswer
	used   time.Time
}

func (e *heldEntry) size() int { return len(e.answer.body) + heldExtra }

func newAnswersHeld(most int) *answersHeld {
	if most == 0 {
		most = heldBytes
	}
	return &answersHeld{most: most, by: map[heldKey]*list.Element{}, order: list.New()}
}

// get is the answer that is remembered, nil for none.
func (a *answersHeld) get(k heldKey, now time.Time) *heldAnswer {
	a.mu.Lock()
	defer a.mu.Unlock()
	el := a.by[k]
	if el == nil {
		return nil
	}
	e := el.Value.(*heldEntry)
	if now.Sub(e.used) >= heldLife {
		a.remove(el)
		return nil
	}
	return e.answer
}

// put remembers an answer, unless it is too large.
func (a *answersHeld) put(k heldKey, h *heldAnswer, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if el := a.by[k]; el != nil {
		a.remove(el)
	}
	e := &heldEntry{key: k, answer: h, used: now}
	if len(h.body) <= heldAnswerBytes && e.size() <= a.most {
		a.by[k] = a.order.PushFront(e)
		a.bytes += e.size()
	}
	for el := a.order.Back(); el != nil; el = a.order.Back() {
		if a.bytes <= a.most && now.Sub(el.Value.(*heldEntry).used) < heldLife {
			return
		}
		a.remove(el)
	}
}

// drop forgets an answer.
func (a *answersHeld) drop(k heldKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if el := a.by[k]; el != nil {
		a.remove(el)
	}
}

// forget forgets all answers of an installation.
func (a *answersHeld) forget(installation int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for k, el := range a.by {
		if k.installation == installation {
			a.remove(el)
		}
	}
}

// remove takes an entry out. The caller holds the lock.
func (a *answersHeld) remove(el *list.Element) {
	e := a.order.Remove(el).(*heldEntry)
	delete(a.by, e.key)
	a.bytes -= e.size()
}
