package ghsa

import "net/http"

// graphPath is the path of every GraphQL request. What a request does stands in
// its document, so that routes of this path differ in what they attempt.
const graphPath = "/graphql"

// The routes of tracking issues. All but the audience are GraphQL.
var (
	routeTrackFind    = Route{PurposeTrackFind, http.MethodPost, graphPath, false, "find tracking repository"}
	routeTrackIssues  = Route{PurposeTrackLook, http.MethodPost, graphPath, false, "list tracking issues"}
	routeTrackTouched = Route{PurposeTrackLook, http.MethodPost, graphPath, false, "list touched tracking issues"}
	routeTrackIssue   = Route{PurposeTrackLook, http.MethodPost, graphPath, false, "read tracking issue"}
	routeTrackPerson  = Route{PurposeTrackLook, http.MethodPost, graphPath, false, "read account to assign"}
	routeAudience     = Route{PurposeTrackLook, http.MethodGet, "/repos/{owner}/{repo}/collaborators", false, "count readers of tracking repository"}
	routeOpenIssue    = Route{PurposeTrack, http.MethodPost, graphPath, true, "open tracking issue"}
	routeEditIssue    = Route{PurposeTrack, http.MethodPost, graphPath, true, "edit tracking issue"}
	routeCloseIssue   = Route{PurposeTrack, http.MethodPost, graphPath, true, "close tracking issue"}
	routeReopenIssue  = Route{PurposeTrack, http.MethodPost, graphPath, true, "reopen tracking issue"}
	routeCommentIssue = Route{PurposeTrack, http.MethodPost, graphPath, true, "comment on tracking issue"}
	routeAssignIssue  = Route{PurposeTrack, http.MethodPost, graphPath, true, "assign tracking issue"}
	routeWriteIssue   = Route{PurposeTrack, http.MethodPost, graphPath, true, "write tracking issue"}
	routeReact        = Route{PurposeTrack, http.MethodPost, graphPath, true, "react in tracking issue"}
)

// issueRoutes are the requests about tracking issues.
func issueRoutes() []Route {
	return []Route{
		routeTrackFind, routeTrackIssues, routeTrackTouched, routeTrackIssue, routeTrackPerson, routeAudience,
		routeOpenIssue, routeEditIssue, routeCloseIssue, routeReopenIssue, routeCommentIssue, routeAssignIssue, routeReact,
		routeWriteIssue,
	}
}

// graph reports whether the route is GraphQL: another endpoint, another limit.
func (r Route) graph() bool { return r.Path == graphPath }
