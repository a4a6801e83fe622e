package ghsatest

// This file tells what people may do. The lock is held.

// administers reports whether a person has full power over the repository's
// advisories: its admins and the organization's security managers.
func (s *Server) administers(who *account, r *repo) bool {
	return s.roleOf(who, r) == RoleAdmin || s.secures(r.owner, who)
}

// secures reports whether a person is a security manager of an organization, by
// themselves or through a team.
func (s *Server) secures(org, who *account) bool {
	if org.security[who.id] {
		return true
	}
	for _, t := range s.world.teams {
		if t.org == org && t.security && t.members[who.id] {
			return true
		}
	}
	return false
}

// collaborates reports whether a person may write to the advisory. A role on the
// repository below admin does not count, as on GitHub.
func (s *Server) collaborates(who *account, r *repo, rec *record) bool {
	if s.administers(who, r) {
		return true
	}
	for _, p := range rec.Collaborators {
		if p.ID == who.id {
			return true
		}
	}
	for _, slug := range rec.Teams {
		if t := s.world.team(r.owner.login, slug); t != nil && t.members[who.id] {
			return true
		}
	}
	return false
}

func (s *Server) pushes(who *account, r *repo) bool {
	switch s.roleOf(who, r) {
	case RoleAdmin, RoleMaintain, RoleWrite:
		return true
	}
	return s.secures(r.owner, who)
}

// roleOf is a person's role on a repository.
func (s *Server) roleOf(who *account, r *repo) Role {
	if role, ok := r.roles[who.id]; ok {
		return role
	}
	switch {
	case who == r.owner && who.kind == kindUser:
		return RoleAdmin
	case r.private && !r.internal:
		return RoleNone
	}
	return RoleRead
}
