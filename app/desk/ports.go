package desk

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Reader is what the desk reads from GitHub. Errors are *advisories.Fault.
type Reader interface {
	Snapshot(context.Context, advisories.Repository, advisories.GHSA, advisories.Want) (advisories.Snapshot, error)
	Powers(context.Context, advisories.Repository, []advisories.Person, []string) (map[int64]advisories.Power, error)
}

// Writer is all that the desk can do to GitHub. Errors are *advisories.Fault.
type Writer interface {
	Comment(context.Context, advisories.Repository, advisories.GHSA, string) (advisories.Comment, error)
	EditComment(context.Context, advisories.Repository, advisories.GHSA, int64, string) (advisories.Comment, error)
	SetState(context.Context, advisories.Repository, advisories.GHSA, advisories.State) (advisories.Advisory, error)
}

// Accounter knows our own account, by which a comment is told to be ours.
type Accounter interface {
	Self(ctx context.Context, installation int64) (advisories.Person, error)
}

// Lister is what the sweep reads from GitHub. Errors are *advisories.Fault.
type Lister interface {
	Installations(context.Context) ([]advisories.Installation, error)
	Repositories(ctx context.Context, installation int64) ([]advisories.Repository, error)
	Open(context.Context, advisories.Repository) ([]advisories.Advisory, error)
	SweepReader
	FailedDeliveries(context.Context, time.Time) ([]advisories.FailedDelivery, error)
}

// GitHub is everything that the desk needs of GitHub.
type GitHub interface {
	Reader
	Writer
	Actor
	Asker
	Mustering
	Accounter
	Lister
}

// Cases is how the desk holds and writes down a case. Each write fails with
// advisories.ErrLost once the hold ended.
type Cases interface {
	Take(context.Context, advisories.CaseKey) (advisories.Work, error)
	File(context.Context, advisories.Work, advisories.Filing) ([]advisories.Draft, error)
	Begin(ctx context.Context, w advisories.Work, number int) error
	Settle(ctx context.Context, w advisories.Work, number int, o advisories.Outcome, entries ...advisories.Entry) error
	Release(context.Context, advisories.Work, advisories.Next) error
	// Sent counts what went out by itself since then, to one reporter and in one
	// repository.
	Sent(ctx context.Context, repo advisories.RepositoryKey, reporter int64, since time.Time) (int, int, error)
}

// Accounts is what the docket knows of installations and repositories.
type Accounts interface {
	Born() time.Time
	Repository(context.Context, advisories.RepositoryKey) (advisories.Repository, error)
	Repositories(ctx context.Context, installation int64) ([]advisories.Repository, error)
	PutRepositories(context.Context, []advisories.Repository) error
	DropRepositories(ctx context.Context, installation int64, ids ...int64) error
	Installations(context.Context) ([]advisories.Installation, error)
	PutInstallation(context.Context, advisories.Installation) error
	DropInstallation(ctx context.Context, installation int64) error
	OwnerPolicy(ctx context.Context, installation int64) (advisories.PolicyFile, bool, error)
	KeepOwnerPolicy(context.Context, int64, advisories.PolicyFile) error
}

// Bell rings cases and remembers how far the sweep came.
type Bell interface {
	SweepBook
	Ring(context.Context, advisories.Ring) (bool, error)
	WakeRepository(context.Context, advisories.RepositoryKey, time.Time) error
	WakeInstallation(context.Context, int64, time.Time) error
	Known(context.Context, advisories.RepositoryKey) (map[advisories.GHSA]advisories.Facts, error)
	Watermark(context.Context, advisories.RepositoryKey) (time.Time, error)
	SetWatermark(context.Context, advisories.RepositoryKey, time.Time) error
	Notice(context.Context, advisories.Notice) error
	ClearNotice(ctx context.Context, kind advisories.NoticeKind, about string, installation int64) error
}

// Docket is everything that the desk needs of the docket.
type Docket interface {
	Cases
	Orders
	Accounts
	Bell
}
