package ghsatest

import (
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// renderAdvisory is an advisory as REST of that version has it. The lock is held.
func (s *Server) renderAdvisory(r *repo, rec *record, version string) object {
	api := s.base + "/repos/" + r.fullName() + "/security-advisories/" + string(rec.GHSA)
	p := object{
		"ghsa_id": rec.GHSA, "cve_id": orNull(rec.CVE), "url": api, "html_url": s.advisoryPage(r, rec),
		"summary": rec.Summary, "description": orNull(rec.Description), "severity": orNull(rec.Severity),
		"author": s.renderPerson(rec.Author), "publisher": s.renderPerson(rec.Publisher),
		"state": rec.State, "created_at": stamp(rec.CreatedAt), "updated_at": stamp(rec.UpdatedAt),
		"published_at": stamp(rec.PublishedAt), "closed_at": stamp(rec.ClosedAt), "withdrawn_at": stamp(rec.WithdrawnAt),
		"submission": nil, "private_fork": nil, "cwe_ids": emptyNotNull(rec.CWEs),
	}
	if rec.Submitted {
		p["submission"] = object{"accepted": rec.Accepted}
	}
	if rec.PrivateFork {
		p["private_fork"] = s.renderRepository(s.fork(r, rec))
	}
	if version != version2026 {
		p["cvss"] = object{"vector_string": orNull(rec.CVSS3), "score": score(rec.CVSS3)}
	}
	p["cvss_severities"] = object{"cvss_v3": severity(rec.CVSS3), "cvss_v4": severity(rec.CVSS4)}
	if s.commentable(r) {
		p["comments"], p["comments_url"] = rec.shown(), any(api+"/comments")
		if s.threadClosed(rec) {
			p["comments_url"] = nil
		}
	}
	s.renderLists(p, r, rec)
	return p
}

// renderLists adds the parts of an advisory that are lists.
func (s *Server) renderLists(p object, r *repo, rec *record) {
	identifiers := []object{{"type": "GHSA", "value": rec.GHSA}}
	if rec.CVE != "" {
		identifiers = append(identifiers, object{"type": "CVE", "value": rec.CVE})
	}
	vulnerabilities, cwes, credits, detailed := []object{}, []object{}, []object{}, []object{}
	users, teams := []any{}, []object{}
	for _, v := range rec.Vulnerabilities {
		vulnerabilities = append(vulnerabilities, object{
			"package":                  object{"ecosystem": v.Ecosystem, "name": orNull(v.Package)},
			"vulnerable_version_range": orNull(v.Affected), "patched_versions": orNull(v.Patched),
			"vulnerable_functions": emptyNotNull(v.Functions),
		})
	}
	for _, c := range rec.CWEs {
		cwes = append(cwes, object{"cwe_id": c, "name": "Weakness " + strings.TrimPrefix(c, "CWE-")})
	}
	for _, c := range rec.Credits {
		credits = append(credits, object{"login": c.Login, "type": c.Type})
		if who := s.world.find(c.Login); who != nil {
			detailed = append(detailed, object{"user": s.renderUser(who), "type": c.Type, "state": c.State})
		}
	}
	for _, c := range rec.Collaborators {
		users = append(users, s.renderPerson(c))
	}
	for _, slug := range rec.Teams {
		if t := s.world.team(r.owner.login, slug); t != nil {
			teams = append(teams, s.renderTeam(t))
		}
	}
	p["identifiers"], p["vulnerabilities"], p["cwes"] = identifiers, vulnerabilities, cwes
	p["credits"], p["credits_detailed"] = credits, detailed
	p["collaborating_users"], p["collaborating_teams"] = users, teams
}

func (s *Server) renderPerson(p advisories.Person) any { return s.renderUser(s.world.byID(p.ID)) }

func severity(vector string) any {
	if vector == "" {
		return nil
	}
	return object{"vector_string": vector, "score": score(vector)}
}

// score stands for a CVSS score: this GitHub does not calculate. It is inside the
// bounds, and nothing should rely on it.
func score(vector string) any {
	if vector == "" {
		return nil
	}
	return 5.0
}

func emptyNotNull(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
