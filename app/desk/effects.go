package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// someone is who did what GitHub tells no actor of.
const someone = "someone on GitHub"

// alreadyDone finds the draft's effect on GitHub: of an earlier try of ours, or of
// a person who was quicker.
func (c *casework) alreadyDone(ctx context.Context, d advisories.Draft, recovery bool) (s seen, done bool, err error) {
	switch d.Act {
	case advisories.ActComment, advisories.ActEdit:
		id, ok := posted(c.d.keys, c.snap, d, c.past, recovery)
		return ended(advisories.DraftDone, codeFound, id), ok, nil
	case advisories.ActTell:
		if !recovery || c.d.tracker == nil {
			return seen{}, false, nil
		}
		id, ok, err := c.d.tracker.Find(ctx, c.w.Key, c.tracking(), d.Key, d.BegunAt.Add(-skew))
		return ended(advisories.DraftDone, codeFound, id), ok, err
	case advisories.ActNotify:
		return seen{}, false, nil // its receiver tells tries apart by the id
	}
	if !took(c.snap.Advisory, d) {
		return seen{}, false, nil
	}
	if recovery {
		c.learnDone(d)
		return ended(advisories.DraftDone, codeFound, 0), true, nil
	}
	s = ended(advisories.DraftStale, "done_by_a_person", 0)
	s.outcome.By = someone
	return s, true, nil
}

// learnDone remembers whose act it was that was found.
func (c *casework) learnDone(d advisories.Draft) {
	seen := advisories.Seen{At: c.d.now(), By: ourselves(d)}
	switch d.Act {
	case advisories.ActState:
		c.changed(c.snap.Advisory, d)
	case advisories.ActPublish:
		c.hist.Published = seen
		c.compare(d)
	case advisories.ActCVE:
		c.hist.CVERequested = seen
	}
}

// took reports whether the advisory shows a draft's effect.
func took(a advisories.Advisory, d advisories.Draft) bool {
	ch := d.Change
	switch d.Act {
	case advisories.ActState:
		return a.State == d.To
	case advisories.ActPublish:
		return a.State == advisories.StatePublished
	case advisories.ActCVE:
		return a.CVE != ""
	case advisories.ActFork:
		return a.PrivateFork
	case advisories.ActCollaborators:
		return allIn(ch.Users, logins(a.Collaborators)) && allIn(ch.Teams, a.Teams)
	case advisories.ActCredits:
		return allIn(creditNames(ch.Credits), creditNames(a.Credits))
	case advisories.ActFields:
		return (ch.Severity == "" || ch.Severity == a.Severity) && (ch.CVSS == "" || ch.CVSS == a.CVSS3 || ch.CVSS == a.CVSS4) &&
			(len(ch.CWEs) == 0 || sameSet(ch.CWEs, a.CWEs)) &&
			(len(ch.Vulnerabilities) == 0 || sameVulnerabilities(ch.Vulnerabilities, a.Vulnerabilities))
	}
	return false
}

func logins(people []advisories.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Login
	}
	return out
}

// allIn reports whether each of want is in have, whatever the letter case.
func allIn(want, have []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool {
		return !slices.ContainsFunc(have, func(h string) bool { return strings.EqualFold(w, h) })
	})
}

// skew is how far GitHub's clock and ours may differ.
const skew = 5 * time.Minute

// escalated reads which commitment and stage an escalation's rule is about:
// "escalate_fix_maximum", "notify_fix_target".
func escalated(rule string) (c advisories.Commitment, stage string) {
	_, rest, _ := strings.Cut(rule, "_")
	i := strings.LastIndexByte(rest, '_')
	if i < 0 {
		return "", ""
	}
	return advisories.Commitment(rest[:i]), rest[i+1:]
}
