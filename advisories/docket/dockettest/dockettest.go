package dockettest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// TB is what is needed of a test; *testing.T and *testing.B have it.
type TB interface {
	Helper()
	Context() context.Context
	Cleanup(func())
	Fatal(...any)
	Skipf(string, ...any)
}

// Option changes how a server is started.
type Option func(*Server)

// Durable lets the server wait for the disk, as PostgreSQL does by itself.
func Durable(s *Server) { s.settings = append(s.settings, "fsync=on") }

// Set is one setting of PostgreSQL's, as in max_connections=20.
func Set(setting string) Option {
	return func(s *Server) { s.settings = append(s.settings, setting) }
}

// shared is the server of [URL].
var shared struct {
	start  sync.Once
	server *Server
	err    error
}

// URL makes an empty database on the server that the process shares.
func URL(t TB) string {
	t.Helper()
	shared.start.Do(func() { shared.server, shared.err = start() })
	if shared.err != nil {
		missing(t, shared.err)
	}
	return shared.server.Database(t)
}

// Stop ends the shared server, where one was started. No test may run any more.
func Stop() {
	shared.start.Do(func() { shared.err = errors.New("the server was stopped") })
	if shared.server != nil {
		shared.server.stop()
	}
}

// Home is the directory of all files of the server behind a URL of this package.
func Home(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		panic(err)
	}
	return u.Query().Get("host")
}

// missing ends a test that has no server.
func missing(t TB, err error) {
	t.Helper()
	if errors.Is(err, errNoServer) && os.Getenv("ADVISORY_BOT_TEST_POSTGRES") != "required" {
		t.Skipf("SKIPPED: the docket is not tested on PostgreSQL: %v", err)
	}
	t.Fatal(err)
}

// Server is one PostgreSQL. Its methods that change how it is fail the test where
// they cannot; they are for one goroutine.
type Server struct {
	t        TB // nil: the shared one
	settings []string
	home     *home
	running  *process
	count    atomic.Int64
}

// New starts a server of the test's own.
func New(t TB, o ...Option) *Server {
	t.Helper()
	s, err := start(o...)
	if err != nil {
		missing(t, err)
	}
	s.t = t
	t.Cleanup(s.stop)
	return s
}

func start(o ...Option) (*Server, error) {
	s := &Server{settings: []string{"fsync=off", "max_connections=200"}}
	for _, change := range o {
		change(s)
	}
	var err error
	if s.home, err = makeHome(); err != nil {
		return nil, err
	}
	if s.running, err = s.home.serve(s.settings); err != nil {
		s.home.remove()
		return nil, err
	}
	return s, nil
}

func (s *Server) stop() {
	if s.running != nil {
		s.running.end("INT")
		s.running = nil
	}
	s.home.remove()
}

// Database makes an empty database and returns its URL.
func (s *Server) Database(t TB) string {
	t.Helper()
	name := fmt.Sprintf("docket_%d", s.count.Add(1))
	if err := s.run(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

func (s *Server) url(database string) string {
	return "postgres://docket@/" + database + "?host=" + url.QueryEscape(s.home.dir)
}

// run runs statements outside of transactions, on a connection of its own that may
// always write.
func (s *Server) run(ctx context.Context, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, sql := range append([]string{"SET default_transaction_read_only = off"}, statements...) {
		if _, err := conn.Exec(ctx, sql); err != nil {
			verb, _, _ := strings.Cut(sql, " ")
			return fmt.Errorf("%s: %w", verb, err)
		}
	}
	return nil
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// Down stops the server: what it was asked is undone, its clients are cut off, and
// nobody gets in until [Server.Up].
func (s *Server) Down() { s.leave("INT") }

// Crash is [Server.Down] without a farewell: the server recovers from its log when
// it comes up.
func (s *Server) Crash() { s.leave("QUIT") }

func (s *Server) leave(signal string) {
	s.running.keep()
	s.running.end(signal)
	s.running = nil
}

// Up starts the server again on its data.
func (s *Server) Up() {
	s.t.Helper()
	var err error
	s.running, err = s.home.serve(s.settings)
	s.must(err)
}

// Restart is [Server.Down] and [Server.Up].
func (s *Server) Restart() {
	s.t.Helper()
	s.Down()
	s.Up()
}

// Cut ends all connections of others; who asks again gets in.
func (s *Server) Cut() {
	s.t.Helper()
	s.must(s.run(s.t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`))
}

// ReadOnly lets every transaction be read-only, as a standby's are, or no longer.
// Sessions that are open learn it too.
func (s *Server) ReadOnly(on bool) {
	s.t.Helper()
	s.must(s.run(s.t.Context(), fmt.Sprintf("ALTER SYSTEM SET default_transaction_read_only = %t", on), "SELECT pg_reload_conf()"))
}
