package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

const acceptedWord = ownersWord + "tracking_audience: accepted\n"

// Somebody who can read the tracking repository and has no power over the advisory
// would learn which reports there are: nothing is written, and people are told what
// to do. Either way of mending it is seen.
func TestAudienceOfOutsiders(t *testing.T) {
	for name, mend := range map[string]func(w *world){
		"let fewer in": func(w *world) { w.github.SetRole(casesRepo, "outsider", ghsatest.RoleNone) },
		"accepted":     func(w *world) { w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", acceptedWord) },
		"of the team": func(w *world) {
			w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", ownersWord+"team: [\"@outsider\"]\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &movingClock{}
			w := newTracked(t, ghsatest.Options{Now: clock.now})
			w.opt.Now = clock.now
			w.github.AddUser("outsider")
			w.github.SetRole(casesRepo, "outsider", ghsatest.RoleRead)
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("the notice", func() bool { _, ok := r.noticed(advisories.NoticeTracking); return ok })
			r.settled()
			if n := len(w.github.Issues(casesRepo)); n != 0 {
				t.Fatalf("%d issues where an outsider reads", n)
			}
			n, _ := r.noticed(advisories.NoticeTracking)
			if !strings.Contains(n.Text, "tracking_audience: accepted") {
				t.Errorf("notice %q", n.Text)
			}
			if p := r.theCase(id).Tracking.Problem; p != advisories.TrackingAudience {
				t.Errorf("problem %q", p)
			}
			mend(w)
			r.pass(clock, 11*time.Minute, id)
			if !strings.Contains(w.issue().Body, "people by the last count") {
				t.Errorf("the card does not say who reads it:\n%s", w.issue().Body)
			}
			if n, ok := r.noticed(advisories.NoticeTracking); ok {
				t.Errorf("still told: %q", n.Text)
			}
		})
	}
}
