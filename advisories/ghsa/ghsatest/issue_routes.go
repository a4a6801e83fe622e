package ghsatest

import (
	"cmp"
	"net/http"
	"slices"
)

// issueTable are the REST requests about tracking issues' repositories.
func issueTable() []route {
	return []route{{http.MethodGet, "/repos/{owner}/{repo}/collaborators", false, (*Server).getCollaborators}}
}

// getCollaborators lists the people with a role on the repository; that everybody
// reads a public one makes nobody a collaborator.
func (s *Server) getCollaborators(q *ask) answer {
	r, covered, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	if !covered {
		return failed(http.StatusForbidden, "Must have push access to view repository collaborators.")
	}
	least := q.r.URL.Query().Get("permission")
	var people []*account
	for _, a := range s.world.accounts {
		_, named := r.roles[a.id]
		if !reaches(s.roleOf(a, r), least) {
			continue
		}
		if a.kind == kindUser && (named || a == r.owner || r.internal) && s.roleOf(a, r) != RoleNone {
			people = append(people, a)
		}
	}
	slices.SortFunc(people, func(a, b *account) int { return cmp.Compare(a.id, b.id) })
	a := answer{status: http.StatusOK}
	page, ok := pageOf(s, q, &a, people)
	if !ok {
		return invalid("Repository", "per_page", "per_page must be between 1 and 100")
	}
	body := []object{}
	for _, p := range page {
		body = append(body, s.renderCollaborator(p, s.roleOf(p, r)))
	}
	a.body = body
	return a
}

// reaches reports whether a role holds a permission by the name that REST filters
// by; no name is none.
func reaches(role Role, permission string) bool {
	least, ok := map[string]Role{
		"": RoleNone, "pull": RoleRead, "triage": RoleTriage, "push": RoleWrite, "maintain": RoleMaintain, "admin": RoleAdmin,
	}[permission]
	return ok && atLeast(role, least)
}

func atLeast(role, least Role) bool {
	rank := []Role{RoleNone, RoleRead, RoleTriage, RoleWrite, RoleMaintain, RoleAdmin}
	return slices.Index(rank, role) >= slices.Index(rank, least)
}

func (s *Server) renderCollaborator(a *account, role Role) object {
	has := func(least Role) bool { return atLeast(role, least) }
	user := s.renderUser(a).(object)
	user["role_name"] = role
	user["permissions"] = object{
		"pull": has(RoleRead), "triage": has(RoleTriage), "push": has(RoleWrite), "maintain": has(RoleMaintain), "admin": has(RoleAdmin),
	}
	return user
}
