// Package app puts the rooms together: configuration, start, shutdown.
//
// # The life of one delivery
//
//	1 receive  app/intake         POST, bounded in size, time and bytes in flight
//	2 verify   app/intake         HMAC-SHA256 over the raw bytes
//	3 persist  advisories/docket  the ring and its job, durable before the 202
//	4 load     advisories/ghsa    a fresh snapshot: advisory, comments, policy, people
//	5 judge    policy             the verdict
//	6 plan     policy             drafts that are not yet among the past ones
//	7 file     advisories/docket  verdict and drafts, together or not at all
//	8 execute  app/desk           each draft that is ready: begin, look again, perform, settle
//	9 record   app/desk           outcome, timeline, next wake-up
//	  track    app/tracking       the case's issue for maintainers, brought up to date
//
// Of a delivery only the ring is kept: who rang and when. The sweep is the second
// front door and rings the same bell. A person decides at one place, the docket,
// whether by a command in the tracking issue or on the command line. Nothing but step
// 8 and the tracking issue's keeping writes to GitHub.
//
// # Who knows whom
//
// cmd → app → policy → advisories. Only this package knows the concrete types of
// the rooms; they know each other through small interfaces of their own.
package app
