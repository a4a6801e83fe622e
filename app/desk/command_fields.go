package desk

import (
	"slices"
	"strings"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// fields files the draft that sets fields of the advisory which a maintainer decided,
// approved by them where one approval is enough. What is to be set stands in the
// sealed draft alone, and not in the case's history.
func (c *casework) fields(s spoken, o *advisories.Order, ch advisories.Change) string {
	rule := c.pol.Rule(advisories.KindFields)
	switch {
	case rule.Permit == advisories.PermitOff:
		return "the policy has switched this off (drafts.fields: off)"
	case !c.snap.Advisory.State.Open():
		return "the advisory is " + string(c.snap.Advisory.State) + ": its fields are set no more"
	case took(c.snap.Advisory, advisories.Draft{Act: advisories.ActFields, Change: ch}):
		return "the advisory has that already"
	}
	if refusal := c.ask(advisories.Request{Kind: advisories.KindFields, By: s.author, At: c.d.now(), Said: s.at, Place: s.place, Comment: s.comment}, o); refusal != "" {
		return refusal
	}
	n := 0
	for _, r := range o.History.Requests {
		if r.Kind == advisories.KindFields {
			n++
		}
	}
	d := advisories.Draft{
		Key: advisories.DraftKey{Rule: advisories.RuleCommand, Kind: advisories.KindFields, Occurrence: n},
		Act: advisories.ActFields, Change: ch, Permit: advisories.PermitApprove, Approvals: max(rule.Approvals, 1),
		State: advisories.DraftHeld, Why: "asked for by @" + s.author.Login, FiledAt: c.d.now(),
	}
	d.Digest = c.digest(d)
	o.Draft = &d
	if d.Approvals == 1 {
		v := c.approval(len(c.past)+1, d, advisories.By(s.author))
		o.Decision = &v
	}
	return ""
}

// withPackage is a list of affected packages with one of them as it was decided.
func withPackage(list []advisories.Vulnerability, v advisories.Vulnerability) []advisories.Vulnerability {
	out := slices.Clone(list)
	i := slices.IndexFunc(out, func(o advisories.Vulnerability) bool {
		return strings.EqualFold(o.Ecosystem, v.Ecosystem) && o.Package == v.Package
	})
	if i < 0 {
		return append(out, v)
	}
	v.Functions = out[i].Functions
	out[i] = v
	return out
}
