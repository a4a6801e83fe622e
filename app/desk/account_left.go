package desk

import (
	"context"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// problemLeft is the problem of a case whose repository is in no installation of
// ours any more: unselected, transferred, or with the whole installation.
const problemLeft = "left"

// left ends a try at a case whose repository left. The case is not closed, for
// nobody knows what became of it; it goes on where the repository comes back.
func (c *casework) left(ctx context.Context) advisories.Next {
	next := advisories.Next{Code: problemLeft}
	if c.before == nil || !c.before.Facts.State.Open() {
		c.log.Info("ring dropped: its repository is not in an installation any more")
		return next
	}
	if c.before.Problem == problemLeft {
		return next
	}
	k := *c.before
	k.Problem, k.WorkedAt, k.NextDue = problemLeft, c.d.now(), time.Time{}
	k.Facts.UpdatedAt = time.Time{} // differs from what a sweep sees should it come back
	f := advisories.Filing{Case: k, Entries: []advisories.Entry{c.entry("rests", "someone on GitHub", 0, problemLeft)}}
	if _, err := c.d.docket.File(ctx, c.w, f); err != nil {
		return c.stop("file", err)
	}
	c.log.Info("case rests", "problem", problemLeft)
	return next
}

// forgetter is a GitHub client that holds something of installations in memory.
type forgetter interface{ Forget(installation int64) }

// drop ends all that concerns an installation which left, at once.
func (d *Desk) drop(ctx context.Context, installation int64) error {
	if f, ok := d.gh.(forgetter); ok {
		f.Forget(installation)
	}
	return d.docket.DropInstallation(ctx, installation)
}
