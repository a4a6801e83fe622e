package desk

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// seen is what looking again came to: an outcome, where there is nothing left to
// do, or the draft to carry out.
type seen struct {
	outcome *advisories.Outcome
	draft   advisories.Draft
	// wait is when to look again, before anything is said.
	wait time.Time
}

func (s seen) what() string {
	switch {
	case !s.wait.IsZero():
		return "not to be seen yet"
	case s.outcome == nil:
		return "still wanted"
	}
	return s.outcome.Code
}

func ended(state advisories.DraftState, code string, comment int64) seen {
	return seen{outcome: &advisories.Outcome{State: state, Code: code, Comment: comment}}
}

// lookAgain reads the advisory right before the act and asks three things: was it
// done already (by an earlier try of ours, found by its mark, or by a person), is
// it still wanted, and is it still what was decided on.
func (c *casework) lookAgain(ctx context.Context, d advisories.Draft, recovery bool) (seen, error) {
	want := advisories.Want{Comments: recovery || d.Act == advisories.ActEdit}
	fresh, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, want)
	if err != nil {
		return seen{}, err
	}
	fresh.Files, fresh.FilesKnown, fresh.FilesFault = c.snap.Files, c.snap.FilesKnown, c.snap.FilesFault
	if err := c.look(ctx, &fresh); err != nil {
		return seen{}, err
	}
	c.snap, c.posted = fresh, 0
	if s, done := c.alreadyDone(d, recovery); done {
		return s, nil
	}
	if at := d.BegunAt.Add(c.d.inFlight); recovery && d.Act == advisories.ActComment && c.d.now().Before(at) {
		return seen{wait: at}, nil // the earlier try may be under way at GitHub still
	}
	c.judge()
	for _, now := range c.plan() {
		if now.Key != d.Key {
			continue
		}
		if now.HandOff != "" {
			return ended(advisories.DraftHandedOff, string(advisories.FaultNoComments), 0), nil
		}
		if !stillSame(d, now) {
			return ended(advisories.DraftSuperseded, "superseded", 0), nil
		}
		return seen{draft: d}, nil
	}
	return ended(advisories.DraftStale, "rule_lapsed", 0), nil
}

// alreadyDone finds the draft's effect on GitHub.
func (c *casework) alreadyDone(d advisories.Draft, recovery bool) (seen, bool) {
	if d.Act == advisories.ActState {
		if c.snap.Advisory.State != d.To {
			return seen{}, false
		}
		if recovery {
			return ended(advisories.DraftDone, codeFound, 0), true
		}
		s := ended(advisories.DraftStale, "done_by_a_person", 0)
		s.outcome.By = "someone on GitHub"
		return s, true
	}
	id, ok := posted(c.d.keys, c.snap, d, c.past, recovery)
	if !ok {
		return seen{}, false
	}
	return ended(advisories.DraftDone, codeFound, id), true
}

// stillSame reports whether a draft is still what was planned; one that a person
// approved must be so in everything its digest binds.
func stillSame(d, now advisories.Draft) bool {
	if d.Permit == advisories.PermitApprove || d.Hold != "" {
		return d.Digest == now.Digest
	}
	return d.Act == now.Act && d.Body == now.Body && d.Comment == now.Comment && d.To == now.To
}

func handOffText(d advisories.Draft, code string) string {
	return fmt.Sprintf("draft %d (%s) needs a person on GitHub: %s", d.Number, d.Key.Kind, code)
}

func itoa(n int) string { return strconv.Itoa(n) }
