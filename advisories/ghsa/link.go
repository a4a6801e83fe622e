package ghsa

import (
	"net/url"
	"strings"
)

// maxQuery bounds the query of a next page; cursors are some hundred bytes.
const maxQuery = 4096

// nextQuery finds the next page in Link headers (RFC 8288) and returns its query,
// which is then put to our own path: of what GitHub sends only the cursor is
// followed. A link to another host ends the paging.
func nextQuery(links []string, base *url.URL) string {
	for _, header := range links {
		for _, link := range strings.Split(header, ",") {
			target, params, ok := strings.Cut(strings.TrimSpace(link), ">")
			if !ok || !strings.HasPrefix(target, "<") || !isNext(params) {
				continue
			}
			u, err := base.Parse(target[1:])
			if err != nil || !sameOrigin(u, base) || len(u.RawQuery) > maxQuery {
				return ""
			}
			return u.Query().Encode()
		}
	}
	return ""
}

// isNext reports whether a link's parameters say rel=next.
func isNext(params string) bool {
	for _, p := range strings.Split(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(name, "rel") && strings.EqualFold(strings.Trim(value, `" `), "next") {
			return true
		}
	}
	return false
}
