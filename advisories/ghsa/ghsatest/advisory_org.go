package ghsatest

import "slices"

// getOrgAdvisories lists the advisories of all repositories of an organization by
// cursor. GitHub does not say whether it leaves out repositories that the
// installation does not cover; here it does not, the harder case.
func (s *Server) getOrgAdvisories(q *ask) answer {
	org, refused := s.orgFor(q)
	if refused != nil {
		return *refused
	}
	if refused := q.needs("repository_advisories", "write"); refused != nil {
		return *refused
	}
	var all []located
	for _, r := range s.world.repos {
		if r.owner == org {
			all = append(all, recordsOf(r)...)
		}
	}
	return s.listAdvisories(q, all)
}

// orgFor is the organization of the path, which must be the installation's account.
func (s *Server) orgFor(q *ask) (*account, *answer) {
	org := s.world.find(q.path("org"))
	if org == nil || org.kind != kindOrg || org != q.in.account {
		return nil, refuse(notFound())
	}
	return org, nil
}

// recordsOf are the advisories of a repository with where they are.
func recordsOf(r *repo) []located {
	out := make([]located, 0, len(r.records))
	for _, rec := range r.records {
		out = append(out, located{r, rec})
	}
	return out
}

// listAdvisories answers one page of advisories as the query sorts and filters them.
func (s *Server) listAdvisories(q *ask, all []located) answer {
	size, ok := q.perPage()
	if !ok {
		return failed(400, "per_page must be between 1 and 100")
	}
	list, ok := ordering(q, all)
	if !ok {
		return failed(400, "Bad Request")
	}
	a := answer{status: 200}
	page, ok := s.cursorPage(q, &a, list, size)
	if !ok {
		return failed(400, "Invalid cursor")
	}
	body := []object{}
	for _, l := range page {
		body = append(body, s.renderAdvisory(l.repo, l.record, q.version))
		if l.UpdatedAt.After(a.modified) {
			a.modified = l.UpdatedAt
		}
	}
	a.body = body
	return a
}

// ordering filters and orders advisories as the query asks; ok is false for a value
// that GitHub does not take.
func ordering(q *ask, all []located) (list sorted, ok bool) {
	query := q.r.URL.Query()
	ok = true
	pick := func(name string, values ...string) string {
		v := query.Get(name)
		if v == "" {
			return values[0]
		}
		ok = ok && slices.Contains(values, v)
		return v
	}
	state := pick("state", "", "triage", "draft", "published", "closed")
	key := pick("sort", "created", "updated", "published")
	list.desc = pick("direction", "desc", "asc") == "desc"
	if !ok {
		return list, false
	}
	for _, l := range all {
		if state == "" || string(l.State) == state {
			list.records = append(list.records, l)
		}
	}
	slices.SortStableFunc(list.records, func(x, y located) int {
		c := x.place(key).compare(y.place(key))
		if list.desc {
			return -c
		}
		return c
	})
	for _, l := range list.records {
		list.places = append(list.places, l.place(key))
	}
	return list, true
}

// place is where an advisory stands in a list sorted by that time.
func (l located) place(key string) position {
	at := l.CreatedAt
	switch key {
	case "updated":
		at = l.UpdatedAt
	case "published":
		at = l.PublishedAt
	}
	return position{at: at.Unix(), id: l.seq}
}
