package ghsatest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// patch is the body of PATCH on an advisory. A key that is absent is left alone;
// lists are replaced whole.
type patch struct {
	Summary         *string      `json:"summary"`
	Description     *string      `json:"description"`
	CVE             *string      `json:"cve_id"`
	Vulnerabilities *[]patchVuln `json:"vulnerabilities"`
	CWEs            *[]string    `json:"cwe_ids"`
	Credits         *[]struct {
		Login string `json:"login"`
		Type  string `json:"type"`
	} `json:"credits"`
	Severity *string   `json:"severity"`
	CVSS     *string   `json:"cvss_vector_string"`
	State    *string   `json:"state"`
	Users    *[]string `json:"collaborating_users"`
	Teams    *[]string `json:"collaborating_teams"`
}

type patchVuln struct {
	Package *struct {
		Ecosystem string  `json:"ecosystem"`
		Name      *string `json:"name"`
	} `json:"package"`
	Affected  *string  `json:"vulnerable_version_range"`
	Patched   *string  `json:"patched_versions"`
	Functions []string `json:"vulnerable_functions"`
}

var (
	ecosystems = []string{"rubygems", "npm", "pip", "maven", "nuget", "composer", "go", "rust", "erlang", "actions", "pub", "other", "swift"}
	severities = []string{"critical", "high", "medium", "low"}
	credits    = []string{"analyst", "finder", "reporter", "coordinator", "remediation_developer", "remediation_reviewer", "remediation_verifier", "tool", "sponsor", "other"}
	cwePattern = regexp.MustCompile(`^CWE-[0-9]{1,5}$`)
)

func (s *Server) patchAdvisory(q *ask) answer {
	r, rec, refused := s.advisoryFor(q, "write")
	if refused != nil {
		return *refused
	}
	if rec.locked {
		return failed(403, "This advisory is locked.")
	}
	var p patch
	if err := q.decode(&p); err != nil {
		return unreadable(err)
	}
	var present map[string]json.RawMessage
	if json.Unmarshal(q.body, &present) != nil {
		return failed(400, "Problems parsing JSON")
	}
	next := *rec
	if refused := s.change(&p, present, r, &next); refused != nil {
		return *refused
	}
	to := rec.State
	if p.State != nil {
		to = advisories.State(*p.State)
		if !slices.Contains([]string{"published", "closed", "draft"}, *p.State) {
			return invalid("RepositoryAdvisory", "state", "state must be one of published, closed, draft")
		}
		if why := refuseState(&next, to); why != "" {
			return unprocessable(why)
		}
	}
	*rec = next
	if len(present) > 1 || (len(present) == 1 && p.State == nil) {
		rec.UpdatedAt = s.now()
		s.act(s.world.bot, VerbEdit, r, Act{GHSA: rec.GHSA})
	}
	s.setState(r, rec, s.world.bot, to)
	return answer{status: 200, body: s.renderAdvisory(r, rec, q.version), modified: rec.UpdatedAt}
}

// unreadable is the answer to a body that does not fit.
func unreadable(err error) answer {
	if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return unprocessable("Invalid request.\n\n" + key + " is not a permitted key.")
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return unprocessable(fmt.Sprintf("Invalid request.\n\nFor 'properties/%s', the value is not of the right type.", wrong.Field))
	}
	return failed(400, "Problems parsing JSON")
}

// change puts the fields into next, or says why GitHub would not.
func (s *Server) change(p *patch, present map[string]json.RawMessage, r *repo, next *record) *answer {
	const on = "RepositoryAdvisory"
	if p.Summary != nil {
		if *p.Summary == "" || len([]rune(*p.Summary)) > 1024 {
			return refuse(invalid(on, "summary", "summary must have 1 to 1024 characters"))
		}
		next.Summary = *p.Summary
	}
	if p.Description != nil {
		if len([]rune(*p.Description)) > 65535 {
			return refuse(invalid(on, "description", "description is too long (maximum is 65535 characters)"))
		}
		next.Description = *p.Description
	}
	if _, ok := present["cve_id"]; ok {
		next.CVE = deref(p.CVE)
	}
	if refused := changeSeverity(p, present, next); refused != nil {
		return refused
	}
	if p.Vulnerabilities != nil {
		list, ok := vulnerabilities(*p.Vulnerabilities)
		if !ok {
			return refuse(invalid(on, "vulnerabilities", "package with a known ecosystem is required"))
		}
		next.Vulnerabilities = list
	}
	if _, ok := present["cwe_ids"]; ok {
		next.CWEs = nil
		if p.CWEs != nil {
			next.CWEs = *p.CWEs
		}
		if slices.ContainsFunc(next.CWEs, func(c string) bool { return !cwePattern.MatchString(c) }) {
			return refuse(invalid(on, "cwe_ids", "cwe_ids must be like CWE-123"))
		}
	}
	return s.changePeople(p, r, next)
}

// changeSeverity keeps the rule that severity and vector exclude each other.
func changeSeverity(p *patch, present map[string]json.RawMessage, next *record) *answer {
	_, bySeverity := present["severity"]
	_, byVector := present["cvss_vector_string"]
	if bySeverity && byVector && p.Severity != nil && p.CVSS != nil {
		return refuse(unprocessable("You must choose between setting severity and cvss_vector_string."))
	}
	if byVector {
		v := deref(p.CVSS)
		same := v != "" && (v == next.CVSS3 || v == next.CVSS4) // then its score is known already
		next.CVSS3, next.CVSS4 = "", ""
		switch {
		case strings.HasPrefix(v, "CVSS:4."):
			next.CVSS4 = v
		case v == "" || strings.HasPrefix(v, "CVSS:3."):
			next.CVSS3 = v
		default:
			return refuse(invalid("RepositoryAdvisory", "cvss_vector_string", "cvss_vector_string is not a CVSS vector"))
		}
		if v != "" && !same {
			next.Severity = "medium" // goes with score
		}
	}
	if bySeverity && p.Severity != nil {
		if next.CVSS3 != "" || next.CVSS4 != "" {
			return refuse(unprocessable("Cannot update severity value when CVSS is set."))
		}
		if !slices.Contains(severities, *p.Severity) {
			return refuse(invalid("RepositoryAdvisory", "severity", "severity must be one of critical, high, medium, low"))
		}
	}
	if bySeverity && !(byVector && p.CVSS != nil) {
		next.Severity = deref(p.Severity)
	}
	return nil
}

func vulnerabilities(in []patchVuln) ([]advisories.Vulnerability, bool) {
	var out []advisories.Vulnerability
	for _, v := range in {
		if v.Package == nil || !slices.Contains(ecosystems, v.Package.Ecosystem) {
			return nil, false
		}
		out = append(out, advisories.Vulnerability{
			Ecosystem: v.Package.Ecosystem, Package: deref(v.Package.Name),
			Affected: deref(v.Affected), Patched: deref(v.Patched), Functions: v.Functions,
		})
	}
	return out, true
}

// changePeople replaces credits, collaborators and teams. A credit that stays keeps
// its state; a new one is pending.
func (s *Server) changePeople(p *patch, r *repo, next *record) *answer {
	const on = "RepositoryAdvisory"
	if p.Credits != nil {
		var list []advisories.Credit
		for _, c := range *p.Credits {
			if s.world.find(c.Login) == nil || !slices.Contains(credits, c.Type) {
				return refuse(invalid(on, "credits", "user or type is not known"))
			}
			state := "pending"
			for _, old := range next.Credits {
				if strings.EqualFold(old.Login, c.Login) {
					state = old.State
				}
			}
			list = append(list, advisories.Credit{Login: c.Login, Type: c.Type, State: state})
		}
		next.Credits = list
	}
	if p.Users != nil {
		var list []advisories.Person
		for _, login := range *p.Users {
			who := s.world.find(login)
			if who == nil {
				return refuse(invalid(on, "collaborating_users", "user is not known"))
			}
			list = append(list, who.person())
		}
		next.Collaborators = list
	}
	if p.Teams != nil {
		for _, slug := range *p.Teams {
			if s.world.team(r.owner.login, slug) == nil {
				return refuse(invalid(on, "collaborating_teams", "team is not known"))
			}
		}
		next.Teams = *p.Teams
	}
	return nil
}

func deref(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
