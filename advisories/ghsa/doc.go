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
//     once with the same time to come back, and nothing is sent.
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
// Kept in memory, and nowhere else: tokens, limits, who we are, for five minutes
// what people may do (never for a decision), and for some hours lists and
// advisories as GitHub answered them, so that what did not change need not be sent
// again. What is believed of GitHub without its documents saying so stands in
// assumptions.go and the files beside it that begin with its name.
package ghsa
