package app_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

func TestReceiptAndAskOnce(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return len(w.written(id)) == 2 })
	r.settled()
	for range 3 {
		for _, d := range w.github.Deliveries() {
			if err := w.github.Redeliver(d.GUID); err != nil {
				t.Fatal(err)
			}
		}
		r.sweepNow()
	}
	if got := w.kinds(id); got != "receipt 1, ask 1" {
		t.Errorf("after redeliveries and sweeps: %s", got)
	}
	for _, c := range w.written(id) {
		if n := strings.Count(c.Body, "@"); n != strings.Count(c.Body, "@researcher") {
			t.Errorf("a comment mentions somebody else:\n%s", c.Body)
		}
	}
}

func TestSweepFindsWhatNoWebhookTold(t *testing.T) {
	w := newWorld(t, ghsatest.Options{LoseDeliveries: true})
	r := w.run()
	r.sweepNow()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	r.sweepNow()
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	r.settled()
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow()
	comment(t, w, "maintainer", id, "Thank you, we look into it.")
	r.sweepNow()
	if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
		t.Errorf("comments: %s", got)
	}
	if got := r.draftLine(id); !strings.HasSuffix(got, "accept held") {
		t.Errorf("drafts: %s", got)
	}
	if n, ok := r.noticed(advisories.NoticeCommentEdited); ok {
		t.Errorf("nobody touched our comments, yet maintainers are told: %s", n.Text)
	}
	if err := w.github.SetStateAs("maintainer", testRepo, id, advisories.StateDraft); err != nil {
		t.Fatal(err)
	}
	r.sweepNow()
	if c := r.theCase(id); c.Stage != advisories.StageAccepted {
		t.Errorf("stage %s after a maintainer accepted by hand", c.Stage)
	}
	if got := r.draftLine(id); !strings.Contains(got, "accept stale") {
		t.Errorf("the draft that a person made needless still stands: %s", got)
	}
	if err := w.github.SetStateAs("maintainer", testRepo, id, advisories.StateClosed); err != nil {
		t.Fatal(err)
	}
	r.sweepNow()
	if c := r.theCase(id); c.Stage != advisories.StageClosed {
		t.Errorf("stage %s after closing by hand", c.Stage)
	}
}

// An answer edited into the report in the very second of our last look is found by
// the next sweep, although GitHub's time of change reads the same.
func TestEditInTheSecondOfOurLook(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	var id advisories.GHSA
	ready, once := make(chan struct{}), sync.Once{}
	w.opt.Watch = func(step desk.Step, _, _ string) {
		if step == desk.StepRecord {
			<-ready
			once.Do(func() {
				err := w.github.EditAdvisoryAs("researcher", testRepo, id, func(a *advisories.Advisory) { a.Description = complete })
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	r := w.run()
	id = w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	close(ready)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	r.settled()
	waitASecond()
	r.sweepNow()
	if c := r.theCase(id); c.Stage != advisories.StageReceived {
		t.Errorf("stage %s after the answer", c.Stage)
	}
}

func comment(t *testing.T, w *world, login string, id advisories.GHSA, body string) int64 {
	t.Helper()
	n, err := w.github.CommentAs(login, testRepo, id, body)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDatabaseLostAfterReceipt(t *testing.T) {
	for _, keyToo := range []bool{false, true} {
		t.Run(fmt.Sprintf("sealing key lost too: %v", keyToo), func(t *testing.T) {
			w := newWorld(t, ghsatest.Options{})
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
			w.until("receipt and question", func() bool { return len(w.written(id)) == 2 })
			r.settled()
			comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
			r.sweepNow()
			if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
				t.Fatalf("before: %s", got)
			}
			r.stop()
			loseDatabase(t, w.dir, keyToo)

			r = w.run()
			for _, d := range w.github.Deliveries() {
				if err := w.github.Redeliver(d.GUID); err != nil {
					t.Fatal(err)
				}
			}
			r.sweepNow()
			comment(t, w, "maintainer", id, "We look into it.")
			r.sweepNow()
			if got := w.kinds(id); got != "receipt 1, ask 1, status 1" {
				t.Errorf("after the database was lost: %s", got)
			}
		})
	}
}

func TestInstalledOnOldReports(t *testing.T) {
	w := newWorld(t, ghsatest.Options{LoseDeliveries: true})
	const old = 300
	for i := range old {
		w.github.Report(testRepo, "researcher", fmt.Sprintf("Old report %d", i), incomplete)
	}
	waitASecond() // GitHub's times are whole seconds; these are older than the docket
	r := w.run()
	r.sweepNow()
	cases, notices, err := records(t, r).List(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != old {
		t.Errorf("%d cases, want %d", len(cases), old)
	}
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes on old reports, want none", n)
	}
	adopted := 0
	for _, n := range notices {
		if n.Kind == advisories.NoticeAdopted {
			adopted++
			if n.Count != old {
				t.Errorf("the summary counts %d, want %d", n.Count, old)
			}
		}
	}
	if adopted != 1 {
		t.Errorf("%d summaries, want 1", adopted)
	}
	w.github.LoseDeliveries(false)
	id := w.github.Report(testRepo, "pusher", "A new report", complete)
	w.until("a receipt for the new report", func() bool { return w.kinds(id) == "receipt 1" })
}

func TestFloodIsHeldAndApprovedTogether(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	var ids []advisories.GHSA
	for i := range 6 {
		ids = append(ids, w.github.Report(testRepo, "researcher", fmt.Sprintf("Report %d", i), incomplete))
	}
	r.settled()
	if n := w.writes(); n != 5 {
		t.Errorf("%d comments went to one reporter by themselves, want 5", n)
	}
	if _, ok := r.noticed(advisories.NoticeFlood); !ok {
		t.Error("maintainers were not told of the flood")
	}
	n, err := records(t, r).ApproveFlood(t.Context(), testRepo, "kim")
	if err != nil || n != 7 {
		t.Errorf("approved %d (%v), want the 7 that were held", n, err)
	}
	r.settled()
	for _, id := range ids {
		if got := w.kinds(id); got != "receipt 1, ask 1" {
			t.Errorf("%s: %s", id, got)
		}
	}
	if _, ok := r.noticed(advisories.NoticeFlood); ok {
		t.Error("the flood's notice outlived it")
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.dry = true
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	r.settled()
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes in a dry run", n)
	}
	if got := r.draftLine(id); got != "receipt ready, ask ready" {
		t.Errorf("drafts: %s", got)
	}
	r.stop()
	w.dry = false
	w.run()
	w.until("what was filed to go out", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
}

func TestOwnersNotServed(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.owners = []string{"somebody-else"}
	r := w.run()
	w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	r.sweepNow()
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes for an account that is not served", n)
	}
}

func TestMaintainersOwnDraft(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	r.sweepNow()
	id, err := w.github.DraftAdvisory("maintainer", testRepo, "Ours", complete)
	if err != nil {
		t.Fatal(err)
	}
	r.sweepNow()
	if got := r.draftLine(id); got != "" || w.writes() != 0 {
		t.Errorf("a maintainer's own draft got %q and %d writes", got, w.writes())
	}
}

func records(t *testing.T, r *running) *app.Records {
	t.Helper()
	rec, err := app.OpenRecords(t.Context(), r.w.config(), app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rec.Close() })
	return rec
}
