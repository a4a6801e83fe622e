package desk

import (
	"context"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// record is step 9. Where something was carried out, the case is judged once more
// from the last look, so that what follows from the act is written down; what that
// newly wants is worked at once, with a fresh look.
func (c *casework) record(ctx context.Context) advisories.Next {
	next := advisories.Next{At: c.verdict.NextDue(), Code: "worked"}
	if c.acted {
		c.acted = false
		if err := c.look(ctx, &c.snap); err != nil {
			return c.stop("record", err)
		}
		if err := c.file(ctx); err != nil {
			return c.stop("record", err)
		}
		next.At = c.verdict.NextDue()
		if c.more() {
			next.At = c.d.now()
		}
	}
	next.At = c.patrol(next.At)
	if again := c.d.now().Add(unreadableDelay); c.unread && (next.At.IsZero() || next.At.After(again)) {
		next.At = again
	}
	what := "waits for the bell"
	if !next.At.IsZero() {
		what = "wakes at " + next.At.UTC().Format(time.RFC3339)
	}
	c.d.watch(ctx, StepRecord, c.name, what)
	c.log.Info("case worked", "stage", c.verdict.Stage, "next", next.At)
	return next
}

// more reports whether something is due that was not put off.
func (c *casework) more() bool {
	return slices.ContainsFunc(c.due(), func(d advisories.Draft) bool { return !c.putOff[d.Number] })
}

// lookEvery is how long an open case goes without a look. GitHub rings for no edit
// of a comment and shows none in its lists, so an answer edited into an old comment,
// or a comment of ours that somebody changed, is found by looking.
const lookEvery = 24 * time.Hour

func (c *casework) patrol(at time.Time) time.Time {
	if !c.snap.Advisory.State.Open() {
		return at
	}
	if look := c.d.now().Add(lookEvery); at.IsZero() || at.After(look) {
		return look
	}
	return at
}
