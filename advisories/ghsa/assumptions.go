package ghsa

import (
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// What is taken for true of GitHub without its documents saying so, all in this
// file, each with its mark: [O] seen by a named third party, [I] inferred, [U]
// unknown. A first day against the real GitHub has to check each one.

// permissionAdvisories is the wire name of the permission "Repository security
// advisories". [O]: GitHub's OpenAPI lacks it; its documents' permission data,
// go-github v92 and live App manifests have it.
const permissionAdvisories = "repository_advisories"

// botSuffix ends the login of an App's own account, with the App's slug before
// it. [O]: by custom everywhere; GET /users/{slug}[bot] answers its id.
const botSuffix = "[bot]"

// botType is the account type of Apps' accounts. [O]: "type": "Bot" in recorded
// answers.
const botType = "Bot"

// restVersion is the REST version that is asked for. 2026-03-10 exists too and
// drops an advisory's "cvss", which is read from cvss_severities where it is
// there.
const restVersion = "2022-11-28"

// commentAuthor picks the author of a comment: GitHub's name for the field is
// "user" by analogy with issue comments, "author" by analogy with advisories. [I]
func commentAuthor(user, author *wirePerson) *wirePerson {
	if user != nil {
		return user
	}
	return author
}

// commentsClosed reads "comments_url": null as "no comment can be made here". [O],
// once, on a published advisory; an absent field says nothing.
func commentsClosed(present bool, value string) bool { return present && value == "" }

// commentsMissing reports whether an answer to a write on the comments path means
// that there is no comments API here, or that the thread is closed. [I]: 404 was
// seen once on a published advisory; 410 is what closed issue comments answer.
func commentsMissing(status int) bool { return status == 404 || status == 410 }

// commentsHidden reports whether an answer to listing comments, of an advisory
// that was readable a moment before, means that comments are not to be had. [U]:
// no App token was ever seen on the comments API.
func commentsHidden(code advisories.FaultCode) bool {
	return code == advisories.FaultGone || code == advisories.FaultForbidden
}

// mintGone reports whether an answer to asking for a token means that the
// installation is suspended or gone. [I]: 404 after a deletion, 403 with the word
// "suspended" during a suspension.
func mintGone(status int, suspended bool) bool { return status == 404 || status == 403 && suspended }

// mintForbidden reports whether asking for a token failed because the
// installation lacks the repository or a permission. [I]: 422 for both.
func mintForbidden(status int) bool { return status == 422 }

// delivered reports whether an entry of the delivery log was taken. [I]: entries
// of one GUID are attempts at one delivery, and one 2xx among them is enough.
func delivered(status int) bool { return status >= 200 && status < 300 }

// limitText reports whether a 403's message or link speaks of a rate limit. [O]:
// the secondary limit's answer has either; its headers may be missing.
func limitText(message, link string) bool {
	link = strings.ToLower(link)
	message = strings.ToLower(message)
	return strings.HasSuffix(link, "#abuse-rate-limits") || strings.Contains(link, "secondary-rate-limits") ||
		strings.Contains(message, "rate limit") || strings.Contains(message, "abuse detection")
}

// suspendedText reports whether a 403's message says that the installation is
// suspended. [O]: "This installation has been suspended".
func suspendedText(message string) bool {
	return strings.Contains(strings.ToLower(message), "suspended")
}

// roleAdmin and roleMaintain read a role on a repository. permission is one of
// admin, write, read, none; role_name tells maintain and custom roles apart (a
// custom role gives no power here, for what it may do is not told). [O] from
// GitHub's OpenAPI text; that an organization's owner answers "admin" is [I].
func roleAdmin(permission, role string) bool { return permission == "admin" || role == "admin" }
func roleMaintain(role string) bool          { return role == "maintain" }

// membershipActive reads a team membership; "pending" is an invitation.
func membershipActive(state string) bool { return state == "active" }

// graphLimited, graphForbidden and graphNotFound read the type of a GraphQL
// error. [O]: the type is in GitHub's answers but in no schema.
func graphLimited(kind string) bool   { return kind == "RATE_LIMITED" || kind == "RATE_LIMIT" }
func graphForbidden(kind string) bool { return kind == "FORBIDDEN" || kind == "INSUFFICIENT_SCOPES" }
func graphNotFound(kind string) bool  { return kind == "NOT_FOUND" }

// mayBeAbsent are the aliases of the policy query (files.go) whose repositories
// may be missing without fault. [I]: a repository that is not there, and one that
// the installation does not cover, are both NOT_FOUND.
var mayBeAbsent = map[string]bool{"ownerPrivate": true, "ownerPublic": true}

// securityPaths are the places of a security policy, the one that counts first.
// [C]: these three, and this order for README and CONTRIBUTING; [O]: the same order
// for SECURITY; [I]: the same order in the owner's repository of defaults, and just
// these letters: a file of another case or extension is passed over here.
var securityPaths = [3]string{".github/SECURITY.md", "SECURITY.md", "docs/SECURITY.md"}

// formPaths are the places of a report form, the one that counts first. [C]: both
// names; that .yml wins is [I]. In the owner's repository of defaults it has the
// same path, [O]: live examples are there, and none at the root.
var formPaths = [2]string{".github/VULNERABILITY_REPORT.yml", ".github/VULNERABILITY_REPORT.yaml"}

// givesDefaults reports whether the owner's repository of that visibility gives
// defaults. [C]: such a repository must be public. That a
// repository's own file of a kind hides the owner's even where it cannot be read
// (a folder, a binary) is [I].
func givesDefaults(private bool) bool { return !private }

// linkText reports whether a file's text is the target of a symbolic link, which
// is all that GraphQL tells of one: a short path without line end. [I]. A file
// that holds a bare path and no more, and no link, is taken for one; it would
// promise nothing.
func linkText(text string) bool {
	const longest = 1024
	return text != "" && len(text) <= longest && !strings.ContainsAny(text, " \t\r\n@#*:<>[]()") && strings.ContainsAny(text, "/.")
}

// notInstalled reports whether an answer to asking for a repository's installation
// means that the App is not installed there. [C] for a repository without it;
// that one which is not there, or was not selected, answers the same is [I].
func notInstalled(code advisories.FaultCode) bool { return code == advisories.FaultGone }

// Further assumptions that are shapes of requests rather than readings:
//
//   - Comment paths, {"body"} and per_page are [O]; paging by page is [I], so the
//     Link header is followed whatever it names.
//   - A team membership can be read with a token that is narrowed to one repository
//     of the organization. [U]; where not, teams give no power.
//   - GET /users/{slug}[bot] takes an installation token. [I]
//   - A redirected write was not done, for GitHub answers a renamed repository
//     with 307 before doing anything. [I]
//   - A 5xx or a cut connection may hide a write that was done. [I]
