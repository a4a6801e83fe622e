package docket

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// TestRemember: a filing that knows nothing forgets nothing, whatever a History
// holds; one that knows more is taken.
func TestRemember(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	seen := func(hours int) advisories.Seen {
		return advisories.Seen{At: at.Add(time.Duration(hours) * time.Hour), By: "kim"}
	}
	full := advisories.History{
		Acknowledged: seen(1), Accepted: seen(2), Published: seen(3), Closed: seen(4), Asked: at,
		Pinned: at, Severity: "high", Waits: []advisories.Wait{{From: at}}, Updated: seen(5),
		Moved:     map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {{At: at, From: at, To: at}}},
		Exploited: seen(6), Fixed: seen(7), Resumed: seen(8), Repin: seen(9),
		Kept: map[advisories.Commitment]advisories.Seen{advisories.CommitmentFix: seen(10)},
	}
	for v, i := reflect.ValueOf(full), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("History.%s is new: remember must know it, and this test", v.Type().Field(i).Name)
		}
	}
	if d := cmp.Diff(full, remember(full, advisories.History{})); d != "" {
		t.Error("forgotten:", d)
	}
	if d := cmp.Diff(full, remember(advisories.History{}, full)); d != "" {
		t.Error("not taken:", d)
	}
	if d := cmp.Diff(full, remember(full, full)); d != "" {
		t.Error("changed:", d)
	}
	more := full
	more.Updated, more.Waits = seen(20), append(more.Waits, advisories.Wait{From: at.Add(time.Hour)})
	more.Moved = map[advisories.Commitment][]advisories.Move{advisories.CommitmentAssess: {{At: at}}}
	got := remember(full, more)
	if got.Updated != seen(20) || len(got.Waits) != 2 || len(got.Moved) != 2 || len(full.Moved) != 1 {
		t.Errorf("%+v", got)
	}
}
