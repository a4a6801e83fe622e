package ghsa

import (
	"net/url"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What is taken for true of lists without GitHub's documents saying so; the marks
// are those of assumptions.go.

// placeOf tells an advisory's repository from its addresses: "url" ends with
// /repos/OWNER/REPO/security-advisories/ID, and "html_url" with
// /OWNER/REPO/security/advisories/ID. [O]: recorded answers of single advisories;
// that an organization's list has the same is [I], and so is that it names the
// repository no other way.
func placeOf(api, page, id string) (owner, repo string, ok bool) {
	if s := tail(api, 5); s != nil && s[0] == "repos" && s[3] == "security-advisories" && s[4] == id {
		owner, repo = s[1], s[2]
	} else if s := tail(page, 5); s != nil && s[2] == "security" && s[3] == "advisories" && s[4] == id {
		owner, repo = s[0], s[1]
	}
	return owner, repo, advisories.ValidOwner(owner) && advisories.ValidRepositoryName(repo)
}

// tail is the last n segments of an address' path, nil where there are fewer.
func tail(address string, n int) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	s := strings.Split(u.Path, "/")
	if len(s) < n {
		return nil
	}
	return s[len(s)-n:]
}

// Further assumptions about lists:
//
//   - An organization's list takes an installation's token with
//     "repository_advisories: write". [C] by the permission data; that it then shows
//     unselected repositories too is [U], so it is believed to.
//   - A list by update, newest first, without a state has the advisories of every
//     state. [C] for the order and the filter; that closed and published ones are in
//     it is [I].
