package tracking

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// View is all that an issue shows of a case, and what it takes to know where it may
// stand.
type View struct {
	// Case is as it was just filed; its Tracking is where the issue stands.
	Case advisories.Case
	// Owner is the account that owns the case's repository now, by id; where the id is
	// not known the login is compared.
	Owner advisories.Person
	// Where is the policy's tracking repository, "owner/name"; empty where the policy
	// has none, and then nothing is written, in an issue that is there neither. A case
	// keeps the issue that it has where the policy names another repository later,
	// unless nothing may be written there any more.
	Where string
	// Accepted is the policy's word that more people than the team needs may read it.
	Accepted bool
	// Needed is how many people the team needs to read it; 0 where that is not known,
	// and then any number will do.
	Needed int
	// Drafts are all drafts, oldest first, and Decisions the decisions on them.
	Drafts    []advisories.Draft
	Decisions []advisories.Decision
	// Commands are those that were read; of refused ones the card says nothing.
	Commands []advisories.Command
	Notices  []advisories.Notice
	// Entries is the whole timeline, oldest first.
	Entries []advisories.Entry
	Now     time.Time
	// Zone is the policy's zone, in which dates are told beside UTC; nil for UTC alone.
	Zone *time.Location
	// Ended closes the issue; a case that ended without an issue gets none.
	Ended bool
	// CommentsKnown is false where the advisory's thread is not to be had.
	CommentsKnown bool
	// Reactions are owed to commands that were obeyed; they are given with whatever
	// else is written.
	Reactions []advisories.CommentReaction
	// Rewrite writes the card even where it reads as we wrote it last: a person changed
	// it.
	Rewrite bool
}

// Look is what a fresh look at a tracking issue found.
type Look struct {
	Issue advisories.TrackingIssue
	// Comments are those made at or after Tracking.Read, oldest first, ours included.
	Comments []advisories.TrackingComment
	// Tracking is what is to be kept: names as they are now, and the Problem.
	Tracking advisories.Tracking
	// Problem is why nothing may be written; with it no command counts either, for
	// anybody may be reading, or writing, there. Where it is TrackingGone or
	// TrackingForbidden there is no Issue.
	Problem advisories.TrackingProblem
	// Edited is true where title or card are not as we wrote them last: what a person
	// approved by their words may be another text. See View.Rewrite.
	Edited bool
}

// ProblemError is returned where something was to be written and nothing may be.
type ProblemError struct{ Problem advisories.TrackingProblem }

// Error says so, and names nothing.
func (e *ProblemError) Error() string { return "tracking issue: " + string(e.Problem) }
