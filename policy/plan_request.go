package policy

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy/report"
)

// FieldAcknowledged is the field of a request of kind update that tells the
// reporter that the report was acknowledged: the command /ack.
const FieldAcknowledged = "acknowledged"

// standing is a request whose act is still to be done.
type standing struct {
	advisories.Request
	// occurrence is its place among the requests of its kind.
	occurrence int
}

func (s standing) key() advisories.DraftKey {
	return advisories.DraftKey{Rule: advisories.RuleCommand, Kind: s.Kind, Occurrence: s.occurrence}
}

// why names who asked.
func (s standing) why() string { return "asked for by " + person(s.By) }

// person names an account where only maintainers read it.
func person(p advisories.Person) string {
	if !loginPattern.MatchString(p.Login) {
		return "a maintainer"
	}
	return "@" + p.Login
}

// standing are the requests that make sense now, in the order in which they were
// made. One that was overtaken never comes back: a person has acted since. What
// the policy switches off is not done on a person's word either.
func (p *planner) standing() []standing {
	var out []standing
	counts := map[advisories.Kind]int{}
	all := p.filled()
	for i, r := range all {
		counts[r.Kind]++
		s := standing{r, counts[r.Kind]}
		off := p.pol.Rule(r.Kind).Permit == advisories.PermitOff
		if !off && !p.overtaken(s, all[i+1:]) && p.sensible(r) {
			out = append(out, s)
		}
	}
	return out
}

// filled are the requests with what their drafts hold: fields that are not to lie
// open in the history stand in the sealed draft alone.
func (p *planner) filled() []advisories.Request {
	out := slices.Clone(p.in.History.Requests)
	n := 0
	for i := range out {
		if out[i].Kind != advisories.KindFields {
			continue
		}
		n++
		if !out[i].Change.Empty() {
			continue
		}
		for _, d := range p.in.Past {
			if d.Key == (standing{out[i], n}).key() {
				out[i].Change = d.Change
			}
		}
	}
	return out
}

// requested reports whether a person has asked for a draft of the kind, which is
// then not wanted by another rule too.
func (p *planner) requested(k advisories.Kind) bool {
	return slices.ContainsFunc(p.requests, func(s standing) bool {
		return s.Kind == k && !slices.Contains(s.Fields, FieldAcknowledged) && !p.settled(s.key())
	})
}

// leaving reports whether a person asked for the report to be closed: nothing that
// goes on with it is wanted then.
func (p *planner) leaving() bool { return p.requested(advisories.KindClose) }

// settled reports whether a key is used up.
func (p *planner) settled(key advisories.DraftKey) bool {
	return slices.ContainsFunc(p.in.Past, func(d advisories.Draft) bool { return d.Key == key && settledForGood(d.State) })
}

// overtaken reports whether a request lapsed for good: its draft became stale, the
// advisory was opened again after it, or a later request says otherwise.
func (p *planner) overtaken(s standing, later []advisories.Request) bool {
	stale := slices.ContainsFunc(p.in.Past, func(d advisories.Draft) bool {
		return d.Key == s.key() && d.State == advisories.DraftStale
	})
	if stale || p.in.History.Reopened.At.After(s.At) {
		return true
	}
	return slices.ContainsFunc(later, func(r advisories.Request) bool { return replaces(r, s.Request) })
}

// replaces reports whether a later request takes the place of an earlier one that
// is not done yet.
func replaces(later, r advisories.Request) bool {
	switch {
	case r.Kind == advisories.KindFields && later.Kind == advisories.KindFields:
		return covers(later.Change, r.Change)
	case r.Kind == later.Kind:
		return r.Kind == advisories.KindClose || r.Kind == advisories.KindPublish
	}
	return onward(r.Kind) && later.Kind == advisories.KindClose || r.Kind == advisories.KindClose && onward(later.Kind)
}

// onward reports whether a kind goes on with a report, which is the contrary of
// closing it.
func onward(k advisories.Kind) bool {
	return k == advisories.KindAccept || k == advisories.KindPublish
}

// covers reports whether a change sets all that another one does.
func covers(later, c advisories.Change) bool {
	rated := func(c advisories.Change) bool { return c.Severity != "" || c.CVSS != "" }
	return (rated(later) || !rated(c)) && (len(later.CWEs) > 0 || len(c.CWEs) == 0) &&
		(len(later.Vulnerabilities) > 0 || len(c.Vulnerabilities) == 0)
}

// sensible reports whether what was asked for can be done in the present state.
func (p *planner) sensible(r advisories.Request) bool {
	a := p.in.Snapshot.Advisory
	switch r.Kind {
	case advisories.KindAccept:
		return p.inTriage()
	case advisories.KindClose:
		return a.State.Open()
	case advisories.KindReopen:
		return a.State == advisories.StateClosed
	case advisories.KindRequestCVE:
		asked := p.in.History.CVERequested
		return a.State == advisories.StateDraft && a.CVE == "" && (!asked.Happened() || asked.At.Before(r.At))
	case advisories.KindPrivateFork:
		return a.State.Open() && !a.PrivateFork
	case advisories.KindPublish:
		return a.State == advisories.StateDraft && len(Missing(p.v)) == 0
	case advisories.KindAsk:
		return p.talksFreely() && len(p.askFields(r)) > 0
	case advisories.KindUpdate:
		return p.talks() && slices.Contains(r.Fields, FieldAcknowledged)
	case advisories.KindFields:
		return a.State.Open() && changes(a, r.Change)
	case advisories.KindCollaborators, advisories.KindCredits:
		return a.State.Open() && !r.Change.Empty()
	}
	return false
}

// changes reports whether a change would set anything that is not so already.
func changes(a advisories.Advisory, c advisories.Change) bool {
	return c.Severity != "" && !strings.EqualFold(c.Severity, a.Severity) ||
		c.CVSS != "" && c.CVSS != a.CVSS3 && c.CVSS != a.CVSS4 ||
		len(c.CWEs) > 0 && !slices.Equal(c.CWEs, a.CWEs) ||
		len(c.Vulnerabilities) > 0 && !slices.EqualFunc(c.Vulnerabilities, a.Vulnerabilities, sameVulnerability)
}

func sameVulnerability(a, b advisories.Vulnerability) bool {
	return a.Ecosystem == b.Ecosystem && a.Package == b.Package && a.Affected == b.Affected && a.Patched == b.Patched &&
		slices.Equal(a.Functions, b.Functions)
}

// askFields are the contents to ask for: those that were named and are known, else
// those that are required and missing.
func (p *planner) askFields(r advisories.Request) []content {
	if len(r.Fields) == 0 {
		return p.words.Missing
	}
	var out []content
	for _, id := range r.Fields {
		_, own := p.pol.own(id)
		if own || report.Known(id) {
			out = append(out, p.pol.contentWords(id))
		}
	}
	return out
}

// asksFor wants the drafts that people asked for.
func (p *planner) asksFor() {
	for _, s := range p.requests {
		if p.settled(s.key()) {
			continue // done, or denied
		}
		switch {
		case s.Kind == advisories.KindPublish:
			p.publish(s.key(), s.why())
			continue
		case s.Kind == advisories.KindClose:
			p.closing(s)
		}
		p.want(p.draftFor(s))
	}
}

// draftFor is the draft of a request.
func (p *planner) draftFor(s standing) advisories.Draft {
	d := advisories.Draft{Key: s.key(), Why: s.why()}
	switch s.Kind {
	case advisories.KindAccept, advisories.KindReopen:
		d.Act, d.To = advisories.ActState, advisories.StateDraft
	case advisories.KindClose:
		d.Act, d.To = advisories.ActState, advisories.StateClosed
		d.Change = advisories.Change{Reason: s.Reason, Of: s.Of}
		d.Why += ", as " + closeWords(s.Reason)
		if s.Of != "" {
			d.Why += " of " + string(s.Of)
		}
	case advisories.KindRequestCVE:
		d.Act = advisories.ActCVE
	case advisories.KindPrivateFork:
		d.Act = advisories.ActFork
	case advisories.KindFields:
		d.Act, d.Change = advisories.ActFields, s.Change
	case advisories.KindCollaborators:
		d.Act, d.Change = advisories.ActCollaborators, s.Change
	case advisories.KindCredits:
		d.Act, d.Change = advisories.ActCredits, s.Change
	case advisories.KindAsk:
		w := p.words
		w.Missing, w.Helpful = p.askFields(s.Request), nil
		d.Act, d.Body = advisories.ActComment, p.pol.say(advisories.KindAsk, w)
		d.Why += ": " + idList(w.Missing)
	case advisories.KindUpdate:
		d.Act, d.Body, d.Urgent = advisories.ActComment, render("acknowledged", p.words), true
	}
	return d
}

// closeWords is a reason in words for maintainers.
func closeWords(r advisories.CloseReason) string {
	if r == "" {
		return "no reason given"
	}
	return strings.ReplaceAll(string(r), "_", " ")
}
