package app_test

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// GitHub does not find the tracking issue at once that it just made: nobody is told
// that it is gone, no second one is made, and the command is obeyed a moment later.
func TestTrackingIssueAppearsLater(t *testing.T) {
	clock := &movingClock{}
	w := newTracked(t, ghsatest.Options{Now: clock.now})
	w.opt.Now = clock.now
	r := w.run()
	id := r.reported(complete)
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.GraphError, Type: "NOT_FOUND", GraphQL: "query node", Times: 2})
	r.say("maintainer", "/ack")
	if n, ok := r.noticed(advisories.NoticeTracking); ok {
		t.Errorf("told %q", n.Text)
	}
	if k := r.theCase(id); k.Tracking.Problem != "" || k.History.Acknowledged.Happened() {
		t.Errorf("problem %q, acknowledged %v", k.Tracking.Problem, k.History.Acknowledged)
	}
	for range 3 {
		clock.add(12 * time.Second)
		r.lookNow(id)
	}
	if k := r.theCase(id); k.Tracking.Problem != "" || !k.History.Acknowledged.Happened() {
		t.Errorf("problem %q, acknowledged %v; %s", k.Tracking.Problem, k.History.Acknowledged, r.draftLine(id))
	}
	w.issue()
}
