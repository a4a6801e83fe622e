package ghsa

import (
	"context"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Powers tells what each person may do: their role on the repository, which of the
// teams ("org/team") they are in, and whether they are a security manager (see
// [advisories.Power]; it is not asked of admins, who have more). Bots, people
// without an id and logins that by now belong to somebody else have no power and
// are left out. Teams of another organization than the repository's owner are never
// asked about.
//
// An answer may be up to five minutes old, so nothing is to be decided by it: see
// [Client.PowersNow].
func (c *Client) Powers(ctx context.Context, repo advisories.Repository, people []advisories.Person, teams []string) (map[int64]advisories.Power, error) {
	return c.powersOf(ctx, repo, people, teams, c.powers.get)
}

// PowersNow is [Client.Powers] as GitHub says at this moment, for decisions.
func (c *Client) PowersNow(ctx context.Context, repo advisories.Repository, people []advisories.Person, teams []string) (map[int64]advisories.Power, error) {
	return c.powersOf(ctx, repo, people, teams, func(powerKey) (advisories.Power, bool) { return advisories.Power{}, false })
}

// powersOf asks for what is not known.
func (c *Client) powersOf(ctx context.Context, repo advisories.Repository, people []advisories.Person, teams []string,
	known func(powerKey) (advisories.Power, bool)) (map[int64]advisories.Power, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	found := map[int64]advisories.Power{}
	asked := map[int64]bool{}
	crew := ownTeams(repo.Owner, teams)
	var look securityLook
	for _, p := range people {
		if p.ID <= 0 || p.Bot || asked[p.ID] || !advisories.ValidOwner(p.Login) {
			continue
		}
		asked[p.ID] = true
		key := powerKeyOf(repo, p, crew)
		power, ok := known(key)
		if !ok {
			var err error
			if power, err = c.power(ctx, repo, p, crew, &look); err != nil {
				return nil, err
			}
			c.powers.put(key, power)
		}
		if power.Admin || power.Maintain || power.Security || len(power.Teams) > 0 {
			power.Teams = slices.Clone(power.Teams)
			found[p.ID] = power
		}
	}
	return found, nil
}

// power asks GitHub about one person.
func (c *Client) power(ctx context.Context, repo advisories.Repository, p advisories.Person, crew []team, look *securityLook) (advisories.Power, error) {
	power, same, err := c.role(ctx, repo, p)
	if err != nil || !same {
		return advisories.Power{}, err
	}
	for _, t := range crew {
		in, err := c.inTeam(ctx, repo, t, p.Login)
		if err != nil {
			return advisories.Power{}, err
		}
		if in {
			power.Teams = append(power.Teams, t.asked)
		}
	}
	if !power.Admin {
		power.Security, err = c.isSecurity(ctx, repo, p, look)
	}
	return power, err
}

// role reads a person's role. same is false where GitHub does not know the login,
// or knows another account by it.
func (c *Client) role(ctx context.Context, repo advisories.Repository, p advisories.Person) (power advisories.Power, same bool, err error) {
	var w wirePermission
	err = c.get(ctx, about(routePermission, repo, p.Login), &w)
	if advisories.CodeOf(err) == advisories.FaultGone {
		return power, false, nil
	}
	if err != nil {
		return power, false, err
	}
	if w.User.noun().ID != p.ID {
		return power, false, nil
	}
	return advisories.Power{Admin: roleAdmin(w.Permission, w.RoleName), Maintain: roleMaintain(w.RoleName)}, true, nil
}

// team is one that may count: of the repository's owner.
type team struct{ asked, org, slug string }

// ownTeams picks the teams of the owner; entries of another form ("@login") or of
// another organization give no power and are passed over.
func ownTeams(owner string, teams []string) []team {
	var out []team
	seen := map[string]bool{}
	for _, t := range teams {
		org, slug, ok := strings.Cut(t, "/")
		if !ok || seen[t] || !strings.EqualFold(org, owner) || !advisories.ValidOwner(org) || !advisories.ValidRepositoryName(slug) {
			continue
		}
		seen[t] = true
		out = append(out, team{asked: t, org: org, slug: slug})
	}
	return out
}

// inTeam reports whether a login is an active member. A team that is not there,
// or that we may not read, has no members as far as we know: no right to read
// teams must not stop a case.
func (c *Client) inTeam(ctx context.Context, repo advisories.Repository, t team, login string) (bool, error) {
	var w wireMembership
	err := c.get(ctx, ask{
		route: routeMembership, installation: repo.Installation, repository: repo.ID,
		args: []string{t.org, t.slug, login},
	}, &w)
	switch advisories.CodeOf(err) {
	case "":
		return membershipActive(w.State), nil
	case advisories.FaultGone, advisories.FaultForbidden:
		return false, nil
	}
	return false, err
}
