package app

import (
	"errors"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// A word that could have no effect, or would keep a promise before there was one, is
// refused rather than written down.
func TestWordsOutOfTime(t *testing.T) {
	r := testRecords(t)
	r.keep(t, key(1), "amber-otter-123", advisories.StageAccepted)
	for _, w := range []Word{
		{Fact: "repin", At: recordsNow.Add(-time.Hour)},
		{Fact: "kept", Commitment: "fix", At: recordsNow.AddDate(-1, 0, 0)},
	} {
		w.Case, w.As = "amber-otter-123", "kim"
		if err := r.Say(t.Context(), w); !errors.Is(err, ErrWord) {
			t.Errorf("%s %s: %v", w.Fact, w.Commitment, err)
		}
	}
	for _, w := range []Word{{Fact: "repin"}, {Fact: "kept", Commitment: "fix", At: recordsNow}, {Fact: "fixed", At: recordsNow.AddDate(-1, 0, 0)}} {
		w.Case, w.As = "amber-otter-123", "kim"
		if err := r.Say(t.Context(), w); err != nil {
			t.Errorf("%s %s: %v", w.Fact, w.Commitment, err)
		}
	}
}
