package desk

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/policy"
)

// The policy's limits hold for a day, unless the desk was given its own.
func TestFloodLimitsComeFromThePolicy(t *testing.T) {
	pol := policy.Builtin()
	if got := (&casework{d: &Desk{}, pol: pol}).flood(); got != (Flood{24 * time.Hour, 5, 30}) {
		t.Errorf("the built-in limits are %+v", got)
	}
	pol.Floods.Reporter, pol.Floods.Repository = 2, 7
	if got, want := (&casework{d: &Desk{}, pol: pol}).flood(), (Flood{24 * time.Hour, 2, 7}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	own := Flood{Window: time.Hour, Reporter: 50, Repository: 50}
	if got := (&casework{d: &Desk{flood: own}, pol: pol}).flood(); got != own {
		t.Errorf("the desk's own limits gave way: %+v", got)
	}
}
