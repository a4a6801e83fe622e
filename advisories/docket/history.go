package docket

import (
	"maps"

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
	maps.Copy(out, newer)
	return out
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
