package docket

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkBackup backs up a file of some 100 MB while rings come in, one after the
// other: it tells how long one takes, and how long a ring waits meanwhile, beside
// how long it waits at other times.
func BenchmarkBackup(b *testing.B) {
	dir := b.TempDir()
	c := Config{URL: "sqlite:" + filepath.Join(dir, "docket.db"), Keys: testKeys(b, 1)}
	d, err := Open(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	err = d.db.write(b.Context(), func(q tx) error {
		_, err := q.exec(b.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
			INSERT INTO rings (`+ringColumns+`, worked_at) SELECT 7, i, 'x', i, 'x', 'guid' || i, 'webhook', 'e', 'a', '', 0, '', '', hex(randomblob(450)),
				0, 0, '[]', '[]', 1, 1, 1 FROM n`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	rings := 0
	ringing := func(until <-chan bool) (waits []time.Duration) {
		for {
			select {
			case <-until:
				slices.Sort(waits)
				return waits
			default:
			}
			rings++
			began := time.Now()
			if _, err := d.Ring(b.Context(), webhook(testKey(rings%100), fmt.Sprint("load", rings))); err != nil {
				b.Error(err)
				return waits
			}
			waits = append(waits, time.Since(began))
		}
	}
	for b.Loop() {
		for _, backing := range []bool{false, true} {
			stop, done := make(chan bool), make(chan []time.Duration)
			go func() { done <- ringing(stop) }()
			name := "alone"
			began := time.Now()
			if backing {
				name = "meanwhile"
				file := filepath.Join(dir, fmt.Sprint("backup", rings))
				if _, err := d.Backup(b.Context(), file); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(time.Since(began).Seconds(), "s/backup")
				info, err := os.Stat(file)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(info.Size())/1e6, "MB")
			} else {
				time.Sleep(3 * time.Second)
			}
			close(stop)
			waits := <-done
			b.ReportMetric(float64(len(waits))/time.Since(began).Seconds(), "rings/s-"+name)
			b.ReportMetric(waits[len(waits)*99/100].Seconds()*1000, "ms-p99-"+name)
			b.ReportMetric(waits[len(waits)-1].Seconds()*1000, "ms-max-"+name)
		}
	}
}
