package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// mostCollectorSays bounds how much of a collector's answer is read.
const mostCollectorSays = 64 << 10

// newSpans makes the traces that a configuration asks for. Nothing is sent yet, and a
// collector that does not answer stops nothing.
func newSpans(ctx context.Context, c TraceConfig, log *slog.Logger) (*spans, error) {
	if c.Endpoint == "" {
		return noSpans(), nil
	}
	collector := newCollector(c)
	options := []otlptracehttp.Option{
		otlptracehttp.WithEndpointURL(c.Endpoint), otlptracehttp.WithHeaders(c.Headers), otlptracehttp.WithEncoding(otlptracehttp.EncodingProtobuf),
		otlptracehttp.WithCompression(otlptracehttp.NoCompression), otlptracehttp.WithMaxResponseSize(mostCollectorSays),
		otlptracehttp.WithHTTPClient(collector.client),
	}
	if c.Gzip {
		options = append(options, otlptracehttp.WithCompression(otlptracehttp.GzipCompression))
	}
	out, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, errors.New("traces: the exporter cannot be made of the " + otelPrefix + "EXPORTER_OTLP_ variables")
	}
	told := &exporter{SpanExporter: out, collector: collector, log: log}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(error) { // it would print to standard error by itself
		log.Warn("traces: OpenTelemetry met a fault", "fault", "sdk")
	}))
	about := resource.NewSchemaless(attribute.String("service.name", c.Service), attribute.String("service.version", Version()))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(told), sdktrace.WithResource(about))
	return &spans{tracer: provider.Tracer("advisory-bot"), provider: provider, exporter: told}, nil
}

// collector is the client that spans are sent with, and how it was last answered.
type collector struct {
	client *http.Client
	status atomic.Int64
	next   http.RoundTripper
}

// newCollector is a client that goes where it is told and nowhere else: it would
// carry its headers to where an answer redirects it.
func newCollector(c TraceConfig) *collector {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	out := &collector{next: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: c.TLS, ForceAttemptHTTP2: true,
		MaxIdleConns: 2, IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second}}
	out.client = &http.Client{Transport: out, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return out
}

// RoundTrip implements http.RoundTripper.
func (c *collector) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(req)
	if err != nil {
		c.status.Store(0)
		return nil, err
	}
	c.status.Store(int64(res.StatusCode))
	return res, nil
}

// exporter logs what cannot be sent, at most once a minute, in our own words: its
// errors quote addresses and the collector's answers.
type exporter struct {
	sdktrace.SpanExporter
	collector *collector
	log       *slog.Logger

	mu   sync.Mutex
	told time.Time
	lost int
}

// ExportSpans implements sdktrace.SpanExporter.
func (e *exporter) ExportSpans(ctx context.Context, list []sdktrace.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, list)
	if err == nil {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lost += len(list)
	if now := time.Now(); now.Sub(e.told) >= time.Minute {
		e.log.Warn("traces: spans could not be sent", "spans", e.lost, "status", e.collector.status.Load())
		e.told, e.lost = now, 0
	}
	return nil
}

// Shutdown implements sdktrace.SpanExporter. It may be called twice.
func (e *exporter) Shutdown(ctx context.Context) error {
	err := e.SpanExporter.Shutdown(ctx)
	e.collector.client.CloseIdleConnections()
	return err
}
