package docket

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// HoldFor is how long a worker holds a case after its last write. It is longer
// than a job may run, so that a hold never ends under a worker that lives.
const HoldFor = 2 * time.Minute

// Config says where the docket is and under which keys.
type Config struct {
	// URL is "sqlite:PATH" or "postgres://…".
	URL string
	// Keys seal and sign, newest first. Keys that a docket was used with stay in
	// the list until Reseal.
	Keys advisories.Keys
	// Log takes what the queue has to say; it gets no ids of advisories.
	Log *slog.Logger
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Holds is the clock by which holds end; nil is PostgreSQL's own, so that
	// replicas need not agree on the time, or Now with SQLite.
	Holds func() time.Time
	// Sole says that no other process works this docket's rings (the caller holds
	// a lock on the data directory): holds that a crash left behind are ended.
	Sole bool
}

// Docket is the store. It is safe for use by many goroutines, and a SQLite file
// or a PostgreSQL database may be open in several processes at once.
type Docket struct {
	db   database
	keys advisories.Keys
	seal *sealer
	log  *slog.Logger
	now  func() time.Time
	// holds is the clock by which holds end; steady is behind it on PostgreSQL.
	holds  func() time.Time
	steady *steady
	born   time.Time
	bell   *bell
	drain  *drain
	// ringRows write rings.
	ringRows manyRows
	// rung tells the usher that there is something to bring.
	rung  chan struct{}
	ended ended
	close sync.Once
}

// Open opens the docket, creates it where there is none, brings its tables up to
// date and checks that the sealing keys are those it was made with. Two processes
// may open the same docket at the same time. Errors hold no secrets.
func Open(ctx context.Context, c Config) (*Docket, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Keys.Len() == 0 {
		return nil, errors.New("open docket: no sealing key")
	}
	seal, err := newSealer(c.Keys)
	if err != nil {
		return nil, fmt.Errorf("open docket: %w", err)
	}
	db, err := connect(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open docket: %w", advise(err))
	}
	d := &Docket{db: db, keys: c.Keys, seal: seal, log: c.Log, now: c.Now, rung: make(chan struct{}, 1),
		ringRows: newManyRows(ringInsert, ringWidth, ringConflict)}
	if err := errors.Join(d.clockOf(ctx, c), d.prepare(ctx, c.Sole)); err != nil {
		return nil, errors.Join(fmt.Errorf("open docket: %w", advise(err)), db.close())
	}
	d.drain = newDrain(d)
	d.bell = newBell(d)
	return d, nil
}

// connect chooses the engine by the URL.
func connect(ctx context.Context, c Config) (database, error) {
	if path, ok := strings.CutPrefix(c.URL, "sqlite:"); ok {
		return openSQLite(ctx, path, c.Log)
	}
	if strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://") {
		return openPostgres(ctx, c.URL, c.Log)
	}
	// The URL is not repeated: it may hold a password.
	return nil, errors.New("the database URL begins neither with sqlite: nor with postgres://")
}

// prepare does what must be done once at each start, in one transaction.
func (d *Docket) prepare(ctx context.Context, sole bool) error {
	return d.db.write(ctx, func(q tx) error {
		if err := refuseHalfCopy(ctx, q); err != nil {
			return err
		}
		if err := d.readBirth(ctx, q); err != nil {
			return err
		}
		if err := d.checkSeal(ctx, q); err != nil {
			return err
		}
		if !sole {
			return nil
		}
		if _, err := q.exec(ctx, `UPDATE work SET hold_token = '', hold_until = 0 WHERE hold_until > 0`); err != nil {
			return fmt.Errorf("end left holds: %w", err)
		}
		if _, err := q.exec(ctx, `DELETE FROM errands`); err != nil {
			return fmt.Errorf("end left errands: %w", err)
		}
		// A killed process cannot resign; without it, its successor would schedule
		// nothing until the lease ends.
		if _, err := q.exec(ctx, `DELETE FROM river_leader`); err != nil {
			return fmt.Errorf("end left lease: %w", err)
		}
		return nil
	})
}

// readBirth keeps the first moment for good: advisories older than it are adopted.
func (d *Docket) readBirth(ctx context.Context, q tx) error {
	_, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ('born_at', $1) ON CONFLICT (name) DO NOTHING`,
		[]byte(d.now().UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)))
	if err != nil {
		return fmt.Errorf("keep the time of birth: %w", err)
	}
	var born []byte
	if err := one(ctx, q, `SELECT value FROM meta WHERE name = 'born_at'`, nil, &born); err != nil {
		return fmt.Errorf("read the time of birth: %w", err)
	}
	if d.born, err = time.Parse(time.RFC3339Nano, string(born)); err != nil {
		return errors.New("read the time of birth: not a time")
	}
	return nil
}

// Born is when this docket was made.
func (d *Docket) Born() time.Time { return d.born }

// Close waits for the rings under way and closes the database. Run must have
// returned before.
func (d *Docket) Close() error {
	var err error
	d.close.Do(func() {
		d.bell.close()
		d.drain.close()
		err = d.db.close()
	})
	return err
}

// newToken is a fresh random token.
func newToken() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}
