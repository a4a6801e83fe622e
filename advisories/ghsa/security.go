package ghsa

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// How long it is remembered which number the role has, and that an installation
// may not read it. Who holds the role is never remembered here.
const (
	roleLife    = 24 * time.Hour
	unreadLife  = time.Hour
	securityMax = 10_000
)

// securityRoles remembers the number of the security managers' role.
type securityRoles struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[securityKey]knownRole
}

type securityKey struct {
	installation int64
	org          string
}

// knownRole has the id 0 where the role cannot be read.
type knownRole struct {
	id    int64
	until time.Time
}

func newSecurityRoles(now func() time.Time) *securityRoles {
	return &securityRoles{now: now, by: map[securityKey]knownRole{}}
}

func (s *securityRoles) get(k securityKey) (id int64, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.by[k]
	return r.id, ok && s.now().Before(r.until)
}

func (s *securityRoles) put(k securityKey, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.by) >= securityMax {
		clear(s.by) // it is only asked again
	}
	life := unreadLife
	if id != 0 {
		life = roleLife
	}
	s.by[k] = knownRole{id, s.now().Add(life)}
}

// securityLook is one look at who the security managers of an organization are,
// taken when the first person is asked about.
type securityLook struct {
	taken bool
	users map[int64]bool
	teams []team
	// people are the users, for lists of them.
	people []advisories.Person
}

type wireRoles struct {
	Roles []struct {
		ID     int64  `json:"id"`
		Name   string `json:"name"`
		Source string `json:"source"`
	} `json:"roles"`
}

type wireTeam struct {
	Slug string `json:"slug"`
	Type string `json:"type"`
}

// SecurityManagersReadable reports whether an installation lets us read who the
// organization's security managers are. Where not, they have power only as far as
// the policy names them.
func (c *Client) SecurityManagersReadable(ctx context.Context, installation int64, org string) bool {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	k := securityKey{installation, strings.ToLower(org)}
	id, err := c.findSecurityRole(ctx, installation, org)
	if err != nil || id == 0 {
		return false
	}
	c.security.put(k, id)
	_, err = c.securityCrew(ctx, installation, org, id)
	return err == nil
}

// isSecurity reports whether a person, whose login and id were just found to belong
// together, is a security manager of the repository's owner. Where that cannot be
// read nobody is.
func (c *Client) isSecurity(ctx context.Context, repo advisories.Repository, p advisories.Person, look *securityLook) (bool, error) {
	if !look.taken {
		if err := c.takeSecurityLook(ctx, repo, look); err != nil {
			return false, err
		}
		look.taken = true
	}
	if look.users[p.ID] {
		return true, nil
	}
	for _, t := range look.teams {
		if in, err := c.inTeam(ctx, repo, t, p.Login); in || err != nil {
			return in, err
		}
	}
	return false, nil
}

func (c *Client) takeSecurityLook(ctx context.Context, repo advisories.Repository, look *securityLook) error {
	k := securityKey{repo.Installation, strings.ToLower(repo.Owner)}
	id, known := c.security.get(k)
	if !known {
		var err error
		if id, err = c.findSecurityRole(ctx, repo.Installation, repo.Owner); err != nil && !staysUnread(err) {
			return err
		}
		c.security.put(k, id)
	}
	if id == 0 {
		return nil
	}
	found, err := c.securityCrew(ctx, repo.Installation, repo.Owner, id)
	if staysUnread(err) {
		c.security.put(k, 0) // the right was taken away, or the role is another
		return nil
	}
	if err != nil {
		return err
	}
	*look = found
	return nil
}

// staysUnread reports whether a fault means that it will stay unread: no right, no
// organization, an answer that is not understood.
func staysUnread(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultForbidden, advisories.FaultGone, advisories.FaultRefused, advisories.FaultBadAnswer:
		return true
	}
	return false
}

// findSecurityRole is the role's number, 0 where the organization has none.
func (c *Client) findSecurityRole(ctx context.Context, installation int64, org string) (int64, error) {
	var w wireRoles
	if err := c.get(ctx, ask{route: routeOrgRoles, installation: installation, args: []string{org}}, &w); err != nil {
		return 0, err
	}
	for _, r := range w.Roles {
		if isSecurityRole(r.Name, r.Source) && r.ID > 0 {
			return r.ID, nil
		}
	}
	return 0, nil
}

// securityCrew reads who holds the role.
func (c *Client) securityCrew(ctx context.Context, installation int64, org string, role int64) (securityLook, error) {
	look := securityLook{users: map[int64]bool{}}
	args := []string{org, strconv.FormatInt(role, 10)}
	err := pages(ctx, c, ask{route: routeRoleUsers, installation: installation, args: args}, maxPages, func(page []wirePerson) bool {
		for i := range page {
			if p := page[i].noun(); p.Known() && !p.Bot {
				look.users[p.ID] = true
				look.people = append(look.people, p)
			}
		}
		return true
	})
	if err != nil {
		return securityLook{}, err
	}
	var asked []string
	err = pages(ctx, c, ask{route: routeRoleTeams, installation: installation, args: args}, maxPages, func(page []wireTeam) bool {
		for _, t := range page {
			asked = append(asked, org+"/"+t.Slug)
		}
		return true
	})
	look.teams = ownTeams(org, asked)
	return look, err
}
