package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Decide takes a person's word on a held draft. One denial ends it as denied; as
// soon as the approvals are enough (advisories.Enough) it is ready. The decision,
// its timeline entry and the case's wake-up are one transaction.
//
// Errors: advisories.ErrNotFound where there is no such draft;
// advisories.ErrDecided where it does not wait for a decision, or the same person
// has decided on it already, under whatever login (but whoever approved may still
// deny); advisories.ErrChanged where its digest is not the one that the person saw.
func (d *Docket) Decide(ctx context.Context, v advisories.Decision) error {
	if v.By == "" {
		return errors.New("decide: it names nobody")
	}
	if v.At.IsZero() {
		v.At = d.now()
	}
	err := d.db.write(ctx, func(q tx) error {
		if err := d.lockCase(ctx, q, v.Case); err != nil {
			return err
		}
		return d.decide(ctx, q, v)
	})
	if err != nil {
		return fmt.Errorf("decide on draft %d: %w", v.Number, err)
	}
	return nil
}

// lockCase wakes a case and locks it, or gives ErrNotFound.
func (d *Docket) lockCase(ctx context.Context, q tx, key advisories.CaseKey) error {
	if err := d.wake(ctx, q, d.now(), key); err != nil {
		return err
	}
	n, err := q.exec(ctx, `UPDATE cases SET stage = stage WHERE`+ofCase, args(key)...)
	if err == nil && n == 0 {
		return advisories.ErrNotFound // undoes the wake-up
	}
	return err
}

func (d *Docket) decide(ctx context.Context, q tx, v advisories.Decision) error {
	var kind advisories.Kind
	var approvals int
	var state advisories.DraftState
	var digest string
	err := one(ctx, q, `SELECT kind, approvals, state, digest FROM drafts WHERE`+ofCase+`AND number = $4`,
		args(v.Case, v.Number), &kind, &approvals, &state, &digest)
	switch {
	case errors.Is(err, errNone):
		return advisories.ErrNotFound
	case err != nil:
		return err
	case state != advisories.DraftHeld:
		return advisories.ErrDecided
	case digest != v.Digest:
		return advisories.ErrChanged
	}
	if err := d.onePerson(ctx, q, v); err != nil {
		return err
	}
	if err := d.keepDecision(ctx, q, v); err != nil {
		return err
	}
	given, err := d.readDecisions(ctx, q, v.Case, v.Number)
	if err != nil {
		return err
	}
	reporter, err := readReporter(ctx, q, v.Case)
	if err != nil {
		return err
	}
	what, next := "approved", state
	switch {
	case !v.Approve:
		what, next = "denied", advisories.DraftDenied
	case advisories.Enough(kind, approvals, given, reporter):
		next = advisories.DraftReady
	}
	if next != state {
		if err := d.moveDraft(ctx, q, v, next); err != nil {
			return err
		}
	}
	return d.append(ctx, q, v.Case, []advisories.Entry{{At: v.At, What: what, Actor: v.By, Draft: v.Number}})
}

// moveDraft lets a decided draft out or ends it.
func (d *Docket) moveDraft(ctx context.Context, q tx, v advisories.Decision, next advisories.DraftState) error {
	if next == advisories.DraftDenied {
		o := advisories.Outcome{State: next, Code: "denied", By: v.By, At: v.At}
		_, err := d.settle(ctx, q, v.Case, v.Number, o, "'held'")
		return err
	}
	_, err := q.exec(ctx, `UPDATE drafts SET state = $5 WHERE`+ofCase+`AND number = $4`, args(v.Case, v.Number, string(next))...)
	return err
}

// onePerson refuses a second word of the same person, whatever their login is now.
// A denial after an approval is heard: it voids the approval, since nobody should
// have to wait for others to take back a word.
func (d *Docket) onePerson(ctx context.Context, q tx, v advisories.Decision) error {
	given, err := d.readDecisions(ctx, q, v.Case, v.Number)
	if err != nil {
		return err
	}
	for _, g := range given {
		if !samePerson(g.By, v.By) {
			continue
		}
		if v.Approve || !g.Approve {
			return advisories.ErrDecided
		}
		_, err := q.exec(ctx, `UPDATE decisions SET void = 1 WHERE`+ofCase+`AND number = $4 AND by_whom = $5`,
			args(v.Case, v.Number, g.By)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// samePerson compares people on GitHub by id, everybody else by name.
func samePerson(a, b string) bool {
	p, ok := advisories.Decider(a)
	o, also := advisories.Decider(b)
	if ok && also {
		return p.ID == o.ID
	}
	return a == b
}

// keepDecision writes the decision with its reason sealed; one a person.
func (d *Docket) keepDecision(ctx context.Context, q tx, v advisories.Decision) error {
	why, err := d.seal.close(v.Why, whyPlace(v))
	if err != nil {
		return err
	}
	n, err := q.exec(ctx, `INSERT INTO decisions (installation, repository, ghsa, number, approve, by_whom, why, digest, decided_at)
		VALUES `+tuple(9)+` ON CONFLICT (installation, repository, ghsa, number, by_whom) WHERE void = 0 DO NOTHING`,
		args(v.Case, v.Number, flag(v.Approve), v.By, why, v.Digest, micros(v.At))...)
	if err == nil && n == 0 {
		return advisories.ErrDecided
	}
	return err
}

// whyPlace binds a reason to its decision.
func whyPlace(v advisories.Decision) string {
	return place("why", v.Case.Installation, v.Case.Repository, v.Case.GHSA, v.Number, v.By)
}

// Decisions are those in force on the drafts of a case, oldest first. Decisions
// that were voided stand in the timeline only.
func (d *Docket) Decisions(ctx context.Context, key advisories.CaseKey) (list []advisories.Decision, err error) {
	err = d.db.read(ctx, func(q tx) (err error) {
		list, err = d.readDecisions(ctx, q, key, 0)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return list, nil
}

// readDecisions reads those on one draft, or on all where number is 0.
func (d *Docket) readDecisions(ctx context.Context, q tx, key advisories.CaseKey, number int) ([]advisories.Decision, error) {
	var list []advisories.Decision
	where, a := ofCase, args(key)
	if number != 0 {
		where, a = ofCase+`AND number = $4 `, append(a, number)
	}
	err := each(ctx, q, `SELECT number, approve, by_whom, why, digest, decided_at, purged FROM decisions
		WHERE`+where+`AND void = 0 ORDER BY seq`, a, func(r rows) error {
		v := advisories.Decision{Case: key}
		var approve, at, purged int64
		var why []byte
		if err := r.Scan(&v.Number, &approve, &v.By, &why, &v.Digest, &at, &purged); err != nil {
			return err
		}
		v.Approve, v.Purged, v.At = approve != 0, purged != 0, moment(at)
		var err error
		if v.Why, err = d.seal.open(why, whyPlace(v)); err != nil {
			return fmt.Errorf("decision on draft %d: %w", v.Number, err)
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// readReporter is who sent the report.
func readReporter(ctx context.Context, q tx, key advisories.CaseKey) (p advisories.Person, err error) {
	err = one(ctx, q, `SELECT reporter, reporter_login FROM cases WHERE`+ofCase, args(key), &p.ID, &p.Login)
	return p, err
}
