package ghsatest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options are the settings of a [Server]. The zero value is a usable GitHub with
// the machine's clock.
type Options struct {
	// Now is GitHub's clock; nil is the machine's. It is called with the server's
	// lock held and must not call the server.
	Now func() time.Time
	// JWTNow is the clock that the times in an App's JWT are checked against. Nil
	// takes a JWT that is right by Now or by the machine's clock, because few
	// signers can be given a clock.
	JWTNow func() time.Time
	// Latency is waited before each answer, in real time; [Server.Simulated] sums
	// it up.
	Latency time.Duration

	// AppID is the App's id; 0 is 4711.
	AppID int64
	// AppKey is the public half of the App's key. Nil makes a pair, whose private
	// half is [Server.AppKeyPEM].
	AppKey *rsa.PublicKey
	// Slug is the App's short name; empty is "advisory-bot". Its comments are
	// written by the account "SLUG[bot]".
	Slug string

	// Budget is how many requests an hour an installation has for REST, and how
	// many points for GraphQL; 0 is 5000.
	Budget int

	// CommentMovesAdvisory lets a comment move its advisory's updated_at. Whether
	// GitHub's does is not documented; off by default, the harder case.
	CommentMovesAdvisory bool
	// NoComments takes the API of advisory comments away.
	NoComments bool
	// ClosedNoComments closes the thread of a closed advisory, as a published one's is.
	// Whether GitHub does is not documented; off by default.
	ClosedNoComments bool
	// LoseDeliveries loses every webhook before it is sent: nothing arrives and
	// nothing is in GitHub's log. See [Server.LoseDeliveries].
	LoseDeliveries bool

	// Observe, where set, is called with each request and its answer before the
	// answer is sent, without the server's lock, from several goroutines.
	Observe func(Exchange)
}

// Server is one simulated GitHub.
type Server struct {
	opt    Options
	base   string
	key    *rsa.PublicKey
	keyPEM []byte
	// moreKeys are further keys of the App; see AddAppKey.
	moreKeys []*rsa.PublicKey
	http     *http.Server
	mux      *http.ServeMux
	pages    *http.ServeMux
	stop     context.Context
	end      context.CancelFunc
	wg       sync.WaitGroup
	// running are the requests under way; closed (guarded by mu) lets no more in.
	running sync.WaitGroup
	closed  bool

	// mu guards everything below and in the values reached from it.
	mu        sync.Mutex
	world     world
	grants    map[string]*grant
	appBudget budget
	faults    []*plannedFault
	requests  []Request
	asked     int
	acts      []Act
	simulated time.Duration
	hook      hook
	web       web
}

// New starts a GitHub on a free port of 127.0.0.1. It panics where the machine
// gives no port or no key. The caller must call [Server.Close].
func New(opt Options) *Server {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.AppID == 0 {
		opt.AppID = 4711
	}
	if opt.Slug == "" {
		opt.Slug = "advisory-bot"
	}
	if opt.Budget == 0 {
		opt.Budget = 5000
	}
	s := &Server{opt: opt, key: opt.AppKey, grants: map[string]*grant{}, world: newWorld()}
	if s.key == nil {
		s.makeKey()
	}
	s.appBudget.limit = opt.Budget
	s.world.bot = s.world.account(opt.Slug+"[bot]", kindBot, s.now())
	s.world.appOwner = s.world.account(opt.Slug+"-makers", kindOrg, s.now())
	s.stop, s.end = context.WithCancel(context.Background())
	s.mux, s.pages = s.routes(), s.webRoutes()
	s.web.created = map[string]*registration{}
	s.listen()
	s.startHook(opt.LoseDeliveries)
	return s
}

func (s *Server) makeKey() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprintf("ghsatest: make the App's key: %v", err))
	}
	s.key = &key.PublicKey
	s.keyPEM = pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

func (s *Server) listen() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("ghsatest: listen: %v", err))
	}
	s.base = "http://" + ln.Addr().String()
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ErrorLog:          log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 10 * time.Second,
	}
	s.wg.Go(func() { _ = s.http.Serve(ln) }) // ends with Close
}

// URL is the server's address without a slash at the end: "http://127.0.0.1:1234".
func (s *Server) URL() string { return s.base }

// APIURL is the REST address as the configuration takes it, with a slash at the
// end.
func (s *Server) APIURL() string { return s.base + "/" }

// GraphQLURL is the GraphQL address.
func (s *Server) GraphQLURL() string { return s.base + "/graphql" }

// AppID is the App's id.
func (s *Server) AppID() int64 { return s.opt.AppID }

// AppKeyPEM is the App's private key in PEM (PKCS #1), as GitHub hands it out; nil
// where [Options.AppKey] was given.
func (s *Server) AppKeyPEM() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keyPEM
}

// Bot is the numeric id of the App's account "SLUG[bot]".
func (s *Server) Bot() int64 { return s.world.bot.id }

// Close ends the server: connections are cut, requests that a fault holds are let
// go, a webhook under way is broken off, waiting ones are dropped. It waits for
// what still runs, so it must not be called from Observe or Reached. What was
// written can still be looked at.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.end()
	_ = s.http.Close()
	s.hook.wake()
	s.wg.Wait()
	s.running.Wait()
}

// now is GitHub's time: UTC, in whole seconds.
func (s *Server) now() time.Time { return s.opt.Now().UTC().Truncate(time.Second) }
