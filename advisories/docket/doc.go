// Package docket remembers: rings, cases, drafts, decisions, timelines, and what
// installations cover. It holds the queue that wakes the desk. It runs on SQLite
// (one file) and on PostgreSQL with the same queries; it is the only package that
// speaks SQL.
//
// # Where the truth is
//
// A ring is a row in rings, unworked until a worker that took it gives its case
// back. Each key with something to do has one row in work: when it wakes next,
// who holds it until when, how often it failed in a row. A key is that of a case,
// or {Installation} alone for what concerns the account (installation and
// repository events).
//
// Jobs of the queue (River) carry a key and nothing else, and only wake code: a
// job that finds nothing waiting does nothing, a job too many does no harm, a job
// too few is made again by the reconciler, at start and each minute, from the
// rows in work. So the queue's tables may be emptied at any time.
//
// # Holds
//
// [Docket.Take] gives a case to one worker for [HoldFor]; every write of that
// worker checks the hold's token in its own transaction and lengthens the hold,
// or fails with advisories.ErrLost and writes nothing. A worker that died keeps
// its case until the hold ends; with [Config].Sole, [Open] ends all holds, since
// whoever held them is gone.
//
// Rows are locked in one order everywhere (installations, rings, work, cases, pins,
// and then what belongs to the case in hand: commands, drafts, decisions, entries;
// notices), so that PostgreSQL finds no deadlock.
//
// # Commands
//
// A command from a comment is written down with its effect in one transaction
// ([Docket.Obey]), once by case, place, comment and line: whatever rings for that
// comment again, and wherever a crash comes, it has its effect once. A comment in
// an issue wakes the case whose tracking issue it is; no two cases have one issue.
// What is known of that issue is written by [Docket.Track] alone.
//
// # Leaving
//
// An installation that was uninstalled keeps its row with the time when it left
// ([Docket.DropInstallation]). From then on nothing of it is worked, its cases
// stand still, and what rings or wakes them comes to nothing. It comes back whole
// with [Docket.PutInstallation], until [Docket.Purge] deletes all of it.
//
// # What is at rest
//
// No report text. What could quote a report, the bodies of drafts, the reasons
// of decisions and commands, the fields that a draft would set, and what may be
// private, the texts of pins, is sealed (AES-256-GCM by Tink) and bound to its row,
// so that sealed texts cannot be swapped. A pin's text is kept once per
// installation and digest, and forgotten a day after no case has it any more.
// Everything else is ids, names, states, times, keyed fingerprints and our own
// words; callers keep it so.
//
// # The timeline
//
// Entries are only appended. Each holds a hash over the one before it and over
// its own fields; the text of its detail goes in as a salted hash, so that a
// detail can be purged later without breaking the chain. The case row keeps the
// last number and hash under a MAC whose key derives from the sealing key, so
// that cutting off the end shows too. See [Docket.Verify].
//
// # Times
//
// Times are stored as microseconds since 1970 in UTC, 0 for "not known"; finer
// parts are cut off.
package docket
