package ghsa

import (
	"context"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Our own request for a token, because go-github v66 cannot name the permission
// repository_advisories. Both fields are always sent where they narrow: an empty
// body would ask for everything that the installation granted.
type wireTokenAsk struct {
	RepositoryIDs []int64           `json:"repository_ids,omitempty"`
	Permissions   map[string]string `json:"permissions"`
}

type wireToken struct {
	Token     string `json:"token"`
	ExpiresAt stamp  `json:"expires_at"`
}

// unknownLife is how long a token is believed to live whose answer does not say.
const unknownLife = 10 * time.Minute

// mint asks GitHub for a token narrowed to its key.
func (c *Client) mint(ctx context.Context, key tokenKey) (token, error) {
	s, ok := scopes[key.purpose]
	if !ok || key.installation <= 0 || s.whole != (key.repository == 0) || key.repository < 0 {
		return token{}, internal(routeToken, errScope)
	}
	body := wireTokenAsk{Permissions: s.permissions}
	if !s.whole {
		body.RepositoryIDs = []int64{key.repository}
	}
	var got wireToken
	err := c.get(ctx, ask{route: routeToken, body: body, args: []string{strconv.FormatInt(key.installation, 10)}}, &got)
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
