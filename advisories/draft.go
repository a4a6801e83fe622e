package advisories

import (
	"fmt"
	"time"
)

// Kind is what a draft would do.
type Kind string

// The kinds of drafts, as the policy file names them.
const (
	KindReceipt       Kind = "receipt"
	KindAsk           Kind = "ask"
	KindStatus        Kind = "status"
	KindRemind        Kind = "remind"
	KindUpdate        Kind = "update"
	KindEscalate      Kind = "escalate"
	KindAccept        Kind = "accept"
	KindClose         Kind = "close"
	KindReopen        Kind = "reopen"
	KindCollaborators Kind = "collaborators"
	KindCredits       Kind = "credits"
	KindRequestCVE    Kind = "request_cve"
	KindPrivateFork   Kind = "private_fork"
	KindPublish       Kind = "publish"
	// KindFields sets fields of the advisory that a maintainer decided: severity,
	// CVSS, CWE, affected versions.
	KindFields Kind = "fields"
)

// ChangesState reports whether the kind changes an advisory or who can see it,
// rather than saying something.
func (k Kind) ChangesState() bool {
	switch k {
	case KindAccept, KindClose, KindReopen, KindCollaborators, KindCredits, KindRequestCVE, KindPrivateFork, KindPublish, KindFields:
		return true
	}
	return false
}

// Permit is how a kind of draft may leave.
type Permit string

// The permits of a policy.
const (
	PermitAuto    Permit = "auto"
	PermitApprove Permit = "approve"
	PermitOff     Permit = "off"
)

// Act is the one thing on GitHub that carries a draft out.
type Act string

// The acts.
const (
	// ActComment writes a new comment on the advisory.
	ActComment Act = "comment"
	// ActEdit replaces the body of an own comment.
	ActEdit Act = "edit"
	// ActState sets the advisory's state.
	ActState Act = "state"
	// ActFields sets fields of the advisory (Draft.Change).
	ActFields Act = "fields"
	// ActCollaborators adds people to the advisory (Draft.Change).
	ActCollaborators Act = "collaborators"
	// ActCredits adds credits (Draft.Change).
	ActCredits Act = "credits"
	// ActCVE asks GitHub for a CVE id.
	ActCVE Act = "cve"
	// ActFork makes the temporary private fork.
	ActFork Act = "fork"
	// ActPublish publishes the advisory as it was approved.
	ActPublish Act = "publish"
	// ActTell comments in the tracking issue, and assigns people there.
	ActTell Act = "tell"
	// ActNotify posts to the operator's NOTIFY_URL.
	ActNotify Act = "notify"
)

// DraftKey is the stable name of a draft within its case: rule, kind and
// occurrence. Redelivery, sweep, restart and a second replica plan the same key,
// so that it is filed and carried out once.
type DraftKey struct {
	Rule       string
	Kind       Kind
	Occurrence int
}

// String is the key as it stands in marks and in the store: "rule/kind/1".
func (k DraftKey) String() string { return fmt.Sprintf("%s/%s/%d", k.Rule, k.Kind, k.Occurrence) }

// DraftState is where a draft stands.
type DraftState string

// The states of a draft.
//
//	held ──approve──▶ ready ──▶ begun ──▶ done
//	  │                 │         ├──▶ handed_off
//	  ├─▶ denied        │         └──▶ failed
//	  └─▶ stale, superseded ◀────┘
const (
	DraftHeld       DraftState = "held"
	DraftReady      DraftState = "ready"
	DraftBegun      DraftState = "begun"
	DraftDone       DraftState = "done"
	DraftDenied     DraftState = "denied"
	DraftStale      DraftState = "stale"
	DraftSuperseded DraftState = "superseded"
	DraftHandedOff  DraftState = "handed_off"
	DraftFailed     DraftState = "failed"
)

// Waiting reports whether the draft may still be carried out.
func (s DraftState) Waiting() bool {
	return s == DraftHeld || s == DraftReady || s == DraftBegun
}

// Draft is an act written but not done.
type Draft struct {
	Key DraftKey
	// Number is the draft's number within its case, from 1, given when it is
	// filed; people say "approve 3".
	Number int
	Act    Act
	// Permit is what the policy says; an adopted case, a flood and state changes
	// without a right to them are lowered to approve.
	Permit Permit
	// Approvals is how many people must approve where Permit is approve.
	Approvals int
	State     DraftState
	// Why says in our words which rule wants it; Hold why it is held beyond its
	// permit ("adopted", "flood"), HandOff why only a person can carry it out.
	Why     string
	Hold    string
	HandOff string
	// Body is the comment's visible text, without its mark. It is stored sealed.
	Body string
	// Purged is true where Body and Change were deleted at the end of the time of
	// retention; both are empty then.
	Purged bool
	// Comment is the comment to edit, by id, for ActEdit.
	Comment int64
	// To is the wanted state for ActState.
	To State
	// Change are the fields to set. They are stored sealed.
	Change Change
	// EditedBy names who put their own text in Body's place, as [By] does; empty for
	// the program's text.
	EditedBy string
	// Digest binds an approval to what it approved: kind, target, exact text or
	// fields, the advisory's publishable fields and the policy. Keyed, not bare.
	Digest string
	// Urgent drafts go before others when few may go.
	Urgent bool
	// NotBefore is from when on the draft may be carried out, however long it was
	// approved before: an embargo's end, the opening of the publication window. Zero
	// for at once. It is no part of what is approved and is not stored: each look
	// plans it anew.
	NotBefore time.Time

	FiledAt   time.Time
	BegunAt   time.Time
	SettledAt time.Time
	// Attempts counts begins.
	Attempts int
	Outcome  Outcome
}

// Notifies reports whether carrying the draft out writes something new, rather
// than editing in place; only those count against a flood.
func (d Draft) Notifies() bool { return d.Act != ActEdit && !d.Internal() }

// Internal reports whether only maintainers or the operator see the draft's
// effect: it changes nothing on the advisory and in its thread.
func (d Draft) Internal() bool { return d.Act == ActTell || d.Act == ActNotify }

// Outcome is what happened when a draft was carried out.
type Outcome struct {
	State DraftState
	// Code is one of our own words ("done", "found_on_github", "rule_lapsed",
	// "done_by_a_person", "superseded by 7", "gone" …), never GitHub's text.
	Code string
	// Comment is the comment that was written or edited.
	Comment int64
	// By is who did it where not we did: "someone on GitHub".
	By string
	At time.Time
}

// Decision is a person's word on a draft.
type Decision struct {
	Case   CaseKey
	Number int
	// Approve or deny.
	Approve bool
	// By names the person: "operator:NAME" for the command line.
	By string
	// Why is the person's reason; stored sealed. Purged is true where it was deleted
	// at the end of the time of retention.
	Why    string
	Purged bool
	// Digest is the digest of the draft that the person saw; a decision on
	// another digest is refused.
	Digest string
	At     time.Time
}
