package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Where there is no list of the organization, each repository is looked at once in
// spreadOver, and at most one in eachRepository: 200 a minute.
const (
	spreadOver     = time.Hour
	eachRepository = time.Minute / 200
)

// Of the time between two sweeps, looks at single repositories may take four
// fifths, so that the next sweep is not late; but no more than of mostBehind,
// however long nothing was swept.
const (
	mostBehind  = 10 * time.Minute
	usualBehind = 5 * time.Minute
)

// sweptAtOnce is how many looks are written down at once.
const sweptAtOnce = 50

// apart lists the open advisories of each repository that has open cases. Where a
// limit stops that, the next sweep begins with the repository that it stopped at.
func (s *sweep) apart(ctx context.Context, in advisories.Installation) error {
	open, err := s.d.docket.OpenRepositories(ctx, in.ID)
	if err != nil {
		return fmt.Errorf("sweep: repositories with open cases: %w", err)
	}
	var ids []int64
	for _, r := range open {
		ids = append(ids, r.ID)
	}
	if len(ids) > fewLooks {
		if err := s.d.gh.Prepare(ctx, in.ID, ids); stops(err) {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	from := max(slices.IndexFunc(open, func(r advisories.Repository) bool { return r.ID == s.d.sweeping.resume[in.ID] }), 0)
	delete(s.d.sweeping.resume, in.ID)
	for _, repo := range slices.Concat(open[from:], open[:from]) {
		err := s.lookOpen(ctx, repo)
		if ctx.Err() != nil || stops(err) {
			s.d.sweeping.resume[in.ID] = repo.ID
			return err
		}
		s.fault(err)
	}
	return nil
}

// share is what this sweep looks at, of one installation, of all its repositories.
type share struct {
	installation int64
	due          []advisories.Repository
	// upTo is up to when the installation's looks were spread before; each look
	// moves it by step.
	upTo time.Time
	step time.Duration
	// done are repositories looked at and not yet written down.
	done []int64
	over bool
}

// plan takes the installation's share of this sweep: as many as the time since the
// last one asks for, so that a restart makes none more.
func (s *sweep) plan(ctx context.Context, in advisories.Installation) error {
	_, repositories, err := s.d.docket.Coverage(ctx, in.ID)
	if err != nil {
		return fmt.Errorf("sweep: repositories: %w", err)
	}
	upTo, err := s.d.docket.Watermark(ctx, markSpread(in.ID))
	if err != nil {
		return fmt.Errorf("sweep: watermark: %w", err)
	}
	n, upTo, step := shareOf(repositories, upTo, s.began, s.last)
	if n == 0 {
		return nil
	}
	due, err := s.d.docket.SweepDue(ctx, in.ID, n)
	if err != nil {
		return fmt.Errorf("sweep: repositories that are due: %w", err)
	}
	s.shares = append(s.shares, &share{installation: in.ID, due: due, upTo: upTo, step: step})
	return nil
}

// shareOf is how many of an installation's repositories are to be looked at now,
// from when on, and by how much each look moves that. upTo is up to when they were
// spread before, last when the last sweep began; both are zero at first.
func shareOf(repositories int, upTo, now, last time.Time) (n int, from time.Time, step time.Duration) {
	if repositories <= 0 {
		return 0, upTo, 0
	}
	if oldest := now.Add(-spreadOver); upTo.Before(oldest) || upTo.After(now) {
		upTo = oldest // what is further behind was due once, not twice
	}
	behind := usualBehind
	if !last.IsZero() {
		behind = min(max(now.Sub(last), 0), mostBehind)
	}
	step = spreadOver / time.Duration(repositories)
	n = min(int(now.Sub(upTo)/step), repositories)
	if most := int(behind * 4 / 5 / eachRepository); n > most {
		n, upTo = most, now.Add(-time.Duration(most)*step) // what is too much is not owed
	}
	return n, upTo, step
}

// spread looks at the shares of all installations, one repository of each in turn,
// so that none waits for another and none is asked more often than it may be.
func (s *sweep) spread(ctx context.Context) {
	for round := 0; ; round++ {
		any := false
		begun := s.d.now()
		for _, h := range s.shares {
			if h.over || round >= len(h.due) || ctx.Err() != nil {
				continue
			}
			any = true
			s.lookAt(ctx, h, h.due[round])
		}
		if !any {
			break
		}
		if more(s.shares, round+1) {
			s.d.sweeping.rest(ctx, eachRepository-s.d.now().Sub(begun))
		}
	}
	for _, h := range s.shares {
		s.fault(s.keepLooks(ctx, h))
	}
}

func more(shares []*share, round int) bool {
	return slices.ContainsFunc(shares, func(h *share) bool { return !h.over && round < len(h.due) })
}

// lookAt looks at one repository of a share. A repository whose look fails for
// itself has had its turn: its watermark stays, and the others are not held up.
func (s *sweep) lookAt(ctx context.Context, h *share, repo advisories.Repository) {
	err := s.lookChanged(ctx, repo)
	s.fault(err)
	if ctx.Err() != nil || stops(err) {
		h.over = true
		return
	}
	s.looked++
	h.done = append(h.done, repo.ID)
	if len(h.done) == sweptAtOnce {
		if err := s.keepLooks(ctx, h); err != nil {
			s.fault(err)
			h.over = true
		}
	}
}

// keepLooks writes down what was looked at, and how far the share came.
func (s *sweep) keepLooks(ctx context.Context, h *share) error {
	if len(h.done) == 0 {
		return nil
	}
	h.upTo = h.upTo.Add(time.Duration(len(h.done)) * h.step)
	err := errors.Join(
		s.d.docket.Swept(ctx, h.installation, h.done, s.d.now()),
		s.d.docket.SetWatermark(ctx, markSpread(h.installation), h.upTo))
	h.done = nil
	if err != nil {
		return fmt.Errorf("sweep: keep what was looked at: %w", err)
	}
	return nil
}
