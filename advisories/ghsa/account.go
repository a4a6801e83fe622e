package ghsa

import (
	"context"
	"log/slog"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Installations lists the App's installations, the suspended ones too.
func (c *Client) Installations(ctx context.Context) ([]advisories.Installation, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var all []advisories.Installation
	err := pages(ctx, c, ask{route: routeInstallations}, maxPages, func(page []wireInstallation) bool {
		for _, w := range page {
			if w.ID != 0 {
				all = append(all, w.noun())
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Repositories lists the repositories that an installation covers. Since is left
// zero: GitHub does not tell it.
func (c *Client) Repositories(ctx context.Context, installation int64) ([]advisories.Repository, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var all []advisories.Repository
	skipped := 0
	err := pages(ctx, c, ask{route: routeRepositories, installation: installation}, maxPages, func(page wireRepositories) bool {
		for _, w := range page.Repositories {
			r := w.noun(installation)
			if r.ID <= 0 || !advisories.ValidOwner(r.Owner) || !advisories.ValidRepositoryName(r.Name) {
				skipped++
				continue
			}
			all = append(all, r)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	if skipped > 0 {
		c.log.WarnContext(ctx, "repositories with names or ids that are not understood", slog.Int("skipped", skipped))
	}
	return all, nil
}

// maxDeliveryPages bounds how far the delivery log is read: 1,000 attempts. What
// lies beyond is found by the sweep all the same.
const maxDeliveryPages = 10

// FailedDeliveries lists the deliveries since a time of which no attempt was
// taken, newest first. GitHub keeps the log for three days.
func (c *Client) FailedDeliveries(ctx context.Context, since time.Time) ([]advisories.FailedDelivery, error) {
	ctx, cancel := c.bound(ctx)
	defer cancel()
	var log deliveryLog
	read := 0
	err := pages(ctx, c, ask{route: routeDeliveries}, maxDeliveryPages+1, func(page []wireDelivery) bool {
		read++
		return log.add(page, since) && read < maxDeliveryPages
	})
	if err != nil {
		return nil, err
	}
	return log.failed(), nil
}

// deliveryLog groups attempts by GUID.
type deliveryLog struct {
	order []wireDelivery
	taken map[string]bool
}

// add takes a page, newest attempt first, and reports whether older ones matter.
func (l *deliveryLog) add(page []wireDelivery, since time.Time) bool {
	if l.taken == nil {
		l.taken = map[string]bool{}
	}
	for _, d := range page {
		if d.DeliveredAt.Before(since) && !d.DeliveredAt.IsZero() {
			return false
		}
		ok := delivered(d.StatusCode)
		if before, seen := l.taken[d.GUID]; seen {
			l.taken[d.GUID] = before || ok
			continue
		}
		l.taken[d.GUID] = ok
		l.order = append(l.order, d)
	}
	return true
}

func (l *deliveryLog) failed() []advisories.FailedDelivery {
	var out []advisories.FailedDelivery
	for _, d := range l.order {
		if d.GUID == "" || l.taken[d.GUID] {
			continue
		}
		out = append(out, advisories.FailedDelivery{
			GUID: d.GUID, Event: d.Event, Action: d.Action,
			Installation: d.InstallationID, Repository: d.RepositoryID,
		})
	}
	return out
}
