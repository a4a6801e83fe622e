package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/app/setup"
)

// without says what does not work while a permission is not granted, and whether
// the program is of use at all then.
var without = map[string]struct {
	lost  string
	grave bool
}{
	"contents":                      {"policy files cannot be read, and every draft is held", true},
	"issues":                        {"there are no tracking issues", false},
	"members":                       {"teams of a policy give nobody power", false},
	"metadata":                      {"nothing works", true},
	"organization_custom_org_roles": {"security managers count only where a policy's team names them", false},
	"repository_advisories":         {"no report can be read", true},
}

// ofOrganizations are permissions that only organizations can grant.
var ofOrganizations = []string{"members", "organization_custom_org_roles"}

// installations looks at where the App is installed, and at what it covers there.
func (d *doctor) installations(ctx context.Context, q DoctorQuery) {
	all, err := d.gh.Installations(ctx)
	if err != nil {
		d.trouble("owners", "", err)
		return
	}
	look := newChoice(q)
	for _, in := range d.owners(all) {
		if in.Suspended {
			d.note("installation", in.Account, CheckWarn, "the installation is suspended: nothing is read or written there", "An owner of the account can end that where the App is installed.")
			continue
		}
		granted, ok := d.permissions(ctx, in)
		d.managers(ctx, in, granted)
		d.coverage(ctx, in.ID, in.Account)
		if !ok {
			continue
		}
		repos, err := d.gh.Repositories(ctx, in.ID)
		if err != nil {
			d.trouble("repositories", in.Account, err)
			continue
		}
		chosen := slices.DeleteFunc(repos, func(r advisories.Repository) bool { return !look.takes(r) })
		d.readFiles(ctx, in.ID, chosen)
		for _, r := range chosen {
			d.repository(ctx, r, granted)
		}
	}
	look.tell(d)
}

// owners compares the installations with OWNERS, and gives back those served.
func (d *doctor) owners(all []advisories.Installation) []advisories.Installation {
	const name = "owners"
	install := d.page("apps", d.slug, "installations", "new")
	var served []advisories.Installation
	var ignored []string
	for _, in := range all {
		if len(d.config.Owners) == 0 || slices.ContainsFunc(d.config.Owners, func(o string) bool { return strings.EqualFold(o, in.Account) }) {
			served = append(served, in)
		} else {
			ignored = append(ignored, in.Account)
		}
	}
	missing := slices.DeleteFunc(slices.Clone(d.config.Owners), func(o string) bool {
		return slices.ContainsFunc(all, func(in advisories.Installation) bool { return strings.EqualFold(o, in.Account) })
	})
	switch {
	case len(all) == 0:
		d.note(name, "", CheckFail, "the App is installed nowhere", "Install it: "+install)
	case len(served) == 0:
		d.note(name, "", CheckFail, "none of "+Prefix+"OWNERS has installed the App; others have, and are ignored", "Mend "+Prefix+"OWNERS, or install it: "+install)
	case len(missing) > 0:
		d.note(name, "", CheckWarn, and(missing)+" of "+Prefix+"OWNERS: the App is not installed there", "Install it: "+install)
	default:
		d.note(name, "", CheckOK, "served: "+and(accounts(served)), "")
	}
	if len(ignored) > 0 {
		d.note("ignored_owners", "", CheckWarn, "installed and ignored, because "+Prefix+"OWNERS does not name them: "+and(ignored), "Name them there, or uninstall the App: installed, it may read what it does not use.")
	}
	return served
}

func accounts(list []advisories.Installation) []string {
	var out []string
	for _, in := range list {
		out = append(out, in.Account)
	}
	return out
}

// permissions compares what an installation granted with what is needed. It
// reports whether repositories can be looked at.
func (d *doctor) permissions(ctx context.Context, in advisories.Installation) (granted map[string]string, ok bool) {
	const name = "permissions"
	granted, err := d.gh.GrantedNow(ctx, in.ID)
	if err != nil {
		d.trouble(name, in.Account, err)
		return nil, false
	}
	need := maps.Clone(setup.Registration().Permissions)
	if !in.Organization {
		for _, p := range ofOrganizations {
			delete(need, p)
		}
	}
	page := d.page("settings", "installations", fmt.Sprint(in.ID))
	if in.Organization {
		page = d.page("organizations", in.Account, "settings", "installations", fmt.Sprint(in.ID))
	}
	lacks := lacking(need, granted)
	if len(lacks) == 0 {
		forks := "private forks are for people to start"
		if granted["administration"] == "write" {
			forks = "private forks too"
		}
		d.note(name, in.Account, CheckOK, "all that is needed is granted; "+forks, "")
		return granted, true
	}
	result, parts := CheckWarn, []string{}
	for _, p := range lacks {
		if without[p].grave {
			result = CheckFail
		}
		parts = append(parts, fmt.Sprintf("%s: %s is not granted, so %s", p, need[p], without[p].lost))
	}
	d.note(name, in.Account, result, strings.Join(parts, "; "), "An owner of the account accepts it at "+page+"; where that page offers nothing, the App does not ask for it (see the check registration).")
	return granted, true
}

// managers looks whether an organization's security managers can be read. Where
// the permission for it is missing, that is told with the permissions.
func (d *doctor) managers(ctx context.Context, in advisories.Installation, granted map[string]string) {
	const name = "security_managers"
	if !in.Organization || granted["organization_custom_org_roles"] == "" {
		return
	}
	if !d.gh.SecurityManagersReadable(ctx, in.ID, in.Account) {
		d.note(name, in.Account, CheckWarn, "the organization's security managers cannot be read, so they count only where a policy's team names them", "Name their team in the policy: `team: ["+in.Account+"/TEAM]`.")
		return
	}
	d.note(name, in.Account, CheckOK, "the organization's security managers can be read, and have power", "")
}

// choice is which repositories are looked at.
type choice struct {
	named map[string]bool // by lower-case name, true once found
	left  int
	more  int
}

func newChoice(q DoctorQuery) *choice {
	c := &choice{named: map[string]bool{}, left: doctorRepositories}
	for _, name := range q.Repositories {
		c.named[strings.ToLower(name)] = false
	}
	return c
}

func (c *choice) takes(r advisories.Repository) bool {
	if len(c.named) > 0 {
		name := strings.ToLower(r.Owner + "/" + r.Name)
		_, asked := c.named[name]
		if asked {
			c.named[name] = true
		}
		return asked
	}
	if r.Archived {
		return false
	}
	if c.left == 0 {
		c.more++
		return false
	}
	c.left--
	return true
}

// tell says what was not looked at.
func (c *choice) tell(d *doctor) {
	const name = "repositories"
	for _, missing := range slices.Sorted(maps.Keys(c.named)) {
		if !c.named[missing] {
			d.note(name, missing, CheckFail, "not among the repositories that the App covers", "Select it where the App is installed; or it is named otherwise.")
		}
	}
	if c.more > 0 {
		d.note(name, "", CheckSkipped, fmt.Sprintf("%d more were not looked at", c.more), "advisory-bot doctor --repository OWNER/NAME looks at one.")
	}
}
