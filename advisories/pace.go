package advisories

import "time"

// WritePace is how fast one installation may write to GitHub.
type WritePace struct {
	// Gap is the least time between two writes.
	Gap time.Duration
	// Patience is how far ahead a slot may be booked; who would have to wait longer
	// comes back later.
	Patience time.Duration
	// Minute and Hour are the most writes in any minute and in any hour.
	Minute, Hour int
}

// RateLimit says that GitHub refuses requests of an installation for a time.
type RateLimit struct {
	Installation int64
	// Resource is which of GitHub's counts ran out, in the words of the client that
	// notes it; empty for all of them.
	Resource string
	// Until is when requests may be sent again.
	Until time.Time
}
