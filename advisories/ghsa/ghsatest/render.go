package ghsatest

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// This file renders accounts, repositories and installations as REST has them. All
// of it runs with the lock held.

// object is a JSON object.
type object = map[string]any

// stamp is a time as GitHub writes it, nil for none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// orNull is s, nil where it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nodeID(kind string, id int64) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "0:%s%d", kind, id))
}

func (s *Server) renderUser(a *account) any {
	if a == nil {
		return nil
	}
	api := s.base + "/users/" + url.PathEscape(a.login)
	return object{
		"login": a.login, "id": a.id, "node_id": nodeID("User", a.id), "type": a.kind, "site_admin": false,
		"user_view_type": "public", "gravatar_id": "",
		"avatar_url":          fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
		"url":                 api,
		"html_url":            accountPage(a),
		"followers_url":       api + "/followers",
		"following_url":       api + "/following{/other_user}",
		"gists_url":           api + "/gists{/gist_id}",
		"starred_url":         api + "/starred{/owner}{/repo}",
		"subscriptions_url":   api + "/subscriptions",
		"organizations_url":   api + "/orgs",
		"repos_url":           api + "/repos",
		"events_url":          api + "/events{/privacy}",
		"received_events_url": api + "/received_events",
	}
}

func accountPage(a *account) string {
	if a.kind == kindBot {
		return "https://github.com/apps/" + a.login[:len(a.login)-len("[bot]")]
	}
	return "https://github.com/" + a.login
}

// renderProfile is an account as GET /users/{login} has it.
func (s *Server) renderProfile(a *account) object {
	p := s.renderUser(a).(object)
	for _, k := range []string{"name", "company", "location", "email", "hireable", "bio", "twitter_username"} {
		p[k] = nil
	}
	p["blog"] = ""
	for _, k := range []string{"public_repos", "public_gists", "followers", "following"} {
		p[k] = 0
	}
	p["created_at"], p["updated_at"] = stamp(a.created), stamp(a.created)
	return p
}

func (s *Server) renderOrganization(a *account) object {
	api := s.base + "/orgs/" + a.login
	return object{
		"login": a.login, "id": a.id, "node_id": nodeID("Organization", a.id), "url": api, "description": "",
		"repos_url": api + "/repos", "events_url": api + "/events", "hooks_url": api + "/hooks",
		"issues_url": api + "/issues", "members_url": api + "/members{/member}",
		"public_members_url": api + "/public_members{/member}",
		"avatar_url":         fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", a.id),
	}
}

func (s *Server) renderTeam(t *team) object {
	api := fmt.Sprintf("%s/organizations/%d/team/%d", s.base, t.org.id, t.id)
	return object{
		"id": t.id, "node_id": nodeID("Team", t.id), "name": t.slug, "slug": t.slug, "description": nil,
		"privacy": "closed", "notification_setting": "notifications_enabled", "permission": "pull", "parent": nil,
		"type": "organization", "organization_id": t.org.id, "url": api,
		"html_url":    "https://github.com/orgs/" + t.org.login + "/teams/" + t.slug,
		"members_url": api + "/members{/member}", "repositories_url": api + "/repos",
	}
}

// repositoryLinks are the addresses of a repository below its own, by field.
var repositoryLinks = map[string]string{
	"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
	"branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}",
	"comments_url": "/comments{/number}", "commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}",
	"contents_url": "/contents/{+path}", "contributors_url": "/contributors", "deployments_url": "/deployments",
	"downloads_url": "/downloads", "events_url": "/events", "forks_url": "/forks",
	"git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}",
	"hooks_url": "/hooks", "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
	"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}",
	"languages_url": "/languages", "merges_url": "/merges", "milestones_url": "/milestones{/number}",
	"notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
	"releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags",
	"teams_url": "/teams", "trees_url": "/git/trees{/sha}",
}

// renderRepository is a repository as lists and webhooks have it.
func (s *Server) renderRepository(r *repo) object {
	api, page := s.base+"/repos/"+r.fullName(), "https://github.com/"+r.fullName()
	p := object{
		"id": r.id, "node_id": nodeID("Repository", r.id), "name": r.name, "full_name": r.fullName(),
		"owner": s.renderUser(r.owner), "private": r.private, "visibility": r.visibility(), "archived": r.archived,
		"html_url": page, "url": api, "clone_url": page + ".git", "svn_url": page,
		"git_url": "git://github.com/" + r.fullName() + ".git", "ssh_url": "git@github.com:" + r.fullName() + ".git",
		"description": nil, "homepage": nil, "language": nil, "license": nil, "mirror_url": nil,
		"fork": false, "disabled": false, "is_template": false, "has_issues": !r.noIssues, "has_projects": true,
		"has_downloads": true, "has_wiki": true, "has_pages": false, "has_discussions": false,
		"allow_forking": true, "web_commit_signoff_required": false, "topics": []string{},
		"size": 0, "stargazers_count": 0, "watchers_count": 0, "watchers": 0, "forks_count": 0, "forks": 0,
		"open_issues_count": 0, "open_issues": 0, "default_branch": r.branch,
		"created_at": stamp(r.created), "updated_at": stamp(r.updated), "pushed_at": stamp(r.pushed),
	}
	for field, path := range repositoryLinks {
		p[field] = api + path
	}
	return p
}

// renderFullRepository is a repository as GET /repos/{owner}/{repo} has it.
func (s *Server) renderFullRepository(r *repo) object {
	p := s.renderRepository(r)
	p["network_count"], p["subscribers_count"] = 0, 0
	return p
}

func (in *installation) selection() string {
	if in.selected == nil {
		return "all"
	}
	return "selected"
}

func (s *Server) renderInstallation(in *installation) object {
	api := fmt.Sprintf("%s/app/installations/%d", s.base, in.id)
	p := object{
		"id": in.id, "account": s.renderUser(in.account), "repository_selection": in.selection(),
		"access_tokens_url": api + "/access_tokens", "repositories_url": s.base + "/installation/repositories",
		"html_url": fmt.Sprintf("https://github.com/settings/installations/%d", in.id),
		"app_id":   s.opt.AppID, "app_slug": s.opt.Slug, "target_id": in.account.id, "target_type": in.account.kind,
		"permissions": in.permissions, "events": s.appEvents(), "single_file_name": nil,
		"has_multiple_single_files": false, "single_file_paths": []string{},
		"created_at": stamp(in.created), "updated_at": stamp(in.updated),
		"suspended_by": nil, "suspended_at": stamp(in.suspended),
	}
	if !in.suspended.IsZero() {
		p["suspended_by"] = s.renderUser(in.account)
	}
	return p
}

func (s *Server) renderApp() object {
	return object{
		"id": s.opt.AppID, "slug": s.opt.Slug, "client_id": "Iv23" + s.opt.Slug, "node_id": nodeID("Integration", s.opt.AppID),
		"owner": s.renderUser(s.world.appOwner), "name": s.opt.Slug, "description": "",
		"external_url": "https://example.com/", "html_url": "https://github.com/apps/" + s.opt.Slug,
		"created_at": stamp(s.world.appOwner.created), "updated_at": stamp(s.world.appOwner.created),
		"permissions": s.appPermissions(), "events": s.appEvents(), "installations_count": len(s.world.installations),
	}
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
