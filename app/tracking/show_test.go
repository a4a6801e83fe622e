package tracking_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// The whole life of an issue, with each request that it takes.
func TestLife(t *testing.T) {
	l := newLab(t)
	want := func(what string, ops ...string) {
		t.Helper()
		if diff := cmp.Diff(ops, l.requests()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	l.must()
	want("opening", "find", "audience", "list", "find", "open")
	i := l.one()
	if i.Title != "amber-otter-123 (GHSA-2345-cfgh-jmpq)" || l.keys.ReadMark(i.Body).Check != advisories.MarkGood {
		t.Errorf("title %q, mark %v", i.Title, l.keys.ReadMark(i.Body))
	}
	l.must()
	want("nothing new")

	l.view.Drafts = []advisories.Draft{{Number: 1, Key: advisories.DraftKey{Rule: "content", Kind: advisories.KindAsk, Occurrence: 1},
		Act: advisories.ActComment, State: advisories.DraftHeld, Body: "Which versions?", Digest: "d"}}
	l.happen("draft_filed", "ask: held", 1)
	l.must()
	want("a draft", "look", "edit+comment")
	if !strings.Contains(i.Body, "\n```text\nWhich versions?\n```\n") || len(i.ours()) != 1 || !strings.Contains(i.ours()[0], "`/approve 1`") {
		t.Errorf("card %s\ncomments %q", i.Body, i.ours())
	}

	l.view.Case.History.Coordinator = kim
	l.must()
	want("a coordinator", "look", "assign", "look", "edit")
	l.must()
	want("assigned once")

	l.view.Case.Stage, l.view.Ended = advisories.StageClosed, true
	l.happen("stage", "received to closed", 0)
	l.must()
	want("the end", "look", "edit+comment+close")
	if !i.Closed || len(i.ours()) != 2 {
		t.Error("not closed")
	}
	l.must()
	want("after the end")

	l.view.Ended = false
	l.must()
	want("reopened", "look", "reopen")
	if i.Closed || l.kept.Begun.Key != "" {
		t.Errorf("closed %v, kept %+v", i.Closed, l.kept)
	}
}

func TestNoIssueIsWanted(t *testing.T) {
	for name, set := range map[string]func(*lab){
		"no tracking":       func(l *lab) { l.view.Where = "" },
		"ended without one": func(l *lab) { l.view.Ended = true },
	} {
		l := newLab(t)
		set(l)
		l.must()
		if len(l.asked) != 0 || len(l.issues) != 0 {
			t.Errorf("%s: %q", name, l.asked)
		}
	}
	l := newLab(t)
	l.must()
	l.requests()
	l.view.Where = "" // the policy takes it back
	l.happen("stage", "x to y", 0)
	l.must()
	if len(l.asked) != 0 {
		t.Errorf("written without a policy: %q", l.asked)
	}
}

// What a person did stays.
func TestPeopleKeepTheirWord(t *testing.T) {
	l := newLab(t)
	l.must()
	i := l.one()
	i.Closed = true // by hand
	l.happen("stage", "received to assessed", 0)
	l.must()
	if !i.Closed || len(i.ours()) != 1 {
		t.Error("an issue that a person closed was opened, or not told")
	}
	i.Body, i.Title = "mine now", "another"
	l.requests()
	l.must()
	if got := l.requests(); len(got) != 0 {
		t.Errorf("nobody asked: %q", got)
	}
	l.view.Rewrite = true
	l.must()
	if i.Title != "amber-otter-123 (GHSA-2345-cfgh-jmpq)" || l.keys.ReadMark(i.Body).Check != advisories.MarkGood {
		t.Error("the card was not put right")
	}
	l.view.Rewrite = false
	i.deleted, l.now = true, l.now.Add(time.Minute)
	l.happen("rests", "gone", 0)
	l.must()
	if len(l.issues) != 1 || l.kept.Problem != advisories.TrackingGone {
		t.Errorf("after deletion %d issues, problem %q", len(l.issues), l.kept.Problem)
	}
	l.kept = advisories.Tracking{} // a person says so
	l.must()
	if len(l.issues) != 2 || l.kept.Issue != "I_2" {
		t.Error("no new issue")
	}
}

// Our records are lost: the issue is found by its mark, and what was said there
// before commands nothing.
func TestFoundByItsMark(t *testing.T) {
	for name, spoil := range map[string]func(*fakeIssue){
		"as written": func(*fakeIssue) {},
		"edited":     func(i *fakeIssue) { i.Body = "Hello\n" + i.Body },
		"renamed":    func(i *fakeIssue) { i.Title = "x" },
	} {
		l := newLab(t)
		l.must()
		i := l.one()
		l.now = l.now.Add(time.Hour)
		l.say(i, kim, "/approve 1")
		spoil(i)
		l.kept = advisories.Tracking{}
		l.now = l.now.Add(time.Hour)
		l.must()
		if got := l.one(); got.Node != l.kept.Issue || !l.kept.Read.After(got.comments[0].CreatedAt) {
			t.Errorf("%s: kept %+v", name, l.kept)
		}
		if l.keys.ReadMark(i.Body).Check != advisories.MarkGood || len(i.ours()) != 0 {
			t.Errorf("%s: not put right, or told again: %q", name, i.ours())
		}
	}
}

// With a new sealing key before the old one nothing is written anew; with another key
// alone, the old one being lost with our records, the issue is still found.
func TestSealingKeyChanges(t *testing.T) {
	l := newLab(t)
	l.must()
	l.rekey(8, 7)
	l.requests()
	l.must()
	if got := l.requests(); len(got) != 0 {
		t.Errorf("after a rotation: %q", got)
	}
	l.happen("stage", "x", 0)
	l.must()
	if look, err := l.room.Look(t.Context(), 5, l.kept); err != nil || look.Edited || len(l.one().ours()) != 1 {
		t.Errorf("after a rotation: %v, edited %v", err, look.Edited)
	}
	l.rekey(9)
	l.kept = advisories.Tracking{}
	l.must()
	if l.one(); l.keys.ReadMark(l.one().Body).Check != advisories.MarkGood {
		t.Error("not written under the new key")
	}
}

// Another's issue, another case's, and one elsewhere are not taken for ours.
func TestNotOurs(t *testing.T) {
	l := newLab(t)
	l.must()
	body := l.one().Body
	for name, i := range map[string]advisories.TrackingIssue{
		"forged by a person": {Author: kim, Body: body},
		"another case":       {Author: bot, Body: l.keys.Marked("x", advisories.DraftKey{Rule: "card", Kind: "tracking", Occurrence: 1}, "GHSA-9999-cfgh-jmpq")},
		"another kind":       {Author: bot, Body: l.keys.Marked("x", advisories.DraftKey{Rule: "news", Kind: "tracking", Occurrence: 1}, "GHSA-2345-cfgh-jmpq")},
		"no mark":            {Author: bot, Body: "x"},
	} {
		l := newLab(t)
		i.Node, i.Number, i.Repository, i.CreatedAt = "I_9", 9, *l.repo(), start
		l.issues = []*fakeIssue{{TrackingIssue: i}}
		l.must()
		if len(l.issues) != 2 || l.kept.Issue != "I_2" {
			t.Errorf("%s was taken for ours", name)
		}
	}
}

// Each keep fails once: nothing is written that was not announced, and nothing twice.
func TestHoldIsLost(t *testing.T) {
	l := newLab(t)
	l.lost = errors.New("the hold ended")
	if err := l.show(); !errors.Is(err, l.lost) || len(l.issues) != 0 {
		t.Fatalf("%v, %d issues", err, len(l.issues))
	}
	l.lost = nil
	l.before = func(op string) {
		if op == "open" {
			l.lost = errors.New("the hold ended")
		}
	}
	if err := l.show(); err == nil || l.kept.Begun.Key == "" {
		t.Fatalf("%v, kept %+v", err, l.kept)
	}
	l.before, l.lost = nil, nil
	l.now = l.now.Add(time.Minute)
	l.must()
	if l.one(); l.kept.Issue != "I_1" || l.kept.Begun.Key != "" {
		t.Errorf("kept %+v", l.kept)
	}
}

// An answer is lost: after the time that a request can last, the mark tells.
func TestAnswerIsLost(t *testing.T) {
	for _, op := range []string{"open", "edit+comment", "assign", "close", "reopen"} {
		l := newLab(t)
		story := func() error {
			if err := l.show(); err != nil {
				return err
			}
			l.view.Case.Stage, l.view.Case.History.Coordinator = advisories.StageAccepted, kim
			if len(l.view.Entries) == 1 {
				l.happen("stage", "received to accepted", 0)
			}
			if err := l.show(); err != nil {
				return err
			}
			l.view.Ended = true
			if err := l.show(); err != nil || op != "reopen" {
				return err
			}
			l.view.Ended = false
			return l.show()
		}
		l.lose[op] = 1
		err := story()
		if advisories.CodeOf(err) != advisories.FaultUnclear || l.kept.Begun.Key == "" {
			t.Fatalf("%s: %v, kept %+v", op, err, l.kept)
		}
		l.requests()
		var f *advisories.Fault
		if err := l.show(); !errors.As(err, &f) || !f.RetryAt.Equal(l.kept.Begun.At.Add(12*time.Second)) || len(l.requests()) != 0 {
			t.Errorf("%s: in flight: %v", op, err)
		}
		l.now = l.now.Add(12 * time.Second)
		ended := l.view.Ended
		if err := story(); err != nil {
			t.Fatalf("%s: %v", op, err)
		}
		if i := l.one(); len(i.ours()) != 1 || i.Closed != (op != "reopen") || l.kept.Begun.Key != "" || len(l.issues) != 1 {
			t.Errorf("%s: told %q, closed %v (ended %v), kept %+v", op, i.ours(), i.Closed, ended, l.kept)
		}
	}
}

// Faults that say that nothing was done leave nothing begun.
func TestRefusedWrites(t *testing.T) {
	for code, problem := range map[advisories.FaultCode]advisories.TrackingProblem{
		advisories.FaultLimited: "", advisories.FaultUnavailable: "", advisories.FaultSuspended: "", advisories.FaultUnauthorized: "",
		advisories.FaultForbidden: advisories.TrackingForbidden, advisories.FaultGone: advisories.TrackingGone, advisories.FaultRefused: advisories.TrackingNoIssues,
	} {
		l := newLab(t)
		l.must()
		l.happen("stage", "received to assessed", 0)
		l.refuse["comment"] = []advisories.FaultCode{code}
		err := l.show()
		if (err == nil) != (problem != "") || l.kept.Problem != problem || l.kept.Begun.Key != "" || len(l.one().ours()) != 0 {
			t.Errorf("%s: %v, kept %+v", code, err, l.kept)
		}
		l.must() // it is over
		if l.kept.Problem != "" || len(l.one().ours()) != 1 {
			t.Errorf("%s: not made up for: %+v", code, l.kept)
		}
	}
	for _, op := range []string{"find", "list", "audience", "look"} {
		l := newLab(t)
		if op == "look" {
			l.must()
			l.happen("stage", "x", 0)
		}
		l.refuse[op] = []advisories.FaultCode{advisories.FaultUnavailable}
		if err := l.show(); err == nil || l.kept.Begun.Key != "" {
			t.Errorf("%s: %v, kept %+v", op, err, l.kept)
		}
		l.must()
		l.one()
	}
}

// A request that hangs at GitHub and is applied late does no harm as long as GitHub
// keeps its own bound.
func TestLateWrite(t *testing.T) {
	l := newLab(t)
	l.late["open"] = true
	if err := l.show(); err == nil {
		t.Fatal("no error")
	}
	l.now = l.now.Add(9 * time.Second)
	for _, run := range l.held {
		run()
	}
	l.now = l.now.Add(3 * time.Second)
	l.must()
	l.one()
	if got := l.requests(); slices.Contains(got[5:], "open") {
		t.Errorf("opened again: %q", got)
	}
}
