package ghsatest

import "slices"

// This file builds the webhooks of issues. All of it runs with the lock held.

// hears is the installation that gets an event of the repository's issues, nil for
// none: it covers the repository, may read issues, and the App has subscribed.
func (s *Server) hears(r *repo, event string) *installation {
	in := s.world.covering(r)
	if in == nil || in.permissions["issues"] == "" || !slices.Contains(append(s.appEvents(), s.hook.more...), event) {
		return nil
	}
	return in
}

// Subscribe adds events to those that the App gets, as if a person had ticked them
// in its settings: "issues" is none of those that it asks for.
func (s *Server) Subscribe(events ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.more = append(s.hook.more, events...)
}

func (s *Server) sendIssue(i *issue, action string, who *account, changes object) {
	in := s.hears(i.at, "issues")
	if in == nil {
		return
	}
	p := s.repositoryPayload(in, i.at, who)
	p["action"], p["issue"] = action, s.renderIssue(i)
	if changes != nil {
		p["changes"] = changes
	}
	if action == "assigned" {
		p["assignee"] = s.renderUser(i.assignees[len(i.assignees)-1])
	}
	s.enqueue("issues", action, in, i.at, p)
}

func (s *Server) sendRemark(c *remark, action string, who *account, changes object) {
	r := c.on.at
	in := s.hears(r, "issue_comment")
	if in == nil {
		return
	}
	p := s.repositoryPayload(in, r, who)
	p["action"], p["issue"], p["comment"] = action, s.renderIssue(c.on), s.renderRemark(c)
	if changes != nil {
		p["changes"] = changes
	}
	s.enqueue("issue_comment", action, in, r, p)
}

// renderIssue is an issue as REST and webhooks have it.
func (s *Server) renderIssue(i *issue) object {
	api := s.base + "/repos/" + i.at.fullName()
	self := api + "/issues/" + decimal(int64(i.number))
	assignees := []any{}
	for _, a := range i.assignees {
		assignees = append(assignees, s.renderUser(a))
	}
	p := object{
		"id": i.id, "node_id": nodeID("Issue", i.id), "number": i.number, "title": i.title, "body": orNull(i.body),
		"user": s.renderUser(i.author), "author_association": s.relation(i.at, i.author),
		"state": "open", "state_reason": nil, "locked": i.locked, "active_lock_reason": nil, "closed_at": stamp(i.closedAt),
		"assignee": nil, "assignees": assignees, "labels": []object{}, "milestone": nil, "comments": len(i.remarks),
		"created_at": stamp(i.created), "updated_at": stamp(i.updated), "performed_via_github_app": nil,
		"url": self, "repository_url": api, "labels_url": self + "/labels{/name}", "comments_url": self + "/comments",
		"events_url": self + "/events", "timeline_url": self + "/timeline", "html_url": i.page(),
		"reactions": rollup(self, i.reactions),
	}
	if len(assignees) > 0 {
		p["assignee"] = assignees[0]
	}
	if i.closed {
		p["state"], p["state_reason"] = "closed", "completed"
	}
	return p
}

func (i *issue) page() string {
	return "https://github.com/" + i.at.fullName() + "/issues/" + decimal(int64(i.number))
}

func (c *remark) page() string { return c.on.page() + "#issuecomment-" + decimal(c.id) }

func (s *Server) renderRemark(c *remark) object {
	api := s.base + "/repos/" + c.on.at.fullName()
	self := api + "/issues/comments/" + decimal(c.id)
	return object{
		"id": c.id, "node_id": nodeID("IssueComment", c.id), "body": c.body, "user": s.renderUser(c.author),
		"author_association": s.relation(c.on.at, c.author), "performed_via_github_app": nil,
		"created_at": stamp(c.created), "updated_at": stamp(c.changed()), "url": self, "html_url": c.page(),
		"issue_url": api + "/issues/" + decimal(int64(c.on.number)), "reactions": rollup(self, c.reactions),
	}
}

// relation is an author's relation to the repository, in GitHub's words.
func (s *Server) relation(r *repo, who *account) string {
	if who == nil || who.kind != kindUser {
		return "NONE"
	}
	return s.association(r, who.person())
}

// reactionKeys are REST's names of GraphQL's reactions.
var reactionKeys = map[string]string{
	"THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "CONFUSED": "confused",
	"HEART": "heart", "HOORAY": "hooray", "EYES": "eyes", "ROCKET": "rocket",
}

func rollup(of string, list []IssueReaction) object {
	p := object{"url": of + "/reactions", "total_count": len(list)}
	for _, key := range reactionKeys {
		p[key] = 0
	}
	for _, r := range list {
		p[reactionKeys[r.Content]] = p[reactionKeys[r.Content]].(int) + 1
	}
	return p
}
