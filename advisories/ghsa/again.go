package ghsa

import (
	"errors"
	"net/http"
)

// again sends a GET a second time where its connection broke, for a pooled
// connection may have been closed by the other side meanwhile. Nothing else is
// ever repeated: not a write, not an answer that GitHub gave.
type again struct{ next http.RoundTripper }

func (a *again) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := a.next.RoundTrip(req)
	var b *broken
	if err == nil || req.Method != http.MethodGet || req.Context().Err() != nil || !errors.As(err, &b) {
		return resp, err
	}
	return a.next.RoundTrip(req)
}
