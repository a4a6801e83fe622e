package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/command"
)

// effect puts a command's effect into the order, or gives the reason why it has
// none.
func (c *casework) effect(ctx context.Context, s spoken, people powers, o *advisories.Order) (refusal string, err error) {
	if refusal, err = c.allowed(ctx, s, people); refusal != "" || err != nil {
		return refusal, err
	}
	o.Command.Reason = s.line.Text
	switch s.line.Verb {
	case command.Approve, command.Deny:
		return c.decide(s, o), nil
	case command.Edit:
		return c.edit(s, o), nil
	case command.Undo:
		return c.undo(s, o), nil
	case command.Ask, command.Accept, command.Close, command.Reopen, command.CVE, command.Fork, command.Publish:
		return c.request(s, o), nil
	case command.CWE:
		return c.fields(s, o, advisories.Change{CWEs: s.line.CWEs}), nil
	case command.Affected:
		return c.fields(s, o, advisories.Change{Vulnerabilities: withPackage(c.snap.Advisory.Vulnerabilities, s.line.Affected)}), nil
	case command.Assign:
		return c.assign(ctx, s, people, o)
	case command.Help:
		if s.place == advisories.PlaceAdvisory { // the status comment answers there
			h := c.hist
			h.Help = advisories.Seen{At: c.d.now(), By: advisories.By(s.author), Comment: s.comment}
			o.History = &h
		}
		return "", nil
	}
	return c.fact(s, o), nil
}

// waiting is the draft that a command names, if a decision on it can count.
func (c *casework) waiting(s spoken, states ...advisories.DraftState) (advisories.Draft, string) {
	n := s.line.Number
	i := slices.IndexFunc(c.past, func(d advisories.Draft) bool { return d.Number == n })
	if i < 0 {
		return advisories.Draft{}, fmt.Sprintf("there is no draft %d", n)
	}
	d := c.past[i]
	if slices.Contains(states, d.State) {
		return d, ""
	}
	return d, fmt.Sprintf("draft %d does not wait any more: %s", n, ending(d))
}

// ending says what became of a draft.
func ending(d advisories.Draft) string {
	switch d.State {
	case advisories.DraftHeld:
		return "nobody has decided on it yet"
	case advisories.DraftReady, advisories.DraftBegun:
		return "it is approved and on its way"
	case advisories.DraftDone:
		return "it has gone out"
	case advisories.DraftDenied:
		return fmt.Sprintf("it was denied; /undo %d takes that back", d.Number)
	case advisories.DraftSuperseded:
		if next, ok := strings.CutPrefix(d.Outcome.Code, "superseded by "); ok {
			return "draft " + next + " took its place"
		}
		return "another took its place"
	case advisories.DraftHandedOff:
		return "only a person can do it on GitHub"
	}
	return "it was dropped, nothing asks for it any more"
}

func (c *casework) decide(s spoken, o *advisories.Order) string {
	d, refusal := c.waiting(s, advisories.DraftHeld)
	if refusal != "" {
		return refusal
	}
	approve := s.line.Verb != command.Deny // a verb that files a draft approves one that is there
	late := s.line.Verb == command.Approve && d.FiledAt.Truncate(time.Second).After(s.at)
	if s.line.Verb == command.Publish {
		late = !c.snap.Advisory.UpdatedAt.Before(s.at) // GitHub counts whole seconds
	}
	if late {
		return fmt.Sprintf("draft %d is not what was there when you wrote this: read it first, then say /approve %d", d.Number, d.Number)
	}
	if approve && s.place == advisories.PlaceIssue && c.issue != nil && (c.issue.Edited || c.touchedSince(s.at)) {
		return "somebody changed the card, so you may have read another text: it is put right now, read it and approve again"
	}
	if approve && d.Key.Kind == advisories.KindPublish && s.author.ID == c.snap.Reporter().ID {
		return "whoever reported cannot approve the publication"
	}
	o.Decision = &advisories.Decision{Case: c.w.Key, Number: d.Number, Approve: approve, By: advisories.By(s.author),
		Why: s.line.Text, Digest: d.Digest, At: c.d.now()}
	return ""
}

// touchedSince reports whether somebody else changed the card after a comment was
// written, if only back: what its author read may have been another text.
func (c *casework) touchedSince(at time.Time) bool {
	i := c.issue.Issue
	return !i.EditedAt.IsZero() && i.Editor.ID != c.snap.Self.ID && !at.After(i.EditedAt)
}

// edit files the draft anew with the person's own text, under the next number.
func (c *casework) edit(s spoken, o *advisories.Order) string {
	d, refusal := c.waiting(s, advisories.DraftHeld, advisories.DraftReady)
	switch {
	case refusal != "":
		return refusal
	case d.Act != advisories.ActComment || d.Key.Kind == advisories.KindStatus:
		return "only the text of a comment to the reporter can be edited; the status comment is written anew at each change"
	}
	d.Body, d.EditedBy, d.State = s.line.Text, advisories.By(s.author), advisories.DraftHeld
	if d.Permit == advisories.PermitAuto {
		d.Permit, d.Approvals = advisories.PermitApprove, 1
	}
	d.Outcome, d.FiledAt = advisories.Outcome{}, c.d.now()
	d.Digest = c.digest(d)
	o.Replace, o.Draft = d.Number, &d
	o.Command.Reason = "" // it stands in the draft
	d.Number = 0
	return ""
}

func (c *casework) undo(s spoken, o *advisories.Order) string {
	d, refusal := c.waiting(s, advisories.DraftReady, advisories.DraftBegun, advisories.DraftDenied)
	if refusal != "" {
		return refusal
	}
	o.Undo = d.Number
	return ""
}
