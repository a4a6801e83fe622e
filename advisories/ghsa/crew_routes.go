package ghsa

import "net/http"

// The routes that list people together. The first is the same request as that for
// a tracking repository's readers, under a token that reads the advisory's.
var (
	routeAdmins  = Route{PurposeRead, http.MethodGet, "/repos/{owner}/{repo}/collaborators", false, "list repository's admins"}
	routeMembers = Route{PurposePeople, http.MethodGet, "/orgs/{org}/teams/{team_slug}/members", false, "list team's members"}
)

func crewRoutes() []Route { return []Route{routeAdmins, routeMembers} }
