package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/advisory-bot/advisory-bot/advisories/docket"
)

// looks are the docket's figures for whoever scrapes.
type looks struct {
	health  *kept[health]
	figures *kept[docket.Figures]
	now     func() time.Time
}

var (
	descUp      = desc("database_up", "1 where rings can be stored now.")
	descLag     = desc("queue_lag_seconds", "How long what waits longest has been due, 0 where nothing waits.")
	descDue     = desc("queue_due", "Cases and accounts that should be worked now.")
	descLimited = desc("github_limited_installations", "Installations whose requests GitHub refuses for now, by the limit's resource.", "resource")
	descCases   = desc("cases", "Cases by stage.", "stage")
	descDrafts  = desc("drafts", "Drafts by state.", "state")
	descClocks  = desc("clocks", "Clocks of open cases that are at risk or missed.", "state")
	descRings   = desc("rings_waiting", "Rings that are stored and not worked yet.")
	descWork    = desc("work", "Cases and accounts in hand now, and those whose last turn failed.", "state")
	descStill   = desc("cases_standing_still", "Cases that stand still until somebody mends something.")
	descNotices = desc("notices_open", "Notices that are not over.")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("advisory_bot_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector.
func (*looks) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descUp, descLag, descDue, descLimited, descCases, descDrafts, descClocks, descRings, descWork, descStill, descNotices} {
		ch <- d
	}
}

// Collect implements prometheus.Collector. Where the docket cannot be counted, the
// other figures still show: that is when they are needed.
func (l *looks) Collect(ch chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, n float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	ctx := context.Background() // what is kept bounds itself
	h, _ := l.health.get(ctx)
	tell(descUp, one(h.up))
	if h.counted {
		tell(descLag, h.lag(l.now()).Seconds())
		tell(descDue, float64(h.backlog.Due))
	}
	for resource, n := range h.limited {
		tell(descLimited, float64(n), resource)
	}
	f, err := l.figures.get(ctx)
	if err != nil {
		return
	}
	for stage, n := range f.Cases {
		tell(descCases, float64(n), string(stage))
	}
	for state, n := range f.Drafts {
		tell(descDrafts, float64(n), string(state))
	}
	tell(descClocks, float64(f.ClocksAtRisk), "at_risk")
	tell(descClocks, float64(f.ClocksMissed), "missed")
	tell(descRings, float64(f.RingsWaiting))
	tell(descWork, float64(f.Held), "held")
	tell(descWork, float64(f.Failing), "failing")
	tell(descStill, float64(f.Problems))
	tell(descNotices, float64(f.Notices))
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
