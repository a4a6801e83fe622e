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
		Kept:         map[advisories.Commitment]advisories.Seen{advisories.CommitmentFix: seen(10)},
		CVERequested: seen(11), CVE: seen(12), Reopened: seen(13), CloseReason: advisories.CloseDuplicate,
		Of: "GHSA-aaaa-bbbb-0009", Requests: []advisories.Request{request(1), request(1)},
		Pauses: []advisories.Pause{{From: at, By: "kim"}}, Embargoes: []advisories.Embargo{{Until: at, Zone: "UTC", At: at}},
		Snoozed: advisories.Snooze{Until: at, At: at}, Decided: "low", Coordinator: advisories.Person{ID: 12, Login: "kim"},
		Quiet: seen(14), Help: seen(15),
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

// request is one of a test's requests, by the comment that asked for it.
func request(comment int64) advisories.Request {
	return advisories.Request{Kind: advisories.KindAsk, Fields: []string{"logs"}, Place: advisories.PlaceIssue, Comment: comment}
}

// TestRememberLists: of two histories that each know more than the other, nothing
// is lost, places stay, and a pause that ended stays ended.
func TestRememberLists(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, berlin)
	first, second := advisories.Pause{From: at, By: "kim"}, advisories.Pause{From: at.Add(2 * time.Hour), By: "kim"}
	ended := first
	ended.To = at.Add(time.Hour)
	move := func(n int) advisories.Move { return advisories.Move{At: at.Add(time.Duration(n) * time.Hour)} }
	older := advisories.History{
		Requests: []advisories.Request{request(1), request(2)}, Pauses: []advisories.Pause{ended},
		Moved:   map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {move(1), move(2)}},
		Snoozed: advisories.Snooze{At: at.Add(time.Hour)}, CloseReason: advisories.CloseDuplicate, Of: "GHSA-aaaa-bbbb-0009",
		Coordinator: advisories.Person{ID: 1}, Decided: "low", Quiet: advisories.Seen{At: at},
	}
	newer := advisories.History{
		Requests: []advisories.Request{request(1), request(3)}, Pauses: []advisories.Pause{first, second},
		Moved:   map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {move(1), move(3)}},
		Snoozed: advisories.Snooze{At: at}, CloseReason: advisories.CloseSpam,
		Coordinator: advisories.Person{ID: 2}, Decided: "high", Quiet: advisories.Seen{At: at.Add(time.Hour)},
	}
	want := advisories.History{
		Requests: []advisories.Request{request(1), request(2), request(3)}, Pauses: []advisories.Pause{ended, second},
		Moved:   map[advisories.Commitment][]advisories.Move{advisories.CommitmentFix: {move(1), move(2), move(3)}},
		Snoozed: older.Snoozed, CloseReason: advisories.CloseSpam,
		Coordinator: advisories.Person{ID: 2}, Decided: "high", Quiet: advisories.Seen{At: at},
	}
	got := remember(older, newer)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, remember(got, newer)); d != "" {
		t.Error("not settled:", d)
	}
	if len(older.Requests) != 2 || len(older.Pauses) != 1 || len(older.Moved[advisories.CommitmentFix]) != 2 {
		t.Errorf("the older one was changed: %+v", older)
	}
}
