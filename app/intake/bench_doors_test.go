package intake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-github/v66/github"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/docket/dockettest"
)

// ceiling is what no receiver can do without: the body is read and its HMAC
// checked. Nothing is decoded or stored.
func ceiling(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	if !hmac.Equal([]byte(r.Header.Get(signatureHeader)), []byte("sha256="+hex.EncodeToString(mac.Sum(nil)))) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// dispatcher is of the shape of the one in palantir/go-githubapp: the payload is
// checked by go-github, put into a queue in memory, and decoded by one of ten
// workers. Nothing is stored: what it answered 202 to is gone with the process.
// Where the queue is full it waits, since a refusal would be no work done.
type dispatcher struct {
	queue  chan []byte
	failed atomic.Int64
	done   sync.WaitGroup
}

func newDispatcher() *dispatcher {
	d := &dispatcher{queue: make(chan []byte, 100)}
	for range 10 {
		d.done.Go(func() {
			for payload := range d.queue {
				var event struct {
					Action       *string                  `json:"action"`
					Advisory     *github.SecurityAdvisory `json:"repository_advisory"`
					Repository   *github.Repository       `json:"repository"`
					Organization *github.Organization     `json:"organization"`
					Sender       *github.User             `json:"sender"`
					Installation *github.Installation     `json:"installation"`
				}
				if err := json.Unmarshal(payload, &event); err != nil || event.Advisory.GetGHSAID() == "" {
					d.failed.Add(1)
				}
			}
		})
	}
	return d
}

func (d *dispatcher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	payload, err := github.ValidatePayload(r, []byte(secret))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	d.queue <- payload
	w.WriteHeader(http.StatusAccepted)
}

func (d *dispatcher) close(b *testing.B) {
	close(d.queue)
	d.done.Wait()
	if n := d.failed.Load(); n > 0 {
		b.Errorf("the dispatcher could not decode %d payloads", n)
	}
}

// ours is the program's door before a bell.
func ours(b *testing.B, bell Bell) http.Handler {
	b.Helper()
	d, err := New(Config{Secrets: [][]byte{[]byte(secret)}, Bell: bell})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// onSQLite is a docket in a file as the program opens it.
func onSQLite(b *testing.B) *docket.Docket {
	return benchDocket(b, "sqlite:"+filepath.Join(b.TempDir(), "docket.db"))
}

// onPostgres is a docket on a server that waits for the disk; synchronous_commit is
// on by itself.
func onPostgres(b *testing.B) *docket.Docket {
	return benchDocket(b, dockettest.New(b, dockettest.Durable).Database(b))
}

// benchDocket is a docket that knows the installations and repositories of the
// reports.
func benchDocket(b *testing.B, url string) *docket.Docket {
	b.Helper()
	keys, err := advisories.NewKeys(bytes.Repeat([]byte{7}, advisories.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	d, err := docket.Open(b.Context(), docket.Config{URL: url, Keys: keys})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	})
	var repos []advisories.Repository
	for i := range benchInstallations {
		in := advisories.Installation{ID: benchInstallation(i), Account: benchOwner(i), AccountID: int64(800_000 + i)}
		if err := d.PutInstallation(b.Context(), in); err != nil {
			b.Fatal(err)
		}
		repos = append(repos, advisories.Repository{Installation: in.ID, ID: benchRepository(i), Owner: in.Account, OwnerID: in.AccountID, Name: benchName})
	}
	if err := d.PutRepositories(b.Context(), repos); err != nil {
		b.Fatal(err)
	}
	return d
}
