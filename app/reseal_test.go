package app_test

import (
	"strings"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// TestResealStory goes the README's steps for taking a sealing key out of use, with
// the real program: while serve runs, everything is sealed with the new key, and then
// the program starts without the old one.
func TestResealStory(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.AddUser("finder")
	with := func(keys ...string) {
		w.tweak = func(c *app.Config) { c.SealKey = strings.Join(keys, ",") }
	}
	old, next := sealKey(1), sealKey(2)
	with(old)
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow()
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	w.whole(r, id, "receipt 1, ask 1, status 1")
	if !strings.HasSuffix(r.draftLine(id), "accept held") {
		t.Fatalf("drafts: %s", r.draftLine(id))
	}
	r.stop()

	with(next, old)
	r = w.run()
	done, err := records(t, r).Reseal(t.Context(), nil) // while it runs
	if err != nil || done.Cases != 1 || done.Texts < 4 || done.Heads > 1 || done.Keys != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	w.whole(r, id, "receipt 1, ask 1, status 1") // the old key still tells what is ours
	if v, err := records(t, r).VerifyDocket(t.Context()); err != nil || v.Older != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	r.stop()

	with(old)
	if _, err := app.Assemble(t.Context(), w.config(), w.opt); err == nil {
		t.Fatal("the docket opens with the old key alone")
	}
	with(next)
	r = w.run()
	before := r.drafts(id)
	r.lookNow(id)
	// What was signed with the old key counts as edited, and a draft that waits is
	// drafted anew; nothing is posted twice.
	if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
		t.Errorf("comments: %s", got)
	}
	if _, ok := r.noticed(advisories.NoticeCommentEdited); !ok {
		t.Error("maintainers are not told that comments are not known as ours any more")
	}
	after := r.drafts(id)
	accept, waits := before[len(before)-1], r.last(id, advisories.KindAccept)
	if accept.Body == "" && accept.Act != advisories.ActState || waits.Number == accept.Number || waits.State != advisories.DraftHeld ||
		after[accept.Number-1].State != advisories.DraftSuperseded {
		t.Errorf("drafts: %s", r.draftLine(id))
	}
	if v, err := records(t, r).VerifyDocket(t.Context()); err != nil || v.Cases != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	// A case from after the new key has nothing to lose.
	other := w.github.Report(testRepo, "finder", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(other) == "receipt 1" })
	r.settled()
	r.lookNow(other)
	if got := w.kinds(other); got != "receipt 1" {
		t.Errorf("comments: %s", got)
	}
}

// TestResealTracked: a tracking issue of the old key's time goes on under the new
// key alone: its card counts as edited once, and none is opened a second time.
func TestResealTracked(t *testing.T) {
	w := newTracked(t, ghsatest.Options{})
	with := func(keys ...string) {
		w.tweak = func(c *app.Config) { c.SealKey = strings.Join(keys, ",") }
	}
	with(sealKey(1))
	r := w.run()
	id := r.reported(complete)
	r.say("maintainer", "/ack")
	r.stop()
	with(sealKey(2), sealKey(1))
	r = w.run()
	if _, err := records(t, r).Reseal(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	r.stop()
	with(sealKey(2))
	r = w.run()
	r.lookNow(id)
	r.say("maintainer", "/accept")
	said := w.told(w.issue().Number)
	if w.state(id) != advisories.StateDraft { // the card was changed under whoever read it
		if !strings.Contains(strings.Join(values(said), "\n"), "had no effect") {
			t.Errorf("a command came to nothing, and nobody is told: %v", said)
		}
		r.say("maintainer", "/accept")
	}
	if w.state(id) != advisories.StateDraft {
		t.Errorf("state %s; drafts: %s; told: %v\n%s", w.state(id), r.draftLine(id), said, w.log)
	}
	if got := w.kinds(id); strings.Contains(got, "status 2") {
		t.Errorf("comments: %s", got)
	}
	w.told(w.issue().Number)
}

func values(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}
