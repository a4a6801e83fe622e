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
