package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// refuseForeign gives ErrNotEmpty where a database to copy into has tables and is
// no docket: somebody named another program's. It looks before anything is made
// there, and changes nothing.
func refuseForeign(ctx context.Context, at string) error {
	db, err := unmade(ctx, at)
	if db == nil || err != nil {
		return err
	}
	var list []string
	err = db.read(ctx, func(q tx) (err error) {
		list, err = db.tables(ctx, q)
		return err
	})
	if err = errors.Join(err, db.close()); err != nil {
		return fmt.Errorf("look what is there: %w", err)
	}
	// A start that was killed early may have left the migrations' own table alone.
	begun := len(list) == 1 && list[0] == "goose_db_version"
	if len(list) > 0 && !begun && !slices.Contains(list, "rings") {
		return fmt.Errorf("it holds another program's tables: %w", ErrNotEmpty)
	}
	return nil
}

// unmade is a database as it is, without our tables being made in it; nil where
// there is no file, or where connect says what is wrong with the address.
func unmade(ctx context.Context, at string) (database, error) {
	path, file := strings.CutPrefix(at, "sqlite:")
	if !file {
		pool, err := pgxpool.New(ctx, at)
		if err != nil {
			return nil, nil
		}
		return &postgres{pool: pool}, nil
	}
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, nil
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(ON)"}}.Encode())
	if err != nil {
		return nil, fmt.Errorf("open SQLite file: %w", err)
	}
	return &sqlite{writer: db, reader: db, path: path}, nil
}
