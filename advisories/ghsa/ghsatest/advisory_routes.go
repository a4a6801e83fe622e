package ghsatest

import (
	"slices"
	"strings"
	"time"

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
	size, ok := q.perPage()
	if !ok {
		return failed(400, "per_page must be between 1 and 100")
	}
	list, ok := s.sort(q, r, covered)
	if !ok {
		return failed(400, "Bad Request")
	}
	a := answer{status: 200}
	page, ok := s.cursorPage(q, &a, list, size)
	if !ok {
		return failed(400, "Invalid cursor")
	}
	body := []object{}
	for _, rec := range page {
		body = append(body, s.renderAdvisory(r, rec, q.version))
		if rec.UpdatedAt.After(a.modified) {
			a.modified = rec.UpdatedAt
		}
	}
	a.body = body
	return a
}

// sort filters and orders the advisories as the query asks; ok is false for a value
// that GitHub does not take.
func (s *Server) sort(q *ask, r *repo, covered bool) (list sorted, ok bool) {
	query := q.r.URL.Query()
	pick := func(name string, values ...string) string {
		v := query.Get(name)
		if v == "" {
			return values[0]
		}
		if !slices.Contains(values, v) {
			ok = false
		}
		return v
	}
	ok = true
	state := pick("state", "", "triage", "draft", "published", "closed")
	key := pick("sort", "created", "updated", "published")
	list.desc = pick("direction", "desc", "asc") == "desc"
	if !ok {
		return list, false
	}
	place := func(i int, rec *record) position {
		at := map[string]time.Time{"created": rec.CreatedAt, "updated": rec.UpdatedAt, "published": rec.PublishedAt}[key]
		return position{at: at.Unix(), id: int64(i)}
	}
	places := map[*record]position{}
	for i, rec := range r.records {
		if (state != "" && string(rec.State) != state) || (!covered && rec.State != advisories.StatePublished) {
			continue
		}
		places[rec] = place(i, rec)
		list.records = append(list.records, rec)
	}
	slices.SortFunc(list.records, func(x, y *record) int {
		c := places[x].compare(places[y])
		if list.desc {
			return -c
		}
		return c
	})
	for _, rec := range list.records {
		list.places = append(list.places, places[rec])
	}
	return list, true
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
	switch {
	case r.private:
		return unprocessable("CVE IDs can be requested for public repositories only.")
	case rec.CVE != "" || rec.cveAsked:
		return unprocessable("A CVE ID was requested or assigned already.")
	case rec.State != advisories.StateDraft && rec.State != advisories.StatePublished:
		return unprocessable("The advisory must be a draft or published.")
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
	if !rec.State.Open() || rec.PrivateFork {
		return unprocessable("A private fork cannot be started.")
	}
	rec.PrivateFork, rec.forkID, rec.UpdatedAt = true, s.world.id(), s.now()
	s.act(s.world.bot, VerbFork, r, Act{GHSA: rec.GHSA})
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
