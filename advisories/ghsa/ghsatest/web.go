package ghsatest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// This file and its neighbours web_*.go are the few of GitHub's pages that
// installing an App leads through: creating it from a manifest, and installing it.
// They hold what GitHub documents of the flow (docs.github.com, "Registering a
// GitHub App from a manifest"); how they look is our own.

// web is what the pages remember. The server's lock guards it.
type web struct {
	// who is signed in, nil for nobody.
	who *account
	// created are Apps that wait for their code to be turned into keys, by code.
	created map[string]*registration
	// app is the App that the server now is, nil where it was not registered here.
	app *registration
}

// registration is an App that was registered from a manifest.
type registration struct {
	manifest webManifest
	owner    *account
	slug     string
	at       time.Time
}

// SignInAs signs a person in to GitHub's web pages, for every browser that asks;
// an empty login signs out.
func (s *Server) SignInAs(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.web.who = nil
	if login != "" {
		s.web.who = s.world.mustFind(login)
	}
}

// Registered is the manifest that the App was registered from, as JSON, and its
// slug; ok is false while it was not registered on the web pages.
func (s *Server) Registered() (manifest, slug string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.web.app == nil {
		return "", "", false
	}
	return s.web.app.manifest.text, s.web.app.slug, true
}

// webPage answers a page or a form of GitHub's; it is called with the lock held.
type webPage func(*Server, http.ResponseWriter, *http.Request)

// webRoutes are the pages. They are not requests of the API: neither
// [Server.Requests] nor [Server.Routes] has them.
func (s *Server) webRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, page := range map[string]webPage{
		"POST /settings/apps/new":                     (*Server).webNewApp,
		"POST /organizations/{org}/settings/apps/new": (*Server).webNewApp,
		"POST /settings/apps":                         (*Server).webCreateApp,
		"POST /organizations/{org}/settings/apps":     (*Server).webCreateApp,
		"GET /apps/{slug}/installations/new":          (*Server).webInstall,
		"POST /apps/{slug}/installations":             (*Server).webInstalled,
		"GET /settings/installations/{installation}":  (*Server).webInstallation,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			defer s.mu.Unlock()
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if s.web.who == nil {
				webError(w, http.StatusUnauthorized, "Sign in to GitHub")
				return
			}
			page(s, w, r)
		})
	}
	return mux
}

// page answers a request for a web page, and reports whether it was one.
func (s *Server) page(w http.ResponseWriter, r *http.Request) bool {
	if _, pattern := s.pages.Handler(r); pattern == "" {
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	s.pages.ServeHTTP(w, r) // by the mux, so that the path's parts are there
	return true
}

// owner is the account that the page is about: an organization, or who is signed
// in; nil where there is no such organization.
func (s *Server) webOwner(r *http.Request) *account {
	login := r.PathValue("org")
	if login == "" {
		return s.web.who
	}
	if a := s.world.find(login); a != nil && a.kind == kindOrg {
		return a
	}
	return nil
}

// webNewApp shows what an App from the posted manifest would be, and asks for its
// name. A manifest with one fault is refused whole.
func (s *Server) webNewApp(w http.ResponseWriter, r *http.Request) {
	owner := s.webOwner(r)
	if owner == nil {
		webError(w, http.StatusNotFound, "Page not found")
		return
	}
	m, err := readManifest(r.PostFormValue("manifest"))
	if err != nil {
		webError(w, http.StatusUnprocessableEntity, "Invalid GitHub App configuration: "+err.Error())
		return
	}
	show(w, "create", map[string]any{
		"Owner": owner.login, "Manifest": m, "State": r.URL.Query().Get("state"),
		"Action": strings.TrimSuffix(r.URL.Path, "/new"),
	})
}

// webCreateApp registers the App and sends the browser back with the code.
func (s *Server) webCreateApp(w http.ResponseWriter, r *http.Request) {
	owner := s.webOwner(r)
	m, err := readManifest(r.PostFormValue("manifest"))
	slug := slugOf(r.PostFormValue("name"))
	switch {
	case owner == nil:
		webError(w, http.StatusNotFound, "Page not found")
		return
	case err != nil:
		webError(w, http.StatusUnprocessableEntity, "Invalid GitHub App configuration: "+err.Error())
		return
	case slug == "" || s.taken(slug):
		webError(w, http.StatusUnprocessableEntity, "Name is already taken")
		return
	}
	m.Name = r.PostFormValue("name")
	code := s.secret()
	s.web.created[code] = &registration{manifest: m, owner: owner, slug: slug, at: s.now()}
	back := m.back(code, r.PostFormValue("state"))
	http.Redirect(w, r, back, http.StatusFound)
}

// taken reports whether an App of that slug cannot be made: an account has the
// name already. The name of the App that nobody registered is free.
func (s *Server) taken(slug string) bool {
	a := s.world.find(slug)
	bot := s.world.find(slug + "[bot]")
	return a != nil || bot != nil && bot != s.world.bot
}

// slugOf is the slug that GitHub makes of an App's name.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// webInstall asks where the App shall be installed: on the signed-in person's own
// account or an organization. A private App can be installed on its owner only.
func (s *Server) webInstall(w http.ResponseWriter, r *http.Request) {
	if !strings.EqualFold(r.PathValue("slug"), s.opt.Slug) {
		webError(w, http.StatusNotFound, "Page not found")
		return
	}
	accounts := []string{}
	for _, a := range s.world.accounts {
		private := s.web.app != nil && !s.web.app.manifest.Public
		if private && a == s.web.app.owner || !private && (a == s.web.who || a.kind == kindOrg) {
			accounts = append(accounts, a.login)
		}
	}
	slices.Sort(accounts)
	show(w, "install", map[string]any{"Slug": s.opt.Slug, "Accounts": accounts, "Permissions": s.appPermissions()})
}

// webInstalled installs the App.
func (s *Server) webInstalled(w http.ResponseWriter, r *http.Request) {
	a := s.world.find(r.PostFormValue("account"))
	if a == nil || !strings.EqualFold(r.PathValue("slug"), s.opt.Slug) {
		webError(w, http.StatusNotFound, "Page not found")
		return
	}
	for _, in := range s.world.installations {
		if in.account == a {
			webError(w, http.StatusUnprocessableEntity, "Already installed")
			return
		}
	}
	in := s.install(a)
	in.permissions = s.appPermissions()
	s.sendInstallation(in, "created", s.world.covered(in))
	http.Redirect(w, r, fmt.Sprintf("/settings/installations/%d", in.id), http.StatusFound)
}

// install puts the App on an account; what it is granted is the caller's to set.
func (s *Server) install(a *account) *installation {
	now := s.now()
	in := &installation{id: s.world.id(), account: a, created: now, updated: now}
	in.core.limit, in.graphql.limit = s.opt.Budget, s.opt.Budget
	s.world.installations = append(s.world.installations, in)
	return in
}

// webInstallation shows an installation.
func (s *Server) webInstallation(w http.ResponseWriter, r *http.Request) {
	for _, in := range s.world.installations {
		if fmt.Sprint(in.id) == r.PathValue("installation") {
			show(w, "installed", map[string]any{"Slug": s.opt.Slug, "Account": in.account.login, "Permissions": in.permissions})
			return
		}
	}
	webError(w, http.StatusNotFound, "Page not found")
}
