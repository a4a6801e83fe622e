package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// readiness is the answer of /readyz. A process of the web role is ready where rings
// can be stored, one of the work role where also the queue can be read. GitHub's
// state is shown and is no reason: what it refuses today comes again.
type readiness struct {
	// Status is "ready", "unready" or "stopping".
	Status   string        `json:"status"`
	Roles    []string      `json:"roles"`
	Database *databaseLook `json:"database,omitempty"`
	Queue    *queueLook    `json:"queue,omitempty"`
	GitHub   *githubLook   `json:"github,omitempty"`
}

type databaseLook struct {
	// Up: rings can be stored now.
	Up bool `json:"up"`
}

type queueLook struct {
	// Due counts cases and accounts that should be worked now, LagSeconds how long
	// what waits longest has been due.
	Due        int     `json:"due"`
	LagSeconds float64 `json:"lag_seconds"`
}

type githubLook struct {
	// LastSuccess is when GitHub last answered this process without an error, null
	// where it has not yet.
	LastSuccess *time.Time `json:"last_success"`
	// Limited counts installations whose requests it refuses for now, by resource.
	Limited map[string]int `json:"limited"`
}

// readiness looks now. A program that stops does not look any more.
func (p *Program) readiness(ctx context.Context) readiness {
	r := readiness{Status: "ready", Roles: p.options.Roles.names()}
	if p.stopping.Err() != nil {
		r.Status = "stopping"
		return r
	}
	h, _ := p.looks.health.get(ctx)
	r.Database = &databaseLook{Up: h.up}
	if h.counted {
		lag := h.lag(p.looks.now()).Seconds()
		r.Queue = &queueLook{Due: h.backlog.Due, LagSeconds: math.Round(lag*1000) / 1000}
	}
	if !h.up || !h.counted && p.options.Roles.work() {
		r.Status = "unready"
	}
	if p.options.Roles.work() {
		r.GitHub = &githubLook{Limited: h.limited}
		if at := p.metrics.lastSuccess(); !at.IsZero() {
			at = at.Truncate(time.Second)
			r.GitHub.LastSuccess = &at
		}
		if h.limited == nil {
			r.GitHub.Limited = map[string]int{}
		}
	}
	return r
}

// write answers as text, or as JSON for who asks for that.
func (r readiness) write(w http.ResponseWriter, req *http.Request) {
	status := http.StatusOK
	if r.Status != "ready" {
		status = http.StatusServiceUnavailable
	}
	if !wantsJSON(req) {
		word(w, status, strings.Join(r.lines(), "\n"))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(r) // who asked may be gone
}

// wantsJSON reports whether a request asks for JSON by name.
func wantsJSON(req *http.Request) bool {
	for _, field := range req.Header.Values("Accept") {
		for part := range strings.SplitSeq(field, ",") {
			kind, _, _ := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(kind), "application/json") {
				return true
			}
		}
	}
	return false
}

// lines are the answer as text: one word, and then what stands behind it.
func (r readiness) lines() []string {
	out := []string{r.Status, "roles " + strings.Join(r.Roles, ", ")}
	if r.Database != nil {
		out = append(out, "database "+map[bool]string{true: "up", false: "down"}[r.Database.Up])
	}
	switch {
	case r.Queue != nil && r.Queue.Due > 0:
		out = append(out, fmt.Sprintf("queue %d due, the oldest for %s", r.Queue.Due, time.Duration(r.Queue.LagSeconds*float64(time.Second)).Round(time.Second)))
	case r.Queue != nil:
		out = append(out, "queue nothing due")
	case r.Database != nil:
		out = append(out, "queue unknown")
	}
	if r.GitHub == nil {
		return out
	}
	last := "no answer yet"
	if r.GitHub.LastSuccess != nil {
		last = "last answered at " + r.GitHub.LastSuccess.Format(time.RFC3339)
	}
	var limits []string
	for _, resource := range slices.Sorted(maps.Keys(r.GitHub.Limited)) {
		limits = append(limits, fmt.Sprintf("%s %d", resource, r.GitHub.Limited[resource]))
	}
	if len(limits) > 0 {
		last += "; installations limited: " + strings.Join(limits, ", ")
	}
	return append(out, "github "+last)
}
