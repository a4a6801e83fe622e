package desk

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// How often the sweep looks after what changes seldom. Each has a mark of its own
// in the docket, so that neither a restart nor a second process makes it more.
const (
	// listInstallations finds an installation's change whose webhook was lost.
	listInstallations = time.Hour
	// readDeliveries: GitHub keeps the log for three days.
	readDeliveries = 30 * time.Minute
	// listRepositories: what comes and goes rings, and an unknown name in the
	// organization's list is looked for at once.
	listRepositories = 24 * time.Hour
	// lookForNames bounds how often unknown names alone cost a list of repositories.
	lookForNames = 30 * time.Minute
	// askForOrganization is how long a refused organization's list is not asked for
	// again.
	askForOrganization = time.Hour
	// listEnded finds what ended, or ended otherwise, whose webhook was lost.
	listEnded = time.Hour
	// early is how much before its time upkeep is done, since sweeps do not begin on
	// the second.
	early = 3 * time.Minute
)

// Marks of the sweep are watermarks of repositories that cannot be: those of the
// App under installation 0, those of an installation under 0 and below any id.
// Dropping an installation drops its marks.
func markLastSweep() advisories.RepositoryKey     { return advisories.RepositoryKey{} }
func markInstallations() advisories.RepositoryKey { return advisories.RepositoryKey{Repository: 1} }
func markDeliveries() advisories.RepositoryKey    { return advisories.RepositoryKey{Repository: 2} }

// markRepositories is when the installation's repositories were last listed.
func markRepositories(installation int64) advisories.RepositoryKey {
	return advisories.RepositoryKey{Installation: installation}
}

// markRefused is when GitHub last refused the organization's list, markWhole when
// it last gave it.
func markRefused(installation int64) advisories.RepositoryKey { return below(installation, 1) }
func markWhole(installation int64) advisories.RepositoryKey   { return below(installation, 2) }

// markEnded is when what ended was last listed, markEndedTo up to which update.
func markEnded(installation int64) advisories.RepositoryKey   { return below(installation, 3) }
func markEndedTo(installation int64) advisories.RepositoryKey { return below(installation, 4) }

// markSpread is up to when the looks at single repositories are spread.
func markSpread(installation int64) advisories.RepositoryKey { return below(installation, 5) }

// markTracking is when a tracking repository was last asked for touched issues.
func markTracking(installation, repository int64) advisories.RepositoryKey {
	return advisories.RepositoryKey{Installation: installation, Repository: -repository}
}

func below(installation, n int64) advisories.RepositoryKey {
	return advisories.RepositoryKey{Installation: installation, Repository: math.MinInt64 + n}
}

// due reads a mark and reports whether what it stands for is to be done again.
func (s *sweep) due(ctx context.Context, mark advisories.RepositoryKey, every time.Duration) (last time.Time, due bool, err error) {
	last, err = s.d.docket.Watermark(ctx, mark)
	if err != nil {
		return last, false, fmt.Errorf("sweep: watermark: %w", err)
	}
	return last, last.IsZero() || s.began.Sub(last) >= every-early || last.After(s.began.Add(every)), nil
}

// mark writes down that something was done in this sweep.
func (s *sweep) mark(ctx context.Context, mark advisories.RepositoryKey, at time.Time) error {
	if err := s.d.docket.SetWatermark(ctx, mark, at); err != nil {
		return fmt.Errorf("sweep: keep watermark: %w", err)
	}
	return nil
}

// sweeping is what a desk remembers from one sweep to the next. All of it may be
// lost: then a few requests are made once more.
type sweeping struct {
	// one is held by the sweep that goes on.
	one sync.Mutex
	// strange are names in an organization's list that are none of the
	// installation's, as of the last list of its repositories.
	strange map[int64]map[string]bool
	// missing counts, by installation, in how many sweeps in a row an open case was
	// not in the organization's list.
	missing map[int64]map[advisories.CaseKey]int
	// resume is the repository at which a limit stopped the last sweep.
	resume map[int64]int64
	// pause waits; nil is by the machine's clock.
	pause func(context.Context, time.Duration)
}

// begin makes the maps and waits to be the only sweep of this desk.
func (g *sweeping) begin() {
	g.one.Lock()
	if g.strange == nil {
		g.strange = map[int64]map[string]bool{}
		g.missing = map[int64]map[advisories.CaseKey]int{}
		g.resume = map[int64]int64{}
	}
}

// rest waits for a while, or until ctx ends.
func (g *sweeping) rest(ctx context.Context, d time.Duration) {
	if g.pause != nil {
		g.pause(ctx, d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
