package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// errNotWired: nothing carries out acts of this kind in this program.
var errNotWired = errors.New("nothing here can do that")

// perform does the one act on GitHub.
func (c *casework) perform(ctx context.Context, d advisories.Draft) (advisories.Outcome, error) {
	done := advisories.Outcome{State: advisories.DraftDone, Code: "done"}
	var err error
	switch d.Act {
	case advisories.ActComment, advisories.ActEdit:
		done.Comment, err = c.say(ctx, d)
	case advisories.ActState:
		var a advisories.Advisory
		if a, err = c.d.gh.SetState(ctx, c.repo, c.w.Key.GHSA, d.To); err == nil {
			c.changed(a, d)
		}
	case advisories.ActPublish:
		err = c.publish(ctx, d)
	case advisories.ActFields, advisories.ActCollaborators, advisories.ActCredits:
		err = c.set(ctx, d)
	case advisories.ActCVE:
		if err = c.d.gh.RequestCVE(ctx, c.repo, c.w.Key.GHSA); err == nil {
			c.hist.CVERequested = advisories.Seen{At: c.d.now(), By: ourselves(d)}
		}
	case advisories.ActFork:
		err = c.d.gh.StartFork(ctx, c.repo, c.w.Key.GHSA)
	case advisories.ActTell:
		done.Comment, err = c.tell(ctx, d)
	case advisories.ActNotify:
		err = c.notify(ctx, d)
	default:
		return advisories.Outcome{State: advisories.DraftHandedOff, Code: "not_built"}, nil
	}
	return done, err
}

// ourselves names us, and the draft that lets us.
func ourselves(d advisories.Draft) string { return "advisory-bot, by draft " + itoa(d.Number) }

// say writes or edits a comment.
func (c *casework) say(ctx context.Context, d advisories.Draft) (int64, error) {
	body := c.d.keys.Marked(d.Body, d.Key, c.w.Key.GHSA)
	var k advisories.Comment
	var err error
	if d.Act == advisories.ActEdit {
		k, err = c.d.gh.EditComment(ctx, c.repo, c.w.Key.GHSA, d.Comment, body)
	} else {
		k, err = c.d.gh.Comment(ctx, c.repo, c.w.Key.GHSA, body)
	}
	c.wrote(k.ID, body, err)
	return k.ID, err
}

// set changes fields that hold lists, from what the look right before showed.
func (c *casework) set(ctx context.Context, d advisories.Draft) error {
	do := c.d.gh.SetFields
	switch d.Act {
	case advisories.ActCollaborators:
		if err := c.sameCoordinator(ctx, d.Change.Users); err != nil {
			return err
		}
		do = c.d.gh.AddCollaborators
	case advisories.ActCredits:
		do = c.d.gh.AddCredits
	}
	a, err := do(ctx, c.repo, c.w.Key.GHSA, c.snap.Advisory, d.Change)
	if err == nil {
		c.now(a)
	}
	return err
}

// errOtherPerson: a login belongs to somebody else by now.
var errOtherPerson = errors.New("a login belongs to another account than when it was named")

// sameCoordinator refuses to let somebody in who took the coordinator's login since.
func (c *casework) sameCoordinator(ctx context.Context, logins []string) error {
	who := c.hist.Coordinator
	if !who.Known() || !slices.ContainsFunc(logins, func(l string) bool { return sameLogin(l, who.Login) }) {
		return nil
	}
	p, err := c.d.gh.Person(ctx, c.repo, who.Login)
	if err == nil && p.ID != who.ID {
		err = &advisories.Fault{Code: advisories.FaultRefused, Attempted: "add collaborators", Err: errOtherPerson}
	}
	return err
}

// now keeps the snapshot in step with an advisory that a write answered. What only
// a look tells of comments stays.
func (c *casework) now(a advisories.Advisory) {
	if a.GHSA != c.w.Key.GHSA {
		return
	}
	a.Comments, a.CommentsClosed = c.snap.Advisory.Comments, c.snap.Advisory.CommentsClosed
	c.snap.Advisory = a
}

// changed keeps the snapshot in step with a state that we set, and says whose act
// it was.
func (c *casework) changed(a advisories.Advisory, d advisories.Draft) {
	was := c.snap.Advisory.State
	c.now(a)
	c.snap.Advisory.State = d.To
	seen := advisories.Seen{At: c.d.now(), By: ourselves(d)}
	switch d.To {
	case advisories.StateDraft:
		if was == advisories.StateClosed {
			c.hist.Reopened = seen
		} else if !c.hist.Accepted.Happened() {
			c.hist.Accepted = seen
		}
	case advisories.StateClosed:
		c.hist.Closed = seen
		c.hist.CloseReason, c.hist.Of = d.Change.Reason, d.Change.Of
	}
}

// wrote keeps the snapshot in step with a comment that we wrote.
func (c *casework) wrote(id int64, body string, err error) {
	if err != nil || id == 0 {
		return
	}
	for i := range c.snap.Comments {
		if c.snap.Comments[i].ID == id {
			c.snap.Comments[i].Body, c.snap.Comments[i].UpdatedAt = body, c.d.now()
			return
		}
	}
	c.snap.Comments = append(c.snap.Comments, advisories.Comment{
		ID: id, Author: c.snap.Self, Body: body, CreatedAt: c.d.now(), UpdatedAt: c.d.now()})
}

// tell comments in the tracking issue.
func (c *casework) tell(ctx context.Context, d advisories.Draft) (int64, error) {
	if c.d.tracker == nil {
		return 0, &advisories.Fault{Code: advisories.FaultRefused, Attempted: "comment in the tracking issue", Err: errNotWired}
	}
	return c.d.tracker.Tell(ctx, c.w.Key, c.tracking(), d.Key, d.Body, d.Change.Assign)
}

// notify posts to the operator's address.
func (c *casework) notify(ctx context.Context, d advisories.Draft) error {
	if c.d.notifier == nil {
		return &advisories.Fault{Code: advisories.FaultRefused, Attempted: "notify", Err: errNotWired}
	}
	commitment, stage := escalated(d.Key.Rule)
	n := Notification{
		ID:   c.d.keys.Fingerprint("notification", c.name, d.Key.String()),
		Case: c.name, Severity: c.snap.Advisory.Severity, Commitment: commitment, Stage: stage,
		Link: c.d.issueLink(c.tracking()),
	}
	if k, ok := c.verdict.Clock(commitment); ok {
		due := k.Maximum
		if stage == "target" {
			due = k.Target
		}
		n.Due = due.UTC().Format(time.RFC3339)
	}
	return c.d.notifier.Notify(ctx, n)
}
