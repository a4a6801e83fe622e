package docket

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// ErrTampered is wrapped by Verify where a timeline is not as it was written.
var ErrTampered = errors.New("the timeline was changed")

// head is the end of a timeline as the case row keeps it.
type head struct {
	seq            int64
	hash, key, mac string
}

// append adds entries to the timeline of a case. It locks the case row.
func (d *Docket) append(ctx context.Context, q tx, key advisories.CaseKey, entries []advisories.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	var h head
	// Writing the row to itself locks it on both engines.
	err := one(ctx, q, `UPDATE cases SET head_seq = head_seq WHERE`+ofCase+`RETURNING head_seq, head_hash, head_key, head_mac`,
		args(key), &h.seq, &h.hash, &h.key, &h.mac)
	if errors.Is(err, errNone) {
		return advisories.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("lock timeline: %w", err)
	}
	sound, err := d.soundHead(ctx, q, key, &h)
	if err != nil {
		return fmt.Errorf("check timeline: %w", err)
	}
	for _, e := range entries {
		if err := d.appendOne(ctx, q, key, &h, e); err != nil {
			return fmt.Errorf("append to timeline: %w", err)
		}
	}
	if h.key, h.mac = "", ""; sound {
		h.key, h.mac = d.signHead(key, h)
	}
	_, err = q.exec(ctx, `UPDATE cases SET head_seq = $4, head_hash = $5, head_key = $6, head_mac = $7 WHERE`+ofCase,
		args(key, h.seq, h.hash, h.key, h.mac)...)
	if err != nil {
		return fmt.Errorf("write head of timeline: %w", err)
	}
	return nil
}

// soundHead reports whether the head is ours. A broken head is not signed again:
// that would hide that it was broken. It is moved behind the last entry, so that
// a case with a broken timeline can still be worked.
func (d *Docket) soundHead(ctx context.Context, q tx, key advisories.CaseKey, h *head) (bool, error) {
	if d.signedHead(key, *h) {
		return true, nil
	}
	var last int64
	if err := one(ctx, q, `SELECT coalesce(max(seq), 0) FROM entries WHERE`+ofCase, args(key), &last); err != nil {
		return false, err
	}
	if last == 0 && *h == (head{}) {
		return true, nil
	}
	d.log.Error("the head of a timeline does not bear our signature; it stays unsigned")
	h.seq = max(h.seq, last)
	return false, nil
}

func (d *Docket) appendOne(ctx context.Context, q tx, key advisories.CaseKey, h *head, e advisories.Entry) error {
	e.Seq = h.seq + 1
	if e.At.IsZero() {
		e.At = d.now()
	}
	salt := newToken()
	detail := detailHash(salt, e.Detail)
	e.Hash = entryHash(key, h.hash, detail, e)
	_, err := q.exec(ctx, `INSERT INTO entries (installation, repository, ghsa, seq, at, what, actor, draft, detail, salt, detail_hash, hash)
		VALUES `+tuple(12), args(key, e.Seq, micros(e.At), e.What, e.Actor, e.Draft, e.Detail, salt, detail, e.Hash)...)
	h.seq, h.hash = e.Seq, e.Hash
	return err
}

// detailHash stands for a detail in the chain. The salt keeps it from telling a
// guess once the detail is purged.
func detailHash(salt, detail string) string {
	sum := sha256.Sum256([]byte(place("detail", salt, detail)))
	return hex.EncodeToString(sum[:])
}

// entryHash chains an entry to the one before it.
func entryHash(key advisories.CaseKey, before, detail string, e advisories.Entry) string {
	sum := sha256.Sum256([]byte(place("entry", before, key.Installation, key.Repository, key.GHSA,
		e.Seq, micros(e.At), e.What, e.Actor, e.Draft, detail)))
	return hex.EncodeToString(sum[:])
}

func headMAC(secret []byte, key advisories.CaseKey, h head) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(place("head", key.Installation, key.Repository, key.GHSA, h.seq, h.hash)))
	return hex.EncodeToString(m.Sum(nil))
}

// signHead signs with the newest key and names it.
func (d *Docket) signHead(key advisories.CaseKey, h head) (id, mac string) {
	secret := d.keys.Derive("timeline")[0]
	return fmt.Sprintf("%08x", keyNumber(secret)), headMAC(secret, key, h)
}

// signedHead reports whether the head was signed with one of our keys.
func (d *Docket) signedHead(key advisories.CaseKey, h head) bool {
	for _, secret := range d.keys.Derive("timeline") {
		if fmt.Sprintf("%08x", keyNumber(secret)) == h.key && hmac.Equal([]byte(headMAC(secret, key, h)), []byte(h.mac)) {
			return true
		}
	}
	return false
}

// Timeline is the timeline of a case, oldest first. See Verify for whether it is
// as it was written.
func (d *Docket) Timeline(ctx context.Context, key advisories.CaseKey) (list []advisories.Entry, err error) {
	err = d.db.read(ctx, func(q tx) error {
		list = nil
		return eachEntry(ctx, q, key, func(e advisories.Entry, _, _ string) error {
			list = append(list, e)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read timeline: %w", err)
	}
	return list, nil
}

func eachEntry(ctx context.Context, q tx, key advisories.CaseKey, fn func(e advisories.Entry, salt, detailHash string) error) error {
	return each(ctx, q, `SELECT seq, at, what, actor, draft, detail, hash, salt, detail_hash FROM entries
		WHERE`+ofCase+`ORDER BY seq`, args(key), func(r rows) error {
		var e advisories.Entry
		var at int64
		var salt, detail string
		if err := r.Scan(&e.Seq, &at, &e.What, &e.Actor, &e.Draft, &e.Detail, &e.Hash, &salt, &detail); err != nil {
			return err
		}
		e.At = moment(at)
		return fn(e, salt, detail)
	})
}

// Verify computes the chain of a case again. It returns nil where every entry is
// as it was written and none is missing, advisories.ErrNotFound where there is no
// such case, and else an error that wraps ErrTampered and says which entry was
// changed or is missing, or that the end was cut off or the head forged. A detail
// that was purged together with its salt is no fault where a later entry names it.
//
// What no check inside the database can show: that the whole case was put back to
// an older state of itself, head and all.
func (d *Docket) Verify(ctx context.Context, key advisories.CaseKey) error {
	err := d.db.read(ctx, func(q tx) error { return d.verify(ctx, q, key) })
	if err != nil {
		return fmt.Errorf("verify timeline: %w", err)
	}
	return nil
}

func (d *Docket) verify(ctx context.Context, q tx, key advisories.CaseKey) error {
	var h head
	err := one(ctx, q, `SELECT head_seq, head_hash, head_key, head_mac FROM cases WHERE`+ofCase, args(key),
		&h.seq, &h.hash, &h.key, &h.mac)
	if errors.Is(err, errNone) {
		return advisories.ErrNotFound
	}
	if err != nil {
		return err
	}
	at, before, purged := int64(0), "", map[string]bool{}
	err = eachEntry(ctx, q, key, func(e advisories.Entry, salt, detail string) error {
		at++
		if e.Seq != at {
			return fmt.Errorf("%w: entry %d is missing", ErrTampered, at)
		}
		for _, seq := range purgedBy(e) {
			delete(purged, seq)
		}
		if salt == "" && e.Detail == "" {
			purged[strconv.FormatInt(e.Seq, 10)] = true
		} else if detailHash(salt, e.Detail) != detail {
			return fmt.Errorf("%w: the detail of entry %d is not what was written", ErrTampered, at)
		}
		if entryHash(key, before, detail, e) != e.Hash {
			return fmt.Errorf("%w: entry %d is not what was written", ErrTampered, at)
		}
		before = e.Hash
		return nil
	})
	if err != nil {
		return err
	}
	for seq := range purged {
		return fmt.Errorf("%w: the detail of entry %s was taken out", ErrTampered, seq)
	}
	return d.verifyHead(key, h, at, before)
}

func (d *Docket) verifyHead(key advisories.CaseKey, h head, entries int64, last string) error {
	switch {
	case entries == 0 && h == (head{}):
		return nil
	case !d.signedHead(key, h):
		return fmt.Errorf("%w: its head does not bear our signature", ErrTampered)
	case entries < h.seq:
		return fmt.Errorf("%w: it was cut off after entry %d of %d", ErrTampered, entries, h.seq)
	case entries > h.seq:
		return fmt.Errorf("%w: entry %d was added by others", ErrTampered, h.seq+1)
	case last != h.hash:
		return fmt.Errorf("%w: its end is not the one that was signed", ErrTampered)
	}
	return nil
}
