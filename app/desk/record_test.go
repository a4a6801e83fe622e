package desk

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestPatrol(t *testing.T) {
	day := noon.Add(lookEvery)
	for name, c := range map[string]struct {
		state    advisories.State
		at, want time.Time
	}{
		"open, nothing due":        {advisories.StateTriage, time.Time{}, day},
		"open, due sooner":         {advisories.StateDraft, noon.Add(time.Minute), noon.Add(time.Minute)},
		"open, due at once":        {advisories.StateDraft, noon, noon},
		"open, due in a month":     {advisories.StateTriage, noon.Add(720 * time.Hour), day},
		"closed, nothing due":      {advisories.StateClosed, time.Time{}, time.Time{}},
		"published, due in a week": {advisories.StatePublished, noon.Add(168 * time.Hour), noon.Add(168 * time.Hour)},
	} {
		k := &casework{d: &Desk{now: func() time.Time { return noon }}}
		k.snap.Advisory.State = c.state
		if got := k.patrol(c.at); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
