// Package ghsatest is a small GitHub with a memory, over real HTTP on
// 127.0.0.1: enough of it that an App which looks after private security
// advisories can be run against it whole, in tests and in the program's demo.
// It imports no GitHub client, so that a client's mistake cannot hide in both.
//
// # Contract
//
// A [Server] answers the REST and GraphQL requests of [Server.Routes] in GitHub's
// shapes, statuses and headers. The contract test of this package holds every
// answer, and every request that our client can send, against GitHub's published
// descriptions. What is asked for and not known is a 404, as on GitHub.
//
// State changes in three ways: the test builds ([Server.AddRepository] …), people
// act ([Server.Report], [Server.CommentAs] …) with the rights that GitHub gives
// them, or a request writes. [Server.Acts] is the transcript of all that was
// really written, once each, in order; [Server.Requests] lists what was asked.
//
// Webhooks are signed and really POSTed, one after another, by one goroutine;
// [Server.Flush] waits for them. After [Server.Close] no goroutine is left.
//
// Methods that build panic on misuse by their caller: an unknown account,
// repository or advisory, a name that GitHub would not take. Methods by which
// people act return an error where GitHub would refuse the person. All methods
// may be called from several goroutines.
//
// # What is GitHub's and what is a guess
//
// GitHub does not document all of its behaviour. Where a choice was needed:
//
//   - A comment does not move the advisory's updated_at
//     ([Options.CommentMovesAdvisory] turns this round).
//   - A private report goes to draft or closed, a draft to published or closed, a
//     closed advisory to draft; every other change of state is a 422. The same
//     state again is no change and no error.
//   - Publishing needs a vulnerability with an ecosystem and an affected range,
//     as GitHub's pages ask for; that its API does too is a guess.
//   - An installation token may edit any comment of an advisory, as anybody with
//     write on it may on the pages.
//   - A vector that stays the same keeps the severity; another one makes it medium,
//     since nothing is calculated here. A severity beside a vector is refused.
//   - A credit that is sent again keeps its answer; a new one is pending until
//     [Server.AnswerCredit].
//   - A CVE id can be asked for once, of a draft or published advisory in a public
//     repository, and comes with [Server.AssignCVE]; a private fork of an open
//     advisory can be started once, and is there at once.
//   - An organization's list shows unselected repositories too. Its roles are two of
//     GitHub's predefined ones, and a role's people include those of its teams.
//   - A locked advisory refuses comments, edits and changes with 403.
//   - Comments look like those of issues; the API of comments is absent (404, and
//     the advisory's two fields missing) on private repositories.
//   - ETags are weak SHA-256 sums over Accept, Authorization, Cookie and the body,
//     so that they end with the token, as GitHub's do. Last-Modified of an
//     advisory is its updated_at and so does not cover comments.
//   - An issue that is transferred keeps its node id. A token that does not see the
//     repository where it is now does not see it.
//   - A new comment, an edit, closing and assigning move an issue's updated_at; a
//     reaction, an edited or a deleted comment does not.
//   - A locked issue refuses the App's comments, an archived repository all its
//     writes (both FORBIDDEN); one with issues switched off hides them. Who cannot be
//     assigned is left out without a word.
//   - GraphQL names an App's account without "[bot]", as GitHub's was seen to.
//   - Times are whole seconds, so an edit within the second of writing does not
//     show in updated_at.
package ghsatest
