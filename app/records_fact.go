package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// facts are what an operator can say of a case, by the word of the command.
var facts = map[string]advisories.Fact{
	"exploited": advisories.FactExploited,
	"fixed":     advisories.FactFixed,
	"kept":      advisories.FactKept,
	"resumed":   advisories.FactResumed,
	"repin":     advisories.FactRepin,
}

// keepable are the commitments of which only people know that they were kept.
var keepable = []string{
	string(advisories.CommitmentAssess), string(advisories.CommitmentUpdate), string(advisories.CommitmentFix),
	string(advisories.CommitmentDisclose), string(advisories.CommitmentCRAWarning),
	string(advisories.CommitmentCRANotification), string(advisories.CommitmentCRAReport),
}

// ErrWord: a word of the command is none that is known.
var ErrWord = errors.New("unknown word")

// Word is an operator's word on a case: a fact that GitHub does not show.
type Word struct {
	Case string
	// Fact is exploited, fixed, kept, resumed or repin; Commitment is what was kept.
	Fact       string
	Commitment string
	// At is when it happened; zero is now. It cannot be in the future.
	At time.Time
	As string
}

// Say records a word.
func (r *Records) Say(ctx context.Context, w Word) error {
	fact, ok := facts[w.Fact]
	switch {
	case !ok:
		return fmt.Errorf("%w: a fact is exploited, fixed, kept, resumed or repin", ErrWord)
	case fact == advisories.FactKept && !slices.Contains(keepable, w.Commitment):
		return fmt.Errorf("%w: kept needs one of %s", ErrWord, strings.Join(keepable, ", "))
	case fact != advisories.FactKept && w.Commitment != "":
		return fmt.Errorf("%w: only kept names a commitment", ErrWord)
	case w.At.After(r.now()):
		return fmt.Errorf("%w: --at is in the future", ErrWord)
	case fact == advisories.FactRepin && !w.At.IsZero():
		// One before the present pin would be written down and have no effect.
		return fmt.Errorf("%w: repin takes the policy of now and no --at", ErrWord)
	}
	by, err := operator(w.As)
	if err != nil {
		return err
	}
	c, err := r.find(ctx, w.Case)
	if err != nil {
		return err
	}
	if fact == advisories.FactKept && !w.At.IsZero() && w.At.Before(c.ReportedAt) {
		return fmt.Errorf("%w: --at is before the report came in, and nothing was promised then", ErrWord)
	}
	at := w.At
	if at.IsZero() {
		at = r.now()
	}
	err = r.docket.Witness(ctx, c.Key, advisories.Witness{Fact: fact, Commitment: advisories.Commitment(w.Commitment), By: by, At: at})
	if errors.Is(err, advisories.ErrEnded) {
		return fmt.Errorf("case %s: %w; reopen the advisory on GitHub first", c.Name, err)
	}
	return err
}
