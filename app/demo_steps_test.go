package app

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/app/desk"
)

// A turn that finds all as it was is not told; what comes of one is told whole.
func TestTeller(t *testing.T) {
	var tell teller
	turn := func(steps ...string) string {
		var out []string
		for _, s := range steps {
			step, what, _ := strings.Cut(s, " ")
			out = append(out, tell.tell(desk.Step(step), demoSteps[desk.Step(step)]+" "+what, what)...)
		}
		for i, line := range out {
			out[i] = strings.Join(strings.Fields(line), " ")
		}
		return strings.Join(out, "; ")
	}
	for i, c := range []struct{ steps, want string }{
		{"load look|judge missing|plan 1 new|file kept|begin ask|settle ask|judge missing|plan " + nothingPlanned + "|file kept|record later",
			"4 load look; 5 judge missing; 6 plan 1 new; 7 file kept; 8 execute: begin ask; 8 execute: settle ask; 9 record later"},
		{"load look|judge missing|plan " + nothingPlanned + "|file kept|record later", ""},
		{"load look|judge missing|plan " + nothingPlanned + "|file kept|command /ack|judge met|plan " + nothingPlanned + "|file kept|record later",
			"4 load look; command /ack; 5 judge met; 6 plan " + nothingPlanned + "; 7 file kept; 9 record later"},
		{"load look|judge met|plan " + nothingPlanned + "|file kept|begin status|record later", "4 load look; 8 execute: begin status; 9 record later"},
	} {
		if got := turn(strings.Split(c.steps, "|")...); got != c.want {
			t.Errorf("turn %d:\n got %s\nwant %s", i+1, got, c.want)
		}
	}
}
