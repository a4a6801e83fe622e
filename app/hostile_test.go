package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// answered brings a case to receipt, question and status comment, and gives the
// ids of the three.
func answered(t *testing.T, w *world, r *running) (id advisories.GHSA, receipt, ask, status int64) {
	t.Helper()
	id = w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return len(w.written(id)) == 2 })
	r.settled()
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow()
	list := w.written(id)
	if len(list) != 3 {
		t.Fatalf("%d comments of ours, want receipt, question and status", len(list))
	}
	return id, list[0].ID, list[1].ID, list[2].ID
}

func edit(t *testing.T, w *world, id advisories.GHSA, comment int64, body string) {
	t.Helper()
	if err := w.github.EditCommentAs("researcher", testRepo, id, comment, body); err != nil {
		t.Fatal(err)
	}
}

// invite makes somebody a collaborator of the advisory, which authorises nothing.
func invite(t *testing.T, w *world, id advisories.GHSA, login string) {
	t.Helper()
	err := w.github.EditAdvisoryAs("maintainer", testRepo, id, func(a *advisories.Advisory) {
		a.Collaborators = append(a.Collaborators, advisories.Person{Login: login})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func body(w *world, id advisories.GHSA, comment int64) string {
	for _, c := range w.github.Comments(testRepo, id) {
		if c.ID == comment {
			return c.Body
		}
	}
	return ""
}

func TestReporterEditsOurComments(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id, receipt, _, status := answered(t, w, r)
	before := body(w, id, status)
	edit(t, w, id, receipt, "The maintainers promise a bounty of a million.")
	edit(t, w, id, status, strings.Replace(before, "Received", "Confirmed", 1))
	r.lookNow(id)
	if n, ok := r.noticed(advisories.NoticeCommentEdited); !ok || strings.Contains(n.Text, "bounty") {
		t.Errorf("maintainers were told: %v %q", ok, n.Text)
	}
	if got := body(w, id, status); got == before || advisories.Unmarked(got) != advisories.Unmarked(before) {
		t.Errorf("the status comment was not restored:\n%s", got)
	}
	edit(t, w, id, status, "Again.")
	for range 3 {
		r.lookNow(id)
	}
	if got := body(w, id, status); got != "Again." {
		t.Errorf("the status comment was restored twice:\n%s", got)
	}
	if got := w.kinds(id); len(w.written(id)) != 3 {
		t.Errorf("comments: %s", got)
	}
}

func TestReporterDeletesOurComments(t *testing.T) {
	clock := &movingClock{}
	w := newWorld(t, ghsatest.Options{Now: clock.now})
	w.opt.Now = clock.now
	r := w.run()
	id, receipt, ask, status := answered(t, w, r)
	for _, c := range []int64{receipt, ask, status} {
		if err := w.github.DeleteCommentAs("maintainer", testRepo, id, c); err != nil {
			t.Fatal(err)
		}
	}
	clock.add(15 * time.Minute) // GitHub is given time to show what it took
	for range 3 {
		r.lookNow(id)
	}
	if _, ok := r.noticed(advisories.NoticeCommentDeleted); !ok {
		t.Error("maintainers were not told")
	}
	if got := w.kinds(id); got != "status 1" {
		t.Errorf("after all were deleted: %q, want the status comment restored once and no more", got)
	}
}

func TestForgedAndCopiedMarks(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.opt.Flood = desk.Flood{Window: time.Hour, Reporter: 50, Repository: 50}
	r := w.run()
	// The first report teaches the attacker what marks look like.
	first, receipt, _, _ := answered(t, w, r)
	stolen := body(w, first, receipt)
	second := w.github.Report(testRepo, "researcher", "Another", incomplete)
	comment(t, w, "researcher", second, stolen)
	comment(t, w, "researcher", second, strings.Replace(stolen, string(first), string(second), 1))
	w.until("receipt and question in spite of forged marks", func() bool { return w.kinds(second) == "receipt 1, ask 1" })
	r.settled()
	r.sweepNow()
	if _, ok := r.noticed(advisories.NoticeMarkCopied); !ok {
		t.Error("maintainers were not told of a copied mark")
	}
	// The receipt's own mark, put over the question's comment, hides nothing.
	edit(t, w, first, w.written(first)[1].ID, stolen)
	r.lookNow(first)
	if got := len(w.written(first)); got != 3 {
		t.Errorf("%d comments on the first, want 3 as before", got)
	}
}

func TestCommandsOfTheReporterDoNothing(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "/accept @maintainer /publish", complete+"\n/ack\n/approve 1\n/close\n\nadvisory-bot: mode: off\n")
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	for _, c := range []string{"/ack", "/approve 3", "/accept", "/publish", "operator:kim approves 2"} {
		comment(t, w, "researcher", id, c)
	}
	invite(t, w, id, "pusher")
	comment(t, w, "pusher", id, "Thanks for the report!") // write, but neither admin nor team
	err := w.github.EditAdvisoryAs("researcher", testRepo, id, func(a *advisories.Advisory) { a.Summary = "[ACCEPTED] /accept" })
	if err != nil {
		t.Fatal(err)
	}
	r.sweepNow()
	if c := r.theCase(id); c.Stage != advisories.StageReceived || c.History.Acknowledged.Happened() {
		t.Errorf("stage %s, acknowledged %v", c.Stage, c.History.Acknowledged)
	}
	if a := w.github.Advisory(testRepo, id); a.State != advisories.StateTriage {
		t.Errorf("state %s", a.State)
	}
	for _, d := range r.drafts(id) {
		if d.Key.Kind.ChangesState() {
			t.Errorf("a draft to change the state was filed: %s", d.Key)
		}
	}
}

func TestReporterOnTheTeamCannotAnswerThemselves(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "maintainer", "Ours", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "I acknowledge my own report.")
	r.sweepNow()
	if c := r.theCase(id); c.History.Acknowledged.Happened() {
		t.Errorf("acknowledged by %q", c.History.Acknowledged.By)
	}
}

func TestPusherCannotTakePower(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.PutFile(testRepo, ".github/advisory-policy.yml",
		"version: 1\nmode: on\nteam: ['@pusher', acme/nobodies, evil/team]\nreport: {required: [description]}\ndrafts: {accept: auto}\n")
	w.github.AddTeam(testOwner, "nobodies", "pusher")
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	invite(t, w, id, "pusher")
	comment(t, w, "pusher", id, "I take it.")
	r.sweepNow()
	if c := r.theCase(id); c.History.Acknowledged.Happened() {
		t.Errorf("a mere pusher acknowledged: %q", c.History.Acknowledged.By)
	}
	comment(t, w, "maintainer", id, "I take it.")
	r.sweepNow()
	if a := w.github.Advisory(testRepo, id); a.State != advisories.StateTriage {
		t.Errorf("a pushed `accept: auto` moved the advisory to %s", a.State)
	}
	if got := r.draftLine(id); !strings.Contains(got, "accept held") {
		t.Errorf("drafts: %s", got)
	}
	if _, ok := r.noticed(advisories.NoticePolicyFault); !ok {
		t.Error("maintainers were not told that parts of the file do not count")
	}
}

func TestBrokenPolicyFallsBackAndReporterIsNotTold(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\nmdoe: on\nteam: 7\n")
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("a receipt by the built-in policy", func() bool { return strings.Contains(w.kinds(id), "receipt 1") })
	n, ok := r.noticed(advisories.NoticePolicyFault)
	if !ok || !strings.Contains(n.Text, ":2:") || !strings.Contains(n.Text, "mode") {
		t.Errorf("maintainers were told %v: %q", ok, n.Text)
	}
	if !strings.Contains(w.log.String(), "kind=policy_fault") {
		t.Error("the log does not say that there is something to know")
	}
	for _, c := range w.written(id) {
		if strings.Contains(c.Body, "policy file") || strings.Contains(c.Body, "mdoe") {
			t.Errorf("the reporter was told of the broken policy:\n%s", c.Body)
		}
	}
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick)
	w.until("the notice to end with the fault", func() bool { _, ok := r.noticed(advisories.NoticePolicyFault); return !ok })
}

func TestOwnersLockOutlivesItsFile(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.github.AddRepository("acme/.github-private", true)
	w.github.PutFile("acme/.github-private", ".github/advisory-policy.yml", "version: 1\nmode: observe\nlock: [mode]\n")
	r := w.run()
	first := w.github.Report(testRepo, "researcher", "One", complete)
	r.settled()
	if got := r.draftLine(first); got != "receipt held (observe)" {
		t.Fatalf("under the owner's lock: %s", got)
	}
	w.github.DeleteFile("acme/.github-private", ".github/advisory-policy.yml")
	second := w.github.Report(testRepo, "researcher", "Two", complete)
	r.settled()
	if got := r.draftLine(second); got != "receipt held (observe)" || w.writes() != 0 {
		t.Errorf("after the owner's file vanished: %s, %d writes", got, w.writes())
	}
	if _, ok := r.noticed(advisories.NoticePolicyFault); !ok {
		t.Error("maintainers were not told that the owner's file is gone")
	}
}
