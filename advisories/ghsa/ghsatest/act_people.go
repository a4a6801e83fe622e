package ghsatest

import (
	"fmt"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// AnswerCredit accepts or declines a credit as the person who was credited; a
// credit that was answered can be answered anew, as on GitHub's page.
func (s *Server) AnswerCredit(login, fullName string, id advisories.GHSA, accept bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who := s.world.mustRepo(fullName), s.world.mustFind(login)
	rec := r.mustRecord(id)
	for i, c := range rec.Credits {
		if !strings.EqualFold(c.Login, who.login) {
			continue
		}
		rec.Credits[i].State = map[bool]string{true: "accepted", false: "declined"}[accept]
		s.act(who, VerbCredit, r, Act{GHSA: rec.GHSA, Body: rec.Credits[i].State})
		return nil
	}
	return fmt.Errorf("ghsatest: %s is not credited on %s", login, id)
}

// RequestCVEAs asks for a CVE id as a person who administers advisories.
func (s *Server) RequestCVEAs(login, fullName string, id advisories.GHSA) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "request a CVE id for")
	if err != nil {
		return err
	}
	if !s.administers(who, r) {
		return denied(who, "request a CVE id for "+string(id))
	}
	if why := refuseCVE(r, rec); why != "" {
		return fmt.Errorf("ghsatest: 422: %s", why)
	}
	rec.cveAsked = true
	s.act(who, VerbRequestCVE, r, Act{GHSA: rec.GHSA})
	return nil
}

// StartForkAs starts the temporary private fork as a person who administers
// advisories, or who reported this one.
func (s *Server) StartForkAs(login, fullName string, id advisories.GHSA) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, who, rec, err := s.at(login, fullName, id, "start a fork of")
	if err != nil {
		return err
	}
	if !s.administers(who, r) && !(rec.Submitted && rec.Author.ID == who.id) {
		return denied(who, "start a fork of "+string(id))
	}
	if why := refuseFork(rec); why != "" {
		return fmt.Errorf("ghsatest: 422: %s", why)
	}
	s.startFork(r, rec, who)
	return nil
}

// refuseCVE is why GitHub would not take a request for a CVE id, empty where it
// would.
func refuseCVE(r *repo, rec *record) string {
	switch {
	case r.private:
		return "CVE IDs can be requested for public repositories only."
	case rec.CVE != "" || rec.cveAsked:
		return "A CVE ID was requested or assigned already."
	case rec.State != advisories.StateDraft && rec.State != advisories.StatePublished:
		return "The advisory must be a draft or published."
	}
	return ""
}

// refuseFork is why GitHub would not start a private fork, empty where it would.
func refuseFork(rec *record) string {
	if !rec.State.Open() || rec.PrivateFork {
		return "A private fork cannot be started."
	}
	return ""
}

func (s *Server) startFork(r *repo, rec *record, who *account) {
	rec.PrivateFork, rec.forkID, rec.UpdatedAt = true, s.world.id(), s.now()
	s.act(who, VerbFork, r, Act{GHSA: rec.GHSA})
}

// AddSecurityTeam makes the members of a team security managers of its organization.
func (s *Server) AddSecurityTeam(org, slug string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.world.team(org, slug)
	if t == nil {
		panic(fmt.Sprintf("ghsatest: no team %s/%s", org, slug))
	}
	t.security = true
}
