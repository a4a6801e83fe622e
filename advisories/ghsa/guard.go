package ghsa

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// What the guard refuses. None of them prints a URL.
var (
	errUnplanned = errors.New("request refused before sending: it names no route")
	errHost      = errors.New("request refused before sending: not the configured host")
	errPath      = errors.New("request refused before sending: odd characters in the path")
	errRedirect  = errors.New("redirect refused")
)

// guard lets requests pass to the two configured hosts only, on clean paths only.
// It stands above the place where tokens are put on, so that none can leave for
// anywhere else; if it failed open, a redirect could carry a token away.
type guard struct {
	next       http.RoundTripper
	api, graph *url.URL
}

func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callOf(req)
	switch {
	case c == nil || c.route.Path == "":
		return refuse(req, errUnplanned)
	case c.route.graph():
		if !sameOrigin(req.URL, g.graph) || req.URL.Path != g.graph.Path || req.URL.RawQuery != "" {
			return refuse(req, errHost)
		}
	case !sameOrigin(req.URL, g.api) || !strings.HasPrefix(req.URL.Path, g.api.Path):
		return refuse(req, errHost)
	}
	if req.URL.User != nil || !cleanPath(req.URL.EscapedPath()) {
		return refuse(req, errPath)
	}
	return g.next.RoundTrip(req)
}

// refuse ends a request without sending it; a round-tripper has to close the body.
func refuse(req *http.Request, err error) (*http.Response, error) {
	if req.Body != nil {
		_ = req.Body.Close() // nothing was read from it
	}
	return nil, err
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Host, b.Host)
}

// cleanPath reports whether an escaped path has only letters, digits, '.', '_',
// '-' and the escaped brackets of "[bot]", and no empty or dot segment but an
// empty last one.
func cleanPath(escaped string) bool {
	rest, ok := strings.CutPrefix(escaped, "/")
	if !ok {
		return false
	}
	segments := strings.Split(rest, "/")
	for i, s := range segments {
		if s == "." || s == ".." || s == "" && i != len(segments)-1 {
			return false
		}
		s = strings.NewReplacer("%5B", "", "%5b", "", "%5D", "", "%5d", "").Replace(s)
		if strings.ContainsFunc(s, oddInPath) {
			return false
		}
	}
	return true
}

func oddInPath(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
		return false
	}
	return true
}

// maxRedirects is how many redirects of one read are followed; a renamed
// repository needs one.
const maxRedirects = 3

// sameHost is the redirect rule of every http.Client here: reads only, same
// origin only, a few only. A write that is redirected was not done.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || req.Method != http.MethodGet || len(via) > maxRedirects || !sameOrigin(req.URL, first.URL) {
		return errRedirect
	}
	return nil
}
