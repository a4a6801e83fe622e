package docket

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	engine "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// advised is an error of an engine in words that say what to do about it.
type advised struct {
	say string
	err error
}

func (e *advised) Error() string { return e.say }
func (e *advised) Unwrap() error { return e.err }

// advise puts words for whoever runs the program in the place of an engine's, where
// there are any. They hold no part of a URL but host and port.
func advise(err error) error {
	say := ""
	var file *engine.Error
	var server *pgconn.PgError
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &file):
		say = adviceOfSQLite[file.Code()&0xff]
	case errors.As(err, &server):
		say = adviceOfPostgres[server.Code]
	case errors.As(err, &connect) && connect.Config != nil:
		say = fmt.Sprintf("PostgreSQL cannot be reached at %s:%d (%s): check that it runs, and host and port in the database URL",
			connect.Config.Host, connect.Config.Port, whyUnreached(err))
	}
	if say == "" {
		return err
	}
	return &advised{say, err}
}

// adviceOfSQLite goes by the primary result code (source: SQLite, "Result and Error
// Codes").
var adviceOfSQLite = map[int]string{
	sqlite3.SQLITE_NOTADB:   damagedFile,
	sqlite3.SQLITE_CORRUPT:  damagedFile,
	sqlite3.SQLITE_READONLY: "docket.db cannot be written: check who owns it and its folder, and that the disk is not mounted read-only",
	sqlite3.SQLITE_PERM:     "docket.db may not be opened: check who owns it and its folder",
	sqlite3.SQLITE_CANTOPEN: "docket.db cannot be opened: check that its folder is there, and who owns both",
	sqlite3.SQLITE_FULL:     "the disk of docket.db is full: make room",
	sqlite3.SQLITE_IOERR:    "docket.db cannot be read or written: check its disk, and that there is room",
	sqlite3.SQLITE_BUSY:     "docket.db is in use: one process per SQLite file",
}

const damagedFile = "docket.db is no SQLite database, or is damaged: put a backup in its place, without docket.db-wal and docket.db-shm beside it"

// adviceOfPostgres goes by SQLSTATE (source: PostgreSQL, appendix A).
var adviceOfPostgres = map[string]string{
	"28P01": refusedUser,
	"28000": refusedUser,
	"3D000": "PostgreSQL has no database of that name: create it, or mend the database URL",
	"42501": "PostgreSQL does not let this user make or change the docket's tables: make it the owner of the database",
	"53300": "PostgreSQL has no connection left: raise its max_connections, or run fewer replicas",
	"53100": "PostgreSQL's disk is full: make room",
	"25006": "PostgreSQL takes no writes here: the database URL must lead to the primary, not to a standby",
	"57P03": "PostgreSQL is starting or stopping: try again in a moment",
}

const refusedUser = "PostgreSQL refuses the user or the password in the database URL"

// whyUnreached is the innermost reason, on one line.
func whyUnreached(err error) string {
	var name *net.DNSError
	if errors.As(err, &name) {
		return cmp.Or(name.Err, "no such host")
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		err = op.Err
	}
	for {
		next := errors.Unwrap(err)
		if list, joined := err.(interface{ Unwrap() []error }); joined && len(list.Unwrap()) > 0 {
			next = list.Unwrap()[0]
		}
		if next == nil {
			return strings.Join(strings.Fields(err.Error()), " ")
		}
		err = next
	}
}
