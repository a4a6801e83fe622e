package docket

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Acknowledge records that the report was acknowledged outside of what GitHub
// shows, unless an acknowledgement is known already, and wakes the case. It fails
// with advisories.ErrNotFound where there is no such case.
func (d *Docket) Acknowledge(ctx context.Context, key advisories.CaseKey, by string, at time.Time) error {
	if by == "" || at.IsZero() {
		return errors.New("acknowledge: it names nobody or no time")
	}
	v := advisories.Witness{Fact: advisories.FactKept, Commitment: advisories.CommitmentAcknowledge, By: by, At: at}
	if err := d.db.write(ctx, func(q tx) error { return d.witness(ctx, q, key, v, true) }); err != nil {
		return fmt.Errorf("acknowledge: %w", err)
	}
	return nil
}

// Witness records a person's word on a case: in its History and on the timeline,
// and wakes the case, in one transaction. The first word on a fact counts and a
// further one changes nothing, except where the fact recurs
// (advisories.Witness.Recurs): then a later time counts anew. That acknowledge
// was kept is an acknowledgement, as by Acknowledge.
//
// Errors: advisories.ErrNotFound where there is no such case; advisories.ErrEnded
// where it is closed; a plain one where the word is not whole: an unknown fact,
// nobody, no time, or a commitment where none belongs or none where one does.
func (d *Docket) Witness(ctx context.Context, key advisories.CaseKey, v advisories.Witness) error {
	if err := whole(v); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	if err := d.db.write(ctx, func(q tx) error { return d.witness(ctx, q, key, v, false) }); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

// commitmentPattern is what a commitment may be called; which there are is the
// policy's matter.
var commitmentPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// whole checks a word before anything is asked of the database.
func whole(v advisories.Witness) error {
	switch v.Fact {
	case advisories.FactExploited, advisories.FactFixed, advisories.FactResumed, advisories.FactRepin:
		if v.Commitment != "" {
			return errors.New("only that a commitment was kept names one")
		}
	case advisories.FactKept:
		if !commitmentPattern.MatchString(string(v.Commitment)) {
			return errors.New("it does not say which commitment was kept")
		}
	default:
		return errors.New("no such fact")
	}
	if v.By == "" || v.At.IsZero() {
		return errors.New("it names nobody or no time")
	}
	return nil
}

// witness writes a word down. A word of a person outside GitHub on a closed case
// is refused unless ended is true.
func (d *Docket) witness(ctx context.Context, q tx, key advisories.CaseKey, v advisories.Witness, ended bool) error {
	if err := d.lockCase(ctx, q, key); err != nil {
		return err
	}
	c, err := readCase(ctx, q, `WHERE`+ofCase, args(key)...)
	if err != nil {
		return err
	}
	if c.Stage == advisories.StageClosed && !ended {
		return advisories.ErrEnded // undoes the wake-up
	}
	hist := c.History
	seen, set := slot(&hist, v)
	if seen.Happened() && !(v.Recurs() && micros(v.At) > micros(seen.At)) {
		return nil
	}
	set(advisories.Seen{At: v.At, By: v.By})
	history, err := encode(hist)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, `UPDATE cases SET history = $4 WHERE`+ofCase, args(key, history)...); err != nil {
		return err
	}
	return d.append(ctx, q, key, []advisories.Entry{entryOf(v)})
}

// slot is where a word belongs in a history, and how it gets there.
func slot(h *advisories.History, v advisories.Witness) (seen advisories.Seen, set func(advisories.Seen)) {
	var in *advisories.Seen
	switch v.Fact {
	case advisories.FactExploited:
		in = &h.Exploited
	case advisories.FactFixed:
		in = &h.Fixed
	case advisories.FactResumed:
		in = &h.Resumed
	case advisories.FactRepin:
		in = &h.Repin
	default:
		if v.Commitment == advisories.CommitmentAcknowledge {
			in = &h.Acknowledged
			break
		}
		return h.Kept[v.Commitment], func(s advisories.Seen) {
			kept := maps.Clone(h.Kept)
			if kept == nil {
				kept = map[advisories.Commitment]advisories.Seen{}
			}
			kept[v.Commitment] = s
			h.Kept = kept
		}
	}
	return *in, func(s advisories.Seen) { *in = s }
}

// entryOf is the line of the timeline: the fact, and the commitment in its detail.
func entryOf(v advisories.Witness) advisories.Entry {
	e := advisories.Entry{At: v.At, What: string(v.Fact), Actor: v.By}
	if v.Fact == advisories.FactKept {
		e.Detail = string(v.Commitment)
		if v.Commitment == advisories.CommitmentAcknowledge {
			e.What, e.Detail = "acknowledged", ""
		}
	}
	return e
}
