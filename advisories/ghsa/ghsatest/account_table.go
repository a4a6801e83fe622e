package ghsatest

import "net/http"

// conversionPath is the one request that carries no credentials: its code is one.
const conversionPath = "/app-manifests/{code}/conversions"

// accountTable are the requests about the App, accounts and installations beyond
// those of the first table.
func accountTable() []route {
	return []route{
		{http.MethodPost, conversionPath, false, (*Server).postConversion},
		{http.MethodGet, "/app/hook/config", true, (*Server).getHookConfig},
		{http.MethodDelete, "/installation/token", false, (*Server).deleteToken},
	}
}

// getHookConfig answers where webhooks go. GitHub masks the secret; where there
// is none the key is missing.
func (s *Server) getHookConfig(*ask) answer {
	body := object{"content_type": "json", "insecure_ssl": "0", "url": s.hook.url}
	if s.web.app != nil && s.web.app.manifest.Hook != nil && s.hook.url == "" {
		body["url"] = s.web.app.manifest.Hook.URL // inactive: set, and nothing is sent
	}
	if s.hook.secret != "" {
		body["secret"] = "********"
	}
	return answer{status: 200, body: body}
}

// deleteToken ends the token that it is asked with.
func (s *Server) deleteToken(q *ask) answer {
	for text, g := range s.grants {
		if g == q.grant {
			delete(s.grants, text)
		}
	}
	return answer{status: 204}
}

// SetReporting switches private vulnerability reporting of a repository; public
// repositories begin with it on.
func (s *Server) SetReporting(fullName string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.mustRepo(fullName).noReporting = !on
}

// InstallationOf is the id of the App's installation on an account, 0 where there
// is none.
func (s *Server) InstallationOf(owner string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.world.installations {
		if in.account == s.world.mustFind(owner) {
			return in.id
		}
	}
	return 0
}
