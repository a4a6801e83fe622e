package desk

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Actor is what the desk can do to an advisory beyond comments and state. Each
// takes the advisory as a fresh look showed it: GitHub replaces lists whole.
// Errors are *advisories.Fault.
type Actor interface {
	SetFields(context.Context, advisories.Repository, advisories.GHSA, advisories.Advisory, advisories.Change) (advisories.Advisory, error)
	AddCollaborators(context.Context, advisories.Repository, advisories.GHSA, advisories.Advisory, advisories.Change) (advisories.Advisory, error)
	AddCredits(context.Context, advisories.Repository, advisories.GHSA, advisories.Advisory, advisories.Change) (advisories.Advisory, error)
	Publish(context.Context, advisories.Repository, advisories.GHSA, advisories.Advisory) (advisories.Advisory, error)
	RequestCVE(context.Context, advisories.Repository, advisories.GHSA) error
	StartFork(context.Context, advisories.Repository, advisories.GHSA) error
}

// Asker tells of people: what they may do at this moment, never from a cache, and which
// account a login is.
type Asker interface {
	PowersNow(context.Context, advisories.Repository, []advisories.Person, []string) (map[int64]advisories.Power, error)
	Person(ctx context.Context, repo advisories.Repository, login string) (advisories.Person, error)
}

// Orders is how commands are written down.
type Orders interface {
	// Obey writes a command down with its effect; advisories.ErrDecided where it was
	// written down before.
	Obey(context.Context, advisories.Work, advisories.Order) ([]advisories.Draft, error)
	Commands(context.Context, advisories.CaseKey) ([]advisories.Command, error)
	Answered(ctx context.Context, w advisories.Work, c advisories.Command) error
	Track(context.Context, advisories.Work, advisories.Tracking) error
	Timeline(context.Context, advisories.CaseKey) ([]advisories.Entry, error)
	Decisions(context.Context, advisories.CaseKey) ([]advisories.Decision, error)
}

// Tracker keeps the tracking issue of a case.
type Tracker interface {
	// Look reads the issue afresh, with its comments since Tracking.Read.
	Look(ctx context.Context, installation int64, t advisories.Tracking) (TrackingLook, error)
	// Show makes the issue where there is none, and brings card, news and state up
	// to date; keep writes the Tracking down, before and after each write.
	Show(ctx context.Context, v TrackingView, keep func(context.Context, advisories.Tracking) error) (advisories.Tracking, error)
	// Tell comments under a draft's key and assigns people; Find looks for a comment
	// that was made so since a time.
	Tell(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, d advisories.DraftKey, body string, assign []advisories.Person) (int64, error)
	Find(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, d advisories.DraftKey, since time.Time) (int64, bool, error)
	// Assign assigns people to the issue.
	Assign(ctx context.Context, of advisories.CaseKey, t advisories.Tracking, people []advisories.Person) error
	// Answer reacts to a command, and replies where it was refused or asks for help.
	Answer(ctx context.Context, t advisories.Tracking, c advisories.Command, reply string) error
}

// TrackingLook is what a fresh look at a tracking issue found. With a Problem
// nothing there counts: anybody may be reading, or writing.
type TrackingLook struct {
	Issue    advisories.TrackingIssue
	Comments []advisories.TrackingComment
	// Tracking is what is to be kept.
	Tracking advisories.Tracking
	Problem  advisories.TrackingProblem
	// Edited is true where title or card are not as we wrote them last.
	Edited bool
}

// TrackingView is all that a tracking issue shows of a case.
type TrackingView struct {
	Case advisories.Case
	// Owner is the account that owns the case's repository now.
	Owner advisories.Person
	// Where is the policy's tracking repository, "owner/name"; empty where it has
	// none.
	Where string
	// Accepted: the policy accepts more readers than the team needs, Needed people; 0
	// where that is not known.
	Accepted  bool
	Needed    int
	Drafts    []advisories.Draft
	Decisions []advisories.Decision
	Commands  []advisories.Command
	Notices   []advisories.Notice
	Entries   []advisories.Entry
	Now       time.Time
	Zone      *time.Location
	// Ended closes the issue.
	Ended         bool
	CommentsKnown bool
	// Reactions are owed to commands that were obeyed.
	Reactions []advisories.CommentReaction
	// Rewrite writes the card even where it reads as we wrote it last.
	Rewrite bool
}

// Notifier posts to the operator's NOTIFY_URL. Its error is a *advisories.Fault.
type Notifier interface {
	Notify(context.Context, Notification) error
}

// Notification is what leaves for NOTIFY_URL: no title, no text.
type Notification struct {
	// ID is the same for every try of one notification.
	ID string
	// Case is the short name, Severity the band (critical, high, medium, low, or
	// empty), Commitment and Stage ("target", "maximum") what ran out, Due when.
	Case       string
	Severity   string
	Commitment advisories.Commitment
	Stage      string
	Due        string
	// Link leads to the tracking issue, empty where there is none.
	Link string
}
