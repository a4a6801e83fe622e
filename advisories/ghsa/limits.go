package ghsa

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The two rate limits that GitHub counts apart; the secondary limit covers both.
const (
	resourceREST    = "rest"
	resourceGraphQL = "graphql"
	resourceBoth    = ""
)

// Bounds of a limit's wait: what GitHub asks for where it says nothing, and what
// is believed at most.
const (
	silentWait = time.Minute
	leastWait  = time.Second
	mostWait   = 24 * time.Hour
	// mostAppWait is for what GitHub says to the App itself, since that holds back all
	// installations: its count begins anew each hour.
	mostAppWait = time.Hour
)

// limits remembers until when an installation may send nothing. It forgets with
// the process; then GitHub says it again, or the ledger does.
type limits struct {
	now   func() time.Time
	mu    sync.Mutex
	until map[limitKey]time.Time
	// common is what other processes met; nil where there is no ledger.
	common *common
}

// limitKey: installation 0 is the App itself.
type limitKey struct {
	installation int64
	resource     string
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, until: map[limitKey]time.Time{}}
}

// believed is how long a limit is taken to last at most.
func believed(k limitKey) time.Duration {
	if k.installation == 0 {
		return mostAppWait
	}
	return mostWait
}

// look brings what other processes met up to date, tell hands on what this one did.
func (l *limits) look(ctx context.Context) {
	if l.common != nil {
		l.common.look(ctx)
	}
}

func (l *limits) tell(ctx context.Context) {
	if l.common != nil {
		l.common.tell(ctx)
	}
}

// wait is until when nothing may be sent; zero where it may be.
func (l *limits) wait(installation int64, resource string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	var latest time.Time
	for _, r := range [...]string{resource, resourceBoth} {
		k := limitKey{installation, r}
		t, ok := l.until[k]
		switch {
		case !ok:
		case !now.Before(t), t.After(now.Add(believed(k) + clocksApart)): // over, or the clock was set back
			delete(l.until, k)
		case t.After(latest):
			latest = t
		}
		if l.common == nil {
			continue
		}
		if t := l.common.until(k); t.After(now) && t.After(latest) {
			latest = t
		}
	}
	return latest
}

// remember holds an installation back until a time, kept within bounds.
func (l *limits) remember(installation int64, resource string, until time.Time) time.Time {
	now, k := l.now(), limitKey{installation, resource}
	if least := now.Add(leastWait); until.Before(least) {
		until = least
	}
	if most := now.Add(believed(k)); until.After(most) {
		until = most
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.until[k].Before(until) {
		l.until[k] = until
	}
	if l.common != nil {
		l.common.met(k, until)
	}
	return until
}

// note reads an answer's rate limit headers: it remembers a limit that was hit,
// and one that the answer used up, and reports whether this answer is a limit and
// until when.
func (l *limits) note(c *call, resp *http.Response, said refusalText) (limited bool, until time.Time) {
	c.remaining = headerInt(resp.Header, "X-RateLimit-Remaining")
	after, told := l.retryAfter(resp.Header.Get("Retry-After"))
	spent := c.remaining == 0
	reset := l.reset(resp.Header)
	// go-github must not see them: it would hold back all installations for one.
	for _, name := range [...]string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Used"} {
		resp.Header.Del(name)
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests,
		resp.StatusCode == http.StatusForbidden && (spent || told || limitText(said.Message, said.Link)):
	case spent && reset.After(l.now()):
		l.remember(c.installation, c.resource(), reset)
		return false, time.Time{}
	default:
		return false, time.Time{}
	}
	c.limited = LimitSecondary
	switch {
	case told:
		return true, l.remember(c.installation, resourceBoth, after)
	case spent && reset.After(l.now()):
		c.limited = LimitPrimary
		return true, l.remember(c.installation, c.resource(), reset)
	}
	return true, l.remember(c.installation, resourceBoth, l.now().Add(silentWait))
}

// retryAfter reads seconds or an HTTP date.
func (l *limits) retryAfter(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return l.now().Add(time.Duration(n) * time.Second), true
	}
	if t, err := http.ParseTime(s); err == nil {
		return t, true
	}
	return time.Time{}, false
}

// reset is when the primary limit begins anew, in GitHub's clock.
func (l *limits) reset(h http.Header) time.Time {
	n, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

func headerInt(h http.Header, name string) int {
	n, err := strconv.Atoi(h.Get(name))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
