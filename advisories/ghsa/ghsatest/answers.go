package ghsatest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const docs = "https://docs.github.com/rest"

// failed is an error answer in GitHub's shape.
func failed(status int, message string) answer {
	return answer{status: status, body: object{
		"message": message, "documentation_url": docs, "status": strconv.Itoa(status),
	}}
}

func notFound() answer { return failed(http.StatusNotFound, "Not Found") }

// lacking is the answer to a token that lacks a permission.
func lacking(permission, level string) answer {
	a := failed(http.StatusForbidden, "Resource not accessible by integration")
	a.set("X-Accepted-GitHub-Permissions", permission+"="+level)
	return a
}

func unprocessable(message string) answer { return failed(http.StatusUnprocessableEntity, message) }

// invalid is the answer to a field that GitHub will not take.
func invalid(resource, field, message string) answer {
	a := failed(http.StatusUnprocessableEntity, "Validation Failed")
	a.body.(object)["errors"] = []object{{"resource": resource, "field": field, "code": "custom", "message": message}}
	return a
}

// fail is the answer of a fault other than Delay; done is the answer without it,
// where the request was applied.
func (s *Server) fail(q *ask, f *Fault, done answer) answer {
	var a answer
	switch f.Kind {
	case Drop, AppliedAnswerLost:
		return answer{cut: true}
	case GraphError:
		return graphError(f, q.body, done)
	case Unauthorized:
		a = failed(http.StatusUnauthorized, "Bad credentials")
	case SecondaryLimit:
		a = failed(orStatus(f.Status, http.StatusForbidden),
			"You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
		a.body.(object)["documentation_url"] = docs + "/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
	case PrimaryLimit:
		a = s.primaryLimit(q, f.Reset)
		if f.Status != 0 {
			a.status = f.Status
		}
	default:
		a = failed(f.Status, http.StatusText(f.Status))
		if f.Status >= 500 {
			a.body = nil
			a.raw = fmt.Appendf(nil, "<html><body>%s</body></html>\n", http.StatusText(f.Status))
			a.set("Content-Type", "text/html; charset=utf-8")
		}
	}
	if f.RetryAfter > 0 {
		a.set("Retry-After", strconv.Itoa(int(f.RetryAfter.Seconds())))
	}
	if f.Body != "" {
		a.raw = []byte(f.Body)
		a.set("Content-Type", "application/json; charset=utf-8")
	}
	for k, v := range maps.All(f.Header) {
		a.set(k, strings.Join(v, ", "))
	}
	return a
}

func orStatus(status, otherwise int) int {
	if status != 0 {
		return status
	}
	return otherwise
}

// primaryLimit is GitHub's answer when the hour's requests are used up. reset is
// how long until a fault's limit is over; 0 takes the budget's own time, or a
// minute where the budget is not used up.
func (s *Server) primaryLimit(q *ask, reset time.Duration) answer {
	b := s.budgetOf(q)
	until, who := b.reset, int64(0)
	if reset > 0 {
		until = s.now().Add(reset)
	} else if b.remaining() > 0 {
		until = s.now().Add(time.Minute)
	}
	if q.in != nil {
		who = q.in.id
	}
	message := fmt.Sprintf("API rate limit exceeded for installation ID %d.", who)
	a := failed(http.StatusForbidden, message)
	resource := "core"
	if q.route != nil && q.route.path == "/graphql" {
		resource = "graphql"
		a = answer{status: http.StatusOK, body: object{"errors": []object{{"type": "RATE_LIMITED", "message": message}}}}
	}
	s.limitHeader(&a, b.limit, 0, until, resource)
	return a
}

// validators adds ETag and Last-Modified to what a GET found, and turns it into 304
// where the client has it.
func (s *Server) validators(q *ask, a *answer) {
	if q.r.Method != http.MethodGet || a.status != http.StatusOK || (q.route != nil && q.route.path == "/rate_limit") {
		return
	}
	tag := etag(q.r.Header, a.raw)
	a.set("ETag", tag)
	a.set("Cache-Control", "private, max-age=60, s-maxage=60")
	a.set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With")
	if !a.modified.IsZero() {
		a.set("Last-Modified", a.modified.Format(http.TimeFormat))
	}
	if s.unchanged(q.r.Header, tag, a.modified) {
		a.status, a.body, a.raw = http.StatusNotModified, nil, nil
		a.header.Del("Content-Type")
	}
}

// unchanged follows RFC 9110: If-None-Match decides where it is there.
func (s *Server) unchanged(h http.Header, tag string, modified time.Time) bool {
	if known := h.Get("If-None-Match"); known != "" {
		for t := range strings.SplitSeq(known, ",") {
			if strings.TrimPrefix(strings.TrimSpace(t), "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(h.Get("If-Modified-Since"))
	return err == nil && !modified.IsZero() && !modified.After(since)
}

// etag depends on the token, so that it ends with it. The sum is what others found
// GitHub's to be: SHA-256 over the values of Accept, Authorization and Cookie, a
// colon after each, and the body.
func etag(h http.Header, body []byte) string {
	sum := sha256.New()
	for _, name := range []string{"Accept", "Authorization", "Cookie"} {
		for _, v := range h.Values(name) {
			sum.Write([]byte(v + ":"))
		}
	}
	sum.Write(body)
	return `W/"` + hex.EncodeToString(sum.Sum(nil)) + `"`
}
