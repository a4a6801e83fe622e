package app_test

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/intake"
)

// stoppable is a program whose Serve has not returned yet.
type stoppable struct {
	*app.Program
	w      *world
	at     app.Addresses
	cancel context.CancelFunc
	served chan error
	// reached gets one for each delivery that the door begins to read.
	reached chan struct{}
}

func (w *world) serve() *stoppable {
	w.t.Helper()
	p, err := app.Assemble(w.t.Context(), w.config(), w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	s := &stoppable{Program: p, w: w, served: make(chan error, 1), reached: make(chan struct{}, 100)}
	if door := p.Door; door != nil {
		p.Door = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.reached <- struct{}{}
			door.ServeHTTP(w, r)
		})
	}
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(context.Background())
	at := make(chan app.Addresses, 1)
	go func() { s.served <- p.Serve(ctx, func(a app.Addresses) { at <- a }) }()
	select {
	case s.at = <-at:
	case err := <-s.served:
		w.t.Fatalf("serve: %v", err)
	}
	return s
}

// ended waits until Serve has returned, and closes the program.
func (s *stoppable) ended() {
	s.w.t.Helper()
	select {
	case err := <-s.served:
		if err != nil {
			s.w.t.Errorf("serve: %v", err)
		}
	case <-time.After(time.Minute):
		s.w.t.Fatal("serve does not return")
	}
	if err := s.Close(); err != nil {
		s.w.t.Errorf("close: %v", err)
	}
}

// sending is a delivery on its way: head and half of its body are sent.
type sending struct {
	net.Conn
	rest string
}

func (s *stoppable) send(id advisories.GHSA, guid string) sending {
	s.w.t.Helper()
	body := fmt.Sprintf(`{"action":"reported","installation":{"id":%d},"repository":{"id":%d,"name":"lib","full_name":"acme/lib",`+
		`"owner":{"login":"acme","id":%d}},"repository_advisory":{"ghsa_id":%q}}`, s.w.github.InstallationOf(testOwner), 77, 78, id)
	sum := hmac.New(sha256.New, []byte(testSecret))
	sum.Write([]byte(body))
	conn, err := net.Dial("tcp", s.at.Door)
	if err != nil {
		s.w.t.Fatal(err)
	}
	s.w.t.Cleanup(func() { conn.Close() })
	half := len(body) / 2
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: door\r\nContent-Type: application/json\r\nX-GitHub-Event: repository_advisory\r\n"+
		"X-GitHub-Delivery: %s\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n%s",
		intake.Path, guid, hex.EncodeToString(sum.Sum(nil)), len(body), body[:half])
	<-s.reached
	return sending{conn, body[half:]}
}

// finish sends the rest and returns the answer.
func (d sending) finish(t *testing.T) (int, string) {
	t.Helper()
	_, _ = io.WriteString(d.Conn, d.rest)
	_ = d.SetReadDeadline(time.Now().Add(time.Minute))
	res, err := http.ReadResponse(bufio.NewReader(d.Conn), nil)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// stopping waits until /readyz says so.
func (s *stoppable) stopping() {
	s.w.t.Helper()
	s.w.until("readyz to say stopping", func() bool {
		status, body := get(s.w.t, "http://"+s.at.Admin+"/readyz")
		return status == 503 && strings.HasPrefix(body, "stopping\n")
	})
}

// TestStopAnswersOpenDeliveries: while the program stops, it is alive and not ready,
// takes nothing new, and answers what is open; what it answered with 202 is there
// with the next start.
func TestStopAnswersOpenDeliveries(t *testing.T) {
	w := newWorld(t, ghsatest.Options{LoseDeliveries: true})
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	s := w.serve()
	open := s.send(id, "open-while-stopping")
	s.cancel()
	s.stopping()
	if status, _ := get(t, "http://"+s.at.Admin+"/healthz"); status != 200 {
		t.Errorf("healthz while stopping: %d", status)
	}
	w.until("the door to close", func() bool {
		conn, err := net.Dial("tcp", s.at.Door)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	if status, body := open.finish(t); status != http.StatusAccepted || body != "stored" {
		t.Errorf("the open delivery: %d %s", status, body)
	}
	s.ended()

	s = w.serve()
	if status, body := s.send(id, "open-while-stopping").finish(t); status != http.StatusAccepted || body != "known" {
		t.Errorf("the same delivery after the next start: %d %s", status, body)
	}
	s.cancel()
	s.ended()
}

// TestStopDoesNotWaitForEver: a delivery whose sender stalls is cut off without a
// 202, and is no failure of the program's.
func TestStopDoesNotWaitForEver(t *testing.T) {
	w := newWorld(t, ghsatest.Options{LoseDeliveries: true})
	w.opt.Closing = app.Closing{Door: 50 * time.Millisecond}
	s := w.serve()
	open := s.send(w.github.Report(testRepo, "researcher", "One byte too many", incomplete), "stalls")
	s.cancel()
	s.ended()
	if status, body := open.finish(t); status != 0 {
		t.Errorf("the delivery that stalled: %d %s", status, body)
	}
	if !strings.Contains(w.log.String(), "deliveries were cut off") {
		t.Error("nothing says that it was cut off")
	}
}

// TestStopCutsOffTurns: a turn that hangs is cut off, the program ends well, and the
// case comes again with the next start.
func TestStopCutsOffTurns(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.opt.Closing = app.Closing{Turns: 50 * time.Millisecond}
	reached, hang := make(chan struct{}, 100), make(chan struct{})
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Delay, PathPattern: "/security-advisories/[^/]+$", Until: hang, Times: -1, Reached: func() { reached <- struct{}{} }})
	s := w.serve()
	w.github.HookTo("http://"+s.at.Door+intake.Path, testSecret)
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	<-reached
	s.cancel()
	s.stopping()
	s.ended()
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes by a turn that hung", n)
	}
	w.github.ClearFaults()
	close(hang)

	w.run()
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
}
