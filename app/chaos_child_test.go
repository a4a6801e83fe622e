package app_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/advisory-bot/advisory-bot/app/intake"
)

// crashEnv says that this process is a child, and where it is to die.
const crashEnv = "ADVISORY_BOT_TEST_CRASH"

// childSpec is how a child is started.
type childSpec struct {
	// point is where it kills itself; zero is nowhere.
	point killPoint
	// database is a PostgreSQL URL, empty for SQLite in the data directory.
	database string
	// control, where set, is a file that says how far the child's clock is off and how
	// large its files may become, as long as it runs.
	control string
	// holdsByDatabase leaves holds to the database's clock; else they end by the
	// child's, so that nobody need wait for those of the dead.
	holdsByDatabase bool
	// sweep is the time between sweeps; 0 is half a second.
	sweep time.Duration
}

// child is the program in a process of its own.
type child struct {
	cmd  *exec.Cmd
	dead chan struct{}
	out  *safeBuffer
	w    *world
	door string
}

// child starts one and points the webhooks at it.
func (w *world) child(s childSpec) *child {
	w.t.Helper()
	c, err := w.spawn(s)
	if err != nil {
		w.t.Fatal(err)
	}
	w.github.HookTo("http://"+c.door+intake.Path, testSecret)
	return c
}

// startWithin is a bound for a child's start on a busy machine.
const startWithin = 3 * time.Minute

// spawn starts a child and waits until it serves; an error holds its log where it
// died before.
func (w *world) spawn(s childSpec) (*child, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v=false")
	cmd.Env = append(os.Environ(), crashEnv+"="+s.point.String(), "CRASH_DIR="+w.dir, "CRASH_API="+w.github.APIURL(),
		"CRASH_GRAPHQL="+w.github.GraphQLURL(), "CRASH_APP="+strconv.FormatInt(w.github.AppID(), 10), "CRASH_KEY="+string(w.github.AppKeyPEM()),
		"CRASH_DATABASE="+s.database, "CRASH_CONTROL="+s.control, "CRASH_SWEEP="+s.sweep.String(), "CRASH_HOLDS="+strconv.FormatBool(s.holdsByDatabase))
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, dead: make(chan struct{}), out: &safeBuffer{}, w: w}
	cmd.Stderr = c.out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w.t.Cleanup(c.kill)
	// One that does not come to serve tells where it stands.
	late := time.AfterFunc(startWithin, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	late.Stop()
	go func() {
		_, _ = io.Copy(io.Discard, stdout)
		_ = cmd.Wait()
		close(c.dead)
	}()
	if err != nil {
		<-c.dead
		return c, fmt.Errorf("child: %w\n%s", err, c.out)
	}
	c.door = strings.TrimSpace(line)
	return c, nil
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.dead
}

// end stops the child as an operator does, and returns false where it did not end
// well by itself.
func (c *child) end() bool {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.dead:
	case <-time.After(time.Minute):
		c.kill()
		return false
	}
	return c.cmd.ProcessState.Success()
}

func (c *child) lives() bool {
	select {
	case <-c.dead:
		return false
	default:
		return true
	}
}

// until waits for a condition, and returns false where the child died before it.
func (c *child) until(happened func() bool) bool {
	c.w.t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for {
		if !c.lives() {
			return false
		}
		if happened() {
			return true
		}
		if time.Now().After(deadline) {
			c.w.t.Fatalf("waited in vain; the child's log:\n%s", c.out)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// quiet holds once the child has swept twice and written nothing meanwhile: what
// would be done twice has had its chance.
func (c *child) quiet() func() bool {
	sweeps := c.sweeps()
	return func() bool { return c.sweeps() >= sweeps+2 }
}

func (c *child) sweeps() int { return strings.Count(c.out.String(), "sweep done") }

// control is what a child is told while it runs.
type control struct {
	clock time.Duration
	// fsize is how large a file may become, in bytes; 0 is without limit.
	fsize uint64
}

// tell writes it so that a child reads all of it or nothing.
func (k control) tell(path string) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, fmt.Appendf(nil, "%d %d", int64(k.clock), k.fsize), 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// obey reads the control file for as long as the child lives.
func obey(path string, told func(control)) {
	last := control{clock: -1}
	for ; ; time.Sleep(10 * time.Millisecond) {
		b, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			continue
		}
		var k control
		if _, err := fmt.Sscan(string(b), &k.clock, &k.fsize); err == nil && k != last {
			told(k)
			last = k
		}
	}
}
