package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// lookOpen lists the open advisories of a repository whole and rings for what
// differs. They are compared by state, time and comment count, since whether a
// comment moves updated_at is not known.
func (s *sweep) lookOpen(ctx context.Context, repo advisories.Repository) error {
	known, err := s.d.docket.Known(ctx, repo.Key())
	if err != nil {
		return fmt.Errorf("sweep: known advisories: %w", err)
	}
	open, err := s.d.gh.Open(ctx, repo)
	if advisories.CodeOf(err) == advisories.FaultGone {
		return nil // no advisories to be had here: private without the feature, or gone
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return s.ringAll(ctx, repo, changedOpen(known, open))
}

// lookChanged lists what was updated since the repository's watermark, of every
// state, and rings for what differs. It sees what ended and what is new, and what
// was written in an open advisory only where that moves its time.
func (s *sweep) lookChanged(ctx context.Context, repo advisories.Repository) error {
	mark, err := s.d.docket.Watermark(ctx, repo.Key())
	if err != nil {
		return fmt.Errorf("sweep: watermark: %w", err)
	}
	list, err := s.d.gh.Changed(ctx, repo, mark)
	if advisories.CodeOf(err) == advisories.FaultGone {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if len(list) == 0 {
		return nil
	}
	known, err := s.d.docket.Known(ctx, repo.Key())
	if err != nil {
		return fmt.Errorf("sweep: known advisories: %w", err)
	}
	if err := s.ringAll(ctx, repo, changedSince(known, list)); err != nil {
		return err
	}
	if newest := newestUpdate(list, mark); newest.After(mark) {
		return s.mark(ctx, repo.Key(), newest)
	}
	return nil
}

// changedOpen names the advisories that need a look: new or different open ones,
// and those that were open and are no longer listed so.
func changedOpen(known map[advisories.GHSA]advisories.Facts, open []advisories.Advisory) []advisories.GHSA {
	var out []advisories.GHSA
	listed := make(map[advisories.GHSA]bool, len(open))
	for _, a := range open {
		listed[a.GHSA] = true
		if f, ok := known[a.GHSA]; !ok || differs(f, a) {
			out = append(out, a.GHSA)
		}
	}
	for id, f := range known {
		if f.State.Open() && !listed[id] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// changedSince names those of a list of updated advisories that need a look. An
// ended advisory that was never a case stays none.
func changedSince(known map[advisories.GHSA]advisories.Facts, list []advisories.Advisory) []advisories.GHSA {
	var out []advisories.GHSA
	for _, a := range list {
		f, ok := known[a.GHSA]
		if a.State.Open() && (!ok || differs(f, a)) || !a.State.Open() && ok && f.State != a.State {
			out = append(out, a.GHSA)
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

func (s *sweep) ringAll(ctx context.Context, repo advisories.Repository, ids []advisories.GHSA) error {
	for _, id := range ids {
		if err := s.ring(ctx, repo, id); err != nil {
			return err
		}
	}
	return nil
}

// ring rings for one advisory.
func (s *sweep) ring(ctx context.Context, repo advisories.Repository, id advisories.GHSA) error {
	return s.press(ctx, advisories.Ring{
		GUID: string(id), Event: "repository_advisory",
		Installation: repo.Installation, RepositoryID: repo.ID, Owner: repo.Owner, Name: repo.Name, GHSA: id,
	})
}

// press stores a ring of the sweep; its GUID begins as what it is about.
func (s *sweep) press(ctx context.Context, r advisories.Ring) error {
	r.At = s.d.now()
	r.Source, r.Action = advisories.SourceSweep, "swept"
	r.GUID = "sweep-" + strconv.FormatInt(r.At.UnixNano(), 36) + "-" + r.GUID
	if _, err := s.d.docket.Ring(ctx, r); err != nil {
		return fmt.Errorf("sweep: ring: %w", err)
	}
	s.rung++
	return nil
}
