package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// deliveriesKept is how far back GitHub's delivery log reaches (3 days).
const deliveriesKept = 72 * time.Hour

// Sweep is the second front door: it lists what GitHub has and rings the bell for
// whatever differs from what the docket knows, since GitHub sends no webhook for
// edits, comments, acceptance, closing or a maintainer's own draft. One
// repository's fault does not stop the others.
func (d *Desk) Sweep(ctx context.Context) error {
	began := d.now()
	installations, err := d.gh.Installations(ctx)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if err := d.forget(ctx, installations); err != nil {
		return err
	}
	last, err := d.docket.Watermark(ctx, advisories.RepositoryKey{})
	if err != nil {
		return fmt.Errorf("sweep: last sweep: %w", err)
	}
	failed := d.failedDeliveries(ctx, last, began)
	var faults []error
	rung := 0
	for _, in := range installations {
		if err := d.docket.PutInstallation(ctx, in); err != nil {
			return fmt.Errorf("sweep: keep installation: %w", err)
		}
		if in.Suspended || !d.servesOwner(in.Account) {
			continue
		}
		n, err := d.sweepInstallation(ctx, in, failed, last.IsZero())
		rung += n
		if err != nil {
			faults = append(faults, err)
		}
	}
	if err := d.docket.SetWatermark(ctx, advisories.RepositoryKey{}, began); err != nil {
		return fmt.Errorf("sweep: keep time of sweep: %w", err)
	}
	d.log.Info("sweep done", "installations", len(installations), "rings", rung, "faults", len(faults))
	return errors.Join(faults...)
}

// forget drops installations that GitHub no longer lists.
func (d *Desk) forget(ctx context.Context, listed []advisories.Installation) error {
	known, err := d.docket.Installations(ctx)
	if err != nil {
		return fmt.Errorf("sweep: known installations: %w", err)
	}
	for _, k := range known {
		gone := !slices.ContainsFunc(listed, func(in advisories.Installation) bool { return in.ID == k.ID })
		if gone {
			if err := d.docket.DropInstallation(ctx, k.ID); err != nil {
				return fmt.Errorf("sweep: drop installation: %w", err)
			}
		}
	}
	return nil
}

// failedDeliveries names the repositories whose deliveries GitHub could not hand
// over since the last look; they are swept first. The log is a help, not a need:
// a fault here is only logged.
func (d *Desk) failedDeliveries(ctx context.Context, since, now time.Time) map[int64]bool {
	if oldest := now.Add(-deliveriesKept); since.Before(oldest) {
		since = oldest
	}
	list, err := d.gh.FailedDeliveries(ctx, since)
	if err != nil {
		d.log.Warn("delivery log not read", "fault", advisories.CodeOf(err))
		return nil
	}
	out := make(map[int64]bool, len(list))
	for _, f := range list {
		if f.Repository != 0 {
			out[f.Repository] = true
		}
	}
	if len(list) > 0 {
		d.log.Info("deliveries that failed are made up for by this sweep", "deliveries", len(list))
	}
	return out
}

func (d *Desk) sweepInstallation(ctx context.Context, in advisories.Installation, first map[int64]bool, firstEver bool) (int, error) {
	repos, err := d.gh.Repositories(ctx, in.ID)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	if repos, err = d.keepRepositories(ctx, in.ID, repos, firstEver); err != nil {
		return 0, err
	}
	if _, err := d.gh.Self(ctx, in.ID); err != nil {
		d.log.Warn("own account not known yet", "fault", advisories.CodeOf(err)) // asked again before anything is written
	}
	sort.SliceStable(repos, func(a, b int) bool { return first[repos[a].ID] && !first[repos[b].ID] })
	var faults []error
	rung := 0
	for _, repo := range repos {
		n, err := d.sweepRepository(ctx, repo)
		rung += n
		if err == nil {
			continue
		}
		faults = append(faults, err)
		if c := advisories.CodeOf(err); c == advisories.FaultLimited || c == advisories.FaultSuspended || c == advisories.FaultUnauthorized {
			break // further calls of this installation would fail alike
		}
	}
	return rung, errors.Join(faults...)
}

// keepRepositories writes down what the installation covers. In the first sweep of
// a docket everything has been there since the docket was born; later, what is new
// came in at some time since the sweep before, so its advisories are adopted.
func (d *Desk) keepRepositories(ctx context.Context, installation int64, repos []advisories.Repository, firstEver bool) ([]advisories.Repository, error) {
	known, err := d.docket.Repositories(ctx, installation)
	if err != nil {
		return nil, fmt.Errorf("sweep: known repositories: %w", err)
	}
	since := make(map[int64]time.Time, len(known))
	for _, k := range known {
		since[k.ID] = k.Since
	}
	came := d.now()
	if firstEver {
		came = d.docket.Born()
	}
	for i := range repos {
		repos[i].Since = came
		if s, ok := since[repos[i].ID]; ok {
			if !s.IsZero() {
				repos[i].Since = s
			}
			delete(since, repos[i].ID)
		}
	}
	for id := range since {
		if err := d.docket.DropRepositories(ctx, installation, id); err != nil {
			return nil, fmt.Errorf("sweep: drop repository: %w", err)
		}
	}
	if err := d.docket.PutRepositories(ctx, repos); err != nil {
		return nil, fmt.Errorf("sweep: keep repositories: %w", err)
	}
	return repos, nil
}

// sweepRepository rings for each advisory that differs from what is known. Open
// ones are listed whole and compared by state, time and comment count, since
// whether a comment moves updated_at is not known; the watermark serves only
// those that ended.
func (d *Desk) sweepRepository(ctx context.Context, repo advisories.Repository) (int, error) {
	known, err := d.docket.Known(ctx, repo.Key())
	if err != nil {
		return 0, fmt.Errorf("sweep: known advisories: %w", err)
	}
	open, err := d.gh.Open(ctx, repo)
	if advisories.CodeOf(err) == advisories.FaultGone {
		return 0, nil // no advisories to be had here: private without the feature, or archived
	}
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	mark, err := d.docket.Watermark(ctx, repo.Key())
	if err != nil {
		return 0, fmt.Errorf("sweep: watermark: %w", err)
	}
	if mark.IsZero() {
		mark = d.docket.Born()
	}
	ended, err := d.gh.EndedSince(ctx, repo, mark)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	ring := changed(known, open, ended)
	for _, id := range ring {
		if err := d.ringFor(ctx, repo, id); err != nil {
			return 0, err
		}
	}
	if newest := newestUpdate(ended, mark); newest.After(mark) {
		if err := d.docket.SetWatermark(ctx, repo.Key(), newest); err != nil {
			return 0, fmt.Errorf("sweep: keep watermark: %w", err)
		}
	}
	return len(ring), nil
}

// changed names the advisories that need a look: new or different open ones,
// those that were open and are no longer listed so, and ended ones whose end the
// docket has not seen. An ended advisory that was never a case stays none.
func changed(known map[advisories.GHSA]advisories.Facts, open, ended []advisories.Advisory) []advisories.GHSA {
	var out []advisories.GHSA
	listed := make(map[advisories.GHSA]bool, len(open))
	for _, a := range open {
		listed[a.GHSA] = true
		if f, ok := known[a.GHSA]; !ok || differs(f, a) {
			out = append(out, a.GHSA)
		}
	}
	byEnd := make(map[advisories.GHSA]advisories.Advisory, len(ended))
	for _, a := range ended {
		byEnd[a.GHSA] = a
	}
	for id, f := range known {
		if listed[id] {
			continue
		}
		a, seen := byEnd[id]
		if f.State.Open() || (seen && f.State != a.State) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func differs(f advisories.Facts, a advisories.Advisory) bool {
	return f.State != a.State || !f.UpdatedAt.Equal(a.UpdatedAt) || (a.Comments >= 0 && f.Comments != a.Comments)
}

func newestUpdate(list []advisories.Advisory, mark time.Time) time.Time {
	for _, a := range list {
		if a.UpdatedAt.After(mark) {
			mark = a.UpdatedAt
		}
	}
	return mark
}

func (d *Desk) ringFor(ctx context.Context, repo advisories.Repository, id advisories.GHSA) error {
	now := d.now()
	_, err := d.docket.Ring(ctx, advisories.Ring{
		GUID:   "sweep-" + strconv.FormatInt(now.UnixNano(), 36) + "-" + string(id),
		Source: advisories.SourceSweep, Event: "repository_advisory", Action: "swept",
		Installation: repo.Installation, RepositoryID: repo.ID, Owner: repo.Owner, Name: repo.Name,
		GHSA: id, At: now,
	})
	if err != nil {
		return fmt.Errorf("sweep: ring: %w", err)
	}
	return nil
}
