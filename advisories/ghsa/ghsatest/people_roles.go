package ghsatest

import (
	"slices"
	"strings"
)

// securityRole is the number of the predefined role of security managers.
const securityRole = 8132

// getOrgRoles lists the roles of an organization, the predefined ones that matter.
func (s *Server) getOrgRoles(q *ask) answer {
	org, refused := s.orgFor(q)
	if refused != nil {
		return *refused
	}
	if refused := q.needs("organization_custom_org_roles", "read"); refused != nil {
		return *refused
	}
	var roles []object
	for i, name := range []string{"all_repo_read", "security_manager"} {
		roles = append(roles, object{
			"id": securityRole - 1 + i, "name": name, "description": strings.ReplaceAll(name, "_", " "), "base_role": nil,
			"source": "Predefined", "permissions": []string{}, "organization": nil,
			"created_at": stamp(org.created), "updated_at": stamp(org.created),
		})
	}
	return answer{status: 200, body: object{"total_count": len(roles), "roles": roles}}
}

// roleFor is the organization whose holders of a role are asked for; held is false
// for a role that nobody holds here.
func (s *Server) roleFor(q *ask) (org *account, held bool, refused *answer) {
	if org, refused = s.orgFor(q); refused != nil {
		return nil, false, refused
	}
	for _, p := range []string{"organization_custom_org_roles", "members"} {
		if refused := q.needs(p, "read"); refused != nil {
			return nil, false, refused
		}
	}
	n := q.number("role_id")
	if n != securityRole && n != securityRole-1 {
		return nil, false, refuse(notFound())
	}
	return org, n == securityRole, nil
}

// getRoleUsers lists who holds a role, by themselves or through a team.
func (s *Server) getRoleUsers(q *ask) answer {
	org, held, refused := s.roleFor(q)
	if refused != nil {
		return *refused
	}
	var people []*account
	for _, a := range s.world.accounts {
		if held && s.secures(org, a) {
			people = append(people, a)
		}
	}
	slices.SortFunc(people, func(a, b *account) int { return strings.Compare(a.login, b.login) })
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, people)
	if !ok {
		return unprocessable("Validation Failed")
	}
	body := []object{}
	for _, p := range page {
		u := s.renderUser(p).(object)
		u["assignment"], u["inherited_from"] = "direct", []object{}
		if !org.security[p.id] {
			u["assignment"] = "indirect"
		}
		body = append(body, u)
	}
	a.body = body
	return a
}

// getRoleTeams lists the teams that hold a role.
func (s *Server) getRoleTeams(q *ask) answer {
	org, held, refused := s.roleFor(q)
	if refused != nil {
		return *refused
	}
	var teams []*team
	for _, t := range s.world.teams {
		if held && t.org == org && t.security {
			teams = append(teams, t)
		}
	}
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, teams)
	if !ok {
		return unprocessable("Validation Failed")
	}
	body := []object{}
	for _, t := range page {
		o := s.renderTeam(t)
		o["assignment"] = "direct"
		body = append(body, o)
	}
	a.body = body
	return a
}

// getMembers lists the members of a team.
func (s *Server) getMembers(q *ask) answer {
	t := s.world.team(q.path("org"), q.path("team_slug"))
	if t == nil || t.org != q.in.account {
		return notFound()
	}
	if refused := q.needs("members", "read"); refused != nil {
		return *refused
	}
	var people []*account
	for _, a := range s.world.accounts {
		if t.members[a.id] {
			people = append(people, a)
		}
	}
	slices.SortFunc(people, func(a, b *account) int { return strings.Compare(a.login, b.login) })
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, people)
	if !ok {
		return unprocessable("Validation Failed")
	}
	body := []object{}
	for _, p := range page {
		body = append(body, s.renderUser(p).(object))
	}
	a.body = body
	return a
}
