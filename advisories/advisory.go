package advisories

import "time"

// State is the state of an advisory on GitHub.
type State string

// The states that GitHub answers. PATCH takes draft, published and closed only;
// withdrawn is set by GitHub's staff (source: GitHub's OpenAPI description).
const (
	StateTriage    State = "triage"
	StateDraft     State = "draft"
	StatePublished State = "published"
	StateClosed    State = "closed"
	StateWithdrawn State = "withdrawn"
)

// Open reports whether work on the advisory can still go on.
func (s State) Open() bool { return s == StateTriage || s == StateDraft }

// Person is an account on GitHub.
type Person struct {
	ID    int64
	Login string
	// Node is GitHub's global id, where it was answered.
	Node string `json:",omitempty"`
	// Bot is true for Apps and machine accounts that GitHub marks as such.
	Bot bool
}

// Known reports whether the account has an id.
func (p Person) Known() bool { return p.ID != 0 }

// Advisory is a repository security advisory as GitHub answers it. Every field
// may be empty: answers differ by age, by API version and by right.
type Advisory struct {
	GHSA        GHSA
	CVE         string
	HTMLURL     string
	Summary     string
	Description string
	// Severity is critical, high, medium, low or empty.
	Severity  string
	State     State
	Author    Person
	Publisher Person
	// Submitted is true for a private report; Accepted once a maintainer took it
	// from triage to draft. A maintainer's own draft has Submitted false.
	Submitted bool
	Accepted  bool

	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt time.Time
	ClosedAt    time.Time
	WithdrawnAt time.Time

	Vulnerabilities []Vulnerability
	CWEs            []string
	CVSS3           string
	CVSS4           string
	Credits         []Credit
	Collaborators   []Person
	Teams           []string
	PrivateFork     bool

	// Comments counts the comments that are not confidential; -1 where the answer
	// lacks the field (GitHub added it in October 2026).
	Comments int
	// CommentsClosed is true where GitHub says that no comment can be made
	// ("comments_url": null). An answer without the field leaves it false.
	CommentsClosed bool
}

// Vulnerability is one affected package.
type Vulnerability struct {
	Ecosystem string
	Package   string
	Affected  string
	Patched   string
	Functions []string
}

// Credit names somebody who helped. State is accepted, declined, pending or empty.
type Credit struct {
	Login string
	Type  string
	State string
}

// Comment is a comment on an advisory. Confidential comments are never shown by
// GitHub's API, so silence may be one of those.
type Comment struct {
	ID        int64
	Author    Person
	Body      string
	URL       string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Edited reports whether the comment was changed after it was written.
func (c Comment) Edited() bool { return c.UpdatedAt.After(c.CreatedAt) }

// Power is what a person may do, as GitHub answered just now. It says nothing of
// advisory collaborators: a reporter is one, so that authorises nothing.
type Power struct {
	// Admin and Maintain are roles on the repository.
	Admin    bool
	Maintain bool
	// Security is true for the organization's security managers, where GitHub lets
	// the App read who they are.
	Security bool
	// Teams are those of the asked teams ("org/team") that the person is in.
	Teams []string
}

// PolicyFile is a file of a repository that may hold policy, as read from the
// default branch. Missing files are left out of a snapshot.
type PolicyFile struct {
	// Repository is "owner/name"; Path the path in it; Ref the commit or branch.
	Repository string
	Path       string
	Ref        string
	Text       string
	// Layer is where the file counts.
	Layer Layer
	// Unreadable says why the text could not be had (binary, too large); empty
	// where Text is whole.
	Unreadable string
}

// Layer is a level of the policy; later ones override earlier ones as far as
// these let them.
type Layer string

// The layers, lowest first.
const (
	LayerBuiltin    Layer = "built-in"
	LayerOwner      Layer = "owner"
	LayerPromise    Layer = "promise"
	LayerRepository Layer = "repository"
)

// Snapshot is what GitHub showed of one advisory at one moment.
type Snapshot struct {
	At         time.Time
	Repository Repository
	Advisory   Advisory
	Comments   []Comment
	// CommentsKnown is false where the comments API is not to be had.
	CommentsKnown bool
	// SameComments is true where they were not listed because nothing was added to
	// those that the caller has (see Want.Counted).
	SameComments bool
	Files        []PolicyFile
	// FilesKnown is false where policy files were not asked for or not to be had;
	// FilesFault then says why.
	FilesKnown bool
	FilesFault string
	// Codeowners are the accounts ("@login") and teams ("@org/team") that the
	// repository's CODEOWNERS file names, as written there, those who own everything
	// first; at most 50, no mail addresses. It comes with the files, and whoever can
	// push wrote it.
	Codeowners []string
	// Powers holds the people who wrote comments, by id, the bot and the reporter
	// included; who is missing has no power.
	Powers map[int64]Power
	// Self is our own account.
	Self Person
}

// Reporter is who sent the report; unknown for a maintainer's own draft.
func (s Snapshot) Reporter() Person {
	if !s.Advisory.Submitted {
		return Person{}
	}
	return s.Advisory.Author
}

// Want says what a snapshot must hold beside the advisory.
type Want struct {
	// Files asks for the policy files of repository and owner.
	Files bool
	// Comments asks for the comments even where the advisory's count says that
	// there are none: needed before something is written a second time.
	Comments bool
	// Counted is how many comments the caller has read already: where the advisory
	// still counts as many, they are not listed again, and the snapshot says so by
	// SameComments. 0 lists them.
	Counted int
}
