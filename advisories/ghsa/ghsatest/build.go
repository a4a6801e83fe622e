package ghsatest

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Role is a person's role on a repository, by GitHub's names.
type Role string

// The roles.
const (
	RoleAdmin    Role = "admin"
	RoleMaintain Role = "maintain"
	RoleWrite    Role = "write"
	RoleTriage   Role = "triage"
	RoleRead     Role = "read"
	RoleNone     Role = "none"
)

// GrantedPermissions are what an installation is granted unless
// [Server.SetPermissions] says otherwise.
func GrantedPermissions() map[string]string {
	return map[string]string{"metadata": "read", "repository_advisories": "write", "contents": "read", "members": "read",
		"organization_custom_org_roles": "read", "issues": "write"}
}

// AddUser makes a personal account, or finds it, and returns its id.
func (s *Server) AddUser(login string) int64 {
	if !advisories.ValidOwner(login) {
		panic(fmt.Sprintf("ghsatest: AddUser(%q): not a login", login))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.account(login, kindUser, s.now()).id
}

// AddOwner makes an account that owns repositories, an organization or a person,
// or finds it, and returns its id.
func (s *Server) AddOwner(login string, org bool) int64 {
	if !advisories.ValidOwner(login) {
		panic(fmt.Sprintf("ghsatest: AddOwner(%q): not a login", login))
	}
	kind := kindUser
	if org {
		kind = kindOrg
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world.account(login, kind, s.now()).id
}

// AddRepository makes a repository "owner/name" with the default branch main and
// no files, and returns its id. Where the App is installed on all of the owner's
// repositories it sends "repository" created and "installation_repositories"
// added.
func (s *Server) AddRepository(fullName string, private bool) int64 {
	owner, name, ok := strings.Cut(fullName, "/")
	if !ok || !advisories.ValidRepositoryName(name) {
		panic(fmt.Sprintf("ghsatest: AddRepository(%q): want owner/name", fullName))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.world.repo(fullName) != nil {
		panic(fmt.Sprintf("ghsatest: AddRepository(%q): there already", fullName))
	}
	now := s.now()
	r := &repo{
		id: s.world.id(), owner: s.world.mustFind(owner), name: name, private: private, branch: "main",
		files: map[string]string{}, roles: map[int64]Role{}, created: now, updated: now, pushed: now,
	}
	r.head = commitOID(r)
	s.world.repos = append(s.world.repos, r)
	delete(s.world.renamed, strings.ToLower(fullName))
	if in := s.world.covering(r); in != nil {
		s.sendRepositories(in, []*repo{r}, nil)
		s.sendRepository(r, "created", nil)
	}
	return r.id
}

// PutFile writes a file on the default branch, as a push by the repository's owner
// account, and sends "push".
func (s *Server) PutFile(fullName, path, text string) { s.push(fullName, path, &text) }

// DeleteFile removes a file from the default branch and sends "push".
func (s *Server) DeleteFile(fullName, path string) { s.push(fullName, path, nil) }

func (s *Server) push(fullName, path string, text *string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	before := r.head
	kind := "added"
	_, there := r.files[path]
	switch {
	case text == nil && !there:
		panic(fmt.Sprintf("ghsatest: DeleteFile: no file %q in %s", path, fullName))
	case text == nil:
		kind = "removed"
		delete(r.files, path)
	case there:
		kind = "modified"
		fallthrough
	default:
		r.files[path] = *text
	}
	r.pushes++
	r.head, r.pushed = commitOID(r), s.now()
	a := Act{Path: path}
	if text != nil {
		a.Body = *text
	}
	s.act(r.owner, VerbPush, r, a)
	s.sendPush(r, before, kind, path)
}

// SetRole gives a person a role on a repository. A personal account is admin of
// its own repositories without it; who has no role reads public ones.
func (s *Server) SetRole(fullName, login string, role Role) {
	switch role {
	case RoleAdmin, RoleMaintain, RoleWrite, RoleTriage, RoleRead, RoleNone:
	default:
		panic(fmt.Sprintf("ghsatest: SetRole: no role %q", role))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.mustRepo(fullName).roles[s.world.mustFind(login).id] = role
}

// AddSecurityManager makes a person a security manager of an organization: full
// power over its advisories, and no role on repositories that an App could see.
func (s *Server) AddSecurityManager(org, login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.mustFind(org).security[s.world.mustFind(login).id] = true
}

// AddTeam makes a team of an organization, or adds members to it, and returns its
// id. Members are made where there are none.
func (s *Server) AddTeam(org, slug string, members ...string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.world.team(org, slug)
	if t == nil {
		o := s.world.mustFind(org)
		if o.kind != kindOrg {
			panic(fmt.Sprintf("ghsatest: AddTeam: %q is no organization", org))
		}
		t = &team{id: s.world.id(), org: o, slug: slug, members: map[int64]bool{}}
		s.world.teams = append(s.world.teams, t)
	}
	for _, login := range members {
		t.members[s.world.account(login, kindUser, s.now()).id] = true
	}
	return t.id
}

// RemoveFromTeam takes a person out of a team.
func (s *Server) RemoveFromTeam(org, slug, login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.world.team(org, slug)
	if t == nil {
		panic(fmt.Sprintf("ghsatest: no team %s/%s", org, slug))
	}
	delete(t.members, s.world.mustFind(login).id)
}

// RenameRepository gives a repository another name within its owner and sends
// "repository" renamed. Requests for the old name are answered 301.
func (s *Server) RenameRepository(fullName, newName string) {
	if !advisories.ValidRepositoryName(newName) {
		panic(fmt.Sprintf("ghsatest: RenameRepository: %q is no name", newName))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	old := r.name
	s.world.renamed[strings.ToLower(r.fullName())] = r
	r.name, r.updated = newName, s.now()
	delete(s.world.renamed, strings.ToLower(r.fullName()))
	s.sendRepository(r, "renamed", object{"repository": object{"name": object{"from": old}}})
}

// Archive archives a repository, which makes it read-only, and sends "repository"
// archived.
func (s *Server) Archive(fullName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	r.archived, r.updated = true, s.now()
	s.sendRepository(r, "archived", nil)
}

// DeleteRepository removes a repository with its advisories. GitHub tells Apps
// nothing of it, so nothing is sent but "installation_repositories" removed.
func (s *Server) DeleteRepository(fullName string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.mustRepo(fullName)
	in := s.world.covering(r)
	for i := range s.world.repos {
		if s.world.repos[i] == r {
			s.world.repos = append(s.world.repos[:i:i], s.world.repos[i+1:]...)
			break
		}
	}
	if in != nil {
		delete(in.selected, r.id)
		s.sendRepositories(in, nil, []*repo{r})
	}
}

// AddInstallation installs the App on all repositories of an account, with
// [GrantedPermissions], sends "installation" created, and returns its id.
func (s *Server) AddInstallation(owner string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.world.mustFind(owner)
	for _, in := range s.world.installations {
		if in.account == a {
			panic(fmt.Sprintf("ghsatest: AddInstallation(%q): there already", owner))
		}
	}
	in := s.install(a)
	in.permissions = GrantedPermissions()
	s.sendInstallation(in, "created", s.world.covered(in))
	return in.id
}

// SetPermissions changes what an installation is granted and sends "installation"
// new_permissions_accepted. Tokens that were given out keep what they have.
func (s *Server) SetPermissions(installation int64, permissions map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.mustInstallation(installation)
	in.permissions, in.updated = maps.Clone(permissions), s.now()
	s.sendInstallation(in, "new_permissions_accepted", nil)
}

// SelectRepositories narrows or widens an installation to these repositories and
// sends "installation_repositories" for what came and went. No names at all mean
// all repositories of the account.
func (s *Server) SelectRepositories(installation int64, fullNames ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.mustInstallation(installation)
	before := s.world.covered(in)
	in.selected = nil
	if len(fullNames) > 0 {
		in.selected = map[int64]bool{}
	}
	for _, n := range fullNames {
		in.selected[s.world.mustRepo(n).id] = true
	}
	in.updated = s.now()
	after := s.world.covered(in)
	s.sendRepositories(in, without(after, before), without(before, after))
}

// Suspend blocks an installation: its webhooks stop and its requests are refused
// with 403. It sends "installation" suspend.
func (s *Server) Suspend(installation int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.mustInstallation(installation)
	in.suspended = s.now()
	s.sendInstallation(in, "suspend", nil)
}

// Unsuspend ends a suspension and sends "installation" unsuspend.
func (s *Server) Unsuspend(installation int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.mustInstallation(installation)
	in.suspended = time.Time{}
	s.sendInstallation(in, "unsuspend", nil)
}

// Uninstall removes an installation, ends its tokens and sends "installation"
// deleted.
func (s *Server) Uninstall(installation int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.mustInstallation(installation)
	gone := s.world.covered(in)
	for i := range s.world.installations {
		if s.world.installations[i] == in {
			s.world.installations = append(s.world.installations[:i:i], s.world.installations[i+1:]...)
			break
		}
	}
	s.sendInstallation(in, "deleted", gone)
}

func (s *Server) mustInstallation(id int64) *installation {
	in := s.world.installation(id)
	if in == nil {
		panic(fmt.Sprintf("ghsatest: no installation %d", id))
	}
	return in
}

// without are the repositories of a that are not in b.
func without(a, b []*repo) []*repo {
	var out []*repo
	for _, r := range a {
		found := false
		for _, x := range b {
			found = found || x == r
		}
		if !found {
			out = append(out, r)
		}
	}
	return out
}
