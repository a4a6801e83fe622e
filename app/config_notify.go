package app

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The bounds of RETENTION. The least one leaves time to notice an installation
// that went by mistake; beyond the most nobody could have meant it.
const (
	leastRetention = 24 * time.Hour
	mostRetention  = 3650 * 24 * time.Hour
)

// shortestSecret is how many characters a secret has at least that signs
// something.
const shortestSecret = 16

// notify reads where deadlines are told. The address may hold a token in its path
// or query, as chat services have it.
func (r *reader) notify(c *Config, e Environment) {
	if e.NotifySecret != "" {
		if len(e.NotifySecret) < shortestSecret {
			r.fault("NOTIFY_SECRET", "want at least 16 characters (openssl rand -hex 32)")
		}
		c.NotifySecret = []byte(e.NotifySecret)
	}
	if e.NotifyURL == "" {
		return
	}
	c.NotifyURL = e.NotifyURL
	u, err := url.Parse(e.NotifyURL)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		r.fault("NOTIFY_URL", "want an https:// URL (http:// only for this machine itself)")
	}
}

var errDuration = errors.New("not a duration")

// duration reads what time.ParseDuration does, and days (of 24 hours) before it:
// "90d", "1d12h".
func duration(s string) (time.Duration, error) {
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		return time.ParseDuration(s)
	}
	n, err := strconv.ParseUint(days, 10, 16) // 65,535 days do not overflow
	if err != nil {
		return 0, errDuration
	}
	d := time.Duration(n) * 24 * time.Hour
	if rest == "" {
		return d, nil
	}
	more, err := time.ParseDuration(rest)
	if err != nil || more < 0 || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "-") {
		return 0, errDuration
	}
	if d += more; d < 0 {
		return 0, errDuration
	}
	return d, nil
}
