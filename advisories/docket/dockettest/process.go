package dockettest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// errNoServer: the machine has no PostgreSQL to start.
var errNoServer = errors.New("no initdb and postgres in PATH or /usr/lib/postgresql")

// home is the private directory of a server: its data and its socket.
type home struct {
	bin, dir, data string
	who            *syscall.Credential // who runs the server; nil is ourselves
}

func makeHome() (*home, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "docket-pg")
	if err != nil {
		return nil, err
	}
	h := &home{bin: bin, dir: dir, data: filepath.Join(dir, "data"), who: who}
	if err := h.fill(); err != nil {
		h.remove()
		return nil, err
	}
	return h, nil
}

func (h *home) fill() error {
	if h.who != nil {
		if err := os.Chown(h.dir, int(h.who.Uid), int(h.who.Gid)); err != nil {
			return err
		}
	}
	initdb := exec.Command(filepath.Join(h.bin, "initdb"), "-D", h.data, "-U", "docket", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = h.dir, &syscall.SysProcAttr{Credential: h.who}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (h *home) remove() { _ = os.RemoveAll(h.dir) } // what is left is in the temporary directory

// process is a running server.
type process struct {
	stdin io.WriteCloser
	cmd   *exec.Cmd
	log   sync.WaitGroup
}

// script runs the server under a shell that passes on the signals that it reads.
// At the end of its input, which also comes where this process is killed, it stops
// the server and removes the directory, unless it has read that this is kept.
const script = `home=$1; shift
"$@" & pid=$!
while read -r word; do
	case $word in keep) home= ;; *) kill -"$word" $pid ;; esac
done
kill -INT $pid
wait $pid
[ -z "$home" ] || rm -rf "$home"`

// serve starts a server and waits until it lets connections in.
func (h *home) serve(settings []string) (*process, error) {
	args := []string{"-c", script, "sh", h.dir, filepath.Join(h.bin, "postgres"), "-D", h.data, "-k", h.dir, "-c", "listen_addresses="}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	p := &process{cmd: exec.Command("sh", args...)}
	p.cmd.Dir, p.cmd.SysProcAttr = h.dir, &syscall.SysProcAttr{Credential: h.who, Setpgid: true}
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ready, lines := make(chan bool, 1), bufio.NewScanner(stderr)
	p.log.Go(func() {
		for said := false; lines.Scan(); {
			if !said && strings.Contains(lines.Text(), "ready to accept connections") {
				said = true
				ready <- true
			}
		}
		close(ready)
	})
	if !<-ready {
		p.keep()
		p.end("INT")
		return nil, errors.New("postgres did not start")
	}
	return p, nil
}

// keep lets the directory outlive the process.
func (p *process) keep() { p.tell("keep") }

// tell writes a line to the shell, which may be gone.
func (p *process) tell(word string) { _, _ = io.WriteString(p.stdin, word+"\n") }

// end stops the server by a signal and waits until it is gone.
func (p *process) end(signal string) {
	p.tell(signal)
	_ = p.stdin.Close()
	p.log.Wait()
	_ = p.cmd.Wait() // a server that was stopped may say so by its status
}

// Missing reports whether the machine has no PostgreSQL to start.
func Missing() bool {
	_, err := binaries()
	return errors.Is(err, errNoServer)
}

// binaries is the folder of the newest binaries.
func binaries() (string, error) {
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
