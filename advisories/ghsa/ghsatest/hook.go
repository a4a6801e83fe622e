package ghsatest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// answerWithin is how long GitHub waits for a webhook's answer.
const answerWithin = 10 * time.Second

// Delivery is one attempt to deliver a webhook, as GitHub's log shows it.
type Delivery struct {
	ID   int64
	GUID string
	// At is when it was attempted.
	At         time.Time
	Redelivery bool
	Event      string
	// Action is empty for events without one.
	Action       string
	Installation int64
	Repository   int64
	// Status is "OK" for an answer of 2xx, otherwise GitHub's words. StatusCode is
	// the receiver's, or where it gave none 502 (no connection) or 504 (timed out).
	Status     string
	StatusCode int
	Took       time.Duration
	// Body is the payload that was sent.
	Body []byte
}

// OK reports whether the delivery arrived.
func (d Delivery) OK() bool { return d.Status == "OK" }

// hook is the App's webhook. Its fields are guarded by the server's lock.
type hook struct {
	id      int64
	url     string
	secret  string
	lose    bool
	more    []string // events beside those of the registration
	fail    int
	queue   []*Delivery
	busy    bool
	log     []Delivery
	bell    chan struct{} // size 1: something waits
	idle    []chan struct{}
	network *http.Client
}

func (h *hook) wake() {
	select {
	case h.bell <- struct{}{}:
	default:
	}
}

// startHook starts the one goroutine that delivers.
func (s *Server) startHook(lose bool) {
	s.hook = hook{
		id: s.world.id(), lose: lose, bell: make(chan struct{}, 1),
		network: &http.Client{Transport: &http.Transport{}, Timeout: answerWithin},
	}
	s.wg.Go(func() {
		defer s.hook.network.CloseIdleConnections()
		for s.stop.Err() == nil {
			if d := s.nextDelivery(); d != nil {
				s.deliver(d)
				continue
			}
			select {
			case <-s.hook.bell:
			case <-s.stop.Done():
			}
		}
	})
}

// HookTo sets where the App's webhooks go and the secret they are signed with; an
// empty url switches them off. What happened before is not sent. An empty secret
// sends unsigned, as GitHub does.
func (s *Server) HookTo(url, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.url, s.hook.secret = url, secret
}

// LoseDeliveries makes webhooks from now on vanish before they are sent, without a
// line in GitHub's log, or ends that.
func (s *Server) LoseDeliveries(lose bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.lose = lose
}

// FailDeliveries makes the next n attempts fail with a line in GitHub's log, as if
// nobody answered in time.
func (s *Server) FailDeliveries(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.fail = n
}

// Ping sends the "ping" event.
func (s *Server) Ping() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enqueue("ping", "", nil, nil, s.pingPayload())
}

// Redeliver attempts the latest delivery of that GUID once more, with the same
// GUID and payload. It returns an error where the log has none.
func (s *Server) Redeliver(guid string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range slices.Backward(s.hook.log) {
		if d.GUID == guid {
			s.redeliver(d)
			return nil
		}
	}
	return fmt.Errorf("ghsatest: no delivery %s in the log", guid)
}

// redeliver queues an attempt. The lock is held.
func (s *Server) redeliver(d Delivery) {
	again := Delivery{
		GUID: d.GUID, Redelivery: true, Event: d.Event, Action: d.Action,
		Installation: d.Installation, Repository: d.Repository, Body: d.Body,
	}
	s.hook.queue = append(s.hook.queue, &again)
	s.hook.wake()
}

// Deliveries is the log of attempts, oldest first.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hook.log)
}

// Flush waits until every webhook sent so far was attempted, or ctx or the server
// ends. It must not be called from the webhook's receiver.
func (s *Server) Flush(ctx context.Context) error {
	s.mu.Lock()
	if len(s.hook.queue) == 0 && !s.hook.busy {
		s.mu.Unlock()
		return nil
	}
	done := make(chan struct{})
	s.hook.idle = append(s.hook.idle, done)
	s.mu.Unlock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("ghsatest: flush webhooks: %w", ctx.Err())
	case <-s.stop.Done():
		return fmt.Errorf("ghsatest: flush webhooks: server closed")
	}
}

// enqueue queues a webhook as GitHub would send it: only where there is a hook, to
// installations that are not suspended. in and r may be nil. The lock is held.
func (s *Server) enqueue(event, action string, in *installation, r *repo, payload object) {
	if s.hook.url == "" || s.hook.lose {
		return
	}
	blocked := in != nil && !in.suspended.IsZero() && event != "installation"
	if blocked {
		return
	}
	body, err := json.Marshal(payload)
	if err != nil {
		panic("ghsatest: webhook payload: " + err.Error()) // unreachable: plain data
	}
	d := &Delivery{GUID: newGUID(), Event: event, Action: action, Body: body}
	if in != nil {
		d.Installation = in.id
	}
	if r != nil {
		d.Repository = r.id
	}
	s.hook.queue = append(s.hook.queue, d)
	s.hook.wake()
}

// nextDelivery takes the first waiting delivery; where there is none it tells those
// who wait for that and returns nil.
func (s *Server) nextDelivery() *Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.busy = len(s.hook.queue) > 0
	if !s.hook.busy {
		for _, c := range s.hook.idle {
			close(c)
		}
		s.hook.idle = nil
		return nil
	}
	d := s.hook.queue[0]
	s.hook.queue = s.hook.queue[1:]
	d.ID, d.At = s.world.id(), s.now()
	return d
}

// deliver attempts one delivery and writes it to the log.
func (s *Server) deliver(d *Delivery) {
	s.mu.Lock()
	url, secret, fail := s.hook.url, s.hook.secret, s.hook.fail > 0
	if fail {
		s.hook.fail--
	}
	s.mu.Unlock()
	begun := time.Now()
	if fail {
		d.StatusCode, d.Status = http.StatusGatewayTimeout, "timed out"
	} else {
		d.StatusCode, d.Status = s.post(url, secret, d)
	}
	d.Took = time.Since(begun)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.log = append(s.hook.log, *d)
}

func (s *Server) post(url, secret string, d *Delivery) (int, string) {
	req, err := http.NewRequestWithContext(s.stop, http.MethodPost, url, bytes.NewReader(d.Body))
	if err != nil {
		return http.StatusBadGateway, "failed to connect to host"
	}
	req.Header = s.deliveryHeader(secret, d)
	res, err := s.hook.network.Do(req)
	if err != nil {
		return http.StatusBadGateway, "failed to connect to host"
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	if res.StatusCode/100 == 2 {
		return res.StatusCode, "OK"
	}
	return res.StatusCode, "Invalid HTTP Response: " + strconv.Itoa(res.StatusCode)
}

// deliveryHeader are the headers that GitHub sends with a webhook.
func (s *Server) deliveryHeader(secret string, d *Delivery) http.Header {
	h := http.Header{}
	h.Set("Accept", "*/*")
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "GitHub-Hookshot/ghsatest")
	h.Set("X-GitHub-Event", d.Event)
	h.Set("X-GitHub-Delivery", d.GUID)
	h.Set("X-GitHub-Hook-ID", strconv.FormatInt(s.hook.id, 10))
	h.Set("X-GitHub-Hook-Installation-Target-ID", strconv.FormatInt(s.opt.AppID, 10))
	h.Set("X-GitHub-Hook-Installation-Target-Type", "integration")
	if secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(d.Body)
		h.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	return h
}

// newGUID is a random GUID (version 4).
func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, says crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
