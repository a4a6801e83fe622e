package ghsa

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// observe tells of each exchange what metrics and a debug log may know: the
// route's template, never the path.
type observe struct {
	next http.RoundTripper
	now  func() time.Time
	log  *slog.Logger
	tell func(context.Context, Request)
}

func (o *observe) RoundTrip(req *http.Request) (*http.Response, error) {
	c := callOf(req)
	if c == nil {
		return o.next.RoundTrip(req)
	}
	c.remaining, c.limited, c.notModified = -1, "", false
	start := o.now()
	resp, err := o.next.RoundTrip(req)
	seen := Request{
		Purpose: string(c.route.Purpose), Method: req.Method, Route: c.route.Path,
		Status: statusOf(resp, err), Duration: o.now().Sub(start), Remaining: c.remaining,
		NotModified: c.notModified, Limited: c.limited,
	}
	if c.notModified {
		seen.Status = http.StatusNotModified // what is handed up is the answer that was remembered
	}
	o.tellOf(req.Context(), seen)
	return resp, err
}

// tellOf tells the log and the metrics.
func (o *observe) tellOf(ctx context.Context, seen Request) {
	o.log.LogAttrs(ctx, slog.LevelDebug, "github request",
		slog.String("purpose", seen.Purpose), slog.String("method", seen.Method), slog.String("route", seen.Route),
		slog.Int("status", seen.Status), slog.Duration("took", seen.Duration), slog.Int("remaining", seen.Remaining),
		slog.String("limited", string(seen.Limited)))
	if o.tell != nil {
		o.tell(ctx, seen)
	}
}

// unsent tells of a request that a limit kept from being sent.
func (o *observe) unsent(ctx context.Context, r Route, by Limit) {
	o.tellOf(ctx, Request{Purpose: string(r.Purpose), Method: r.Method, Route: r.Path, Remaining: -1, Limited: by})
}

// statusOf is the status of an answer, also where it was turned into an error.
func statusOf(resp *http.Response, err error) int {
	if resp != nil {
		return resp.StatusCode
	}
	var r *refusal
	if errors.As(err, &r) {
		return r.status
	}
	return 0
}
