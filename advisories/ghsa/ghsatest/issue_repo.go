package ghsatest

import (
	"fmt"
	"strings"
)

// SetVisibility makes a repository "public", "private" or "internal" (read by the
// whole enterprise, here by every personal account) and sends "repository"
// publicized or privatized where that changed.
func (s *Server) SetVisibility(fullName, visibility string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	before := r.visibility()
	switch visibility {
	case "public", "private", "internal":
	default:
		panic(fmt.Sprintf("ghsatest: SetVisibility: no visibility %q", visibility))
	}
	r.private, r.internal, r.updated = visibility != "public", visibility == "internal", s.now()
	switch {
	case before == visibility:
	case visibility == "public":
		s.sendRepository(r, "publicized", nil)
	case before == "public":
		s.sendRepository(r, "privatized", nil)
	}
}

// SetIssues switches a repository's issues on or off; off hides them all.
func (s *Server) SetIssues(fullName string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	r.noIssues, r.updated = !on, s.now()
}

// Unarchive ends [Server.Archive] and sends "repository" unarchived.
func (s *Server) Unarchive(fullName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	r.archived, r.updated = false, s.now()
	s.sendRepository(r, "unarchived", nil)
}

// TransferRepository gives a repository to another owner. Requests for the old name
// are answered 301. It sends "installation_repositories" removed to the old owner's
// installation and, to the new one's, added and "repository" transferred.
func (s *Server) TransferRepository(fullName, newOwner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, to := s.world.mustRepo(fullName), s.world.mustFind(newOwner)
	if in := s.world.covering(r); in != nil {
		s.sendRepositories(in, nil, []*repo{r})
		delete(in.selected, r.id)
	}
	s.world.renamed[strings.ToLower(r.fullName())] = r
	from := r.owner
	r.owner, r.updated = to, s.now()
	delete(s.world.renamed, strings.ToLower(r.fullName()))
	if in := s.world.covering(r); in != nil {
		s.sendRepositories(in, []*repo{r}, nil)
		kind := map[string]string{kindOrg: "organization"}[from.kind]
		owner := s.renderUser(from)
		if kind == "" {
			kind = "user"
		} else {
			owner = s.renderOrganization(from)
		}
		s.sendRepository(r, "transferred", object{"owner": object{"from": object{kind: owner}}})
	}
}
