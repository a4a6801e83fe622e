package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// open makes the issue, or takes one on that our records do not know.
func (s *showing) open(ctx context.Context) error {
	pinned, begun := s.t.Repository, s.t.Begun // of an earlier try, whose end is not known
	unknown := advisories.TrackingProblem("")  // why it stays so
	if begun.Key != "" && pinned.Node != "" {
		found, p, err := s.search(ctx, pinned, begun)
		if err != nil || found {
			return err
		}
		unknown = p
	}
	at, p, err := s.place(ctx)
	if err != nil {
		return err
	}
	if elsewhere := at.Node != pinned.Node; unknown != "" && (p != "" || !elsewhere) {
		s.t.Problem = unknown // it stays begun: a later look may tell
		return s.save(ctx)
	} else if p == "" && (begun.Key == "" || elsewhere) {
		var found bool
		if found, p, err = s.search(ctx, at, advisories.TrackingWrite{}); err != nil || found {
			return err
		}
	}
	if p != "" {
		return s.stop(ctx, p)
	}
	s.t.Repository, s.t.Problem = at, ""
	return s.make(ctx)
}

// place finds the repository that the policy names, and whether it may hold issues
// of this case.
func (s *showing) place(ctx context.Context) (advisories.TrackingRepository, advisories.TrackingProblem, error) {
	var none advisories.TrackingRepository
	owner, name, _ := strings.Cut(s.v.Where, "/")
	if !advisories.ValidOwner(owner) || !advisories.ValidRepositoryName(name) {
		return none, advisories.TrackingGone, nil
	}
	at, err := s.r.gh.TrackingRepository(ctx, s.key().Installation, owner, name)
	if err != nil {
		if p := problemOf(err); p != "" {
			return none, p, nil
		}
		return none, "", fmt.Errorf("find the tracking repository: %w", err)
	}
	if p := fitsRepository(at, at); p != "" {
		return none, p, nil
	}
	p, err := s.allowed(ctx, at)
	return at, p, err
}

// search looks for an issue of ours with this case's mark. What a person made of its
// text does not matter: it is ours by its author, and a second one would be worse.
func (s *showing) search(ctx context.Context, at advisories.TrackingRepository, begun advisories.TrackingWrite) (found bool, p advisories.TrackingProblem, err error) {
	self, err := s.r.gh.Self(ctx, s.key().Installation)
	if err != nil {
		return false, "", fmt.Errorf("know our own account: %w", err)
	}
	issues, err := s.r.gh.TrackingIssues(ctx, at, s.key().Installation, s.beginning())
	if err != nil {
		if p := problemOf(err); p != "" {
			return false, p, nil
		}
		return false, "", fmt.Errorf("look for the tracking issue: %w", err)
	}
	issue, ok := s.ours(issues, self, at)
	if !ok {
		return false, "", nil
	}
	s.t.Issue, s.t.Number, s.t.Repository = issue.Node, issue.Number, renamed(at, issue.Repository)
	s.t.Opened = time.Time{}
	s.t.Begun, s.t.Card, s.t.Problem = advisories.TrackingWrite{}, "", ""
	s.t.Closed = issue.Closed && s.v.Ended
	s.t.Told, s.t.Read = s.entryBy(begun.At), issue.CreatedAt
	if begun.Key == "" {
		s.t.Told = s.lastEntry()
		// Our records were lost, and with them which comments were read: none of the old
		// ones commands anything. The time is GitHub's, so no skew of ours counts.
		s.t.Read = issue.UpdatedAt.Add(time.Second)
	}
	before := s.kept
	if err := s.save(ctx); errors.Is(err, advisories.ErrTracked) {
		// Somebody who can write there put this case's id into another case's issue.
		s.r.log.Warn("an issue of another case names this one", "case", s.v.Case.Name)
		s.t = before
		return false, "", nil
	} else if err != nil {
		return true, "", err
	}
	s.r.log.Info("tracking issue found", "case", s.v.Case.Name)
	return true, "", nil
}

// ours picks the issue: one whose mark is good before another, an older one before a
// newer.
func (s *showing) ours(newestFirst []advisories.TrackingIssue, self advisories.Person, at advisories.TrackingRepository) (advisories.TrackingIssue, bool) {
	var best advisories.TrackingIssue
	good := false
	for _, i := range newestFirst {
		if !self.Known() || i.Author.ID != self.ID || i.Repository.Node != at.Node {
			continue
		}
		m := s.r.keys.ReadMark(i.Body)
		if m.Check == advisories.MarkNone || m.GHSA != s.key().GHSA || m.Draft != markKey(ruleCard, 1).String() {
			continue
		}
		if is := m.Check == advisories.MarkGood; best.Node == "" || is || !good {
			best, good = i, is
		}
	}
	return best, best.Node != ""
}

// beginning is when the issue cannot have been there yet.
func (s *showing) beginning() time.Time {
	var first time.Time
	for _, t := range []time.Time{s.v.Case.ReportedAt, s.v.Case.OpenedAt} {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	if first.IsZero() {
		return first
	}
	return first.Add(-skew)
}

// make opens the issue.
func (s *showing) make(ctx context.Context) error {
	title, body := Card(s.view(), s.r.web)
	mark := markKey(ruleCard, 1)
	look := func(ctx context.Context) (advisories.TrackingProblem, error) {
		at, p, err := s.place(ctx)
		if err == nil && p == "" {
			p = fitsRepository(s.t.Repository, at)
		}
		return p, err
	}
	err := s.write(ctx, mark, look, func(ctx context.Context) (advisories.TrackingRepository, error) {
		issue, err := s.r.gh.OpenIssue(ctx, s.key().Installation, s.t.Repository, title, s.r.keys.Marked(body, mark, s.key().GHSA))
		if err != nil {
			return advisories.TrackingRepository{}, err
		}
		s.t.Issue, s.t.Number, s.t.Card = issue.Node, issue.Number, s.r.fingerprint(title, body)
		s.t.Told, s.t.Read, s.t.Closed = s.lastEntry(), issue.CreatedAt, false
		s.t.Opened = s.r.now().UTC()
		return issue.Repository, nil
	})
	if err == nil && s.t.Open() {
		s.r.log.Info("tracking issue opened", "case", s.v.Case.Name)
	}
	return err
}

// entryBy is the last entry of that time, which a card written then has told.
func (s *showing) entryBy(t time.Time) int64 {
	var last int64
	for _, e := range s.v.Entries {
		if !e.At.After(t) {
			last = max(last, e.Seq)
		}
	}
	return last
}

func (s *showing) lastEntry() int64 {
	var last int64
	for _, e := range s.v.Entries {
		last = max(last, e.Seq)
	}
	return last
}

// view is the view with the issue as it stands now.
func (s *showing) view() View {
	v := s.v
	v.Case.Tracking = s.t
	return v
}
