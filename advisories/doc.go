// Package advisories holds the nouns of the whole program: what GitHub's record
// of a report looks like, what a case is, what a verdict says, what a draft
// would do. It imports the standard library only and does no work of its own:
// no clock, no network, no store.
//
// # Words
//
// A report is what a researcher sent. An [Advisory] is GitHub's record of it. A
// [Case] is ours and joins both. A [Ring] is one press of the doorbell: a
// webhook delivery or a finding of the sweep. A [Snapshot] is what GitHub showed
// at one moment. A [Verdict] is what the policy says about a snapshot. A [Draft]
// is an act written but not done; a [Decision] lets it out or holds it back; an
// [Outcome] tells what happened when it was carried out.
//
// # Rules that every user of these types keeps
//
//   - People are compared by [Person.ID]; logins change hands.
//   - Report text (an advisory's summary and description, a comment's body) lives
//     in [Advisory] and [Comment] only, and those are never stored, logged, or
//     put into an error. Everything else in this package is safe to store.
//   - Every stored key begins with installation and repository: see [CaseKey].
//   - Times are UTC. A zero time means "not known" or "not yet".
package advisories
