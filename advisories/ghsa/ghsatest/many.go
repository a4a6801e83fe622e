package ghsatest

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// AddRepositories makes n public repositories of an account at once, named
// "PREFIX-00001" and on, and returns their full names. Nothing is sent for them,
// as if they had been there for long. It panics where one is there already.
func (s *Server) AddRepositories(owner, prefix string, n int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, now := s.world.mustFind(owner), s.now()
	there := make(map[string]bool, len(s.world.repos))
	for _, r := range s.world.repos {
		there[strings.ToLower(r.fullName())] = true
	}
	names := make([]string, 0, n)
	for i := range n {
		r := &repo{
			id: s.world.id(), owner: o, name: fmt.Sprintf("%s-%05d", prefix, i+1), branch: "main",
			files: map[string]string{}, roles: map[int64]Role{}, created: now, updated: now, pushed: now,
		}
		if !advisories.ValidRepositoryName(r.name) || there[strings.ToLower(r.fullName())] {
			panic(fmt.Sprintf("ghsatest: AddRepositories: %s", r.fullName()))
		}
		r.head = commitOID(r)
		s.world.repos = append(s.world.repos, r)
		names = append(names, r.fullName())
	}
	return names
}

// AddAdvisories puts n advisories of a state, one after the other, into the
// repositories named, and returns their ids in that order: reports by a person in
// triage, drafts and closed ones that once were reports. Nothing is sent for them.
func (s *Server) AddAdvisories(reporter string, state advisories.State, n int, fullNames []string) []advisories.GHSA {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, now := s.world.mustFind(reporter), s.now()
	repos := make([]*repo, 0, min(n, len(fullNames)))
	byName := make(map[string]*repo, len(s.world.repos))
	for _, r := range s.world.repos {
		byName[r.fullName()] = r
	}
	for _, name := range fullNames[:min(n, len(fullNames))] {
		r := byName[name]
		if r == nil {
			panic(fmt.Sprintf("ghsatest: AddAdvisories: no repository %q", name))
		}
		repos = append(repos, r)
	}
	ids := make([]advisories.GHSA, 0, n)
	for i := range n {
		rec := s.newRecord(repos[i%len(repos)], who, fmt.Sprintf("Report %d", i+1), "## Description\n\nOne byte too many.\n")
		rec.State, rec.Submitted, rec.Accepted = state, true, state != advisories.StateTriage
		if state == advisories.StateClosed {
			rec.ClosedAt = now
		}
		rec.Credits = []advisories.Credit{{Login: who.login, Type: "reporter", State: "pending"}}
		rec.Collaborators = []advisories.Person{who.person()}
		ids = append(ids, rec.GHSA)
	}
	return ids
}
