package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"time"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqlite is the docket in one file. All writes, the queue's too, go through one
// connection: SQLite has one writer, and waiting in line here is fairer than its
// busy loop. Lists are read beside it, which WAL allows.
type sqlite struct {
	writer, reader *sql.DB
	queue          *queue[*sql.Tx]
	path           string
	group          *group
	tidier         *tidier
	asked          *prepared // on reader
}

func openSQLite(ctx context.Context, path string, log *slog.Logger) (database, error) {
	if path == "" {
		return nil, errors.New("the SQLite URL names no file")
	}
	if err := ownFile(path); err != nil {
		return nil, err
	}
	s := &sqlite{path: path}
	var err error
	// The tidier mostly comes before SQLite's own checkpoint, which would hold up whoever
	// commits. The cache holds, in KiB, what is written to at random: indexes of rings.
	if s.writer, err = sql.Open("sqlite", sqliteDSN(path, "immediate", "synchronous(FULL)", "secure_delete(ON)",
		"wal_autocheckpoint(16000)", "cache_size(-16384)")); err != nil {
		return nil, fmt.Errorf("open SQLite file: %w", err)
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = sql.Open("sqlite", sqliteDSN(path, "deferred", "query_only(ON)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open SQLite file: %w", err), s.close())
	}
	s.reader.SetMaxOpenConns(4)
	s.reader.SetMaxIdleConns(4) // with the statements that are ready on them
	s.asked = newPrepared(s.reader)
	driver := riversqlite.New(s.writer)
	if err := migrateSQLite(ctx, s.writer, driver, log); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if s.queue, err = newQueue(driver, log); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if s.tidier, err = newTidier(path); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.group = &group{db: s.writer, ready: newPrepared(s.writer), queue: s.queue, written: &s.tidier.written}
	return s, nil
}

// ownFile makes the file readable for its owner only; WAL and shared memory take
// over its mode. An existing file is never opened here: closing it again would
// drop SQLite's own locks on it, those of other connections of this process too.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("create SQLite file, whose folder must be there and writable: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("restrict SQLite file: %w", err)
	}
	return nil
}

func sqliteDSN(path, lock string, pragmas ...string) string {
	v := url.Values{"_txlock": {lock}}
	for _, p := range append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(ON)"}, pragmas...) {
		v.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

func (s *sqlite) write(ctx context.Context, fn func(tx) error) error {
	return s.group.write(ctx, fn)
}

func (s *sqlite) read(ctx context.Context, fn func(tx) error) error {
	t, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := fn(&sqliteTx{tx: t, queue: s.queue}); err != nil {
		_ = t.Rollback() // the cause is err; a broken rollback ends with the connection
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// ask keeps its statements ready.
func (s *sqlite) ask(ctx context.Context, fn func(tx) error) error {
	if s.asked == nil { // a copy or a backup, with one connection
		return s.read(ctx, fn)
	}
	s.asked.prepare(ctx)
	return fn(&sqliteTx{db: s.reader, ready: s.asked})
}

func (s *sqlite) run(ctx context.Context, w work) error { return s.queue.run(ctx, w) }

func (s *sqlite) compact(ctx context.Context) error {
	if _, err := s.writer.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("compact SQLite file: %w", err)
	}
	return s.checkpoint(ctx)
}

// checkpoint empties the log of writes.
func (s *sqlite) checkpoint(ctx context.Context) error {
	var busy, frames, done int64
	if err := s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done); err != nil {
		return fmt.Errorf("empty SQLite's log: %w", err)
	}
	if busy != 0 {
		return errors.New("empty SQLite's log: others use it")
	}
	return nil
}

func (s *sqlite) close() error {
	var err error
	if s.tidier != nil {
		err = s.tidier.close()
	}
	if s.reader != nil {
		err = errors.Join(err, s.reader.Close())
	}
	return errors.Join(err, s.writer.Close())
}

// sqliteTx is a transaction, or a part of a group's where it has prepared
// statements.
type sqliteTx struct {
	tx    *sql.Tx
	db    *sql.DB // in an ask, in place of tx
	queue *queue[*sql.Tx]
	ready *prepared
}

func (t *sqliteTx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if t.tx == nil {
		return 0, errors.New("who asks writes nothing")
	}
	ctx = t.steady(ctx)
	var res sql.Result
	var err error
	if stmt := t.ready.in(ctx, t.tx, query); stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (t *sqliteTx) query(ctx context.Context, query string, args ...any) (rows, error) {
	ctx = t.steady(ctx)
	if stmt := t.ready.in(ctx, t.tx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	if t.tx == nil {
		return t.db.QueryContext(ctx, query, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// steady takes the end of a context away where the transaction is others' too:
// SQLite undoes a whole transaction when a statement in it is interrupted.
func (t *sqliteTx) steady(ctx context.Context) context.Context {
	if t.ready == nil || t.tx == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

func (t *sqliteTx) execEach(ctx context.Context, query string, args [][]any) (changed []int64, err error) {
	for _, a := range args {
		n, err := t.exec(ctx, query, a...)
		if err != nil {
			return nil, err
		}
		changed = append(changed, n)
	}
	return changed, nil
}

func (t *sqliteTx) queryEach(ctx context.Context, query string, args [][]any, fn func(i int, r rows) error) error {
	for i, a := range args {
		if err := each(ctx, t, query, a, func(r rows) error { return fn(i, r) }); err != nil {
			return err
		}
	}
	return nil
}

func (t *sqliteTx) enqueue(ctx context.Context, jobs ...job) error {
	return t.queue.insert(t.steady(ctx), t.tx, jobs)
}

// busyFor is how long two processes that open the same new file wait for each
// other, a try at a time.
const busyFor = 100 * time.Millisecond
