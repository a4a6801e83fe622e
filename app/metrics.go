package app

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// Metrics are what /metrics shows. No label names a repository, an account, a
// login or an advisory: that a case exists is embargoed too.
type Metrics struct {
	registry  *prometheus.Registry
	door      *prometheus.CounterVec
	doorTime  prometheus.Histogram
	github    *prometheus.CounterVec
	limited   *prometheus.CounterVec
	left      prometheus.Gauge
	known     sync.Once
	success   prometheus.Gauge
	succeeded sync.Once
	steps     *prometheus.CounterVec
	turnTime  *prometheus.HistogramVec
	sweepTime *prometheus.HistogramVec
	swept     prometheus.Gauge
	sweptOnce sync.Once
	// answered is when GitHub last answered well, in nanoseconds since 1970; 0: not yet.
	answered atomic.Int64
}

func newMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		door:     counters("deliveries_total", "Webhook deliveries by event class and answer.", "event", "answer"),
		doorTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "advisory_bot_delivery_seconds",
			Help: "Time to answer a delivery.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}),
		github: counters("github_requests_total", "Requests to GitHub by method, route and status.", "method", "route", "status"),
		limited: counters("github_limited_total", "Requests that met a limit: primary and secondary are GitHub's answers; held and own were not sent, "+
			"because of one of these or of our own pace.", "limit"),
		left:    gauge("github_requests_left", "Requests left of the limit, as GitHub last said for any installation."),
		success: gauge("github_last_success_timestamp_seconds", "When GitHub last answered without an error."),
		steps:   counters("steps_total", "Steps done by the desk.", "step"),
		turnTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "advisory_bot_turn_seconds",
			Help: "Time that a turn at a case or an account took, by what came of it.", Buckets: prometheus.ExponentialBuckets(0.01, 4, 8)}, []string{"outcome"}),
		sweepTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "advisory_bot_sweep_seconds",
			Help: "Time that a sweep took, by what came of it.", Buckets: prometheus.ExponentialBuckets(0.1, 4, 8)}, []string{"outcome"}),
		swept: gauge("sweep_last_end_timestamp_seconds", "When this process last swept to the end."),
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{Name: "advisory_bot_build_info", Help: "1, with the version that runs.",
		ConstLabels: prometheus.Labels{"version": Version(), "go_version": runtime.Version()}})
	built.Set(1)
	m.registry.MustRegister(m.door, m.doorTime, m.github, m.limited, m.steps, m.turnTime, m.sweepTime, built,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "advisory_bot_" + name, Help: help}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "advisory_bot_" + name, Help: help})
}

func (m *Metrics) delivery(event, answer string, took time.Duration) {
	m.door.WithLabelValues(event, answer).Inc()
	m.doorTime.Observe(took.Seconds())
}

func (m *Metrics) turn(outcome string, took time.Duration) {
	m.turnTime.WithLabelValues(outcome).Observe(took.Seconds())
}

func (m *Metrics) sweep(outcome string, took time.Duration) {
	m.sweepTime.WithLabelValues(outcome).Observe(took.Seconds())
	if outcome == "done" {
		m.sweptOnce.Do(func() { m.registry.MustRegister(m.swept) }) // 0 would be an alarm
		m.swept.SetToCurrentTime()
	}
}

// request counts a request, and the limit that it met. One that a limit kept from
// being sent is none.
func (m *Metrics) request(r ghsa.Request) {
	if r.Limited != "" {
		m.limited.WithLabelValues(string(r.Limited)).Inc()
	}
	if unsent(r) {
		return
	}
	m.github.WithLabelValues(r.Method, r.Route, strconv.Itoa(r.Status)).Inc()
	if r.Status >= 200 && r.Status < 400 && r.Limited == "" {
		m.succeeded.Do(func() { m.registry.MustRegister(m.success) }) // as above
		m.success.SetToCurrentTime()
		m.answered.Store(time.Now().UnixNano())
	}
	if r.Remaining >= 0 {
		m.known.Do(func() { m.registry.MustRegister(m.left) })
		m.left.Set(float64(r.Remaining))
	}
}

// lastSuccess is when GitHub last answered well; zero where it has not yet.
func (m *Metrics) lastSuccess() time.Time {
	if at := m.answered.Load(); at != 0 {
		return time.Unix(0, at).UTC()
	}
	return time.Time{}
}
