package ghsatest

import (
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// maxComment is the longest comment body that is taken, in characters. GitHub's
// limit for advisories is not documented; this is the one for issues.
const maxComment = 65536

// threadClosed reports whether the advisory takes and shows no comments any more.
func (s *Server) threadClosed(rec *record) bool {
	return rec.State == advisories.StatePublished || rec.State == advisories.StateClosed && s.opt.ClosedNoComments
}

// threadFor is the advisory of the path where the API of comments is there.
func (s *Server) threadFor(q *ask, level string) (*repo, *record, *answer) {
	r, rec, refused := s.advisoryFor(q, level)
	if refused != nil {
		return nil, nil, refused
	}
	if !s.commentable(r) {
		return nil, nil, refuse(notFound())
	}
	return r, rec, nil
}

// noThread is the answer where a comment is written to a published advisory.
func noThread() answer {
	a := notFound()
	a.body.(object)["documentation_url"] = docs + "/security-advisories/repository-advisories#create-a-repository-advisory-comment"
	return a
}

// getComments lists comments oldest first, those changed at or after "since" where
// that is given; none for a published advisory.
func (s *Server) getComments(q *ask) answer {
	r, rec, refused := s.threadFor(q, "read")
	if refused != nil {
		return *refused
	}
	var since time.Time
	if v := q.r.URL.Query().Get("since"); v != "" {
		t, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return invalid("RepositoryAdvisoryComment", "since", "since must be a time in ISO 8601")
		}
		since = t
	}
	var list []*comment
	for _, c := range rec.comments {
		if !c.confidential && !c.UpdatedAt.Before(since) && !s.threadClosed(rec) {
			list = append(list, c)
		}
	}
	a := answer{status: 200}
	page, ok := pageOf(s, q, &a, list)
	if !ok {
		return invalid("RepositoryAdvisoryComment", "per_page", "per_page must be between 1 and 100")
	}
	body := []object{}
	for _, c := range page {
		body = append(body, s.renderComment(r, rec, c))
	}
	a.body = body
	return a
}

func (s *Server) getComment(q *ask) answer {
	r, rec, refused := s.threadFor(q, "read")
	if refused != nil {
		return *refused
	}
	c := rec.comment(q.number("comment_id"))
	if c == nil || c.confidential || s.threadClosed(rec) {
		return notFound()
	}
	return answer{status: 200, body: s.renderComment(r, rec, c)}
}

func (s *Server) postComment(q *ask) answer {
	r, rec, refused := s.threadFor(q, "write")
	if refused != nil {
		return *refused
	}
	body, no := s.commentBody(q, rec)
	if no != nil {
		return *no
	}
	c := s.addComment(r, rec, s.world.bot, body, false)
	a := answer{status: 201, body: s.renderComment(r, rec, c)}
	a.set("Location", a.body.(object)["url"].(string))
	return a
}

func (s *Server) patchComment(q *ask) answer {
	r, rec, refused := s.threadFor(q, "write")
	if refused != nil {
		return *refused
	}
	c := rec.comment(q.number("comment_id"))
	if c == nil || c.confidential {
		return notFound()
	}
	body, no := s.commentBody(q, rec)
	if no != nil {
		return *no
	}
	s.editComment(r, rec, s.world.bot, c, body)
	return answer{status: 200, body: s.renderComment(r, rec, c)}
}

// commentBody is the body of a comment to write, or why there is none to write.
func (s *Server) commentBody(q *ask, rec *record) (string, *answer) {
	if s.threadClosed(rec) {
		return "", refuse(noThread())
	}
	if rec.locked {
		return "", refuse(failed(403, "This advisory is locked."))
	}
	var in struct {
		Body *string `json:"body"`
	}
	if err := q.decode(&in); err != nil {
		return "", refuse(unreadable(err))
	}
	if in.Body == nil || strings.TrimSpace(*in.Body) == "" {
		return "", refuse(invalid("RepositoryAdvisoryComment", "body", "body can't be blank"))
	}
	if len([]rune(*in.Body)) > maxComment {
		return "", refuse(invalid("RepositoryAdvisoryComment", "body", "body is too long (maximum is 65536 characters)"))
	}
	return *in.Body, nil
}

func (s *Server) renderComment(r *repo, rec *record, c *comment) object {
	return object{
		"id": c.ID, "node_id": nodeID("RepositoryAdvisoryComment", c.ID), "body": c.Body,
		"url":      s.base + "/repos/" + r.fullName() + "/security-advisories/" + string(rec.GHSA) + "/comments/" + decimal(c.ID),
		"html_url": c.URL, "user": s.renderPerson(c.Author), "author_association": s.association(r, c.Author),
		"created_at": stamp(c.CreatedAt), "updated_at": stamp(c.UpdatedAt),
	}
}

// association is the author's relation to the repository, in GitHub's words.
func (s *Server) association(r *repo, p advisories.Person) string {
	who := s.world.byID(p.ID)
	if who == nil { // the account is gone
		return "NONE"
	}
	switch role := s.roleOf(who, r); {
	case who == r.owner:
		return "OWNER"
	case role == RoleAdmin || role == RoleMaintain || role == RoleWrite:
		return "COLLABORATOR"
	}
	return "NONE"
}
