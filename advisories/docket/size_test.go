package docket

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// benchCases is how many cases the benchmarks of size and growth go up to.
func benchCases(b *testing.B) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("ADVISORY_BOT_BENCH_CASES"), "100000"))
	if err != nil {
		b.Fatal("ADVISORY_BOT_BENCH_CASES is not a number")
	}
	return n
}

// sized is a call of the benchmark.
type sized struct {
	name string
	ask  func(context.Context) error
}

// drop forgets a call's value.
func drop[T any](_ T, err error) error { return err }

// queries are what is sized of a docket of n cases.
func queries(d *Docket, n int) []sized {
	key := fillKey(n / 2)
	repo := advisories.RepositoryKey{Installation: key.Installation, Repository: key.Repository}
	list := func(f Filter) func(context.Context) error {
		f.Limit = 100
		return func(ctx context.Context) error { return drop(d.Cases(ctx, f)) }
	}
	now := d.now()
	return []sized{
		{"Cases", list(Filter{})},
		{"Cases/open", list(Filter{Open: true})},
		{"Cases/stage", list(Filter{Stage: advisories.StageReceived})},
		{"Cases/ended", list(Filter{Stage: advisories.StageClosed})},
		{"Cases/of", list(Filter{Installation: key.Installation})},
		{"Cases/of+open", list(Filter{Installation: key.Installation, Open: true})},
		{"Cases/of+stage", list(Filter{Installation: key.Installation, Stage: advisories.StageAssessed})},
		{"Cases/of+ended", list(Filter{Installation: key.Installation, Stage: advisories.StageClosed})},
		{"Cases/in", list(Filter{Installation: key.Installation, Repository: key.Repository})},
		{"Cases/in+open", list(Filter{Installation: key.Installation, Repository: key.Repository, Open: true})},
		{"Case", func(ctx context.Context) error { return drop(d.Case(ctx, key)) }},
		{"CaseByName", func(ctx context.Context) error { return drop(d.CaseByName(ctx, fmt.Sprintf("case-%d", n/2))) }},
		{"Known", func(ctx context.Context) error { return drop(d.Known(ctx, repo)) }},
		{"Timeline", func(ctx context.Context) error { return drop(d.Timeline(ctx, key)) }},
		{"Drafts", func(ctx context.Context) error { return drop(d.Drafts(ctx, key)) }},
		{"Notices", func(ctx context.Context) error { return drop(d.Notices(ctx)) }},
		{"Due", func(ctx context.Context) error { return drop(d.Due(ctx)) }},
		{"Backlog", func(ctx context.Context) error { return drop(d.Backlog(ctx)) }},
		{"Figures", func(ctx context.Context) error { return drop(d.Figures(ctx)) }},
		{"Sent", func(ctx context.Context) error {
			_, _, err := d.Sent(ctx, repo, 41, now.Add(-time.Hour))
			return err
		}},
		{"KnownOpen", func(ctx context.Context) error { return drop(d.KnownOpen(ctx, key.Installation)) }},
		{"TrackedIssues", func(ctx context.Context) error { return drop(d.TrackedIssues(ctx, key.Installation)) }},
		{"OpenRepositories", func(ctx context.Context) error { return drop(d.OpenRepositories(ctx, key.Installation)) }},
		{"SweepDue", func(ctx context.Context) error { return drop(d.SweepDue(ctx, key.Installation, 50)) }},
		{"Installations", func(ctx context.Context) error { return drop(d.Installations(ctx)) }},
		{"LeftBefore", func(ctx context.Context) error { return drop(d.LeftBefore(ctx, now)) }},
		{"OwnedBy", func(ctx context.Context) error { return drop(d.OwnedBy(ctx, "nobody")) }},
		{"lostWork", func(ctx context.Context) error { return drop(d.lostWork(ctx, now, now)) }},
		{"WakeReady", d.WakeReady},
		{"WakeRepository", func(ctx context.Context) error { return d.WakeRepository(ctx, repo, now.Add(time.Hour)) }},
		{"Limits", func(ctx context.Context) error { return drop(d.Limits(ctx, now)) }},
	}
}

// aboutCases are the queries that list cases or read one, and what belongs to it.
var aboutCases = regexp.MustCompile(`^(Cases.*|Case|CaseByName|Known|KnownOpen|TrackedIssues|Timeline|Drafts|Notices|Due)$`)

// BenchmarkSize fills a docket with cases of which one in twenty is open, and
// measures what the start takes, each query, a ring, a turn that finds its case as
// it was, the room a case takes, and the process's memory.
// ADVISORY_BOT_BENCH_CASES=N for another number than 100,000.
func BenchmarkSize(b *testing.B) {
	n := benchCases(b)
	onEngines(b, func(b *testing.B, url string) {
		ctx, c := context.Background(), Config{URL: url, Keys: testKeys(b, 1), Sole: true}
		for b.Loop() {
			d, err := Open(ctx, c)
			if err == nil {
				err = fill(ctx, d, n, time.Now())
			}
			if err != nil {
				b.Fatal(err)
			}
			bytes, err := d.size(ctx)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(bytes)/float64(n), "bytes/case")
			b.ReportMetric(float64(n), "cases")
			if err := d.Close(); err != nil {
				b.Fatal(err)
			}
			debug.FreeOSMemory()
			began := time.Now()
			if d, err = Open(ctx, c); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(millis(time.Since(began)), "start-ms")
			var list []string
			var cases, rest time.Duration // the slowest
			for _, q := range append(queries(d, n), turns(d, n)...) {
				first, median := timed(b, q.ask)
				list = append(list, fmt.Sprintf("%s %.2f (%.2f)", q.name, millis(median), millis(first)))
				if aboutCases.MatchString(q.name) {
					cases = max(cases, median)
				} else {
					rest = max(rest, median)
				}
			}
			b.Logf("ms, and the first time: %s", strings.Join(list, "; "))
			b.ReportMetric(millis(cases), "slowest-ms")
			b.ReportMetric(millis(rest), "rest-ms")
			b.ReportMetric(resident(b), "MB")
			if err := d.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(0, "ns/op")
	})
}

// turns are what is done again and again.
func turns(d *Docket, n int) []sized {
	i := 0
	return []sized{
		{"Ring", func(ctx context.Context) error {
			i++
			return drop(d.Ring(ctx, webhook(fillKey(i*fillOpen%n), fmt.Sprint("ring-", i))))
		}},
		{"Take+Release", func(ctx context.Context) error {
			i++
			key := fillKey(i * fillOpen % n)
			if err := d.Wake(ctx, key, d.now()); err != nil {
				return err
			}
			w, err := d.Take(ctx, key)
			if err != nil {
				return err
			}
			return d.Release(ctx, w, advisories.Next{At: d.now().Add(time.Hour)})
		}},
		{"reconcile", func(ctx context.Context) error { return d.reconcile(ctx, grace) }},
	}
}

// timed is how long a call takes the first time, and the median of some more.
func timed(b *testing.B, ask func(context.Context) error) (first, median time.Duration) {
	b.Helper()
	var took []time.Duration
	for range 12 {
		began := time.Now()
		if err := ask(context.Background()); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took[1:])
	return took[0], took[1+len(took[1:])/2]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// size is the room that the docket takes on disk.
func (d *Docket) size(ctx context.Context) (n int64, err error) {
	query := `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
	if _, ok := d.db.(*postgres); ok {
		query = `SELECT pg_database_size(current_database())`
	}
	err = d.db.read(ctx, func(q tx) error { return one(ctx, q, query, nil, &n) })
	return n, err
}

// resident is the most memory that this process had since it began, in MB; 0 where
// the system does not tell.
func resident(b *testing.B) float64 {
	b.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	return 0
}
