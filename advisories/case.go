package advisories

import "time"

// Case is ours: it joins a report, its advisory, the clocks, drafts and timeline.
// It holds ids, states, times and keyed fingerprints, and no report text.
type Case struct {
	Key CaseKey
	// Owner and Repo are the names last seen.
	Owner string
	Repo  string
	// Name is the short name that people can say; it tells nothing of the advisory.
	Name string

	Stage       Stage
	CloseReason string
	// Adopted is true where the advisory was there before us: every draft is held.
	Adopted bool
	// Reporter is who sent the report; the login is the one last seen.
	Reporter Person

	ReportedAt time.Time
	OpenedAt   time.Time
	WorkedAt   time.Time

	// Facts is what the last snapshot showed.
	Facts Facts
	// History is what must not be forgotten when GitHub stops showing it.
	History History
	// Verdict is the last one.
	Verdict Verdict
	// Pin is what was promised when the case began.
	Pin Pin

	// NextDue is when a clock or a retry wakes the case; zero if nothing does.
	NextDue time.Time
	// Problem is why work on the case stands still, in our words ("gone",
	// "forbidden" …); empty if it does not.
	Problem string
	// Tracking is the case's issue for maintainers.
	Tracking Tracking
}

// Facts is what of a snapshot is kept: ids, states, times and keyed fingerprints.
type Facts struct {
	State     State     `json:"state"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Comments  int       `json:"comments"`
	Severity  string    `json:"severity,omitempty"`
	CVE       string    `json:"cve,omitempty"`
	Fork      bool      `json:"fork,omitempty"`
	// Description is the keyed fingerprint of summary and description.
	Description string `json:"description,omitempty"`
}

// History is what was once seen and cannot be looked up again.
type History struct {
	// Acknowledged is the first acknowledgement that was seen or decided.
	Acknowledged Seen `json:"acknowledged,omitzero"`
	// Accepted is when triage was first seen to have become draft.
	Accepted Seen `json:"accepted,omitzero"`
	// Published and Closed are when these states were first seen.
	Published Seen `json:"published,omitzero"`
	Closed    Seen `json:"closed,omitzero"`
	// Asked is when the reporter was asked for missing content.
	Asked time.Time `json:"asked,omitzero"`
	// Pinned is when the case's pin was taken; a Repin after it asks for another.
	Pinned time.Time `json:"pinned,omitzero"`
	// Severity is the one that the advisory had when the report was accepted, or
	// when the case was pinned anew.
	Severity string `json:"severity,omitempty"`
	// Waits are the times in which the reporter was waited for, oldest first; only
	// the last can be open.
	Waits []Wait `json:"waits,omitempty"`
	// Updated is the project's last word to the reporter: a maintainer's comment,
	// or news that a person approved.
	Updated Seen `json:"updated,omitzero"`
	// Moved are the later dates that the reporter was told of, by commitment,
	// oldest first.
	Moved map[Commitment][]Move `json:"moved,omitempty"`
	// Exploited, Fixed, Resumed and Repin are what a person said: see Fact.
	Exploited Seen `json:"exploited,omitzero"`
	Fixed     Seen `json:"fixed,omitzero"`
	Resumed   Seen `json:"resumed,omitzero"`
	Repin     Seen `json:"repin,omitzero"`
	// Kept are commitments that a person said were kept; acknowledge is not among
	// them, for Acknowledged holds it.
	Kept map[Commitment]Seen `json:"kept,omitempty"`
	// CVERequested is when a CVE id was asked for, CVE when one was first seen, and
	// Reopened when the advisory was last seen to be open again after its closing.
	CVERequested Seen `json:"cve_requested,omitzero"`
	CVE          Seen `json:"cve,omitzero"`
	Reopened     Seen `json:"reopened,omitzero"`
	// CloseReason is why it was closed, as a person said; Of the advisory that it is
	// a duplicate of.
	CloseReason CloseReason `json:"close_reason,omitempty"`
	Of          GHSA        `json:"of,omitempty"`
	// Requests are drafts that people asked for, oldest first.
	Requests []Request `json:"requests,omitempty"`
	// Pauses are the times in which a person stopped the clocks, oldest first; only
	// the last can be open.
	Pauses []Pause `json:"pauses,omitempty"`
	// Embargoes are the agreed times of disclosure, oldest first; the last counts.
	Embargoes []Embargo `json:"embargoes,omitempty"`
	// Snoozed is the last snooze.
	Snoozed Snooze `json:"snoozed,omitzero"`
	// Decided is the severity that a person decided on; it goes before Severity.
	Decided string `json:"decided,omitempty"`
	// Coordinator owns the case; unknown where nobody was named.
	Coordinator Person `json:"coordinator,omitzero"`
	// Quiet is when the reporter asked for no more of our comments but the answers
	// that the policy owes them.
	Quiet Seen `json:"quiet,omitzero"`
	// Help is when somebody asked in the thread which commands there are.
	Help Seen `json:"help,omitzero"`
}

// Seen is something that happened, when, and by whom as far as GitHub tells.
type Seen struct {
	At time.Time `json:"at,omitzero"`
	// By is our words: "a maintainer (id 12) in comment 99", "operator:kim",
	// "someone on GitHub".
	By string `json:"by,omitempty"`
	// Comment is the comment that shows it, if one does.
	Comment int64 `json:"comment,omitempty"`
}

// Wait is a time in which the reporter was waited for; To is zero while it lasts.
type Wait struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Move is a promised date that was moved: At is when the reporter was told, or when
// a person said so.
type Move struct {
	At   time.Time `json:"at"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// By is who moved it by a command; empty where a draft told the reporter of it.
	By string `json:"by,omitempty"`
}

// Happened reports whether it was seen at all.
func (s Seen) Happened() bool { return !s.At.IsZero() }

// Entry is one line of a case's timeline. Entries are only ever appended; each
// holds the hash of the one before it.
type Entry struct {
	Seq int64
	At  time.Time
	// What is one of our words: "opened", "draft_filed", "draft_done" …
	What string
	// Actor is "advisory-bot", "operator:NAME", "someone on GitHub" …
	Actor string
	// Draft is the draft's number, 0 if the entry is about none.
	Draft int
	// Detail is in our words and holds no report text.
	Detail string
	Hash   string
}

// Notice is something that maintainers or the operator must be told, once, until
// it is over: a broken policy file, an edited comment of ours, an adoption.
type Notice struct {
	// Key makes it one: kind, and what it is about.
	Kind  NoticeKind
	About string
	Repository
	// Case is the short name where it is about one.
	Case string
	Text string
	// Count is how often it was seen.
	Count   int
	FirstAt time.Time
	LastAt  time.Time
}

// NoticeKind is the kind of a notice.
type NoticeKind string

// The kinds of notices.
const (
	NoticePolicyFault    NoticeKind = "policy_fault"
	NoticeOwnerPolicy    NoticeKind = "owner_policy_missing"
	NoticeAdopted        NoticeKind = "adopted"
	NoticeCommentEdited  NoticeKind = "comment_edited"
	NoticeCommentDeleted NoticeKind = "comment_deleted"
	NoticeMarkCopied     NoticeKind = "mark_copied"
	NoticeFlood          NoticeKind = "flood"
	NoticeHandOff        NoticeKind = "hand_off"
	NoticeAccess         NoticeKind = "access"
	NoticeTracking       NoticeKind = "tracking"
	NoticeEscalated      NoticeKind = "escalated"
	NoticeDrift          NoticeKind = "drift"
	NoticePublished      NoticeKind = "published_otherwise"
	NoticeLeft           NoticeKind = "left"
)

// Work is a case taken in hand: one worker holds it at a time.
type Work struct {
	Key CaseKey
	// Rings are those that wait; working the case works them all.
	Rings []Ring
	// Case is what is remembered; nil where this is the first ring.
	Case *Case
	// Drafts are all drafts ever filed, oldest first.
	Drafts []Draft
	// Comments are the ids of comments that are ours by record, with the drafts
	// that wrote them.
	// Failures counts tries in a row that failed.
	Failures int
	// Token proves the hold; it changes each time the case is taken.
	Token string
	// Until is when the hold ends by itself.
	Until time.Time
}

// Filing is what judging a case came to, written down whole or not at all.
type Filing struct {
	Case Case
	// New drafts, numbered by the docket in this order.
	New []Draft
	// Settled are drafts that ended without being carried out (stale, superseded),
	// by number.
	Settled map[int]Outcome
	// Entries are appended to the timeline.
	Entries []Entry
	// Notices are raised; Cleared are over (kind and about).
	Notices []Notice
	Cleared []Notice
	// Decisions are taken on drafts of New, by the number that each gets: the person
	// who asked for a draft approves it.
	Decisions []Decision
}

// Next says when the case is to be worked again, and how the work ended.
type Next struct {
	// At is when to wake; zero means not before something rings.
	At time.Time
	// Failed counts this try as a failure; Code says why in one of our words.
	Failed bool
	Code   string
	// Keep leaves the rings waiting until At: nothing of what they said was
	// written down yet.
	Keep bool
}
