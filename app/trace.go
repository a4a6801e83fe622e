package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// spans are the traces of serve: one a delivery, one a turn with its steps, one a
// sweep, and below both one a request to GitHub. They say what metrics may say, in
// closed words and route templates: no name, no id, no address, no text. A
// delivery's trace is never one that its sender names.
type spans struct {
	tracer trace.Tracer
	// provider and exporter are nil where spans go nowhere.
	provider *sdktrace.TracerProvider
	exporter sdktrace.SpanExporter
}

// noSpans go nowhere and cost nothing.
func noSpans() *spans { return &spans{tracer: noop.NewTracerProvider().Tracer("")} }

// The keys of attributes. Those without our prefix are of OpenTelemetry's semantic
// conventions.
const (
	keyEvent    = attribute.Key("advisory_bot.event")
	keyOutcome  = attribute.Key("advisory_bot.outcome")
	keyAbout    = attribute.Key("advisory_bot.about")
	keyLimited  = attribute.Key("advisory_bot.limited")
	keyMethod   = attribute.Key("http.request.method")
	keyStatus   = attribute.Key("http.response.status_code")
	keyTemplate = attribute.Key("url.template")
)

// delivery tells of one that was answered. Those that were refused, or found the
// door busy, are anybody's, and would crowd out the rest.
func (s *spans) delivery(a intake.Answer) {
	if a.Outcome == "busy" || a.Status != http.StatusAccepted && a.Status < http.StatusInternalServerError {
		return
	}
	now := time.Now()
	_, span := s.tracer.Start(context.Background(), "delivery", trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithTimestamp(now.Add(-a.Took)), trace.WithAttributes(keyEvent.String(a.Event), keyOutcome.String(a.Outcome), keyStatus.Int(a.Status)))
	if a.Status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(now))
}

// turn begins the span of a turn; what it returns ends it.
func (s *spans) turn(ctx context.Context, about string) (context.Context, func(outcome string)) {
	ctx, span := s.tracer.Start(ctx, "turn", trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(keyAbout.String(about)))
	return context.WithValue(ctx, stepsKey{}, &steps{last: time.Now()}), ended(span)
}

// sweep begins the span of a sweep; what it returns ends it.
func (s *spans) sweep(ctx context.Context) (context.Context, func(outcome string)) {
	ctx, span := s.tracer.Start(ctx, "sweep", trace.WithNewRoot())
	return ctx, ended(span)
}

func ended(span trace.Span) func(string) {
	return func(outcome string) {
		span.SetAttributes(keyOutcome.String(outcome))
		if outcome == "failed" || outcome == "broke" {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// steps is when the last step of a turn ended, which is when the next one began.
type steps struct {
	mu   sync.Mutex
	last time.Time
}

type stepsKey struct{}

// step tells of a step of a turn that was done just now.
func (s *spans) step(ctx context.Context, step desk.Step) {
	of, ok := ctx.Value(stepsKey{}).(*steps)
	if !ok {
		return
	}
	now := time.Now()
	of.mu.Lock()
	began := of.last
	of.last = now
	of.mu.Unlock()
	_, span := s.tracer.Start(ctx, "step "+string(step), trace.WithTimestamp(began))
	span.End(trace.WithTimestamp(now))
}

// request tells of a request to GitHub that is over. One that was not sent is none.
func (s *spans) request(ctx context.Context, r ghsa.Request) {
	if unsent(r) {
		return
	}
	now := time.Now()
	_, span := s.tracer.Start(ctx, r.Method+" "+r.Route, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(now.Add(-r.Duration)),
		trace.WithAttributes(keyMethod.String(r.Method), keyTemplate.String(r.Route)))
	if r.Status != 0 {
		span.SetAttributes(keyStatus.Int(r.Status))
	}
	if r.Limited != "" {
		span.SetAttributes(keyLimited.String(string(r.Limited)))
	}
	if r.Status == 0 || r.Status >= http.StatusBadRequest {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(now))
}

// unsent reports whether a limit kept a request from being sent.
func unsent(r ghsa.Request) bool { return r.Limited == ghsa.LimitHeld || r.Limited == ghsa.LimitOwn }

// close sends what is left, for so long at most.
func (s *spans) close(most time.Duration) {
	if s.provider == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	_ = s.provider.Shutdown(ctx) // what was lost is told by the exporter
	_ = s.exporter.Shutdown(ctx) // ends a request that hangs
}
