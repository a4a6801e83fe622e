package ghsatest

import "net/http"

// actTable are the requests about advisories beyond those of the first table: those
// of an organization.
func actTable() []route {
	const get = http.MethodGet
	return []route{
		{get, "/orgs/{org}/security-advisories", false, (*Server).getOrgAdvisories},
		{get, "/orgs/{org}/teams/{team_slug}/members", false, (*Server).getMembers},
		{get, "/orgs/{org}/organization-roles", false, (*Server).getOrgRoles},
		{get, "/orgs/{org}/organization-roles/{role_id}/users", false, (*Server).getRoleUsers},
		{get, "/orgs/{org}/organization-roles/{role_id}/teams", false, (*Server).getRoleTeams},
	}
}
