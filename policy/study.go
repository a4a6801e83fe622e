package policy

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Study is [Learn] with all that can be told from a whole input: since when the
// reporter is waited for, the project's last word, and dates that were moved.
// Past are all drafts ever filed for the case.
func Study(pol *Policy, in Input, past []advisories.Draft) advisories.History {
	h := Learn(pol, in.Snapshot, in.History, in.Now)
	for _, d := range past {
		if d.State != advisories.DraftDone || d.SettledAt.IsZero() {
			continue
		}
		switch {
		case d.Key.Kind == advisories.KindAsk && h.Asked.IsZero():
			h.Asked = saidAt(d, in.Snapshot)
		case d.Key.Kind == advisories.KindRequestCVE:
			h.CVERequested = laterSeen(h.CVERequested, advisories.Seen{At: d.SettledAt, By: fmt.Sprintf("draft %d", d.Number)})
		case d.Key.Kind == advisories.KindUpdate:
			h.Updated = laterSeen(h.Updated, advisories.Seen{At: d.SettledAt, By: fmt.Sprintf("draft %d, which a person approved", d.Number)})
		}
	}
	if h.Accepted.Happened() && (h.Severity == "" || h.Repin.At.After(h.Pinned)) {
		h.Severity = in.Snapshot.Advisory.Severity
	}
	h.Updated = laterSeen(laterSeen(h.Updated, lastWord(pol, in)), h.Kept[advisories.CommitmentUpdate])
	h = reopened(in, h)
	h = closedAs(in, h, past)
	if in.Snapshot.Advisory.Submitted {
		h.Acknowledged = earlier(h.Acknowledged, saidAcknowledged(in, h))
	}
	in.History = h
	in.History.Waits = waits(pol, in, past)
	in.History.Moved = moved(pol, in, past)
	return in.History
}

// saidAt is when a comment of ours was made: GitHub's time where the comment is
// there, so that an answer never seems to come before its question. A crash can
// keep us from writing it down for long, and clocks differ.
func saidAt(d advisories.Draft, snap advisories.Snapshot) time.Time {
	for _, c := range snap.Comments {
		if c.ID == d.Outcome.Comment && c.ID != 0 && !c.CreatedAt.IsZero() {
			return c.CreatedAt
		}
	}
	return d.SettledAt
}

func laterSeen(a, b advisories.Seen) advisories.Seen {
	if b.At.After(a.At) {
		return b
	}
	return a
}

// lastWord is the last comment by a person with power who is neither the reporter
// nor a bot.
func lastWord(pol *Policy, in Input) advisories.Seen {
	var last advisories.Seen
	reporter := in.Snapshot.Reporter()
	for _, c := range in.Snapshot.Comments {
		if c.Author.ID == reporter.ID || c.Author.ID == in.Snapshot.Self.ID || !pol.PowerOf(c.Author, in.Snapshot.Powers[c.Author.ID]) {
			continue
		}
		last = laterSeen(last, advisories.Seen{At: c.CreatedAt, Comment: c.ID,
			By: fmt.Sprintf("a maintainer (id %d) in comment %d", c.Author.ID, c.ID)})
	}
	return last
}

// waits are the times in which the reporter was waited for: from a question until
// they write, all that is required is there, or the maintainers go on.
// A later question, which a person asked for, begins another one.
func waits(pol *Policy, in Input, past []advisories.Draft) []advisories.Wait {
	h, a := in.History, in.Snapshot.Advisory
	if h.Asked.IsZero() || !a.Submitted {
		return h.Waits
	}
	out := append([]advisories.Wait(nil), h.Waits...)
	if len(out) == 0 {
		out = append(out, advisories.Wait{From: h.Asked})
	}
	for {
		last := &out[len(out)-1]
		if last.To.IsZero() {
			last.To = waitEnd(pol, in, last.From)
		}
		if last.To.IsZero() {
			return out
		}
		asked := askedAfter(in, past, last.To)
		if asked.IsZero() {
			return out
		}
		out = append(out, advisories.Wait{From: asked})
	}
}

// waitEnd is when a wait ended, zero while it lasts.
func waitEnd(pol *Policy, in Input, from time.Time) time.Time {
	h := in.History
	end := firstAnswer(in, from)
	for _, seen := range []advisories.Seen{h.Resumed, h.Accepted, h.Published, h.Closed} {
		if seen.At.After(from) && (end.IsZero() || seen.At.Before(end)) {
			end = seen.At
		}
	}
	if h.Accepted.Happened() && !h.Accepted.At.After(from) {
		end = from // it was taken on while the question was under way
	}
	if end.IsZero() && judgeContent(pol, in).Result == advisories.ResultMet {
		end = in.Now
	}
	if !end.IsZero() && end.Before(from) {
		end = from
	}
	return end
}

// firstAnswer is the reporter's first comment after a moment.
func firstAnswer(in Input, after time.Time) time.Time {
	var first time.Time
	reporter := in.Snapshot.Reporter()
	for _, c := range in.Snapshot.Comments {
		if reporter.Known() && c.Author.ID == reporter.ID && c.CreatedAt.After(after) && (first.IsZero() || c.CreatedAt.Before(first)) {
			first = c.CreatedAt
		}
	}
	return first
}

// moved are the later dates that the reporter was told of. Each draft that told
// one is taken up once, at the first look after it was carried out, with the date
// that the clock gives then.
func moved(pol *Policy, in Input, past []advisories.Draft) map[advisories.Commitment][]advisories.Move {
	out, pauses := maps.Clone(in.History.Moved), in.History.Pauses
	for _, d := range past {
		name, slip := strings.CutPrefix(d.Key.Rule, RuleSlips+"_")
		c := advisories.Commitment(name)
		if !slip || d.State != advisories.DraftDone || d.Key.Occurrence != len(out[c])+1 {
			continue
		}
		in.History.Moved = out
		in.History.Pauses = before(pauses, d.SettledAt)
		r, ok := promisedRun(pol, c, in)
		if !ok {
			continue
		}
		r.met = advisories.Seen{}
		clock := r.clock(pol, in)
		if clock.Maximum.IsZero() {
			continue
		}
		if out == nil {
			out = map[advisories.Commitment][]advisories.Move{}
		}
		out[c] = append(append([]advisories.Move(nil), out[c]...),
			advisories.Move{At: d.SettledAt, From: clock.Maximum, To: later(pol, clock, r.term)})
	}
	return out
}

// waiting is the wait that is open now, nil where there is none.
func waiting(pol *Policy, in Input) *advisories.Waiting {
	n := len(in.History.Waits)
	if n == 0 || !in.History.Waits[n-1].To.IsZero() || !in.Snapshot.Advisory.State.Open() {
		return nil
	}
	w := &advisories.Waiting{Since: in.History.Waits[n-1].From}
	if !pol.RemindAfter.IsZero() {
		w.Remind, _ = pol.Calendar.Add(w.Since, pol.RemindAfter)
	}
	if !pol.GiveUpAfter.IsZero() {
		w.GiveUp, _ = pol.Calendar.Add(w.Since, pol.GiveUpAfter)
	}
	return w
}
