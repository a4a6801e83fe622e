package docket

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// resealCases is how many cases, or pins, Reseal goes through in one transaction.
const resealCases = 20

// Resealed counts what Reseal did.
type Resealed struct {
	// Cases were gone through. Texts were sealed anew, of cases and of pins; Heads
	// of timelines were signed anew.
	Cases int `json:"cases"`
	Texts int `json:"texts"`
	Heads int `json:"heads"`
	// Keys are older ones that are not needed any more to open the docket.
	Keys int `json:"keys"`
}

// errOlderKey: somebody works with the keys in another order.
var errOlderKey = errors.New("texts were sealed or timelines signed with an older key meanwhile: start every serve with the new key first, and reseal again")

// Reseal seals every sealed text with the newest key and signs every timeline's
// head with it, and then removes what older keys left for checking, so that the
// docket opens with the newest key alone. Whoever else has the docket open must
// have the same newest key, and the older ones beside it. A timeline's head that
// bears none of our signatures is not signed; a text that no key opens stays, and
// so do then the older keys: the error says in which cases.
//
// It works in batches, of which each lasts; done, where not nil, is told after
// each. After a crash or an error it is called again, passes over what is done and
// goes on.
//
// It changes nothing outside of the docket, and no keyed fingerprint: see
// advisories.Keys for what is known by the older keys alone.
func (d *Docket) Reseal(ctx context.Context, done func(Resealed)) (r Resealed, err error) {
	var faults []error
	for pass := 0; ; pass++ {
		r.Cases = 0
		if faults, err = d.resealAll(ctx, &r, done); err != nil {
			return r, fmt.Errorf("reseal: %w", err)
		}
		if len(faults) > 0 {
			return r, fmt.Errorf("reseal: the older keys stay in use: %w", errors.Join(faults...))
		}
		old, err := d.underOlderKeys(ctx)
		if err != nil {
			return r, fmt.Errorf("reseal: %w", err)
		}
		if old == 0 {
			break
		}
		if pass > 1 {
			return r, fmt.Errorf("reseal: %w", errOlderKey)
		}
	}
	err = d.db.write(ctx, func(q tx) error {
		n, err := q.exec(ctx, `DELETE FROM meta WHERE name LIKE 'seal_check/%' AND name <> $1`, d.seal.word())
		r.Keys = int(n)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("reseal: forget older keys: %w", err)
	}
	return r, nil
}

// resealAll goes through all cases and pins once.
func (d *Docket) resealAll(ctx context.Context, r *Resealed, done func(Resealed)) (faults []error, err error) {
	total := *r
	var after advisories.CaseKey
	for {
		var step Resealed
		var keys []advisories.CaseKey
		var broken []error
		err := d.db.write(ctx, func(q tx) (err error) {
			step, broken = Resealed{}, nil
			keys, err = readKeys(ctx, q, `SELECT installation, repository, ghsa FROM cases WHERE (installation, repository, ghsa) > ($1, $2, $3)
				ORDER BY installation, repository, ghsa LIMIT $4`, args(after, resealCases)...)
			for i := 0; err == nil && i < len(keys); i++ {
				err = d.resealCase(ctx, q, keys[i], &step, &broken)
			}
			return err
		})
		if err != nil {
			return faults, err
		}
		faults = append(faults, broken...)
		total.Cases, total.Texts, total.Heads = total.Cases+len(keys), total.Texts+step.Texts, total.Heads+step.Heads
		if *r = total; done != nil {
			done(total)
		}
		if len(keys) < resealCases {
			break
		}
		after = keys[len(keys)-1]
	}
	return faults, d.resealPins(ctx, r)
}

// resealCase seals and signs one case anew, where anything of it is older.
func (d *Docket) resealCase(ctx context.Context, q tx, key advisories.CaseKey, step *Resealed, broken *[]error) error {
	older, err := d.olderCase(ctx, q, key)
	if err != nil || !older {
		return err
	}
	// Whoever writes a text of a case locks the case first.
	if err := ownRow(ctx, q, key); err != nil {
		return err
	}
	if err := d.resealHead(ctx, q, key, step); err != nil {
		return err
	}
	texts, err := sealedTexts(ctx, q, key)
	if err != nil {
		return err
	}
	for _, s := range texts {
		if d.seal.fresh(s.sealed) {
			continue
		}
		text, err := d.seal.open(s.sealed, s.place)
		if err != nil {
			var name string
			if err := one(ctx, q, `SELECT name FROM cases WHERE`+ofCase, args(key), &name); err != nil {
				return err
			}
			*broken = append(*broken, fmt.Errorf("%s, %s of %s: %w", name, s.column, s.table, err))
			continue
		}
		sealed, err := d.seal.close(text, s.place)
		if err != nil {
			return err
		}
		if err := s.put(ctx, q, key, sealed, s.purged); err != nil {
			return err
		}
		step.Texts++
	}
	return nil
}

// olderCase reports whether anything of a case is sealed or signed with an older
// key.
func (d *Docket) olderCase(ctx context.Context, q tx, key advisories.CaseKey) (bool, error) {
	var h head
	err := one(ctx, q, `SELECT head_seq, head_hash, head_key, head_mac FROM cases WHERE`+ofCase, args(key), &h.seq, &h.hash, &h.key, &h.mac)
	if err != nil || d.olderHead(key, h) {
		return err == nil, err
	}
	texts, err := sealedTexts(ctx, q, key)
	for _, s := range texts {
		if !d.seal.fresh(s.sealed) {
			return true, err
		}
	}
	return false, err
}

// olderHead reports whether a head bears our signature, by an older key.
func (d *Docket) olderHead(key advisories.CaseKey, h head) bool {
	id, _ := d.signHead(key, h)
	return h.key != id && d.signedHead(key, h)
}

func (d *Docket) resealHead(ctx context.Context, q tx, key advisories.CaseKey, step *Resealed) error {
	var h head
	err := one(ctx, q, `SELECT head_seq, head_hash, head_key, head_mac FROM cases WHERE`+ofCase, args(key), &h.seq, &h.hash, &h.key, &h.mac)
	if err != nil || !d.olderHead(key, h) {
		return err
	}
	h.key, h.mac = d.signHead(key, h)
	step.Heads++
	_, err = q.exec(ctx, `UPDATE cases SET head_key = $4, head_mac = $5 WHERE`+ofCase, args(key, h.key, h.mac)...)
	return err
}

// resealPins seals the texts of pins anew, in batches.
func (d *Docket) resealPins(ctx context.Context, r *Resealed) error {
	before := r.Texts
	var installation int64
	var digest string
	for total := before; ; {
		var seen, n int
		at, last := installation, digest
		err := d.db.write(ctx, func(q tx) (err error) {
			at, last = installation, digest
			seen, n, err = d.resealPinBatch(ctx, q, &at, &last)
			return err
		})
		if err != nil {
			return fmt.Errorf("pins: %w", err)
		}
		total += n
		r.Texts, installation, digest = total, at, last
		if seen < resealCases {
			return nil
		}
	}
}

func (d *Docket) resealPinBatch(ctx context.Context, q tx, installation *int64, digest *string) (seen, n int, err error) {
	type pin struct {
		installation int64
		digest       string
		text         []byte
	}
	var list []pin
	err = each(ctx, q, `SELECT installation, digest, text FROM pins WHERE (installation, digest) > ($1, $2)
		ORDER BY installation, digest LIMIT $3`, []any{*installation, *digest, resealCases}, func(r rows) error {
		var p pin
		err := r.Scan(&p.installation, &p.digest, &p.text)
		list = append(list, p)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	for _, p := range list {
		*installation, *digest = p.installation, p.digest
		if d.seal.fresh(p.text) {
			continue
		}
		text, err := d.seal.open(p.text, pinPlace(p.installation, p.digest))
		if err != nil {
			return 0, 0, err
		}
		sealed, err := d.seal.close(text, pinPlace(p.installation, p.digest))
		if err != nil {
			return 0, 0, err
		}
		if _, err := q.exec(ctx, `UPDATE pins SET text = $3 WHERE installation = $1 AND digest = $2`, p.installation, p.digest, sealed); err != nil {
			return 0, 0, err
		}
		n++
	}
	return len(list), n, nil
}

// underOlderKeys counts sealed texts that are not sealed with the newest key, and
// timelines' heads that an older one signed.
func (d *Docket) underOlderKeys(ctx context.Context) (n int, err error) {
	newest, _ := d.signHead(advisories.CaseKey{}, head{})
	err = d.db.read(ctx, func(q tx) error {
		err := one(ctx, q, `SELECT (SELECT count(*) FROM drafts WHERE substr(body, 1, 5) <> $1 OR (length(fields) > 0 AND substr(fields, 1, 5) <> $1))
			+ (SELECT count(*) FROM decisions WHERE substr(why, 1, 5) <> $1)
			+ (SELECT count(*) FROM commands WHERE substr(reason, 1, 5) <> $1)
			+ (SELECT count(*) FROM pins WHERE substr(text, 1, 5) <> $1)`, []any{d.seal.prefix()}, &n)
		if err != nil {
			return err
		}
		return each(ctx, q, `SELECT installation, repository, ghsa, head_seq, head_hash, head_key, head_mac FROM cases
			WHERE head_key <> '' AND head_key <> $1`, []any{newest}, func(r rows) error {
			var key advisories.CaseKey
			var h head
			err := r.Scan(&key.Installation, &key.Repository, &key.GHSA, &h.seq, &h.hash, &h.key, &h.mac)
			n += int(flag(d.olderHead(key, h)))
			return err
		})
	})
	if err != nil {
		return 0, fmt.Errorf("count what is under older keys: %w", err)
	}
	return n, nil
}

// prefix begins every text that the newest key sealed (Tink's: a one and the key's
// number).
func (s *sealer) prefix() []byte { return binary.BigEndian.AppendUint32([]byte{1}, s.newest) }

// fresh reports whether a text is sealed with the newest key, or empty.
func (s *sealer) fresh(sealed []byte) bool {
	return len(sealed) == 0 || bytes.HasPrefix(sealed, s.prefix())
}

// word is the name of the newest key's sealed word.
func (s *sealer) word() string { return fmt.Sprintf("seal_check/%08x", s.newest) }
