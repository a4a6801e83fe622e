package ghsa

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/advisory-bot/advisory-bot/advisories"
)

func epoch(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// When to come back, from each way in which GitHub says it.
func TestRetryAt(t *testing.T) {
	reset := testNow.Add(17 * time.Minute)
	for _, tc := range []struct {
		name    string
		status  int
		headers []string
		want    time.Time
	}{
		{"retry-after", 403, []string{"Retry-After", "42"}, testNow.Add(42 * time.Second)},
		{"retry-after goes first", 429, []string{"Retry-After", "42", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(reset)}, testNow.Add(42 * time.Second)},
		{"retry-after as a date", 429, []string{"Retry-After", testNow.Add(time.Minute).Format(http.TimeFormat)}, testNow.Add(time.Minute)},
		{"retry-after 0", 429, []string{"Retry-After", "0"}, testNow.Add(leastWait)},
		{"retry-after of years", 429, []string{"Retry-After", "999999999"}, testNow.Add(mostWait)},
		{"retry-after nonsense", 429, []string{"Retry-After", "soon"}, testNow.Add(silentWait)},
		{"reset", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(reset)}, reset},
		{"reset is over", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(testNow.Add(-time.Hour))}, testNow.Add(silentWait)},
		{"reset nonsense", 403, []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "x"}, testNow.Add(silentWait)},
		{"rest is left", 429, []string{"X-RateLimit-Remaining", "12", "X-RateLimit-Reset", epoch(reset)}, testNow.Add(silentWait)},
		{"silence", 429, nil, testNow.Add(silentWait)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHub(t)
			h.on("/repos/", tc.status, `{}`, tc.headers...)
			c := h.client()
			_, err := c.Open(t.Context(), testRepo)
			if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(tc.want) {
				t.Errorf("retry at %v, want %v", f.RetryAt, tc.want)
			}
			n := h.total()
			_, err = c.Comment(t.Context(), testRepo, testGHSA, "x")
			if f := fault(t, err, advisories.FaultLimited); !f.RetryAt.Equal(tc.want) {
				t.Errorf("the second call: retry at %v, want %v", f.RetryAt, tc.want)
			}
			if h.total() != n {
				t.Error("something was sent while the limit runs")
			}
		})
	}
}

// A limit holds back its installation, and its half of GitHub, for its time.
func TestLimitsAreApart(t *testing.T) {
	h := newHub(t)
	l := newLimits(h.clock)
	note := func(r Route, installation int64, status int, headers ...string) {
		resp := &http.Response{StatusCode: status, Header: http.Header{}}
		for i := 0; i+1 < len(headers); i += 2 {
			resp.Header.Set(headers[i], headers[i+1])
		}
		l.note(&call{route: r, installation: installation}, resp, refusalText{})
		if got := resp.Header.Get("X-RateLimit-Remaining"); got != "" {
			t.Error("go-github can still see the limit")
		}
	}
	spent := []string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(testNow.Add(time.Minute))}
	note(routeFiles, 1, 200, spent...) // used up by a success
	note(routeAdvisory, 2, 403, spent...)
	note(routeAdvisory, 3, 429, "Retry-After", "60")
	note(routeAdvisory, 4, 404, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", epoch(testNow.Add(-time.Minute)))
	check := func(want string) {
		t.Helper()
		got := ""
		for i := range int64(5) {
			got += fmt.Sprint(i, !l.wait(i, resourceREST).IsZero(), !l.wait(i, resourceGraphQL).IsZero(), " ")
		}
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	check("0 false false 1 false true 2 true false 3 true true 4 false false ")
	h.advance(time.Minute)
	check("0 false false 1 false false 2 false false 3 false false 4 false false ")
	if len(l.until) != 0 {
		t.Errorf("%d limits are kept that are over", len(l.until))
	}
}

// go-github's own memory of limits, one for all installations, stays empty.
func TestLimitOfOneInstallation(t *testing.T) {
	h := newHub(t)
	h.on("/repos/acme/anvil/security-advisories", 200, `[]`, "X-RateLimit-Limit", "5000", "X-RateLimit-Remaining", "0",
		"X-RateLimit-Reset", epoch(time.Now().Add(time.Hour)))
	h.on("POST /app/installations/8/access_tokens", 201, `{"token":"t"}`)
	h.on("/repos/other/one/security-advisories", 200, `[]`)
	c := h.client()
	_, err := c.Open(t.Context(), testRepo) // the first page uses it up, the second list is held back
	fault(t, err, advisories.FaultLimited)
	if _, err := c.Open(t.Context(), advisories.Repository{Installation: 8, ID: 1, Owner: "other", Name: "one"}); err != nil {
		t.Error(err)
	}
}

// Whatever an answer says, it holds back the installation that was asked about and no
// other, for a time within bounds, in the ledger as in memory.
func TestHostileLimits(t *testing.T) {
	text := rapid.OneOf(rapid.SampledFrom([]string{"0", "-1", "-9999999999", "99999999999", "9223372036854775807", "1e9", "",
		"Mon, 01 Jan 9999 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"}), rapid.StringMatching(`[0-9]{1,12}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		b := newBook()
		l := newLimits(func() time.Time { return testNow })
		l.common = newCommon(b, l.now)
		loud := rapid.SampledFrom([]int64{0, 7}).Draw(t, "installation")
		for range rapid.IntRange(1, 5).Draw(t, "answers") {
			c := &call{route: rapid.SampledFrom([]Route{routeFiles, routeAdvisory, routeComment}).Draw(t, "route"), installation: loud}
			resp := &http.Response{StatusCode: rapid.SampledFrom([]int{200, 201, 304, 403, 404, 422, 429, 500}).Draw(t, "status"), Header: http.Header{}}
			for _, name := range []string{"Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset"} {
				if rapid.Bool().Draw(t, name+" is there") {
					resp.Header[name] = []string{text.Draw(t, name)} // as it is, unlike Set
				}
			}
			limited, until := l.note(c, resp, refusalText{Message: text.Draw(t, "message")})
			if limited && (until.Before(testNow.Add(leastWait)) || until.After(testNow.Add(believed(limitKey{installation: loud})))) {
				t.Fatalf("limited until %v, it is %v", until, testNow)
			}
			l.tell(context.Background())
			for _, kept := range []map[limitKey]time.Time{l.until, b.limits, l.common.known} {
				for k, at := range kept {
					if k.installation != loud || at.Sub(testNow) > believed(k) {
						t.Fatalf("installation %d is held back until %v by an answer to %d", k.installation, at, loud)
					}
				}
			}
		}
		if until := l.wait(8, resourceREST); !until.IsZero() {
			t.Fatal("another installation is held back")
		}
	})
}
