package desk

import (
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func TestStillSame(t *testing.T) {
	auto := advisories.Draft{Permit: advisories.PermitAuto, Act: advisories.ActComment, Body: "Hello", Digest: "a"}
	change := func(d advisories.Draft, edit func(*advisories.Draft)) advisories.Draft { edit(&d); return d }
	approved := change(auto, func(d *advisories.Draft) { d.Permit = advisories.PermitApprove })
	flood := change(auto, func(d *advisories.Draft) { d.Hold = holdFlood })
	for name, c := range map[string]struct {
		d, now advisories.Draft
		want   bool
	}{
		"nothing changed":                           {auto, auto, true},
		"auto: the report changed, not the text":    {auto, change(auto, func(d *advisories.Draft) { d.Digest = "b" }), true},
		"auto: the text changed":                    {auto, change(auto, func(d *advisories.Draft) { d.Body = "Bye" }), false},
		"auto: another comment":                     {auto, change(auto, func(d *advisories.Draft) { d.Comment = 5 }), false},
		"auto: another act":                         {auto, change(auto, func(d *advisories.Draft) { d.Act = advisories.ActEdit }), false},
		"auto: another state":                       {auto, change(auto, func(d *advisories.Draft) { d.To = advisories.StateDraft }), false},
		"approved: nothing changed":                 {approved, approved, true},
		"approved: what was approved changed":       {approved, change(approved, func(d *advisories.Draft) { d.Digest = "b" }), false},
		"held by a flood, approved: it changed":     {flood, change(auto, func(d *advisories.Draft) { d.Digest = "b" }), false},
		"held by a flood, approved: it is the same": {flood, auto, true},
	} {
		if got := stillSame(c.d, c.now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAlreadyDoneOfAState(t *testing.T) {
	accept := advisories.Draft{Act: advisories.ActState, To: advisories.StateDraft}
	c := &casework{d: &Desk{now: time.Now}, snap: advisories.Snapshot{Advisory: advisories.Advisory{State: advisories.StateDraft}}}
	if s, ok, err := c.alreadyDone(t.Context(), accept, true); err != nil || !ok || s.outcome.State != advisories.DraftDone {
		t.Errorf("found after a crash: %v %+v", ok, s.outcome)
	}
	if s, ok, err := c.alreadyDone(t.Context(), accept, false); err != nil || !ok || s.outcome.State != advisories.DraftStale || s.outcome.By == "" {
		t.Errorf("done by a person: %v %+v", ok, s.outcome)
	}
	c.snap.Advisory.State = advisories.StateClosed
	if _, ok, _ := c.alreadyDone(t.Context(), accept, true); ok {
		t.Error("a closed advisory counts as accepted")
	}
}

func TestSurelyNotApplied(t *testing.T) {
	for _, code := range []advisories.FaultCode{advisories.FaultUnclear, advisories.FaultBadAnswer, advisories.FaultInternal, ""} {
		if surelyNotApplied(code) {
			t.Errorf("%q is taken for not applied: its draft would be posted without a look for its mark", code)
		}
	}
}

// TestPurgedSaysNothing: a draft whose text is gone is not what was planned, whatever a
// person approved.
func TestPurgedSaysNothing(t *testing.T) {
	d := advisories.Draft{Permit: advisories.PermitApprove, Digest: "digest", Body: "Thank you."}
	if !stillSame(d, d) {
		t.Error("a draft is not itself")
	}
	gone := d
	gone.Body, gone.Purged = "", true
	if stillSame(gone, d) {
		t.Error("it would be posted empty")
	}
}
