package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// installations are those that the App has: by GitHub's list, once an hour, where a
// delivery about them failed, and as long as one is suspended, so that its work goes
// on soon after that ends; else by the docket.
func (s *sweep) installations(ctx context.Context) ([]advisories.Installation, error) {
	known, err := s.d.docket.Installations(ctx)
	if err != nil {
		return nil, fmt.Errorf("sweep: known installations: %w", err)
	}
	_, due, err := s.due(ctx, markInstallations(), listInstallations)
	if err != nil {
		return nil, err
	}
	suspended := slices.ContainsFunc(known, func(in advisories.Installation) bool { return in.Suspended })
	if !due && !s.anew && !suspended {
		return known, nil
	}
	listed, err := s.d.gh.Installations(ctx)
	if err != nil {
		if err = fmt.Errorf("sweep: %w", err); len(known) == 0 {
			return nil, err
		}
		s.fault(err) // what is known can be swept all the same
		s.unmade = s.unmade || s.anew
		return known, nil
	}
	if err := s.forget(ctx, known, listed); err != nil {
		return nil, err
	}
	before := make(map[int64]advisories.Installation, len(known))
	for _, k := range known {
		before[k.ID] = k
	}
	for _, in := range listed {
		b, was := before[in.ID]
		if err := s.keepInstallation(ctx, b, was, in); err != nil {
			return nil, err
		}
	}
	return listed, s.mark(ctx, markInstallations(), s.began)
}

// forget drops installations that GitHub no longer lists. A list of several pages
// can miss one that moves between them, so only what two lists miss is gone.
func (s *sweep) forget(ctx context.Context, known, listed []advisories.Installation) error {
	gone := map[int64]bool{}
	for _, k := range known {
		gone[k.ID] = true
	}
	for _, in := range listed {
		delete(gone, in.ID)
	}
	if len(gone) == 0 {
		return nil
	}
	again, err := s.d.gh.Installations(ctx)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	for _, in := range again {
		delete(gone, in.ID)
	}
	for id := range gone {
		s.d.log.Info("installation gone: all work on it ends")
		if err := s.d.drop(ctx, id); err != nil {
			return fmt.Errorf("sweep: drop installation: %w", err)
		}
	}
	return nil
}

// keepInstallation writes down an installation as listed. Where it came, came back
// to work, has another name or other permissions, and nothing rang for that, it is
// looked at as if it had rung.
func (s *sweep) keepInstallation(ctx context.Context, before advisories.Installation, was bool, in advisories.Installation) error {
	if err := s.d.docket.PutInstallation(ctx, in); err != nil {
		return fmt.Errorf("sweep: keep installation: %w", err)
	}
	// What a webhook told has no permissions; learning them then is no change.
	granted := len(before.Permissions) > 0 && !maps.Equal(before.Permissions, in.Permissions)
	if was && before.Suspended == in.Suspended && before.Account == in.Account && !granted || in.Suspended {
		return nil
	}
	s.relist[in.ID] = true
	if err := s.mark(ctx, markRefused(in.ID), time.Time{}); err != nil {
		return err
	}
	if !was {
		return nil
	}
	if err := s.d.docket.WakeInstallation(ctx, in.ID, s.began); err != nil {
		return fmt.Errorf("sweep: wake installation: %w", err)
	}
	return nil
}

// failedDeliveries reads which deliveries GitHub could not hand over since the
// last look, and notes what is to be made up for. It reports whether it did. The
// log is a help, not a need: a fault here is only logged, and the log read again
// by the next sweep.
func (s *sweep) failedDeliveries(ctx context.Context) bool {
	since, due, err := s.due(ctx, markDeliveries(), readDeliveries)
	if err != nil || !due {
		return false
	}
	// A minute more, since a delivery enters the log only when it ended.
	since = since.Add(-time.Minute)
	if oldest := s.began.Add(-deliveriesKept); since.Before(oldest) {
		since = oldest
	}
	list, err := s.d.gh.FailedDeliveries(ctx, since)
	if err != nil {
		s.d.log.Warn("delivery log not read", "fault", advisories.CodeOf(err))
		return false
	}
	for _, f := range list {
		if err := s.makeUp(ctx, f); err != nil {
			s.d.log.Warn("failed delivery not made up for", "event", f.Event, "fault", advisories.CodeOf(err))
			s.unmade = true
		}
	}
	if len(list) > 0 {
		s.d.log.Info("deliveries that failed are made up for by this sweep", "deliveries", len(list))
	}
	return true
}

// deliveriesKept is how far back GitHub's delivery log reaches (3 days).
const deliveriesKept = 72 * time.Hour

// makeUp notes what a delivery that failed was about. Comments in tracking issues
// are looked for by every sweep.
func (s *sweep) makeUp(ctx context.Context, f advisories.FailedDelivery) error {
	switch f.Event {
	case "installation":
		s.anew = true
		s.relist[f.Installation] = true
	case "installation_repositories", "installation_target", "repository":
		s.anew = s.anew || f.Event == "installation_target"
		s.relist[f.Installation] = true
	case "repository_advisory":
		s.first[f.Repository] = true
	case "push":
		return s.pushFailed(ctx, f)
	}
	return nil
}

// pushFailed wakes what a push may have changed the policy of. Whether it touched
// a policy the log does not tell.
func (s *sweep) pushFailed(ctx context.Context, f advisories.FailedDelivery) error {
	repo, err := s.d.docket.Repository(ctx, advisories.RepositoryKey{Installation: f.Installation, Repository: f.Repository})
	if err != nil {
		return nil // none of ours: it has no cases
	}
	return s.d.policyPushed(ctx, advisories.Ring{Installation: f.Installation, RepositoryID: repo.ID, Name: repo.Name})
}

// repositories lists those that an installation covers, once a day or where
// something came. Where that fails, what is known can be swept all the same.
func (s *sweep) repositories(ctx context.Context, in advisories.Installation) error {
	_, due, err := s.due(ctx, markRepositories(in.ID), listRepositories)
	if err != nil || !due && !s.relist[in.ID] {
		return err
	}
	_, err = s.list(ctx, in.ID)
	if err == nil || stops(err) {
		return err
	}
	s.fault(err)
	s.unmade = s.unmade || s.relist[in.ID]
	return nil
}

// list lists an installation's repositories and writes them down. What is new came
// at some time since the list before, so its advisories are adopted.
func (s *sweep) list(ctx context.Context, installation int64) ([]advisories.Repository, error) {
	came := s.began
	if s.last.IsZero() {
		came = s.d.docket.Born()
	}
	repos, err := s.d.relist(ctx, installation, came)
	if err != nil {
		s.unlisted = true
		return nil, fmt.Errorf("sweep: %w", err)
	}
	delete(s.relist, installation)
	return repos, nil
}
