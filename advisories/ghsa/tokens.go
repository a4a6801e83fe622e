package ghsa

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"
)

// tokenMargin is how long before its end a token is no longer used, so that none
// ends under way.
const tokenMargin = 5 * time.Minute

// tokenKey names a token: what it may do, and where. Repository is 0 for the
// purposes that cover a whole installation.
type tokenKey struct {
	installation, repository int64
	purpose                  Purpose
}

// token is opaque: GitHub's tokens have no fixed length or alphabet.
type token struct {
	text    string
	expires time.Time
}

// String hides the token from logs and errors.
func (token) String() string { return "(token)" }

// GoString hides it too.
func (token) GoString() string { return "(token)" }

// tokens keeps installation tokens in memory until shortly before they end. Many
// callers who need the same one share one request for it.
type tokens struct {
	now  func() time.Time
	mint func(context.Context, tokenKey) (token, error)

	mu    sync.Mutex
	held  map[tokenKey]token
	under map[tokenKey]*minting
}

// minting is a request for a token that is under way.
type minting struct {
	done  chan struct{}
	token token
	err   error
	// gaveUp is true where the one who asked no longer waits for the answer.
	gaveUp bool
}

func newTokens(now func() time.Time, mint func(context.Context, tokenKey) (token, error)) *tokens {
	return &tokens{now: now, mint: mint, held: map[tokenKey]token{}, under: map[tokenKey]*minting{}}
}

// get returns a token, asking for one where none is held.
func (t *tokens) get(ctx context.Context, key tokenKey) (token, error) {
	for {
		t.mu.Lock()
		if tok, ok := t.held[key]; ok && t.now().Before(tok.expires.Add(-tokenMargin)) {
			t.mu.Unlock()
			return tok, nil
		}
		m, ok := t.under[key]
		if !ok {
			m = &minting{done: make(chan struct{})}
			t.under[key] = m
			t.mu.Unlock()
			t.lead(ctx, key, m)
			return m.token, m.err
		}
		t.mu.Unlock()
		select {
		case <-m.done:
		case <-ctx.Done():
			return token{}, &broken{cause(ctx.Err())}
		}
		if !m.gaveUp || ctx.Err() != nil {
			return m.token, m.err
		}
		// The one who asked gave up; somebody who still waits asks again.
	}
}

// lead asks for the token and tells all who wait.
func (t *tokens) lead(ctx context.Context, key tokenKey, m *minting) {
	m.err = errMintPanicked
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.under, key)
		if m.err == nil {
			t.forgetOld()
			t.held[key] = m.token
		}
		close(m.done)
	}()
	m.token, m.err = t.mint(ctx, key)
	m.gaveUp = m.err != nil && ctx.Err() != nil
}

var errMintPanicked = errors.New("asking for a token ended in a panic")

// forgetOld drops tokens that ended, so that the map stays as small as what is in
// use. The caller holds the lock.
func (t *tokens) forgetOld() {
	now := t.now()
	for k, tok := range t.held {
		if !now.Before(tok.expires) {
			delete(t.held, k)
		}
	}
}

// drop forgets a token that GitHub refused, unless a newer one took its place.
func (t *tokens) drop(key tokenKey, refused token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held[key] == refused {
		delete(t.held, key)
	}
}

// forget forgets the tokens of an installation.
func (t *tokens) forget(installation int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.held, func(k tokenKey, _ token) bool { return k.installation == installation })
}
