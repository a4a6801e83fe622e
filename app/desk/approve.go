package desk

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// approvals are the decisions that come with fresh drafts: who asked for a draft by
// a command approves it by that, where one approval is enough. Only the draft as it
// was asked for: one that takes the place of another, because something changed,
// waits for a person to read it.
func (c *casework) approvals(fresh []advisories.Draft) []advisories.Decision {
	var out []advisories.Decision
	for i, d := range fresh {
		by := c.asker(d)
		again := slices.ContainsFunc(c.past, func(p advisories.Draft) bool { return p.Key == d.Key })
		if d.State != advisories.DraftHeld || by == "" || d.Approvals > 1 || again || d.EditedBy != "" {
			continue
		}
		out = append(out, advisories.Decision{Case: c.w.Key, Number: len(c.past) + 1 + i, Approve: true, By: by, Digest: d.Digest, At: c.d.now()})
	}
	return out
}

// asker names who asked for a draft, as advisories.By does; empty where the policy
// wants it by itself. The thanks go with the publication that somebody asked for.
func (c *casework) asker(d advisories.Draft) string {
	if by, ok := policy.AskedBy(c.hist, d.Key); ok {
		return by
	}
	if d.Key.Rule != policy.RuleThanks {
		return ""
	}
	for i := len(c.hist.Requests) - 1; i >= 0; i-- {
		if r := c.hist.Requests[i]; r.Kind == advisories.KindPublish {
			return advisories.By(r.By)
		}
	}
	return ""
}
