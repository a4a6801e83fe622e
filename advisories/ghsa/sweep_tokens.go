package ghsa

import (
	"context"
	"slices"
	"strconv"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// mostNarrowed is how many repositories one token is narrowed to at most. GitHub
// takes 500.
const mostNarrowed = 100

// Prepare gets one token for the reads of up to a hundred repositories, where they
// are about to be read one after the other: else each costs a request for its own.
// It can read the advisories of these repositories and nothing else. Repositories
// whose tokens still hold are left out. After a fault each read gets its own token
// as ever, so a caller may ignore it.
func (c *Client) Prepare(ctx context.Context, installation int64, repositories []int64) error {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	for some := range slices.Chunk(c.tokens.lacking(installation, repositories), mostNarrowed) {
		t, err := c.mintFor(ctx, installation, some)
		if err != nil {
			return err
		}
		c.tokens.keep(installation, some, t)
	}
	return nil
}

// mintFor asks for a token that reads several repositories.
func (c *Client) mintFor(ctx context.Context, installation int64, repositories []int64) (token, error) {
	if installation <= 0 || slices.Min(repositories) <= 0 {
		return token{}, internal(routeToken, errScope)
	}
	body := wireTokenAsk{RepositoryIDs: repositories, Permissions: scopes[PurposeRead].permissions}
	var got wireToken
	err := c.get(ctx, ask{route: routeToken, body: body, args: []string{strconv.FormatInt(installation, 10)}}, &got)
	if err != nil {
		return token{}, err
	}
	if got.Token == "" {
		return token{}, &advisories.Fault{Code: advisories.FaultBadAnswer, Attempted: routeToken.attempted, Err: errNoToken}
	}
	expires := got.ExpiresAt.Time
	if expires.IsZero() {
		expires = c.now().Add(unknownLife)
	}
	return token{text: got.Token, expires: expires}, nil
}

// lacking are the repositories whose reads have no token that holds, each once.
func (t *tokens) lacking(installation int64, repositories []int64) []int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []int64
	for _, id := range slices.Compact(slices.Sorted(slices.Values(repositories))) {
		tok, ok := t.held[tokenKey{installation, id, PurposeRead}]
		if !ok || !t.now().Before(tok.expires.Add(-tokenMargin)) {
			out = append(out, id)
		}
	}
	return out
}

// keep holds one token for the reads of several repositories.
func (t *tokens) keep(installation int64, repositories []int64, tok token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forgetOld()
	for _, id := range repositories {
		t.held[tokenKey{installation, id, PurposeRead}] = tok
	}
}
