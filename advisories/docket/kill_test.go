package docket

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// childURL tells a second run of this test binary to ring until it is killed.
const childURL = "DOCKET_TEST_RING_UNTIL_KILLED"

// ringUntilKilled rings from several sides and prints each GUID that was stored.
func ringUntilKilled(url string) {
	keys, err := advisories.NewKeys(make([]byte, advisories.KeySize))
	if err != nil {
		panic(err)
	}
	d, err := Open(context.Background(), Config{URL: url, Keys: keys})
	if err != nil {
		panic(err)
	}
	var out sync.Mutex
	for side := range 16 {
		go func() {
			for i := 0; ; i++ {
				guid := fmt.Sprintf("guid-%d-%d", side, i)
				if _, err := d.Ring(context.Background(), webhook(testKey(side), guid)); err != nil {
					panic(err)
				}
				out.Lock()
				fmt.Println(guid)
				out.Unlock()
			}
		}()
	}
	time.Sleep(time.Minute) // a parent that forgot us
	os.Exit(1)
}

// TestKilled kills a process that rings: whatever it acknowledged is there, and
// wakes its case once the next one starts, whose reconciler finds what had not come
// to a wake-up.
func TestKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		keys, err := advisories.NewKeys(make([]byte, advisories.KeySize))
		must(t, err)
		b.keys = keys
		acknowledged := ringAndKill(t, b.url, 300)

		d := b.open(realTime)
		must(t, d.reconcile(t.Context(), 0))
		stored := map[string]bool{}
		must(t, d.db.read(t.Context(), func(q tx) error {
			return each(t.Context(), q, `SELECT r.guid FROM rings r JOIN work w ON w.installation = r.installation
				AND w.repository = r.work_repository AND w.ghsa = r.work_ghsa WHERE w.wake_at > 0 AND r.worked_at = 0`, nil,
				func(r rows) error {
					var guid string
					err := r.Scan(&guid)
					stored[guid] = true
					return err
				})
		}))
		for _, guid := range acknowledged {
			if !stored[guid] {
				t.Errorf("%s was acknowledged and is not there", guid)
			}
		}
		t.Logf("%d acknowledged, %d stored", len(acknowledged), len(stored))
		if n := number(t, d, `SELECT count(*) FROM river_job`); n == 0 {
			t.Error("no job")
		}
	})
}

func ringAndKill(t *testing.T, url string, after int) (acknowledged []string) {
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childURL+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == after {
			must(t, child.Process.Kill())
		}
	}
	_ = child.Wait() // it was killed
	if len(acknowledged) < after {
		t.Fatalf("the child ended after %d rings", len(acknowledged))
	}
	return acknowledged
}
