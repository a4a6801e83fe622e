package app_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/desk"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// Counted in a test: requests to GitHub. Timed in benchmarks only:
//
//	go test ./app -run '^$' -bench 'RingToReceipt' -benchtime 60x
//	go test ./app -run '^$' -bench 'Burst|LongThread' -benchtime 1x
//	go test ./app -run '^$' -bench 'Start' -benchtime 3x

// measured is the real program against the simulated GitHub, with an eye on the
// way from the door to the receipt.
type measured struct {
	testing.TB
	github *ghsatest.Server
	p      *app.Program
	log    *safeBuffer

	mu       sync.Mutex
	rang     time.Time
	received chan time.Time
	// sent are the requests since the ring until a comment was posted.
	sent   []string
	waited time.Duration
	until  bool
}

// measure starts it; cold leaves everything but the first sweep to the first ring.
func measure(tb testing.TB, o ghsatest.Options, change func(*app.Options)) *measured {
	tb.Helper()
	m := &measured{TB: tb, log: &safeBuffer{}, received: make(chan time.Time, 1000)}
	o.Observe = m.observe
	m.github = ghsatest.New(o)
	tb.Cleanup(m.github.Close)
	m.github.AddOwner(testOwner, true)
	m.github.AddUser("researcher")
	m.github.AddUser("maintainer")
	m.github.AddRepository(testRepo, false)
	m.github.SetRole(testRepo, "maintainer", "admin")
	m.github.PutFile(testRepo, ".github/advisory-policy.yml", quick)
	m.github.AddInstallation(testOwner)
	opt := app.Options{Log: app.NewLog(m.log, slog.LevelInfo, "text"), WriteGap: time.Millisecond,
		Flood: desk.Flood{Window: time.Hour, Reporter: 100_000, Repository: 100_000}}
	if change != nil {
		change(&opt)
	}
	var err error
	m.p, err = app.Assemble(tb.Context(), app.Config{
		AppID: m.github.AppID(), PrivateKey: m.github.AppKeyPEM(), WebhookSecrets: [][]byte{[]byte(testSecret)},
		APIURL: m.github.APIURL(), GraphQLURL: m.github.GraphQLURL(), WebURL: "https://github.com/",
		ListenAddr: "127.0.0.1:0", AdminAddr: "127.0.0.1:0", DataDir: tb.TempDir(), SweepInterval: time.Hour,
	}, opt)
	if err != nil {
		tb.Fatal(err)
	}
	door := m.p.Door
	m.p.Door = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.ring()
		door.ServeHTTP(w, r)
	})
	m.serve()
	return m
}

// serve runs the program until the test ends, and returns after its first sweep.
func (m *measured) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	at, served := make(chan app.Addresses, 1), make(chan error, 1)
	go func() { served <- m.p.Serve(ctx, func(a app.Addresses) { at <- a }) }()
	m.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			m.Error(err)
		}
		m.p.Close()
	})
	m.github.HookTo("http://"+(<-at).Door+intake.Path, testSecret)
	m.waitFor("the first sweep", func() bool { return strings.Contains(m.log.String(), "sweep done") })
	m.quiet()
}

// ring begins the count: a delivery has reached the door.
func (m *measured) ring() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rang, m.sent, m.waited, m.until = time.Now(), nil, 0, false
}

// observe counts what the program asks until it has posted a comment.
func (m *measured) observe(x ghsatest.Exchange) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.until {
		return
	}
	route := x.Request.Method + " " + x.Request.Route
	m.sent = append(m.sent, fmt.Sprintf("%s → %d", route, x.Request.Status))
	m.waited += x.Request.Waited
	if x.Request.Method == http.MethodPost && strings.HasSuffix(x.Request.Route, "/comments") {
		m.until = true
		m.received <- now
	}
}

// report files a report and returns how long it took from the door to its receipt,
// how much of that was the simulated network, and the requests.
func (m *measured) report(n int) (took, simulated time.Duration, requests []string) {
	m.Helper()
	m.github.Report(testRepo, "researcher", fmt.Sprintf("Report %d", n), complete)
	select {
	case at := <-m.received:
		m.mu.Lock()
		defer m.mu.Unlock()
		return at.Sub(m.rang), m.waited, slices.Clone(m.sent)
	case <-time.After(30 * time.Second):
		m.Fatalf("no receipt; log:\n%s", m.log)
	}
	return 0, 0, nil
}

func (m *measured) waitFor(what string, happened func() bool) {
	m.Helper()
	for deadline := time.Now().Add(5 * time.Minute); !happened(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.Fatalf("waited in vain for %s; log:\n%s", what, m.log)
		}
	}
}

// quiet waits until nothing is due and nothing in hand.
func (m *measured) quiet() {
	m.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := m.github.Flush(ctx); err != nil {
		m.Fatal(err)
	}
	m.waitFor("the queue to be idle", func() bool {
		f, err := m.p.Docket.Figures(ctx)
		return err != nil || f.Due == 0 && f.Held == 0 && f.RingsWaiting == 0
	})
}

// From ring to receipt: at most 8 requests with nothing but the first sweep before,
// at most 5 for the next report.
func TestRequestsFromRingToReceipt(t *testing.T) {
	m := measure(t, ghsatest.Options{}, nil)
	for i, most := range []int{8, 5, 5} {
		_, _, requests := m.report(i)
		m.quiet()
		if len(requests) > most {
			t.Errorf("report %d: %d requests until the receipt, want at most %d:\n%s", i, len(requests), most, strings.Join(requests, "\n"))
		}
		t.Logf("report %d: %d requests:\n%s", i, len(requests), strings.Join(requests, "\n"))
	}
}

// BenchmarkRingToReceipt is the way from the door to the receipt on GitHub with a
// network of 20 ms, warm, one report at a time at odd moments. Its figures are
// above the simulated time.
func BenchmarkRingToReceipt(b *testing.B) {
	m := measure(b, ghsatest.Options{Latency: 20 * time.Millisecond}, nil)
	odd := rand.New(rand.NewPCG(1, 2))
	for i := range 3 {
		m.report(i)
		m.quiet()
	}
	var above []float64
	requests := 0
	for b.Loop() {
		time.Sleep(time.Duration(odd.Int64N(int64(300 * time.Millisecond))))
		took, simulated, list := m.report(3 + len(above))
		above = append(above, float64((took-simulated).Microseconds())/1000)
		requests += len(list)
		m.quiet()
	}
	slices.Sort(above)
	b.ReportMetric(above[len(above)/2], "p50-ms")
	b.ReportMetric(above[len(above)*99/100], "p99-ms")
	b.ReportMetric(float64(requests)/float64(len(above)), "requests/op")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkBurst is many reports at once in one installation, at GitHub's own pace
// of one write a second: how many requests a receipt costs then.
func BenchmarkBurst(b *testing.B) {
	for _, reports := range []int{10, 20, 40} {
		b.Run(strconv.Itoa(reports), func(b *testing.B) {
			for b.Loop() {
				burst(b, reports)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func burst(b *testing.B, reports int) {
	m := measure(b, ghsatest.Options{}, func(o *app.Options) { o.WriteGap = time.Second })
	m.github.ResetRequests()
	began := time.Now()
	for i := range reports {
		m.github.Report(testRepo, "researcher", fmt.Sprintf("Report %d", i), complete)
	}
	m.waitFor("all receipts", func() bool { return m.posts() >= reports })
	b.ReportMetric(time.Since(began).Seconds()/float64(reports), "s/receipt")
	b.ReportMetric(float64(len(m.github.Requests()))/float64(reports), "requests/receipt")
}

func (m *measured) posts() int {
	n := 0
	for _, a := range m.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbComment {
			n++
		}
	}
	return n
}

// BenchmarkLongThread is one look at a thread of 10,000 comments of 6 kB.
func BenchmarkLongThread(b *testing.B) {
	m := measure(b, ghsatest.Options{}, nil)
	m.report(0)
	m.quiet()
	id := m.github.Advisories(testRepo)[0]
	text := strings.Repeat("Any news of this? ", 6_000/18)
	for range 10_000 {
		if _, err := m.github.CommentAs("researcher", testRepo, id, text); err != nil {
			b.Fatal(err)
		}
	}
	var most atomic.Uint64
	go watchRSS(b.Context(), os.Getpid(), &most)
	m.github.ResetRequests()
	for b.Loop() {
		if err := m.p.Desk.Sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
		m.waitFor("the look", func() bool {
			f, err := m.p.Docket.Figures(b.Context())
			return err == nil && f.Due == 0 && f.Held == 0 && f.RingsWaiting == 0
		})
	}
	b.ReportMetric(float64(len(m.github.Requests())), "requests")
	b.ReportMetric(float64(most.Load())/1024, "most-MB-with-the-simulation")
}

func watchRSS(ctx context.Context, pid int, most *atomic.Uint64) {
	for ctx.Err() == nil {
		if now := rss(pid); now > most.Load() {
			most.Store(now)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// rss is a process's resident memory in kB, 0 where it cannot be read.
func rss(pid int) uint64 {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if v, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
			n, _ := strconv.ParseUint(string(bytes.Fields(v)[0]), 10, 64)
			return n
		}
	}
	return 0
}

// BenchmarkStart builds the program, starts it on an empty data directory against
// the simulated GitHub, and reports how long it takes until it is ready, and its
// memory after ten idle seconds.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "advisory-bot")
	build := exec.Command("go", "build", "-o", binary, "../cmd/advisory-bot")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	m := &measured{TB: b, github: ghsatest.New(ghsatest.Options{})}
	b.Cleanup(m.github.Close)
	m.github.AddOwner(testOwner, true)
	m.github.AddRepository(testRepo, false)
	m.github.AddInstallation(testOwner)
	var ready, memory []float64
	for b.Loop() {
		took, kb := m.start(binary, filepath.Join(dir, fmt.Sprint("data-", len(ready))))
		ready, memory = append(ready, float64(took.Microseconds())/1000), append(memory, float64(kb)/1024)
	}
	slices.Sort(ready)
	slices.Sort(memory)
	b.ReportMetric(ready[len(ready)/2], "ready-ms")
	b.ReportMetric(memory[len(memory)/2], "idle-MB")
	b.ReportMetric(0, "ns/op")
}

func (m *measured) start(binary, data string) (ready time.Duration, kb uint64) {
	admin := freeAddress(m)
	cmd := exec.Command(binary, "serve")
	var out safeBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Env = []string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH"),
		app.Prefix + "APP_ID=" + strconv.FormatInt(m.github.AppID(), 10), app.Prefix + "PRIVATE_KEY=" + string(m.github.AppKeyPEM()),
		app.Prefix + "WEBHOOK_SECRET=a-secret-of-the-benchmark-long-enough", app.Prefix + "API_URL=" + m.github.APIURL(),
		app.Prefix + "GRAPHQL_URL=" + m.github.GraphQLURL(), app.Prefix + "LISTEN_ADDR=127.0.0.1:0",
		app.Prefix + "ADMIN_ADDR=" + admin, app.Prefix + "DATA_DIR=" + data,
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		m.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	for {
		if res, err := http.Get("http://" + admin + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > 30*time.Second {
			m.Fatalf("not ready:\n%s", &out)
		}
		time.Sleep(2 * time.Millisecond)
	}
	ready = time.Since(began)
	time.Sleep(10 * time.Second)
	return ready, rss(cmd.Process.Pid)
}

func freeAddress(tb testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
