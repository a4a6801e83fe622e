package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Sweep is the second front door: it lists what GitHub has and rings the bell for
// whatever differs from what the docket knows, since GitHub sends no webhook for
// edits, comments, acceptance, closing or a maintainer's own draft, and loses some
// of those that it sends.
//
// A sweep does, in this order:
//
//	upkeep          installations, GitHub's delivery log and the repositories of an
//	                installation, each at its own slower pace
//	organization    one list of all open advisories, where GitHub gives it
//	apart           elsewhere the repositories with open cases, one by one
//	tracking        comments in tracking issues whose webhook was lost
//	spread          where there is no list of the organization, a share of all
//	                repositories, so that each is looked at once in an hour or so
//
// One installation's fault does not stop the others, and one repository's fault
// not its installation; a limit stops the installation that it holds for. A mark
// moves only after what it stands for was done and its rings are stored: a sweep
// that is cut anywhere is made up for by the next, at the cost of a ring or two
// that find nothing to do.
func (d *Desk) Sweep(ctx context.Context) error {
	d.sweeping.begin()
	defer d.sweeping.one.Unlock()
	s := &sweep{d: d, began: d.now(), first: map[int64]bool{}, relist: map[int64]bool{}}
	last, err := d.docket.Watermark(ctx, markLastSweep())
	if err != nil {
		return fmt.Errorf("sweep: last sweep: %w", err)
	}
	s.last = last
	failures := s.failedDeliveries(ctx)
	installations, err := s.installations(ctx)
	if err != nil {
		return err
	}
	for _, in := range installations {
		if in.Suspended || !d.servesOwner(in.Account) {
			continue
		}
		s.fault(s.installation(ctx, in))
	}
	s.spread(ctx)
	if err := ctx.Err(); err != nil {
		return errors.Join(append(s.faults, fmt.Errorf("sweep: %w", err))...)
	}
	if err := s.finish(ctx, failures); err != nil {
		return err
	}
	d.log.Info("sweep done", "installations", len(installations), "rings", s.rung, "looked_at", s.looked, "faults", len(s.faults))
	return errors.Join(s.faults...)
}

// sweep is one sweep.
type sweep struct {
	d     *Desk
	began time.Time
	// last is when the sweep before began; zero in the first of a docket.
	last time.Time
	// first are repositories whose deliveries failed, relist installations whose
	// repositories are to be listed now, anew that the installations are.
	first  map[int64]bool
	relist map[int64]bool
	anew   bool
	// unlisted is true where an installation's repositories could not be listed,
	// unmade where a failed delivery could not be made up for.
	unlisted bool
	unmade   bool
	shares   []*share
	rung     int
	looked   int
	faults   []error
}

func (s *sweep) fault(err error) {
	if err != nil {
		s.faults = append(s.faults, err)
	}
}

// finish moves the marks of the whole sweep. In the first sweep of a docket what
// is listed has been there since the docket was born; so it stays the first until
// all was listed.
func (s *sweep) finish(ctx context.Context, failures bool) error {
	if failures && !s.unmade {
		if err := s.mark(ctx, markDeliveries(), s.began); err != nil {
			return err
		}
	}
	if s.last.IsZero() && s.unlisted {
		return nil
	}
	return s.mark(ctx, markLastSweep(), s.began)
}

// stops reports whether further calls of the installation would fail alike.
func stops(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultLimited, advisories.FaultSuspended, advisories.FaultUnauthorized:
		return true
	}
	return false
}

// installation sweeps one installation but for its share of single repositories.
func (s *sweep) installation(ctx context.Context, in advisories.Installation) error {
	if err := s.repositories(ctx, in); err != nil {
		s.unmade = s.unmade || len(s.first) > 0
		return err
	}
	if _, err := s.d.gh.Self(ctx, in.ID); err != nil {
		s.d.log.Warn("own account not known yet", "fault", advisories.CodeOf(err)) // asked again before anything is written
	}
	if err := s.firstOnes(ctx, in); err != nil {
		return err
	}
	whole, err := s.organization(ctx, in)
	if err != nil {
		return err
	}
	if !whole {
		if err := s.apart(ctx, in); err != nil {
			return err
		}
		if err := s.plan(ctx, in); err != nil {
			return err
		}
	}
	return s.tracking(ctx, in)
}

// firstOnes sweeps the repositories whose deliveries failed.
func (s *sweep) firstOnes(ctx context.Context, in advisories.Installation) error {
	for _, id := range slices.Sorted(maps.Keys(s.first)) {
		repo, err := s.d.docket.Repository(ctx, advisories.RepositoryKey{Installation: in.ID, Repository: id})
		if errors.Is(err, advisories.ErrNotFound) {
			continue // another installation's, or none's
		}
		if err == nil {
			err = errors.Join(s.lookOpen(ctx, repo), s.lookChanged(ctx, repo))
		}
		if err == nil {
			continue
		}
		s.unmade = true
		if stops(err) {
			return err
		}
		s.fault(err)
	}
	return nil
}
