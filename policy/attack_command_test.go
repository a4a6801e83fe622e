package policy_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// change does what an act does that is no comment and sets no state.
func (a *attacked) change(d *advisories.Draft) {
	adv := &a.snap.Advisory
	switch d.Act {
	case advisories.ActFields:
		adv.Severity = d.Change.Severity
	case advisories.ActFork:
		adv.PrivateFork = true
	case advisories.ActCredits:
		adv.Credits = append(adv.Credits, d.Change.Credits...)
	case advisories.ActCollaborators:
		for _, u := range d.Change.Users {
			adv.Collaborators = append(adv.Collaborators, advisories.Person{ID: int64(len(u)), Login: u})
		}
		adv.Teams = append(adv.Teams, d.Change.Teams...)
	}
}

// promises holds what every plan keeps, whatever was asked for.
func (a *attacked) promises(wanted []advisories.Draft, v advisories.Verdict) {
	state := a.snap.Advisory.State
	for _, d := range wanted {
		switch {
		case d.Act == advisories.ActPublish && (state != advisories.StateDraft || d.Permit == advisories.PermitAuto || len(policy.Missing(v)) > 0):
			a.Fatalf("published in %s, %s, missing %v", state, d.Permit, policy.Missing(v))
		case d.To == advisories.StateClosed && !state.Open(), d.Key.Kind == advisories.KindReopen && state != advisories.StateClosed:
			a.Fatalf("%s in %s", d.Key, state)
		case d.Key.Kind == advisories.KindEscalate && (!d.Internal() || !state.Open() || a.hist.Snoozed.Until.After(a.now)):
			a.Fatalf("%s while %s, snoozed until %s", d.Key, state, a.hist.Snoozed.Until)
		case d.Act == advisories.ActComment && !state.Open():
			a.Fatalf("%s in %s", d.Key, state)
		case !d.NotBefore.IsZero() && (!d.NotBefore.After(a.now) || a.due.IsZero() || a.due.After(d.NotBefore)):
			a.Fatalf("%s waits until %s, now %s, and wakes at %s", d.Key, d.NotBefore, a.now, a.due)
		case a.hist.Quiet.Happened() && d.Act == advisories.ActComment && !owedInQuiet(d.Key):
			a.Fatalf("%s although the reporter asked for quiet", d.Key)
		}
	}
}

func owedInQuiet(k advisories.DraftKey) bool {
	return k.Kind == advisories.KindReceipt || k.Rule == policy.RuleClosing || k.Rule == policy.RuleStatusRestored ||
		k.Rule == advisories.RuleCommand && k.Kind == advisories.KindUpdate
}

// commands are what people order, at any time.
func (a *attacked) commands() map[string]func(*rapid.T) {
	const by = "github:21:maya"
	kinds := []advisories.Kind{advisories.KindAccept, advisories.KindClose, advisories.KindReopen, advisories.KindRequestCVE, advisories.KindPrivateFork,
		advisories.KindPublish, advisories.KindAsk, advisories.KindUpdate, advisories.KindFields}
	return map[string]func(*rapid.T){
		"a person asks": func(t *rapid.T) {
			r := advisories.Request{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), By: maintainer, At: a.now}
			switch r.Kind {
			case advisories.KindClose:
				r.Reason = rapid.SampledFrom(advisories.CloseReasons()).Draw(t, "reason")
			case advisories.KindAsk:
				r.Fields = rapid.SampledFrom([][]string{nil, {"logs"}, {"nothing"}}).Draw(t, "fields")
			case advisories.KindUpdate:
				r.Fields = []string{policy.FieldAcknowledged}
			case advisories.KindFields:
				r.Change.Severity = rapid.SampledFrom([]string{"low", "critical"}).Draw(t, "severity")
				a.hist.Decided = r.Change.Severity
			}
			a.hist.Requests = append(slices.Clone(a.hist.Requests), r)
		},
		"clocks are stopped or go on": func(*rapid.T) {
			list := slices.Clone(a.hist.Pauses)
			if n := len(list); n > 0 && list[n-1].To.IsZero() {
				list[n-1].To = a.now
			} else {
				list = append(list, advisories.Pause{From: a.now, By: by})
			}
			a.hist.Pauses = list
		},
		"an embargo is set": func(t *rapid.T) {
			until := a.now.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "until")) * time.Hour)
			a.hist.Embargoes = append(slices.Clone(a.hist.Embargoes), advisories.Embargo{Until: until, Zone: "Europe/Berlin", By: by, At: a.now})
		},
		"a date is moved": func(*rapid.T) {
			p, in := a.in()
			a.hist = policy.Study(p, in, a.past) // a command is obeyed after a look
			v := policy.Judge(p, in)
			if c, ok := v.Clock(advisories.CommitmentFix); ok && !c.Maximum.IsZero() {
				moves := append(slices.Clone(a.hist.Moved[c.Commitment]), advisories.Move{At: a.now, From: c.Maximum, To: c.Maximum.Add(48 * time.Hour), By: by})
				a.hist.Moved = map[advisories.Commitment][]advisories.Move{c.Commitment: moves, advisories.CommitmentAssess: a.hist.Moved[advisories.CommitmentAssess],
					advisories.CommitmentDisclose: a.hist.Moved[advisories.CommitmentDisclose]}
				for name, list := range a.hist.Moved {
					if len(list) == 0 {
						delete(a.hist.Moved, name)
					}
				}
			}
		},
		"maintainers snooze": func(*rapid.T) {
			a.hist.Snoozed = advisories.Snooze{Until: a.now.Add(30 * time.Hour), By: by, At: a.now}
		},
		"the reporter wants quiet": func(*rapid.T) {
			if len(a.past) > 20 {
				a.hist.Quiet = advisories.Seen{At: a.now, By: "the reporter"}
			}
		},
	}
}
