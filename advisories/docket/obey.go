package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Obey writes down a command and its effect, all or nothing, and returns all
// drafts of the case afterwards. In this order: the command, once by place,
// comment and line; the history, of which nothing is forgotten (as by File); a
// draft that goes back to be held; a draft that another takes the place of; a
// decision, as by Decide; lines for the timeline beside those that a decision
// writes itself. A draft that is only added (Draft without Replace) is filed with
// the next number. A decision may name the number that a new draft gets.
//
// A command that was refused is an order without effect: its code says why.
//
// Errors, each of which leaves everything as it was: advisories.ErrDecided where
// the command was written down before, where a draft is in no state to be decided,
// undone or replaced, or where the same person has decided on it already;
// advisories.ErrNotFound where there is no such case or draft;
// advisories.ErrChanged where a draft is not the one that the person saw;
// advisories.ErrLost.
//
// A crash after it costs nothing: the command is there, so that its comment is not
// obeyed again, and whoever takes the case next finds what it did.
func (d *Docket) Obey(ctx context.Context, w advisories.Work, o advisories.Order) (drafts []advisories.Draft, err error) {
	if err := soundOrder(w, o); err != nil {
		return nil, fmt.Errorf("obey: %w", err)
	}
	err = d.db.write(ctx, func(q tx) (err error) {
		if err := d.holding(ctx, q, w); err != nil {
			return err
		}
		if err := ownRow(ctx, q, w.Key); err != nil {
			return err
		}
		if err := d.obey(ctx, q, o); err != nil {
			return err
		}
		drafts, err = d.readDrafts(ctx, q, w.Key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("obey: %w", err)
	}
	return drafts, nil
}

// soundOrder finds a caller's mistakes before anything is written.
func soundOrder(w advisories.Work, o advisories.Order) error {
	c := o.Command
	switch {
	case c.Case != w.Key || w.Key.GHSA == "", o.Decision != nil && o.Decision.Case != w.Key:
		return errors.New("the order is not about the case in hand")
	case c.Comment <= 0 || c.Place != advisories.PlaceIssue && c.Place != advisories.PlaceAdvisory:
		return errors.New("the command has no place or no comment")
	case c.Code == "":
		return errors.New("the command came to nothing that can be read")
	case o.Decision != nil && o.Decision.By == "":
		return errors.New("the decision names nobody")
	case o.Replace != 0 && o.Draft == nil:
		return errors.New("nothing takes the draft's place")
	}
	return nil
}

func (d *Docket) obey(ctx context.Context, q tx, o advisories.Order) error {
	key := o.Command.Case
	if err := d.keepCommand(ctx, q, o.Command); err != nil {
		return fmt.Errorf("write command: %w", err)
	}
	if o.History != nil {
		if err := addHistory(ctx, q, key, *o.History); err != nil {
			return fmt.Errorf("write history: %w", err)
		}
	}
	if o.Undo != 0 {
		if err := d.undo(ctx, q, o); err != nil {
			return fmt.Errorf("undo draft %d: %w", o.Undo, err)
		}
	}
	if o.Draft != nil {
		if err := d.replace(ctx, q, o); err != nil {
			return fmt.Errorf("file draft: %w", err)
		}
	}
	if o.Decision != nil {
		v := *o.Decision
		if v.At.IsZero() {
			v.At = d.now()
		}
		if err := d.decide(ctx, q, v); err != nil {
			return fmt.Errorf("decide on draft %d: %w", v.Number, err)
		}
	}
	return d.append(ctx, q, key, o.Entries)
}

// addHistory writes a history over the one that is there. The caller has locked
// the case.
func addHistory(ctx context.Context, q tx, key advisories.CaseKey, newer advisories.History) error {
	c, err := readCase(ctx, q, `WHERE`+ofCase, args(key)...)
	if err != nil {
		return err
	}
	history, err := encode(remember(c.History, newer))
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `UPDATE cases SET history = $4 WHERE`+ofCase, args(key, history)...)
	return err
}

// undo puts a draft back to be held, its decisions void.
func (d *Docket) undo(ctx context.Context, q tx, o advisories.Order) error {
	back := advisories.Outcome{State: advisories.DraftHeld, Code: "undone", By: advisories.By(o.Command.By), At: o.Command.At}
	n, err := d.settle(ctx, q, o.Command.Case, o.Undo, back, "'ready', 'begun', 'denied'")
	if err != nil || n > 0 {
		return err
	}
	return exists(ctx, q, o.Command.Case, o.Undo, advisories.ErrDecided)
}

// replace files the order's draft, in the place of another where it names one.
func (d *Docket) replace(ctx context.Context, q tx, o advisories.Order) error {
	key, f := o.Command.Case, *o.Draft
	last, err := lastNumber(ctx, q, key)
	if err != nil {
		return err
	}
	if o.Replace != 0 {
		ended := advisories.Outcome{State: advisories.DraftSuperseded, Code: fmt.Sprintf("superseded by %d", last+1),
			By: advisories.By(o.Command.By), At: o.Command.At}
		n, err := d.settle(ctx, q, key, o.Replace, ended, "'held', 'ready'")
		if err != nil {
			return err
		}
		if n == 0 {
			return exists(ctx, q, key, o.Replace, advisories.ErrDecided)
		}
	}
	written, err := d.putDraft(ctx, q, key, f, last+1)
	if err == nil && !written {
		return advisories.ErrDecided // a draft of that key lives
	}
	return err
}
