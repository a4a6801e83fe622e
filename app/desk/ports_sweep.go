package desk

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// SweepReader is what the sweep reads from GitHub beyond one repository's lists.
// Errors are *advisories.Fault.
type SweepReader interface {
	// OpenOfOrganization lists all advisories in triage and draft of an organization.
	// FaultForbidden, FaultGone and FaultRefused: there is no such list for us.
	OpenOfOrganization(ctx context.Context, installation int64, org string) ([]advisories.Located, error)
	// ChangedOfOrganization lists those of every state that were updated at or after
	// a time, newest first: one request where there are few.
	ChangedOfOrganization(ctx context.Context, installation int64, org string, since time.Time) ([]advisories.Located, error)
	// Changed lists those of one repository, of every state, that were updated at or
	// after a time, newest first: one request where there are few. A zero time is
	// all of them.
	Changed(ctx context.Context, repo advisories.Repository, since time.Time) ([]advisories.Advisory, error)
	// TouchedIssues are the numbers of our issues that were updated at or after a
	// time.
	TouchedIssues(ctx context.Context, installation int64, at advisories.TrackingRepository, since time.Time) ([]int, error)
	// Prepare gets one token for the reads of repositories that are about to be read
	// one after the other. It saves requests; its fault may be ignored.
	Prepare(ctx context.Context, installation int64, repositories []int64) error
	// Lookup finds a repository by name, with the installation that covers it;
	// FaultGone where none does.
	Lookup(ctx context.Context, owner, name string) (advisories.Repository, error)
}

// SweepBook is what the docket knows for the sweep.
type SweepBook interface {
	// SweepDue are the repositories that were looked at longest ago, oldest first.
	SweepDue(ctx context.Context, installation int64, limit int) ([]advisories.Repository, error)
	// Swept writes down that repositories were looked at.
	Swept(ctx context.Context, installation int64, ids []int64, at time.Time) error
	// OpenRepositories are those with open cases.
	OpenRepositories(ctx context.Context, installation int64) ([]advisories.Repository, error)
	// KnownOpen are the advisories of an installation that were open when last
	// looked at.
	KnownOpen(ctx context.Context, installation int64) (map[advisories.CaseKey]advisories.Facts, error)
	TrackedIssues(ctx context.Context, installation int64) ([]advisories.TrackedRepository, error)
	// Coverage is since when every repository was looked at, zero where one never
	// was, and how many there are.
	Coverage(ctx context.Context, installation int64) (oldest time.Time, repositories int, err error)
}
