package app_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/app/intake"
)

// front stands before the replicas, as a load balancer does: it hands each delivery
// to the next one that is there. It is where GitHub's webhooks go.
type front struct {
	*httptest.Server
	client *http.Client
	mu     sync.Mutex
	doors  []string
	next   int
	// answers counts by status; 0 is a replica that gave no answer.
	answers map[int]int
}

func newFront(t *testing.T) *front {
	f := &front{client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}, answers: map[int]int{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(func() {
		f.Close()
		f.client.CloseIdleConnections()
	})
	return f
}

func (f *front) add(door string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.doors = append(f.doors, door)
}

func (f *front) remove(door string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var kept []string
	for _, d := range f.doors {
		if d != door {
			kept = append(kept, d)
		}
	}
	f.doors = kept
}

func (f *front) door() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.doors) == 0 {
		return ""
	}
	f.next++
	return f.doors[f.next%len(f.doors)]
}

// answered is how often a status was given.
func (f *front) answered(status int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answers[status]
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	status := 0
	if door := f.door(); err == nil && door != "" {
		status = f.pass(r, door, body)
	}
	f.mu.Lock()
	f.answers[status]++
	f.mu.Unlock()
	if status == 0 {
		status = http.StatusBadGateway
	}
	w.WriteHeader(status)
}

// pass hands a delivery on and returns the answer, 0 for none.
func (f *front) pass(r *http.Request, door string, body []byte) int {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+door+intake.Path, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	q.Header = r.Header.Clone()
	res, err := f.client.Do(q)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}
