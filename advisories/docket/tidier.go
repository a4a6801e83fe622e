package docket

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"
)

// tidyEach is how often SQLite's log of writes is brought into the file while there is
// something in it.
const tidyEach = 250 * time.Millisecond

// tidier brings SQLite's log of writes into the file beside the writer and in its own
// time, so that nobody who commits waits for it. What it does not come to, SQLite does
// by itself once the log is long.
type tidier struct {
	db               *sql.DB
	written          atomic.Bool // something was, since the last time
	closing, stopped chan struct{}
}

func newTidier(path string) (*tidier, error) {
	db, err := sql.Open("sqlite", sqliteDSN(path, "deferred", "synchronous(FULL)"))
	if err != nil {
		return nil, fmt.Errorf("open SQLite file: %w", err)
	}
	db.SetMaxOpenConns(1)
	t := &tidier{db: db, closing: make(chan struct{}), stopped: make(chan struct{})}
	go t.loop()
	return t, nil
}

func (t *tidier) loop() {
	defer close(t.stopped)
	tick := time.NewTicker(tidyEach)
	defer tick.Stop()
	for {
		select {
		case <-t.closing:
			return
		case <-tick.C:
		}
		if t.written.Swap(false) {
			// What fails here fails again, and aloud, when SQLite does it in a commit.
			_, _ = t.db.Exec("PRAGMA wal_checkpoint(PASSIVE)")
		}
	}
}

func (t *tidier) close() error {
	close(t.closing)
	<-t.stopped
	return t.db.Close()
}
