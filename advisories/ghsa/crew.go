package ghsa

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Bounds of a crew: 2,000 people of one list, and so many accounts by name.
const (
	maxCrewPages = 20
	maxCrewNamed = 100
)

// Crew lists the people who have power over a repository's advisories: its admins,
// the members of teams ("org/slug", of the repository's owner only), the accounts
// that are named ("@login"), and the organization's security managers where the
// installation may read who they are. Apps are no people. Each is there once, by id,
// in the order of ids.
//
// whole is false where there are more than were read. A team or an account that is
// not there adds nobody, as in [Client.Powers]; what may not be read at all is
// [advisories.FaultForbidden].
//
// Like every list it may be old the next moment: nothing is to be decided by it.
func (c *Client) Crew(ctx context.Context, repo advisories.Repository, teams []string) (people []advisories.Person, whole bool, err error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	m := newMuster(c, repo)
	if err := m.admins(ctx); err != nil {
		return nil, false, err
	}
	for _, t := range ownTeams(repo.Owner, teams) {
		if err := m.members(ctx, t); err != nil {
			return nil, false, err
		}
	}
	if err := m.security(ctx); err != nil {
		return nil, false, err
	}
	if err := m.named(ctx, teams); err != nil {
		return nil, false, err
	}
	return m.people(), m.whole, nil
}

// Admins are a repository's admins, as in [Client.Crew]: mostly one request.
func (c *Client) Admins(ctx context.Context, repo advisories.Repository) (people []advisories.Person, whole bool, err error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	m := newMuster(c, repo)
	if err := m.admins(ctx); err != nil {
		return nil, false, err
	}
	return m.people(), m.whole, nil
}

// muster is one counting of a crew.
type muster struct {
	c     *Client
	repo  advisories.Repository
	by    map[int64]advisories.Person
	whole bool
}

func newMuster(c *Client, repo advisories.Repository) *muster {
	return &muster{c: c, repo: repo, by: map[int64]advisories.Person{}, whole: true}
}

func (m *muster) people() []advisories.Person {
	return slices.SortedFunc(maps.Values(m.by), func(a, b advisories.Person) int { return cmp.Compare(a.ID, b.ID) })
}

func (m *muster) add(p advisories.Person) {
	if p.Known() && !p.Bot {
		m.by[p.ID] = advisories.Person{ID: p.ID, Login: p.Login}
	}
}

// list adds the people of a list, up to the bound.
func (m *muster) list(ctx context.Context, a ask, take func(*wireCollaborator) bool) error {
	q, err := url.ParseQuery(a.query)
	if err != nil {
		return internal(a.route, errRequest)
	}
	q.Set("per_page", perPage)
	a.query = q.Encode()
	for range maxCrewPages {
		var page []wireCollaborator
		next, err := m.c.page(ctx, a, &page)
		if err != nil {
			return err
		}
		for i := range page {
			if take(&page[i]) {
				m.add(page[i].noun())
			}
		}
		if next == "" {
			return nil
		}
		if next == a.query {
			return badAnswer(a.route, errPages) // it would never end
		}
		a.query = next
	}
	m.whole = false
	return nil
}

// wireCollaborator is a person in a list, with the role where the list tells it.
type wireCollaborator struct {
	wirePerson
	RoleName    string `json:"role_name"`
	Permissions *struct {
		Admin bool `json:"admin"`
	} `json:"permissions"`
}

// admins adds the repository's, the organization's owners among them.
func (m *muster) admins(ctx context.Context) error {
	a := about(routeAdmins, m.repo)
	a.query = url.Values{"affiliation": {"all"}, "permission": {"admin"}}.Encode()
	return m.list(ctx, a, func(p *wireCollaborator) bool {
		return collaboratorAdmin(p.RoleName, p.Permissions != nil && p.Permissions.Admin)
	})
}

// members adds those of a team, and of the teams below it.
func (m *muster) members(ctx context.Context, t team) error {
	a := ask{route: routeMembers, installation: m.repo.Installation, repository: m.repo.ID, args: []string{t.org, t.slug}}
	err := m.list(ctx, a, func(*wireCollaborator) bool { return true })
	if advisories.CodeOf(err) == advisories.FaultGone {
		return nil
	}
	return err
}

// security adds the security managers, where they can be read.
func (m *muster) security(ctx context.Context) error {
	var look securityLook
	if err := m.c.takeSecurityLook(ctx, m.repo, &look); err != nil {
		return err
	}
	for _, p := range look.people {
		m.add(p)
	}
	for _, t := range look.teams {
		if err := m.members(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// named adds accounts by their login.
func (m *muster) named(ctx context.Context, teams []string) error {
	known := map[string]bool{}
	for _, p := range m.by {
		known[strings.ToLower(p.Login)] = true
	}
	asked := 0
	for _, name := range teams {
		login, ok := strings.CutPrefix(strings.ToLower(name), "@")
		if !ok || known[login] || !advisories.ValidOwner(login) {
			continue
		}
		if known[login] = true; asked == maxCrewNamed {
			m.whole = false
			return nil
		}
		asked++
		p, err := m.c.Person(ctx, m.repo, login)
		if advisories.CodeOf(err) == advisories.FaultGone {
			continue
		}
		if err != nil {
			return err
		}
		m.add(p)
	}
	return nil
}
