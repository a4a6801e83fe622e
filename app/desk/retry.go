package desk

import (
	"context"
	"errors"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Delays between tries after a failure, by how many tries failed before: 5 s,
// 15 s, 45 s, 2 min 15 s, 6 min 45 s, 20 min 15 s, then each hour.
const (
	firstDelay = 5 * time.Second
	maxDelay   = time.Hour
)

// Verb says what to do about a fault.
type Verb string

// The verbs.
const (
	// VerbRetry: try again at a time.
	VerbRetry Verb = "retry"
	// VerbHandOff: only a person can do it.
	VerbHandOff Verb = "hand_off"
	// VerbCancel: there is nothing left to do it to.
	VerbCancel Verb = "cancel"
)

// Answer is what [Retry] returns.
type Answer struct {
	Verb Verb
	// At is when to try again.
	At time.Time
	// Counts is true where the try counts as a failure; waiting for a limit does
	// not.
	Counts bool
}

// Retry decides, from how many tries failed before, the time and the cause alone,
// what happens after a fault. It never sleeps.
func Retry(failures int, now time.Time, cause error) Answer {
	if errors.Is(cause, context.Canceled) {
		return Answer{Verb: VerbRetry, At: now} // we are shutting down: nobody failed
	}
	var f *advisories.Fault
	if !errors.As(cause, &f) {
		return Answer{Verb: VerbRetry, At: now.Add(delay(failures)), Counts: true}
	}
	switch f.Code {
	case advisories.FaultLimited:
		at := f.RetryAt
		if at.Before(now.Add(time.Second)) {
			at = now.Add(time.Second)
		}
		if far := now.Add(maxDelay); at.After(far) {
			at = far // a wrong clock or header must not park a case for days
		}
		return Answer{Verb: VerbRetry, At: at}
	case advisories.FaultForbidden, advisories.FaultNoComments, advisories.FaultRefused:
		return Answer{Verb: VerbHandOff}
	case advisories.FaultGone:
		return Answer{Verb: VerbCancel}
	case advisories.FaultSuspended, advisories.FaultUnauthorized:
		return Answer{Verb: VerbRetry, At: now.Add(maxDelay), Counts: true}
	}
	return Answer{Verb: VerbRetry, At: now.Add(delay(failures)), Counts: true}
}

func delay(failures int) time.Duration {
	d := firstDelay
	for range min(failures, 16) {
		if d *= 3; d >= maxDelay {
			return maxDelay
		}
	}
	return d
}
