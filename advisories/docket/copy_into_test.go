package docket

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestCopyIntoAnothers: a database that is another program's is refused before
// anything is made in it.
func TestCopyIntoAnothers(t *testing.T) {
	from := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "docket.db")).open()
	onBoth(t, func(t *testing.T, b *bed) {
		ctx := t.Context()
		const theirs = `CREATE TABLE invoices (id BIGINT PRIMARY KEY)`
		path, file := strings.CutPrefix(b.url, "sqlite:")
		var before []byte
		if file {
			db, err := sql.Open("sqlite", path)
			must(t, err)
			_, err = db.ExecContext(ctx, theirs)
			must(t, errors.Join(err, db.Close()))
			before = got(os.ReadFile(path))(t)
		} else {
			c, err := pgx.Connect(ctx, b.url)
			must(t, err)
			_, err = c.Exec(ctx, theirs)
			must(t, errors.Join(err, c.Close(ctx)))
		}
		if _, err := from.CopyTo(ctx, Config{URL: b.url}, nil); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("err = %v", err)
		}
		if file && !bytes.Equal(got(os.ReadFile(path))(t), before) {
			t.Error("their file was changed")
		}
		db, err := unmade(ctx, b.url)
		must(t, err)
		must(t, db.read(ctx, func(q tx) error {
			if list := got(db.tables(ctx, q))(t); len(list) != 1 || list[0] != "invoices" {
				t.Errorf("tables: %v", list)
			}
			return nil
		}))
		must(t, db.close())
	})
}
