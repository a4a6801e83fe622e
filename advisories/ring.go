package advisories

import "time"

// Source tells what pressed the bell.
type Source string

// The sources of rings.
const (
	SourceWebhook Source = "webhook"
	SourceSweep   Source = "sweep"
)

// Ring is one press of the doorbell: who rang and when, never what was said. GUID
// and event come from unsigned headers, so nothing is keyed by them alone.
type Ring struct {
	// Seq is the docket's number of the ring; 0 before it is stored.
	Seq    int64
	GUID   string
	Source Source
	Event  string
	Action string

	Installation int64
	// Account is the login, and AccountID the id, of the installation's owner,
	// where the event names it.
	Account   string
	AccountID int64
	// Repository, RepositoryID name the repository; empty for account events.
	Owner        string
	Name         string
	RepositoryID int64
	GHSA         GHSA
	// Ref is the pushed ref; only pushes to a default branch ring.
	Ref     string
	Issue   int64
	Comment int64
	// Added and Removed are repository ids of installation_repositories events.
	Added   []int64
	Removed []int64

	At time.Time
}

// Case is the key of the case that the ring is about; ok is false for rings about
// an installation or a repository.
func (r Ring) Case() (key CaseKey, ok bool) {
	key = CaseKey{Installation: r.Installation, Repository: r.RepositoryID, GHSA: r.GHSA}
	return key, r.Installation != 0 && r.RepositoryID != 0 && r.GHSA != ""
}

// Reported reports whether the ring says that a report was filed just now.
func (r Ring) Reported() bool {
	return r.Source == SourceWebhook && r.Event == "repository_advisory" && r.Action == "reported"
}
