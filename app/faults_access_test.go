package app_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// TestFaultTokens: tokens of GitHub's present form and length work, are asked for
// anew before they end, and are nowhere to be read.
func TestFaultTokens(t *testing.T) {
	t.Parallel()
	var long, short atomic.Int64
	var held atomic.Value
	s := calm(t, ghsatest.Options{Observe: func(x ghsatest.Exchange) {
		token, ok := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ghs_")
		switch {
		case !ok:
		case len(token) < 500:
			short.Add(1)
		default:
			long.Add(1)
			held.Store(token)
		}
	}}, nil)
	s.report(complete)
	for range 6 { // an hour each: every token ended meanwhile
		s.clock.add(65 * time.Minute)
		s.say("maintainer", "/snooze 1d")
	}
	if long.Load() == 0 || short.Load() != 0 {
		t.Errorf("%d requests by tokens of about 520 characters, %d by others", long.Load(), short.Load())
	}
	for _, q := range s.w.github.Requests() {
		if q.Status == http.StatusUnauthorized {
			t.Errorf("%s %s by a token that had ended", q.Method, q.Path)
		}
	}
	if n := s.reactions(); n != 6 {
		t.Errorf("%d of 6 commands were answered", n)
	}
	if strings.Contains(s.w.log.String(), held.Load().(string)[:40]) {
		t.Error("a token is logged")
	}
	if len(s.notices()) != 0 {
		t.Errorf("notices: %q", s.notices())
	}
}

// TestFaultAccessTakenAway: what is taken from us in the middle of a case, and in the
// moment of a command, stops what needs it, and says so; given back, what was wanted
// happens once.
func TestFaultAccessTakenAway(t *testing.T) {
	grant := func(change func(map[string]string)) func(*tale) {
		return func(s *tale) {
			may := ghsatest.GrantedPermissions()
			change(may)
			s.w.github.SetPermissions(s.w.github.InstallationOf(testOwner), may)
		}
	}
	without := func(name string) func(*tale) { return grant(func(m map[string]string) { delete(m, name) }) }
	back := grant(func(map[string]string) {})
	fails := func(f ghsatest.Fault) func(*tale) {
		return func(s *tale) { f.Times = -1; s.fault(f) }
	}
	well := func(s *tale) { s.w.github.ClearFaults() }
	look := `/security-advisories/GHSA[^/]+$`
	for name, c := range map[string]struct {
		take, give func(*tale)
		problem    string
		stage      advisories.Stage
		told       advisories.NoticeKind
		words      string
	}{
		"suspended": {func(s *tale) { s.w.github.Suspend(s.w.github.InstallationOf(testOwner)) },
			func(s *tale) { s.w.github.Unsuspend(s.w.github.InstallationOf(testOwner)) }, "suspended", advisories.StageReceived, advisories.NoticeAccess, "suspended"},
		"suspended, and no word of it": {func(s *tale) {
			s.w.github.LoseDeliveries(true)
			s.w.github.Suspend(s.w.github.InstallationOf(testOwner))
		}, func(s *tale) {
			s.w.github.Unsuspend(s.w.github.InstallationOf(testOwner))
			s.w.github.LoseDeliveries(false)
			s.sweep()
		}, "suspended", advisories.StageReceived, advisories.NoticeAccess, "suspended"},
		"advisories withdrawn": {without("repository_advisories"), back, "forbidden", advisories.StageReceived, advisories.NoticeAccess, "check the App's permissions"},
		"contents withdrawn":   {without("contents"), back, "policy_unreadable", advisories.StageReceived, advisories.NoticePolicyFault, "needs contents: read"},
		"advisories read only": {grant(func(m map[string]string) { m["repository_advisories"] = "read" }), nil, "", advisories.StageReceived, advisories.NoticeHandOff, "forbidden"},
		"key revoked":          {fails(ghsatest.Fault{Kind: ghsatest.Unauthorized}), well, "", advisories.StageReceived, advisories.NoticeAccess, "failed 10 times in a row (unauthorized)"},
		"451":                  {fails(ghsatest.Fault{Kind: ghsatest.Status, Status: 451, Method: "GET", PathPattern: look}), well, "forbidden", advisories.StageReceived, advisories.NoticeAccess, "forbidden"},
		"404":                  {fails(ghsatest.Fault{Kind: ghsatest.Status, Status: 404, Method: "GET", PathPattern: look}), well, "gone", advisories.StageClosed, "", ""},
		"410":                  {fails(ghsatest.Fault{Kind: ghsatest.Status, Status: 410, Method: "GET", PathPattern: look}), well, "gone", advisories.StageClosed, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := calm(t, ghsatest.Options{}, nil)
			s.report(complete)
			before := len(s.w.github.Acts())
			c.take(s)
			s.say("maintainer", "/accept")
			s.sweep()
			s.hours(12)
			s.pass(day) // a case that nobody rings for is looked at each day
			for _, a := range s.w.github.Acts()[before:] {
				if a.Bot && a.GHSA != "" {
					t.Errorf("%s, by no right", a.Verb)
				}
			}
			k := s.theCase()
			if k.Problem != c.problem || k.Stage != c.stage {
				t.Errorf("problem %q, stage %s, want %q, %s", k.Problem, k.Stage, c.problem, c.stage)
			}
			if c.told != "" {
				s.noticed(c.told, c.words)
			}
			if c.give == nil {
				return
			}
			c.give(s)
			s.hours(2)
			s.sweep()
			s.pass(day)
			if n := s.setTo(advisories.StateDraft); n != 1 {
				t.Errorf("accepted %d times once it was given back; problem %q\n%s", n, s.theCase().Problem, s.lines())
			}
			if k := s.theCase(); k.Problem != "" || k.Stage != advisories.StageAccepted || k.Tracking.Problem != "" {
				t.Errorf("given back: problems %q and %q, stage %s", k.Problem, k.Tracking.Problem, k.Stage)
			}
			for _, n := range s.notices() {
				t.Errorf("still told: %s", n)
			}
			s.once("tracking issues", len(s.w.github.Issues(casesRepo)))
			s.nothingTwice()
		})
	}
}
