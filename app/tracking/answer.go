package tracking

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Answer answers a command that was given in the issue: with a reaction, and with a
// reply where there is one: the whole text for a command that took effect, the reason
// for one that was refused ([Refusal]). A command of another place is answered by
// nothing.
//
// The reaction, which says nothing of the case, is given on the caller's own [Room.Look];
// for a reply the issue is looked at again, and a reply that stands already is not
// repeated. So a try that failed can be made again; after one that ended unclear it
// returns an *advisories.Fault with RetryAt as long as that may take effect. A comment that is gone needs no answer. Where no reply
// may be written it returns *[ProblemError].
func (r *Room) Answer(ctx context.Context, t advisories.Tracking, c advisories.Command, reply string) error {
	if c.Place != advisories.PlaceIssue || c.Node == "" {
		return nil
	}
	if t.Problem != "" {
		return &ProblemError{t.Problem}
	}
	reaction := advisories.ReactionRefused
	if c.Done() {
		reaction = advisories.ReactionDone
	}
	err := r.gh.React(ctx, c.Case.Installation, t.Repository.ID, c.Node, reaction)
	switch advisories.CodeOf(err) {
	case "":
	case advisories.FaultGone, advisories.FaultRefused, advisories.FaultForbidden: // deleted, locked, or the person blocked us
		r.log.Info("no reaction to a command", "fault", advisories.CodeOf(err))
	default:
		return fmt.Errorf("react to a command: %w", err)
	}
	if reply == "" {
		return nil
	}
	if !c.Done() {
		reply = Refusal(c, reply)
	}
	return r.reply(ctx, t, c, reply)
}

// replyMark is the mark of the reply to one line of a comment.
func replyMark(c advisories.Command) advisories.DraftKey {
	rule := ruleReply
	if c.Line > 0 {
		rule = fmt.Sprintf("%s.%d", ruleReply, c.Line)
	}
	return markKey(rule, c.Comment)
}

func (r *Room) reply(ctx context.Context, t advisories.Tracking, c advisories.Command, reply string) error {
	mark := replyMark(c)
	name := fmt.Sprintf("%d %s %s", c.Case.Installation, c.Case.GHSA, mark)
	if at := r.hangs(name); !at.IsZero() {
		return &advisories.Fault{Code: advisories.FaultUnclear, Attempted: "reply to a command", RetryAt: at}
	}
	l, err := r.ready(ctx, c.Case, t, c.At.Add(-skew))
	if err != nil {
		return err
	}
	self, err := r.gh.Self(ctx, c.Case.Installation)
	if err != nil {
		return fmt.Errorf("know our own account: %w", err)
	}
	if _, ok := r.find(l.Comments, self, mark.String(), c.Case.GHSA); ok {
		return nil
	}
	// The look above is the one right before the write.
	_, at, err := r.gh.CommentIssue(ctx, c.Case.Installation, t.Repository.ID, t.Issue, r.keys.Marked(cut(reply), mark, c.Case.GHSA))
	switch {
	case problemOf(err) != "":
		return &ProblemError{problemOf(err)}
	case err != nil:
		if !surelyNotDone(err) {
			r.hang(name)
		}
		return fmt.Errorf("reply to a command: %w", err)
	}
	if p := fitsRepository(t.Repository, at); p != "" {
		return &ProblemError{p}
	}
	return nil
}

// hang notes a reply whose end is not known.
func (r *Room) hang(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	maps.DeleteFunc(r.hanging, func(_ string, until time.Time) bool { return !now.Before(until) })
	r.hanging[name] = now.Add(r.inFlight)
}

// hangs is until when a reply may still appear by itself, zero where none can.
func (r *Room) hangs(name string) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until := r.hanging[name]; r.now().Before(until) {
		return until
	}
	return time.Time{}
}
