package ghsa

import "net/http"

// The routes of acts beyond comments and state. Three of them are the same
// request of GitHub's with other fields; what was attempted tells them apart.
var (
	routeFields        = Route{PurposeWrite, http.MethodPatch, advisoryPath, true, "set fields"}
	routeCollaborators = Route{PurposeWrite, http.MethodPatch, advisoryPath, true, "add collaborators"}
	routeCredits       = Route{PurposeWrite, http.MethodPatch, advisoryPath, true, "add credits"}
	routePublish       = Route{PurposeWrite, http.MethodPatch, advisoryPath, true, "publish"}
	routeCVE           = Route{PurposeWrite, http.MethodPost, advisoryPath + "/cve", true, "request CVE id"}
	routeFork          = Route{PurposeFork, http.MethodPost, advisoryPath + "/forks", true, "start private fork"}
	routePerson        = Route{PurposeRead, http.MethodGet, "/users/{username}", false, "find person"}
	routeOrgAdvisories = Route{PurposeOrgList, http.MethodGet, "/orgs/{org}/security-advisories", false, "list advisories of organization"}
	routeFilesOf       = Route{PurposePolicy, http.MethodPost, "/graphql", false, "read policy files of repositories"}
	routeOrgRoles      = Route{PurposeRoles, http.MethodGet, "/orgs/{org}/organization-roles", false, "list organization roles"}
	routeRoleUsers     = Route{PurposeRoles, http.MethodGet, "/orgs/{org}/organization-roles/{role_id}/users", false, "list people with role"}
	routeRoleTeams     = Route{PurposeRoles, http.MethodGet, "/orgs/{org}/organization-roles/{role_id}/teams", false, "list teams with role"}
)

// actRoutes are the requests that change an advisory beyond its state and
// comments, and those about people, organizations and their lists.
func actRoutes() []Route {
	return []Route{
		routeFields, routeCollaborators, routeCredits, routePublish, routeCVE, routeFork, routePerson,
		routeOrgAdvisories, routeFilesOf, routeOrgRoles, routeRoleUsers, routeRoleTeams,
	}
}
