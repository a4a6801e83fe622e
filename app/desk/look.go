package desk

import (
	"context"
	"fmt"
	"reflect"
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
	want := advisories.Want{Comments: recovery}
	if c.snap.CommentsKnown {
		want.Counted = len(c.snap.Comments)
	}
	fresh, err := c.d.gh.Snapshot(ctx, c.repo, c.w.Key.GHSA, want)
	if err != nil {
		return seen{}, err
	}
	if fresh.SameComments {
		fresh.Comments = c.snap.Comments
	}
	fresh.Files, fresh.FilesKnown, fresh.FilesFault = c.snap.Files, c.snap.FilesKnown, c.snap.FilesFault
	fresh.Codeowners = c.snap.Codeowners
	if err := c.look(ctx, &fresh); err != nil {
		return seen{}, err
	}
	c.snap, c.posted = fresh, 0
	s, done, err := c.alreadyDone(ctx, d, recovery)
	if err != nil || done {
		return s, err
	}
	if at := d.BegunAt.Add(c.d.inFlight); recovery && d.Act != advisories.ActEdit && c.d.now().Before(at) {
		return seen{wait: at}, nil // the earlier try may be under way at GitHub still
	}
	c.judge()
	for _, now := range c.plan() {
		if now.Key != d.Key {
			continue
		}
		if now.HandOff != "" {
			code := string(advisories.FaultNoComments)
			if d.Act != advisories.ActComment && d.Act != advisories.ActEdit {
				code = string(advisories.FaultForbidden)
			}
			return ended(advisories.DraftHandedOff, code, 0), nil
		}
		if !stillSame(d, now) {
			return ended(advisories.DraftSuperseded, "superseded", 0), nil
		}
		return seen{draft: d}, nil
	}
	return ended(advisories.DraftStale, "rule_lapsed", 0), nil
}

// stillSame reports whether a draft is still what was planned; one that a person
// approved must be so in everything its digest binds. One whose text was purged is
// not: it would say nothing.
func stillSame(d, now advisories.Draft) bool {
	if d.Purged {
		return false
	}
	if d.Permit == advisories.PermitApprove || d.Hold != "" {
		return d.Digest == now.Digest
	}
	return d.Act == now.Act && d.Body == now.Body && d.Comment == now.Comment && d.To == now.To && reflect.DeepEqual(d.Change, now.Change)
}

func handOffText(d advisories.Draft, code string) string {
	if code == CodeMaybeDone {
		code = "refused, but an earlier try may have gone through: look whether it is there"
	}
	return fmt.Sprintf("draft %d (%s) needs a person on GitHub: %s", d.Number, d.Key.Kind, code)
}

func itoa(n int) string { return strconv.Itoa(n) }
