package tracking

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Show brings the issue up to date: makes or finds it, writes the card where it
// reads differently, comments what happened since Tracking.Told, and closes the issue
// once the case ended. Where nothing is to be written, and no problem stands, it asks
// GitHub nothing.
//
// It returns the Tracking as it was last kept. Where nothing may be written that is
// no error: the Tracking holds a Problem, and the caller tells people.
// After an unclear end it returns an *advisories.Fault with RetryAt until the write
// cannot take effect any more; then it looks for it.
func (r *Room) Show(ctx context.Context, v View, keep Keep) (advisories.Tracking, error) {
	s := &showing{r: r, v: v, keep: keep, t: v.Case.Tracking, kept: v.Case.Tracking}
	err := s.show(ctx)
	return s.kept, err
}

func (s *showing) show(ctx context.Context) error {
	if at := s.t.Begun.At.Add(s.r.inFlight); s.t.Begun.Key != "" && s.r.now().Before(at) {
		return &advisories.Fault{Code: advisories.FaultUnclear, Attempted: "write to the tracking issue", RetryAt: at}
	}
	if !s.t.Open() {
		return s.begin(ctx)
	}
	if s.v.Where == "" {
		return nil // the policy wants nothing written any more
	}
	if known, err := s.recover(ctx); err != nil || !known {
		return err
	}
	if s.t.Problem != "" {
		if err := s.again(ctx); err != nil || s.stopped() {
			return err
		}
	}
	for _, part := range []func(context.Context) error{s.reopen, s.assign, s.bring} {
		if err := part(ctx); err != nil || s.stopped() {
			return err
		}
	}
	return s.save(ctx)
}

// begin gives the case its issue, if it shall have one.
func (s *showing) begin(ctx context.Context) error {
	if s.v.Where == "" || s.v.Ended {
		s.t.Problem = "" // nobody wants one; what was begun is found if one is wanted again
		return s.save(ctx)
	}
	if err := s.open(ctx); err != nil || s.stopped() || !s.t.Open() {
		return err
	}
	if err := s.card(ctx); err != nil || s.stopped() { // an issue that was found is put right
		return err
	}
	return s.save(ctx)
}

// recover finds out what became of a write whose end is not known. known is false
// where that cannot be told now, or where the case has another issue since.
func (s *showing) recover(ctx context.Context) (known bool, err error) {
	rule, rest, _ := strings.Cut(s.t.Begun.Key, "/")
	switch rule {
	case "":
		return true, nil
	case ruleNews:
		l, err := s.look(ctx, s.t.Begun.At.Add(-skew))
		if err != nil {
			return false, err
		}
		if l.Issue.Node == "" { // it stays begun: a later look may tell
			if moved, err := s.elsewhere(ctx); err != nil || moved {
				return false, err
			}
			s.t.Problem = l.Problem
			return false, s.save(ctx)
		}
		if err := s.tellIfFound(ctx, l.Comments, s.t.Begun.Key, rest); err != nil {
			return false, err
		}
	case ruleCard:
		s.t.Card = "" // it is written anew: that does nothing twice
	}
	if s.t.Begun.Close && !s.v.Ended {
		s.t.Closed = true // by us, if it is: reopening looks
	}
	s.t.Begun = advisories.TrackingWrite{}
	return true, s.save(ctx)
}

// tellIfFound notes news that were told.
func (s *showing) tellIfFound(ctx context.Context, comments []advisories.TrackingComment, key, rest string) error {
	self, err := s.r.gh.Self(ctx, s.key().Installation)
	if err != nil {
		return err
	}
	if _, ok := s.r.find(comments, self, key, s.key().GHSA); ok {
		_, seq, _ := strings.Cut(rest, "/")
		if n, err := strconv.ParseInt(seq, 10, 64); err == nil {
			s.t.Told = max(s.t.Told, n)
		}
	}
	return nil
}

// again looks whether a problem is over. Where it is not and the policy names another
// repository by now, the case gets a new issue there.
func (s *showing) again(ctx context.Context) error {
	p, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	if p == "" {
		s.t.Problem = ""
		return s.save(ctx)
	}
	if moved, err := s.elsewhere(ctx); err != nil || moved {
		return err
	}
	return s.stop(ctx, p)
}

// elsewhere begins anew in the repository that the policy names now, if that is
// another one and will do.
func (s *showing) elsewhere(ctx context.Context) (bool, error) {
	named := s.t.Repository.Owner + "/" + s.t.Repository.Name
	if s.v.Where == "" || s.v.Ended || strings.EqualFold(s.v.Where, named) {
		return false, nil
	}
	audience, counted := s.t.Audience, s.t.AudienceAt
	s.t.AudienceAt = time.Time{}
	at, p, err := s.place(ctx)
	if err != nil || p != "" || at.Node == s.t.Repository.Node {
		s.t.Audience, s.t.AudienceAt = audience, counted
		return false, err
	}
	s.t = advisories.Tracking{Audience: s.t.Audience, AudienceAt: s.t.AudienceAt}
	return true, s.begin(ctx)
}

// card writes title and body where they read differently than last time.
func (s *showing) card(ctx context.Context) error {
	title, body := Card(s.view(), s.r.web)
	if s.t.Card != "" && !s.v.Rewrite && s.r.sameCard(s.t.Card, title, body) {
		return nil
	}
	mark := markKey(ruleCard, 1)
	return s.write(ctx, mark, s.fresh, func(ctx context.Context) (advisories.TrackingRepository, error) {
		title, body = Card(s.view(), s.r.web) // the look may have counted readers
		issue, err := s.r.gh.EditIssue(ctx, s.key().Installation, s.t.Repository.ID, s.t.Issue, title, s.r.keys.Marked(body, mark, s.key().GHSA))
		if err != nil {
			return advisories.TrackingRepository{}, err
		}
		s.t.Card = s.r.fingerprint(title, body)
		return issue.Repository, nil
	})
}

// assign assigns the coordinator, once: who takes them off again means it. Where they
// cannot be assigned, for they cannot read the issue, the card names them all the
// same.
func (s *showing) assign(ctx context.Context) error {
	p := s.v.Case.History.Coordinator
	if s.v.Ended || !p.Known() || p.ID == s.t.Assigned {
		return nil
	}
	return s.write(ctx, markKey(ruleAssign, p.ID), s.fresh, func(ctx context.Context) (advisories.TrackingRepository, error) {
		err := s.r.gh.AssignIssue(ctx, s.key().Installation, s.t.Repository.ID, s.t.Issue, []advisories.Person{p})
		if err != nil && !unassignable(err) {
			return advisories.TrackingRepository{}, err
		}
		s.t.Assigned = p.ID
		return s.issue.Repository, nil // the answer tells nothing of it
	})
}

// reopen opens an issue again that we closed, where the case goes on.
func (s *showing) reopen(ctx context.Context) error {
	if s.v.Ended || !s.t.Closed {
		return nil
	}
	return s.write(ctx, markKey(ruleReopen, 1), s.fresh, func(ctx context.Context) (advisories.TrackingRepository, error) {
		if !s.issue.Closed {
			s.t.Closed = false
			return s.issue.Repository, nil
		}
		issue, err := s.r.gh.ReopenIssue(ctx, s.key().Installation, s.t.Repository.ID, s.t.Issue)
		if err == nil {
			s.t.Closed = false
		}
		return issue.Repository, err
	})
}
