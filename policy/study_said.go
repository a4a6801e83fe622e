package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// reopened notes that a closed advisory is open again: the first time by the
// history alone, later by the state at the last look.
func reopened(in Input, h advisories.History) advisories.History {
	a := in.Snapshot.Advisory
	first := h.Closed.Happened() && !h.Reopened.Happened()
	if !a.State.Open() || !first && in.Was != advisories.StateClosed {
		return h
	}
	at := firstTime(in.Snapshot.At, in.Now)
	if a.UpdatedAt.After(h.Closed.At) { // what changed last is no earlier than the opening
		at = a.UpdatedAt
	}
	h.Reopened = laterSeen(h.Reopened, advisories.Seen{At: at, By: someone})
	return h
}

// closedAs takes why it is closed from the draft that closed it. A reason that was
// given before the advisory was opened again no longer counts.
func closedAs(in Input, h advisories.History, past []advisories.Draft) advisories.History {
	if in.Snapshot.Advisory.State != advisories.StateClosed {
		return h
	}
	for _, d := range slices.Backward(past) {
		if d.Key.Kind != advisories.KindClose || d.State != advisories.DraftDone {
			continue
		}
		switch {
		case !d.SettledAt.Before(h.Reopened.At):
			h.CloseReason, h.Of = d.Change.Reason, d.Change.Of
		case h.CloseReason == d.Change.Reason:
			h.CloseReason, h.Of = "", ""
		}
		break
	}
	return h
}

// saidAcknowledged is the first command by which a person other than the reporter
// said that the report is acknowledged.
func saidAcknowledged(in Input, h advisories.History) advisories.Seen {
	var first advisories.Seen
	for _, r := range h.Requests {
		if r.Kind == advisories.KindUpdate && slices.Contains(r.Fields, FieldAcknowledged) && r.By.Known() && r.By.ID != in.Snapshot.Reporter().ID {
			first = earlier(first, advisories.Seen{At: r.At, By: fmt.Sprintf("a maintainer (id %d), by command", r.By.ID)})
		}
	}
	return first
}

// askedAfter is the first question after a moment that a person asked for. Whether
// it came after is told by our own times, which do not change when the comment is
// deleted.
func askedAfter(in Input, past []advisories.Draft, after time.Time) time.Time {
	var first, said time.Time
	for _, d := range past {
		if d.Key.Rule != advisories.RuleCommand || d.Key.Kind != advisories.KindAsk || d.State != advisories.DraftDone || d.SettledAt.IsZero() {
			continue
		}
		if at := firstTime(d.BegunAt, d.SettledAt); at.After(after) && (first.IsZero() || at.Before(first)) {
			first, said = at, saidAt(d, in.Snapshot)
		}
	}
	if said.Before(first) { // clocks differ: a wait never begins before what began it
		return first
	}
	return said
}

// before are the pauses that had begun by a moment: a date is what it was when the
// reporter was told of it.
func before(pauses []advisories.Pause, at time.Time) []advisories.Pause {
	var out []advisories.Pause
	for _, p := range pauses {
		if p.From.Before(at) {
			out = append(out, p)
		}
	}
	return out
}
