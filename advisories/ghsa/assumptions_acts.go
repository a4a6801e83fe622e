package ghsa

import (
	"errors"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What is taken for true of acts on advisories without GitHub's documents saying
// so; the marks are those of assumptions.go.

// severityNeedsNoVector: a severity can be set by itself only where no CVSS vector
// is set, so the vector is set to null in the same request. [C] that GitHub refuses
// "Cannot update severity value when CVSS is set."; [I] that null takes it away.
const severityNeedsNoVector = true

// collaboratorsTold reports whether an advisory's collaborators were answered. [C]:
// GitHub makes a report's reporter one. [O]: answers of 2023 lack the field. So a
// report without any is one whose answer did not tell; where a maintainer removed the
// reporter, a person has to add the first one.
func collaboratorsTold(a advisories.Advisory) bool { return !a.Submitted || len(a.Collaborators) > 0 }

var errNoPerson = errors.New("the login is an organization's")

// sameLogin compares logins as GitHub does. [O]: without case, everywhere.
func sameLogin(a, b string) bool { return strings.EqualFold(a, b) }

// Further assumptions that are shapes of requests:
//
//   - A credit that is sent again keeps whether it was accepted. [I]: the list is
//     replaced whole, and its elements have no id but login and type.
//   - A vector of CVSS 4 is sent in the same field as one of CVSS 3. [I]
//   - A severity of null in the request that publishes takes a severity away. [I]
//   - Requesting a CVE id and starting a fork a second time is refused with 422
//     and does nothing. [I]
//   - GET /users/{login} takes an installation token. [I]
