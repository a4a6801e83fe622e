package ghsa

import "net/http"

// headers puts on what every request carries: the REST version, the media type,
// our name and, below the guard, the token.
type headers struct {
	next  http.RoundTripper
	agent string
}

func (h *headers) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("X-GitHub-Api-Version", restVersion)
	req.Header.Set("User-Agent", h.agent)
	req.Header.Del("Referer") // set by http.Client on a redirect, with names in it
	if c := callOf(req); c != nil && c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return h.next.RoundTrip(req)
}
