package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// relist lists the repositories of an installation and writes down which came,
// changed and went, since when those that came are there, and that they were
// listed. It returns them as they are in the docket now.
//
// A list of several pages can miss a repository that moves between them while one
// before it goes; so only what two lists miss has gone.
func (d *Desk) relist(ctx context.Context, installation int64, came time.Time) ([]advisories.Repository, error) {
	began := d.now()
	repos, err := d.gh.Repositories(ctx, installation)
	if err != nil {
		return nil, err
	}
	known, err := d.docket.Repositories(ctx, installation)
	if err != nil {
		return nil, fmt.Errorf("known repositories: %w", err)
	}
	gone := without(known, repos)
	if len(gone) > 0 {
		again, err := d.gh.Repositories(ctx, installation)
		if err != nil {
			return nil, err
		}
		gone = without(gone, again)
		repos = append(repos, without(again, repos)...)
	}
	for i := range repos {
		repos[i].Since = came // kept where it is known already
	}
	if err := d.docket.PutRepositories(ctx, repos); err != nil {
		return nil, fmt.Errorf("keep repositories: %w", err)
	}
	if err := d.dropRepositories(ctx, installation, gone); err != nil {
		return nil, err
	}
	if err := d.wakeChanged(ctx, installation, known, repos); err != nil {
		return nil, err
	}
	if err := d.docket.SetWatermark(ctx, markRepositories(installation), began); err != nil {
		return nil, fmt.Errorf("keep time of list: %w", err)
	}
	kept, err := d.docket.Repositories(ctx, installation)
	if err != nil {
		return nil, fmt.Errorf("known repositories: %w", err)
	}
	return kept, nil
}

// dropRepositories forgets repositories that left the installation and wakes their
// cases, which find that and rest.
func (d *Desk) dropRepositories(ctx context.Context, installation int64, gone []advisories.Repository) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]int64, 0, len(gone))
	for _, r := range gone {
		ids = append(ids, r.ID)
	}
	if err := d.docket.DropRepositories(ctx, installation, ids...); err != nil {
		return fmt.Errorf("drop repositories: %w", err)
	}
	d.log.Info("repositories left an installation", "repositories", len(gone))
	return d.wakeRepositories(ctx, installation, ids)
}

// mostWoken is how many repositories' cases are woken one by one.
const mostWoken = 50

// wakeChanged wakes the cases of repositories that came, or are no longer what
// they were: another name, another owner, archived, made private or public.
func (d *Desk) wakeChanged(ctx context.Context, installation int64, known, now []advisories.Repository) error {
	if len(known) == 0 {
		return nil // the first list
	}
	before := make(map[int64]advisories.Repository, len(known))
	for _, r := range known {
		before[r.ID] = r
	}
	var ids []int64
	for _, r := range now {
		b, was := before[r.ID]
		if b.Since = r.Since; !was || b != r {
			ids = append(ids, r.ID)
		}
	}
	return d.wakeRepositories(ctx, installation, ids)
}

func (d *Desk) wakeRepositories(ctx context.Context, installation int64, ids []int64) error {
	if len(ids) > mostWoken {
		return d.docket.WakeInstallation(ctx, installation, d.now())
	}
	for _, id := range ids {
		if err := d.docket.WakeRepository(ctx, advisories.RepositoryKey{Installation: installation, Repository: id}, d.now()); err != nil {
			return err
		}
	}
	return nil
}

// without are the repositories of a whose ids are not in b.
func without(a, b []advisories.Repository) []advisories.Repository {
	there := make(map[int64]bool, len(b))
	for _, r := range b {
		there[r.ID] = true
	}
	var out []advisories.Repository
	for _, r := range a {
		if !there[r.ID] {
			out = append(out, r)
		}
	}
	return out
}

// mostLookedUp is how many repositories are looked up one by one, at two requests
// each, rather than all be listed.
const mostLookedUp = 20

// repositoriesRang works an event of what came and went. What came is listed; what
// went is looked up, since events may come in any order.
func (d *Desk) repositoriesRang(ctx context.Context, r advisories.Ring) (list bool, err error) {
	if len(r.Added) > 0 || len(r.Removed) == 0 || len(r.Removed) > mostLookedUp {
		return true, nil
	}
	for _, id := range r.Removed {
		unsettled, err := d.lookUp(ctx, advisories.RepositoryKey{Installation: r.Installation, Repository: id}, "", "")
		if err != nil {
			return list, err
		}
		list = list || unsettled
	}
	return list, nil
}

// lookUp finds out what became of one repository, by the name that rang and by the
// one that is known; a former name leads to the present one. It reports whether
// only the list of all can tell.
func (d *Desk) lookUp(ctx context.Context, key advisories.RepositoryKey, owner, name string) (list bool, err error) {
	before, err := d.docket.Repository(ctx, key)
	known := err == nil
	if err != nil && !errors.Is(err, advisories.ErrNotFound) {
		return false, err
	}
	var names [][2]string
	if name != "" {
		names = append(names, [2]string{owner, name})
	}
	if known && (before.Owner != owner || before.Name != name) {
		names = append(names, [2]string{before.Owner, before.Name})
	}
	for _, n := range names {
		now, err := d.gh.Lookup(ctx, n[0], n[1])
		switch {
		case advisories.CodeOf(err) == advisories.FaultGone:
		case err != nil:
			return false, err
		case now.ID == key.Repository && now.Installation == key.Installation:
			return !known, d.keepChanged(ctx, known, before, now) // new to us: since when, the list says
		case now.ID == key.Repository:
			return false, d.transferred(ctx, known, before, now)
		default:
			list = true // another one has that name by now
		}
	}
	if !list && known {
		return false, d.dropRepositories(ctx, key.Installation, []advisories.Repository{before})
	}
	return list, nil
}

// keepChanged writes down what a repository that is known has become.
func (d *Desk) keepChanged(ctx context.Context, known bool, before, now advisories.Repository) error {
	if !known {
		return nil
	}
	if err := d.docket.PutRepositories(ctx, []advisories.Repository{now}); err != nil {
		return fmt.Errorf("keep repository: %w", err)
	}
	return d.wakeChanged(ctx, now.Installation, []advisories.Repository{before}, []advisories.Repository{now})
}

// transferred takes a repository out of an installation that it left for another of
// ours, whose repositories the next sweep lists.
func (d *Desk) transferred(ctx context.Context, known bool, before, now advisories.Repository) error {
	if err := d.docket.SetWatermark(ctx, markRepositories(now.Installation), time.Time{}); err != nil {
		return fmt.Errorf("list the other installation: %w", err)
	}
	if !known {
		return nil
	}
	return d.dropRepositories(ctx, before.Installation, []advisories.Repository{before})
}
