package docket

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

func TestOpenAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d := b.open()
		born := d.Born()
		if !born.Equal(b.now()) {
			t.Errorf("born = %v", born)
		}
		b.advance(time.Hour)
		if again := b.open().Born(); !again.Equal(born) {
			t.Errorf("born again = %v", again)
		}
		must(t, d.Close())
		must(t, d.Close())
	})
}

// TestOpenTogether: several processes may come to the same new docket at once.
func TestOpenTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				d, err := Open(t.Context(), b.config())
				if err != nil {
					t.Error(err)
					return
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]Config{
		"no URL":       {Keys: testKeys(t, 1)},
		"no keys":      {URL: "sqlite:" + filepath.Join(t.TempDir(), "docket.db")},
		"no file":      {URL: "sqlite:", Keys: testKeys(t, 1)},
		"no directory": {URL: "sqlite:" + filepath.Join(t.TempDir(), "a", "b"), Keys: testKeys(t, 1)},
		"another kind": {URL: "mysql://kim:sentinel-password@host/db", Keys: testKeys(t, 1)},
		"no server":    {URL: "postgres://kim:sentinel-password@127.0.0.1:1/db", Keys: testKeys(t, 1)},
		"a bad URL":    {URL: "postgres://kim:sentinel-password@host:port/db", Keys: testKeys(t, 1)},
	} {
		_, err := Open(t.Context(), c)
		if err == nil || strings.Contains(err.Error(), "sentinel-password") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		open := func(seeds ...byte) (*Docket, error) {
			c := b.config()
			c.Keys = testKeys(t, seeds...)
			return Open(t.Context(), c)
		}
		with := func(what string, seeds []byte, use func(*Docket)) {
			t.Helper()
			d, err := open(seeds...)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			use(d)
			must(t, d.Close())
		}
		ctx, key := t.Context(), testKey(1)
		with("the first key", []byte{1}, func(d *Docket) {
			filed(t, d, key, receipt(1), held(advisories.KindAccept, 2))
			v := by(key, "7:alex", advisories.KindAccept, true)
			v.Number = 2
			must(t, d.Decide(ctx, v))
			b.advance(HoldFor)
			o, draft := order(key, 5, "edit"), held(advisories.KindAccept, 1)
			draft.Change.Severity = "low"
			o.Replace, o.Draft = 2, &draft
			_, err := d.Obey(ctx, got(d.Take(ctx, key))(t), o)
			must(t, err)
		})
		for _, seeds := range [][]byte{{2}, {2, 3}} {
			_, err := open(seeds...)
			if !errors.Is(err, errSeal) || !strings.Contains(err.Error(), "SEAL_KEY") {
				t.Errorf("keys %v: %v", seeds, err)
			}
		}
		with("a new key before it", []byte{2, 1, 1}, func(d *Docket) {
			if body := got(d.Drafts(ctx, key))(t)[0].Body; body != "Thank you." {
				t.Errorf("body = %q", body)
			}
			if draft := got(d.Drafts(ctx, key))(t)[2]; draft.Change.Severity != "low" || got(d.Commands(ctx, key))(t)[0].Reason != "a reason" {
				t.Errorf("%+v", draft)
			}
			must(t, d.Verify(ctx, key))
			must(t, d.Acknowledge(ctx, key, "operator:kim", b.now()))
			must(t, d.Verify(ctx, key))
		})
		for _, seeds := range [][]byte{{1}, {2}} { // each has sealed something
			if _, err := open(seeds...); !errors.Is(err, errSeal) {
				t.Errorf("keys %v: %v", seeds, err)
			}
		}
		with("both in the other order", []byte{1, 2}, func(d *Docket) { must(t, d.Verify(ctx, key)) })
	})
}

// TestSealedTextsStay: a sealed text opens in its own place only.
func TestSealedTextsStay(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		filed(t, d, testKey(1), receipt(1), receipt(2))
		filed(t, d, testKey(2), receipt(1))
		behind(t, d, `UPDATE drafts SET body = (SELECT body FROM drafts WHERE ghsa = $1 AND number = 1) WHERE ghsa = $2 OR number = 2`,
			string(testKey(1).GHSA), string(testKey(2).GHSA))
		for n := range 2 {
			if _, err := d.Drafts(ctx, testKey(n+1)); err == nil {
				t.Errorf("case %d: a swapped body opened", n+1)
			}
		}
	})
}

func TestSQLiteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a file? with #odd %41 name.db")
	must(t, os.WriteFile(path, nil, 0o644))
	d := newBed(t, "sqlite:"+path).open()
	filed(t, d, testKey(1), receipt(1))
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + end)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mode of %q is %v", end, info.Mode())
		}
	}
	for pragma, want := range map[string]int64{"synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 10000} {
		var n int64
		must(t, d.db.write(t.Context(), func(q tx) error { return one(t.Context(), q, "PRAGMA "+pragma, nil, &n) }))
		if n != want {
			t.Errorf("%s is %d, want %d", pragma, n, want)
		}
	}
}

// TestNothingQuotesAtRest looks for the texts that could quote a report wherever
// the engines put bytes, and in the log.
func TestNothingQuotesAtRest(t *testing.T) {
	t.Parallel()
	const sentinel = "sentinel-7c1d-quote"
	onBoth(t, func(t *testing.T, b *bed) {
		var log bytes.Buffer
		var mu sync.Mutex
		d := b.open(realTime, func(c *Config) {
			c.Log = slog.New(slog.NewTextHandler(locked{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		ctx, key := t.Context(), testKey(1)
		draft := held(advisories.KindAccept, 2)
		draft.Body, draft.Change.Vulnerabilities = sentinel, []advisories.Vulnerability{{Package: sentinel}}
		w, _ := filed(t, d, key, draft)
		v := by(key, "7:alex", advisories.KindAccept, true)
		v.Why = sentinel
		must(t, d.Decide(ctx, v))
		o := order(key, 1, "pause")
		o.Command.Reason = sentinel
		_, err := d.Obey(ctx, w, o)
		must(t, err)
		must(t, d.Release(ctx, w, advisories.Next{}))

		tried := make(chan bool, 10)
		stop := running(t, d, desk{work: func(context.Context, advisories.CaseKey) error {
			defer func() { tried <- true }()
			if len(tried) == 0 {
				panic(sentinel)
			}
			return fmt.Errorf("%s", sentinel)
		}}, RunConfig{})
		await(t, "a try", tried)
		await(t, "another try", tried)
		stop()

		if draft := got(d.Drafts(ctx, key))(t)[0]; draft.Body != sentinel || draft.Change.Vulnerabilities[0].Package != sentinel ||
			got(d.Commands(ctx, key))(t)[0].Reason != sentinel {
			t.Error("the texts were not stored at all")
		}
		for where, data := range atRest(t, d, b) {
			for _, form := range []string{sentinel, hex.EncodeToString([]byte(sentinel))} {
				if bytes.Contains(data, []byte(form)) {
					t.Errorf("%s quotes", where)
				}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if strings.Contains(log.String(), sentinel) || !strings.Contains(log.String(), "broke down") {
			t.Errorf("log:\n%s", log.String())
		}
		if strings.Contains(log.String(), "GHSA") {
			t.Errorf("the log names an advisory:\n%s", log.String())
		}
	})
}

// atRest is every file that the engine keeps, its log of writes included.
func atRest(t *testing.T, d *Docket, b *bed) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	path, isSQLite := strings.CutPrefix(b.url, "sqlite:")
	dir := filepath.Dir(path)
	if !isSQLite {
		dir = dockettest.Home(b.url)
		must(t, d.db.(*postgres).checkpoint(t.Context()))
	}
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // the server removes files as it likes
		}
		data, err := os.ReadFile(path)
		if err == nil {
			files[path] = data
		}
		return nil
	}))
	found := false
	for _, data := range files {
		found = found || bytes.Contains(data, []byte("GHSA-aaaa-bbbb-0001"))
	}
	if !found {
		t.Fatal("the files that were looked at are not the docket's")
	}
	return files
}

// checkpoint has the server write its pages out.
func (p *postgres) checkpoint(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, "CHECKPOINT")
	return err
}

// locked makes a writer safe for several goroutines.
type locked struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}
