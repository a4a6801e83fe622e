package docket

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// pinsKept is how long a pin stays that no case has: long enough for one that was
// written for a case and whose case is about to be.
const pinsKept = 24 * time.Hour

// digestPattern is a SHA-256 in lower-case hex.
var digestPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// errPin tells a caller's mistake; it quotes nothing of the pin.
var errPin = errors.New("a pin needs a SHA-256 in hex, and its text where the installation does not have it yet")

// putPin sees to it that the pin's text is there, in the transaction that makes a
// case refer to it. A text that is there already stays. The row is written even
// then, which locks it: whoever forgets unused pins meanwhile sees it as used.
func (d *Docket) putPin(ctx context.Context, q tx, installation int64, p advisories.Pin) error {
	if !digestPattern.MatchString(p.Digest) {
		return errPin
	}
	n, err := q.exec(ctx, `UPDATE pins SET kept_at = $3 WHERE installation = $1 AND digest = $2`,
		installation, p.Digest, micros(d.now()))
	if err != nil || n > 0 {
		return err
	}
	if p.Text == "" {
		return errPin
	}
	text, err := d.seal.close(p.Text, pinPlace(installation, p.Digest))
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `INSERT INTO pins (installation, digest, text, kept_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (installation, digest) DO UPDATE SET kept_at = excluded.kept_at`,
		installation, p.Digest, text, micros(d.now()))
	return err
}

// unreadablePin stands for a text that is gone. It is none that package policy
// writes, so that it holds nothing and is told.
const unreadablePin = "missing"

// openPin opens the sealed text of a case's pin, nil where there is none.
func (d *Docket) openPin(c *advisories.Case, text []byte) (err error) {
	if !c.Pin.Pinned() {
		return nil
	}
	if text == nil {
		// A case must stay workable: who reads the pin sees that it says nothing.
		c.Pin.Text = unreadablePin
		return nil
	}
	if c.Pin.Text, err = d.seal.open(text, pinPlace(c.Key.Installation, c.Pin.Digest)); err != nil {
		return fmt.Errorf("read pin: %w", err)
	}
	return nil
}

// pinPlace binds a text to its pin.
func pinPlace(installation int64, digest string) string { return place("pin", installation, digest) }

// forgetPins drops pins that no case has and none took for a while.
func (d *Docket) forgetPins(ctx context.Context) error {
	return d.change(ctx, "forget unused pins", `DELETE FROM pins WHERE kept_at < $1 AND NOT EXISTS
		(SELECT 1 FROM cases WHERE cases.installation = pins.installation AND cases.pin = pins.digest AND cases.pin <> '')`,
		micros(d.now().Add(-pinsKept)))
}
