package docket

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// server is one PostgreSQL for all tests of this package, started from the
// machine's own binaries when the first test asks for it. It listens on a socket
// in a private directory only. It does without fsync, which tells the tests
// nothing; the benchmark turns it on.
type server struct {
	start sync.Once
	err   error
	dir   string
	stdin io.WriteCloser
	cmd   *exec.Cmd
	log   sync.WaitGroup
	count atomic.Int64
}

var theServer server

// errNoServer: the machine has no PostgreSQL to start.
var errNoServer = errors.New("no initdb and postgres in PATH or /usr/lib/postgresql")

// postgresURL makes an empty database for a test. Without PostgreSQL's binaries
// the test is skipped aloud; with ADVISORY_BOT_TEST_POSTGRES=required it fails.
func postgresURL(t testing.TB) string {
	t.Helper()
	theServer.start.Do(func() { theServer.err = theServer.up() })
	if err := theServer.err; err != nil {
		if errors.Is(err, errNoServer) && os.Getenv("ADVISORY_BOT_TEST_POSTGRES") != "required" {
			t.Skipf("SKIPPED: the docket is not tested on PostgreSQL: %v", err)
		}
		t.Fatal(err)
	}
	name := fmt.Sprintf("docket_%d", theServer.count.Add(1))
	conn, err := pgx.Connect(t.Context(), theServer.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return theServer.url(name)
}

func (s *server) url(database string) string {
	return "postgres://docket@/" + database + "?host=" + url.QueryEscape(s.dir)
}

func (s *server) up() error {
	bin, err := postgresBin()
	if err != nil {
		return err
	}
	who, err := unprivileged()
	if err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "docket-pg"); err != nil {
		return err
	}
	if who != nil {
		if err := os.Chown(s.dir, int(who.Uid), int(who.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "docket", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: who}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.serve(bin, data, who)
}

// serve starts the server under a shell that stops it when our end of its
// standard input closes, also when this process is killed.
func (s *server) serve(bin, data string, who *syscall.Credential) error {
	const script = `"$1" -D "$2" -k "$3" -c listen_addresses= -c fsync=off & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid`
	s.cmd = exec.Command("sh", "-c", script, "sh", filepath.Join(bin, "postgres"), data, s.dir)
	s.cmd.Dir, s.cmd.SysProcAttr = s.dir, &syscall.SysProcAttr{Credential: who, Setpgid: true}
	var err error
	if s.stdin, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	ready, lines := make(chan bool, 1), bufio.NewScanner(stderr)
	s.log.Go(func() {
		for lines.Scan() {
			if strings.Contains(lines.Text(), "ready to accept connections") {
				ready <- true
			}
		}
		close(ready)
	})
	if !<-ready {
		return errors.New("postgres did not start")
	}
	return nil
}

func (s *server) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.stdin.Close()
		s.log.Wait()
		s.cmd.Wait()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}

// postgresBin is the folder of the newest binaries.
func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", errNoServer
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// unprivileged is who runs the server where we are root, which it refuses to be
// run by; nil is ourselves.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("no unprivileged user to run postgres")
}
