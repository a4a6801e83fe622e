package advisories

import "time"

// Located is an advisory with where it is, as a list over many repositories shows
// it: by names, which may be newer than those that are remembered. GitHub's list
// of an organization names no repository id.
type Located struct {
	Owner    string
	Repo     string
	Advisory Advisory
}

// TrackedRepository is a repository that holds the tracking issues of open cases.
type TrackedRepository struct {
	Repository TrackingRepository
	// Issues are those of open cases, by number.
	Issues map[int]TrackedIssue
}

// TrackedIssue is the tracking issue of one case.
type TrackedIssue struct {
	Case CaseKey
	// Read is the creation time of the newest comment that was read for commands.
	Read time.Time
}
