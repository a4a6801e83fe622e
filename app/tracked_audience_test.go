package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// plainWord says nothing of who may read the tracking repository.
const (
	plainWord    = "version: 1\ntracking: acme/security-cases\n"
	acceptedWord = plainWord + "tracking_audience: accepted\n"
)

// Somebody who can read the tracking repository and has no power over the advisory
// would learn which reports there are: nothing is written, and people are told what
// to do. Either way of mending it is seen.
func TestAudienceOfOutsiders(t *testing.T) {
	for name, mend := range map[string]func(w *world){
		"let fewer in": func(w *world) { w.github.SetRole(casesRepo, "outsider", ghsatest.RoleNone) },
		"accepted":     func(w *world) { w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", acceptedWord) },
		"of the team": func(w *world) {
			w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", plainWord+"team: [\"@outsider\"]\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &movingClock{}
			w := newTracked(t, ghsatest.Options{Now: clock.now})
			w.opt.Now = clock.now
			w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", plainWord)
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

// An account that a repository's file names belongs to the team only with maintain:
// whoever can push could write it there.
func TestAudienceOfPushedTeam(t *testing.T) {
	for role, problem := range map[ghsatest.Role]advisories.TrackingProblem{
		ghsatest.RoleMaintain: "", ghsatest.RoleWrite: advisories.TrackingAudience,
	} {
		t.Run(string(role), func(t *testing.T) {
			w := newTracked(t, ghsatest.Options{})
			w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", plainWord+"delegate: [team]\n")
			w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"team: [\"@third\", \"@maintainer\"]\n")
			w.github.AddUser("third")
			w.github.SetRole(testRepo, "third", role)
			w.github.SetRole(casesRepo, "third", ghsatest.RoleRead)
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("the case", func() bool { return r.has(id) && len(w.written(id)) > 0 })
			r.settled()
			if got := r.theCase(id).Tracking; got.Problem != problem || got.Open() != (problem == "") {
				t.Errorf("tracking %+v, want problem %q", got, problem)
			}
		})
	}
}

// The team is counted once a day, and not at all where any audience will do; where
// GitHub does not tell, nothing is held up.
func TestTeamIsCountedRarely(t *testing.T) {
	for name, c := range map[string]struct {
		word  string
		fault int
		want  []int // requests in all, after each of three looks
	}{
		"counted":  {plainWord, 0, []int{1, 1, 2}},
		"accepted": {acceptedWord, 0, []int{0, 0, 0}},
		"hidden":   {plainWord, 403, []int{1, 1, 2}},
		"down":     {plainWord, 502, []int{2, 2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &movingClock{}
			w := newTracked(t, ghsatest.Options{Now: clock.now})
			w.opt.Now = clock.now
			w.github.PutFile(ownerRepo, ".github/advisory-policy.yml", c.word)
			if c.fault != 0 {
				w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: c.fault, PathPattern: "^/repos/acme/lib/collaborators$"})
			}
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("the case", func() bool { return r.has(id) && len(w.written(id)) > 0 })
			r.settled()
			for i, pass := range []time.Duration{10 * time.Second, 10 * time.Minute, 25 * time.Hour} {
				r.pass(clock, pass, id)
				n := 0
				for _, q := range w.github.Requests() {
					if q.Path == "/repos/"+testRepo+"/collaborators" {
						n++
					}
				}
				if n != c.want[i] {
					t.Errorf("%d requests after %s, want %d", n, pass, c.want[i])
				}
			}
			w.issue()
		})
	}
}
