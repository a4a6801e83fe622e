package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const benchConns = 64

// line is one keep-alive connection to a door.
type line struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// deliver sends a report and reads the answer, which must be 202.
func (l *line) deliver(r *reports) error {
	l.out = r.one(l.out[:0])
	if _, err := l.conn.Write(l.out); err != nil {
		return err
	}
	length, status := 0, []byte(nil)
	for {
		row, err := l.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		row = bytes.TrimRight(row, "\r\n")
		if len(row) == 0 {
			break
		}
		if status == nil {
			status = bytes.Clone(row)
		}
		if n, ok := bytes.CutPrefix(row, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(n)); err != nil {
				return err
			}
		}
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 202 ")) {
		return fmt.Errorf("answer %q", status)
	}
	_, err := l.in.Discard(length)
	return err
}

// seen is what was measured of a door.
type seen struct {
	rates []float64 // requests a second, of each round
	took  []time.Duration
	cpu   time.Duration // of this process, the sender's included
}

// cpuTime is what this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (s *seen) add(more seen) {
	s.rates = append(s.rates, more.rates...)
	s.took = append(s.took, more.took...)
	s.cpu += more.cpu
}

// rate is the median of the rounds.
func (s *seen) rate() float64 { return median(s.rates) }

// over is how many times as fast a door was as another one: the median of what it
// was in each round, since a machine may be slower in the next.
func (s *seen) over(other seen) float64 {
	times := make([]float64, len(s.rates))
	for i := range times {
		times[i] = s.rates[i] / other.rates[i]
	}
	return median(times)
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// ms is a quantile of what requests took, in milliseconds.
func (s *seen) ms(q float64) float64 {
	if len(s.took) == 0 {
		return 0
	}
	slices.Sort(s.took)
	return float64(s.took[int(q*float64(len(s.took)-1))].Microseconds()) / 1000
}

// flood is a closed loop: each connection sends its next report when the last one
// is answered. That finds what a door can do; its latencies say little.
func flood(lines []*line, r *reports, lasts time.Duration) (seen, error) {
	began, used := time.Now(), cpuTime()
	until := began.Add(lasts)
	took, err := onAll(lines, func(l *line, add func(time.Duration)) error {
		for at := time.Now(); at.Before(until); {
			if err := l.deliver(r); err != nil {
				return err
			}
			now := time.Now()
			add(now.Sub(at))
			at = now
		}
		return nil
	})
	return seen{rates: []float64{float64(len(took)) / time.Since(began).Seconds()}, took: took, cpu: cpuTime() - used}, err
}

// stream is an open loop: reports are due by a clock that waits for nobody, at
// random moments as independent senders make them. What a report takes counts from
// when it was due, also where no connection was free then.
func stream(lines []*line, r *reports, rate float64, lasts time.Duration) (seen, error) {
	random := rand.New(rand.NewPCG(1, uint64(lasts)))
	var due []time.Duration
	for at := 0.0; at < lasts.Seconds(); at += random.ExpFloat64() / rate {
		due = append(due, time.Duration(at*float64(time.Second)))
	}
	var next atomic.Int64
	began := time.Now()
	took, err := onAll(lines, func(l *line, add func(time.Duration)) error {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(due) {
				return nil
			}
			at := began.Add(due[i])
			time.Sleep(time.Until(at))
			if err := l.deliver(r); err != nil {
				return err
			}
			add(time.Since(at))
		}
	})
	return seen{rates: []float64{float64(len(took)) / time.Since(began).Seconds()}, took: took}, err
}

// onAll runs work on every line at once and gathers what it adds.
func onAll(lines []*line, work func(*line, func(time.Duration)) error) ([]time.Duration, error) {
	took, errs := make([][]time.Duration, len(lines)), make([]error, len(lines))
	var all sync.WaitGroup
	for i, l := range lines {
		all.Go(func() {
			errs[i] = work(l, func(d time.Duration) { took[i] = append(took[i], d) })
		})
	}
	all.Wait()
	return slices.Concat(took...), errors.Join(errs...)
}
