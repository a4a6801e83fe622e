package ghsatest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// rawJSON is a body that is JSON already.
func rawJSON(b []byte) any { return json.RawMessage(b) }

// repoFor is the repository of the path, as far as the token sees it: those that it
// covers, and public ones. covered tells the two apart.
func (s *Server) repoFor(q *ask) (r *repo, covered bool, refused *answer) {
	name := q.path("owner") + "/" + q.path("repo")
	if r = s.world.repo(name); r == nil {
		if moved := s.world.renamed[strings.ToLower(name)]; moved != nil {
			return nil, false, refuse(s.moved(q, moved))
		}
		return nil, false, refuse(notFound())
	}
	covered = q.in.covers(r) && q.grant.sees(r)
	if !covered && r.private {
		return nil, false, refuse(notFound())
	}
	return r, covered, nil
}

// moved is the answer to the former name of a repository.
func (s *Server) moved(q *ask, r *repo) answer {
	a := failed(http.StatusMovedPermanently, "Moved Permanently")
	if q.r.Method != http.MethodGet {
		a = failed(http.StatusTemporaryRedirect, "Temporary Redirect")
	}
	parts := strings.SplitN(strings.TrimPrefix(q.r.URL.EscapedPath(), "/"), "/", 4)
	to := s.base + "/repositories/" + decimal(r.id)
	if len(parts) == 4 {
		to += "/" + parts[3]
	}
	if q.r.URL.RawQuery != "" {
		to += "?" + q.r.URL.RawQuery
	}
	a.body.(object)["url"] = to
	a.set("Location", to)
	return a
}

// needs checks a permission of the token.
func (q *ask) needs(permission, level string) *answer {
	if !q.grant.may(permission, level) {
		return refuse(lacking(permission, level))
	}
	return nil
}

func (s *Server) getUser(q *ask) answer {
	a := s.world.find(q.path("username"))
	if a == nil {
		return notFound()
	}
	return answer{status: 200, body: s.renderProfile(a)}
}

func (s *Server) getRepository(q *ask) answer {
	r, _, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	return answer{status: 200, body: s.renderFullRepository(r), modified: r.updated}
}

func (s *Server) getReporting(q *ask) answer {
	r, _, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	return answer{status: 200, body: object{"enabled": !r.private && !r.noReporting}}
}

// getPermission answers a person's role. "permission" has GitHub's four old names
// (maintain is write, triage is read), "role_name" the role itself.
func (s *Server) getPermission(q *ask) answer {
	r, covered, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	if !covered {
		return lacking("metadata", "read")
	}
	who := s.world.find(q.path("username"))
	if who == nil {
		return notFound()
	}
	role := s.roleOf(who, r)
	old := map[Role]Role{RoleMaintain: RoleWrite, RoleTriage: RoleRead}[role]
	if old == "" {
		old = role
	}
	has := func(least Role) bool {
		rank := map[Role]int{RoleNone: 0, RoleRead: 1, RoleTriage: 2, RoleWrite: 3, RoleMaintain: 4, RoleAdmin: 5}
		return rank[role] >= rank[least]
	}
	user := s.renderUser(who).(object)
	user["role_name"] = role
	user["permissions"] = object{
		"pull": has(RoleRead), "triage": has(RoleTriage), "push": has(RoleWrite), "maintain": has(RoleMaintain), "admin": has(RoleAdmin),
	}
	return answer{status: 200, body: object{"permission": old, "role_name": role, "user": user}}
}

func (s *Server) getMembership(q *ask) answer {
	t := s.world.team(q.path("org"), q.path("team_slug"))
	if t == nil || t.org != q.in.account {
		return notFound()
	}
	if refused := q.needs("members", "read"); refused != nil {
		return *refused
	}
	who := s.world.find(q.path("username"))
	if who == nil || !t.members[who.id] {
		return notFound()
	}
	return answer{status: 200, body: object{
		"role": "member", "state": "active",
		"url": s.base + "/organizations/" + decimal(t.org.id) + "/team/" + decimal(t.id) + "/memberships/" + who.login,
	}}
}

// mayRead reports whether the token may read the repository's files.
func (q *ask) mayRead(r *repo, covered bool) bool {
	return !r.private || (covered && q.grant.may("contents", "read"))
}

func (s *Server) getContents(q *ask) answer {
	r, covered, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	if !q.mayRead(r, covered) {
		return lacking("contents", "read")
	}
	path := strings.Trim(q.path("path"), "/")
	if ref := q.r.URL.Query().Get("ref"); ref != "" && ref != r.branch && ref != "HEAD" && ref != r.head {
		return failed(404, "No commit found for the ref "+ref)
	}
	text, ok := r.files[path]
	if !ok {
		return s.getFolder(r, path)
	}
	p := s.renderEntry(r, path, text)
	p["encoding"], p["content"] = "base64", base64.StdEncoding.EncodeToString([]byte(text))+"\n"
	return answer{status: 200, body: p, modified: r.pushed}
}

// getFolder lists the files directly below a folder.
func (s *Server) getFolder(r *repo, path string) answer {
	list := []object{}
	prefix := path + "/"
	if path == "" {
		prefix = ""
	}
	for p, text := range r.files {
		if rest, ok := strings.CutPrefix(p, prefix); ok && !strings.Contains(rest, "/") {
			list = append(list, s.renderEntry(r, p, text))
		}
	}
	if len(list) == 0 {
		return notFound()
	}
	return answer{status: 200, body: list, modified: r.pushed}
}

func (s *Server) renderEntry(r *repo, path, text string) object {
	oid := blobOID(text)
	api := s.base + "/repos/" + r.fullName()
	self, git := api+"/contents/"+path+"?ref="+r.branch, api+"/git/blobs/"+oid
	page := "https://github.com/" + r.fullName() + "/blob/" + r.branch + "/" + path
	return object{
		"type": "file", "name": path[strings.LastIndex(path, "/")+1:], "path": path, "sha": oid, "size": len(text),
		"url": self, "git_url": git, "html_url": page,
		"download_url": "https://raw.githubusercontent.com/" + r.fullName() + "/" + r.branch + "/" + path,
		"_links":       object{"self": self, "git": git, "html": page},
	}
}

// binary reports whether a text is none, by git's rule and GitHub's.
func binary(text string) bool { return strings.Contains(text, "\x00") || !utf8.ValidString(text) }

// advisoryFor is the advisory of the path with what the token may do there. Who
// does not cover the repository sees published ones only.
func (s *Server) advisoryFor(q *ask, level string) (*repo, *record, *answer) {
	r, covered, refused := s.repoFor(q)
	if refused != nil {
		return nil, nil, refused
	}
	rec := r.record(advisories.GHSA(q.path("ghsa_id")))
	public := rec != nil && rec.State == advisories.StatePublished && level == "read"
	switch {
	case public:
	case covered && !q.grant.may("repository_advisories", level):
		return nil, nil, refuse(lacking("repository_advisories", level))
	case rec == nil || !covered && level == "read":
		return nil, nil, refuse(notFound())
	case !covered:
		return nil, nil, refuse(lacking("repository_advisories", level))
	}
	if level != "read" && r.archived {
		return nil, nil, refuse(failed(http.StatusForbidden, "Repository was archived so is read-only."))
	}
	return r, rec, nil
}
