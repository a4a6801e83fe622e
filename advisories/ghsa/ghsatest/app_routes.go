package ghsatest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// logKept is how long GitHub keeps deliveries.
const logKept = 72 * time.Hour

func (s *Server) getApp(*ask) answer { return answer{status: 200, body: s.renderApp()} }

func (s *Server) getInstallations(q *ask) answer {
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, s.world.installations)
	if !ok {
		return invalid("Installation", "per_page", "per_page must be between 1 and 100")
	}
	list := []object{}
	for _, in := range page {
		list = append(list, s.renderInstallation(in))
	}
	a.body = list
	return a
}

func (s *Server) getInstallation(q *ask) answer {
	in := s.world.installation(q.number("installation_id"))
	if in == nil {
		return notFound()
	}
	return answer{status: 200, body: s.renderInstallation(in)}
}

func (s *Server) getRepositoryInstallation(q *ask) answer {
	name := q.path("owner") + "/" + q.path("repo")
	r := s.world.repo(name)
	if moved := s.world.renamed[strings.ToLower(name)]; r == nil && moved != nil {
		return s.moved(q, moved)
	}
	if r == nil || s.world.covering(r) == nil {
		return notFound()
	}
	return answer{status: 200, body: s.renderInstallation(s.world.covering(r))}
}

// getDeliveries answers the newest first. The cursor is the id of the first
// delivery of the page; "success" is a status of 200 to 399, "failure" 400 to 599.
func (s *Server) getDeliveries(q *ask) answer {
	query := q.r.URL.Query()
	size, ok := q.perPage()
	if !ok {
		return failed(400, "per_page must be between 1 and 100")
	}
	from, low, high := int64(1)<<62, 0, 600
	if c := query.Get("cursor"); c != "" {
		n, err := strconv.ParseInt(strings.TrimPrefix(c, "v1_"), 10, 64)
		if err != nil {
			return failed(400, "Invalid cursor")
		}
		from = n
	}
	switch query.Get("status") {
	case "":
	case "success":
		low, high = 200, 400
	case "failure":
		low, high = 400, 600
	default:
		return invalid("Hook", "status", "status must be success or failure")
	}
	a := answer{status: 200}
	list := []object{}
	for _, d := range slices.Backward(s.hook.log) {
		if d.ID > from || d.StatusCode < low || d.StatusCode >= high || s.now().Sub(d.At) > logKept {
			continue
		}
		if len(list) == size {
			a.set("Link", s.link(q, "next", url.Values{"cursor": {"v1_" + strconv.FormatInt(d.ID, 10)}}))
			break
		}
		list = append(list, renderDelivery(d))
	}
	a.body = list
	return a
}

func renderDelivery(d Delivery) object {
	p := object{
		"id": d.ID, "guid": d.GUID, "delivered_at": stamp(d.At), "redelivery": d.Redelivery,
		"duration": d.Took.Round(10 * time.Millisecond).Seconds(), "status": d.Status, "status_code": d.StatusCode,
		"event": d.Event, "action": orNull(d.Action), "installation_id": nil, "repository_id": nil, "throttled_at": nil,
	}
	if d.Installation != 0 {
		p["installation_id"] = d.Installation
	}
	if d.Repository != 0 {
		p["repository_id"] = d.Repository
	}
	return p
}

func (s *Server) delivery(q *ask) (Delivery, bool) {
	id := q.number("delivery_id")
	i := slices.IndexFunc(s.hook.log, func(d Delivery) bool { return d.ID == id })
	if i < 0 {
		return Delivery{}, false
	}
	return s.hook.log[i], true
}

func (s *Server) getDelivery(q *ask) answer {
	d, ok := s.delivery(q)
	if !ok {
		return notFound()
	}
	p := renderDelivery(d)
	p["url"] = s.hook.url
	p["request"] = object{"headers": object{"X-GitHub-Event": d.Event, "X-GitHub-Delivery": d.GUID}, "payload": rawJSON(d.Body)}
	p["response"] = object{"headers": object{}, "payload": ""}
	return answer{status: 200, body: p}
}

func (s *Server) postAttempt(q *ask) answer {
	d, ok := s.delivery(q)
	if !ok {
		return notFound()
	}
	s.redeliver(d)
	return answer{status: 202, body: object{}}
}

func (s *Server) getInstallationRepositories(q *ask) answer {
	repos := slices.DeleteFunc(s.world.covered(q.in), func(r *repo) bool { return !q.grant.sees(r) })
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, repos)
	if !ok {
		return invalid("Repository", "per_page", "per_page must be between 1 and 100")
	}
	list := []object{}
	for _, r := range page {
		list = append(list, s.renderRepository(r))
	}
	a.body = object{"total_count": len(repos), "repository_selection": q.in.selection(), "repositories": list}
	return a
}

// sees reports whether a token is not narrowed away from the repository.
func (g *grant) sees(r *repo) bool { return g.repositories == nil || g.repositories[r.id] }

func (s *Server) getRateLimit(q *ask) answer {
	core, graphql := s.appBudget.at(s.now()), &budget{limit: 0, reset: s.now()}
	if q.in != nil {
		core, graphql = q.in.core.at(s.now()), q.in.graphql.at(s.now())
	}
	search := budget{limit: 30, reset: s.now().Add(time.Minute)}
	return answer{status: 200, body: object{
		"resources": object{"core": core.render(), "graphql": graphql.render(), "search": search.render()},
		"rate":      core.render(),
	}}
}
