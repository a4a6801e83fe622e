package docket

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestGroup: many write at once on SQLite. Who fails or breaks down is undone alone.
func TestGroup(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, b *bed) {
		d, ctx := b.open(), t.Context()
		errOwn := errors.New("own")
		put := func(n int) func(tx) error {
			return func(q tx) error {
				_, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2)`, fmt.Sprint("n-", n), []byte("x"))
				if err == nil && n%3 == 1 {
					return errOwn
				}
				if err == nil && n%3 == 2 {
					panic("sentinel")
				}
				return err
			}
		}
		var wg sync.WaitGroup
		for n := range 300 {
			wg.Go(func() {
				defer func() {
					if broke := recover(); (broke != nil) != (n%3 == 2) {
						t.Errorf("%d: panic %v", n, broke)
					}
				}()
				if err := d.db.write(ctx, put(n)); errors.Is(err, errOwn) != (n%3 == 1) || n%3 == 0 && err != nil {
					t.Errorf("%d: %v", n, err)
				}
			})
		}
		wg.Wait()
		if n := number(t, d, `SELECT count(*) FROM meta WHERE name LIKE 'n-%'`); n != 100 {
			t.Errorf("%d rows, want 100", n)
		}
	})
}

// TestGroupLost: where the engine undoes the whole transaction, the others of the
// group are written all the same.
func TestGroupLost(t *testing.T) {
	t.Parallel()
	b := newBed(t, "sqlite:"+t.TempDir()+"/docket.db")
	d, ctx := b.open(), t.Context()
	var wg sync.WaitGroup
	hold, held := make(chan bool), make(chan bool)
	wg.Go(func() {
		err := d.db.write(ctx, func(q tx) error {
			select {
			case <-held:
			default:
				close(held)
				<-hold
			}
			_, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ('n-first', $1)`, []byte("x"))
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	for n := range 20 {
		wg.Go(func() {
			err := d.db.write(ctx, func(q tx) error {
				if n == 7 {
					_, err := q.exec(ctx, `ROLLBACK`) // as SQLite does when the disk is full
					return errors.Join(err, errors.New("lost"))
				}
				_, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2)`, fmt.Sprint("n-", n), []byte("x"))
				return err
			})
			if (err != nil) != (n == 7) {
				t.Errorf("%d: %v", n, err)
			}
		})
	}
	for waiting := 0; waiting < 20; {
		g := d.db.(*sqlite).group
		g.mu.Lock()
		waiting = len(g.waiting)
		g.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	close(hold)
	wg.Wait()
	if n := number(t, d, `SELECT count(*) FROM meta WHERE name LIKE 'n-%'`); n != 20 {
		t.Errorf("%d rows, want 20", n)
	}
}

// TestGroupEnds: who waits behind a slow write leaves when its context ends; the
// next one leads all the same.
func TestGroupEnds(t *testing.T) {
	t.Parallel()
	b := newBed(t, "sqlite:"+t.TempDir()+"/docket.db")
	d := b.open()
	hold, held := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = d.db.write(t.Context(), func(tx) error { close(held); <-hold; return nil })
	})
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := d.db.write(ctx, func(tx) error { t.Error("was run"); return nil })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "begin") {
		t.Error(err)
	}
	wg.Go(func() { must(t, d.Ping(t.Context())) })
	close(hold)
	wg.Wait()
}
