package intake

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// Answer is one answer of the door, for metrics. Event is a class of a closed
// list, so that no header can add a series; "other" is every event that the door
// does not know, "none" a missing one. It is an unsigned header's word.
type Answer struct {
	Event string
	// Outcome is the word of the answer's body; see the package documentation.
	Outcome string
	Status  int
	Took    time.Duration
}

// outcome is an answer to be.
type outcome struct {
	status int
	word   string
	// reason tells apart in logs what one word covers.
	reason string
}

var (
	// outcomeRing is no answer yet: go on.
	outcomeRing = outcome{}

	outcomeStored      = outcome{http.StatusAccepted, "stored", ""}
	outcomeKnown       = outcome{http.StatusAccepted, "known", ""}
	outcomeIgnored     = outcome{http.StatusAccepted, "ignored", "event"}
	outcomeNotOurs     = outcome{http.StatusAccepted, "ignored", "not from an installation"}
	outcomeNoPolicy    = outcome{http.StatusAccepted, "ignored", "no policy path"}
	outcomeNoCommand   = outcome{http.StatusAccepted, "ignored", "no person's comment on an issue"}
	outcomeMalformed   = outcome{http.StatusBadRequest, "malformed", ""}
	outcomeSignature   = outcome{http.StatusUnauthorized, "signature", ""}
	outcomeMethod      = outcome{http.StatusMethodNotAllowed, "method", ""}
	outcomeSlow        = outcome{http.StatusRequestTimeout, "slow", ""}
	outcomeLarge       = outcome{http.StatusRequestEntityTooLarge, "large", ""}
	outcomeType        = outcome{http.StatusUnsupportedMediaType, "type", ""}
	outcomeBusy        = outcome{http.StatusServiceUnavailable, "busy", ""}
	outcomeUnavailable = outcome{http.StatusServiceUnavailable, "unavailable", ""}
	outcomeError       = outcome{http.StatusInternalServerError, "error", ""}
)

// retryAfter is told with each 503, in seconds. GitHub does not retry by itself;
// a person's redelivery, or a proxy, may.
const retryAfter = "30"

func (o outcome) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	switch o.status {
	case http.StatusMethodNotAllowed:
		h.Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", retryAfter)
	case http.StatusRequestTimeout:
		h.Set("Connection", "close")
	}
	w.WriteHeader(o.status)
	_, _ = io.WriteString(w, o.word) // the sender may be gone; nothing is left to do
}

// tell logs an answer in closed words. Refused senders may be anybody, so they
// cannot fill the log: they are counted, and told once a minute.
func (d *Door) tell(ctx context.Context, event string, o outcome) {
	level := slog.LevelDebug
	switch o.word {
	case outcomeStored.word, outcomeKnown.word:
		level = slog.LevelInfo
	case outcomeSignature.word, outcomeMalformed.word, outcomeBusy.word, outcomeLarge.word:
		if n, ok := d.refused.count(time.Now()); ok {
			d.log.WarnContext(ctx, "webhook door: deliveries refused", "last", o.word, "since_last_warning", n)
		}
	}
	if o.reason == "" {
		d.log.Log(ctx, level, "webhook", "event", event, "outcome", o.word)
		return
	}
	d.log.Log(ctx, level, "webhook", "event", event, "outcome", o.word, "reason", o.reason)
}

// refusals counts refused deliveries and lets one warning a minute through.
type refusals struct {
	n    atomic.Int64
	told atomic.Int64 // Unix minute of the last warning
}

func (r *refusals) count(now time.Time) (n int64, tell bool) {
	r.n.Add(1)
	minute := now.Unix() / 60
	last := r.told.Load()
	if last == minute || !r.told.CompareAndSwap(last, minute) {
		return 0, false
	}
	return r.n.Swap(0), true
}
