package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app"
)

// TestLeaving goes through an account's end: it uninstalls the App, and not one
// request more is made for it, whatever rings; its data is kept and can be
// exported, and when the time of retention is over, nothing is left, in the file
// neither.
func TestLeaving(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.tweak = func(c *app.Config) { c.Retention = 90 * 24 * time.Hour }
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	r.settled()
	c := r.theCase(id)

	w.github.Uninstall(c.Key.Installation)
	r.settled()
	w.github.ResetRequests()
	w.github.HookTo("http://"+r.at.Door+"/api/github/webhooks", testSecret)
	for _, d := range w.github.Deliveries() {
		if err := w.github.Redeliver(d.GUID); err != nil {
			t.Fatal(err)
		}
	}
	r.settled()
	if err := r.Docket.Wake(t.Context(), c.Key, time.Time{}); err != nil {
		t.Logf("a wake-up of a case that left: %v", err)
	}
	r.settled()
	for _, q := range w.github.Requests() {
		if strings.Contains(q.Path, testOwner) || strings.Contains(q.Path, "access_tokens") || q.GraphQL != "" {
			t.Errorf("after it left: %s %s %s", q.Method, q.Path, q.GraphQL)
		}
	}
	if got := r.theCase(id); got.Problem != "left" || got.Stage == advisories.StageClosed {
		t.Errorf("the case is %s, its problem %q", got.Stage, got.Problem)
	}
	rec, err := app.OpenRecords(t.Context(), w.config(), app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := rec.Export(t.Context(), c.Name)
	if err != nil || !x.Whole || len(x.Timeline) == 0 {
		t.Errorf("export: %+v, %v", x, err)
	}
	if err := rec.Close(); err != nil { // who reads keeps the file from being written anew
		t.Fatal(err)
	}
	r.stop()

	w.tweak = func(c *app.Config) { c.Retention = time.Nanosecond } // the time is over
	r = w.run()
	w.until("the data to go", func() bool { return strings.Contains(w.log.String(), "the time of retention is over") })
	if cases, err := r.Docket.Cases(t.Context(), docket.Filter{}); err != nil || len(cases) != 0 {
		t.Errorf("%d cases are left, %v", len(cases), err)
	}
	r.stop()
	files, err := filepath.Glob(filepath.Join(w.dir, "docket.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"researcher", testRepo, string(id), c.Name} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s still holds %q", filepath.Base(f), word)
			}
		}
	}
}

// TestExportOfAStory: the export of a case that was really worked has no text of
// the report in it.
func TestExportOfAStory(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "SENTINEL-title", strings.ReplaceAll(incomplete, "parser", "SENTINEL-parser"))
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1, SENTINEL-answer")
	r.sweepNow()
	comment(t, w, "maintainer", id, "SENTINEL-word of a maintainer")
	r.sweepNow()
	x, err := records(t, r).Export(t.Context(), r.theCase(id).Name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	app.PrintExport(&out, x)
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if all := out.String() + string(text); strings.Contains(all, "SENTINEL") {
		t.Errorf("report text is exported:\n%s", all)
	}
	if len(x.Figures.Milestones) < 2 || len(x.Clocks) == 0 || x.Figures.Drafts[advisories.DraftDone] < 3 {
		t.Errorf("%s", text)
	}
}
