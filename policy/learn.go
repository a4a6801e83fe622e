package policy

import (
	"fmt"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// someone is who did what GitHub tells no actor of.
const someone = "someone on GitHub"

// Learn adds to a history what a snapshot shows, so that it stays known when
// GitHub no longer shows it. What was once seen is never forgotten; of two
// acknowledgements the earlier one holds.
func Learn(pol *Policy, snap advisories.Snapshot, hist advisories.History, now time.Time) advisories.History {
	a := snap.Advisory
	seen := firstTime(snap.At, now)
	if at, ok := acceptedBy(a, seen); ok && !hist.Accepted.Happened() {
		hist.Accepted = advisories.Seen{At: at, By: someone}
	}
	published := a.State == advisories.StatePublished || a.State == advisories.StateWithdrawn && !a.PublishedAt.IsZero()
	if published && !hist.Published.Happened() {
		hist.Published = advisories.Seen{At: firstTime(a.PublishedAt, seen), By: someone}
	}
	if a.State == advisories.StateClosed && !hist.Closed.Happened() {
		hist.Closed = advisories.Seen{At: firstTime(a.ClosedAt, seen), By: someone}
	}
	if a.CVE != "" && !hist.CVE.Happened() {
		hist.CVE = advisories.Seen{At: seen, By: someone}
	}
	if !a.Submitted {
		return hist
	}
	hist.Acknowledged = earlier(hist.Acknowledged, commentSeen(pol, snap, seen))
	if hist.Accepted.Happened() {
		accepted := hist.Accepted
		accepted.By = someone + ", by accepting the report"
		hist.Acknowledged = earlier(hist.Acknowledged, accepted)
	}
	return hist
}

// acceptedBy reports whether a report was taken from triage, and by when at the
// latest: GitHub tells no time for it, but it was no later than the advisory's
// last change, its publication and its closing. A last change that is the
// creation tells nothing.
func acceptedBy(a advisories.Advisory, seen time.Time) (at time.Time, ok bool) {
	if !a.Submitted {
		return time.Time{}, false
	}
	switch a.State {
	case advisories.StateDraft, advisories.StatePublished:
	case advisories.StateClosed, advisories.StateWithdrawn:
		if !a.Accepted {
			return time.Time{}, false
		}
	default:
		return time.Time{}, false
	}
	at = seen
	for _, t := range []time.Time{a.UpdatedAt, a.PublishedAt, a.ClosedAt, a.WithdrawnAt} {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) && t.After(a.CreatedAt) {
			at = t
		}
	}
	return at, !at.IsZero()
}

// commentSeen is the earliest comment that acknowledges: by a person with power,
// who is neither the reporter nor a bot, us included. Somebody who reports to a
// project they belong to cannot answer themselves.
func commentSeen(pol *Policy, snap advisories.Snapshot, seen time.Time) advisories.Seen {
	reporter := snap.Reporter()
	var first advisories.Comment
	var at time.Time
	for _, c := range snap.Comments {
		when := firstTime(c.CreatedAt, seen)
		if when.IsZero() || !at.IsZero() && !when.Before(at) {
			continue
		}
		if c.Author.ID == reporter.ID || c.Author.ID == snap.Self.ID || !pol.PowerOf(c.Author, snap.Powers[c.Author.ID]) {
			continue
		}
		first, at = c, when
	}
	if at.IsZero() {
		return advisories.Seen{}
	}
	return advisories.Seen{At: at, By: fmt.Sprintf("a maintainer (id %d) in comment %d", first.Author.ID, first.ID), Comment: first.ID}
}

// earlier is the one of two that happened first; the former if both did at once.
func earlier(a, b advisories.Seen) advisories.Seen {
	if !a.Happened() || b.Happened() && b.At.Before(a.At) {
		return b
	}
	return a
}

// firstTime is the first of the times that is known.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
