package intake

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// One round is a slot for each door, one after the other, so that a machine that
// slows down slows them all.
const (
	benchSlot = time.Second
	benchWarm = 200 * time.Millisecond
)

// least is what the dispatcher must reach of the ceiling for a run to count:
// whatever is compared with a dispatcher that was held back proves nothing.
const least = 0.30

// nothing is a bell that stores nothing.
type nothing struct{}

func (nothing) Ring(context.Context, advisories.Ring) (bool, error) { return true, nil }

// benchDoor is a door under load.
type benchDoor struct {
	name    string
	docket  *docket.Docket // of a door that stores
	address string
	lines   []*line
	closed  seen // in a closed loop
	open    seen // in an open loop at half of what the closed loop reached
}

// BenchmarkDoor is the load test of the door over real connections: 64 that stay
// open, signed reports of 12 kB, each delivery with a GUID of its own. Doors that
// store nothing are measured beside it in the same minute. The sender shares the
// machine. -benchtime 10x is ten rounds.
//
//	hmac        body read, HMAC checked, nothing else: the ceiling
//	dispatcher  of the shape of palantir/go-githubapp's: decoded in memory, lost with the process
//	unstored    ours, with a bell that stores nothing
//	sqlite      ours: the ring is durable before the 202 (synchronous=FULL)
//	postgres    ours: the same (fsync and synchronous_commit on)
func BenchmarkDoor(b *testing.B) {
	theirs := newDispatcher()
	b.Cleanup(func() { theirs.close(b) }) // after its server
	doors := []*benchDoor{
		{name: "hmac", address: serveBench(b, http.HandlerFunc(ceiling))},
		{name: "dispatcher", address: serveBench(b, theirs)},
		{name: "unstored", address: serveBench(b, ours(b, nothing{}))},
	}
	store := func(name string, on *docket.Docket) {
		doors = append(doors, &benchDoor{name: name, docket: on, address: serveBench(b, ours(b, on))})
	}
	store("sqlite", onSQLite(b))
	if dockettest.Missing() {
		b.Log("postgres: not run, there is none on this machine")
	} else {
		store("postgres", onPostgres(b))
	}
	for _, d := range doors {
		defer d.hangUp()
	}
	r := newReports()
	b.Run("all", func(b *testing.B) {
		for round := 0; b.Loop(); round++ {
			for i := range doors { // another one begins each round
				doors[(i+round)%len(doors)].flood(b, r)
			}
			for _, d := range doors {
				d.stream(b, r)
			}
		}
		b.ReportMetric(0, "ns/op")
	})
	if len(doors[0].closed.rates) == 0 {
		return // not asked for
	}
	for _, d := range doors {
		b.Run(d.name, func(b *testing.B) { d.report(b, doors[0], doors[1]) })
	}
}

// serveBench serves a door as the program does.
func serveBench(b *testing.B, h http.Handler) (address string) {
	b.Helper()
	mux := http.NewServeMux()
	mux.Handle("POST "+Path, h)
	s := httptest.NewUnstartedServer(mux)
	s.Config.ReadHeaderTimeout, s.Config.IdleTimeout = 5*time.Second, 2*time.Minute
	s.Config.ReadTimeout, s.Config.WriteTimeout = 30*time.Second, 30*time.Second
	s.Start()
	b.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// dial opens the connections, which stay open.
func (d *benchDoor) dial(b *testing.B) {
	b.Helper()
	for len(d.lines) < benchConns {
		c, err := net.Dial("tcp", d.address)
		if err != nil {
			b.Fatal(err)
		}
		d.lines = append(d.lines, &line{conn: c, in: bufio.NewReader(c)})
	}
}

func (d *benchDoor) hangUp() {
	for _, l := range d.lines {
		l.conn.Close()
	}
}

func (d *benchDoor) flood(b *testing.B, r *reports) {
	b.Helper()
	d.dial(b)
	if _, err := flood(d.lines, r, benchWarm); err != nil {
		b.Fatalf("%s: %v", d.name, err)
	}
	s, err := flood(d.lines, r, benchSlot)
	if err != nil {
		b.Fatalf("%s: %v", d.name, err)
	}
	d.closed.add(s)
	d.settle(b)
}

// settle has the docket write the wake-ups that it put off while rings came fast,
// so that they are no burden on the next door.
func (d *benchDoor) settle(b *testing.B) {
	b.Helper()
	if d.docket == nil {
		return
	}
	if _, err := d.docket.Due(b.Context()); err != nil {
		b.Fatalf("%s: %v", d.name, err)
	}
}

func (d *benchDoor) stream(b *testing.B, r *reports) {
	b.Helper()
	if d.docket == nil {
		return
	}
	s, err := stream(d.lines, r, d.closed.rate()/2, 2*benchSlot)
	if err != nil {
		b.Fatalf("%s: %v", d.name, err)
	}
	d.open.add(s)
	d.settle(b)
}

func (d *benchDoor) report(b *testing.B, top, theirs *benchDoor) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(d.closed.rate(), "req/s")
	b.ReportMetric(d.closed.ms(0.50), "p50-ms")
	b.ReportMetric(d.closed.ms(0.99), "p99-ms")
	b.ReportMetric(float64(d.closed.cpu.Microseconds())/float64(len(d.closed.took)), "cpu-us/req")
	b.ReportMetric(d.closed.over(top.closed), "x-hmac")
	b.ReportMetric(d.closed.over(theirs.closed), "x-dispatcher")
	if d.docket != nil {
		b.ReportMetric(d.open.rate(), "half-req/s")
		b.ReportMetric(d.open.ms(0.50), "half-p50-ms")
		b.ReportMetric(d.open.ms(0.99), "half-p99-ms")
	}
	if reached := d.closed.over(top.closed); d == theirs && reached < least {
		b.Logf("VOID: the dispatcher reached %.2f of the ceiling; below %.2f this run proves nothing", reached, least)
	}
}

// BenchmarkDecode is the share of reading the JSON of one delivery.
func BenchmarkDecode(b *testing.B) {
	body := newReports().body(0)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, out := decode("repository_advisory", body); out != outcomeRing {
			b.Fatal(out)
		}
	}
}

// BenchmarkDisk is what the machine's disk takes for 4 kB that must last, without
// which no figure of a durable door says much.
func BenchmarkDisk(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "disk"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var s seen
	page := make([]byte, 4<<10)
	for b.Loop() {
		for range 200 {
			began := time.Now()
			if _, err := f.Write(page); err != nil {
				b.Fatal(err)
			}
			if err := f.Sync(); err != nil {
				b.Fatal(err)
			}
			s.took = append(s.took, time.Since(began))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(s.ms(0.50), "fsync-p50-ms")
	b.ReportMetric(s.ms(0.99), "fsync-p99-ms")
}
