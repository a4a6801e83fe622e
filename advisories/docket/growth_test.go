package docket

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// BenchmarkGrowth measures what the door, a wake-up and a list take in dockets of a
// thousand cases, of ten thousand, and so on up to 100,000: none may grow faster
// than the logarithm. ADVISORY_BOT_BENCH_CASES=1000000 is a decade more.
func BenchmarkGrowth(b *testing.B) {
	most := benchCases(b)
	onEngines(b, func(b *testing.B, url string) {
		ctx := context.Background()
		d, err := Open(ctx, Config{URL: url, Keys: testKeys(b, 1), Sole: true})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		have := 0
		for n := 1000; n <= most; n *= 10 {
			if err := fillFrom(ctx, d, have, n, time.Now()); err != nil {
				b.Fatal(err)
			}
			have = n
			b.Run(fmt.Sprint(n), func(b *testing.B) {
				for b.Loop() {
					decade(b, d, n)
				}
				b.ReportMetric(0, "ns/op")
			})
		}
	})
}

// decade reports the three of a docket of n cases. The door stores rings of 64
// senders for fifty cases, and is reported by the ring.
func decade(b *testing.B, d *Docket, n int) {
	b.Helper()
	const senders, each = 64, 40
	began := time.Now()
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				key := fillKey((s*each + i) % 50 * fillOpen)
				if _, err := d.Ring(context.Background(), webhook(key, fmt.Sprint(began.UnixNano(), s, i))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(millis(time.Since(began))*1000/(senders*each), "door-us/ring")
	d.drain.await(context.Background(), nil)
	for _, q := range append(turns(d, n), queries(d, n)...) {
		switch q.name {
		case "Take+Release", "Due", "Cases", "Cases/open", "Case":
			_, median := timed(b, q.ask)
			b.ReportMetric(millis(median)*1000, growthNames[q.name])
		}
	}
}

// growthNames are the units of what is reported.
var growthNames = map[string]string{
	"Take+Release": "wakeup-us", "Due": "due-us", "Cases": "list-us", "Cases/open": "listopen-us", "Case": "case-us",
}
