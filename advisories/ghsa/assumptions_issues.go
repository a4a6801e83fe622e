package ghsa

import "strings"

// What is taken for true of GitHub's issues without its documents saying so; the
// marks are those of assumptions.go.

// visibleToFew reports whether a repository's visibility is that of a private one.
// [C]: "visible only to those with explicit access"; internal ones are read by a
// whole enterprise. A visibility of the future is not private.
func visibleToFew(visibility string) bool { return visibility == "PRIVATE" }

// actorIsBot and actorIsPerson read an actor's type. [C] from GitHub's schema: the
// others are Organization, Mannequin (a person of another place, imported) and
// EnterpriseUserAccount, whose ids, where they have one, name no login that could
// be asked for its power.
func actorIsBot(typename string) bool    { return typename == "Bot" }
func actorIsPerson(typename string) bool { return typename == "User" }

// botLogin is the login that REST gives an App's account. [O]: GraphQL leaves the
// suffix away, so that an App "ada" has there the login of the person "ada".
func botLogin(login string) string { return lessSuffix(login) + botSuffix }

// graphRefused reads the type of a GraphQL error that says that nothing was done:
// the 422 of REST. [O].
func graphRefused(kind string) bool { return kind == "UNPROCESSABLE" || kind == "VALIDATION" }

// graphTooQuick reports whether a GraphQL error's message is the limit on making
// content. [O]: type UNPROCESSABLE, path of the mutation, "was submitted too
// quickly"; it lasts a minute and more.
func graphTooQuick(message string) bool {
	message = strings.ToLower(message)
	return strings.Contains(message, "submitted too quickly") || strings.Contains(message, "secondary rate limit")
}

// maxAssignees is how many people an issue takes. [C].
const maxAssignees = 10

// Further assumptions that are shapes of requests rather than readings:
//
//   - Issues by our own account are picked out here, by the author's id, and not by
//     filterBy.createdBy. [O]: on Enterprise Cloud that filter finds no issue of an
//     App; a list that is empty by mistake would make a second issue.
//   - A Bot's databaseId is the id of the account that REST calls "slug[bot]". [O] for
//     viewer, [I] for authors.
//   - A node that was made a moment ago may be NOT_FOUND for a while. [O], in one or
//     two of a hundred: who has just made an issue must not take that for gone.
//   - An issue's comments are listed in the order in which they were made. [I]; the
//     newest pages are read first, up to the time that is asked for.
//   - A node that the token may not see is NOT_FOUND, as one that is not there. [O].
//     So an issue that was transferred out of the repository that the token is
//     narrowed to is gone, whether its node goes with it or not. [U]
//   - An answer about a node is about that node, even where its id looks otherwise:
//     GitHub changes the form of ids and goes on taking the old one. [C]
//   - Who cannot be assigned is left out without an error. [C] for REST, [I] here.
//   - An error of no known type may hide a mutation that was done. [I]: so GitHub
//     says of its time-outs.
//   - Whether a list of collaborators has the organization's security managers, who
//     read all its repositories, is [U].
//   - GET …/collaborators takes a token with metadata: read that is narrowed to the
//     repository. [C] for the permission.
