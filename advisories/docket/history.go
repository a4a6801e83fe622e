package docket

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// remember is the newer history with what only the older one holds: between Take
// and File a person's word may have come from outside.
func remember(older, newer advisories.History) advisories.History {
	newer.Acknowledged = first(older.Acknowledged, newer.Acknowledged)
	newer.Accepted = keep(older.Accepted, newer.Accepted)
	newer.Published = keep(older.Published, newer.Published)
	newer.Closed = keep(older.Closed, newer.Closed)
	newer.Exploited = first(older.Exploited, newer.Exploited)
	newer.Fixed = first(older.Fixed, newer.Fixed)
	newer.Resumed = last(older.Resumed, newer.Resumed)
	newer.Repin = last(older.Repin, newer.Repin)
	newer.Kept = rememberKept(older.Kept, newer.Kept)
	newer.Updated = last(older.Updated, newer.Updated)
	newer.Moved = rememberMoved(older.Moved, newer.Moved)
	newer.CVERequested = keep(older.CVERequested, newer.CVERequested)
	newer.CVE = first(older.CVE, newer.CVE)
	newer.Reopened = last(older.Reopened, newer.Reopened)
	newer.Quiet = first(older.Quiet, newer.Quiet)
	newer.Help = first(older.Help, newer.Help)
	newer.Requests = union(older.Requests, newer.Requests)
	newer.Pauses = rememberPauses(older.Pauses, newer.Pauses)
	newer.Embargoes = union(older.Embargoes, newer.Embargoes)
	if newer.CloseReason == "" {
		newer.CloseReason, newer.Of = older.CloseReason, older.Of
	}
	if older.Snoozed.At.After(newer.Snoozed.At) {
		newer.Snoozed = older.Snoozed
	}
	if newer.Decided == "" {
		newer.Decided = older.Decided
	}
	if !newer.Coordinator.Known() {
		newer.Coordinator = older.Coordinator
	}
	if older.Pinned.After(newer.Pinned) {
		newer.Pinned = older.Pinned
	}
	if newer.Severity == "" {
		newer.Severity = older.Severity
	}
	if len(newer.Waits) == 0 {
		newer.Waits = older.Waits
	}
	if newer.Asked.IsZero() {
		newer.Asked = older.Asked
	}
	return newer
}

func rememberKept(older, newer map[advisories.Commitment]advisories.Seen) map[advisories.Commitment]advisories.Seen {
	if len(older) == 0 {
		return newer
	}
	out := maps.Clone(older)
	for c, n := range newer {
		if (advisories.Witness{Fact: advisories.FactKept, Commitment: c}).Recurs() {
			out[c] = last(out[c], n)
		} else {
			out[c] = first(out[c], n)
		}
	}
	return out
}

func rememberMoved(older, newer map[advisories.Commitment][]advisories.Move) map[advisories.Commitment][]advisories.Move {
	if len(older) == 0 {
		return newer
	}
	out := maps.Clone(older)
	for c, list := range newer {
		out[c] = union(out[c], list)
	}
	return out
}

// rememberPauses: a pause is known by its beginning and whose it is, and one that
// ended stays ended.
func rememberPauses(older, newer []advisories.Pause) []advisories.Pause {
	out := slices.Clone(older)
	for _, n := range newer {
		i := slices.IndexFunc(out, func(o advisories.Pause) bool { return o.From.Equal(n.From) && o.By == n.By })
		switch {
		case i < 0:
			out = append(out, n)
		case !n.To.IsZero():
			out[i].To = n.To
		}
	}
	return out
}

// union is the older list with what only the newer one holds behind it: places in
// such a list have a meaning, so that none may change. What stands twice in one of
// them stays twice. Two are the same where they are stored alike.
func union[T any](older, newer []T) []T {
	out, known := slices.Clone(older), map[string]int{}
	for _, o := range older {
		known[stored(o)]++
	}
	for _, n := range newer {
		if s := stored(n); known[s] > 0 {
			known[s]--
			continue
		}
		out = append(out, n)
	}
	return out
}

func stored(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // unreachable: it was read from the store, or is about to be refused by it
	}
	return string(b)
}

// keep is the newer one, if it happened.
func keep(older, newer advisories.Seen) advisories.Seen {
	if !newer.Happened() {
		return older
	}
	return newer
}

// first is the one that happened first.
func first(older, newer advisories.Seen) advisories.Seen {
	if older.Happened() && (!newer.Happened() || older.At.Before(newer.At)) {
		return older
	}
	return newer
}

// last is the one that happened last.
func last(older, newer advisories.Seen) advisories.Seen {
	if older.At.After(newer.At) {
		return older
	}
	return newer
}
