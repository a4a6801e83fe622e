package app_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// The tests of this file go the README's steps for replacing a key or a secret,
// one after the other, with the real program.

// lastDelivery is the status of the newest delivery of a report.
func (w *world) lastDelivery() int {
	w.t.Helper()
	list := w.github.Deliveries()
	status := 0
	for _, d := range list {
		if d.Event == "repository_advisory" {
			status = d.StatusCode
		}
	}
	return status
}

func TestRotateWebhookSecret(t *testing.T) {
	const next = "the-next-secret-of-the-tests"
	w := newWorld(t, ghsatest.Options{})
	w.github.AddUser("finder")
	with := func(secrets ...string) {
		w.tweak = func(c *app.Config) {
			c.WebhookSecrets = nil
			for _, s := range secrets {
				c.WebhookSecrets = append(c.WebhookSecrets, []byte(s))
			}
		}
	}
	var ids []advisories.GHSA
	report := func(r *running, reporter, secret string, status int) {
		t.Helper()
		w.github.HookTo("http://"+r.at.Door+"/api/github/webhooks", secret)
		ids = append(ids, w.github.Report(testRepo, reporter, "One byte too many", complete))
		r.settled()
		if got := w.lastDelivery(); got != status {
			t.Errorf("delivery %d was answered %d, want %d", len(ids), got, status)
		}
	}

	r := w.run() // before
	report(r, "researcher", testSecret, 202)
	report(r, "researcher", next, 401)
	r.stop()

	with(next, testSecret) // step 1: the new one first, the old one kept
	r = w.run()
	report(r, "pusher", testSecret, 202)
	report(r, "pusher", next, 202) // step 2: changed on GitHub
	r.stop()

	with(next) // step 3: the old one taken out
	r = w.run()
	report(r, "finder", next, 202)
	report(r, "finder", testSecret, 401)
	r.sweepNow() // what was refused is found all the same
	for i, id := range ids {
		if got := w.kinds(id); got != "receipt 1" {
			t.Errorf("report %d: %s", i+1, got)
		}
	}
}

// sealKey is a sealing key of the tests.
func sealKey(seed byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{seed}, advisories.KeySize))
}

func TestRotateSealKey(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	with := func(keys ...string) {
		w.tweak = func(c *app.Config) { c.SealKey = strings.Join(keys, ",") }
	}
	old, next := sealKey(1), sealKey(2)

	with(old) // before
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	r.settled()
	r.stop()

	with(next) // the old one left out: nothing starts, nothing is lost
	if _, err := app.Assemble(t.Context(), w.config(), w.opt); err == nil || !strings.Contains(err.Error(), "list it after the new one") {
		t.Fatalf("without the old key: %v", err)
	}

	with(next, old) // the step: the new one first, the old one kept
	r = w.run()
	w.whole(r, id, "receipt 1, ask 1")
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow()
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	w.whole(r, id, "receipt 1, ask 1, status 1")
	for _, d := range r.drafts(id) { // sealed under the one key or the other
		if d.Act == advisories.ActComment && d.Body == "" {
			t.Errorf("draft %d lost its text", d.Number)
		}
	}
	r.stop()

	with(old) // each key has sealed something by now
	if _, err := app.Assemble(t.Context(), w.config(), w.opt); err == nil {
		t.Fatal("the docket opens without the new key")
	}

	loseDatabase(t, w.dir, false) // marks of both keys still tell what was posted
	with(next, old)
	r = w.run()
	r.sweepNow()
	if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
		t.Errorf("after the database was lost: %s", got)
	}
}

// whole checks that a case is as it was left: comments of ours are known as ours
// and untouched, and the timeline bears our signature.
func (w *world) whole(r *running, id advisories.GHSA, kinds string) {
	w.t.Helper()
	r.lookNow(id)
	if got := w.kinds(id); got != kinds {
		w.t.Errorf("comments: %s, want %s", got, kinds)
	}
	for _, kind := range []advisories.NoticeKind{advisories.NoticeCommentEdited, advisories.NoticeCommentDeleted, advisories.NoticeMarkCopied} {
		if n, ok := r.noticed(kind); ok {
			w.t.Errorf("nobody touched our comments, yet maintainers are told: %s", n.Text)
		}
	}
	if n, err := records(w.t, r).Verify(w.t.Context(), ""); err != nil || n == 0 {
		w.t.Errorf("%d timelines are whole, %v", n, err)
	}
}

// TestRotateSealKeyUnderDrafts: a draft that waits for approval, and an approval
// that was given, outlive the replacement.
func TestRotateSealKeyUnderDrafts(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.tweak = func(c *app.Config) { c.SealKey = sealKey(1) }
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	before := r.draftLine(id)
	if !strings.HasSuffix(before, "accept held") {
		t.Fatalf("drafts: %s", before)
	}
	r.stop()

	w.tweak = func(c *app.Config) { c.SealKey = sealKey(2) + "," + sealKey(1) }
	r = w.run()
	r.lookNow(id)
	if got := r.draftLine(id); got != before {
		t.Errorf("drafts: %s, before the key was replaced: %s", got, before)
	}
	drafts := r.drafts(id)
	last := drafts[len(drafts)-1]
	if err := records(t, r).Decide(t.Context(), app.Ruling{Case: r.theCase(id).Name, Number: last.Number, Approve: true, Digest: last.Digest, As: "kim"}); err != nil {
		t.Fatal(err)
	}
	w.until("acceptance", func() bool { return w.github.Advisory(testRepo, id).State == advisories.StateDraft })
}

func TestRotateAppKey(t *testing.T) {
	w := newWorld(t, ghsatest.Options{LoseDeliveries: true})
	file := filepath.Join(t.TempDir(), "key.pem")
	put := func(key []byte) {
		t.Helper()
		if err := os.WriteFile(file, key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.tweak = func(c *app.Config) { // as PRIVATE_KEY_FILE has it
		var err error
		if c.PrivateKey, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	old := w.github.AppKeyPEM()
	put(old)
	r := w.run()
	r.sweepNow()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	r.sweepNow()
	w.whole(r, id, "receipt 1, ask 1")

	next := w.github.AddAppKey() // step 1: a second key, on the App's settings page
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow() // the old one still does
	w.whole(r, id, "receipt 1, ask 1, status 1")

	r.stop() // step 2: the file is replaced, the program started again
	put(next)
	r = w.run()
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	if got := r.draftLine(id); !strings.HasSuffix(got, "accept held") {
		t.Errorf("drafts under the new key: %s", got)
	}

	if err := w.github.DeleteAppKey(old); err != nil { // step 3: the old one is deleted
		t.Fatal(err)
	}
	r.sweepNow()
	w.whole(r, id, "receipt 1, ask 1, status 1")
	r.stop()

	put(old) // whoever forgot step 2: nothing is done, and nothing lost
	p, err := app.Assemble(t.Context(), w.config(), w.opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Desk.Sweep(t.Context()); advisories.CodeOf(err) != advisories.FaultUnauthorized {
		t.Errorf("with a key that was deleted: %v", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	put(next)
	r = w.run()
	r.sweepNow()
	w.whole(r, id, "receipt 1, ask 1, status 1")
}
