package dockettest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"
)

const childHome = "DOCKETTEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childHome) != "" {
		s, err := start()
		if err != nil {
			panic(err)
		}
		_, _ = os.Stdout.WriteString(s.home.dir)
		_ = os.Stdout.Close()
		select {} // until it is killed
	}
	code := m.Run()
	Stop()
	if err := goleak.Find(); code == 0 && err != nil {
		_, _ = os.Stderr.WriteString(err.Error())
		code = 1
	}
	os.Exit(code)
}

func ask(t *testing.T, url, sql string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), sql)
	return err
}

func TestURL(t *testing.T) {
	a, b := URL(t), URL(t)
	if a == b {
		t.Fatal("one database for two tests")
	}
	for _, url := range []string{a, b} {
		if err := ask(t, url, "CREATE TABLE here (n int)"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFaults(t *testing.T) {
	s := New(t, Set("max_connections=20"))
	url := s.Database(t)
	if err := ask(t, url, "CREATE TABLE kept (n int)"); err != nil {
		t.Fatal(err)
	}
	for _, stop := range []func(){s.Down, s.Crash} {
		stop()
		if err := ask(t, url, "SELECT 1"); err == nil {
			t.Error("a server that is down answers")
		}
		s.Up()
	}
	s.Restart()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	s.ReadOnly(true)
	var pg *pgconn.PgError
	if err := ask(t, url, "INSERT INTO kept VALUES (1)"); !errors.As(err, &pg) || pg.Code != "25006" {
		t.Errorf("while read-only: %v", err)
	}
	s.ReadOnly(false)
	if err := ask(t, url, "INSERT INTO kept VALUES (1)"); err != nil {
		t.Error(err)
	}
	s.Cut()
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("a connection that was cut answers")
	}
	_ = conn.Close(t.Context())
}

// TestKilled: where the test process is killed its server goes, and its directory.
func TestKilled(t *testing.T) {
	if _, err := binaries(); err != nil {
		missing(t, err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childHome+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	dir := make([]byte, 4096)
	n, err := out.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(string(dir[:n])); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the server outlived its test, or left its directory")
		}
	}
}
