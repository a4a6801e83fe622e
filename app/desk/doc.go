// Package desk works: it takes a case whose bell rang and carries it from a fresh
// look at GitHub to the acts that the policy lets out.
//
// # One case, nine steps
//
// The door has done the first three: receive, verify, persist. The desk does the
// rest, one case at a time (the docket's hold sees to it):
//
//	4 load     a fresh snapshot: advisory, comments, policy files, people
//	5 judge    the verdict
//	6 plan     the drafts that are not yet among the past ones
//	7 file     verdict and drafts, together or not at all
//	8 execute  each draft that is ready: begin, look again, perform, settle
//	9 record   outcome, timeline, and when to wake next
//
// Between 7 and 8 it hears what people commanded, in the tracking issue and in the
// advisory's thread: each command and its effect are one write, once a comment and
// line, and the case is judged and planned anew. What follows from an act is carried
// out in the same turn. After 9 the tracking issue is brought up to date.
//
// # What a crash costs
//
// Before 7 nothing happened: the ring still waits and the case is worked again.
// After begin, the next worker looks on GitHub for the draft's mark before it
// tries again, so an act is done once whether or not its answer arrived.
//
// # Rules
//
//   - Nothing but execute, and the tracking issue's keeping after it, writes to
//     GitHub, and both look again right before.
//   - Text commands nothing by itself: who wrote it is asked of GitHub at that moment,
//     and what they could have read binds what they approved.
//   - A draft that a person decided on leaves only with the digest that the person
//     saw.
//   - A fault is a return value: see [Retry]. What only a person can carry out
//     becomes a hand-off, never a silent loop.
//   - A log line names a case by its short name; ids appear at debug only.
package desk
