package ghsatest

import (
	"net/http"
	"slices"
	"strings"
)

// route is one kind of request.
type route struct {
	method string
	// path is the template in net/http's form.
	path string
	// app is true where the App's JWT is needed, not an installation's token.
	app    bool
	handle func(*Server, *ask) answer
}

// table are all requests that the server knows.
func (s *Server) table() []route {
	const get, post, patch = http.MethodGet, http.MethodPost, http.MethodPatch
	const repo, advisory = "/repos/{owner}/{repo}", "/repos/{owner}/{repo}/security-advisories/{ghsa_id}"
	return slices.Concat([]route{
		{get, "/app", true, (*Server).getApp},
		{get, "/app/installations", true, (*Server).getInstallations},
		{get, "/app/installations/{installation_id}", true, (*Server).getInstallation},
		{post, "/app/installations/{installation_id}/access_tokens", true, (*Server).postAccessToken},
		{get, "/app/hook/deliveries", true, (*Server).getDeliveries},
		{get, "/app/hook/deliveries/{delivery_id}", true, (*Server).getDelivery},
		{post, "/app/hook/deliveries/{delivery_id}/attempts", true, (*Server).postAttempt},
		{get, repo + "/installation", true, (*Server).getRepositoryInstallation},
		{get, "/installation/repositories", false, (*Server).getInstallationRepositories},
		{get, "/users/{username}", false, (*Server).getUser},
		{get, repo, false, (*Server).getRepository},
		{get, repo + "/collaborators/{username}/permission", false, (*Server).getPermission},
		{get, repo + "/private-vulnerability-reporting", false, (*Server).getReporting},
		{get, repo + "/contents/{path...}", false, (*Server).getContents},
		{get, "/orgs/{org}/teams/{team_slug}/memberships/{username}", false, (*Server).getMembership},
		{get, repo + "/security-advisories", false, (*Server).getAdvisories},
		{get, advisory, false, (*Server).getAdvisory},
		{patch, advisory, false, (*Server).patchAdvisory},
		{post, advisory + "/cve", false, (*Server).postCVE},
		{post, advisory + "/forks", false, (*Server).postFork},
		{get, advisory + "/comments", false, (*Server).getComments},
		{post, advisory + "/comments", false, (*Server).postComment},
		{get, advisory + "/comments/{comment_id}", false, (*Server).getComment},
		{patch, advisory + "/comments/{comment_id}", false, (*Server).patchComment},
		{get, "/rate_limit", false, (*Server).getRateLimit},
		{post, "/graphql", false, (*Server).postGraphQL},
	}, actTable(), accountTable(), issueTable())
}

// template is a path's template as GitHub's description writes it.
func template(path string) string { return strings.ReplaceAll(path, "...}", "}") }

// routes makes net/http's matcher do the matching; the handlers run later, with
// the lock held.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, _ *http.Request) {
			if f, ok := w.(*routeFinder); ok {
				f.q.route = &r
			}
		})
	}
	return mux
}

// routeFinder takes the matched route and drops what net/http itself would answer:
// GitHub's answer to a path or method that it does not know is a plain 404.
type routeFinder struct {
	q      *ask
	header http.Header
}

func (f *routeFinder) Header() http.Header {
	if f.header == nil {
		f.header = http.Header{}
	}
	return f.header
}

func (f *routeFinder) Write(b []byte) (int, error) { return len(b), nil }
func (f *routeFinder) WriteHeader(int)             {}
