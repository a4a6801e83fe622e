package tracking

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Config is what a room needs.
type Config struct {
	GitHub GitHub
	Keys   advisories.Keys
	Log    *slog.Logger
	Now    func() time.Time
	// InFlight is how long a write whose end is not known may still take effect on
	// GitHub; zero is 12 s: GitHub ends every request after 10.
	InFlight time.Duration
	// WebURL is where people see GitHub, with a slash at the end; empty is
	// https://github.com/.
	WebURL string
}

// Room keeps tracking issues. All that lasts is in a case's Tracking. Its methods may be called from several goroutines, for one case by one
// at a time.
type Room struct {
	gh       GitHub
	keys     advisories.Keys
	log      *slog.Logger
	now      func() time.Time
	inFlight time.Duration
	web      string
	// hanging are the replies whose end is not known, with until when they may still
	// appear. A program that starts anew within that time does not know of them.
	hanging map[string]time.Time
	mu      sync.Mutex
}

// New makes a room.
func New(c Config) (*Room, error) {
	switch {
	case c.GitHub == nil:
		return nil, errors.New("tracking: needs GitHub")
	case c.Keys.Len() == 0:
		return nil, errors.New("tracking: needs a sealing key")
	}
	r := &Room{gh: c.GitHub, keys: c.Keys, log: c.Log, now: c.Now, inFlight: c.InFlight, web: c.WebURL, hanging: map[string]time.Time{}}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.now == nil {
		r.now = time.Now
	}
	if r.inFlight == 0 {
		r.inFlight = 12 * time.Second
	}
	if r.web == "" {
		r.web = "https://github.com/"
	}
	return r, nil
}
