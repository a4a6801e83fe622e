package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Coverage is how much of an installation the sweep has seen.
type Coverage struct {
	// Repositories is how many the installation covers.
	Repositories int
	// Whole is true where one list shows all open advisories of the organization;
	// else repositories are looked at one by one.
	Whole bool
	// Since is from when on every repository was looked at once; zero where some
	// repository never was.
	Since time.Time
}

// Time is the coverage time: how long ago the look began in which every repository
// was looked at once. ok is false where some repository never was.
func (c Coverage) Time(now time.Time) (t time.Duration, ok bool) {
	return now.Sub(c.Since), !c.Since.IsZero()
}

// Expected is the coverage time to expect, where nothing holds the sweep up: how
// long it takes until every repository was looked at once, with a sweep begun
// every interval.
func (c Coverage) Expected(interval time.Duration) time.Duration {
	switch {
	case c.Whole || c.Repositories == 0:
		return interval
	case interval <= 0:
		return 0
	}
	most := int(min(interval, mostBehind) * 4 / 5 / eachRepository)
	sweeps := (c.Repositories + most - 1) / max(most, 1)
	return max(spreadOver, time.Duration(sweeps)*interval)
}

// CoverageBook is what [CoverageOf] reads of the docket.
type CoverageBook interface {
	Coverage(ctx context.Context, installation int64) (oldest time.Time, repositories int, err error)
	Watermark(context.Context, advisories.RepositoryKey) (time.Time, error)
}

// CoverageOf reads how much of an installation the sweep has seen.
func CoverageOf(ctx context.Context, book CoverageBook, installation int64) (Coverage, error) {
	oldest, n, err := book.Coverage(ctx, installation)
	if err != nil {
		return Coverage{}, fmt.Errorf("coverage: %w", err)
	}
	whole, err := book.Watermark(ctx, markWhole(installation))
	if err != nil {
		return Coverage{}, fmt.Errorf("coverage: %w", err)
	}
	refused, err := book.Watermark(ctx, markRefused(installation))
	if err != nil {
		return Coverage{}, fmt.Errorf("coverage: %w", err)
	}
	c := Coverage{Repositories: n, Since: oldest, Whole: !whole.IsZero() && whole.After(refused)}
	if whole.After(oldest) {
		c.Since = whole
	}
	return c, nil
}
