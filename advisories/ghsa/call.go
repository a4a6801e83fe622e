package ghsa

import (
	"context"
	"net/http"
	"time"
)

// call is what the round-trippers know of the request that passes them. It
// travels in the request's context and belongs to one goroutine at a time.
type call struct {
	route        Route
	installation int64
	repository   int64
	// token is put on the request below the guard; empty where the App signs.
	token string

	// Below: what the round-trippers found out.

	// sent is true once the request may have reached GitHub.
	sent bool
	// answered is true once a whole successful answer came.
	answered bool
	// date is GitHub's clock, zero where the answer did not say.
	date time.Time
	// remaining is the rate limit's rest, -1 where the answer did not say.
	remaining int
	// limited is the limit that the answer told of; notModified is true where what is
	// remembered was still so.
	limited     Limit
	notModified bool
}

// resource is the rate limit that the request counts against.
func (c *call) resource() string {
	if c.route.graph() {
		return resourceGraphQL
	}
	return resourceREST
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// callOf is the call that a request belongs to; nil for a request that nobody
// planned.
func callOf(req *http.Request) *call {
	c, _ := req.Context().Value(callKey{}).(*call)
	return c
}
