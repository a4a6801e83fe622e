package app

import (
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/policy"
)

// window is when something happened, as far as GitHub's answers show: not before
// from and not after to. Where to is zero, it may not have happened at all yet;
// where never is true, it surely has not.
type window struct {
	from, to time.Time
	never    bool
}

func exactly(t time.Time) window { return window{from: t, to: t} }

// or is the earlier of two things that each keep a promise.
func (w window) or(o window) window {
	switch {
	case w.never:
		return o
	case o.never:
		return w
	}
	out := window{from: w.from, to: w.to}
	if o.from.Before(out.from) {
		out.from = o.from
	}
	if out.to.IsZero() || !o.to.IsZero() && o.to.Before(out.to) {
		out.to = o.to
	}
	return out
}

// past is one advisory with what is known of the people who commented.
type past struct {
	advisory advisories.Advisory
	comments []advisories.Comment
	// shown: these are all comments that there are.
	shown bool
	// powers are of those who surely are maintainers. Others may have been, unless
	// named is true: then these are all.
	powers map[int64]advisories.Power
	named  bool
	now    time.Time
}

// answers are the first comment that may be the project's, and all that surely are,
// oldest first.
func (p past) answers(pol *policy.Policy) (maybe time.Time, sure []time.Time) {
	for _, c := range p.comments {
		if c.Author.ID == p.advisory.Author.ID || c.Author.Bot || c.CreatedAt.IsZero() {
			continue
		}
		ours := pol.PowerOf(c.Author, p.powers[c.Author.ID])
		if ours {
			sure = append(sure, c.CreatedAt)
		}
		if (ours || !p.named) && (maybe.IsZero() || c.CreatedAt.Before(maybe)) {
			maybe = c.CreatedAt
		}
	}
	slices.SortFunc(sure, time.Time.Compare)
	return maybe, sure
}

// acknowledged is when a person of the project answered: by a comment, or at the
// latest by accepting the report.
func (p past) acknowledged(pol *policy.Policy) window {
	maybe, sure := p.answers(pol)
	word := window{never: true}
	switch {
	case !p.shown:
		word = window{from: p.advisory.CreatedAt}
	case !maybe.IsZero():
		word = window{from: maybe}
	}
	if len(sure) > 0 {
		word.never, word.to = false, sure[0]
	}
	return word.or(p.accepted())
}

// accepted is when the report was taken from triage. GitHub tells no time for it,
// but it was no later than the last change, publication and closing.
func (p past) accepted() window {
	a := p.advisory
	switch a.State {
	case advisories.StateDraft, advisories.StatePublished:
	case advisories.StateClosed, advisories.StateWithdrawn:
		if !a.Accepted {
			return window{never: true}
		}
	default:
		return window{never: true}
	}
	return window{from: a.CreatedAt, to: p.latest()}
}

// latest is the earliest moment that is known to lie after all that was done to
// the advisory before its present state.
func (p past) latest() time.Time {
	a, at := p.advisory, p.now
	for _, t := range []time.Time{a.UpdatedAt, a.PublishedAt, a.ClosedAt, a.WithdrawnAt} {
		if t.After(a.CreatedAt) && t.Before(at) {
			at = t
		}
	}
	return at
}

// ended is when the advisory was published or closed; never while it is open.
func (p past) ended() window {
	a := p.advisory
	when := map[advisories.State]time.Time{advisories.StatePublished: a.PublishedAt, advisories.StateClosed: a.ClosedAt, advisories.StateWithdrawn: a.PublishedAt}
	t, over := when[a.State]
	switch {
	case !over:
		return window{never: true}
	case t.IsZero():
		return window{from: a.CreatedAt, to: p.latest()}
	}
	return exactly(t)
}

// kept is when a promise was kept.
func (p past) kept(name advisories.Commitment, pol *policy.Policy) window {
	switch name {
	case advisories.CommitmentAcknowledge:
		return p.acknowledged(pol)
	case advisories.CommitmentAssess:
		return p.accepted().or(p.ended())
	case advisories.CommitmentFix:
		// GitHub shows no fix. What is published has one, or never will.
		fixed := window{from: p.advisory.CreatedAt}
		if p.advisory.State == advisories.StatePublished {
			return fixed.or(p.ended())
		}
		return fixed
	}
	return p.ended()
}

// starts is when a promise began to run.
func (p past) starts(term policy.Term, pol *policy.Policy) window {
	if term.After == "" {
		return exactly(p.advisory.CreatedAt)
	}
	return p.kept(term.After, pol)
}
