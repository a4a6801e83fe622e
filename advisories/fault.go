package advisories

import (
	"errors"
	"fmt"
	"time"
)

// FaultCode classes what can go wrong on GitHub's side, in our words.
type FaultCode string

// The classes of faults.
const (
	// FaultGone: 404 or 410 for an advisory or repository: absent or not for us.
	FaultGone FaultCode = "gone"
	// FaultForbidden: 403 that is no rate limit, 451, or a permission that the
	// installation did not grant.
	FaultForbidden FaultCode = "forbidden"
	// FaultSuspended: the installation is suspended or deleted.
	FaultSuspended FaultCode = "suspended"
	// FaultUnauthorized: 401: wrong key, wrong App id, a clock that is off.
	FaultUnauthorized FaultCode = "unauthorized"
	// FaultLimited: a primary or secondary rate limit; RetryAt says until when.
	FaultLimited FaultCode = "limited"
	// FaultUnavailable: 5xx, time-out or a broken connection on a read, or before
	// a write was sent: nothing happened on GitHub.
	FaultUnavailable FaultCode = "unavailable"
	// FaultUnclear: a write was sent and its answer is not known.
	FaultUnclear FaultCode = "unclear"
	// FaultRefused: 422 or 400: GitHub will not do this as asked.
	FaultRefused FaultCode = "refused"
	// FaultNoComments: the comments API is missing, or the thread is closed.
	FaultNoComments FaultCode = "no_comments"
	// FaultBadAnswer: an answer that could not be read.
	FaultBadAnswer FaultCode = "bad_answer"
	// FaultInternal: our own: the store, a broken key, a bug.
	FaultInternal FaultCode = "internal"
)

// Fault is a classed error. Its text never holds report text or GitHub's answer
// bodies: only what was attempted, the class and the status.
type Fault struct {
	Code FaultCode
	// Attempted is in our words: "read advisory", "post comment".
	Attempted string
	// Status is GitHub's HTTP status, 0 where there was none.
	Status int
	// RetryAt is when GitHub allows another try; zero where it does not say.
	RetryAt time.Time
	// Err is the cause; it must be safe to log.
	Err error
}

// Error says what was attempted and the class.
func (f *Fault) Error() string {
	s := f.Attempted + ": " + string(f.Code)
	if f.Status != 0 {
		s += fmt.Sprintf(" (status %d)", f.Status)
	}
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

// Unwrap is the cause.
func (f *Fault) Unwrap() error { return f.Err }

// CodeOf is the class of an error, FaultInternal for one of no class, and empty
// for nil.
func CodeOf(err error) FaultCode {
	if err == nil {
		return ""
	}
	var f *Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return FaultInternal
}

// Errors of the docket that callers tell apart.
var (
	// ErrNotFound: no such case, draft or notice.
	ErrNotFound = errors.New("not found")
	// ErrHeld: another worker holds the case.
	ErrHeld = errors.New("held by another worker")
	// ErrLost: the hold ended before the write; nothing was written.
	ErrLost = errors.New("the hold on the case ended")
	// ErrChanged: the draft is not the one that was decided on.
	ErrChanged = errors.New("the draft changed")
	// ErrDecided: the draft no longer waits for a decision.
	ErrDecided = errors.New("the draft no longer waits for a decision")
	// ErrIdle: nothing waits under the key: no ring, no wake-up that is due.
	ErrIdle = errors.New("nothing waits")
	// ErrTracked: another case has this tracking issue.
	ErrTracked = errors.New("another case has this issue")
	// ErrNameTaken: another case of the docket has this short name; take the next.
	ErrNameTaken = errors.New("the short name is taken")
)
