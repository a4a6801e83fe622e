package intake

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

const (
	benchConns = 64
	benchBody  = 12 << 10
	benchCases = 256
)

// nothing is a bell that stores nothing: what is left is the cost of HTTP, HMAC
// and decoding, which no store can beat.
type nothing struct{}

func (nothing) Ring(context.Context, advisories.Ring) (bool, error) { return true, nil }

// BenchmarkDoor is the load test of the door over real connections: 64 of them,
// bodies of 12 kB, each delivery with its own GUID. The sender shares the machine.
func BenchmarkDoor(b *testing.B) {
	b.Run("hmac_only", func(b *testing.B) { load(b, nothing{}) })
	b.Run("sqlite_docket", func(b *testing.B) { load(b, benchDocket(b)) })
}

func load(b *testing.B, bell Bell) {
	d, err := New(Config{Secrets: [][]byte{[]byte(secret)}, Bell: bell})
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+Path, d)
	s := httptest.NewServer(mux)
	defer s.Close()
	requests := benchRequests()
	var next atomic.Int64
	took := make([][]time.Duration, benchConns)
	var wg sync.WaitGroup
	b.SetBytes(benchBody)
	b.ResetTimer()
	for i := range benchConns {
		wg.Go(func() {
			c, err := net.Dial("tcp", s.Listener.Addr().String())
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			in := bufio.NewReader(c)
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				began := time.Now()
				r := requests[n%benchCases]
				_, err := fmt.Fprintf(c, "%sX-GitHub-Delivery: %08x-0000-4000-8000-%012x\r\n\r\n%s", r.head, b.N, n, r.body)
				if err != nil {
					b.Error(err)
					return
				}
				resp, err := http.ReadResponse(in, nil)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusAccepted {
					b.Errorf("answer %d", resp.StatusCode)
					return
				}
				took[i] = append(took[i], time.Since(began))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Concat(took...)
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	at := func(q float64) float64 { return float64(all[int(q*float64(len(all)-1))].Microseconds()) / 1000 }
	b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "req/s")
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}

type benchRequest struct{ head, body string }

// benchRequests are signed deliveries about different advisories.
func benchRequests() []benchRequest {
	out := make([]benchRequest, benchCases)
	start, end, _ := strings.Cut(reported, sentinel+`"},`)
	fill := benchBody - len(start) - len(end) - len(`"},`)
	text := strings.Repeat("a report ", fill/9) + strings.Repeat("x", fill%9)
	for i := range out {
		body := strings.Replace(start+text+`"},`+end, "GHSA-2345", fmt.Sprintf("GHSA-%04d", i), 1)
		out[i] = benchRequest{body: body, head: fmt.Sprintf(
			"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nX-GitHub-Event: repository_advisory\r\n%s: %s\r\nContent-Length: %d\r\n",
			Path, typeJSON, signatureHeader, sign(secret, []byte(body)), len(body))}
	}
	return out
}

// BenchmarkDecode is the share of reading the JSON of one delivery.
func BenchmarkDecode(b *testing.B) {
	body := []byte(benchRequests()[0].body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, out := decode("repository_advisory", body); out != outcomeRing {
			b.Fatal(out)
		}
	}
}
