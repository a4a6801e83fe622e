package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// mostRequests is what a normal story may cost in all, from the ring of the report
// to the publication; requests that the sweep makes for all repositories together
// are not the story's.
const mostRequests = 40

// TestStoryCosts counts what a normal story asks of GitHub: a complete report, a
// maintainer who accepts it in the tracking issue, fills the advisory in on GitHub,
// and publishes it with one approval.
func TestStoryCosts(t *testing.T) {
	w := newTracked(t, ghsatest.Options{})
	w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", strings.Replace(ownersWord, "{approve: 2}", "{approve: 1}", 1))
	r := w.run()
	r.settled()
	r.sweepNow()
	w.github.ResetRequests()
	id := r.reported(complete)
	r.say("maintainer", "/accept")
	if got := w.state(id); got != advisories.StateDraft {
		t.Fatalf("state %s; %s", got, r.draftLine(id))
	}
	if err := w.github.EditAdvisoryAs("maintainer", testRepo, id, worked); err != nil {
		t.Fatal(err)
	}
	waitASecond() // GitHub counts whole seconds, and who writes in the same one cannot have read
	r.say("maintainer", "/publish")
	if got := w.state(id); got != advisories.StatePublished {
		t.Fatalf("state %s; %s", got, r.draftLine(id))
	}
	r.settled()
	var all, unchanged, tokens int
	var lines []string
	for _, q := range w.github.Requests() {
		if strings.HasPrefix(q.Route, "/orgs/{org}/security-advisories") {
			continue // the sweep's, for all repositories together
		}
		all++
		if q.NotModified {
			unchanged++
		}
		if strings.HasSuffix(q.Path, "/access_tokens") {
			tokens++
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %s %d", all, q.Method, q.Route, q.GraphQL, q.Status))
	}
	t.Logf("%d requests, %d of them answered 304, %d for tokens", all, unchanged, tokens)
	if all > mostRequests {
		t.Errorf("%d requests, at most %d are wanted:\n%s", all, mostRequests, strings.Join(lines, "\n"))
	}
}
