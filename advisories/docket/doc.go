// Package docket remembers: rings, cases, drafts, decisions, timelines, and what
// installations cover. It holds the queue that wakes the desk. It runs on SQLite
// (one file) and on PostgreSQL with the same queries; it is the only package that
// speaks SQL.
//
// # Where the truth is
//
// A ring is a row in rings, unworked until a worker that took it gives its case
// back. The row alone is what the door waits for: where many come at once, their
// wake-ups follow within milliseconds, one for all rings of a key (drain); after a
// crash in between the reconciler finds the rings. Each key with something to do has
// one row in work: when it wakes next, who holds it until when, how often it failed
// in a row. A key is that of a case, or {Installation} alone for what concerns the
// account (installation and repository events).
//
// Jobs of the queue (River) carry a key and nothing else, and only wake code: a
// job that finds nothing waiting does nothing, a job too many does no harm, a job
// too few is made again by the reconciler, at start and each minute, from the
// rows in work. So the queue's tables may be emptied at any time. What the drain
// wakes, and what the end of a turn leaves to do, has no job: each working process
// looks for due keys without one, several times a second, and ushers them to its
// workers.
//
// # Fairness
//
// A job that runs at once stands behind those of installations of which less is
// due, what is late comes forward a few keys of an installation at a time, and one
// installation has at most three quarters of a process's workers, so that none
// starves another. Writes to GitHub are paced for each installation over all
// processes ([Docket.BookWrite]).
//
// # Holds
//
// [Docket.Take] gives a case to one worker for [HoldFor]; every write of that
// worker checks the hold's token in its own transaction and lengthens the hold,
// or fails with advisories.ErrLost and writes nothing. A worker that died keeps
// its case until the hold ends; with [Config].Sole, [Open] ends all holds, since
// whoever held them is gone.
//
// What goroutines write to a SQLite file at the same time is committed together,
// each part under a savepoint of its own.
//
// Rows are locked in one order everywhere (installations, rings, work, cases, pins,
// and then what belongs to the case in hand: commands, drafts, decisions, entries;
// notices), so that PostgreSQL finds no deadlock.
//
// With PostgreSQL holds end by its clock and not by the replicas' own, one of which
// may be wrong: whoever has a case in hand has it for the whole time.
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
// # What is forgotten
//
// [Docket.Forget] purges the sealed texts of cases that ended a while ago; an empty
// text is sealed in the place of each, so that an older program reads it as empty.
// [Docket.Purge] deletes all of an installation. [Docket.Reseal] seals everything
// with the newest key, after which older ones open nothing here.
//
// # Copies
//
// [Docket.Backup] writes a SQLite docket into a file while it is worked;
// [Docket.CopyTo] moves a docket that nobody works to the other engine. A new table
// of ours is copied by itself; the queue's tables and errands never are. Until a copy
// is whole it bears a mark under which [Open] refuses it. [Docket.VerifyAll] checks all
// that can be checked.
//
// # Schema changes
//
// Programs of version N and N+1 work one docket together while replicas are
// replaced, so a migration only expands: new tables, new columns with a default, new
// indexes. What the older program does not know must not be needed for what it
// writes to be right: a value that only the newer one writes is filled in by the
// newer one where it is missing. Columns and tables are taken away a version
// after the last program that asks for them, and never renamed. A program starts on a
// docket with migrations that it does not know, ours and the queue's.
//
// testdata/upgrade holds what programs of earlier schemas asked, statement by
// statement, with what came of it; a test asks it again of the newest schema on
// both engines. Before a migration is added, `go test -run RollingUpgrade -update`
// records the schema that there is.
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
