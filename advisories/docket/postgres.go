package docket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// postgres is the docket in a PostgreSQL database that replicas share.
type postgres struct {
	pool  *pgxpool.Pool
	queue *queue[pgx.Tx]
}

func openPostgres(ctx context.Context, url string, log *slog.Logger) (database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL cannot be read") // err may repeat the password
	}
	// One connection listens for jobs, one holds the migration lock.
	config.MaxConns = max(config.MaxConns, 8)
	forgetTheDead(config.ConnConfig.RuntimeParams)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, errors.New("the PostgreSQL URL cannot be used")
	}
	p := &postgres{pool: pool}
	driver := riverpgxv5.New(pool)
	if err := migratePostgres(ctx, pool, driver, log); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if p.queue, err = newQueue(driver, log); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// forgetTheDead has the server end a transaction of ours that says nothing more, and
// a connection whose other end is gone, before a hold would end: else the locks of a
// process that died would keep the others waiting. What the URL says goes before.
func forgetTheDead(params map[string]string) {
	for name, value := range map[string]string{
		"idle_in_transaction_session_timeout": "60s",
		"tcp_keepalives_idle":                 "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3", // seconds, seconds, times
	} {
		if _, said := params[name]; !said {
			params[name] = value
		}
	}
}

// conflictTries is how often a transaction is tried that PostgreSQL undid
// because of another one, or that found a row which another one wrote meanwhile: the
// next try sees it and knows what that means.
const conflictTries = 4

func (p *postgres) write(ctx context.Context, fn func(tx) error) error {
	for try := 1; ; try++ {
		err := p.within(ctx, pgx.TxOptions{}, fn)
		if err == nil || try == conflictTries || !conflicted(err) {
			return err
		}
	}
}

// conflicted reports whether PostgreSQL undid a transaction for another's sake:
// serialization failure, deadlock, unique violation (source: PostgreSQL, appendix A).
func conflicted(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "23505")
}

func (p *postgres) read(ctx context.Context, fn func(tx) error) error {
	return p.within(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

// ask spares two ways to the server and back.
func (p *postgres) ask(ctx context.Context, fn func(tx) error) error {
	return fn(&postgresTx{asked: p.pool, queue: p.queue})
}

func (p *postgres) within(ctx context.Context, o pgx.TxOptions, fn func(tx) error) error {
	t, err := p.pool.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	done := false
	defer func() {
		if !done { // fn broke down: its connection must not stay behind
			_ = t.Rollback(context.WithoutCancel(ctx))
		}
	}()
	err = fn(&postgresTx{asked: t, tx: t, queue: p.queue})
	done = true
	if err != nil {
		_ = t.Rollback(context.WithoutCancel(ctx)) // the cause is err; a broken connection is dropped
		return err
	}
	if err := t.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (p *postgres) run(ctx context.Context, w work) error { return p.queue.run(ctx, w) }

func (p *postgres) compact(ctx context.Context) error {
	if _, err := p.pool.Exec(ctx, `VACUUM rings, work, cases, drafts, decisions, commands, entries, notices, pins, repositories,
		watermarks, owner_policies, installations, booked_writes, write_bookings, rate_limits, river_job`); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	return nil
}

func (p *postgres) close() error {
	p.pool.Close()
	return nil
}

// asked is who answers: a transaction, or the pool.
type asked interface {
	Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

type postgresTx struct {
	asked asked
	tx    pgx.Tx // nil in an ask
	queue *queue[pgx.Tx]
}

func (t *postgresTx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := t.asked.Exec(ctx, query, args...)
	return tag.RowsAffected(), err
}

func (t *postgresTx) query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := t.asked.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return postgresRows{r}, nil
}

func (t *postgresTx) execEach(ctx context.Context, query string, args [][]any) (changed []int64, err error) {
	var batch pgx.Batch
	for _, a := range args {
		batch.Queue(query, a...)
	}
	answers := t.asked.SendBatch(ctx, &batch)
	defer func() { err = errors.Join(err, answers.Close()) }()
	for range args {
		tag, err := answers.Exec()
		if err != nil {
			return nil, err
		}
		changed = append(changed, tag.RowsAffected())
	}
	return changed, nil
}

func (t *postgresTx) queryEach(ctx context.Context, query string, args [][]any, fn func(i int, r rows) error) (err error) {
	var batch pgx.Batch
	for _, a := range args {
		batch.Queue(query, a...)
	}
	answers := t.asked.SendBatch(ctx, &batch)
	defer func() { err = errors.Join(err, answers.Close()) }()
	for i := range args {
		list, err := answers.Query()
		if err != nil {
			return err
		}
		for list.Next() {
			if err := fn(i, postgresRows{list}); err != nil {
				list.Close()
				return err
			}
		}
		list.Close()
		if err := list.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (t *postgresTx) enqueue(ctx context.Context, jobs ...job) error {
	if t.tx == nil {
		return errors.New("queue jobs: no transaction")
	}
	return t.queue.insert(ctx, t.tx, jobs)
}

// postgresRows gives pgx's rows a Close that can fail, as database/sql's can.
type postgresRows struct{ pgx.Rows }

func (r postgresRows) Close() error {
	r.Rows.Close()
	return nil // what went wrong while reading is in Err
}
