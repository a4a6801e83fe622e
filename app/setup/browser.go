package setup

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Browser leads through setup by pages on a loopback address.
type Browser struct {
	flow  *flow
	token string // of the printed link; works once
	// session is the cookie of the browser that opened the link, form what its
	// forms bring back.
	session, form string

	host   string // what the Host header has to be
	listen net.Listener
	opened chan struct{} // closed when the link was used
	stored chan struct{} // closed when the keys are there
	seen   chan struct{} // closed when the last page was shown
	lost   chan error    // gets why this run cannot succeed any more
}

// errLoopback: the pages hold the way to the App's keys.
var errLoopback = errors.New("setup listens on a loopback address only, such as 127.0.0.1:0")

// NewBrowser listens on an address of this machine ("127.0.0.1:0" for any free
// port) once the data directory is found ready. Run serves.
func NewBrowser(cfg Config, at string) (*Browser, error) {
	host, _, err := net.SplitHostPort(at)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, errLoopback
	}
	if err := cfg.Store.Ready(); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		return nil, fmt.Errorf("listen for the browser: %w", err)
	}
	return &Browser{flow: newFlow(cfg), token: rand.Text(), session: rand.Text(), form: rand.Text(), host: l.Addr().String(), listen: l,
		opened: make(chan struct{}), stored: make(chan struct{}), seen: make(chan struct{}), lost: make(chan error, 1)}, nil
}

// Link opens setup. It works once, for the first browser that has it.
func (b *Browser) Link() string { return "http://" + b.host + "/begin/" + b.token }

// lastPage is how long the last page may take to be asked for.
const lastPage = 15 * time.Second

// Run serves the pages until the keys are stored and the last page is shown, or
// ctx ends, or patience does.
func (b *Browser) Run(ctx context.Context) (Installed, error) {
	limit := b.flow.cfg.Patience
	if limit <= 0 {
		limit = patience
	}
	waiting, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	server := &http.Server{Handler: b.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: converting + 15*time.Second, MaxHeaderBytes: 32 << 10}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(b.listen) }()
	defer func() { // its goroutine ends with it
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(closing) != nil {
			_ = server.Close() // a browser that holds on
		}
	}()
	select {
	case <-b.stored:
	case err := <-b.lost:
		return Installed{}, err
	case err := <-failed:
		return Installed{}, fmt.Errorf("serve setup: %w", err)
	case <-waiting.Done():
		if ctx.Err() != nil {
			return Installed{}, errors.New("interrupted; nothing was stored")
		}
		return Installed{}, ErrPatience
	}
	last := time.NewTimer(lastPage)
	defer last.Stop()
	select {
	case <-b.seen:
	case <-last.C:
	case <-waiting.Done():
	}
	return b.flow.redeem(ctx)
}

// handler is the pages behind what holds for all of them.
func (b *Browser) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /begin/{token}", b.begin)
	mux.HandleFunc("GET /{$}", b.known(b.questions))
	mux.HandleFunc("POST /{$}", b.known(b.posted(b.answered)))
	mux.HandleFunc("GET /manifest", b.known(b.manifest))
	mux.HandleFunc("GET /created", b.known(b.created))
	mux.HandleFunc("POST /again", b.known(b.posted(b.again)))
	mux.HandleFunc("GET /done", b.known(b.done))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		b.trouble(w, http.StatusNotFound, "There is no such page.", false)
	})
	return b.hosted(http.NewCrossOriginProtection().Handler(mux))
}

// hosted lets pass what asks for the printed address, and puts on what every
// answer carries.
func (b *Browser) hosted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.headers(w.Header())
		if r.Host != b.host {
			http.Error(w, "not the address of setup", http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		next.ServeHTTP(w, r)
	})
}

// headers: no script, nothing from elsewhere, no frame, and forms that lead here
// or to GitHub only. Nothing is kept, and no address with a code in it told on.
func (b *Browser) headers(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+styleHash+"'; form-action 'self' "+origin(b.flow.cfg.WebURL)+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "strict-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// cookie is the session's. Cookies do not tell ports apart, so its name does. Lax:
// the browser has to bring it along when GitHub sends it back.
func (b *Browser) cookie() *http.Cookie {
	_, port, _ := net.SplitHostPort(b.host) // a listener's own address
	return &http.Cookie{Name: "advisory-bot-setup-" + port, Value: b.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// begin gives the session to the first browser with the link.
func (b *Browser) begin(w http.ResponseWriter, r *http.Request) {
	if !same(r.PathValue("token"), b.token) || !b.first() {
		b.trouble(w, http.StatusForbidden, "This link works once, and it was used or is not the one that was printed. Run setup again for a new one.", false)
		return
	}
	http.SetCookie(w, b.cookie())
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// lose ends the run with an error.
func (b *Browser) lose(err error) {
	select {
	case b.lost <- err:
	default: // it is lost already
	}
}

// first reports whether it is called for the first time.
func (b *Browser) first() bool {
	b.flow.mu.Lock()
	defer b.flow.mu.Unlock()
	return once(b.opened)
}

// once closes a channel that is open, and reports whether it was. The flow's lock
// is held.
func once(c chan struct{}) bool {
	select {
	case <-c:
		return false
	default:
		close(c)
		return true
	}
}

// known lets the browser pass that opened the link.
func (b *Browser) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(b.cookie().Name)
		select {
		case <-b.opened:
		default:
			err = http.ErrNoCookie // nobody has a session before the link was used
		}
		if err != nil || !same(c.Value, b.session) {
			b.trouble(w, http.StatusForbidden, "This is not the browser that opened the printed link.", false)
			return
		}
		next(w, r)
	}
}

// posted lets forms of these pages pass.
func (b *Browser) posted(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !same(r.PostFormValue("form"), b.form) {
			b.trouble(w, http.StatusForbidden, "This form is not of this page.", false)
			return
		}
		next(w, r)
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
