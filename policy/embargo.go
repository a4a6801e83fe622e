package policy

import (
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// lastEmbargo is the embargo that counts.
func lastEmbargo(h advisories.History) (advisories.Embargo, bool) {
	if n := len(h.Embargoes); n > 0 && !h.Embargoes[n-1].Until.IsZero() {
		return h.Embargoes[n-1], true
	}
	return advisories.Embargo{}, false
}

// embargoMoment writes the end of an embargo in the zone in which it was said.
func embargoMoment(pol *Policy, e advisories.Embargo) string {
	zone := pol.Zone
	if _, fault := timeZone(e.Zone); fault == "" {
		if z, err := time.LoadLocation(e.Zone); err == nil {
			zone = z
		}
	}
	return moment(e.Until, zone)
}

// judgeEmbargo says where the embargo stands, in the words of the CERT Guide:
// proposed, active, revised, exited. It is proposed until the project's next word to
// the reporter, who can then say no.
func judgeEmbargo(pol *Policy, in Input) (f advisories.Finding, ok bool) {
	e, ok := lastEmbargo(in.History)
	if !ok {
		return f, false
	}
	f = advisories.Finding{Rule: RuleEmbargo, Result: advisories.ResultWaiting}
	until := embargoMoment(pol, e)
	a := in.Snapshot.Advisory
	told := !a.Submitted || !in.Snapshot.CommentsKnown || in.History.Updated.At.After(e.At)
	switch {
	case in.History.Published.Happened():
		f.Result, f.Why = advisories.ResultMet, "exited by publication; it was until "+until
	case !in.Now.Before(e.Until):
		f.Result, f.Why = advisories.ResultMet, "exited: it was until "+until
	case !a.State.Open():
		f.Result, f.Why = advisories.ResultNotApplicable, "exited: the advisory is closed"
	case !told:
		f.Why = "proposed until " + until
	case len(in.History.Embargoes) > 1:
		f.Why = "revised, active until " + until
	default:
		f.Why = "active until " + until
	}
	return f, true
}

// toPublish is how long after an embargo's end the advisory must be out.
const toPublish = day

// embargoed puts the embargo in place of the promised date of publication: it
// should be out at that moment, and must be within a day of when it may.
func embargoed(pol *Policy, in Input, c *advisories.Clock) {
	e, ok := lastEmbargo(in.History)
	if !ok {
		return
	}
	c.Promised = c.Maximum
	c.Target = e.Until.UTC()
	c.Maximum = pol.Publication.Window.Next(e.Until, pol.Zone).UTC().Add(toPublish)
	if c.Promised.Equal(c.Maximum) {
		c.Promised = time.Time{}
	}
	c.Why = append(c.Why, "embargo until "+embargoMoment(pol, e)+", set by "+decider(e.By))
}

// waking is when the case is to be looked at again for something that is neither a
// clock nor a wait; zero where for nothing.
func waking(pol *Policy, v advisories.Verdict, in Input) time.Time {
	a := in.Snapshot.Advisory
	if !a.State.Open() {
		return time.Time{}
	}
	var out []time.Time
	if e, ok := lastEmbargo(in.History); ok && e.Until.After(in.Now) {
		out = append(out, e.Until.UTC())
	}
	if a.State == advisories.StateDraft && len(Missing(v)) == 0 {
		out = append(out, notBefore(pol, in))
	}
	if len(overdue(v)) > 0 {
		out = append(out, hushed(pol, in.History, in.Now))
	}
	var next time.Time
	for _, t := range out {
		if t.After(in.Now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next
}
