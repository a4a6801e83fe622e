package tracking

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// GitHub is what the room needs of GitHub. Errors are *advisories.Fault. Each
// answer about an issue holds its repository as it was at that moment.
type GitHub interface {
	// Self is our own account, by which an issue or comment is told to be ours.
	Self(ctx context.Context, installation int64) (advisories.Person, error)
	// TrackingRepository looks a repository up by name.
	TrackingRepository(ctx context.Context, installation int64, owner, name string) (advisories.TrackingRepository, error)
	// TrackingIssues are the issues that our account opened at or after since, newest
	// first.
	TrackingIssues(ctx context.Context, at advisories.TrackingRepository, installation int64, since time.Time) ([]advisories.TrackingIssue, error)
	// TrackingIssue reads an issue afresh, with its comments that were made at or after
	// since, oldest first.
	TrackingIssue(ctx context.Context, installation, repositoryID int64, node string, since time.Time) (advisories.TrackingIssue, []advisories.TrackingComment, error)
	// Audience counts who can read the repository; whole is false where there are more
	// than were counted.
	Audience(ctx context.Context, installation int64, at advisories.TrackingRepository) (people int, whole bool, err error)

	OpenIssue(ctx context.Context, installation int64, at advisories.TrackingRepository, title, body string) (advisories.TrackingIssue, error)
	EditIssue(ctx context.Context, installation, repositoryID int64, node, title, body string) (advisories.TrackingIssue, error)
	CloseIssue(ctx context.Context, installation, repositoryID int64, node string) (advisories.TrackingIssue, error)
	ReopenIssue(ctx context.Context, installation, repositoryID int64, node string) (advisories.TrackingIssue, error)
	CommentIssue(ctx context.Context, installation, repositoryID int64, node, body string) (advisories.TrackingComment, advisories.TrackingRepository, error)
	AssignIssue(ctx context.Context, installation, repositoryID int64, node string, people []advisories.Person) error
	// WriteIssue writes several things by one request.
	WriteIssue(ctx context.Context, installation, repositoryID int64, node string, w advisories.IssueWrite) (advisories.TrackingIssue, error)
	React(ctx context.Context, installation, repositoryID int64, comment string, r advisories.Reaction) error
}

// Keep writes a Tracking down under the case's hold; once the hold ended it fails,
// and nothing more is written to GitHub.
type Keep func(context.Context, advisories.Tracking) error
