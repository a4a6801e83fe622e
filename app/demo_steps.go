package app

import (
	"strings"
	"sync"

	"github.com/advisory-bot/advisory-bot/app/desk"
)

var demoSteps = map[desk.Step]string{
	desk.StepLoad: "4   load", desk.StepJudge: "5   judge", desk.StepPlan: "6   plan", desk.StepFile: "7   file",
	desk.StepBegin: "8   execute: begin", desk.StepLook: "8   execute: look again", desk.StepPerform: "8   execute: perform",
	desk.StepSettle: "8   execute: settle", desk.StepRecord: "9   record",
	desk.StepCommand: "    command", desk.StepTrack: "    tracking issue",
}

// nothingPlanned is what the step "plan" came to where nothing is to be done.
const nothingPlanned = "0 new, 0 out of date"

// teller prints the steps that come to something. Most turns only look and find
// all as it was; those are left out.
type teller struct {
	mu sync.Mutex
	// held are lines that are told once something comes of them.
	held []string
	// judged is the verdict as last told, judging the one in hand.
	judged, judging string
	planned         string
	// quiet is true while the turn in hand has come to nothing.
	quiet bool
}

// tell is which lines to print after a step.
func (t *teller) tell(step desk.Step, line, what string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch step {
	case desk.StepLoad:
		t.held, t.quiet = []string{line}, true
		return nil
	case desk.StepJudge:
		t.judging = what
	case desk.StepPlan:
		t.planned = what
	case desk.StepFile:
		if t.judging == t.judged && t.planned == nothingPlanned {
			t.held = t.held[:min(len(t.held), t.loads())]
			return nil
		}
		t.judged = t.judging
		return t.out(line)
	case desk.StepRecord:
		if t.quiet {
			t.held = nil
			return nil
		}
		return t.out(line)
	default:
		return t.out(line)
	}
	t.held = append(t.held, line)
	return nil
}

// loads is how many of the held lines tell of a look that no verdict followed yet.
func (t *teller) loads() int {
	if len(t.held) > 0 && strings.Contains(t.held[0], demoSteps[desk.StepLoad]) {
		return 1
	}
	return 0
}

func (t *teller) out(line string) []string {
	lines := append(t.held, line)
	t.held, t.quiet = nil, false
	return lines
}
