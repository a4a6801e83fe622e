package advisories

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Place is where a command was given.
type Place string

// The places of commands. Comment ids are unique within a place.
const (
	PlaceIssue    Place = "issue"
	PlaceAdvisory Place = "advisory"
)

// Command is a command that was read from a comment, and what it came to. It is
// written down once a place and comment id; a comment counts once, whatever it
// came to.
type Command struct {
	Case    CaseKey
	Place   Place
	Comment int64
	// Line is the command's line in the comment, from 1: a comment can hold several,
	// and each counts once.
	Line int
	// Node is the comment's node id in the tracking issue, for the reaction.
	Node string
	// By gave it; a person with power, asked of GitHub at that moment, unless Code
	// says otherwise.
	By Person
	// Verb is the command's word without the slash ("close"); empty where the
	// comment held none that is known.
	Verb string
	// Reason is what the person wrote beside it. It may quote a report, so it is
	// stored sealed and never logged. Purged is true where it was deleted at the end
	// of the time of retention.
	Reason string
	Purged bool
	// Code says what it came to: CommandDone, or why it was refused, in our words.
	Code string
	At   time.Time
	// Answered is true once the reaction (and, on a fault, the reply) was given, or
	// where none is owed.
	Answered bool
}

// CommandDone is the code of a command that took effect.
const CommandDone = "done"

// Done reports whether the command took effect.
func (c Command) Done() bool { return c.Code == CommandDone }

// Order is a command with its effect, written down together or not at all.
type Order struct {
	Command Command
	// History, where set, is the case's new history.
	History *History
	// Decision, where set, is taken as by Decide.
	Decision *Decision
	// Undo, where not 0, is the number of a draft that goes back to be held, its
	// decisions void. Only a ready, begun or denied draft can: of a begun one GitHub
	// may have taken the act all the same.
	Undo int
	// Replace, where not 0, is the number of a draft that Draft takes the place of:
	// the old one is superseded, the new one filed with the next number.
	Replace int
	Draft   *Draft
	// Entries are appended to the timeline.
	Entries []Entry
}

// ByPrefix begins the name of a decision by a person on GitHub.
const ByPrefix = "github:"

// By is how a person is named in decisions, facts and timelines: "github:12:kim".
// The id is who it is; the login is the one last seen and may change hands.
func By(p Person) string { return fmt.Sprintf("%s%d:%s", ByPrefix, p.ID, p.Login) }

// Decider is the person named by [By]; ok is false for an operator and anything
// else.
func Decider(by string) (p Person, ok bool) {
	rest, ok := strings.CutPrefix(by, ByPrefix)
	if !ok {
		return Person{}, false
	}
	id, login, ok := strings.Cut(rest, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	if !ok || err != nil || n <= 0 {
		return Person{}, false
	}
	return Person{ID: n, Login: login}, true
}

// Request is a draft that a person asked for by a command. Its draft has the rule
// RuleCommand and, as occurrence, the request's place among those of its kind.
type Request struct {
	Kind Kind `json:"kind"`
	// Fields are the contents to ask for (ask), by id.
	Fields []string `json:"fields,omitempty"`
	// Reason is why to close, one of the closed list; Of the advisory that it is a
	// duplicate of.
	Reason CloseReason `json:"reason,omitempty"`
	Of     GHSA        `json:"of,omitempty"`
	// Change are the fields to set (fields).
	Change Change    `json:"change,omitzero"`
	By     Person    `json:"by"`
	At     time.Time `json:"at"`
	// Said is when the command was written, by GitHub's clock.
	Said time.Time `json:"said,omitzero"`
	// Place and Comment are the command's.
	Place   Place `json:"place"`
	Comment int64 `json:"comment"`
}

// RuleCommand is the rule of drafts that a person asked for.
const RuleCommand = "command"

// CloseReason is why a report is closed.
type CloseReason string

// The closed list of reasons, the union of what coordinators and platforms use.
const (
	CloseDuplicate        CloseReason = "duplicate"
	CloseNotVulnerability CloseReason = "not_a_vulnerability"
	CloseNotReproducible  CloseReason = "not_reproducible"
	CloseAsIntended       CloseReason = "working_as_intended"
	CloseOutOfScope       CloseReason = "out_of_scope"
	CloseNoResponse       CloseReason = "no_reporter_response"
	CloseWithdrawn        CloseReason = "withdrawn_by_reporter"
	CloseInformative      CloseReason = "informative"
	CloseFixPublic        CloseReason = "fix_already_public"
	CloseHardening        CloseReason = "hardening"
	CloseMovedToIssue     CloseReason = "moved_to_public_issue"
	CloseUpstream         CloseReason = "upstream_or_dependency"
	CloseSpam             CloseReason = "spam"
	CloseCompleted        CloseReason = "completed"
)

// CloseReasons are all reasons, in the order in which help lists them.
func CloseReasons() []CloseReason {
	return []CloseReason{CloseDuplicate, CloseNotVulnerability, CloseNotReproducible, CloseAsIntended, CloseOutOfScope,
		CloseNoResponse, CloseWithdrawn, CloseInformative, CloseFixPublic, CloseHardening, CloseMovedToIssue, CloseUpstream,
		CloseSpam, CloseCompleted}
}

// Embargo is an agreed time of disclosure.
type Embargo struct {
	Until time.Time `json:"until"`
	// Zone is the IANA zone in which it was said.
	Zone string    `json:"zone"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// Pause is a time in which a person stopped the clocks; To is zero while it lasts.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
	By   string    `json:"by"`
}

// Snooze is until when maintainers asked not to be told of clocks.
type Snooze struct {
	Until time.Time `json:"until"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// byPattern finds names as By makes them; a login has GitHub's alphabet.
var byPattern = regexp.MustCompile(`github:[0-9]+:([A-Za-z0-9][A-Za-z0-9_-]*(?:\[bot\])?)`)

// Readable puts the login, with "@", in the place of each name that [By] made.
func Readable(text string) string { return byPattern.ReplaceAllString(text, "@$1") }
