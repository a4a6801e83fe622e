package app

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// opsHandler serves /healthz, /readyz and /metrics. It is on its own address and
// shares nothing with the door.
func (p *Program) opsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { word(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { p.readiness(r.Context()).write(w, r) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

func word(w http.ResponseWriter, status int, s string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(s + "\n"))
}

// Health asks the program on ADMIN_ADDR whether it is alive.
func Health(ctx context.Context, c Config) error {
	host, port, err := net.SplitHostPort(c.AdminAddr)
	if err != nil {
		return fmt.Errorf("%sADMIN_ADDR: want HOST:PORT", Prefix)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	at := net.JoinHostPort(host, port)
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req) // by no proxy, and no redirect is followed
	if err != nil {
		return fmt.Errorf("health: nothing answers at %s (%sADMIN_ADDR); is serve running?", at, Prefix)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("health: what answers at %s (%sADMIN_ADDR) is not well, or is something else: status %d", at, Prefix, res.StatusCode)
	}
	return nil
}
