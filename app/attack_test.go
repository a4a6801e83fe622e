package app_test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/advisory-bot/advisory-bot/advisories"
	"github.com/advisory-bot/advisory-bot/advisories/docket"
	"github.com/advisory-bot/advisory-bot/advisories/ghsa/ghsatest"
	"github.com/advisory-bot/advisory-bot/app/desk"
)

// What a malicious reporter, a curious collaborator, somebody who may push, a
// thief of the database and plain bad luck can try. Each is judged by what is
// true on GitHub's side afterwards, and by what maintainers are told.

// posts counts the comments that the App posted, which are what brings mail.
func (w *world) posts() int {
	n := 0
	for _, a := range w.github.Acts() {
		if a.Bot && a.Verb == ghsatest.VerbComment {
			n++
		}
	}
	return n
}

// rewrite is a network that changes GitHub's answers on the way.
type rewrite func(req *http.Request, status int, body []byte) []byte

func (f rewrite) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return res, err
	}
	b, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return nil, err
	}
	b = f(req, res.StatusCode, b)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	res.Header.Del("Content-Length")
	return res, nil
}

// Whoever edits a comment of ours can put another signed text of ours in its
// place, or a mark of a key that nobody holds. Neither may pass for our word.
func TestCommentReplacedByOurOwnWords(t *testing.T) {
	for name, replacement := range map[string]func(w *world, id, other advisories.GHSA, receipt, status int64) string{
		"a mark of an unknown key": func(w *world, id, _ advisories.GHSA, receipt, _ int64) string {
			return "The maintainers promise a bounty.\n\n<!-- advisory-bot:1 received/receipt/1 " + string(id) + " 00000000." + strings.Repeat("0", 64) + " -->"
		},
		"the status comment's text": func(w *world, id, _ advisories.GHSA, _, status int64) string { return body(w, id, status) },
		"a receipt of another report": func(w *world, _, other advisories.GHSA, _, _ int64) string {
			return w.written(other)[0].Body
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			w.opt.Flood = desk.Flood{Window: time.Hour, Reporter: 50, Repository: 50}
			r := w.run()
			id, receipt, _, status := answered(t, w, r)
			other := w.github.Report(testRepo, "researcher", "Another", complete)
			w.until("a receipt", func() bool { return w.kinds(other) == "receipt 1" })
			edit(t, w, id, receipt, replacement(w, id, other, receipt, status))
			r.lookNow(id)
			if _, ok := r.noticed(advisories.NoticeCommentEdited); !ok {
				t.Error("maintainers were not told that our receipt says something else now")
			}
		})
	}
}

// A replayed old status is put right like any other change.
func TestOldStatusReplayed(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id, _, _, status := answered(t, w, r)
	old := body(w, id, status)
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	now := body(w, id, status)
	if now == old {
		t.Fatal("the status comment did not change")
	}
	edit(t, w, id, status, old)
	r.lookNow(id)
	if got := body(w, id, status); advisories.Unmarked(got) != advisories.Unmarked(now) {
		t.Errorf("an old status stands again:\n%s", got)
	}
}

// That a report was announced just now must be known as long as it takes GitHub
// to show it, however often the try fails.
func TestReportedStaysReportedWhenATryFails(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"GitHub is down for a moment":      {Kind: ghsatest.Status, Status: 502, Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$"},
		"GitHub does not show it, twice":   {Kind: ghsatest.Status, Status: 404, Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$", Times: 2},
		"the policy cannot be had at once": {Kind: ghsatest.Status, Status: 502, PathPattern: "/graphql"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			r := w.run()
			w.until("the first sweep", func() bool { return strings.Contains(w.log.String(), "sweep done") })
			// A new repository whose coming nobody told: the ring is the first word of
			// it, and comes a moment after the report.
			w.github.LoseDeliveries(true)
			w.github.AddRepository("acme/new", false)
			w.github.PutFile("acme/new", ".github/advisory-policy.yml", quick)
			w.github.LoseDeliveries(false)
			w.github.FailDeliveries(1)
			id := w.github.Report("acme/new", "researcher", "One byte too many", complete)
			waitASecond()
			w.github.Fault(f)
			for _, d := range w.github.Deliveries() {
				if !d.OK() {
					if err := w.github.Redeliver(d.GUID); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.until("the report to be worked", func() bool { return r.quietNow() && strings.Contains(w.log.String(), "case rests") || r.has(id) })
			if !r.has(id) {
				t.Fatal("the report was dropped")
			}
			r.settled()
			if got := r.draftLine(id); r.theCase(id).Adopted || got != "receipt done" {
				t.Errorf("a report of this minute was adopted: %v, drafts: %s", r.theCase(id).Adopted, got)
			}
		})
	}
}

// What an account's ring asks for is not forgotten when the first try fails.
func TestUnsuspendSurvivesAFault(t *testing.T) {
	for name, heal := range map[string]func(w *world, r *running, installation int64){
		"its ring fails at first": func(w *world, r *running, installation int64) {
			w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 502, Method: "GET", PathPattern: "/installation/repositories"})
			w.github.Unsuspend(installation)
		},
		"its delivery is lost, the sweep comes": func(w *world, r *running, installation int64) {
			w.github.LoseDeliveries(true)
			w.github.Unsuspend(installation)
			r.sweepNow()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{})
			r := w.run()
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
			r.settled()
			installation := r.theCase(id).Key.Installation
			w.github.Suspend(installation)
			r.lookNow(id)
			if c := r.theCase(id); c.Problem != "suspended" {
				t.Fatalf("problem %q while suspended", c.Problem)
			}
			heal(w, r, installation)
			w.until("the case to be worked again", func() bool { return r.theCase(id).Problem == "" })
			if n, ok := r.noticed(advisories.NoticeAccess); ok {
				t.Errorf("the notice outlived its reason: %s", n.Text)
			}
		})
	}
}

// A thread full of forged marks is one thing to tell, not hundreds.
func TestManyForgedMarks(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	for i := range 60 {
		comment(t, w, "researcher", id, fmt.Sprintf("%d\n\n<!-- advisory-bot:1 received/receipt/1 %s 00000000.%s -->", i, id, strings.Repeat("0", 64)))
	}
	r.sweepNow()
	list, err := r.Docket.Notices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(list) > 5 {
		t.Errorf("%d notices stand in the maintainers' list, all by one reporter", len(list))
	}
}

// The reporter edits the description between every two looks, so that what was
// planned never is what is seen.
func TestReporterRacesEveryLook(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	var id atomic.Value
	var turns atomic.Int64
	ready := make(chan struct{})
	w.opt.Watch = func(step desk.Step, _, what string) {
		if step != desk.StepBegin {
			return
		}
		<-ready
		n := turns.Add(1)
		if n > 40 {
			return
		}
		text := incomplete
		if n%2 == 1 {
			text = "## Affected versions\n\n1.2.0\n"
		}
		err := w.github.EditAdvisoryAs("researcher", testRepo, id.Load().(advisories.GHSA), func(a *advisories.Advisory) {
			a.Description = fmt.Sprintf("%s\n%d\n", text, n)
		})
		if err != nil {
			t.Error(err)
		}
	}
	r := w.run()
	id.Store(w.github.Report(testRepo, "researcher", "One byte too many", incomplete))
	close(ready)
	case_ := id.Load().(advisories.GHSA)
	w.until("a receipt in spite of it", func() bool { return strings.HasPrefix(w.kinds(case_), "receipt 1") })
	w.until("the race to end", func() bool { return turns.Load() > 40 || r.quietNow() })
	r.settled()
	if got := w.kinds(case_); got != "receipt 1, ask 1" && got != "receipt 1" {
		t.Errorf("comments: %s", got)
	}
	if n := len(r.drafts(case_)); n > int(turns.Load())+3 {
		t.Errorf("%d drafts were filed for %d edits", n, turns.Load())
	}
}

// has reports whether there is a case.
func (r *running) has(id advisories.GHSA) bool {
	cases, err := r.Docket.Cases(r.w.t.Context(), docket.Filter{})
	return err == nil && slices.ContainsFunc(cases, func(c advisories.Case) bool { return c.Key.GHSA == id })
}

func (r *running) quietNow() bool {
	f, err := r.Docket.Figures(r.w.t.Context())
	return err == nil && f.Due == 0 && f.Held == 0 && f.RingsWaiting == 0
}

// A reporter who adds and deletes the answer again and again gets one receipt, one
// question and one status comment; the rest are edits in place, one a look.
func TestReporterChurns(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	r.settled()
	const turns = 12
	for range turns {
		c := comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
		r.sweepNow()
		if err := w.github.DeleteCommentAs("researcher", testRepo, id, c); err != nil {
			t.Fatal(err)
		}
		r.sweepNow()
	}
	if got := w.kinds(id); got != "receipt 1, ask 1, status 1" || w.posts() != 3 {
		t.Errorf("%s, %d posts", got, w.posts())
	}
	if n := w.writes() - w.posts(); n > 2*turns {
		t.Errorf("%d edits for %d changes", n, 2*turns)
	}
}

// The answer to our post is lost, and before we look the reporter takes the mark
// out of what was posted.
func TestMarkRemovedBeforeWeLook(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	r.settled()
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "POST", PathPattern: "/comments$", Reached: func() {
		id := w.github.Advisories(testRepo)[0]
		for _, c := range w.written(id) {
			if err := w.github.EditCommentAs("researcher", testRepo, id, c.ID, "Nothing to see here."); err != nil {
				t.Error(err)
			}
		}
	}})
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("the receipt to be settled", func() bool {
		return len(w.github.Advisories(testRepo)) == 1 && r.quietNow() && w.posts() > 0 && len(r.drafts(id)) > 0 && r.drafts(id)[0].State == advisories.DraftDone
	})
	if n := w.posts(); n != 1 {
		t.Errorf("the receipt was posted %d times", n)
	}
}

// The answer to our question is lost, GitHub's list does not show it yet, and the
// reporter changes the report so that another question would be asked.
func TestQuestionUnderWayIsNotAskedAgainInOtherWords(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	w.opt.InFlight = 12 * time.Second
	var hidden atomic.Bool
	w.opt.Transport = rewrite(func(req *http.Request, status int, body []byte) []byte {
		if !hidden.Load() || req.Method != http.MethodGet {
			return body
		}
		if strings.HasSuffix(req.URL.Path, "/comments") {
			return onlyReceipts(body)
		}
		return body
	})
	r := w.run()
	r.settled()
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.AppliedAnswerLost, Method: "POST", PathPattern: "/comments$", Skip: 1, Reached: func() {
		hidden.Store(true)
		time.AfterFunc(9*time.Second, func() { hidden.Store(false) }) // GitHub's list lags
		id := w.github.Advisories(testRepo)[0]
		err := w.github.EditAdvisoryAs("researcher", testRepo, id, func(a *advisories.Advisory) { a.Description = "## Affected versions\n\n1.2.0 to 1.4.1\n" })
		if err != nil {
			t.Error(err)
		}
	}})
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("the list to show it", func() bool { return w.posts() >= 2 && !hidden.Load() && r.quietNow() })
	r.lookNow(id)
	w.until("the question to be settled", func() bool { return strings.Contains(r.draftLine(id), "ask done") })
	if got := w.kinds(id); got != "receipt 1, ask 1" {
		t.Errorf("comments: %s; drafts: %s", got, r.draftLine(id))
	}
}

// onlyReceipts drops from a list of comments those that are questions.
func onlyReceipts(body []byte) []byte {
	var list, out []map[string]any
	if json.Unmarshal(body, &list) != nil {
		return body
	}
	for _, c := range list {
		if text, _ := c["body"].(string); !strings.Contains(text, "**Missing:**") {
			out = append(out, c)
		}
	}
	b, _ := json.Marshal(out)
	return b
}

// A maintainer's answer counts, however many people without power wrote before.
func TestAnswerBehindACrowd(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	for i := range 25 {
		login := fmt.Sprintf("guest-%d", i)
		w.github.AddUser(login)
		invite(t, w, id, login)
		comment(t, w, login, id, "Interesting.")
	}
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	if c := r.theCase(id); !c.History.Acknowledged.Happened() {
		t.Error("the maintainer's answer was not seen")
	}
}

// A thousand comments are read, and cost requests by the page, not by the comment.
func TestVeryLongThread(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	for i := range 1_000 {
		comment(t, w, "researcher", id, fmt.Sprintf("Any news? %d", i))
	}
	comment(t, w, "maintainer", id, "We look into it.")
	r.settled()
	w.github.ResetRequests()
	r.sweepNow()
	if c := r.theCase(id); !c.History.Acknowledged.Happened() {
		t.Error("the maintainer's answer was not seen")
	}
	if n := len(w.github.Requests()); n > 80 {
		t.Errorf("%d requests for a thread of 11 pages", n)
	}
}

// One answer of GitHub's that policy files cannot be read must not judge a case
// by another policy: no breach in the timeline, no approval voided.
func TestUnreadablePolicyForAMoment(t *testing.T) {
	clock := &movingClock{}
	w := newWorld(t, ghsatest.Options{Now: clock.now})
	w.opt.Now = clock.now
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", quick+"commitments: {acknowledge: {target: 20d, maximum: 30d}}\ndrafts: {accept: {approve: 2}}\n")
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	clock.add(5 * 24 * time.Hour)
	r.lookNow(id)
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 403, PathPattern: "/graphql"})
	r.lookNow(id)
	r.lookNow(id)
	entries, err := r.Docket.Timeline(t.Context(), r.theCase(id).Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.What == "clock" && strings.Contains(e.Detail, "missed") {
			t.Errorf("the timeline tells of a breach that never was: %s", e.Detail)
		}
	}
}

// What a person approved leaves as approved or not at all.
func TestReportChangesUnderAnApproval(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	var id atomic.Value
	w.opt.Watch = func(step desk.Step, _, what string) {
		if step == desk.StepBegin && strings.HasPrefix(what, "accept") {
			err := w.github.EditAdvisoryAs("researcher", testRepo, id.Load().(advisories.GHSA), func(a *advisories.Advisory) {
				a.Description += "\nAnd now for something different.\n"
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	r := w.run()
	g := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	id.Store(g)
	w.until("a receipt", func() bool { return w.kinds(g) == "receipt 1" })
	comment(t, w, "maintainer", g, "We look into it.")
	r.sweepNow()
	approve(t, r, g, advisories.KindAccept)
	w.until("the approval to be voided", func() bool { return strings.Contains(r.draftLine(g), "accept superseded") })
	r.settled()
	if n := w.stateChanges(); n != 0 {
		t.Errorf("the state was set %d times", n)
	}
	if got := r.draftLine(g); !strings.HasSuffix(got, "accept held") {
		t.Errorf("drafts: %s", got)
	}
}

// Many accounts report at once: mail is bounded a repository and maintainers are
// told once.
func TestFloodByManyAccounts(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	for i := range 36 {
		login := fmt.Sprintf("sock-%d", i)
		w.github.AddUser(login)
		w.github.Report(testRepo, login, fmt.Sprintf("Report %d", i), complete)
	}
	r.settled()
	if n := w.posts(); n != 30 {
		t.Errorf("%d comments went out, want 30", n)
	}
	list, err := r.Docket.Notices(t.Context())
	if err != nil || len(list) != 1 {
		t.Errorf("%d notices (%v), want 1", len(list), err)
	}
}

// Accounts that were deleted are null in GitHub's answers.
func TestDeletedAccounts(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	var deleted atomic.Bool
	w.opt.Transport = rewrite(func(req *http.Request, status int, body []byte) []byte {
		var v any
		if !deleted.Load() || req.Method != http.MethodGet || status != 200 || !strings.Contains(req.URL.Path, "/security-advisories") || json.Unmarshal(body, &v) != nil {
			return body
		}
		forgetAccount(v, "researcher")
		b, _ := json.Marshal(v)
		return b
	})
	r := w.run()
	deleted.Store(true)
	id := w.github.Report(testRepo, "researcher", "One byte too many", incomplete)
	w.until("receipt and question", func() bool { return w.kinds(id) == "receipt 1, ask 1" })
	comment(t, w, "researcher", id, "Affected versions: 1.2.0 to 1.4.1")
	r.sweepNow()
	if c := r.theCase(id); c.History.Acknowledged.Happened() {
		t.Errorf("a deleted account acknowledged: %q", c.History.Acknowledged.By)
	}
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	if c := r.theCase(id); !c.History.Acknowledged.Happened() {
		t.Error("the maintainer's answer was not seen")
	}
	for _, c := range w.written(id) {
		if strings.Contains(c.Body, "@") {
			t.Errorf("a comment mentions somebody:\n%s", c.Body)
		}
	}
}

// forgetAccount sets every account of that login to null.
func forgetAccount(v any, login string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			forgetAccount(e, login)
		}
	case map[string]any:
		for k, e := range v {
			if who, ok := e.(map[string]any); ok && who["login"] == login && who["id"] != nil {
				v[k] = nil
				continue
			}
			forgetAccount(e, login)
		}
	}
}

// GitHub's clock differs from ours.
func TestClocksDiffer(t *testing.T) {
	for _, off := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, ghsatest.Options{Now: func() time.Time { return time.Now().Add(off) }})
			r := w.run()
			r.settled()
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
			comment(t, w, "maintainer", id, "We look into it.")
			r.sweepNow()
			r.lookNow(id)
			if c := r.theCase(id); c.Adopted || !c.History.Acknowledged.Happened() {
				t.Errorf("adopted %v, acknowledged %v", c.Adopted, c.History.Acknowledged)
			}
			for _, k := range r.theCase(id).Verdict.Clocks {
				if k.State == advisories.ClockMissed {
					t.Errorf("%s is missed within a minute", k.Commitment)
				}
			}
			if w.posts() != 2 {
				t.Errorf("%d posts, want receipt and status", w.posts())
			}
		})
	}
}

// A repository is renamed, nobody tells us, and somebody makes another under its
// old name, with a policy of their own.
func TestOldNameIsSquatted(t *testing.T) {
	w, clock := timed(t)
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	r.settled()
	before := r.theCase(id).Verdict.Policy
	w.github.LoseDeliveries(true)
	w.github.RenameRepository(testRepo, "moved")
	w.github.AddRepository(testRepo, false)
	w.github.PutFile(testRepo, ".github/advisory-policy.yml", "version: 1\nmode: on\nteam: ['@pusher']\nreport: {required: [cwe]}\n")
	if _, err := w.github.CommentAs("maintainer", "acme/moved", id, "We look into it."); err != nil {
		t.Fatal(err)
	}
	r.lookNow(id)
	clock.add(31 * time.Minute) // a name that is not known is looked up twice an hour at most
	r.sweepNow()
	r.lookNow(id)
	c := r.theCase(id)
	if c.Stage == advisories.StageClosed || c.Repo != "moved" || c.Verdict.Policy != before || !c.History.Acknowledged.Happened() {
		t.Errorf("after the rename: stage %s, repository %s, policy the same %v, acknowledged %v", c.Stage, c.Repo, c.Verdict.Policy == before, c.History.Acknowledged.Happened())
	}
	for _, a := range w.github.Acts() {
		if a.Bot && a.At.After(time.Time{}) && a.Repository == testRepo && a.GHSA != id {
			t.Errorf("we wrote in the squatter's repository: %+v", a)
		}
	}
}

// A thief of the data directory who guesses the report's text finds nothing to
// test the guess against.
func TestThiefCannotTestAGuess(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id, _, _, _ := answered(t, w, r)
	a := w.github.Advisory(testRepo, id)
	guesses := map[string]string{"summary": a.Summary, "description": a.Description, "both": a.Summary + a.Description,
		"both by line": a.Summary + "\n" + a.Description, "answer": "Affected versions: 1.2.0 to 1.4.1"}
	for _, c := range w.github.Comments(testRepo, id) {
		guesses[fmt.Sprintf("comment %d", c.ID)] = c.Body
		guesses[fmt.Sprintf("comment %d without its mark", c.ID)] = advisories.Unmarked(c.Body)
	}
	r.stop()
	names, err := filepath.Glob(filepath.Join(w.dir, "docket.db*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no database (%v)", err)
	}
	var all []byte
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	all = append(all, w.log.String()...)
	for what, text := range guesses {
		s256, s1, m5 := sha256.Sum256([]byte(text)), sha1.Sum([]byte(text)), md5.Sum([]byte(text))
		for _, sum := range [][]byte{s256[:], s1[:], m5[:]} {
			for _, form := range [][]byte{sum, []byte(hex.EncodeToString(sum)), []byte(base64.StdEncoding.EncodeToString(sum))} {
				if bytes.Contains(all, form) {
					t.Errorf("a bare hash of the %s is at rest", what)
				}
			}
		}
	}
}

// A read that is refused for a moment, right before the act, is no reason to give
// the act to a person for good.
func TestLookRefusedForAMoment(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	w.until("the first sweep", func() bool { return strings.Contains(w.log.String(), "sweep done") })
	w.github.Fault(ghsatest.Fault{Kind: ghsatest.Status, Status: 403, Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$", Skip: 1})
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("the draft to be settled", func() bool { return r.has(id) && r.quietNow() })
	for range 2 {
		r.lookNow(id)
	}
	if got := r.draftLine(id); got != "receipt done" {
		t.Errorf("drafts: %s", got)
	}
}

// Whatever GitHub answers to a look, an open case wakes again by itself: its clocks
// must not stop for one odd answer.
func TestOpenCaseAlwaysWakesAgain(t *testing.T) {
	for name, f := range map[string]ghsatest.Fault{
		"400 on the advisory":     {Status: 400, Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$"},
		"403 on the advisory":     {Status: 403, Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$"},
		"400 on the comments":     {Status: 400, Method: "GET", PathPattern: "/comments$"},
		"403 on a person's role":  {Status: 403, Method: "GET", PathPattern: "/permission$"},
		"500 on a person's role":  {Status: 500, Method: "GET", PathPattern: "/permission$"},
		"200 without an advisory": {Status: 200, Body: "{}", Method: "GET", PathPattern: "/security-advisories/GHSA[^/]+$"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &movingClock{}
			w := newWorld(t, ghsatest.Options{Now: clock.now})
			w.opt.Now = clock.now
			r := w.run()
			w.until("the first sweep", func() bool { return strings.Contains(w.log.String(), "sweep done") })
			id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
			w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
			comment(t, w, "researcher", id, "Any news?")
			invite(t, w, id, "pusher")
			comment(t, w, "pusher", id, "Interesting.")
			r.settled()
			f.Kind = ghsatest.Status
			w.github.Fault(f)
			r.lookNow(id)
			clock.add(50 * time.Hour) // beyond the promised answer, and the daily look
			due, err := r.Docket.Due(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(due, r.theCase(id).Key) && !r.missed(id) {
				t.Error("nothing will ever wake the case: a missed promise goes unnoticed")
			}
		})
	}
}

// missed reports whether the case knows of a missed clock.
func (r *running) missed(id advisories.GHSA) bool {
	return slices.ContainsFunc(r.theCase(id).Verdict.Clocks, func(k advisories.Clock) bool { return k.State == advisories.ClockMissed })
}

// An approval that arrives while the case is judged anew, on text that has just
// changed, lets nothing out.
func TestApprovalRacesFiling(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	var armed atomic.Bool
	var race func()
	w.opt.Watch = func(step desk.Step, _, what string) {
		if step == desk.StepPlan && strings.Contains(what, "1 out of date") && armed.CompareAndSwap(true, false) {
			race()
		}
	}
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	comment(t, w, "maintainer", id, "We look into it.")
	r.sweepNow()
	race = func() { approve(t, r, id, advisories.KindAccept) }
	err := w.github.EditAdvisoryAs("researcher", testRepo, id, func(a *advisories.Advisory) { a.Description += "\nChanged.\n" })
	if err != nil {
		t.Fatal(err)
	}
	armed.Store(true)
	r.lookNow(id)
	if armed.Load() {
		t.Fatal("the race did not take place")
	}
	if n := w.stateChanges(); n != 0 || !strings.HasSuffix(r.draftLine(id), "accept superseded, accept held") {
		t.Errorf("%d state changes; drafts: %s", n, r.draftLine(id))
	}
}

// A ring that an installation left behind before it was deleted does not keep the
// deletion, or anything else, from being worked.
func TestRingsOfADeletedInstallation(t *testing.T) {
	w := newWorld(t, ghsatest.Options{})
	r := w.run()
	id := w.github.Report(testRepo, "researcher", "One byte too many", complete)
	w.until("a receipt", func() bool { return w.kinds(id) == "receipt 1" })
	r.settled()
	installation := r.theCase(id).Key.Installation
	w.github.FailDeliveries(3)
	w.github.AddRepository("acme/another", false) // tells of two things
	w.github.Uninstall(installation)
	if err := w.github.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range w.github.Deliveries() {
		if !d.OK() {
			if err := w.github.Redeliver(d.GUID); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.settled()
	if list, err := r.Docket.Installations(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d installations are still known (%v)", len(list), err)
	}
}
