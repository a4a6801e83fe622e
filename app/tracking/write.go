package tracking

import (
	"context"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// showing is one Show at work.
type showing struct {
	r    *Room
	v    View
	keep Keep
	// t is how the issue stands, kept how it was last written down.
	t, kept advisories.Tracking
	issue   advisories.TrackingIssue
	// attempt is the fingerprint of the card that is about to be written.
	attempt string
	// closing is true where the write that comes next closes the issue.
	closing bool
}

func (s *showing) key() advisories.CaseKey { return s.v.Case.Key }

// save writes down what changed.
func (s *showing) save(ctx context.Context) error {
	if s.t == s.kept {
		return nil
	}
	if err := s.keep(ctx, s.t); err != nil {
		return fmt.Errorf("keep the tracking issue: %w", err)
	}
	s.kept = s.t
	return nil
}

// stop writes a problem down. It is no error: the caller tells people.
func (s *showing) stop(ctx context.Context, p advisories.TrackingProblem) error {
	if s.t.Problem != p {
		s.r.log.Warn("nothing is written to the tracking issue", "case", s.v.Case.Name, "problem", string(p))
	}
	s.t.Problem, s.t.Begun = p, advisories.TrackingWrite{}
	return s.save(ctx)
}

// stopped reports whether nothing may be written.
func (s *showing) stopped() bool { return s.t.Problem != "" }

// write carries one write through keep, look, write, check and keep. look says why
// it may not be; act writes, notes in s.t what it came to, and answers with the
// repository as GitHub told it then.
func (s *showing) write(ctx context.Context, mark advisories.DraftKey, look func(context.Context) (advisories.TrackingProblem, error),
	act func(context.Context) (advisories.TrackingRepository, error)) error {
	s.t.Begun = advisories.TrackingWrite{Key: mark.String(), At: s.r.now().UTC(), Card: s.attempt, Close: s.closing}
	if err := s.save(ctx); err != nil {
		return err
	}
	p, err := look(ctx)
	switch {
	case err != nil:
		return s.undone(ctx, err)
	case p != "":
		return s.stop(ctx, p)
	}
	at, err := act(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	s.t.Begun = advisories.TrackingWrite{}
	pinned := s.t.Repository
	s.t.Repository = renamed(pinned, at)
	after, cancel := aside(ctx)
	defer cancel()
	if p := fitsRepository(pinned, at); p != "" {
		s.r.log.Error("the tracking repository changed while it was written to", "case", s.v.Case.Name, "problem", string(p))
		return s.stop(after, p)
	}
	return s.save(after)
}

// aside is for writing down what happened, even where the program is shutting down.
func aside(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
}

// undone writes down that nothing was written.
func (s *showing) undone(ctx context.Context, cause error) error {
	s.t.Begun = advisories.TrackingWrite{}
	ctx, cancel := aside(ctx)
	defer cancel()
	if err := s.save(ctx); err != nil {
		return err
	}
	return cause
}

// failed writes down what a fault says of a write. One whose end is not known stays
// begun.
func (s *showing) failed(ctx context.Context, err error) error {
	err = fmt.Errorf("write to the tracking issue: %w", err)
	switch {
	case problemOf(err) != "":
		return s.stop(ctx, problemOf(err))
	case advisories.CodeOf(err) == advisories.FaultRefused: // locked, archived or issues switched off since the look
		return s.stop(ctx, advisories.TrackingNoIssues)
	case surelyNotDone(err):
		return s.undone(ctx, err)
	}
	return err
}

// surelyNotDone reports whether a fault tells that GitHub did nothing.
func surelyNotDone(err error) bool {
	switch advisories.CodeOf(err) {
	case advisories.FaultLimited, advisories.FaultUnavailable, advisories.FaultSuspended, advisories.FaultUnauthorized, advisories.FaultRefused:
		return true
	}
	return false
}

// fresh looks at the issue and at the rules that a look alone does not know.
func (s *showing) fresh(ctx context.Context) (advisories.TrackingProblem, error) {
	return s.freshSince(ctx, s.r.now()) // no comments are wanted
}

func (s *showing) freshSince(ctx context.Context, since time.Time) (advisories.TrackingProblem, error) {
	l, err := s.look(ctx, since)
	return l.Problem, err
}

func (s *showing) look(ctx context.Context, since time.Time) (Look, error) {
	t := s.t
	if t.Problem == advisories.TrackingAudience || t.Problem == advisories.TrackingForeign {
		t.Problem = "" // these are judged here
	}
	l, err := s.r.look(ctx, s.key().Installation, t, since)
	if err != nil {
		return l, err
	}
	s.issue = l.Issue
	if l.Problem != "" {
		return l, nil
	}
	s.t.Repository = l.Tracking.Repository
	l.Problem, err = s.allowed(ctx, l.Issue.Repository)
	return l, err
}

// allowed are the rules on a repository that is private and as it was pinned: whose
// it is, and who reads it.
func (s *showing) allowed(ctx context.Context, at advisories.TrackingRepository) (advisories.TrackingProblem, error) {
	if foreign(at, s.v.Owner) {
		return advisories.TrackingForeign, nil
	}
	return s.audience(ctx, at)
}

// How long a count of the readers holds: a day, or ten minutes where there were too
// many and somebody may be mending it.
const (
	countAgain     = 24 * time.Hour
	countAgainSoon = 10 * time.Minute
)

// audience compares who can read with who needs to. Where GitHub does not tell, the
// card says so.
func (s *showing) audience(ctx context.Context, at advisories.TrackingRepository) (advisories.TrackingProblem, error) {
	holds := countAgain
	if s.t.Problem == advisories.TrackingAudience {
		holds = countAgainSoon
	}
	if age := s.r.now().Sub(s.t.AudienceAt); s.t.AudienceAt.IsZero() || age >= holds || age < 0 {
		people, whole, err := s.r.gh.Audience(ctx, s.key().Installation, at)
		switch code := advisories.CodeOf(err); {
		case err == nil && !whole:
			people = max(people, s.v.Needed+1) // more than were counted
		case code == advisories.FaultForbidden || code == advisories.FaultGone || code == advisories.FaultRefused:
			people = 0
		case err != nil:
			return "", fmt.Errorf("count who can read the tracking issue: %w", err)
		}
		s.t.Audience, s.t.AudienceAt = people, s.r.now().UTC()
	}
	if s.v.Needed > 0 && s.t.Audience > s.v.Needed && !s.v.Accepted {
		return advisories.TrackingAudience, nil
	}
	return "", nil
}
