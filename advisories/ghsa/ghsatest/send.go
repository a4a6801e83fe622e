package ghsatest

// This file builds the webhooks. All of it runs with the lock held.

// sendAdvisory sends "repository_advisory" where an installation covers the
// repository and may read advisories. Actions are reported and published; GitHub
// has no others.
func (s *Server) sendAdvisory(r *repo, rec *record, action string, who *account) {
	in := s.world.covering(r)
	if in == nil || in.permissions["repository_advisories"] == "" {
		return
	}
	p := s.repositoryPayload(in, r, who)
	p["action"] = action
	adv := s.renderAdvisory(r, rec, version2022)
	delete(adv, "comments")
	delete(adv, "comments_url")
	p["repository_advisory"] = adv
	s.enqueue("repository_advisory", action, in, r, p)
}

func (s *Server) sendRepository(r *repo, action string, changes object) {
	in := s.world.covering(r)
	if in == nil {
		return
	}
	p := s.repositoryPayload(in, r, r.owner)
	p["action"] = action
	if changes != nil {
		p["changes"] = changes
	}
	s.enqueue("repository", action, in, r, p)
}

func (s *Server) sendPush(r *repo, before, kind, path string) {
	in := s.world.covering(r)
	if in == nil || in.permissions["contents"] == "" {
		return
	}
	who := object{"name": r.owner.login, "email": r.owner.login + "@users.noreply.github.com", "username": r.owner.login}
	commit := object{
		"id": r.head, "tree_id": r.head, "distinct": true, "message": "Change " + path,
		"timestamp": stamp(r.pushed), "url": "https://github.com/" + r.fullName() + "/commit/" + r.head,
		"author": who, "committer": who, "added": []string{}, "removed": []string{}, "modified": []string{},
	}
	commit[kind] = []string{path}
	p := s.repositoryPayload(in, r, r.owner)
	p["ref"], p["base_ref"], p["before"], p["after"] = "refs/heads/"+r.branch, nil, before, r.head
	p["created"], p["deleted"], p["forced"] = false, false, false
	p["compare"] = "https://github.com/" + r.fullName() + "/compare/" + before[:12] + "..." + r.head[:12]
	p["commits"], p["head_commit"] = []object{commit}, commit
	p["pusher"] = object{"name": r.owner.login, "email": who["email"]}
	s.enqueue("push", "", in, r, p)
}

func (s *Server) sendInstallation(in *installation, action string, repos []*repo) {
	p := object{"action": action, "installation": s.installationPayload(in), "sender": s.renderUser(in.account)}
	if repos != nil {
		p["repositories"] = shortRepositories(repos)
	}
	if action == "created" {
		p["requester"] = nil
	}
	s.enqueue("installation", action, in, nil, p)
}

func (s *Server) sendRepositories(in *installation, added, removed []*repo) {
	for _, action := range []string{"removed", "added"} {
		repos := map[string][]*repo{"added": added, "removed": removed}[action]
		if len(repos) == 0 {
			continue
		}
		s.enqueue("installation_repositories", action, in, nil, object{
			"action": action, "installation": s.installationPayload(in), "repository_selection": in.selection(),
			"repositories_added": []object{}, "repositories_removed": []object{},
			"repositories_" + action: shortRepositories(repos), "requester": nil, "sender": s.renderUser(in.account),
		})
	}
}

// installationPayload is the installation as webhooks have it: with times as Unix
// seconds, unlike REST.
func (s *Server) installationPayload(in *installation) object {
	p := s.renderInstallation(in)
	p["created_at"], p["updated_at"] = in.created.Unix(), in.updated.Unix()
	return p
}

// repositoryPayload has what every event of a repository has.
func (s *Server) repositoryPayload(in *installation, r *repo, sender *account) object {
	rr := s.renderRepository(r)
	rr["custom_properties"] = object{}
	p := object{
		"repository": rr, "sender": s.renderUser(sender),
		"installation": object{"id": in.id, "node_id": nodeID("Integration", in.id)},
	}
	if r.owner.kind == kindOrg {
		p["organization"] = s.renderOrganization(r.owner)
	}
	return p
}

func (s *Server) pingPayload() object {
	return object{
		"zen": "Approachable is better than simple.", "hook_id": s.hook.id,
		"hook": object{
			"type": "App", "id": s.hook.id, "name": "web", "active": true, "app_id": s.opt.AppID,
			"events": subscribed(), "created_at": stamp(s.now()), "updated_at": stamp(s.now()),
			"config":         object{"content_type": "json", "insecure_ssl": "0", "url": s.hook.url},
			"deliveries_url": s.base + "/app/hook/deliveries",
		},
	}
}

func shortRepositories(repos []*repo) []object {
	out := []object{}
	for _, r := range repos {
		out = append(out, object{
			"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name, "full_name": r.fullName(), "private": r.private,
		})
	}
	return out
}

// subscribed are the events of the App beside those that every App gets.
func subscribed() []string {
	return []string{"issue_comment", "push", "repository", "repository_advisory"}
}
