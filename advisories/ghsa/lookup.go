package ghsa

import (
	"context"
	"errors"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Lookup finds a repository that the App covers by name, with the installation
// that covers it; a former name leads to the present one. Since is left zero.
//
// Where the App is not installed on the repository the fault is
// [advisories.FaultGone] and says so; GitHub does not tell whether there is such a
// repository at all. A suspended installation is [advisories.FaultSuspended].
func (c *Client) Lookup(ctx context.Context, owner, name string) (advisories.Repository, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var in wireInstallation
	err := c.get(ctx, ask{route: routeInstalled, args: []string{owner, name}}, &in)
	if err != nil {
		return advisories.Repository{}, notThere(err)
	}
	switch i := in.noun(); {
	case i.ID <= 0:
		return advisories.Repository{}, badAnswer(routeInstalled, errUnread)
	case i.Suspended:
		return advisories.Repository{}, &advisories.Fault{Code: advisories.FaultSuspended, Attempted: routeInstalled.attempted}
	}
	var w wireRepository
	if err := c.get(ctx, ask{route: routeRepository, installation: in.ID, args: []string{owner, name}}, &w); err != nil {
		return advisories.Repository{}, notThere(err)
	}
	r := w.noun(in.ID)
	if r.ID <= 0 || !advisories.ValidOwner(r.Owner) || !advisories.ValidRepositoryName(r.Name) {
		return advisories.Repository{}, badAnswer(routeRepository, errUnread)
	}
	return r, nil
}

// notThere says in words what a missing installation or repository means.
func notThere(err error) error {
	var f *advisories.Fault
	if errors.As(err, &f) && notInstalled(f.Code) {
		said := *f
		said.Err = errNotThere
		return &said
	}
	return err
}
