package ghsa

import (
	"errors"
	"net/http"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What is believed of GitHub about installing Apps; the marks are those of
// assumptions.go.
//
//   - An answer to a token request without permissions names all that the
//     installation granted, repository_advisories with it. [I]: the documents say so
//     of permissions, and their schema lacks that name.
//   - GitHub takes a redirect_url on 127.0.0.1 and a webhook that is created
//     inactive; the webhook secret may then be null. [C] for null, [I] for the rest.
//   - A second request with a manifest's code is a 404 and harms nothing. [I]
//   - GET /app/hook/config leaves "secret" out where none is set, and masks it
//     else. [C] for the mask, [I] for the rest.
//   - The Date of an answer is GitHub's clock. [I]

// reportingNone reads the status of an answer to asking for private reporting as
// "there is none here". [I]: 422 is described without saying what it means, and
// private repositories cannot have it.
func reportingNone(status int) bool { return status == http.StatusUnprocessableEntity }

// refusedByUs reports whether an entry of the delivery log says that our door did
// not accept the signature, and unanswered that nobody answered. [I]: 0, and 502 and
// 504 in GitHub's name; a proxy before us says the same when we are not there.
func refusedByUs(status int) bool { return status == http.StatusUnauthorized }
func unanswered(status int) bool {
	return status == 0 || status == http.StatusBadGateway || status == http.StatusGatewayTimeout
}

// statusOfFault is the status that a fault was made from, 0 for none.
func statusOfFault(err error) int {
	var f *advisories.Fault
	if !errors.As(err, &f) {
		return 0
	}
	return f.Status
}
