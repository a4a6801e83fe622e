package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// printed is what a program in the background prints.
type printed struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.Write(b)
}

func (p *printed) find(pattern string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m := regexp.MustCompile(pattern).FindStringSubmatch(p.b.String()); m != nil {
		return m[1]
	}
	return ""
}

// TestSecondSignalEndsAtOnce: the first signal lets an open delivery finish, the
// second does not wait for it.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "app.pem"), appKey(), 0o600); err != nil {
		t.Fatal(err)
	}
	var out printed
	c := exec.Command("advisory-bot", "serve")
	c.Dir, c.Stdout, c.Stderr = dir, &out, &out
	c.Env = append(os.Environ(), "ADVISORY_BOT_APP_ID=12", "ADVISORY_BOT_PRIVATE_KEY_FILE=app.pem", "ADVISORY_BOT_WEBHOOK_SECRET=of-the-test-0123456789",
		"ADVISORY_BOT_API_URL=http://127.0.0.1:1/", "ADVISORY_BOT_LISTEN_ADDR=127.0.0.1:0", "ADVISORY_BOT_ADMIN_ADDR=127.0.0.1:0")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	door, admin := "", ""
	eventually(t, "it to serve", func() bool {
		door, admin = out.find(`webhooks=(\S+)`), out.find(`admin=(\S+)`)
		return door != "" && admin != ""
	})
	conn, err := net.Dial("tcp", door)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/github/webhooks HTTP/1.1\r\nHost: door\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n")
	if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 100"))); err != nil { // the door reads
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it to stop", func() bool {
		res, err := http.Get("http://" + admin + "/readyz")
		if err != nil {
			t.Fatal(err) // it did not wait for the open delivery
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		return strings.HasPrefix(string(b), "stopping\n")
	})
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := c.Wait(); !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT {
		t.Errorf("ended with %v, want by the second signal", err)
	}
}

func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !happened(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
