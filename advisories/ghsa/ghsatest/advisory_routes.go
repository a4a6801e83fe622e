package ghsatest

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// getAdvisories lists advisories by cursor.
func (s *Server) getAdvisories(q *ask) answer {
	r, covered, refused := s.repoFor(q)
	if refused != nil {
		return *refused
	}
	if covered && !q.grant.may("repository_advisories", "read") {
		return lacking("repository_advisories", "read")
	}
	return s.listAdvisories(q, slices.DeleteFunc(recordsOf(r), func(l located) bool {
		return !covered && l.State != advisories.StatePublished
	}))
}

func (s *Server) getAdvisory(q *ask) answer {
	r, rec, refused := s.advisoryFor(q, "read")
	if refused != nil {
		return *refused
	}
	return answer{status: 200, body: s.renderAdvisory(r, rec, q.version), modified: rec.UpdatedAt}
}

// postCVE asks for a CVE id; [Server.AssignCVE] gives it later.
func (s *Server) postCVE(q *ask) answer {
	r, rec, refused := s.advisoryFor(q, "write")
	if refused != nil {
		return *refused
	}
	if why := refuseCVE(r, rec); why != "" {
		return unprocessable(why)
	}
	rec.cveAsked = true
	s.act(s.world.bot, VerbRequestCVE, r, Act{GHSA: rec.GHSA})
	return answer{status: 202, body: object{}}
}

// postFork starts the temporary private fork. GitHub takes up to five minutes for
// it; here it is there at once.
func (s *Server) postFork(q *ask) answer {
	r, rec, refused := s.advisoryFor(q, "read")
	if refused != nil {
		return *refused
	}
	if refused := q.needs("administration", "write"); refused != nil {
		return *refused
	}
	if why := refuseFork(rec); why != "" {
		return unprocessable(why)
	}
	s.startFork(r, rec, s.world.bot)
	return answer{status: 202, body: s.renderFullRepository(s.fork(r, rec))}
}

// fork is the private fork as a repository, for rendering only: as on GitHub, no
// App can reach it.
func (s *Server) fork(r *repo, rec *record) *repo {
	f := *r
	f.id, f.private = rec.forkID, true
	f.name = r.name[:min(len(r.name), 80)] + "-" + strings.ToLower(string(rec.GHSA))
	return &f
}
