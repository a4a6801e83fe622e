package ghsa

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Route is a request that this package can send. There are no others: the guard
// refuses what names no route.
type Route struct {
	Purpose Purpose
	Method  string
	// Path is the template, with the parameter names of GitHub's OpenAPI.
	Path string
	// Writes is true where the request changes something that people see.
	Writes bool
	// attempted says in our words what the request is for.
	attempted string
}

const advisoryPath = "/repos/{owner}/{repo}/security-advisories/{ghsa_id}"

// The routes.
var (
	routeApp           = Route{PurposeApp, http.MethodGet, "/app", false, "read app"}
	routeInstallations = Route{PurposeApp, http.MethodGet, "/app/installations", false, "list installations"}
	routeToken         = Route{PurposeApp, http.MethodPost, "/app/installations/{installation_id}/access_tokens", false, "get token"}
	routeDeliveries    = Route{PurposeApp, http.MethodGet, "/app/hook/deliveries", false, "list deliveries"}
	routeInstalled     = Route{PurposeApp, http.MethodGet, "/repos/{owner}/{repo}/installation", false, "find installation"}
	routeRepositories  = Route{PurposeList, http.MethodGet, "/installation/repositories", false, "list repositories"}
	routeRepository    = Route{PurposeList, http.MethodGet, "/repos/{owner}/{repo}", false, "read repository"}
	routeUser          = Route{PurposeList, http.MethodGet, "/users/{username}", false, "read own account"}
	routeOwnUser       = Route{PurposeRead, http.MethodGet, "/users/{username}", false, "read own account"}
	routeAdvisories    = Route{PurposeRead, http.MethodGet, "/repos/{owner}/{repo}/security-advisories", false, "list advisories"}
	routeAdvisory      = Route{PurposeRead, http.MethodGet, advisoryPath, false, "read advisory"}
	routeComments      = Route{PurposeRead, http.MethodGet, advisoryPath + "/comments", false, "list comments"}
	routePermission    = Route{PurposeRead, http.MethodGet, "/repos/{owner}/{repo}/collaborators/{username}/permission", false, "read permission"}
	routeMembership    = Route{PurposePeople, http.MethodGet, "/orgs/{org}/teams/{team_slug}/memberships/{username}", false, "read team membership"}
	routeFiles         = Route{PurposePolicy, http.MethodPost, "/graphql", false, "read policy files"}
	routeComment       = Route{PurposeWrite, http.MethodPost, advisoryPath + "/comments", true, "post comment"}
	routeEdit          = Route{PurposeWrite, http.MethodPatch, advisoryPath + "/comments/{comment_id}", true, "edit comment"}
	routeState         = Route{PurposeWrite, http.MethodPatch, advisoryPath, true, "set state"}
)

// Routes lists every request that this package can send.
func Routes() []Route {
	return slices.Concat([]Route{
		routeApp, routeInstallations, routeToken, routeDeliveries, routeInstalled, routeRepositories, routeRepository,
		routeUser, routeOwnUser, routeAdvisories, routeAdvisory, routeComments, routePermission, routeMembership, routeFiles,
		routeComment, routeEdit, routeState,
	}, issueRoutes(), actRoutes(), accountRoutes(), sweepRoutes(), crewRoutes())
}

// Attempted says in our words what the route is for.
func (r Route) Attempted() string { return r.attempted }

// errName is a name or id that may not stand in a path. It does not print it.
var errName = errors.New("a name or id that may not stand in a path")

// fill puts arguments into the template, in its order, each checked by what its
// place may hold. The result is relative to the base URL.
func (r Route) fill(args ...string) (string, error) {
	segments := strings.Split(strings.TrimPrefix(r.Path, "/"), "/")
	for i, s := range segments {
		if !strings.HasPrefix(s, "{") {
			continue
		}
		if len(args) == 0 || !mayStand(s, args[0]) {
			return "", errName
		}
		segments[i], args = url.PathEscape(args[0]), args[1:]
	}
	if len(args) != 0 {
		return "", errName
	}
	return strings.Join(segments, "/"), nil
}

// mayStand reports whether a value may stand in a template's place.
func mayStand(place, value string) bool {
	switch place {
	case "{owner}", "{org}":
		return advisories.ValidOwner(value)
	case "{username}":
		return advisories.ValidOwner(strings.TrimSuffix(value, botSuffix))
	case "{repo}", "{team_slug}":
		return advisories.ValidRepositoryName(value)
	case "{ghsa_id}":
		id, err := advisories.ParseGHSA(value)
		return err == nil && string(id) == value
	case "{code}":
		return codeForm.MatchString(value)
	case "{installation_id}", "{comment_id}", "{role_id}":
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && n > 0 && strconv.FormatInt(n, 10) == value
	}
	return false
}
