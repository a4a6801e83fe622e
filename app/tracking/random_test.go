package tracking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Whatever fails, and whenever the program stops, there is one issue in the end, each
// thing is told once and in order, the card is the last one, and nothing was written
// after the repository was seen not to be private.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { randomStory(t, rand.New(rand.NewPCG(seed, 4))) })
	}
}

var randomFaults = []advisories.FaultCode{advisories.FaultUnavailable, advisories.FaultLimited, advisories.FaultUnauthorized, advisories.FaultForbidden, advisories.FaultGone}

func randomStory(t *testing.T, dice *rand.Rand) {
	l := newLab(t)
	faults := true
	l.before = func(op string) {
		if !faults {
			return
		}
		switch dice.IntN(12) {
		case 0:
			l.refuse[op] = []advisories.FaultCode{randomFaults[dice.IntN(len(randomFaults))]}
		case 1:
			l.lose[op] = 1
		case 2:
			l.late[op] = true
		case 3:
			l.lost = errors.New("the program stopped")
		}
	}
	told := 0
	for range 25 {
		switch dice.IntN(6) {
		case 0:
			told++
			l.happen("stage", fmt.Sprintf("step %d", told), 0)
			l.view.Case.CloseReason = fmt.Sprintf("reason %d", told)
		case 1:
			l.repo().Private = dice.IntN(2) == 0
		case 2:
			l.view.Case.History.Coordinator = kim
		case 3:
			l.view.Ended = dice.IntN(2) == 0
		}
		l.lost = nil
		_ = l.show()
		l.now = l.now.Add(time.Duration(dice.IntN(11)) * time.Second)
		for _, run := range l.held { // GitHub ends what hangs within its bound
			run()
		}
		l.held = nil
		l.now = l.now.Add(time.Duration(dice.IntN(60)) * time.Second)
	}
	settle(l, &faults, told)
	// What happened before the issue was opened stands in its card.
	i := l.one()
	for _, e := range l.view.Entries {
		if e.At.After(i.CreatedAt) && strings.Count(strings.Join(i.ours(), "\n"), " stage: "+e.Detail+",") != 1 {
			t.Errorf("%s is told in %q", e.Detail, i.ours())
		}
	}
}

// settle ends the story without faults, and holds what came of it against the rules.
func settle(l *lab, faults *bool, told int) {
	l.t.Helper()
	*faults, l.lost, l.before = false, nil, nil
	clear(l.refuse)
	clear(l.lose)
	clear(l.late)
	l.repo().Private, l.view.Ended = true, false
	for range 4 {
		l.now = l.now.Add(time.Minute)
		if err := l.show(); err != nil {
			l.t.Fatal(err)
		}
	}
	i := l.one()
	if l.kept.Begun.Key != "" || l.kept.Problem != "" || l.kept.Issue != i.Node || l.keys.ReadMark(i.Body).Check != advisories.MarkGood {
		l.t.Errorf("kept %+v", l.kept)
	}
	if told > 0 && !strings.Contains(i.Body, fmt.Sprintf("reason %d", told)) {
		l.t.Errorf("an old card: %s", i.Body)
	}
	last := 0
	for line := range strings.Lines(strings.Join(i.ours(), "\n")) {
		var n int
		if _, after, ok := strings.Cut(line, "stage: step "); ok {
			if _, err := fmt.Sscanf(after, "%d", &n); err != nil || n <= last {
				l.t.Errorf("step %d after %d: %v", n, last, err)
			}
			last = n
		}
	}
	if len(l.leaks) > 0 {
		l.t.Errorf("written where everybody reads: %q", l.leaks)
	}
}
