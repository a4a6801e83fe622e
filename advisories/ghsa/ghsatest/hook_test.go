package ghsatest_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
)

// door takes webhooks and checks their signatures.
type door struct {
	mu     sync.Mutex
	rings  []ring
	status int
}

type ring struct {
	guid, event, action string
	body                []byte
}

func (l *lab) door() *door {
	d := &door{status: http.StatusAccepted}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte("secret"))
		mac.Write(body)
		if got, want := r.Header.Get("X-Hub-Signature-256"), "sha256="+hex.EncodeToString(mac.Sum(nil)); got != want {
			l.t.Errorf("signature %s, want %s", got, want)
		}
		var p struct{ Action string }
		if err := json.Unmarshal(body, &p); err != nil {
			l.t.Error(err)
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.status/100 == 2 {
			d.rings = append(d.rings, ring{r.Header.Get("X-GitHub-Delivery"), r.Header.Get("X-GitHub-Event"), p.Action, body})
		}
		w.WriteHeader(d.status)
	}))
	l.t.Cleanup(srv.Close)
	l.HookTo(srv.URL, "secret")
	return d
}

func (d *door) answer(status int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.status = status
}

// names are the events and actions that rang, in order.
func (d *door) names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, r := range d.rings {
		out = append(out, r.event+" "+r.action)
	}
	return out
}

// TestEvents checks which events are sent, in which order.
func TestEvents(t *testing.T) {
	l := newLab(t)
	d := l.door()
	l.Ping()
	l.AddRepository("acme/second", false)
	l.PutFile(lib, "README.md", "text")
	id, _ := l.report()
	if _, err := l.CommentAs("rex", lib, id, "x"); err != nil { // GitHub tells nobody
		t.Fatal(err)
	}
	l.publish(lib, id)
	l.RenameRepository("acme/second", "third")
	l.Archive("acme/third")
	l.SelectRepositories(l.installation, lib)
	l.SelectRepositories(l.installation)
	l.SetPermissions(l.installation, map[string]string{"metadata": "read"})
	l.report() // may no longer be told
	l.Suspend(l.installation)
	l.Archive(lib) // blocked
	l.Unsuspend(l.installation)
	l.DeleteRepository("acme/third")
	l.Uninstall(l.installation)
	l.flush()
	want := []string{
		"ping ", "installation_repositories added", "repository created", "push ",
		"repository_advisory reported", "repository_advisory published", "repository renamed", "repository archived",
		"installation_repositories removed", "installation_repositories added", "installation new_permissions_accepted",
		"installation suspend", "installation unsuspend", "installation_repositories removed", "installation deleted",
	}
	if diff := cmp.Diff(want, d.names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	checkWebhooks(t, d.rings)
}

func TestDeliveryLog(t *testing.T) {
	l := newLab(t)
	d := l.door()
	d.answer(503)
	l.report()
	l.flush()
	d.answer(202)
	failed := l.Deliveries()
	if len(failed) != 1 || failed[0].StatusCode != 503 || failed[0].OK() {
		t.Fatalf("log %+v", failed)
	}
	if err := l.Redeliver(failed[0].GUID); err != nil {
		t.Fatal(err)
	}
	if err := l.Redeliver("no such"); err == nil {
		t.Error("redelivered what was never sent")
	}
	l.flush()
	last := l.Deliveries()[1]
	if !last.OK() || !last.Redelivery || last.GUID != failed[0].GUID || d.rings[0].guid != last.GUID || !slices.Equal(last.Body, failed[0].Body) {
		t.Errorf("redelivery %+v", last)
	}
}

// TestFailDeliveries checks an attempt that nobody answered.
func TestFailDeliveries(t *testing.T) {
	l := newLab(t)
	d := l.door()
	l.FailDeliveries(1)
	l.report()
	l.report()
	l.flush()
	log := l.Deliveries()
	if len(log) != 2 || log[0].StatusCode != 504 || !log[1].OK() || len(d.names()) != 1 {
		t.Errorf("log %+v", log)
	}
}

func TestLoseDeliveries(t *testing.T) {
	l := newLab(t, func(o *ghsatest.Options) { o.LoseDeliveries = true })
	d := l.door()
	l.report()
	l.flush()
	if len(d.names()) != 0 || len(l.Deliveries()) != 0 {
		t.Errorf("arrived: %v, log %d", d.names(), len(l.Deliveries()))
	}
	l.LoseDeliveries(false)
	l.report()
	l.flush()
	if len(d.names()) != 1 {
		t.Errorf("arrived: %v", d.names())
	}
}

// TestCloseDelivering checks that Close ends a delivery that hangs.
func TestCloseDelivering(t *testing.T) {
	l := newLab(t)
	entered, release := make(chan struct{}), make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	defer srv.Close()
	defer close(release)
	l.HookTo(srv.URL, "")
	l.report()
	<-entered
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := l.Flush(ctx); err == nil {
		t.Error("flushed while a delivery was under way")
	}
	l.Close()
}
