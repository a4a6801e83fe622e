package advisories

import "time"

// Tracking is what is remembered of a case's tracking issue: the one issue, in a
// private repository of the advisory's owner, in which maintainers see the case
// and command. The zero Tracking is a case without one.
type Tracking struct {
	// Repository is the tracking repository as it was pinned: by node id, with the
	// account that owned it then.
	Repository TrackingRepository `json:"repository,omitzero"`
	// Issue is the issue's node id, empty before it is made; Number its number.
	Issue  string `json:"issue,omitempty"`
	Number int    `json:"number,omitempty"`
	// Opened is when we made it, by our clock; zero where it was found.
	Opened time.Time `json:"opened,omitzero"`
	// Card is the keyed fingerprint of title and card as last written, so that an
	// unchanged card is not written again.
	Card string `json:"card,omitempty"`
	// Told is the timeline's last entry that comments have told.
	Told int64 `json:"told,omitempty"`
	// Read is the creation time of the newest comment that was read for commands.
	Read time.Time `json:"read,omitzero"`
	// Heard is when it was last read.
	Heard time.Time `json:"heard,omitzero"`
	// Begun names a write whose end is not known: what it was, and when it began.
	// Whoever goes on looks for its mark first.
	Begun TrackingWrite `json:"begun,omitzero"`
	// Problem is why nothing is written there, in one of our words (see
	// TrackingProblem); empty if something is.
	Problem TrackingProblem `json:"problem,omitempty"`
	// Audience is how many people can read the repository, as last counted, and
	// AudienceAt when; 0 where it was never counted.
	Audience   int       `json:"audience,omitempty"`
	AudienceAt time.Time `json:"audience_at,omitzero"`
	// Assigned is the id of the coordinator whom we last assigned.
	Assigned int64 `json:"assigned,omitempty"`
	// Closed is true once we closed the issue.
	Closed bool `json:"closed,omitempty"`
}

// Open reports whether there is an issue.
func (t Tracking) Open() bool { return t.Issue != "" }

// TrackingWrite is a write in the tracking issue that was begun: its mark's key
// and when.
type TrackingWrite struct {
	Key string    `json:"key"`
	At  time.Time `json:"at"`
	// Card is the fingerprint of the card that it may have written.
	Card string `json:"card,omitempty"`
	// Close is true where it may have closed the issue.
	Close bool `json:"close,omitempty"`
}

// TrackingProblem is why a tracking issue cannot be written.
type TrackingProblem string

// The problems of tracking. Each stands until a person mends it and the case is
// worked again.
const (
	// TrackingNotPrivate: the repository is public or internal.
	TrackingNotPrivate TrackingProblem = "not_private"
	// TrackingMoved: repository or issue belongs to another account or repository
	// than was pinned.
	TrackingMoved TrackingProblem = "moved"
	// TrackingGone: the repository or the issue is not to be found, or the App may
	// not see it.
	TrackingGone TrackingProblem = "gone"
	// TrackingForbidden: the App may not write issues there.
	TrackingForbidden TrackingProblem = "forbidden"
	// TrackingNoIssues: the repository is archived or has issues switched off, or
	// the issue is locked.
	TrackingNoIssues TrackingProblem = "no_issues"
	// TrackingForeign: the repository does not belong to the advisory's owner.
	TrackingForeign TrackingProblem = "foreign"
	// TrackingAudience: more people can read it than the team needs, and the policy
	// does not accept that.
	TrackingAudience TrackingProblem = "audience"
)

// TrackingRepository is a repository that holds tracking issues, as GitHub
// answered it right before or within a write.
type TrackingRepository struct {
	// Node is GitHub's global id, which survives renames and transfers; ID the
	// number that webhooks name.
	Node    string `json:"node"`
	ID      int64  `json:"id"`
	Owner   string `json:"owner"`
	OwnerID int64  `json:"owner_id"`
	Name    string `json:"name"`
	// Private is true for visibility PRIVATE only: internal is read by a whole
	// enterprise.
	Private bool `json:"private"`
	// Writable is false where it is archived or has issues switched off.
	Writable bool `json:"writable"`
}

// TrackingIssue is an issue as GitHub answered it, with where it is now.
type TrackingIssue struct {
	Node       string
	Number     int
	Repository TrackingRepository
	Author     Person
	Title      string
	Body       string
	Closed     bool
	Locked     bool
	CreatedAt  time.Time
	UpdatedAt  time.Time
	// EditedAt is when the body was last changed, and Editor by whom.
	EditedAt time.Time
	Editor   Person
	// Assignees are the people assigned.
	Assignees []Person
}

// TrackingComment is a comment on a tracking issue.
type TrackingComment struct {
	// Node is GitHub's global id, ID the number that webhooks and marks name.
	Node   string
	ID     int64
	Author Person
	Body   string
	// Edited is true once it was changed: GitHub's lastEditedAt is set.
	Edited    bool
	CreatedAt time.Time
	URL       string
}

// Reaction is an emoji under a comment, by GitHub's GraphQL names.
type Reaction string

// The reactions that answer commands: seen and done, refused.
const (
	ReactionDone    Reaction = "THUMBS_UP"
	ReactionRefused Reaction = "CONFUSED"
)

// CommentReaction is a reaction to put under a comment, by the comment's node id.
type CommentReaction struct {
	Node     string
	Reaction Reaction
}

// IssueWrite is what is written in a tracking issue at once, in this order; what is
// empty stays as it is.
type IssueWrite struct {
	Title, Body string
	Comment     string
	Reactions   []CommentReaction
	Close       bool
}
