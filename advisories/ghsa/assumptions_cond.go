package ghsa

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// What is taken for true of conditional requests without GitHub's documents saying
// so; the marks are those of assumptions.go. Where one of these is wrong, a change
// could be overlooked, so each is as narrow as it can be.

// mayRemember reports whether a request's answers are remembered: lists that are
// read again and again, an advisory and its comments. Who may do what is always
// asked anew.
func mayRemember(r Route) bool {
	switch r {
	case routeAdvisories, routeSweep, routeOrgAdvisories, routeAdvisory, routeComments, routeRepositories, routeInstallations:
		return true
	}
	return false
}

// bodyTag is the ETag that GitHub gives a body for a token: a weak SHA-256 sum over
// the values of Accept, Authorization and Cookie, a colon after each, and the body.
// [O]: found by the authors of a public Go library. It is not relied upon: an answer's own tag shows
// whether it was made so, and only then is one made for the next token. A wrong one
// would match nothing; a right one proves that the bodies are equal, which no
// Last-Modified can.
func bodyTag(h http.Header, body []byte) string {
	sum := sha256.New()
	for _, name := range [...]string{"Accept", "Authorization", "Cookie"} {
		for _, v := range h.Values(name) {
			sum.Write([]byte(v + ":"))
		}
	}
	sum.Write(body)
	return `W/"` + hex.EncodeToString(sum.Sum(nil)) + `"`
}

// sameTag compares weakly, as a GET does (RFC 9110, 8.8.3.2).
func sameTag(a, b string) bool { return strings.TrimPrefix(a, "W/") == strings.TrimPrefix(b, "W/") }

// tagCovers reports whether an ETag of unknown making is believed to change with all
// that the answer shows. [I] for lists; of an advisory and its comments too much
// hangs on it, for a look right before a write must not be an old one.
func tagCovers(r Route) bool { return r != routeAdvisory && r != routeComments }

// modifiedCovers reports whether an unchanged Last-Modified means an unchanged
// answer. [O]: an advisory's is its updated_at, a list's the newest in it. [U]:
// whether a comment moves them, so an advisory or its comments are never asked for by
// it. A list by state loses what changes its state without its time moving, so of the
// lists only the first page of all states by update qualifies: nothing leaves it, and
// what changed stands first. [I].
func modifiedCovers(r Route, q url.Values) bool {
	switch r {
	case routeAdvisories, routeSweep, routeOrgAdvisories:
	default:
		return false
	}
	return q.Get("sort") == "updated" && q.Get("direction") == "desc" &&
		q.Get("state") == "" && q.Get("after") == "" && q.Get("before") == ""
}
