package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa"
)

// metricLabels are all labels there are, each with what its values come from: a
// closed list each time. A label more needs a thought about who could read what from
// it.
var metricLabels = map[string]string{
	"event": "the door's classes", "answer": "the door's words", "method": "routes", "route": "route templates", "status": "numbers of HTTP",
	"limit": "ghsa.Limit", "step": "desk.Step", "outcome": "turns", "stage": "advisories.Stage", "state": "closed words", "resource": "rest, graphql, all, other",
	"version": "the build's", "go_version": "the build's", "quantile": "Go's own", "le": "buckets",
}

// everyMetric is a program of which each metric has been set.
func everyMetric(t *testing.T) *Program {
	_, p := testDocket(t)
	p.metrics.delivery("repository_advisory", "stored", time.Millisecond)
	p.metrics.request(ghsa.Request{Method: "GET", Route: "/repos/{owner}/{repo}", Status: 200, Remaining: 4999})
	p.metrics.request(ghsa.Request{Method: "GET", Route: "/repos/{owner}/{repo}", Limited: ghsa.LimitHeld, Remaining: -1})
	p.metrics.steps.WithLabelValues("load").Inc()
	p.metrics.turn("done", time.Second)
	p.metrics.sweep("done", time.Minute)
	p.looks.health = keep(0, func(context.Context) (health, error) {
		return health{up: true, counted: true, backlog: docket.Backlog{Due: 3, Oldest: time.Now().Add(-time.Minute)}, limited: map[string]int{"rest": 2}}, nil
	})
	p.looks.figures = keep(0, func(context.Context) (docket.Figures, error) {
		return docket.Figures{Cases: map[advisories.Stage]int{advisories.StageReceived: 2}, Drafts: map[advisories.DraftState]int{advisories.DraftHeld: 4},
			RingsWaiting: 5, Held: 6, Failing: 7, Problems: 8, ClocksAtRisk: 9, ClocksMissed: 10, Notices: 11}, nil
	})
	return p
}

// TestMetricsKeepTheRules: Prometheus's rules of naming, and ours of labels.
func TestMetricsKeepTheRules(t *testing.T) {
	families, err := everyMetric(t).metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if metricLabels[l.GetName()] == "" {
					t.Errorf("%s has the label %s, of which nothing says that it names nobody", f.GetName(), l.GetName())
				}
			}
		}
	}
}

func TestMetrics(t *testing.T) {
	_, body, _ := ask(t, everyMetric(t).opsHandler(), "GET", "/metrics")
	for _, want := range []string{
		`advisory_bot_cases{stage="received"} 2`, `advisory_bot_drafts{state="held"} 4`, "advisory_bot_rings_waiting 5", `advisory_bot_work{state="held"} 6`,
		`advisory_bot_work{state="failing"} 7`, "advisory_bot_cases_standing_still 8", `advisory_bot_clocks{state="at_risk"} 9`,
		`advisory_bot_clocks{state="missed"} 10`, "advisory_bot_notices_open 11", "advisory_bot_database_up 1", "advisory_bot_queue_due 3",
		"advisory_bot_queue_lag_seconds 60", `advisory_bot_github_limited_installations{resource="rest"} 2`, `advisory_bot_turn_seconds_count{outcome="done"} 1`,
		`advisory_bot_sweep_seconds_sum{outcome="done"} 60`, "advisory_bot_sweep_last_end_timestamp_seconds 1.", `advisory_bot_build_info{go_version="go1.`,
		`advisory_bot_github_limited_total{limit="held"} 1`, "advisory_bot_github_last_success_timestamp_seconds 1.",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	_, p := testDocket(t)
	_, body, _ = ask(t, p.opsHandler(), "GET", "/metrics")
	for _, never := range []string{"advisory_bot_sweep_last_end", "advisory_bot_github_last_success", "advisory_bot_github_requests_left"} {
		if strings.Contains(body, never) {
			t.Errorf("%s of what never was", never)
		}
	}
}

// TestScrapesCostLittle: of many scrapes, one counts.
func TestScrapesCostLittle(t *testing.T) {
	_, p := testDocket(t)
	var counted, looked atomic.Int64
	p.looks.figures = keep(figuresEvery, func(ctx context.Context) (docket.Figures, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("nothing bounds the count")
		}
		counted.Add(1)
		return docket.Figures{}, errors.New("SENTINEL") // a failure is not asked for again at once either
	})
	p.looks.health = keep(figuresEvery, func(ctx context.Context) (health, error) {
		looked.Add(1)
		return health{}, nil
	})
	for range 20 {
		if status, body, _ := ask(t, p.opsHandler(), "GET", "/metrics"); status != 200 || strings.Contains(body, "SENTINEL") {
			t.Fatalf("%d %s", status, body)
		}
	}
	if counted.Load() != 1 || looked.Load() != 1 {
		t.Errorf("counted %d times, looked %d times", counted.Load(), looked.Load())
	}
}

// handler does what it is told to.
type handler struct {
	work, sweep func(context.Context) error
}

func (h handler) Work(ctx context.Context, _ advisories.CaseKey) error { return h.work(ctx) }
func (h handler) Sweep(ctx context.Context) error                      { return h.sweep(ctx) }

// TestTurnsAreMeasured: by what came of them, a panic too.
func TestTurnsAreMeasured(t *testing.T) {
	var told []string
	tell := func(outcome string, took time.Duration) {
		if took < 0 {
			t.Errorf("%s took %v", outcome, took)
		}
		told = append(told, outcome)
	}
	for _, err := range []error{nil, advisories.ErrIdle, advisories.ErrHeld, advisories.ErrLost, errors.New("no")} {
		if got := measured(t.Context(), context.Background(), tell, func(context.Context) error { return err }); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
	func() {
		defer func() { recover() }()
		_ = measured(t.Context(), context.Background(), tell, func(context.Context) error { panic("SENTINEL") })
	}()
	until, cut := context.WithCancel(t.Context())
	_ = measured(t.Context(), until, tell, func(ctx context.Context) error {
		cut()
		<-ctx.Done()
		return nil
	})
	if want := []string{"done", "idle", "held", "lost", "failed", "broke", "cut"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// TestSweepsStop: a sweep ends when the program begins to stop, and no other begins.
func TestSweepsStop(t *testing.T) {
	stopping, stop := context.WithCancel(t.Context())
	n := 0
	h := &turns{metrics: newMetrics(), spans: noSpans(), stopping: stopping, cutting: context.Background(), desk: handler{sweep: func(ctx context.Context) error {
		n++
		stop()
		<-ctx.Done()
		return ctx.Err()
	}}}
	if err := h.Sweep(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("under way: %v", err)
	}
	if err := h.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("another: %v, %d sweeps", err, n)
	}
}
