package desk

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// A comment in a tracking issue whose webhook was lost rings for its case; a quiet
// tracking repository costs one request a sweep.
func TestSweepTracking(t *testing.T) {
	w, in, id := lived(t)
	w.github.AddRepository("acme/cases", true)
	w.github.SetRole("acme/cases", "maintainer", "admin")
	w.forAWhile(25 * time.Hour)
	at, err := w.client.TrackingRepository(t.Context(), in, "acme", "cases")
	if err != nil {
		t.Fatal(err)
	}
	issue, err := w.client.OpenIssue(t.Context(), in, at, "amber-otter-123", "card")
	if err != nil {
		t.Fatal(err)
	}
	key := w.theCase(id).Key
	if err := w.docket.Wake(t.Context(), key, time.Time{}); err != nil {
		t.Fatal(err)
	}
	held, err := w.docket.Take(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.docket.Track(t.Context(), held, advisories.Tracking{Repository: at, Issue: issue.Node, Number: issue.Number, Read: w.now()}); err != nil {
		t.Fatal(err)
	}
	if err := w.docket.Release(t.Context(), held, advisories.Next{}); err != nil {
		t.Fatal(err)
	}
	w.later(5 * time.Minute) // the issue itself is new
	w.work()
	w.later(5 * time.Minute)
	same(t, "quiet", w.later(5*time.Minute), []string{})
	if got := w.requests(); got[touchedRoute] != 1 || w.count() > 5 {
		t.Errorf("a quiet sweep: %v", got)
	}
	if _, err := w.github.CommentIssue("maintainer", "acme/cases", issue.Number, "/ack"); err != nil {
		t.Fatal(err)
	}
	same(t, "a comment", w.later(5*time.Minute), []string{"issue_comment"})
	r := w.rung[0]
	if r.RepositoryID != at.ID || r.Issue != int64(issue.Number) || r.Source != advisories.SourceSweep {
		t.Errorf("ring %+v", r)
	}
	due, err := w.docket.Due(t.Context())
	if err != nil || len(due) != 1 || due[0] != key {
		t.Errorf("wakes %v, %v", due, err)
	}
	w.work()
	w.later(10 * time.Minute)
	same(t, "quiet again", w.later(5*time.Minute), []string{})
	if _, err := w.github.OpenIssueAs("maintainer", "acme/cases", "No case", "Something else"); err != nil {
		t.Fatal(err)
	}
	same(t, "an issue of somebody else", w.later(5*time.Minute), []string{})
}
