package ghsatest_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// appKey is one key for all tests; making one takes long.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func appKeyPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(appKey())})
}

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// lab is a GitHub with one organization, one repository, some people, and a client
// that knows nothing but HTTP. Every exchange is held against GitHub's published
// description when the test ends, where that is at hand.
type lab struct {
	*ghsatest.Server
	t            *testing.T
	clock        *clock
	client       *http.Client
	installation int64
	repository   int64

	mu        sync.Mutex
	exchanges []ghsatest.Exchange
}

const lib = "acme/lib"

func newLab(t *testing.T, change ...func(*ghsatest.Options)) *lab {
	t.Helper()
	l := &lab{t: t, clock: newClock()}
	opt := ghsatest.Options{Now: l.clock.now, JWTNow: l.clock.now, AppKey: &appKey().PublicKey, Observe: l.observe}
	for _, c := range change {
		c(&opt)
	}
	l.Server = ghsatest.New(opt)
	l.client = &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		l.client.CloseIdleConnections()
		l.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		checkExchanges(t, l.exchanges)
	})
	l.AddOwner("acme", true)
	l.AddUser("ada")
	l.AddUser("rex")
	l.repository = l.AddRepository(lib, false)
	l.SetRole(lib, "ada", ghsatest.RoleAdmin)
	l.installation = l.AddInstallation("acme")
	return l
}

func (l *lab) observe(e ghsatest.Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.exchanges = append(l.exchanges, e)
}

// flush waits until every webhook was attempted.
func (l *lab) flush() {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := l.Flush(ctx); err != nil {
		l.t.Fatal(err)
	}
}

// report files a report and returns its path below the API.
func (l *lab) report() (advisories.GHSA, string) {
	id := l.Report(lib, "rex", "Path traversal", "Details of the traversal.")
	return id, "/repos/" + lib + "/security-advisories/" + string(id)
}

type claims map[string]any

func (l *lab) claims() claims {
	now := l.clock.now().Unix()
	return claims{"iat": now - 60, "exp": now + 300, "iss": "4711"}
}

func (l *lab) sign(c claims) string {
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			l.t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(claims{"alg": "RS256", "typ": "JWT"}) + "." + part(c)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, appKey(), crypto.SHA256, sum[:])
	if err != nil {
		l.t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func (l *lab) jwt() string { return l.sign(l.claims()) }

// token is an installation token for what body asks; empty asks for everything.
func (l *lab) token(body string) string {
	l.t.Helper()
	r := l.send("POST", fmt.Sprintf("/app/installations/%d/access_tokens", l.installation), l.jwt(), body)
	r.is(l.t, 201)
	return r.object(l.t)["token"].(string)
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r *reply) is(t *testing.T, status int) *reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

func (r *reply) object(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("answer %q: %v", r.body, err)
	}
	return v
}

func (r *reply) list(t *testing.T) []map[string]any {
	t.Helper()
	var v []map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		t.Fatalf("answer %q: %v", r.body, err)
	}
	return v
}

// next is the address of the next page, without the server's, empty for none.
func (r *reply) next() string {
	for link := range strings.SplitSeq(r.header.Get("Link"), ", ") {
		address, rel, _ := strings.Cut(link, "; ")
		if rel == `rel="next"` {
			address = strings.Trim(address, "<>")
			return address[strings.Index(address[8:], "/")+8:]
		}
	}
	return ""
}

// wrong marks a request that breaks GitHub's description on purpose.
const wrong = "X-Test-Wrong"

// send sends a request; headers are pairs. A request that was cut fails the test.
func (l *lab) send(method, path, auth, body string, headers ...string) *reply {
	l.t.Helper()
	r, err := l.try(method, path, auth, body, headers...)
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

func (l *lab) try(method, path, auth, body string, headers ...string) (*reply, error) {
	req, err := http.NewRequest(method, l.URL()+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if auth != "" {
		req.Header.Set("Authorization", "Bearer "+auth)
	}
	req.Header.Set("Accept", "application/vnd.github+json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := l.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return &reply{status: res.StatusCode, header: res.Header, body: b}, err
}
