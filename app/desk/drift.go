package desk

import (
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// drift is what of the advisory changed that no draft of ours did: done by people
// on GitHub, and written down as theirs, as far as GitHub tells who. It is never
// undone.
func (c *casework) drift() []advisories.Entry {
	if c.before == nil {
		return nil
	}
	was, a := c.before.Facts, c.snap.Advisory
	var out []advisories.Entry
	add := func(actor, detail string) { out = append(out, c.entry("by_hand", actor, 0, detail)) }
	if was.State != "" && was.State != a.State && !c.ours(advisories.ActState, advisories.ActPublish) {
		actor := someone
		switch {
		case a.State != advisories.StatePublished || !a.Publisher.Known():
		case a.Publisher.ID == c.snap.Self.ID:
			actor = "advisory-bot" // a try whose end was not known was applied after all
		default:
			actor = advisories.By(a.Publisher)
		}
		add(actor, "state: "+string(was.State)+" to "+string(a.State))
	}
	if was.CVE == "" && a.CVE != "" && was.State != "" {
		switch {
		case c.hist.CVERequested.Happened():
			out = append(out, c.entry("cve", "GitHub", 0, "assigned"))
		default:
			add(someone, "CVE id added")
		}
	}
	if !was.Fork && a.PrivateFork && was.State != "" && !c.ours(advisories.ActFork) {
		add(someone, "private fork made")
	}
	return out
}

// ours reports whether a draft of one of the acts ended as done in this turn, or
// since the case was last written down.
func (c *casework) ours(acts ...advisories.Act) bool {
	return slices.ContainsFunc(c.past, func(d advisories.Draft) bool {
		return d.State == advisories.DraftDone && slices.Contains(acts, d.Act) && !d.SettledAt.Before(c.before.WorkedAt)
	})
}
