package ghsa

import (
	"context"
	"net/url"
)

// Bounds of paging. 200 pages of 100 are more than any repository has open.
const (
	perPage  = "100"
	maxPages = 200
)

// pages reads a list page by page until take says enough, the last page, or the
// bound, which is a fault: half a list must not pass for a whole one.
func pages[P any](ctx context.Context, c *Client, a ask, most int, take func(P) (more bool)) error {
	q, err := url.ParseQuery(a.query)
	if err != nil {
		return internal(a.route, errRequest)
	}
	q.Set("per_page", perPage)
	a.query = q.Encode()
	for range most {
		var p P
		next, err := c.page(ctx, a, &p)
		if err != nil {
			return err
		}
		if !take(p) || next == "" {
			return nil
		}
		if next == a.query {
			return badAnswer(a.route, errPages) // it would never end
		}
		a.query = next
	}
	return badAnswer(a.route, errPages)
}
