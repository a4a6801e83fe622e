package docket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// ErrNoBackup: the docket is not in SQLite.
var ErrNoBackup = errors.New("only a docket in SQLite is backed up by this program; PostgreSQL has pg_dump")

// Backup writes the docket as it is at one moment into a new file that its owner
// alone can read, and verifies what it wrote (VerifyAll) with the keys at hand. The
// file appears under its name when it is whole and on the disk; one that is there
// is never touched. Rings and work go on meanwhile: SQLite's log of writes grows until
// the backup is through, and is used again then.
//
// Where the file is whole and the docket itself has faults, they are in the error,
// and the backup stays. PostgreSQL's error is ErrNoBackup.
func (d *Docket) Backup(ctx context.Context, path string) (Verified, error) {
	s, ok := d.db.(*sqlite)
	if !ok {
		return Verified{}, ErrNoBackup
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return Verified{}, fmt.Errorf("back up: %w", errors.Join(err, fs.ErrExist))
	}
	v, err := d.backup(ctx, s, path)
	if err != nil {
		return v, fmt.Errorf("back up: %w", err)
	}
	return v, nil
}

func (d *Docket) backup(ctx context.Context, s *sqlite, path string) (v Verified, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".docket-backup-*") // mode 0600
	if err != nil {
		return v, err
	}
	part := f.Name()
	defer func() {
		if gone := os.Remove(part); err == nil {
			err = gone
		}
	}()
	err = s.copyInto(ctx, part)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return v, err
	}
	v, faults := d.verifyFile(ctx, part)
	if faults != nil && !errors.Is(faults, ErrTampered) && !errors.Is(faults, ErrDamaged) {
		return v, faults
	}
	if err := os.Link(part, path); err != nil { // fails where somebody was there first
		return v, err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return v, err
	}
	return v, faults
}

// copyInto has SQLite write one state of the docket into an empty file, on a
// connection of its own: readers keep nobody from writing.
func (s *sqlite) copyInto(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", sqliteDSN(s.path, "deferred"))
	if err != nil {
		return fmt.Errorf("open SQLite file: %w", err)
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", path)
	if err != nil {
		err = fmt.Errorf("copy SQLite file: %w", err)
	}
	return errors.Join(err, db.Close())
}

// verifyFile verifies a file that nobody else has open, and changes nothing of it.
func (d *Docket) verifyFile(ctx context.Context, path string) (Verified, error) {
	v := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(ON)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode())
	if err != nil {
		return Verified{}, fmt.Errorf("open backup: %w", err)
	}
	file := &Docket{db: &sqlite{writer: db, reader: db, path: path}, keys: d.keys, seal: d.seal, log: d.log, now: d.now, holds: d.holds}
	verified, err := file.VerifyAll(ctx)
	if more := db.Close(); err == nil {
		err = more
	}
	return verified, err
}

// syncDir makes a new name in a directory last.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
