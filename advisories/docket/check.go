package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ErrDamaged is wrapped by VerifyAll where a sealed text does not open, or the
// engine finds its own file broken.
var ErrDamaged = errors.New("the docket is not as it was written")

// verifyCases is how many cases VerifyAll reads in one transaction.
const verifyCases = 100

// faultsMost is how many faults VerifyAll tells one by one.
const faultsMost = 50

// Verified counts what VerifyAll read.
type Verified struct {
	Cases int `json:"cases"`
	Texts int `json:"texts"`
	// Older counts texts and heads that only an older key opens and proves; see
	// Reseal.
	Older int `json:"older"`
	// Faults counts what is not as it was written.
	Faults int `json:"faults"`
}

// VerifyAll has the engine check its file (SQLite; PostgreSQL has tools of its own),
// computes the chain of every case again (Verify), and opens every sealed text. Its
// error wraps ErrTampered or ErrDamaged and names the cases by their short names,
// the first ones of many. Serving may go on meanwhile.
func (d *Docket) VerifyAll(ctx context.Context) (Verified, error) {
	var v Verified
	var faults []error
	found := func(err error) {
		if v.Faults++; v.Faults <= faultsMost {
			faults = append(faults, err)
		}
	}
	if err := d.db.check(ctx); errors.Is(err, ErrDamaged) {
		found(err)
	} else if err != nil {
		return v, fmt.Errorf("verify docket: %w", err)
	}
	if err := d.verifyCases(ctx, &v, found); err != nil {
		return v, fmt.Errorf("verify docket: %w", err)
	}
	if err := d.verifyPins(ctx, &v, found); err != nil {
		return v, fmt.Errorf("verify docket: %w", err)
	}
	if more := v.Faults - len(faults); more > 0 {
		faults = append(faults, fmt.Errorf("and %d more", more))
	}
	return v, errors.Join(faults...)
}

// named is a case's key with its name.
type named struct {
	key  advisories.CaseKey
	name string
}

func (d *Docket) verifyCases(ctx context.Context, v *Verified, found func(error)) error {
	var after advisories.CaseKey
	for {
		var list []named
		err := d.db.read(ctx, func(q tx) error {
			list = nil
			err := each(ctx, q, `SELECT installation, repository, ghsa, name FROM cases WHERE (installation, repository, ghsa) > ($1, $2, $3)
				ORDER BY installation, repository, ghsa LIMIT $4`, args(after, verifyCases), func(r rows) error {
				var c named
				err := r.Scan(&c.key.Installation, &c.key.Repository, &c.key.GHSA, &c.name)
				list = append(list, c)
				return err
			})
			for i := 0; err == nil && i < len(list); i++ {
				err = d.verifyCase(ctx, q, list[i], v, found)
			}
			return err
		})
		if err != nil {
			return err
		}
		v.Cases += len(list)
		if len(list) < verifyCases {
			return nil
		}
		after = list[len(list)-1].key
	}
}

func (d *Docket) verifyCase(ctx context.Context, q tx, c named, v *Verified, found func(error)) error {
	err := d.verify(ctx, q, c.key)
	switch {
	case errors.Is(err, ErrTampered):
		found(fmt.Errorf("%s: %w", c.name, err))
	case err != nil:
		return err
	}
	var h head
	err = one(ctx, q, `SELECT head_seq, head_hash, head_key, head_mac FROM cases WHERE`+ofCase, args(c.key), &h.seq, &h.hash, &h.key, &h.mac)
	if err != nil {
		return err
	}
	if d.olderHead(c.key, h) {
		v.Older++
	}
	texts, err := sealedTexts(ctx, q, c.key)
	if err != nil {
		return err
	}
	for _, s := range texts {
		if len(s.sealed) == 0 && s.column == "fields" {
			continue
		}
		v.Texts++
		if !d.seal.fresh(s.sealed) {
			v.Older++
		}
		if _, err := d.seal.open(s.sealed, s.place); err != nil {
			found(fmt.Errorf("%s: %w: %s of %s: %w", c.name, ErrDamaged, s.column, s.table, err))
		}
	}
	return nil
}

func (d *Docket) verifyPins(ctx context.Context, v *Verified, found func(error)) error {
	return d.db.read(ctx, func(q tx) error {
		return each(ctx, q, `SELECT installation, digest, text FROM pins`, nil, func(r rows) error {
			var installation int64
			var digest string
			var text []byte
			if err := r.Scan(&installation, &digest, &text); err != nil {
				return err
			}
			v.Texts++
			if !d.seal.fresh(text) {
				v.Older++
			}
			if _, err := d.seal.open(text, pinPlace(installation, digest)); err != nil {
				found(fmt.Errorf("%w: what was promised to cases: %w", ErrDamaged, err))
			}
			return nil
		})
	})
}

// check asks SQLite about its own file.
func (s *sqlite) check(ctx context.Context) error {
	for _, ask := range []string{"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"} {
		err := s.read(ctx, func(q tx) error {
			return each(ctx, q, ask, nil, func(r rows) error {
				var said string
				if ask == "PRAGMA integrity_check(1)" {
					if err := r.Scan(&said); err != nil || said == "ok" {
						return err
					}
				}
				return fmt.Errorf("%w: SQLite's %s finds a fault", ErrDamaged, ask[len("PRAGMA "):])
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// check has nothing to ask: pg_amcheck and data checksums are PostgreSQL's own.
func (p *postgres) check(context.Context) error { return nil }

// vacuumMost is the size in bytes up to which a file is written anew to be rid of
// what was purged; nothing can be written meanwhile, which takes seconds.
const vacuumMost = 256 << 20

// giveUp overwrites what was purged. SQLite has overwritten it in the file already
// (secure_delete); what is left of it is in the log of writes, and, after pages were
// moved about, may be between rows, which writing a file anew ends.
func (s *sqlite) giveUp(ctx context.Context) error {
	var pages, size int64
	err := s.read(ctx, func(q tx) error {
		return errors.Join(one(ctx, q, "PRAGMA page_count", nil, &pages), one(ctx, q, "PRAGMA page_size", nil, &size))
	})
	if err != nil {
		return fmt.Errorf("measure SQLite file: %w", err)
	}
	if pages*size <= vacuumMost {
		return s.compact(ctx)
	}
	return s.checkpoint(ctx)
}

func (p *postgres) giveUp(ctx context.Context) error { return p.compact(ctx) }
