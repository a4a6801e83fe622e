package app

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// history is what really happened to a report, in days after it; 0 is never.
type history struct {
	words                         []int // of maintainers
	accepted, ended, updated, now int
	published                     bool
}

// someHistory draws a history that can have been.
func someHistory(t *rapid.T) history {
	h := history{now: rapid.IntRange(1, 60).Draw(t, "now")}
	day := func(name string, from int) int {
		if from > h.now || rapid.Bool().Draw(t, "no "+name) {
			return 0
		}
		return rapid.IntRange(from, h.now).Draw(t, name)
	}
	for range rapid.IntRange(0, 3).Draw(t, "words") {
		if d := day("word", 1); d > 0 {
			h.words = append(h.words, d)
		}
	}
	h.accepted = day("accepted", 1)
	h.ended = day("ended", max(h.accepted, 1))
	h.published = h.ended > 0 && h.accepted > 0 && rapid.Bool().Draw(t, "published")
	h.updated = rapid.IntRange(max(h.accepted, h.ended), h.now).Draw(t, "updated")
	return h
}

// seen is what GitHub shows of it.
func (h history) seen(shown bool) past {
	at := func(day int) time.Time {
		if day == 0 {
			return time.Time{}
		}
		return dayOf(1).AddDate(0, 0, day)
	}
	a := pastReport(advisories.StateTriage, nil)
	a.UpdatedAt, a.Accepted = dayOf(1).AddDate(0, 0, h.updated), h.accepted > 0
	switch {
	case h.published:
		a.State, a.PublishedAt = advisories.StatePublished, at(h.ended)
	case h.ended > 0:
		a.State, a.ClosedAt = advisories.StateClosed, at(h.ended)
	case h.accepted > 0:
		a.State = advisories.StateDraft
	}
	p := past{advisory: a, shown: shown, named: true, now: at(h.now), powers: map[int64]advisories.Power{pastMaintainer.ID: {Admin: true}}}
	for i, d := range h.words {
		if shown {
			p.comments = append(p.comments, advisories.Comment{ID: int64(i + 1), Author: pastMaintainer, CreatedAt: at(d)})
		}
	}
	return p
}

// first is the first of the days that is one.
func first(days ...int) int {
	out := 0
	for _, d := range days {
		if d > 0 && (out == 0 || d < out) {
			out = d
		}
	}
	return out
}

// truth is what became of a promise that was due by a day.
func (h history) truth(kept, due int) string {
	switch until := first(h.ended, h.now); {
	case kept > 0 && kept <= due:
		return PastMet
	case kept > due, until > due:
		return PastMissed
	}
	return ""
}

// TestPastNeverSaysWhatWasNot: whatever GitHub shows of a history, nothing is
// called met or missed that was not.
func TestPastNeverSaysWhatWasNot(t *testing.T) {
	pol := policyOf(t, "commitments: {acknowledge: 2d, assess: {maximum: 3d, after: acknowledge}, disclose: 30d}\n")
	rapid.Check(t, func(t *rapid.T) {
		h := someHistory(t)
		answered := first(append([]int{h.accepted}, h.words...)...)
		want := map[advisories.Commitment]string{advisories.CommitmentAcknowledge: h.truth(answered, 2), advisories.CommitmentDisclose: h.truth(h.ended, 30)}
		if answered > 0 {
			want[advisories.CommitmentAssess] = h.truth(first(h.accepted, h.ended), answered+3)
		}
		for _, shown := range []bool{true, false} {
			for _, c := range judgePast(pol, h.seen(shown)).Commitments {
				if (c.Result == PastMet || c.Result == PastMissed) && c.Result != want[c.Commitment] {
					t.Errorf("comments shown %t: %s is %s, and was %q: %+v", shown, c.Commitment, c.Result, want[c.Commitment], h)
				}
			}
		}
	})
}
