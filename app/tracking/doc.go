// Package tracking keeps the tracking issue of a case: one issue in a private
// repository of the advisory's owner, in which maintainers see how the case stands
// and give commands.
//
// # What is in it
//
// The title is the case's short name and GHSA id. The body is the card, edited in
// place: stage, dates, findings, numbered drafts with their exact text, what only a
// person can do, links ([Card]). What happened is told in comments ([News]). Neither
// holds text of the report: a draft to publish shows which fields it would make
// public and its digest, not what they say.
//
// Names and texts that are not ours stand in code spans and fences that they cannot
// end, so that they mention nobody, link nowhere and cannot pass for the card's own
// words.
//
// # What a write needs
//
// That a case exists is embargoed, so the repository is looked at each time:
//
//  1. keep   what is about to be written is written down ([Keep])
//  2. look   repository and issue are read: the same node, the same owner, that of
//     the advisory, visibility PRIVATE, writable, no more readers than the policy
//     takes
//  3. write
//  4. check  the write's own answer tells the repository as it was at that moment
//  5. keep   what came of it
//
// Where 2 or 4 finds something else, nothing more is written: the Tracking holds a
// Problem, which stands until a later look finds all well. A reaction says nothing
// of a case and is given on the caller's own look.
//
// # What a crash costs
//
// A write whose end is not known (Tracking.Begun) is not repeated before GitHub must
// have ended it; then its mark is looked for first. Titles, cards, news, replies
// and escalations each carry one. A tracking issue that our records do not know is
// found by its mark and taken on again; its old comments give no commands then.
// An issue that a person deleted stays deleted: with the zero Tracking written down
// the case gets a new one.
//
// What a person did stays: an issue that a person closed is not reopened, a comment
// that a person deleted is not written again. A card that a person changed is put
// right at the next writing, or when View.Rewrite asks for it.
package tracking
