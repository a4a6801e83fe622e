package desk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

var noon = time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)

func fault(code advisories.FaultCode) error {
	return fmt.Errorf("wrapped: %w", &advisories.Fault{Code: code, Attempted: "test"})
}

func limitedUntil(t time.Time) error {
	return &advisories.Fault{Code: advisories.FaultLimited, RetryAt: t}
}

func TestRetry(t *testing.T) {
	for name, c := range map[string]struct {
		failures int
		cause    error
		want     Answer
	}{
		"shutting down":               {3, context.Canceled, Answer{Verb: VerbRetry, At: noon}},
		"shutting down, in a fault":   {3, &advisories.Fault{Code: advisories.FaultUnclear, Err: context.Canceled}, Answer{Verb: VerbRetry, At: noon}},
		"our own error":               {0, errors.New("store"), Answer{VerbRetry, noon.Add(5 * time.Second), true}},
		"time ran out":                {1, context.DeadlineExceeded, Answer{VerbRetry, noon.Add(15 * time.Second), true}},
		"limit with a time":           {9, limitedUntil(noon.Add(time.Minute)), Answer{Verb: VerbRetry, At: noon.Add(time.Minute)}},
		"limit without a time":        {9, limitedUntil(time.Time{}), Answer{Verb: VerbRetry, At: noon.Add(time.Second)}},
		"limit in the past":           {9, limitedUntil(noon.Add(-time.Hour)), Answer{Verb: VerbRetry, At: noon.Add(time.Second)}},
		"limit by a clock days ahead": {9, limitedUntil(noon.Add(72 * time.Hour)), Answer{Verb: VerbRetry, At: noon.Add(time.Hour)}},
		"unavailable, second":         {1, fault(advisories.FaultUnavailable), Answer{VerbRetry, noon.Add(15 * time.Second), true}},
		"unclear, seventh":            {6, fault(advisories.FaultUnclear), Answer{VerbRetry, noon.Add(time.Hour), true}},
		"bad answer":                  {5, fault(advisories.FaultBadAnswer), Answer{VerbRetry, noon.Add(20*time.Minute + 15*time.Second), true}},
		"internal":                    {2, fault(advisories.FaultInternal), Answer{VerbRetry, noon.Add(45 * time.Second), true}},
		"suspended":                   {0, fault(advisories.FaultSuspended), Answer{VerbRetry, noon.Add(time.Hour), true}},
		"unauthorized":                {0, fault(advisories.FaultUnauthorized), Answer{VerbRetry, noon.Add(time.Hour), true}},
		"forbidden":                   {0, fault(advisories.FaultForbidden), Answer{Verb: VerbHandOff}},
		"no comments":                 {0, fault(advisories.FaultNoComments), Answer{Verb: VerbHandOff}},
		"refused":                     {0, fault(advisories.FaultRefused), Answer{Verb: VerbHandOff}},
		"gone":                        {0, fault(advisories.FaultGone), Answer{Verb: VerbCancel}},
	} {
		if d := cmp.Diff(c.want, Retry(c.failures, noon, c.cause)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// Whatever went wrong and however often, a retry is neither in the past nor
// farther than an hour away, and more failures never mean an earlier try.
func TestRetryIsBounded(t *testing.T) {
	codes := []advisories.FaultCode{advisories.FaultSuspended, advisories.FaultUnauthorized, advisories.FaultLimited,
		advisories.FaultUnavailable, advisories.FaultUnclear, advisories.FaultBadAnswer, advisories.FaultInternal, "another"}
	rapid.Check(t, func(t *rapid.T) {
		f := &advisories.Fault{Code: rapid.SampledFrom(codes).Draw(t, "code"),
			RetryAt: noon.Add(time.Duration(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "retry")))}
		n := rapid.IntRange(-3, 1<<40).Draw(t, "failures")
		a := Retry(n, noon, f)
		if a.Verb != VerbRetry || a.At.Before(noon) || a.At.After(noon.Add(maxDelay)) {
			t.Fatalf("%d failures of %s: %+v", n, f.Code, a)
		}
		if b := Retry(n+1, noon, f); b.At.Before(a.At) {
			t.Fatalf("%d failures wait until %v, one more until %v", n, a.At, b.At)
		}
	})
}
