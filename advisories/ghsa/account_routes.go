package ghsa

import "net/http"

// The requests about the App, its installations and what these granted.
var (
	// routeConvert carries no credentials: the code in its path is one. It is no
	// write in the sense of [Route.Writes]: nothing that people see changes.
	routeConvert   = Route{PurposeNone, http.MethodPost, "/app-manifests/{code}/conversions", false, "get the new App's keys"}
	routeHook      = Route{PurposeApp, http.MethodGet, "/app/hook/config", false, "read webhook settings"}
	routeRevoke    = Route{PurposeGranted, http.MethodDelete, "/installation/token", false, "give token back"}
	routeReporting = Route{PurposeRead, http.MethodGet, "/repos/{owner}/{repo}/private-vulnerability-reporting", false, "read whether private reporting is on"}
)

// accountRoutes are the requests about the App, its installations and what these
// granted.
func accountRoutes() []Route {
	return []Route{routeConvert, routeHook, routeRevoke, routeReporting}
}

// Purposes without a scope: no token is asked for in their name.
const (
	// PurposeNone is a request without credentials.
	PurposeNone Purpose = "none"
	// PurposeGranted is the token that [Client.Granted] looks at and gives back.
	PurposeGranted Purpose = "granted"
)
