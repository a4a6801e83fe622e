package app_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

var (
	talesOf   = flag.Int("tales", 20, "how many seeds each story is told with")
	firstTale = flag.Uint64("first-tale", 1, "the first seed")
)

// tale is a story told against a GitHub on which something goes wrong now and then.
// One goroutine works the docket, and only the tale moves the clock, so that a seed
// that fails fails again.
type tale struct {
	*testing.T
	w     *world
	p     *app.Program
	rng   *rand.Rand
	clock *movingClock
	id    advisories.GHSA
	calm  bool
	// told is what the story did, for whoever reads a failure.
	told []string
}

// tell runs a story once a seed.
func tell(t *testing.T, o ghsatest.Options, before func(*world), story func(*tale)) {
	for i := range *talesOf {
		seed := *firstTale + uint64(i)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := &tale{T: t, rng: rand.New(rand.NewPCG(seed, 4)), clock: &movingClock{}}
			o := o
			o.Now = s.clock.now
			s.w = newTracked(t, o)
			s.w.opt.Now = s.clock.now
			if before != nil {
				before(s.w)
			}
			var err error
			if s.p, err = app.Assemble(t.Context(), s.w.config(), s.w.opt); err != nil {
				t.Fatal(err)
			}
			door := httptest.NewServer(s.p.Door)
			t.Cleanup(func() {
				door.Close()
				if err := s.p.Close(); err != nil {
					t.Error(err)
				}
				if t.Failed() {
					t.Logf("seed %d, told:\n%s\nlog:\n%s", seed, strings.Join(s.told, "\n"), tail(s.w.log.String(), 60))
				}
			})
			s.w.github.HookTo(door.URL+intake.Path, testSecret)
			s.work()
			story(s)
		})
	}
}

func tail(s string, lines int) string {
	list := slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.Contains(l, "level=DEBUG") })
	return strings.Join(list[max(0, len(list)-lines):], "\n")
}

// trouble plans a fault, for some request that is to come.
func (s *tale) trouble() {
	if s.calm || s.rng.IntN(4) != 0 {
		return
	}
	f := ghsatest.Fault{Skip: s.rng.IntN(6)}
	switch s.rng.IntN(9) {
	case 0:
		f.Kind, f.Times = ghsatest.Drop, 1+s.rng.IntN(2)
	case 1, 2:
		f.Kind = ghsatest.AppliedAnswerLost
		if f.Method = "POST"; s.rng.IntN(2) == 0 {
			f.Method = "PATCH"
		}
	case 3:
		f.Kind, f.Status = ghsatest.Status, []int{500, 502, 503, 504}[s.rng.IntN(4)]
	case 4:
		f.Kind, f.Status, f.Applied = ghsatest.Status, 502, true
	case 5:
		f.Kind, f.RetryAfter = ghsatest.SecondaryLimit, time.Duration(s.rng.IntN(3))*time.Second
	case 6:
		f.Kind, f.Status = ghsatest.SecondaryLimit, 429
	case 7:
		f.Kind, f.Applied, f.PathPattern = ghsatest.GraphError, s.rng.IntN(2) == 0, "/graphql"
	case 8:
		f.Kind = ghsatest.Unauthorized
	}
	s.told = append(s.told, fmt.Sprintf("  fault: %s %d %s after %d", f.Kind, f.Status, f.Method, f.Skip))
	s.w.github.Fault(f)
}

// work works all that waits, and what a fault put off.
func (s *tale) work() {
	s.Helper()
	for quiet := 0; ; {
		ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
		err := s.w.github.Flush(ctx)
		cancel()
		if err != nil {
			s.Fatal(err)
		}
		due, err := s.p.Docket.Due(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if len(due) == 0 && quiet == 4 {
			return
		}
		if len(due) == 0 {
			s.clock.add([]time.Duration{15 * time.Second, time.Minute, 5 * time.Minute, 21 * time.Minute}[quiet])
			quiet++
			continue
		}
		for _, key := range due {
			s.trouble()
			err := s.p.Desk.Work(s.Context(), key)
			if err != nil && !errors.Is(err, advisories.ErrIdle) && !errors.Is(err, advisories.ErrHeld) {
				s.Fatal(err)
			}
		}
		if quiet > 0 && !s.calm {
			quiet-- // something came of waiting
		}
	}
}

// sweep lets the sweep find what no webhook told.
func (s *tale) sweep() {
	s.Helper()
	s.clock.add(6 * time.Minute)
	for range 20 {
		s.trouble()
		if s.p.Desk.Sweep(s.Context()) == nil {
			break
		}
		s.clock.add(2 * time.Minute)
	}
	s.work()
}

// pass lets time pass, with a sweep now and then.
func (s *tale) pass(d time.Duration) {
	s.Helper()
	s.told = append(s.told, "pass "+d.String())
	for ; d > day; d -= day {
		s.clock.add(day)
		s.work()
	}
	s.clock.add(d)
	s.sweep()
}

// end brings calm, and lets everything that waits come to its end.
func (s *tale) end() {
	s.Helper()
	s.calm = true
	s.w.github.ClearFaults()
	for range 3 {
		s.clock.add(2 * time.Hour)
		s.sweep()
	}
}

func (s *tale) report(body string) {
	s.Helper()
	s.told = append(s.told, "report")
	s.id = s.w.github.Report(testRepo, "researcher", "One byte too many", body)
	s.work()
	s.sweep()
}

// say writes in the tracking issue; a person who gets no answer waits.
func (s *tale) say(login, body string) {
	s.Helper()
	s.told = append(s.told, login+": "+body)
	if _, err := s.w.github.CommentIssue(login, casesRepo, s.w.issue().Number, body); err != nil {
		s.Fatal(err)
	}
	s.work()
}

// comment writes in the advisory's thread.
func (s *tale) comment(login, body string) {
	s.Helper()
	s.told = append(s.told, login+" in the thread: "+body)
	comment(s.T, s.w, login, s.id, body)
	s.sweep()
}

// edit changes the advisory on GitHub.
func (s *tale) edit(login string, change func(*advisories.Advisory)) {
	s.Helper()
	s.told = append(s.told, login+" edits the advisory")
	if err := s.w.github.EditAdvisoryAs(login, testRepo, s.id, change); err != nil {
		s.Fatal(err)
	}
	s.sweep()
}

// set changes the advisory's state by hand.
func (s *tale) set(login string, to advisories.State) {
	s.Helper()
	s.told = append(s.told, login+" sets "+string(to))
	if err := s.w.github.SetStateAs(login, testRepo, s.id, to); err != nil {
		s.Fatal(err)
	}
	s.sweep()
}

func (s *tale) theCase() advisories.Case {
	s.Helper()
	list, err := s.p.Docket.Cases(s.Context(), docket.Filter{})
	if err != nil || len(list) != 1 {
		s.Fatalf("%d cases, %v", len(list), err)
	}
	return list[0]
}

// waiting is the number of the newest draft of a kind that waits for a person.
func (s *tale) waiting(kind advisories.Kind) int {
	s.Helper()
	n := 0
	var all []string
	for _, d := range s.drafts() {
		all = append(all, fmt.Sprintf("%d %s %s", d.Number, d.Key, d.State))
		if d.Key.Kind == kind && d.State == advisories.DraftHeld {
			n = d.Number
		}
	}
	if n == 0 {
		s.Fatalf("no %s waits: %s", kind, strings.Join(all, ", "))
	}
	return n
}

func (s *tale) drafts() []advisories.Draft {
	s.Helper()
	list, err := s.p.Docket.Drafts(s.Context(), s.theCase().Key)
	if err != nil {
		s.Fatal(err)
	}
	return list
}
