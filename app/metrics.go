package app

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics are what /metrics shows. No label names a repository, an account, a
// login or an advisory: that a case exists is embargoed too.
type Metrics struct {
	registry *prometheus.Registry
	door     *prometheus.CounterVec
	doorTime prometheus.Histogram
	github   *prometheus.CounterVec
	limited  *prometheus.CounterVec
	left     prometheus.Gauge
	known    sync.Once
	steps    *prometheus.CounterVec
}

func newMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		door: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "advisory_bot_deliveries_total",
			Help: "Webhook deliveries by event class and answer."}, []string{"event", "answer"}),
		doorTime: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "advisory_bot_delivery_seconds",
			Help: "Time to answer a delivery.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}),
		github: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "advisory_bot_github_requests_total",
			Help: "Requests to GitHub by method, route and status."}, []string{"method", "route", "status"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "advisory_bot_github_limited_total",
			Help: "Requests that met a limit: primary and secondary are GitHub's answers; held and own were not sent, because of one of these or of our own pace."}, []string{"limit"}),
		left: prometheus.NewGauge(prometheus.GaugeOpts{Name: "advisory_bot_github_requests_left",
			Help: "Requests left of the limit, as GitHub last said for any installation."}),
		steps: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "advisory_bot_steps_total",
			Help: "Steps done by the desk."}, []string{"step"}),
	}
	m.registry.MustRegister(m.door, m.doorTime, m.github, m.limited, m.steps,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *Metrics) delivery(event, answer string, took time.Duration) {
	m.door.WithLabelValues(event, answer).Inc()
	m.doorTime.Observe(took.Seconds())
}

// request counts a request, and the limit that it met. One that a limit kept from
// being sent is none.
func (m *Metrics) request(method, route string, status, remaining int, limited string, sent bool) {
	if limited != "" {
		m.limited.WithLabelValues(limited).Inc()
	}
	if !sent {
		return
	}
	m.github.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	if remaining >= 0 {
		m.known.Do(func() { m.registry.MustRegister(m.left) }) // 0 before GitHub ever answered would be an alarm
		m.left.Set(float64(remaining))
	}
}

// figures are counted in the docket when somebody scrapes.
type figures struct {
	read func(context.Context) (map[string]map[string]int, error)
	desc *prometheus.Desc
}

func newFigures(read func(context.Context) (map[string]map[string]int, error)) *figures {
	return &figures{read: read, desc: prometheus.NewDesc("advisory_bot_docket",
		"What the docket holds: cases by stage, drafts by state, clocks by state, rings waiting.", []string{"what", "state"}, nil)}
}

// Describe implements prometheus.Collector.
func (f *figures) Describe(ch chan<- *prometheus.Desc) { ch <- f.desc }

// Collect implements prometheus.Collector.
func (f *figures) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	all, err := f.read(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(f.desc, err)
		return
	}
	for what, states := range all {
		for state, n := range states {
			ch <- prometheus.MustNewConstMetric(f.desc, prometheus.GaugeValue, float64(n), what, state)
		}
	}
}
