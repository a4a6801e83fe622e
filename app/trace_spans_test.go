package app

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// recorded are spans that go to a test.
func recorded() (*spans, *tracetest.SpanRecorder) {
	r := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r))
	return &spans{tracer: provider.Tracer("test"), provider: provider, exporter: tracetest.NewNoopExporter()}, r
}

// line is a span in short: its kind, its name, and what it says.
func line(s sdktrace.ReadOnlySpan) string {
	out := s.SpanKind().String() + " " + s.Name()
	for _, a := range s.Attributes() {
		out += " " + string(a.Key) + "=" + a.Value.String()
	}
	return out + " " + s.Status().Code.String() + s.Status().Description
}

// TestSpansOfATurn: steps and requests are below their turn, one after the other;
// nothing of what the desk says of a step, or of the error, is in them.
func TestSpansOfATurn(t *testing.T) {
	s, r := recorded()
	p := newProgram(nil, Config{}, Options{})
	p.spans = s
	h := &turns{metrics: p.metrics, spans: s, stopping: context.Background(), cutting: context.Background(), desk: handler{
		work: func(ctx context.Context) error {
			p.observeGitHub(ctx, ghsa.Request{Method: "GET", Route: "/repos/{owner}/{repo}", Status: 200, Duration: time.Millisecond})
			p.watch(ctx, desk.StepLoad, "amber-otter-421", "SENTINEL")
			p.observeGitHub(ctx, ghsa.Request{Method: "POST", Route: "/graphql", Status: 403, Limited: ghsa.LimitSecondary})
			p.observeGitHub(ctx, ghsa.Request{Method: "POST", Route: "/graphql", Limited: ghsa.LimitHeld})
			p.watch(ctx, desk.StepJudge, "amber-otter-421", "SENTINEL")
			return errors.New("SENTINEL")
		},
		sweep: func(ctx context.Context) error {
			p.observeGitHub(ctx, ghsa.Request{Method: "GET", Route: "/app/installations"})
			p.watch(ctx, desk.StepJudge, "", "a step outside of any turn")
			return nil
		}}}
	outer, above := s.tracer.Start(t.Context(), "above")
	_ = h.Work(outer, advisories.CaseKey{GHSA: "GHSA-xxxx-xxxx-xxxx"})
	_ = h.Sweep(outer)
	_ = (&turns{metrics: p.metrics, spans: s, cutting: outer, desk: handler{work: func(context.Context) error { return advisories.ErrIdle }}}).Work(outer, advisories.CaseKey{Installation: 7})
	above.End()
	want := []string{
		"client GET /repos/{owner}/{repo} http.request.method=GET url.template=/repos/{owner}/{repo} http.response.status_code=200 Unset",
		"internal step load Unset",
		"client POST /graphql http.request.method=POST url.template=/graphql http.response.status_code=403 advisory_bot.limited=secondary Error",
		"internal step judge Unset",
		"consumer turn advisory_bot.about=case advisory_bot.outcome=failed Error",
		"client GET /app/installations http.request.method=GET url.template=/app/installations Error",
		"internal sweep advisory_bot.outcome=done Unset",
		"consumer turn advisory_bot.about=account advisory_bot.outcome=idle Unset",
		"internal above Unset",
	}
	ended := r.Ended()
	var got []string
	for _, span := range ended {
		got = append(got, line(span))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	turn := ended[4]
	for i, span := range ended[:4] {
		if span.Parent().SpanID() != turn.SpanContext().SpanID() {
			t.Errorf("%s is not below the turn", span.Name())
		}
		if span.StartTime().Before(turn.StartTime().Add(-2*time.Millisecond)) || span.EndTime().After(turn.EndTime()) || i > 0 && span.EndTime().Before(ended[i-1].EndTime()) {
			t.Errorf("%s is out of its turn's time", span.Name())
		}
	}
	if ended[3].StartTime() != ended[1].EndTime() {
		t.Error("a step does not begin where the last one ended")
	}
	if ended[5].Parent().SpanID() != ended[6].SpanContext().SpanID() {
		t.Error("the sweep's request is not below it")
	}
	for _, span := range ended[4:8] {
		if span.Parent().IsValid() && span.SpanKind() != trace.SpanKindClient {
			t.Errorf("%s has a parent", span.Name())
		}
	}
}

// TestSpansOfDeliveries: those that were taken and those that failed; refused ones
// are anybody's.
func TestSpansOfDeliveries(t *testing.T) {
	s, r := recorded()
	for _, a := range []intake.Answer{
		{Event: "repository_advisory", Outcome: "stored", Status: http.StatusAccepted, Took: time.Second},
		{Event: "other", Outcome: "signature", Status: http.StatusUnauthorized},
		{Event: "none", Outcome: "method", Status: http.StatusMethodNotAllowed},
		{Event: "push", Outcome: "busy", Status: http.StatusServiceUnavailable},
		{Event: "installation", Outcome: "unavailable", Status: http.StatusServiceUnavailable},
	} {
		s.delivery(a)
	}
	var got []string
	for _, span := range r.Ended() {
		got = append(got, line(span))
		if span.Parent().IsValid() {
			t.Errorf("%s has a parent", span.Name())
		}
	}
	want := []string{
		"server delivery advisory_bot.event=repository_advisory advisory_bot.outcome=stored http.response.status_code=202 Unset",
		"server delivery advisory_bot.event=installation advisory_bot.outcome=unavailable http.response.status_code=503 Error",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if took := r.Ended()[0].EndTime().Sub(r.Ended()[0].StartTime()); took != time.Second {
		t.Errorf("took %v", took)
	}
}
