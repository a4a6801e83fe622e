package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// organization lists all open advisories of an organization at once and rings for
// what differs. It reports whether it did: an account that is no organization, or
// a permission that was not granted, has no such list, and is asked for it again
// after an hour or when its permissions change.
func (s *sweep) organization(ctx context.Context, in advisories.Installation) (whole bool, err error) {
	refused, due, err := s.due(ctx, markRefused(in.ID), askForOrganization)
	if err != nil || !due {
		return false, err
	}
	list, err := s.d.gh.OpenOfOrganization(ctx, in.ID, in.Account)
	switch advisories.CodeOf(err) {
	case "":
	case advisories.FaultForbidden, advisories.FaultGone, advisories.FaultRefused, advisories.FaultBadAnswer:
		return false, s.mark(ctx, markRefused(in.ID), s.began)
	default:
		return false, fmt.Errorf("sweep: %w", err)
	}
	known, err := s.d.docket.KnownOpen(ctx, in.ID)
	if err != nil {
		return false, fmt.Errorf("sweep: known advisories: %w", err)
	}
	p, err := s.place(ctx, in.ID, known, list)
	if err != nil {
		return false, err
	}
	if whole, err = s.compare(ctx, p, known); err != nil {
		return false, err
	}
	if !whole {
		s.d.log.Warn("the organization's list lacks open advisories; its repositories are listed one by one")
		return false, s.mark(ctx, markRefused(in.ID), s.began)
	}
	if !refused.IsZero() {
		if err := s.mark(ctx, markRefused(in.ID), time.Time{}); err != nil {
			return false, err
		}
	}
	if err := s.ended(ctx, in); err != nil {
		return false, err
	}
	return true, s.mark(ctx, markWhole(in.ID), s.began)
}

// compare rings for the open advisories of an organization that are new or differ,
// and for those that are no longer listed. Whether GitHub's list is whole for an
// App is not documented: where many are missing at once, or one was missing before
// and a look at it changed nothing, its repository's own list tells.
func (s *sweep) compare(ctx context.Context, p *places, known map[advisories.CaseKey]advisories.Facts) (whole bool, err error) {
	var ring []advisories.CaseKey
	for _, key := range p.order {
		if f, ok := known[key]; !ok || differs(f, p.listed[key]) {
			ring = append(ring, key)
		}
	}
	look, oldest := s.notListed(p, known)
	if len(look) > manyMissing || oldest != (advisories.CaseKey{}) {
		if oldest == (advisories.CaseKey{}) {
			oldest = look[0]
		}
		there, err := s.stillOpen(ctx, p, oldest)
		if err != nil {
			return false, err
		}
		if there {
			return false, s.ringKeys(ctx, p, ring)
		}
	}
	return true, s.ringKeys(ctx, p, append(ring, look...))
}

// fewLooks is how many repositories are looked into with a token each.
const fewLooks = 3

// ringKeys rings for advisories of an organization. The desk will read them one
// after the other, so one token is got for all.
func (s *sweep) ringKeys(ctx context.Context, p *places, keys []advisories.CaseKey) error {
	var repositories []int64
	for _, key := range keys {
		repositories = append(repositories, key.Repository)
	}
	if len(repositories) > fewLooks {
		if err := s.d.gh.Prepare(ctx, p.installation, repositories); err != nil {
			s.d.log.Debug("no token for many repositories", "fault", advisories.CodeOf(err))
		}
	}
	for _, key := range keys {
		if err := s.ring(ctx, p.byID[key.Repository], key.GHSA); err != nil {
			return err
		}
	}
	return nil
}

// manyMissing is how many cases may end between two sweeps without a doubt in the
// list.
const manyMissing = 20

// notListed names the known open cases that need a look because they are not
// listed, and of them one that was missing before and was missing for longest,
// where there is one. A case that stays missing is looked at after 1, 2, 4, 8 …
// sweeps: something else wakes it then, or it rests for a reason.
func (s *sweep) notListed(p *places, known map[advisories.CaseKey]advisories.Facts) (look []advisories.CaseKey, oldest advisories.CaseKey) {
	before := s.d.sweeping.missing[p.installation]
	now := map[advisories.CaseKey]int{}
	most := 1
	for _, key := range p.missing(known) {
		n := before[key] + 1
		now[key] = n
		if n&(n-1) != 0 {
			continue
		}
		look = append(look, key)
		if n > most {
			oldest, most = key, n
		}
	}
	s.d.sweeping.missing[p.installation] = now
	return look, oldest
}

// stillOpen asks a repository's own list whether an advisory is open.
func (s *sweep) stillOpen(ctx context.Context, p *places, key advisories.CaseKey) (bool, error) {
	open, err := s.d.gh.Open(ctx, p.byID[key.Repository])
	switch advisories.CodeOf(err) {
	case "":
	case advisories.FaultGone, advisories.FaultForbidden:
		return false, nil
	default:
		return false, fmt.Errorf("sweep: %w", err)
	}
	return slices.ContainsFunc(open, func(a advisories.Advisory) bool { return a.GHSA == key.GHSA }), nil
}

// ended rings, once an hour, for known advisories of an organization whose end, or
// other end, no webhook told: closed ones that were published, published ones that
// were withdrawn.
func (s *sweep) ended(ctx context.Context, in advisories.Installation) error {
	_, due, err := s.due(ctx, markEnded(in.ID), listEnded)
	if err != nil || !due {
		return err
	}
	since, err := s.d.docket.Watermark(ctx, markEndedTo(in.ID))
	if err != nil {
		return fmt.Errorf("sweep: watermark: %w", err)
	}
	from := since
	if from.IsZero() {
		from = s.d.docket.Born()
	}
	list, err := s.d.gh.ChangedOfOrganization(ctx, in.ID, in.Account, from)
	if err != nil {
		if err = fmt.Errorf("sweep: %w", err); stops(err) {
			return err
		}
		s.fault(err) // asked again by the next sweep
		return nil
	}
	newest := since
	byName := map[string][]advisories.Advisory{}
	for _, l := range list {
		newest = newestUpdate([]advisories.Advisory{l.Advisory}, newest)
		if !l.Advisory.State.Open() {
			name := fullName(l.Owner, l.Repo)
			byName[name] = append(byName[name], l.Advisory)
		}
	}
	if err := s.ringEnded(ctx, in.ID, byName); err != nil {
		return err
	}
	if newest.After(since) {
		if err := s.mark(ctx, markEndedTo(in.ID), newest); err != nil {
			return err
		}
	}
	return s.mark(ctx, markEnded(in.ID), s.began)
}

// ringEnded rings for ended advisories, by the name of their repository, whose end
// is not known. What is in no repository of the installation is none of ours.
func (s *sweep) ringEnded(ctx context.Context, installation int64, byName map[string][]advisories.Advisory) error {
	if len(byName) == 0 {
		return nil
	}
	repos, err := s.d.docket.Repositories(ctx, installation)
	if err != nil {
		return fmt.Errorf("sweep: known repositories: %w", err)
	}
	for _, repo := range repos {
		ended := byName[fullName(repo.Owner, repo.Name)]
		if len(ended) == 0 {
			continue
		}
		known, err := s.d.docket.Known(ctx, repo.Key())
		if err != nil {
			return fmt.Errorf("sweep: known advisories: %w", err)
		}
		if err := s.ringAll(ctx, repo, changedSince(known, ended)); err != nil {
			return err
		}
	}
	return nil
}
