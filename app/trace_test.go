package app_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// collecting takes spans as a collector of OTLP over HTTP does, and keeps all bytes
// of all requests, the heads too.
type collecting struct {
	*httptest.Server
	mu     sync.Mutex
	got    bytes.Buffer
	asked  int
	answer func(http.ResponseWriter)
}

func newCollecting(t *testing.T, answer func(http.ResponseWriter)) *collecting {
	c := &collecting{answer: answer}
	c.Server = httptest.NewServer(http.HandlerFunc(c.take))
	t.Cleanup(c.Close)
	return c
}

func (c *collecting) take(w http.ResponseWriter, r *http.Request) {
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		body = z
	}
	b, _ := io.ReadAll(body)
	c.mu.Lock()
	c.asked++
	c.got.WriteString(r.Method + " " + r.URL.String() + "\n")
	_ = r.Header.Write(&c.got)
	c.got.Write(b)
	c.mu.Unlock()
	if c.answer != nil {
		c.answer(w)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func (c *collecting) bytes() (string, int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.got.String(), c.asked
}

// traced is the configuration of a program that sends its spans to the collector.
func traced(c *collecting, gz bool) func(*app.Config) {
	return func(to *app.Config) {
		to.Traces = app.TraceConfig{Endpoint: c.URL + "/v1/traces", Service: "bot-of-the-test", Gzip: gz, Timeout: 2 * time.Second,
			Headers: map[string]string{"authorization": "Bearer of-the-collector"}}
	}
}

// TestTracesOfAStory: the spans of a whole story arrive by the time that the program
// has ended, and nothing in their bytes names a repository, a person, an advisory or
// a case, or quotes a text or a secret.
func TestTracesOfAStory(t *testing.T) {
	for _, gz := range []bool{false, true} {
		c := newCollecting(t, nil)
		w := newWorld(t, ghsatest.Options{})
		w.tweak = traced(c, gz)
		r := w.run()
		id := w.github.Report(testRepo, "researcher", "SENTINEL of the title", incomplete+"\nSENTINEL of the text\n")
		w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
		r.settled()
		comment(t, w, "maintainer", id, "SENTINEL of a comment")
		r.lookNow(id)
		name := r.theCase(id).Name
		w.until("the first sweep's end", func() bool { return strings.Contains(w.log.String(), "sweep done") })
		r.stop()
		got, _ := c.bytes()
		for _, want := range []string{"POST /v1/traces", "Bearer of-the-collector", "service.name", "bot-of-the-test", "service.version", app.Version(),
			"delivery", "repository_advisory", "stored", "turn", "case", "done", "sweep", "step load", "step judge", "step plan", "step file",
			"step begin", "step look", "step perform", "step settle", "step record", "http.request.method",
			"GET /repos/{owner}/{repo}/security-advisories/{ghsa_id}", "POST /repos/{owner}/{repo}/security-advisories/{ghsa_id}/comments",
			"POST /app/installations/{installation_id}/access_tokens"} {
			if !strings.Contains(got, want) {
				t.Errorf("no %q arrived", want)
			}
		}
		for what, never := range map[string]string{"a text": "SENTINEL", "the owner": testOwner, "a login": "researcher", "another login": "maintainer",
			"the advisory's id": string(id), "the case's name": name, "a token": "ghs" + "_", "the webhook's secret": testSecret,
			"GitHub's address": strings.TrimPrefix(w.github.URL(), "http://"), "the reporter's words": "parser"} {
			if strings.Contains(strings.ToLower(got), strings.ToLower(never)) {
				t.Errorf("the spans tell %s (%s)", what, never)
			}
		}
	}
}

// TestTracesStopNothing: a collector that refuses, redirects, hangs or is not there
// stops no work and no shutdown; the log says so in our words only.
func TestTracesStopNothing(t *testing.T) {
	hang := make(chan struct{})
	elsewhere := newCollecting(t, nil)
	for name, answer := range map[string]func(http.ResponseWriter){
		"refuses": func(w http.ResponseWriter) { http.Error(w, "SENTINEL of the collector", http.StatusUnauthorized) },
		"redirects": func(w http.ResponseWriter) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"hangs":   func(http.ResponseWriter) { <-hang },
		"is gone": nil,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCollecting(t, answer)
			if answer == nil {
				c.Close()
			}
			w := newWorld(t, ghsatest.Options{})
			w.tweak = traced(c, false)
			w.opt.Closing = app.Closing{Spans: 200 * time.Millisecond}
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
			w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
			r.stop()
			if name == "hangs" {
				close(hang)
			}
			w.until("a word of it", func() bool { return strings.Contains(w.log.String(), "traces: spans could not be sent") })
			for _, never := range []string{"SENTINEL", "of-the-collector", strings.TrimPrefix(c.URL, "http://")} {
				if strings.Contains(w.log.String(), never) {
					t.Errorf("the log tells %s", never)
				}
			}
		})
	}
	if _, n := elsewhere.bytes(); n != 0 {
		t.Error("a redirect was followed, headers and all")
	}
}
