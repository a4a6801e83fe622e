// Package dockettest starts PostgreSQL for the tests of several rooms, from the
// machine's own binaries. It is imported by tests only.
//
// # Contract
//
// [URL] is an empty database on one server that the test process shares; [Stop],
// called from TestMain, ends it. [New] is a server of a test's own, which the test
// may stop, cut off, crash or make read-only, and which ends with the test.
//
// A server listens on a socket in a private directory only, never on the network.
// It dies with the test process, also where that is killed: a shell that reads
// from us stops it when our end of the pipe closes, and removes its directory.
//
// Servers do without fsync, which tells a test nothing, since the kernel outlives
// every process that is killed here. [Option] Durable turns it on, for what is
// measured.
//
// Without PostgreSQL's binaries a test is skipped aloud; where the environment has
// ADVISORY_BOT_TEST_POSTGRES=required it fails.
package dockettest
