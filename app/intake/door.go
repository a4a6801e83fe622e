package intake

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// Path is the webhook route.
const Path = "/api/github/webhooks"

const (
	// maxBody is the largest payload that GitHub sends: 25 MB (source: GitHub's
	// documentation, "Webhook events and payloads").
	maxBody = 25 << 20
	// maxInFlight bounds the bytes of bodies whose signature is not yet checked.
	maxInFlight = 64 << 20
	// defaultReadTimeout and defaultRingTimeout keep an answer within the 10 s
	// that GitHub waits.
	defaultReadTimeout = 10 * time.Second
	defaultRingTimeout = 8 * time.Second
)

// Bell takes rings. A nil error means that the ring is durable; fresh is false
// where the same delivery was stored before.
type Bell interface {
	Ring(context.Context, advisories.Ring) (fresh bool, err error)
}

// Config is what a door needs.
type Config struct {
	// Secrets are the webhook secrets; any of them may sign, which lets one be
	// rotated. At least one, none of them empty.
	Secrets [][]byte
	// Bell stores rings.
	Bell Bell
	// Log may be nil: then nothing is logged.
	Log *slog.Logger
	// Now may be nil: then it is the system's clock. It stamps rings; time-outs
	// always run on the system's clock.
	Now func() time.Time
	// Observe, if not nil, is told each answer, for metrics. It must not block.
	Observe func(Answer)
	// ReadTimeout is how long a whole body may take; 0 means 10 s.
	ReadTimeout time.Duration
	// RingTimeout is how long the bell may take; 0 means 8 s.
	RingTimeout time.Duration
}

// Door is the webhook door, an http.Handler for Path. It has no state but the
// count of bytes in flight, and can serve any number of requests at once.
type Door struct {
	secrets     [][]byte
	bell        Bell
	log         *slog.Logger
	now         func() time.Time
	observe     func(Answer)
	readTimeout time.Duration
	ringTimeout time.Duration
	flight      budget
	refused     refusals
}

// New makes a door. It refuses to stand open: no secret, or an empty one, is an
// error, for it would let anybody ring.
func New(c Config) (*Door, error) {
	if c.Bell == nil {
		return nil, errors.New("webhook door: no bell")
	}
	if len(c.Secrets) == 0 {
		return nil, errors.New("webhook door: no secret")
	}
	d := &Door{bell: c.Bell, log: c.Log, now: c.Now, observe: c.Observe,
		readTimeout: c.ReadTimeout, ringTimeout: c.RingTimeout, flight: budget{limit: maxInFlight}}
	for _, s := range c.Secrets {
		if len(s) == 0 {
			return nil, errors.New("webhook door: empty secret")
		}
		d.secrets = append(d.secrets, append([]byte(nil), s...))
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.observe == nil {
		d.observe = func(Answer) {}
	}
	if d.readTimeout <= 0 {
		d.readTimeout = defaultReadTimeout
	}
	if d.ringTimeout <= 0 {
		d.ringTimeout = defaultRingTimeout
	}
	return d, nil
}

// ServeHTTP answers one delivery.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	event := classOf(r.Header.Get("X-GitHub-Event"))
	out := d.receive(w, r)
	out.write(w)
	d.tell(r.Context(), event, out)
	d.observe(Answer{Event: event, Outcome: out.word, Status: out.status, Took: time.Since(began)})
}

// receive turns a panic into an answer. Its value is not logged: it may hold what
// was decoded.
func (d *Door) receive(w http.ResponseWriter, r *http.Request) (out outcome) {
	defer func() {
		if recover() != nil {
			d.log.ErrorContext(r.Context(), "webhook door: panic")
			out = outcomeError
		}
	}()
	// A slow sender holds its connection for this long at most. The deadline also
	// bounds how long the server drains a body that was refused unread.
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(time.Now().Add(d.readTimeout)) // not every writer has one; servers do
	if out, ok := refuse(r); !ok {
		return out
	}
	body, out := d.read(w, r)
	if body == nil {
		return out
	}
	// Without this, the deadline would end the request while the bell rings.
	_ = conn.SetReadDeadline(time.Time{})
	ring, out := d.open(r, body)
	if out != outcomeRing {
		return out
	}
	return d.ring(r.Context(), ring)
}

// open checks the signature and decodes what a ring needs. The body's bytes count
// as in flight until it returns.
func (d *Door) open(r *http.Request, body *body) (advisories.Ring, outcome) {
	defer body.release()
	sum, ok := verify(d.secrets, r.Header.Get(signatureHeader), body.bytes)
	if !ok {
		return advisories.Ring{}, outcomeSignature
	}
	payload := body.bytes
	if form(r) {
		if payload, ok = payloadOf(payload); !ok {
			return advisories.Ring{}, outcomeMalformed
		}
	}
	ring, out := decode(r.Header.Get("X-GitHub-Event"), payload)
	if out != outcomeRing {
		return advisories.Ring{}, out
	}
	ring.GUID = guid(r.Header.Get("X-GitHub-Delivery"), d.secrets[0], sum)
	ring.Source = advisories.SourceWebhook
	ring.At = d.now().UTC()
	return ring, outcomeRing
}

// ring stores the ring. A sender that hangs up does not undo it; a crash before
// the bell returned leaves GitHub with a failed delivery, which the sweep finds.
func (d *Door) ring(ctx context.Context, ring advisories.Ring) outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.ringTimeout)
	defer cancel()
	fresh, err := d.bell.Ring(ctx, ring)
	d.log.DebugContext(ctx, "webhook ring", "guid", ring.GUID, "action", ring.Action,
		"installation", ring.Installation, "repository", ring.RepositoryID, "ghsa", ring.GHSA, "fresh", fresh, "class", advisories.CodeOf(err))
	switch {
	case err != nil:
		d.log.ErrorContext(ctx, "webhook door: ring not stored", "class", advisories.CodeOf(err))
		return outcomeUnavailable
	case fresh:
		return outcomeStored
	}
	return outcomeKnown
}

// read takes the whole body in, within its bounds.
func (d *Door) read(w http.ResponseWriter, r *http.Request) (*body, outcome) {
	b := &body{flight: &d.flight}
	err := b.fill(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	if err == nil {
		return b, outcomeRing
	}
	b.release()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, outcomeLarge
	case errors.Is(err, errBusy):
		return nil, outcomeBusy
	}
	return nil, outcomeSlow
}
