package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// kindTracking is the kind in the marks of what this room writes of itself.
const kindTracking advisories.Kind = "tracking"

// The rules in those marks.
const (
	ruleCard   = "card"
	ruleNews   = "news"
	ruleReply  = "reply"
	ruleClose  = "close"
	ruleReopen = "reopen"
	ruleAssign = "assign"
)

func markKey(rule string, occurrence int64) advisories.DraftKey {
	return advisories.DraftKey{Rule: rule, Kind: kindTracking, Occurrence: int(occurrence)}
}

// skew is how far our clock and GitHub's may be apart where ours says from when on
// comments and issues are looked through.
const skew = time.Hour

// Look looks at the issue afresh, with the comments since Tracking.Read. A fault of
// GitHub that says something of the issue is a Problem and no error.
func (r *Room) Look(ctx context.Context, installation int64, t advisories.Tracking) (Look, error) {
	return r.look(ctx, installation, t, t.Read)
}

func (r *Room) look(ctx context.Context, installation int64, t advisories.Tracking, since time.Time) (Look, error) {
	l := Look{Tracking: t}
	if !t.Open() {
		l.Tracking.Problem, l.Problem = advisories.TrackingGone, advisories.TrackingGone
		return l, nil
	}
	issue, comments, err := r.gh.TrackingIssue(ctx, installation, t.Repository.ID, t.Issue, since)
	if err != nil {
		if r.mayAppear(t, err) {
			return Look{}, &advisories.Fault{Code: advisories.FaultUnavailable, Attempted: "look at the tracking issue", Err: errNotYet}
		}
		if l.Problem = problemOf(err); l.Problem == "" {
			return Look{}, fmt.Errorf("look at the tracking issue: %w", err)
		}
		l.Tracking.Problem = l.Problem
		return l, nil
	}
	l.Issue, l.Comments = issue, comments
	l.Problem = fits(t.Repository, issue)
	if l.Problem == "" && (t.Problem == advisories.TrackingAudience || t.Problem == advisories.TrackingForeign) {
		l.Problem = t.Problem // a look does not tell; Show asks again
	}
	l.Tracking.Repository = renamed(t.Repository, issue.Repository)
	l.Tracking.Problem = l.Problem
	l.Edited = t.Card != "" && !r.untouched(t, issue)
	return l, nil
}

// appearing is how long an issue that we made may be not to be found yet.
const appearing = time.Minute

var errNotYet = errors.New("it was made a moment ago and is not to be found yet")

// mayAppear reports whether an issue that is not to be found may only not show yet:
// GitHub does not find everything at once that was just made.
func (r *Room) mayAppear(t advisories.Tracking, err error) bool {
	age := r.now().Sub(t.Opened)
	return advisories.CodeOf(err) == advisories.FaultGone && !t.Opened.IsZero() && age >= 0 && age < appearing
}

// untouched reports whether title and body are as we wrote them last.
func (r *Room) untouched(t advisories.Tracking, issue advisories.TrackingIssue) bool {
	if r.keys.ReadMark(issue.Body).Check != advisories.MarkGood {
		return false
	}
	shown := advisories.Unmarked(issue.Body)
	return r.sameCard(t.Card, issue.Title, shown) || t.Begun.Card != "" && r.sameCard(t.Begun.Card, issue.Title, shown)
}

const cardPurpose = "tracking card"

// fingerprint names title and visible body.
func (r *Room) fingerprint(title, body string) string {
	return r.keys.Fingerprint(cardPurpose, title, advisories.Unmarked(body))
}

func (r *Room) sameCard(fp, title, body string) bool {
	return r.keys.SameFingerprint(fp, cardPurpose, title, advisories.Unmarked(body))
}

// fits says why nothing may be written where an issue is now.
func fits(pinned advisories.TrackingRepository, issue advisories.TrackingIssue) advisories.TrackingProblem {
	if p := fitsRepository(pinned, issue.Repository); p != "" {
		return p
	}
	if issue.Locked {
		return advisories.TrackingNoIssues
	}
	return ""
}

func fitsRepository(pinned, now advisories.TrackingRepository) advisories.TrackingProblem {
	switch {
	case now.Node != pinned.Node || now.OwnerID != pinned.OwnerID:
		return advisories.TrackingMoved
	case !now.Private:
		return advisories.TrackingNotPrivate
	case !now.Writable:
		return advisories.TrackingNoIssues
	}
	return ""
}

// renamed is the pinned repository under the names that it has now.
func renamed(pinned, now advisories.TrackingRepository) advisories.TrackingRepository {
	if now.Node == pinned.Node && now.OwnerID == pinned.OwnerID {
		return now
	}
	return pinned
}

// problemOf is what a fault says of the issue or its repository; empty where it is
// of the moment.
func problemOf(err error) advisories.TrackingProblem {
	switch advisories.CodeOf(err) {
	case advisories.FaultGone:
		return advisories.TrackingGone
	case advisories.FaultForbidden:
		return advisories.TrackingForbidden
	}
	return ""
}

// foreign reports whether a repository does not belong to the advisory's owner.
func foreign(at advisories.TrackingRepository, owner advisories.Person) bool {
	if owner.Known() && at.OwnerID != 0 {
		return at.OwnerID != owner.ID
	}
	return owner.Login == "" || !strings.EqualFold(at.Owner, owner.Login)
}
