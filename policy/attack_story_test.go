package policy_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

var somePolicies = []string{
	"version: 1\n",
	"version: 1\ncommitments: {update: 2d, fix: {maximum: 30d, critical: 2d, low: 90d}, cra: true}\nreport: {remind_after: 1d, give_up_after: 3d}\ndrafts: {remind: auto}\n",
	"version: 1\ncommitments: {update: {every: 3 business days, after: assess}, assess: {maximum: 2 business days, after: report}, fix: 5bd}\ncalendar: {away: [{from: 2026-12-01, to: 2900-01-01}]}\n",
	"version: 1\nmode: observe\ncommitments: {assess: {target: 1h, maximum: 40h}, update: {every: 1h, after: report}}\nreport: {give_up: proceed, give_up_after: 1 business day}\n",
	"version: 1\ncommitments: {fix: 20d, update: 5d, cra: true}\npublication: {require: [severity, credits], window: {days: [tue], from: \"09:00\", to: \"10:00\"}}\n" +
		"calendar: {time_zone: Europe/Berlin}\nescalation: {quiet_hours: {from: \"20:00\", to: \"06:30\"}}\nrotation: {people: [\"@kay\", \"@lou\"], every: 1d, from: 2026-11-16}\n" +
		"collaborators: {from: [rotation, codeowners]}\ndrafts: {fields: auto, close: approve}\n",
	"version: 1\nreport: {required: [], fields: [{id: build, ask: the build, required: true}]}\ncommitments: {disclose: 10d, fix: {high: 1d}}\n",
}

// attacked is a case under attack: whatever happens happens in any order, and our
// clock jumps.
type attacked struct {
	*rapid.T
	snap advisories.Snapshot
	hist advisories.History
	past []advisories.Draft
	pin  advisories.Pin
	text string
	// pol is the policy for madeOf, so that it is not composed at each look.
	pol    *policy.Policy
	madeOf string
	now    time.Time
	due    time.Time // the next one after now
	ids    int64
	broken bool
	// adopted: the case was opened 50 hours after its report.
	adopted bool
	// was is the state at the last look.
	was advisories.State
}

func (a *attacked) in() (*policy.Policy, policy.Input) {
	if of := a.pin.Text + a.text; a.pol == nil || a.pin.Text == "" || a.madeOf != of {
		a.madeOf = of
		a.pol, _ = policy.Compose(policy.ComposeInput{Pin: a.pin, Files: []advisories.PolicyFile{
			{Layer: advisories.LayerRepository, Path: policy.Path, Text: a.text}}})
	}
	if a.pin.Text == "" {
		a.pin = a.pol.Pin()
	}
	a.snap.At = a.now
	return a.pol, policy.Input{Snapshot: a.snap, Reading: policy.ReadReport(a.pol, a.snap), History: a.hist, Now: a.now,
		Adopted: a.adopted, OpenedAt: reportTime.Add(50 * time.Hour), Was: a.was}
}

// work is one look, as the desk does it. It reports how much was filed or ended.
func (a *attacked) work() int {
	p, in := a.in()
	in.History = policy.Study(p, in, a.past)
	if again := policy.Study(p, in, a.past); !reflect.DeepEqual(in.History, again) {
		a.Fatalf("studied twice: %s", cmp.Diff(in.History, again))
	}
	a.remembers(in.History)
	a.hist = in.History
	v := policy.Judge(p, in)
	if again := policy.Judge(p, in); !reflect.DeepEqual(v, again) {
		a.Fatalf("judged twice: %s", cmp.Diff(v, again))
	}
	a.due = v.NextDue()
	if due := a.due; !due.IsZero() && !due.After(a.now) {
		a.Fatalf("next due %s, now %s: %+v", due, a.now, v.Clocks)
	}
	plan := policy.PlanInput{Input: in, CaseName: "amber-otter-123", Past: a.past, StatusBroken: a.broken,
		Tracked: true, Notifies: true, Codeowners: []string{"@zoe", "@acme/core"}}
	wanted := policy.Plan(p, v, plan)
	a.was = a.snap.Advisory.State
	a.promises(wanted, v)
	if again := policy.Plan(p, v, plan); !reflect.DeepEqual(wanted, again) {
		a.Fatalf("planned twice: %s", cmp.Diff(wanted, again))
	}
	for i, d := range wanted {
		wanted[i].Digest = fmt.Sprint(d.Key, d.Act, d.Comment, d.To, d.Body, d.Change, v.Policy)
		if strings.Contains(d.Body+d.Why, "0001") {
			a.Fatalf("a date of year 1: %s", d.Body)
		}
	}
	file, settle := policy.Reconcile(wanted, a.past)
	for i := range a.past {
		if o, ok := settle[a.past[i].Number]; ok {
			a.past[i].State, a.past[i].SettledAt = o.State, a.now
		}
	}
	for _, d := range file {
		d.Number, d.State, d.FiledAt = len(a.past)+1, advisories.DraftHeld, a.now
		for _, old := range a.past {
			if old.Key == d.Key && old.State != advisories.DraftStale && old.State != advisories.DraftSuperseded {
				a.Fatalf("%s is filed again, it is %s", d.Key, old.State)
			}
		}
		switch {
		case d.HandOff != "":
			d.State = advisories.DraftHandedOff
		case d.Permit == advisories.PermitAuto && d.Hold == "" && d.NotBefore.IsZero():
			a.carryOut(&d)
		}
		a.past = append(a.past, d)
	}
	return len(file) + len(settle)
}

// remembers holds that nothing that was once known is lost or moved silently.
func (a *attacked) remembers(h advisories.History) {
	if was := a.hist.Acknowledged; was.Happened() && h.Acknowledged.At.After(was.At) {
		a.Fatalf("acknowledged %+v, then %+v", was, h.Acknowledged)
	}
	for i, w := range h.Waits {
		if w.To.IsZero() && i < len(h.Waits)-1 || !w.To.IsZero() && w.To.Before(w.From) {
			a.Fatalf("waits %+v", h.Waits)
		}
		if i < len(a.hist.Waits) && !a.hist.Waits[i].To.IsZero() && a.hist.Waits[i] != w {
			a.Fatalf("a wait that was over changed: %+v, then %+v", a.hist.Waits, h.Waits)
		}
	}
	for c, moves := range h.Moved {
		if !slices.Equal(a.hist.Moved[c], moves[:len(a.hist.Moved[c])]) || !moves[len(moves)-1].To.After(moves[len(moves)-1].From) {
			a.Fatalf("%s: %+v, then %+v", c, a.hist.Moved[c], moves)
		}
	}
	// The date that holds is the one that the reporter was told.
	for _, d := range a.past {
		c := advisories.Commitment(strings.TrimPrefix(d.Key.Rule, policy.RuleSlips+"_"))
		moves := h.Moved[c]
		if d.State != advisories.DraftDone || d.Key.Occurrence > len(moves) || d.Key.Kind != advisories.KindUpdate {
			continue
		}
		if to := moves[d.Key.Occurrence-1].To.Format("Mon 2 Jan 2006 15:04"); !strings.Contains(d.Body, "Now planned by "+to) {
			a.Fatalf("%s: the reporter was told another date than %s: %s", c, to, d.Body)
		}
	}
	for c := range a.hist.Moved {
		if len(h.Moved[c]) < len(a.hist.Moved[c]) {
			a.Fatalf("%s: moves are forgotten", c)
		}
	}
}

func (a *attacked) carryOut(d *advisories.Draft) {
	d.State, d.SettledAt = advisories.DraftDone, a.now
	switch d.Act {
	case advisories.ActComment:
		d.Outcome.Comment = a.comment(a.snap.Self, d.Body)
	case advisories.ActEdit:
		d.Outcome.Comment = d.Comment
	case advisories.ActState, advisories.ActPublish:
		a.state(d.To)
	default:
		a.change(d)
	}
}

func (a *attacked) comment(by advisories.Person, body string) int64 {
	a.ids++
	a.snap.Comments = append(a.snap.Comments, advisories.Comment{ID: a.ids, Author: by, Body: body, CreatedAt: a.now, UpdatedAt: a.now})
	return a.ids
}

func (a *attacked) state(to advisories.State) {
	adv := &a.snap.Advisory
	adv.State, adv.UpdatedAt = to, a.now
	adv.Accepted = adv.Accepted || to == advisories.StateDraft
	switch to {
	case advisories.StateClosed:
		adv.ClosedAt = a.now
	case advisories.StatePublished:
		adv.PublishedAt = a.now
	}
}

// TestAttackedStory plays random cases and holds that each look is the same done
// twice, that nothing is filed twice or for ever, that no clock wakes a case in the
// past, and that what was known stays known.
func TestAttackedStory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &attacked{T: t, snap: attackInput(0).Snapshot, now: reportTime, text: rapid.SampledFrom(somePolicies).Draw(t, "policy"),
			adopted: rapid.Bool().Draw(t, "adopted")}
		hours := func(most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, "hours")) * time.Hour
		}
		act := func(states ...advisories.DraftState) {
			var held []int
			for i, d := range a.past {
				if d.State == advisories.DraftHeld {
					held = append(held, i)
				}
			}
			if len(held) > 0 {
				d := &a.past[rapid.SampledFrom(held).Draw(t, "draft")]
				if state := rapid.SampledFrom(states).Draw(t, "state"); state == advisories.DraftDone {
					a.carryOut(d)
				} else {
					d.State, d.SettledAt = state, a.now
				}
			}
		}
		seen := func() advisories.Seen { return advisories.Seen{At: a.now.Add(-hours(30)), By: "operator:kim"} }
		actions := a.commands()
		maps.Copy(actions, map[string]func(*rapid.T){
			"time passes": func(*rapid.T) { a.now = a.now.Add(hours(200)) },
			"the next date comes": func(*rapid.T) {
				if a.due.After(a.now) {
					a.now = a.due
				}
			},
			"another date comes": func(*rapid.T) {
				if a.due.After(a.now) {
					a.now = a.due
				}
			},
			"news are approved": func(*rapid.T) {
				for i, d := range a.past {
					if d.State == advisories.DraftHeld && d.Key.Kind == advisories.KindUpdate {
						a.carryOut(&a.past[i])
						return // one at a time: the next look may find the other out of date
					}
				}
			},
			"clock jumps back":  func(*rapid.T) { a.now = a.now.Add(-hours(20)) },
			"reporter writes":   func(*rapid.T) { a.comment(reporter, rapid.SampledFrom([]string{"Hello?", answer}).Draw(t, "body")) },
			"maintainer writes": func(*rapid.T) { a.comment(maintainer, "We look into it.") },
			"comments vanish":   func(*rapid.T) { a.snap.Comments = nil },
			"comments come and go": func(*rapid.T) {
				a.snap.CommentsKnown = !a.snap.CommentsKnown
			},
			"report is edited": func(*rapid.T) {
				a.snap.Advisory.Description = rapid.SampledFrom([]string{"", fullReport}).Draw(t, "text")
			},
			"severity changes": func(*rapid.T) {
				a.snap.Advisory.Severity = rapid.SampledFrom([]string{"", "low", "high", "critical", "odd"}).Draw(t, "severity")
			},
			"state changes": func(*rapid.T) {
				a.state(rapid.SampledFrom([]advisories.State{"triage", "draft", "draft", "closed", "published"}).Draw(t, "to"))
			},
			"policy changes": func(*rapid.T) { a.text = rapid.SampledFrom(somePolicies).Draw(t, "policy") },
			"pinned anew":    func(*rapid.T) { a.pin = advisories.Pin{} },
			"a person says": func(*rapid.T) {
				*rapid.SampledFrom([]*advisories.Seen{&a.hist.Exploited, &a.hist.Fixed, &a.hist.Resumed}).Draw(t, "fact") = seen()
			},
			"a person decides": func(*rapid.T) { act(advisories.DraftDone, advisories.DraftDenied) },
			"a hand-off":       func(*rapid.T) { act(advisories.DraftHandedOff, advisories.DraftFailed) },
			"status is broken": func(*rapid.T) { a.broken = !a.broken },
			"": func(*rapid.T) {
				for i := 0; a.work() > 0; i++ {
					if i > 6 {
						t.Fatalf("the case never comes to rest: %+v", a.past[len(a.past)-3:])
					}
				}
			},
		})
		t.Repeat(actions)
	})
}
