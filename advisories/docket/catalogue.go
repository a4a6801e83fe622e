package docket

import (
	"context"
	"strings"
)

// catalogue is what the engine tells of its tables. These are the few questions
// that have another text on each engine.
type catalogue interface {
	// tables are those of the database, the queue's among them.
	tables(ctx context.Context, q tx) ([]string, error)
	// columns are those of a table, in order.
	columns(ctx context.Context, q tx, table string) ([]string, error)
	// sequences are the last numbers that were given, by table.
	sequences(ctx context.Context, q tx) (map[string]int64, error)
	// setSequence lets the next number of a table come after last.
	setSequence(ctx context.Context, q tx, table string, last int64) error
	// given stands in an INSERT that brings its own numbers.
	given() string
	// led reports whether a queue somewhere schedules this database's jobs. A SQLite
	// file is locked by whoever works it, before anybody asks.
	led(ctx context.Context, q tx) (bool, error)
}

func readNames(ctx context.Context, q tx, query string, args ...any) (list []string, err error) {
	err = each(ctx, q, query, args, func(r rows) error {
		var name string
		err := r.Scan(&name)
		list = append(list, name)
		return err
	})
	return list, err
}

func readNumbers(ctx context.Context, q tx, query string) (map[string]int64, error) {
	out := map[string]int64{}
	err := each(ctx, q, query, nil, func(r rows) error {
		var name string
		var n int64
		err := r.Scan(&name, &n)
		out[name] = n
		return err
	})
	return out, err
}

func (s *sqlite) tables(ctx context.Context, q tx) ([]string, error) {
	return readNames(ctx, q, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
}

func (s *sqlite) columns(ctx context.Context, q tx, table string) ([]string, error) {
	return readNames(ctx, q, `SELECT name FROM pragma_table_info($1) ORDER BY cid`, table)
}

func (s *sqlite) sequences(ctx context.Context, q tx) (map[string]int64, error) {
	return readNumbers(ctx, q, `SELECT name, seq FROM sqlite_sequence`)
}

func (s *sqlite) setSequence(ctx context.Context, q tx, table string, last int64) error {
	n, err := q.exec(ctx, `UPDATE sqlite_sequence SET seq = $2 WHERE name = $1`, table, last)
	if err == nil && n == 0 {
		_, err = q.exec(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)`, table, last)
	}
	return err
}

func (s *sqlite) given() string { return "" }

func (s *sqlite) led(context.Context, tx) (bool, error) { return false, nil }

func (p *postgres) tables(ctx context.Context, q tx) ([]string, error) {
	return readNames(ctx, q, `SELECT CAST(table_name AS TEXT) FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`)
}

func (p *postgres) columns(ctx context.Context, q tx, table string) ([]string, error) {
	return readNames(ctx, q, `SELECT CAST(column_name AS TEXT) FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`, table)
}

func (p *postgres) sequences(ctx context.Context, q tx) (map[string]int64, error) {
	return readNumbers(ctx, q, `SELECT CAST(table_name AS TEXT),
			coalesce(pg_sequence_last_value(CAST(pg_get_serial_sequence(quote_ident(table_name), column_name) AS regclass)), 0)
		FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'`)
}

func (p *postgres) setSequence(ctx context.Context, q tx, table string, last int64) error {
	var n int64
	return one(ctx, q, `SELECT setval(CAST(pg_get_serial_sequence(quote_ident(table_name), column_name) AS regclass), $2)
		FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name = $1`,
		[]any{table, last}, &n)
}

func (p *postgres) given() string { return " OVERRIDING SYSTEM VALUE" }

func (p *postgres) led(ctx context.Context, q tx) (bool, error) {
	var n int64
	err := one(ctx, q, `SELECT count(*) FROM river_leader WHERE expires_at > now()`, nil, &n)
	return n > 0, err
}

// theirs reports whether a table is not ours to copy: the queue's, which are made
// again from ours, the migrations', and what only processes that run know.
func theirs(table string) bool {
	return strings.HasPrefix(table, "river_") || table == "goose_db_version" || table == "errands" || table == "meta"
}
