package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// tracking is what is remembered of the case's tracking issue.
func (c *casework) tracking() advisories.Tracking {
	if c.before == nil {
		return advisories.Tracking{}
	}
	return c.before.Tracking
}

// tracked reports whether the tracking issue can be written, as far as is known.
func (c *casework) tracked() bool {
	t := c.tracking()
	return c.d.tracker != nil && t.Open() && t.Problem == ""
}

// track brings the tracking issue up to date, after everything else: what it shows
// is what was written down. It never undoes the turn: a fault only brings it again.
func (c *casework) track(ctx context.Context, next advisories.Next) advisories.Next {
	if !c.mayTrack() {
		return next
	}
	had := c.tracked()
	v, err := c.view(ctx)
	if err != nil {
		return c.trackAgain(ctx, next, err)
	}
	t, err := c.show(ctx, v)
	if err != nil {
		return c.trackAgain(ctx, next, err)
	}
	shown := t != v.Case.Tracking
	c.before.Tracking = t
	if t.Problem != "" {
		c.troubled(t.Problem)
	}
	if err := c.answer(ctx, v.Commands); err != nil {
		return c.trackAgain(ctx, next, err)
	}
	if err := c.tellTrouble(ctx, v.Case.Tracking.Problem, c.tracking().Problem); err != nil {
		return c.trackAgain(ctx, next, err)
	}
	c.passed(ctx, advisories.NoticeTracking, "failing")
	if shown {
		c.d.watch(ctx, StepTrack, c.name, "brought up to date")
	}
	if !had && c.tracked() {
		return c.begunTracking(ctx, next)
	}
	return next
}

// begunTracking plans anew once the case has an issue: what is told there can be
// planned now. Where we made it just now, nobody has commanded there yet; one that was
// found, which an earlier try made, is to be heard at once: its bell rang for nobody.
func (c *casework) begunTracking(ctx context.Context, next advisories.Next) advisories.Next {
	t := c.tracking()
	found := t.Opened.IsZero()
	if !found {
		t.Heard = c.d.now().UTC()
	}
	if err := c.keep(ctx, t); err != nil {
		return c.trackAgain(ctx, next, err)
	}
	if err := c.file(ctx); err != nil {
		return c.trackAgain(ctx, next, err)
	}
	if c.more() || found {
		next.At = c.d.now()
	}
	return next
}

// mayTrack reports whether there is, or is to be, a tracking issue. Nothing leaves
// in a dry run, and while the policy observes, is off, or could not be read. An
// adopted case gets one once something happens: an installation must not fill a
// repository with what was there before.
func (c *casework) mayTrack() bool {
	if c.d.tracker == nil || c.before == nil || !c.mayWrite() {
		return false
	}
	if c.tracking().Open() {
		return true
	}
	return c.pol.Tracking != "" && (!c.adopted || c.moved())
}

// moved reports whether something happened to the advisory since the case began.
func (c *casework) moved() bool {
	if c.snap.Advisory.UpdatedAt.After(c.opened) {
		return true
	}
	return slices.ContainsFunc(c.snap.Comments, func(k advisories.Comment) bool { return k.CreatedAt.After(c.opened) })
}

// keep writes the tracking down under the case's hold.
func (c *casework) keep(ctx context.Context, t advisories.Tracking) error {
	if err := c.d.docket.Track(ctx, c.w, t); err != nil {
		return fmt.Errorf("keep tracking: %w", err)
	}
	c.before.Tracking = t
	return nil
}

// view gathers what the issue shows.
func (c *casework) view(ctx context.Context) (v TrackingView, err error) {
	v = TrackingView{
		Case: *c.before, Owner: advisories.Person{ID: c.repo.OwnerID, Login: c.repo.Owner}, Where: c.pol.Tracking,
		Accepted: c.pol.TrackingAudience, Drafts: c.past, Now: c.d.now(), Zone: c.pol.Zone,
		Ended: c.over(), CommentsKnown: c.snap.CommentsKnown, Rewrite: c.issue != nil && c.issue.Edited,
	}
	if v.Needed, err = c.needed(ctx); err != nil {
		return v, err
	}
	if v.Decisions, err = c.d.docket.Decisions(ctx, c.w.Key); err != nil {
		return v, err
	}
	if v.Commands, err = c.d.docket.Commands(ctx, c.w.Key); err != nil {
		return v, err
	}
	v.Reactions = reactions(v.Commands)
	if v.Entries, err = c.d.docket.Timeline(ctx, c.w.Key); err != nil {
		return v, err
	}
	v.Notices = c.raised
	return v, nil
}

// over reports whether the case has ended, with nothing left to do.
func (c *casework) over() bool {
	open := c.snap.Advisory.State.Open()
	return !open && !slices.ContainsFunc(c.past, func(d advisories.Draft) bool {
		return d.State == advisories.DraftReady || d.State == advisories.DraftBegun
	})
}

// trackAgain brings a case back whose tracking issue could not be brought up to
// date.
func (c *casework) trackAgain(ctx context.Context, next advisories.Next, err error) advisories.Next {
	a := Retry(c.w.Failures, c.d.now(), err)
	if a.Verb != VerbRetry {
		a = Answer{Verb: VerbRetry, At: c.d.now().Add(maxDelay), Counts: true}
	}
	c.failing(ctx, advisories.NoticeTracking, "failing", "bringing the tracking issue up to date", advisories.CodeOf(err))
	c.log.Warn("tracking issue not brought up to date", "fault", advisories.CodeOf(err), "failures", c.w.Failures)
	if next.At.IsZero() || a.At.Before(next.At) {
		next.At = a.At
	}
	// What is owed to a case that has ended is no echo of its end (see echo).
	next.Failed, next.Code = next.Failed || a.Counts || c.over(), string(advisories.CodeOf(err))
	return next
}

// answer replies to the commands of the tracking issue that were refused, or ask for
// help, and notes which were answered. It is owed until it was given.
func (c *casework) answer(ctx context.Context, list []advisories.Command) error {
	t := c.tracking()
	if !t.Open() || t.Problem != "" {
		return nil
	}
	for _, k := range list {
		if !owed(k) {
			continue
		}
		if reply := replyTo(k); reply != "" {
			err := c.d.tracker.Answer(ctx, t, k, reply)
			switch {
			case err == nil, advisories.CodeOf(err) == advisories.FaultRefused: // GitHub does not take these words
			case Retry(0, c.d.now(), err).Verb == VerbRetry:
				return err
			default: // the issue takes no comment now: the reply stays owed
				t.Problem = advisories.TrackingForbidden
				c.troubled(t.Problem)
				return c.keep(ctx, t)
			}
		}
		if err := c.d.docket.Answered(ctx, c.w, k); err != nil {
			return err
		}
	}
	return c.heardUntil(ctx)
}

// owed reports whether a command waits for its answer.
func owed(k advisories.Command) bool {
	return !k.Answered && k.Place == advisories.PlaceIssue && k.Node != ""
}

// replyTo is what a command is answered with beside a reaction.
func replyTo(k advisories.Command) string {
	switch {
	case !k.Done():
		return k.Code
	case k.Verb == string(command.Help):
		return command.Guide(k.Place)
	}
	return ""
}

// reactions are owed to commands that took effect, and are given with the card.
func reactions(list []advisories.Command) []advisories.CommentReaction {
	var out []advisories.CommentReaction
	for _, k := range list {
		react := advisories.CommentReaction{Node: k.Node, Reaction: advisories.ReactionDone}
		if owed(k) && replyTo(k) == "" && !slices.Contains(out, react) {
			out = append(out, react)
		}
	}
	return out
}

// heardUntil remembers up to where the issue's comments were read.
func (c *casework) heardUntil(ctx context.Context) error {
	if c.issue == nil || c.half {
		return nil
	}
	var newest time.Time
	for _, k := range c.issue.Comments {
		if k.CreatedAt.After(newest) {
			newest = k.CreatedAt
		}
	}
	t := c.tracking()
	if newest.After(t.Read) {
		t.Read = newest
	}
	t.Heard = c.d.now().UTC()
	return c.keep(ctx, t)
}

// troubles say what a problem of the tracking issue means and what to do.
var troubles = map[advisories.TrackingProblem]string{
	advisories.TrackingNotPrivate: "the tracking repository is not private any more: nothing is written there; make it private, and think of who has read it",
	advisories.TrackingMoved:      "the tracking repository or the case's issue has moved to another account or repository: nothing is written there; move it back, or name another repository in the policy",
	advisories.TrackingGone:       "the tracking repository or the case's issue is not to be found: check that it is there and that the App is installed on it",
	advisories.TrackingForbidden:  "the App may not write issues in the tracking repository: grant it issues: write",
	advisories.TrackingNoIssues:   "the tracking repository is archived or has issues switched off, or the case's issue is locked",
	advisories.TrackingForeign:    "the tracking repository does not belong to the advisory's owner: name one that does in the policy",
	advisories.TrackingAudience:   "more people can read the tracking repository than the team needs: let fewer in, or set tracking_audience: accepted in the policy",
}

// troubled remembers that nothing can be written in the tracking issue.
func (c *casework) troubled(p advisories.TrackingProblem) { c.trouble = p }

// tellTrouble raises or clears the notice of it.
func (c *casework) tellTrouble(ctx context.Context, had, p advisories.TrackingProblem) error {
	switch {
	case p == "" && had == "" && c.trouble == "":
		return nil
	case p == "":
		return c.d.docket.ClearNotice(ctx, advisories.NoticeTracking, c.name+"/tracking", c.w.Key.Installation)
	}
	return c.d.docket.Notice(ctx, c.notice(advisories.NoticeTracking, "tracking", troubles[p]))
}

// issueLink leads to the tracking issue, empty where there is none.
func (d *Desk) issueLink(t advisories.Tracking) string {
	if !t.Open() || t.Number == 0 || d.web == "" {
		return ""
	}
	return fmt.Sprintf("%s/%s/%s/issues/%d", d.web, t.Repository.Owner, t.Repository.Name, t.Number)
}
