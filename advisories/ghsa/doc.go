// Package ghsa speaks GitHub: it is the only place of the program that knows
// URLs, tokens and the shape of GitHub's answers.
//
// # What it promises
//
//   - Every error is a *[advisories.Fault]: our class, GitHub's status, what was
//     attempted. GitHub's own messages, URLs, names, ids and report text never
//     enter an error or a log line.
//   - Only the requests of [Routes] can be sent, to the two configured hosts, with
//     a token that holds no more than that request needs: one repository where
//     the request is about one, read where it reads (see [Purpose]). Wider are the
//     sweep's tokens, which read advisories of many repositories, those for policy
//     files, and the one that [Client.GrantedNow] asks for and gives back unused.
//   - A read that failed changed nothing. A write either happened (nil), did not
//     happen (any fault but unclear), or may have happened
//     ([advisories.FaultUnclear]): then look before trying again. Writes are never
//     retried here; a GET is retried once where the connection broke.
//   - A rate limit is remembered per installation: until it ends, calls fail at
//     once with the same time to come back, and nothing is sent. What GitHub says of
//     one holds that installation back for a day at most; what it says to the App
//     itself holds back all, and is believed for an hour.
//   - Two writes of one installation are at least a second apart, and there are at
//     most 80 a minute and 500 an hour. A write waits for its turn at most two
//     seconds; beyond that it is a rate limit of our own, with the time to come back.
//   - A lacking right takes away as little as it can: no comments API gives a
//     snapshot without comments, no policy files one without files, and both say so.
//
// Tracking issues (issue*.go) are read and written by GraphQL, by node id, under a
// token that sees one repository. Each answer, a mutation's too, tells where the
// issue is and who can see it at that moment; what follows from that is the
// caller's. A GraphQL error below a mutation means that the mutation was done, and
// so the fault is unclear.
//
// # How a request travels
//
//	Client method → send (limit? token, pace) → go-github or githubv4
//	  → http.Client (redirects: same host, GET only)
//	  → again → observe → guard → headers → cond → answers → Transport
//
// Each step below http.Client is a small http.RoundTripper in its own file.
// go-github and githubv4 never see an answer that is not a success: answers turns
// it into a classed error and throws its text away.
//
// # Several processes
//
// With a [Ledger] pace and limits hold over all processes of the App and over their
// restarts. Each write books its slot there first; where that fails it is not sent,
// the fault is unavailable, and it may be tried again. A slot is spent once it is
// booked, also where its write is not sent after all. Limits are written there when
// they are met and read at most every two seconds, so that another process may send a
// few requests more before it hears of one. A ledger that is slow keeps a request
// waiting for two seconds at most, and one request at a time; where it cannot be read,
// what the process met itself counts. Clocks may be a few minutes apart; what another
// process wrote for a time further off than any limit lasts does not count.
//
// All else that is remembered is of one process, in memory and nowhere else: tokens
// (each process mints its own; GitHub lets all of them be used), who we are, for five
// minutes what an installation granted and what people may do (never for a decision,
// which asks anew), for a day which number the security managers' role has, and for
// some hours lists and advisories as GitHub answered them, so that what did not change
// need not be sent again; GitHub is asked each time whether it did. A process that
// lacks one of these sends a request more. Where a right was granted or withdrawn, one
// process may hold for these five minutes that a person must do what another one
// tries. [Client.Forget] is of one process too: what another one still has of an
// installation that left is refused by GitHub, and ends with its time.
//
// What is believed of GitHub without its documents saying so stands in
// assumptions.go and the files beside it that begin with its name.
package ghsa
